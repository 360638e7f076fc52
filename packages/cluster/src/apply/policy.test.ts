import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { policySpec } from '@polis/autoscaler'
import {
  applyDone,
  applyNext,
  sampleDefinition,
  sampleDeploymentSpec,
  sampleStack,
} from '../sample.ts'
import { ClusterState } from '../state.ts'

const spec = policySpec({ min: 2, max: 5, cpu: 70 })

function deployed(fields: Parameters<typeof sampleDefinition>[1] = {}): ClusterState {
  const state = new ClusterState()
  applyDone(state, { op: 'cluster.init', clusterId: 'c', adminTokenHash: '' }, 1_000)
  applyDone(state, sampleStack([sampleDefinition('web', fields)], 'a'))
  return state
}

function set(state: ClusterState, wanted: typeof spec | null, expectedRevision: number | null) {
  const operation = { op: 'policy.set' as const, namespace: 'default', name: 'web', id: 'p9' }
  return applyNext(state, [{ ...operation, spec: wanted, expectedRevision }])[0]!
}

describe('a policy set beside the manifest', () => {
  it('begins for a service that had none, puts the count within its bounds, and rolls nothing', () => {
    const state = deployed()
    const [{ specRevision, rollout }] = state.sorted('deployment') as never as [
      { specRevision: number; rollout: object },
    ]
    assert.equal(set(state, spec, 0).kind, 'done')
    const service = state.serviceByName('default', 'web')!
    assert.equal(service.policyId, 'p9')
    assert.deepEqual(state.policies.get('p9')?.spec, spec)
    const deployment = state.deployments.get(service.deploymentId!)!
    assert.equal(deployment.replicas, 2)
    assert.deepEqual([deployment.specRevision, deployment.rollout], [specRevision, rollout])
  })

  it('changes in place and keeps when it last scaled', () => {
    const state = deployed({ replicas: 2, autoscale: spec })
    const scale = { op: 'service.scale' as const, namespace: 'default', name: 'web', replicas: 4 }
    const why = { cause: 'manual' as const, reason: 'r', details: {}, expectedReplicas: null }
    applyDone(state, { ...scale, ...why }, 5_000)
    const [old] = state.sorted('policy')
    assert.equal(set(state, { ...spec, cpu: 50 }, old!.revision).kind, 'done')
    const policy = state.policies.get(old!.id)!
    assert.deepEqual([policy.spec.cpu, policy.lastScaledUpMs], [50, 5_000])
  })

  it('ends, the count stays, and the next deployment of the manifest begins it again', () => {
    const state = deployed({ replicas: 3, autoscale: spec })
    assert.equal(set(state, null, null).kind, 'done')
    assert.equal(state.policies.size, 0)
    assert.equal(state.serviceByName('default', 'web')!.policyId, null)
    assert.equal(state.sorted('deployment')[0]!.replicas, 3)
    applyDone(state, sampleStack([sampleDefinition('web', { autoscale: spec })], 'b'))
    assert.equal(state.policies.size, 1)
  })

  it('is refused as stale after another change, and for what has no count', () => {
    const state = deployed({ autoscale: spec })
    assert.equal((set(state, null, 1) as { code: string }).code, 'stale')
    assert.equal(state.policies.size, 1)
    const global = deployed({ deployment: sampleDeploymentSpec({ mode: { kind: 'global' } }) })
    assert.equal((set(global, spec, 0) as { code: string }).code, 'invalid')
  })
})
