import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { RolloutStrategy } from '../stages.ts'
import type { FakeCluster } from './fake-cluster.ts'
import {
  control,
  count,
  deploy,
  deployed,
  rollout,
  scale,
  settle,
  shares,
} from './fake-rollouts.ts'

const BLUE_GREEN: RolloutStrategy = { kind: 'blue-green', promote: 'manual', keepMs: 5_000 }

describe('blue-green', () => {
  it('brings all of the new up beside the old, hands all requests over, and keeps the old', () => {
    const cluster = deployed(3)
    deploy(cluster, 'server 2', 3, { strategy: BLUE_GREEN })
    cluster.run(20_000)
    assert.deepEqual([count(cluster, 'server 1'), count(cluster, 'server 2')], [3, 3])
    assert.deepEqual(shares(cluster), { 1: 100 })
    assert.equal(control(cluster, 'promote'), 'done')
    cluster.step()
    assert.deepEqual(shares(cluster), { 2: 100 })
    assert.equal(count(cluster, 'server 1'), 3, 'the old version can be gone back to')
    settle(cluster, 'complete')
    assert.equal(count(cluster, 'server 1'), 0)
  })

  it('goes back at once while the old is kept', () => {
    const cluster = deployed(3)
    deploy(cluster, 'server 2', 3, { strategy: BLUE_GREEN })
    cluster.run(20_000)
    control(cluster, 'promote')
    cluster.run(1_000)
    control(cluster, 'undo')
    assert.deepEqual(shares(cluster), { 1: 100 })
    settle(cluster, 'rolled-back')
    assert.equal(count(cluster, 'server 1'), 3)
  })

  it('promotes itself where it may, once everything new is well', () => {
    const cluster = deployed(3)
    const strategy = { kind: 'blue-green', promote: 'auto', keepMs: 0 } as const
    cluster.servingMin = Number.POSITIVE_INFINITY
    deploy(cluster, 'server 2', 3, { strategy })
    settle(cluster, 'complete')
    assert.deepEqual([count(cluster, 'server 1'), count(cluster, 'server 2')], [0, 3])
    assert.equal(cluster.servingMin, 3)
  })

  it('a version that never gets well never gets a request', () => {
    const cluster = deployed(3)
    deploy(cluster, 'sick 2', 3, { strategy: { ...BLUE_GREEN, promote: 'auto' } })
    let worst = 100
    cluster.runUntil('it is rolled back', () => {
      worst = Math.min(worst, shares(cluster)[1] ?? 0)
      return rollout(cluster).state === 'rolled-back'
    })
    assert.equal(worst, 100)
  })
})

/** Both versions stand, and the old one serves. */
function standing(replicas: number): FakeCluster {
  const cluster = deployed(replicas)
  deploy(cluster, 'server 2', replicas, { strategy: BLUE_GREEN })
  cluster.run(10_000)
  assert.deepEqual(versions(cluster), [replicas, replicas])
  cluster.servingMin = Number.POSITIVE_INFINITY
  return cluster
}

const versions = (cluster: FakeCluster) => [count(cluster, 'server 1'), count(cluster, 'server 2')]

/** Smallest number of serving tasks of a version while `ms` pass. */
function least(cluster: FakeCluster, command: string, ms: number): number {
  let least = Number.POSITIVE_INFINITY
  for (const endMs = cluster.nowMs + ms; cluster.nowMs < endMs; ) {
    cluster.step()
    least = Math.min(least, count(cluster, command))
  }
  return least
}

const drain = (cluster: FakeCluster, name: string) =>
  cluster.apply({ op: 'member.availability', id: `peer-${name}`, availability: 'draining' })

describe('blue-green while both versions stand', () => {
  it('a lost node is made up for in the version that serves and in the one that waits', () => {
    const cluster = standing(3)
    cluster.kill('n2')
    cluster.run(8_000)
    assert.deepEqual(versions(cluster), [3, 3])
    assert.deepEqual(shares(cluster), { 1: 100 })
    assert.equal(rollout(cluster).state, 'running', 'nobody has promoted it')
  })

  it('the loss of all that serves does not promote what nobody promoted', () => {
    const cluster = standing(2)
    const olds = cluster.serving().filter(task => task.workload.command[1] === '1')
    for (const { id, nodeId } of olds) cluster.crash(nodeId, id)
    cluster.run(500)
    assert.equal(rollout(cluster).state, 'running')
    cluster.run(8_000)
    assert.deepEqual(versions(cluster), [2, 2])
    assert.deepEqual(shares(cluster), { 1: 100 })
  })

  it('after the switch both versions are still made up for, so the way back stays whole', () => {
    const cluster = standing(3)
    control(cluster, 'promote')
    cluster.run(300)
    control(cluster, 'pause')
    cluster.kill('n1')
    cluster.run(8_000)
    assert.deepEqual(versions(cluster), [3, 3])
    assert.deepEqual(shares(cluster), { 2: 100 })
    control(cluster, 'undo')
    assert.deepEqual(shares(cluster), { 1: 100 }, 'undone at once')
    settle(cluster, 'rolled-back')
    cluster.run(2_000)
    assert.deepEqual(versions(cluster), [3, 0])
  })

  it('a drained node is left by both versions, and neither serves with fewer meanwhile', () => {
    const cluster = standing(3)
    drain(cluster, 'n3')
    assert.equal(least(cluster, 'server 1', 15_000), 3)
    assert.deepEqual(versions(cluster), [3, 3])
    assert.deepEqual(cluster.state.tasksOfNode('peer-n3'), [])
  })

  it('scaling changes the version that serves with the one that waits', () => {
    const cluster = standing(2)
    scale(cluster, 4)
    cluster.run(5_000)
    assert.deepEqual(versions(cluster), [4, 4])
    assert.deepEqual(shares(cluster), { 1: 100 })
    scale(cluster, 1)
    cluster.run(5_000)
    assert.deepEqual(versions(cluster), [1, 1])
    control(cluster, 'promote')
    settle(cluster, 'complete')
    assert.deepEqual(versions(cluster), [0, 1])
  })

  it('another deployment takes the place of the version that waited, which gets no request', () => {
    const cluster = standing(3)
    deploy(cluster, 'server 3', 3, { strategy: BLUE_GREEN })
    assert.deepEqual(shares(cluster), { 1: 100 })
    cluster.step()
    assert.equal(count(cluster, 'server 2'), 0, 'it leaves at once')
    cluster.run(10_000)
    assert.deepEqual([count(cluster, 'server 1'), count(cluster, 'server 3')], [3, 3])
    assert.deepEqual(shares(cluster), { 1: 100 })
    control(cluster, 'promote')
    settle(cluster, 'complete')
    assert.deepEqual(shares(cluster), { 3: 100 })
  })

  it('after the switch another deployment starts from the version that has the requests', () => {
    const cluster = standing(3)
    control(cluster, 'promote')
    cluster.run(300)
    deploy(cluster, 'sick 3', 3, { strategy: BLUE_GREEN })
    assert.deepEqual(shares(cluster), { 2: 100 })
    settle(cluster, 'rolled-back')
    cluster.run(2_000)
    assert.deepEqual(versions(cluster), [0, 3], 'and goes back to it when it fails')
    assert.deepEqual(shares(cluster), { 2: 100 })
  })

  it('a rolling update takes the place of the version that waited just as well', () => {
    const cluster = standing(3)
    deploy(cluster, 'server 3', 3, { parallelism: 1 })
    let most = 0
    cluster.runUntil('it is complete', () => {
      most = Math.max(most, shares(cluster)[2] ?? 0)
      return rollout(cluster).state === 'complete'
    })
    assert.equal(most, 0)
    assert.equal(count(cluster, 'server 3'), 3)
    assert.equal(cluster.servingMin, 3)
  })

  it('paused after the switch it stays there, deployed again as it is or not, and resumes there', () => {
    const cluster = standing(3)
    control(cluster, 'promote')
    cluster.run(300)
    control(cluster, 'pause')
    const { id, step } = rollout(cluster)
    deploy(cluster, 'server 2', 3, { strategy: BLUE_GREEN })
    cluster.run(20_000)
    assert.deepEqual([rollout(cluster).id, rollout(cluster).step], [id, step])
    assert.equal(rollout(cluster).state, 'paused')
    assert.deepEqual(shares(cluster), { 2: 100 })
    assert.deepEqual(versions(cluster), [3, 3], 'the old version is kept meanwhile')
    control(cluster, 'resume')
    assert.deepEqual(shares(cluster), { 2: 100 })
    settle(cluster, 'complete')
    assert.deepEqual(versions(cluster), [0, 3])
  })

  it('paused before the switch it resumes before it, and is promoted by hand alone', () => {
    const cluster = standing(2)
    control(cluster, 'pause')
    assert.match(control(cluster, 'promote'), /is paused, and so cannot be promoted/)
    cluster.run(10_000)
    control(cluster, 'resume')
    cluster.run(10_000)
    assert.deepEqual(shares(cluster), { 1: 100 })
    control(cluster, 'promote')
    settle(cluster, 'complete')
    assert.deepEqual(versions(cluster), [0, 2])
  })

  it('another version deployed while it is paused starts anew, and is not paused', () => {
    const cluster = standing(3)
    control(cluster, 'pause')
    deploy(cluster, 'server 3', 3, { strategy: BLUE_GREEN })
    assert.equal(rollout(cluster).state, 'running')
    assert.equal(rollout(cluster).step ?? 0, 0)
    cluster.run(10_000)
    assert.deepEqual([count(cluster, 'server 2'), count(cluster, 'server 3')], [0, 3])
    control(cluster, 'promote')
    settle(cluster, 'complete')
    assert.deepEqual(shares(cluster), { 3: 100 })
  })

  it('undone while it is paused it goes back, before the switch and after', () => {
    for (const isSwitched of [false, true]) {
      const cluster = standing(2)
      if (isSwitched) control(cluster, 'promote')
      cluster.run(300)
      control(cluster, 'pause')
      assert.equal(control(cluster, 'undo'), 'done')
      assert.deepEqual(shares(cluster), { 1: 100 })
      settle(cluster, 'rolled-back')
      cluster.run(2_000)
      assert.deepEqual(versions(cluster), [2, 0])
      assert.equal(cluster.servingMin, 2)
    }
  })
})
