import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { rebalance } from './rebalance.ts'
import { schedule } from './schedule.ts'
import type { Affinity, PendingTask, PlacedTask, SchedulerNode } from './snapshot.ts'

const MIB = 1024 ** 2

function node(id: string, more: Partial<SchedulerNode> = {}): SchedulerNode {
  return {
    ...{ id, name: id, labels: {}, isAlive: true, availability: 'ready', drivers: ['process'] },
    capacity: { cpuMillicores: 4000, memoryBytes: 1000 * MIB },
    ...more,
  }
}

function task(id: string, more: Partial<PendingTask> & { mib?: number } = {}): PendingTask {
  const { mib = 0, ...fields } = more
  return {
    ...{ id, serviceId: 'web', specRevision: 1, driver: 'process' },
    ...{ constraints: [], preferences: [] },
    reservations: { cpuMillicores: 0, memoryBytes: mib * MIB },
    ...fields,
  }
}

function held(id: string, nodeId: string, more: Partial<PlacedTask> & { mib?: number } = {}) {
  const { mib = 0, ...fields } = more
  const reservations = { cpuMillicores: 0, memoryBytes: mib * MIB }
  return { id, serviceId: 'web', nodeId, reservations, ...fields }
}

const near = (name: string, isRequired: boolean): Affinity => {
  return { serviceId: name, name, isAnti: false, isRequired }
}
const far = (name: string, isRequired: boolean): Affinity => {
  return { ...near(name, isRequired), isAnti: true }
}
const NODES = ['a', 'b', 'c'].map(id => node(id))
const nodesOf = (placements: readonly { nodeId: string }[]) => placements.map(one => one.nodeId)

describe('bin-packing', () => {
  it('fills one node before it takes the next', () => {
    const tasks = Array.from({ length: 6 }, (_, i) =>
      task(`t${i}`, { mib: 300, strategy: 'binpack' }),
    )
    const { placements } = schedule({ tasks, nodes: NODES, placed: [] })
    assert.deepEqual(nodesOf(placements), ['a', 'a', 'a', 'b', 'b', 'b'])
    assert.match(placements[0]!.reasons.join(), /the fullest node that it fits/)
  })

  it('takes the node that others have filled, as long as the task fits there', () => {
    const placed = [held('x', 'b', { serviceId: 'db', mib: 600 })]
    const pack = { mib: 350, strategy: 'binpack' as const }
    const tasks = [task('t1', pack), task('t2', pack)]
    assert.deepEqual(nodesOf(schedule({ tasks, nodes: NODES, placed }).placements), ['b', 'a'])
  })
})

describe('affinity', () => {
  const placed = [
    held('db1', 'b', { serviceId: 'db' }),
    held('cache1', 'a', { serviceId: 'cache' }),
  ]
  const place = (affinities: Affinity[]) =>
    schedule({ tasks: [task('t', { affinities })], nodes: NODES, placed })

  it('puts a task beside what it must be near to, and away from what it must avoid', () => {
    assert.deepEqual(nodesOf(place([near('db', true)]).placements), ['b'])
    assert.deepEqual(nodesOf(place([far('db', true), far('cache', true)]).placements), ['c'])
  })

  it('says why no node will do', () => {
    assert.deepEqual(place([near('queue', true)]).unplaced[0]!.reasons, [
      "3 nodes run no 'queue', beside which it must be: a, b, c",
    ])
    const all = NODES.map(({ id }) => held(`db-${id}`, id, { serviceId: 'db' }))
    const away = schedule({
      tasks: [task('t', { affinities: [far('db', true)] })],
      nodes: NODES,
      placed: all,
    })
    assert.match(away.unplaced[0]!.reasons[0]!, /3 nodes run 'db', which it stays away from/)
  })

  it('a preference decides before the number of tasks, and gives way where it must', () => {
    const busy = [...placed, held('w1', 'b'), held('w2', 'b')]
    const tasks = [task('t', { affinities: [near('db', false)] })]
    const { placements } = schedule({ tasks, nodes: NODES, placed: busy })
    assert.deepEqual(nodesOf(placements), ['b'])
    assert.match(placements[0]!.reasons.join(), /1 of 1 preferred affinities met/)
    const without = schedule({ tasks, nodes: [node('a'), node('c')], placed: busy })
    assert.equal(without.placements.length, 1)
  })

  it('a service that must avoid itself has one task a node', () => {
    const affinities = [far('web', true)]
    const tasks = [1, 2, 3, 4].map(i => task(`t${i}`, { affinities }))
    const { placements, unplaced } = schedule({ tasks, nodes: NODES, placed: [] })
    assert.deepEqual(nodesOf(placements).sort(), ['a', 'b', 'c'])
    assert.equal(unplaced.length, 1)
  })
})

describe('what is really used', () => {
  const used = (mib: number, cpuMillicores = 0) => ({ cpuMillicores, memoryBytes: mib * MIB })

  it('memory that something else has taken is no room for a task', () => {
    const nodes = [node('a', { used: used(900) }), node('b', { used: used(800) })]
    const { unplaced } = schedule({ tasks: [task('t', { mib: 300 })], nodes, placed: [] })
    assert.deepEqual(unplaced[0]!.reasons, [
      '2 nodes have memory unreserved but in use: need 300 MiB, most unused 200 MiB on b',
    ])
    assert.equal(schedule({ tasks: [task('t')], nodes, placed: [] }).placements.length, 1)
  })

  it('a node whose processors are busy comes after others with as many of the service', () => {
    const nodes = [node('a', { used: used(0, 3900) }), node('b')]
    const placed = [held('w1', 'b'), held('w2', 'b')]
    const on = (there: typeof placed) =>
      nodesOf(schedule({ tasks: [task('t')], nodes, placed: there }).placements)
    assert.deepEqual(on([]), ['b'])
    assert.deepEqual(on(placed), ['a'])
    const last = schedule({ tasks: [task('t')], nodes: [nodes[0]!], placed }).placements[0]!
    assert.match(last.reasons.join(), /its processors are busy/)
  })
})

describe('priorities', () => {
  const full = NODES.map(({ id }, i) => held(`low-${id}`, id, { mib: 900, priority: 10 + i }))
  const urgent = (more: Parameters<typeof task>[1] = {}) =>
    task('urgent', { mib: 500, priority: 80, preempts: true, serviceId: 'vip', ...more })

  it('the more important task gets the room that is left', () => {
    const tasks = [task('late', { mib: 600 }), task('first', { mib: 600, priority: 90 })]
    const { placements } = schedule({ tasks, nodes: [node('a')], placed: [] })
    assert.deepEqual(
      placements.map(({ taskId }) => taskId),
      ['first'],
    )
  })

  it('nothing is stopped for a task that does not ask for it', () => {
    const answer = schedule({ tasks: [urgent({ preempts: false })], nodes: NODES, placed: full })
    assert.deepEqual(answer.preemptions, [])
  })

  it('the least important task makes room', () => {
    const { preemptions } = schedule({ tasks: [urgent()], nodes: NODES, placed: full })
    assert.deepEqual(preemptions, [
      {
        ...{ taskId: 'urgent', nodeId: 'a', victims: ['low-a'] },
        reason: 'waits for tasks of lower priority to be stopped on a',
      },
    ])
  })

  it('what is nearly as important is left alone', () => {
    const placed = full.map(one => ({ ...one, priority: 75 }))
    assert.deepEqual(schedule({ tasks: [urgent()], nodes: NODES, placed }).preemptions, [])
  })

  it('asked again while its room is being made, it stops nothing more', () => {
    const placed = full.map(one => (one.nodeId === 'a' ? { ...one, isStopping: true } : one))
    const [again] = schedule({ tasks: [urgent()], nodes: NODES, placed }).preemptions
    assert.deepEqual(again!.victims, [])
    assert.match(again!.reason, /to be stopped on a/)
  })

  it('two tasks do not count on the same room', () => {
    const tasks = [urgent({ mib: 600 }), urgent({ mib: 600, id: 'urgent2' })]
    const { preemptions } = schedule({ tasks, nodes: NODES, placed: full })
    assert.deepEqual(preemptions.map(({ victims }) => victims[0]).sort(), ['low-a', 'low-b'])
  })

  it('nothing is stopped where another rule refuses the node', () => {
    const nodes = NODES.map(one => ({ ...one, availability: 'cordoned' as const }))
    assert.deepEqual(schedule({ tasks: [urgent()], nodes, placed: full }).preemptions, [])
  })

  it('only what lacks importance is ever stopped, and never more than is needed', () => {
    const sizes = fc.array(
      fc.record({ mib: fc.integer({ min: 1, max: 400 }), at: fc.nat(2), priority: fc.nat(100) }),
      { maxLength: 12 },
    )
    fc.assert(
      fc.property(sizes, fc.integer({ min: 1, max: 900 }), (list, mib) => {
        const placed = list.map((one, i) => held(`p${i}`, NODES[one.at]!.id, one))
        const { preemptions } = schedule({ tasks: [urgent({ mib })], nodes: NODES, placed })
        for (const { victims, nodeId } of preemptions) {
          const stopped = placed.filter(({ id }) => victims.includes(id))
          assert.ok(stopped.every(one => one.nodeId === nodeId && one.priority! <= 70))
          const sum = (tasks: readonly PlacedTask[]) =>
            tasks.reduce((total, one) => total + one.reservations.memoryBytes, 0)
          const here = placed.filter(one => one.nodeId === nodeId)
          const free = 1000 * MIB - sum(here) + sum(stopped)
          assert.ok(free >= mib * MIB, 'the task fits then')
          const last = stopped.find(({ id }) => id === victims.at(-1))
          if (last) assert.ok(free - sum([last]) < mib * MIB, 'the last victim was needed')
        }
      }),
    )
  })
})

describe('rebalancing', () => {
  const running = (placements: Record<string, string>, more: Partial<PendingTask> = {}) =>
    Object.entries(placements).map(([id, nodeId]) => ({
      placed: held(id, nodeId),
      demand: task(id, more),
    }))

  it('moves tasks to a node that came back, and says what it gains', () => {
    const tasks = running({ t1: 'a', t2: 'a', t3: 'a', t4: 'b', t5: 'b', t6: 'b' })
    const plan = rebalance(NODES, tasks)
    assert.equal(plan.moves.length, 2)
    assert.ok(plan.moves.every(({ toNodeId }) => toNodeId === 'c'))
    assert.deepEqual(plan.before, { most: 3, least: 0 })
    assert.deepEqual(plan.after, { most: 2, least: 2 })
    assert.match(plan.moves[0]!.reasons[0]!, /3 tasks of the service there, 0 where it would go/)
  })

  it('moves nothing that would only change places, nor what is packed or pinned', () => {
    assert.deepEqual(rebalance(NODES, running({ t1: 'a', t2: 'a', t3: 'b' })).moves.length, 1)
    assert.deepEqual(rebalance(NODES, running({ t1: 'a', t2: 'b' })).moves, [])
    const three = { t1: 'a', t2: 'a', t3: 'a' }
    assert.deepEqual(rebalance(NODES, running(three, { strategy: 'binpack' })).moves, [])
    assert.deepEqual(rebalance(NODES, running(three, { pinnedTo: 'a' })).moves, [])
  })

  it('keeps to the constraints', () => {
    const labelled = NODES.map(one => ({
      ...one,
      labels: one.id === 'c' ? { z: '2' } : { z: '1' },
    }))
    const tasks = running({ t1: 'a', t2: 'a', t3: 'a' }, { constraints: ['node.labels.z == 1'] })
    assert.deepEqual(
      rebalance(labelled, tasks).moves.map(({ toNodeId }) => toNodeId),
      ['b'],
    )
  })

  it('after its moves there is nothing left to move', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(2), { maxLength: 20 }), at => {
        const tasks = running(Object.fromEntries(at.map((i, n) => [`t${n}`, NODES[i]!.id])))
        const { moves } = rebalance(NODES, tasks)
        const to = new Map(moves.map(({ taskId, toNodeId }) => [taskId, toNodeId]))
        const moved = tasks.map(({ placed, demand }) => {
          return { demand, placed: { ...placed, nodeId: to.get(placed.id) ?? placed.nodeId } }
        })
        assert.deepEqual(rebalance(NODES, moved).moves, [])
      }),
    )
  })
})
