import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { ClusterState, type Operation, parseManifest } from '@polis/cluster'
import { Autoscale, type AutoscaleView } from './autoscale.ts'
import { evaluationsReply, evaluationsRequest, newestWithin } from './evaluation-wire.ts'
import { MetricStore } from './metric-store.ts'
import { loadReply, usageReply } from './record-wire.ts'

const MANIFEST = `
name: app
services:
  web:
    x-runtime: process
    command: ["server"]
    deploy: {replicas: 2}
    x-autoscale: {min: 2, max: 6, rps: 10}
`

function apply(state: ClusterState, operation: Operation): void {
  const command = { requestId: '', timeMs: 1_000, operations: [operation] }
  const { results } = state.apply(state.index + 1, command)
  assert.equal(results[0]?.kind, 'done', JSON.stringify(results))
}

/** Two replicas of `web`, as they are after their rollout. */
function deployed(): ClusterState {
  const state = new ClusterState()
  apply(state, { op: 'cluster.init', clusterId: 'c', adminTokenHash: '' })
  const { services } = parseManifest(MANIFEST)
  const ids = ['s', 'd', 'r', 'p'].map(kind => `${kind}0`)
  apply(state, {
    ...{ op: 'stack.apply', stack: 'app', namespace: 'default', services, ids },
    ...{ prune: true, planIndex: null },
  })
  return state
}

function settle(state: ClusterState): void {
  const [deployment] = state.sorted('deployment')
  const { id: rolloutId } = deployment!.rollout
  const fields = { deploymentId: deployment!.id, rolloutId, reason: 'done', failure: null }
  apply(state, { op: 'rollout.set', state: 'completed', ...fields } as never)
}

function view(metrics: MetricStore, atMs: number): AutoscaleView {
  return {
    ...{ metrics, nowMs: atMs, logNowMs: atMs, tookOfficeMs: 0, livingNodes: ['n1'] },
    isReady: () => true,
  }
}

const LIMIT = 10

describe("the leader's round", () => {
  test('keeps every evaluation with its reason and inputs, holds among them', () => {
    const state = deployed()
    const metrics = new MetricStore()
    const autoscale = new Autoscale()
    autoscale.round(state, view(metrics, 20_000))
    settle(state)
    const load = (requestsPerSecond: number, atMs: number) => {
      const services = [{ serviceId: 's0', requestsPerSecond }]
      metrics.report('n1', { tasks: [], services }, atMs)
    }
    load(20, 25_000)
    assert.deepEqual(autoscale.round(state, view(metrics, 25_000)), [])
    load(40, 60_000)
    const [scale] = autoscale.round(state, view(metrics, 60_000))
    assert.equal(scale?.op, 'service.scale')

    const kept = metrics.evaluations.latest(LIMIT)
    assert.deepEqual(
      kept.map(({ timeMs, service, from, to }) => [timeMs, service, from, to]),
      [
        [60_000, 'web', 2, 4],
        [25_000, 'web', 2, 2],
        [20_000, 'web', 2, 2],
      ],
    )
    assert.match(kept[0]!.reason, /rps 20 per replica, target 10: wants 4/)
    assert.match(JSON.stringify(kept[1]!.inputs), /"metric":"rps","target":10,"value":10/)
    assert.match(kept[2]!.reason, /left alone: the rollout is running/)
    assert.deepEqual(evaluationsReply.decode(evaluationsReply.encode(kept)), kept)
  })

  test('keeps the load of each policy and what its replicas used', () => {
    const state = deployed()
    settle(state)
    const task = { id: 't0', deploymentId: 'd0', slot: 0, specRevision: 2, nodeId: '' }
    const why = { pendingReason: '', placementReasons: [] }
    apply(state, { op: 'task.create', task: { ...task, ...why } })
    const metrics = new MetricStore()
    const autoscale = new Autoscale()
    for (let atMs = 15_000; atMs <= 60_000; atMs += 1_000) {
      const services = [{ serviceId: 's0', requestsPerSecond: 30 }]
      const tasks = [{ taskId: 't0', cpuMillicores: 100, memoryBytes: atMs }]
      metrics.report('n1', { tasks, services }, atMs)
      if (atMs % 5_000 === 0) autoscale.round(state, view(metrics, atMs))
    }
    const points = metrics.loads.points('p0', 'rps')
    assert.deepEqual(
      points.map(({ atMs, load }) => [atMs, load]),
      [15_000, 30_000, 45_000, 60_000].map(atMs => [atMs, 30]),
    )
    assert.deepEqual(loadReply.decode(loadReply.encode(points)), points)
    const usage = metrics.usage.summary('s0')!
    assert.deepEqual([usage.samples, usage.coveredMs], [46, 45_000])
    assert.deepEqual([usage.cpuP95, usage.memoryPeakBytes], [100, 60_000])
    const usages = new Map([['s0', usage]])
    assert.deepEqual(usageReply.decode(usageReply.encode(usages)), usages)
  })

  test('forgets the evaluations of a policy that is gone', () => {
    const state = deployed()
    const metrics = new MetricStore()
    const autoscale = new Autoscale()
    autoscale.round(state, view(metrics, 20_000))
    assert.equal(metrics.evaluations.latest(LIMIT).length, 1)
    apply(state, { op: 'stack.remove', stack: 'app', namespace: 'default' })
    autoscale.round(state, view(metrics, 25_000))
    assert.deepEqual(metrics.evaluations.latest(LIMIT), [])
  })
})

test('what is asked of the leader survives the wire', () => {
  for (const beforeMs of [1_700_000_000_000, Number.POSITIVE_INFINITY]) {
    const asked = { policyIds: ['a', 'b'], limit: 3, beforeMs }
    assert.deepEqual(evaluationsRequest.decode(evaluationsRequest.encode(asked)), asked)
  }
})

test('an answer has whole rounds of evaluations, and can be continued', () => {
  const ring = new MetricStore().evaluations
  for (const timeMs of [5_000, 10_000, 15_000]) {
    for (const policyId of ['a', 'b', 'c']) {
      const inputs = { replicas: 1 }
      const rest = { service: policyId, namespace: 'default', from: 1, to: 1, reason: 'fine' }
      ring.add({ policyId, timeMs, ...rest, inputs })
    }
  }
  const size = evaluationsReply.encode(ring.latest(1, ['a'])).length
  const page = newestWithin(ring.latest(LIMIT), size * 7)
  assert.deepEqual(
    page.map(({ timeMs }) => timeMs),
    [15_000, 15_000, 15_000, 10_000, 10_000, 10_000],
  )
  assert.equal(newestWithin(ring.latest(LIMIT), size * 2).length, 2, 'a round that is too large')
  const rest = newestWithin(ring.latest(LIMIT, ['a', 'b', 'c'], 10_000), size * 7)
  assert.deepEqual(new Set(rest.map(({ timeMs }) => timeMs)), new Set([5_000]))
  assert.equal(rest.length, 3)
})
