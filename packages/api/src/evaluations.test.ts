import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ClusterState, type Operation, parseManifest } from '@polis/cluster'
import { changesOf, entriesOf, policiesOf, reasonOf } from './evaluations.ts'

const service = (name: string) => `
  ${name}:
    x-runtime: process
    command: ["server"]
    deploy: {replicas: 2}
    x-autoscale: {min: 2, max: 6, rps: 10}`

function scaledTwice(): ClusterState {
  const state = new ClusterState()
  const apply = (operation: Operation) => {
    const index = state.index + 1
    const command = { requestId: '', timeMs: index * 1_000, operations: [operation] }
    assert.equal(state.apply(index, command).results[0]?.kind, 'done')
  }
  apply({ op: 'cluster.init', clusterId: 'c', adminTokenHash: '' })
  const { services } = parseManifest(`services:${service('api')}${service('web')}\n`)
  const ids = ['s0', 'd0', 'r0', 'p0', 's1', 'd1', 'r1', 'p1']
  apply({
    ...{ op: 'stack.apply', stack: 'app', namespace: 'default', services, ids },
    ...{ prune: true, planIndex: null },
  })
  const scale = (name: string, cause: 'manual' | 'autoscaler', replicas: number) =>
    apply({
      ...{ op: 'service.scale', namespace: 'default', name, replicas, cause, reason: `${cause}!` },
      ...{ details: { from: 2, to: replicas, inputs: { ready: 2 } }, expectedReplicas: 2 },
    })
  scale('web', 'autoscaler', 4)
  scale('api', 'manual', 3)
  return state
}

test('changes are those that the autoscaler made, of the service that is asked for', () => {
  const state = scaledTwice()
  const [change, ...others] = changesOf(state, {})
  assert.deepEqual(others, [])
  assert.equal(change?.service, 'web')
  assert.deepEqual([change?.from, change?.to, change?.reason], [2, 4, 'autoscaler!'])
  assert.deepEqual(change?.inputs, { ready: 2 })
  assert.notEqual(change?.id, '')
  assert.equal(changesOf(state, { service: 'web', namespace: 'default' }).length, 1)
  assert.deepEqual(changesOf(state, { service: 'api' }), [])
  assert.deepEqual(changesOf(state, { namespace: 'staging' }), [])
})

test('policies are found by the name of their service', () => {
  const state = scaledTwice()
  assert.equal(policiesOf(state, {}).length, 2)
  const [id] = policiesOf(state, { service: 'web' })
  assert.equal(state.policies.get(id!)?.name, 'web')
  assert.deepEqual(policiesOf(state, { service: 'web', namespace: 'staging' }), [])
})

test('an evaluation is an entry of the history, and a reason seen by the leader', () => {
  const evaluation = {
    ...{ policyId: 'p1', timeMs: 5, service: 'web', namespace: 'default', from: 2, to: 2 },
    ...{ reason: 'enough', inputs: { ready: 2 } },
  }
  const { policyId: _, ...entry } = evaluation
  assert.deepEqual(entriesOf([evaluation]), [{ id: '', ...entry }])
  const reason = reasonOf(evaluation, 'n2')
  assert.deepEqual([reason.topic, reason.name, reason.node], ['policy', 'web', 'n2'])
  assert.deepEqual(reason.details, { from: 2, to: 2, inputs: { ready: 2 } })
})
