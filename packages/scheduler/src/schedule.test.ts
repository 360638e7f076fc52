import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { seededRandom } from '@polis/base'
import fc from 'fast-check'
import { FAILURE_WINDOW_MS } from './config.ts'
import { schedule } from './schedule.ts'
import type { PendingTask, PlacedTask, SchedulerNode } from './snapshot.ts'

const MIB = 1024 ** 2

function node(id: string, more: Partial<SchedulerNode> = {}): SchedulerNode {
  return {
    id,
    name: id,
    labels: {},
    isAlive: true,
    availability: 'ready',
    drivers: ['process'],
    capacity: { cpuMillicores: 4000, memoryBytes: 1000 * MIB },
    ...more,
  }
}

function task(id: string, more: Partial<PendingTask> = {}): PendingTask {
  return {
    id,
    serviceId: 'web',
    specRevision: 1,
    driver: 'process',
    constraints: [],
    preferences: [],
    reservations: { cpuMillicores: 0, memoryBytes: 0 },
    ...more,
  }
}

function tasks(count: number, more: Partial<PendingTask> = {}): PendingTask[] {
  return Array.from({ length: count }, (_, i) => task(`${more.serviceId ?? 'web'}-${i}`, more))
}

function perNode(placements: readonly { nodeId: string }[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { nodeId } of placements) counts[nodeId] = (counts[nodeId] ?? 0) + 1
  return counts
}

describe('spread', () => {
  it('gives each node one of three replicas', () => {
    const result = schedule({
      tasks: tasks(3),
      nodes: ['a', 'b', 'c'].map(id => node(id)),
      placed: [],
    })
    assert.deepEqual(perNode(result.placements), { a: 1, b: 1, c: 1 })
    assert.deepEqual(result.unplaced, [])
  })

  it('prefers the node with fewer tasks of the service over the one with fewer tasks in all', () => {
    const held = (id: string, serviceId: string, nodeId: string): PlacedTask => ({
      id,
      serviceId,
      nodeId,
      reservations: { cpuMillicores: 0, memoryBytes: 0 },
    })
    const placed = [held('1', 'web', 'a'), held('2', 'db', 'b'), held('3', 'db', 'b')]
    const nodes = [node('a'), node('b')]
    assert.equal(schedule({ tasks: [task('t')], nodes, placed }).placements[0]!.nodeId, 'b')
    const other = task('t', { serviceId: 'queue' })
    assert.equal(schedule({ tasks: [other], nodes, placed }).placements[0]!.nodeId, 'a')
  })

  it('breaks a tie of counts by the share that is reserved', () => {
    const reservations = { cpuMillicores: 1000, memoryBytes: 100 * MIB }
    const placed = [
      { id: '1', serviceId: 'x', nodeId: 'a', reservations },
      { id: '2', serviceId: 'y', nodeId: 'b', reservations: { cpuMillicores: 1, memoryBytes: 1 } },
    ]
    const result = schedule({ tasks: [task('t')], nodes: [node('a'), node('b')], placed })
    assert.equal(result.placements[0]!.nodeId, 'b')
  })

  it('spreads over zones before it spreads over nodes', () => {
    const nodes = [
      node('a1', { labels: { zone: 'a' } }),
      node('a2', { labels: { zone: 'a' } }),
      node('a3', { labels: { zone: 'a' } }),
      node('b1', { labels: { zone: 'b' } }),
    ]
    const preferences = [{ spread: 'node.labels.zone' }]
    const result = schedule({ tasks: tasks(6, { preferences }), nodes, placed: [] })
    assert.deepEqual(perNode(result.placements), { a1: 1, a2: 1, a3: 1, b1: 3 })
    assert.ok(result.placements[5]!.reasons.some(reason => reason.includes("node.labels.zone '")))
  })

  it('uses another zone once one is full', () => {
    const nodes = [
      node('a', { labels: { zone: 'a' } }),
      node('b', { labels: { zone: 'b' }, capacity: { cpuMillicores: 1000, memoryBytes: MIB } }),
    ]
    const preferences = [{ spread: 'node.labels.zone' }]
    const reservations = { cpuMillicores: 1000, memoryBytes: 0 }
    const result = schedule({ tasks: tasks(4, { preferences, reservations }), nodes, placed: [] })
    assert.deepEqual(perNode(result.placements), { a: 3, b: 1 })
  })

  it('does not count a stopping task for spread, but does for resources', () => {
    const reservations = { cpuMillicores: 3000, memoryBytes: 0 }
    const placed = [{ id: '1', serviceId: 'web', nodeId: 'a', reservations, isStopping: true }]
    const nodes = [node('a')]
    const small = schedule({ tasks: [task('t', { maxPerNode: 1 })], nodes, placed })
    assert.equal(small.placements.length, 1)
    const large = schedule({ tasks: [task('t', { reservations })], nodes, placed })
    assert.equal(large.unplaced.length, 1)
  })
})

describe('refusals', () => {
  const reasonsFor = (one: PendingTask, nodes: SchedulerNode[], placed: PlacedTask[] = []) => {
    const result = schedule({ tasks: [one], nodes, placed })
    assert.equal(result.placements.length, 0)
    return result.unplaced[0]!.reasons
  }

  it('says that there is no node', () => {
    assert.deepEqual(reasonsFor(task('t'), []), ['there is no node'])
  })

  it('names dead, cordoned and draining nodes', () => {
    const nodes = [
      node('a', { isAlive: false }),
      node('b', { availability: 'cordoned' }),
      node('c', { availability: 'draining' }),
    ]
    assert.deepEqual(reasonsFor(task('t'), nodes), [
      '1 node is not alive: a',
      '1 node is cordoned: b; 1 node is draining: c',
    ])
  })

  it('says how much memory is needed and where most is free', () => {
    const reservations = { cpuMillicores: 0, memoryBytes: 512 * MIB }
    const nodes = [
      node('a', { capacity: { cpuMillicores: 1000, memoryBytes: 200 * MIB } }),
      node('b', { capacity: { cpuMillicores: 1000, memoryBytes: 300 * MIB } }),
    ]
    assert.deepEqual(reasonsFor(task('t', { reservations }), nodes), [
      '2 nodes lack memory: need 512 MiB, most free 300 MiB on b',
    ])
  })

  it('counts what earlier tasks of the same decision reserved', () => {
    const reservations = { cpuMillicores: 3000, memoryBytes: 0 }
    const result = schedule({ tasks: tasks(2, { reservations }), nodes: [node('a')], placed: [] })
    assert.equal(result.placements.length, 1)
    assert.deepEqual(result.unplaced[0]!.reasons, [
      '1 node lacks CPU: need 3 cores, most free 1 on a',
    ])
  })

  it('names the devices that nodes do not offer, and places where all are', () => {
    const nodes = [node('a'), node('b', { devices: ['/dev/dri'] })]
    const wanted = task('t', { devices: ['/dev/dri/card0', '/dev/dri'] })
    const { placements } = schedule({ tasks: [wanted], nodes, placed: [] })
    assert.equal(placements[0]!.nodeId, 'b')
    const other = task('t', { devices: ['/dev/dri', '/dev/driver'] })
    assert.deepEqual(schedule({ tasks: [other], nodes, placed: [] }).unplaced[0]!.reasons, [
      "2 nodes do not offer the device '/dev/dri', '/dev/driver': a, b",
    ])
  })

  it('names the nodes whose driver does not work now, and those that lack a volume', () => {
    const silent = node('a', { silentDrivers: ['process'] })
    const nodes = [silent, node('b', { drivers: [] }), node('c')]
    const wanted = task('t', { volumes: [{ name: 'data', nodeId: 'a' }] })
    assert.deepEqual(schedule({ tasks: [wanted], nodes, placed: [] }).unplaced[0]!.reasons, [
      "1 node does not offer the driver 'process': b; " +
        "1 node offers the driver 'process', which is not reachable: a",
      "1 node does not have the volume 'data': c",
    ])
    const [placement] = schedule({ tasks: [task('t')], nodes, placed: [] }).placements
    assert.equal(placement!.nodeId, 'c')
  })

  it('names the driver, the constraint and the per-node bound', () => {
    const image = task('t', { driver: 'docker' })
    assert.deepEqual(reasonsFor(image, [node('a')]), [
      "1 node does not offer the driver 'docker': a",
    ])
    const zoned = task('t', { constraints: ['node.labels.zone == z'] })
    assert.deepEqual(reasonsFor(zoned, [node('a'), node('b')]), [
      "2 nodes do not satisfy 'node.labels.zone == z' (2)",
    ])
    const reservations = { cpuMillicores: 0, memoryBytes: 0 }
    const placed = [{ id: '1', serviceId: 'web', nodeId: 'a', reservations }]
    assert.deepEqual(reasonsFor(task('t', { maxPerNode: 1 }), [node('a')], placed), [
      '1 node already has 1 of this service, the most allowed: a',
    ])
  })

  it('gives the one reason for a constraint that cannot be understood', () => {
    assert.deepEqual(reasonsFor(task('t', { constraints: ['zone == a'] }), [node('a')]), [
      "constraint 'zone == a': 'zone' is not an attribute of a node " +
        '(there are node.id, node.name, node.hostname and node.labels.KEY)',
    ])
  })
})

describe('back-off', () => {
  const nowMs = 10 * FAILURE_WINDOW_MS
  const failed = (nodeId: string, count: number, atMs = nowMs, specRevision = 1) =>
    Array.from({ length: count }, () => ({ serviceId: 'web', specRevision, nodeId, atMs }))
  const nodes = [node('a'), node('b')]

  it('goes elsewhere after five recent failures of the same spec', () => {
    const result = schedule({ tasks: tasks(3), nodes, placed: [], failures: failed('a', 5), nowMs })
    assert.deepEqual(perNode(result.placements), { b: 3 })
  })

  it('forgets failures that are few, old or of another spec', () => {
    const old = nowMs - FAILURE_WINDOW_MS - 1
    for (const failures of [failed('a', 4), failed('a', 9, old), failed('a', 9, nowMs, 2)]) {
      const result = schedule({ tasks: tasks(2), nodes, placed: [], failures, nowMs })
      assert.deepEqual(perNode(result.placements), { a: 1, b: 1 })
    }
  })

  it('still uses such a node when no other is left', () => {
    const result = schedule({
      tasks: tasks(2, { maxPerNode: 1 }),
      nodes,
      placed: [],
      failures: failed('a', 5),
      nowMs,
    })
    assert.deepEqual(
      result.placements.map(one => one.nodeId),
      ['b', 'a'],
    )
    assert.equal(result.placements[1]!.score[0], 1)
  })
})

describe('decisions', () => {
  const anyNode = fc.record({
    zone: fc.constantFrom('a', 'b', 'c'),
    isAlive: fc.boolean(),
    availability: fc.constantFrom('ready' as const, 'cordoned' as const),
    cpu: fc.integer({ min: 0, max: 4 }),
  })
  const anyGroup = fc.record({
    count: fc.integer({ min: 1, max: 12 }),
    cpu: fc.integer({ min: 0, max: 2 }),
    maxPerNode: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined }),
    isZoned: fc.boolean(),
  })
  const anyInput = fc
    .tuple(fc.array(anyNode, { maxLength: 8 }), fc.array(anyGroup, { maxLength: 4 }))
    .map(([nodes, groups]) => ({
      nodes: nodes.map(({ zone, cpu, ...rest }, i) =>
        node(`n${i}`, {
          ...rest,
          labels: { zone },
          capacity: { cpuMillicores: cpu * 1000, memoryBytes: 0 },
        }),
      ),
      tasks: groups.flatMap(({ count, cpu, maxPerNode, isZoned }, i) =>
        tasks(count, {
          serviceId: `s${i}`,
          reservations: { cpuMillicores: cpu * 1000, memoryBytes: 0 },
          preferences: isZoned ? [{ spread: 'node.labels.zone' }] : [],
          ...(maxPerNode === undefined ? {} : { maxPerNode }),
        }),
      ),
    }))

  it('place or explain every task, and never break a rule', () => {
    fc.assert(
      fc.property(anyInput, fc.integer(), (input, seed) => {
        const result = schedule({ ...input, placed: [], random: seededRandom(seed) })
        const byId = new Map(input.nodes.map(one => [one.id, one]))
        const asked = new Map(input.tasks.map(one => [one.id, one]))
        assert.equal(result.placements.length + result.unplaced.length, input.tasks.length)
        const cpu = new Map<string, number>()
        const held = new Map<string, number>()
        for (const { taskId, nodeId } of result.placements) {
          const target = byId.get(nodeId)!
          const one = asked.get(taskId)!
          assert.ok(target.isAlive && target.availability === 'ready')
          cpu.set(nodeId, (cpu.get(nodeId) ?? 0) + one.reservations.cpuMillicores)
          const key = `${nodeId}/${one.serviceId}`
          held.set(key, (held.get(key) ?? 0) + 1)
          assert.ok(cpu.get(nodeId)! <= target.capacity.cpuMillicores)
          assert.ok(held.get(key)! <= (one.maxPerNode ?? Number.POSITIVE_INFINITY))
        }
        for (const { reasons } of result.unplaced) assert.ok(reasons.length > 0)
      }),
      { numRuns: 200 },
    )
  })

  it('leave no task without a node that could still take it', () => {
    fc.assert(
      fc.property(anyInput, input => {
        const result = schedule({ ...input, placed: [] })
        const placed = result.placements.map(({ taskId, nodeId }) => {
          const { serviceId, reservations } = input.tasks.find(one => one.id === taskId)!
          return { id: taskId, serviceId, nodeId, reservations }
        })
        const left = input.tasks.filter(one => result.unplaced.some(two => two.taskId === one.id))
        assert.deepEqual(schedule({ ...input, tasks: left, placed }).placements, [])
      }),
      { numRuns: 200 },
    )
  })

  it('do not depend on the order of the nodes', () => {
    fc.assert(
      fc.property(anyInput, input => {
        const reversed = { ...input, nodes: [...input.nodes].reverse(), placed: [] }
        assert.deepEqual(schedule(reversed), schedule({ ...input, placed: [] }))
      }),
      { numRuns: 100 },
    )
  })

  it('keep a service within one task of even when every node is alike', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 0, max: 40 }), (n, count) => {
        const nodes = Array.from({ length: n }, (_, i) => node(`n${i}`))
        const counts = Object.values(
          perNode(schedule({ tasks: tasks(count), nodes, placed: [] }).placements),
        )
        while (counts.length < n) counts.push(0)
        assert.ok(Math.max(...counts) - Math.min(...counts) <= 1)
      }),
    )
  })

  it('place 30,000 tasks on 1,000 nodes, 30 on each', () => {
    const nodes = Array.from({ length: 1000 }, (_, i) =>
      node(`n${i}`, { labels: { zone: `z${i % 4}` } }),
    )
    const waiting = Array.from({ length: 100 }, (_, i) =>
      tasks(300, { serviceId: `s${i}`, preferences: [{ spread: 'node.labels.zone' }] }),
    ).flat()
    const { placements } = schedule({ tasks: waiting, nodes, placed: [] })
    assert.ok(Object.values(perNode(placements)).every(count => count === 30))
    assert.equal(placements.length, 30_000)
  })
})
