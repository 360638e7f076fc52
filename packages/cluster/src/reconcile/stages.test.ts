import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createPicker } from '@polis/balancer'
import { seededRandom } from '@polis/base'
import { parseManifest } from '../manifest/manifest.ts'
import type { RolloutStrategy } from '../stages.ts'
import { FakeCluster } from './fake-cluster.ts'
import {
  control,
  count,
  deploy,
  deployed,
  deployment,
  rollout,
  routed,
  scale,
  settle,
  shares,
} from './fake-rollouts.ts'

const N3 = ['n1', 'n2', 'n3']
/** The endpoint of each of many keys. */
function owners(cluster: FakeCluster): string[] {
  const { algorithm, endpoints } = routed(cluster)
  const loads = { inFlight: new Int32Array(64) } as never
  const picker = createPicker(algorithm, loads, seededRandom(1))
  picker.update(endpoints.map(({ id, weight }, slot) => ({ id, weight, slot })))
  const random = seededRandom(2)
  return Array.from({ length: 20_000 }, () => {
    return picker.pick({ hash: random.int(2 ** 32), nowMs: 0, attempt: 0 })!.id
  })
}

const CANARY: RolloutStrategy = {
  kind: 'canary',
  steps: [
    { weight: 10, pauseMs: 5_000 },
    { weight: 50, pauseMs: 5_000 },
  ],
  promote: 'auto',
}

describe('a canary', () => {
  it('gets its share of the requests step by step, and the rest when it has proved itself', () => {
    const cluster = deployed(6)
    cluster.servingMin = Number.POSITIVE_INFINITY
    deploy(cluster, 'server 2', 6, { strategy: CANARY })
    cluster.runUntil('one new task serves', () => count(cluster, 'server 2') === 1)
    assert.deepEqual(shares(cluster), { 1: 90, 2: 10 })
    cluster.run(4_000)
    assert.equal(count(cluster, 'server 2'), 1)
    assert.match(rollout(cluster).reason, /step 1 of 2: 10% of the requests/)
    cluster.runUntil('half are new', () => count(cluster, 'server 2') === 3)
    cluster.run(1_500)
    assert.deepEqual(shares(cluster), { 1: 50, 2: 50 })
    settle(cluster, 'complete')
    assert.equal(count(cluster, 'server 2'), 6)
    assert.deepEqual(shares(cluster), { 2: 100 })
    assert.equal(cluster.servingMin, 6)
  })

  it('holds its last step until somebody promotes it', () => {
    const cluster = deployed(4)
    deploy(cluster, 'server 2', 4, { strategy: { ...CANARY, promote: 'manual' } })
    cluster.run(60_000)
    assert.equal(count(cluster, 'server 2'), 2)
    assert.match(rollout(cluster).reason, /step 2 of 2: 50% .*, until it is promoted/)
    assert.equal(control(cluster, 'promote'), 'done')
    settle(cluster, 'complete')
    assert.equal(count(cluster, 'server 2'), 4)
  })

  it('can be promoted past all steps at once', () => {
    const cluster = deployed(4)
    deploy(cluster, 'server 2', 4, { strategy: { ...CANARY, promote: 'manual' } })
    cluster.run(500)
    assert.equal(control(cluster, 'promote', { isFull: true }), 'done')
    cluster.run(8_000)
    assert.equal(count(cluster, 'server 2'), 4)
    assert.match(control(cluster, 'promote'), /is complete, and so cannot be promoted/)
  })

  it('that fails is rolled back, and gets no request on the way', () => {
    const cluster = deployed(4)
    deploy(cluster, 'sick 2', 4, { strategy: CANARY })
    settle(cluster, 'rolled-back')
    cluster.run(2_000)
    assert.deepEqual(shares(cluster), { 1: 100 })
    assert.equal(count(cluster, 'server 1'), 4)
  })

  it('undone by hand it gets no request from then on', () => {
    const cluster = deployed(4)
    deploy(cluster, 'server 2', 4, { strategy: { ...CANARY, promote: 'manual' } })
    cluster.run(20_000)
    assert.deepEqual(shares(cluster), { 1: 50, 2: 50 })
    assert.equal(control(cluster, 'undo'), 'done')
    assert.deepEqual(shares(cluster), { 1: 100 })
    settle(cluster, 'rolled-back')
    assert.equal(rollout(cluster).reason, 'undone by hand')
    assert.equal(count(cluster, 'server 1'), 4)
  })

  it('paused it keeps its step and its share, deployed again as it is or not, until resumed', () => {
    const cluster = deployed(4)
    deploy(cluster, 'server 2', 4, { strategy: CANARY })
    cluster.runUntil('half are new', () => count(cluster, 'server 2') === 2)
    control(cluster, 'pause')
    const { id } = rollout(cluster)
    deploy(cluster, 'server 2', 4, { strategy: CANARY })
    cluster.run(30_000)
    assert.deepEqual(shares(cluster), { 1: 50, 2: 50 })
    assert.equal(rollout(cluster).id, id)
    control(cluster, 'resume')
    assert.match(rollout(cluster).reason, /^step 2 of 2/)
    settle(cluster, 'complete')
    assert.equal(count(cluster, 'server 2'), 4)
  })

  it('paused and undone it goes back; paused and superseded the next starts at its first step', () => {
    const undone = deployed(4)
    deploy(undone, 'server 2', 4, { strategy: CANARY })
    undone.runUntil('half are new', () => count(undone, 'server 2') === 2)
    control(undone, 'pause')
    control(undone, 'undo')
    settle(undone, 'rolled-back')
    undone.run(2_000)
    assert.equal(count(undone, 'server 1'), 4)

    const superseded = deployed(4)
    deploy(superseded, 'server 2', 4, { strategy: CANARY })
    superseded.runUntil('half are new', () => count(superseded, 'server 2') === 2)
    control(superseded, 'pause')
    deploy(superseded, 'server 3', 4, { strategy: CANARY })
    superseded.runUntil('one of the next serves', () => count(superseded, 'server 3') === 1)
    assert.equal(shares(superseded)[3], 10)
    settle(superseded, 'complete')
    assert.equal(count(superseded, 'server 3'), 4)
  })

  it('that fails before any version was whole leaves one task of the others a slot', () => {
    const cluster = new FakeCluster(N3)
    // The fourth finds no node, so the first version is never complete.
    deploy(cluster, 'server 1', 4, {}, {}, { maxPerNode: 1 })
    cluster.runUntil('three serve', () => count(cluster, 'server 1') === 3)
    deploy(cluster, 'sick 2', 4)
    cluster.run(3_000)
    const sick = () =>
      cluster.state.sorted('task').filter(({ workload }) => workload.command[1] === '2')
    assert.equal(sick().length, 4)
    deploy(cluster, 'sick 3', 4, { strategy: CANARY })
    settle(cluster, 'failed')
    cluster.run(30_000)
    assert.equal(count(cluster, 'server 1'), 3)
    assert.ok(sick().every(({ slot }) => slot === 4))
  })

  it('paused because it failed it is tried again when it is deployed again as it is', () => {
    const cluster = deployed(4)
    deploy(cluster, 'sick 2', 4, { strategy: CANARY, failureAction: 'pause' })
    settle(cluster, 'paused')
    const { id } = rollout(cluster)
    cluster.isMended = true
    deploy(cluster, 'sick 2', 4, { strategy: CANARY, failureAction: 'pause' })
    assert.notEqual(rollout(cluster).id, id)
    settle(cluster, 'complete')
  })

  it('is superseded by the next version, which starts with its own first step', () => {
    const cluster = deployed(4)
    deploy(cluster, 'server 2', 4, { strategy: { ...CANARY, promote: 'manual' } })
    cluster.run(20_000)
    deploy(cluster, 'server 3', 4, { strategy: CANARY })
    cluster.run(3_000)
    assert.equal(count(cluster, 'server 3'), 1)
    assert.equal(shares(cluster)[3], 10)
    settle(cluster, 'complete')
    assert.equal(count(cluster, 'server 3'), 4)
  })

  it('gets its share of the keys of a hash, and the other keys stay where they were', () => {
    const lb = { algorithm: 'consistent-hash' } as const
    const cluster = new FakeCluster(N3)
    deploy(cluster, 'server 1', 6, {}, lb)
    settle(cluster, 'complete')
    const before = owners(cluster)
    deploy(cluster, 'server 2', 6, { strategy: { ...CANARY, promote: 'manual' } }, lb)
    for (const [serving, share] of [
      [1, 10],
      [3, 50],
    ] as const) {
      cluster.runUntil('the step is reached', () => count(cluster, 'server 2') === serving)
      cluster.run(1_500)
      const now = owners(cluster)
      const isNew = (id: string) => cluster.state.tasks.get(id)!.workload.command[1] === '2'
      const moved = 100 * (now.filter(isNew).length / now.length)
      assert.ok(Math.abs(moved - share) < share / 5, `${moved}% of the keys, not ${share}%`)
      const still = new Set(now)
      const lost = now.filter((id, key) => {
        return !isNew(id) && still.has(before[key]!) && id !== before[key]
      })
      assert.deepEqual(lost, [], 'keys moved from one old endpoint to another')
    }
  })

  it('scaling in the middle keeps its share', () => {
    const cluster = deployed(4)
    deploy(cluster, 'server 2', 4, { strategy: { ...CANARY, promote: 'manual' } })
    cluster.run(20_000)
    scale(cluster, 8)
    cluster.run(10_000)
    assert.deepEqual([count(cluster, 'server 1'), count(cluster, 'server 2')], [4, 4])
    assert.deepEqual(shares(cluster), { 1: 50, 2: 50 })
  })
})

describe('the pace of an update', () => {
  it('surge alone never serves with fewer, and runs no more than it may beside', () => {
    const cluster = deployed(6)
    cluster.servingMin = Number.POSITIVE_INFINITY
    deploy(cluster, 'server 2', 6, { maxSurge: 2, maxUnavailable: 0 })
    let most = 0
    cluster.runUntil('it is complete', () => {
      most = Math.max(most, cluster.slots().length)
      return rollout(cluster).state === 'complete'
    })
    assert.equal(cluster.servingMin, 6)
    assert.equal(most, 8)
  })

  it('a part of the replicas may be unavailable instead', () => {
    const cluster = deployed(8)
    cluster.servingMin = Number.POSITIVE_INFINITY
    deploy(cluster, 'server 2', 8, { maxSurge: 0, maxUnavailable: '25%' })
    let most = 0
    cluster.runUntil('it is complete', () => {
      most = Math.max(most, cluster.slots().length)
      return rollout(cluster).state === 'complete'
    })
    assert.equal(cluster.servingMin, 6)
    assert.equal(most, 8)
    assert.equal(count(cluster, 'server 2'), 8)
  })

  it('both go together', () => {
    const cluster = deployed(6)
    cluster.servingMin = Number.POSITIVE_INFINITY
    deploy(cluster, 'server 2', 6, { maxSurge: 1, maxUnavailable: 2 })
    settle(cluster, 'complete')
    assert.equal(cluster.servingMin, 4)
    assert.equal(count(cluster, 'server 2'), 6)
  })
})

describe('steering a rollout', () => {
  it('paused, nothing new is started; resumed, it goes on', () => {
    const cluster = deployed(4)
    deploy(cluster, 'server 2', 4, { parallelism: 1 })
    cluster.run(500)
    assert.equal(control(cluster, 'pause'), 'done')
    assert.equal(control(cluster, 'pause'), 'done', 'twice is once')
    cluster.run(20_000)
    assert.equal(count(cluster, 'server 2'), 1)
    assert.equal(rollout(cluster).reason, 'paused by hand')
    assert.equal(control(cluster, 'resume'), 'done')
    settle(cluster, 'complete')
    assert.equal(count(cluster, 'server 2'), 4)
  })

  it('what makes no sense is refused with the state that it is in', () => {
    const cluster = deployed(1)
    assert.match(control(cluster, 'pause'), /is complete, and so cannot be paused/)
    assert.match(control(cluster, 'resume'), /is complete, and so cannot be resumed/)
    assert.match(control(cluster, 'undo'), /has no other version to go back to/)
    deploy(cluster, 'server 2', 1)
    assert.match(control(cluster, 'promote'), /is in no stage that could be promoted/)
  })

  it('undo goes back a version, and to one that is named; the last five are kept', () => {
    const cluster = deployed(2)
    for (const version of [2, 3, 4, 5, 6, 7]) {
      deploy(cluster, `server ${version}`, 2)
      settle(cluster, 'complete')
    }
    const versions = deployment(cluster).versions!
    assert.deepEqual(
      versions.map(({ spec }) => spec.workload.command[1]),
      ['3', '4', '5', '6', '7'],
    )
    assert.equal(control(cluster, 'undo'), 'done')
    settle(cluster, 'complete')
    assert.equal(count(cluster, 'server 6'), 2)
    assert.equal(control(cluster, 'undo', { version: versions[1]!.specRevision }), 'done')
    settle(cluster, 'complete')
    assert.equal(count(cluster, 'server 4'), 2)
    assert.match(control(cluster, 'undo', { version: 1 }), /has no version 1/)
  })

  it('an undo whose version fails goes back to where it came from', () => {
    const cluster = new FakeCluster(N3)
    cluster.isMended = true
    deploy(cluster, 'crash 1', 2)
    settle(cluster, 'complete')
    deploy(cluster, 'server 2', 2)
    settle(cluster, 'complete')
    cluster.isMended = false
    assert.equal(control(cluster, 'undo'), 'done')
    settle(cluster, 'rolled-back')
    cluster.run(3_000)
    assert.equal(count(cluster, 'server 2'), 2)
  })
})

describe('x-rollout in a manifest', () => {
  const read = (text: string) => {
    const { services, errors } = parseManifest(`services: {web: {image: x, ${text}}}`)
    return { update: services[0]!.deployment.update, errors: errors.map(e => e.message) }
  }

  it('is read with its defaults', () => {
    const canary = 'x-rollout: {strategy: canary, steps: [{weight: 10, pause: 30s}, {weight: 50}]}'
    assert.deepEqual(read(canary).update.strategy, {
      kind: 'canary',
      promote: 'auto',
      steps: [
        { weight: 10, pauseMs: 30_000 },
        { weight: 50, pauseMs: 0 },
      ],
    })
    const blue = read('x-rollout: {strategy: blue-green, promote: manual, keep: 1m}')
    const wanted = { kind: 'blue-green', promote: 'manual', keepMs: 60_000 }
    assert.deepEqual(blue.update.strategy, wanted)
    const paced = read('x-rollout: {maxSurge: 25%, maxUnavailable: 0}').update
    assert.deepEqual([paced.maxSurge, paced.maxUnavailable], ['25%', 0])
  })

  it('beside a sticky cookie it warns whose requests the steps share', () => {
    const lb = 'ports: ["80:80"], x-lb: {protocol: http, sticky: {cookie: c}}'
    const warned = (rollout: string) =>
      parseManifest(`services: {web: {image: x, ${lb}, x-rollout: {${rollout}}}}`).warnings
    const [warning] = warned('strategy: canary, steps: [{weight: 10}]')
    assert.match(warning!.message, /shares of the clients that have no sticky cookie yet/)
    assert.deepEqual(warned('strategy: blue-green'), [])
  })

  it('what is wrong in it is told with its place', () => {
    const first = (text: string) => read(text).errors[0] ?? 'no error'
    assert.match(first('x-rollout: {strategy: canary}'), /a canary needs steps/)
    const falling = 'x-rollout: {strategy: canary, steps: [{weight: 20}, {weight: 10}]}'
    assert.match(first(falling), /steps\[1\]: the weight 10 is not above 20/)
    assert.match(first('x-rollout: {steps: [{weight: 5}]}'), /needs 'strategy: canary'/)
    assert.match(first('x-rollout: {maxSurge: lots}'), /neither a count nor a percentage/)
    assert.match(first('x-rollout: {maxSurge: 0}'), /cannot both be 0/)
    const stop = 'deploy: {update_config: {order: stop-first}}, x-rollout: {strategy: blue-green}'
    assert.match(first(stop), /blue-green starts first/)
  })
})
