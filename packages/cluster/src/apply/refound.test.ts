import assert from 'node:assert/strict'
import { test } from 'node:test'
import { applyDone, sampleDefinition, sampleMember, sampleStack } from '../sample.ts'
import { ClusterState } from '../state.ts'

const EPOCH = { count: 1, mark: 'm' }

/** Two members, one service, one key. */
function lived(): ClusterState {
  const state = new ClusterState()
  state.applyMember(1, { kind: 'add', member: sampleMember('n1') })
  applyDone(state, { op: 'cluster.init', clusterId: 'c1', adminTokenHash: 'h' })
  state.applyMember(state.index + 1, { kind: 'add', member: sampleMember('n2', { raftId: 2 }) })
  applyDone(state, sampleStack([sampleDefinition('web')], 'a'))
  applyDone(state, { op: 'kv.put', key: 'k', value: Buffer.from('v'), expectedRevision: null })
  return state
}

test('after a recovery one survivor votes, in a new epoch, and the others are still known', () => {
  const state = lived()
  const before = state.index
  state.refound(before + 1, 5_000, { kind: 'recovered', survivorId: 'peer-n2', epoch: EPOCH })
  assert.deepEqual(
    state.sorted('member').map(({ name, isVoter }) => [name, isVoter]),
    [
      ['n1', false],
      ['n2', true],
    ],
  )
  assert.deepEqual([state.epoch, state.clusterId, state.index], [EPOCH, 'c1', before + 1])
  assert.equal(state.kv.size, 1)
})

test('a restored cluster has the services and keys of the old one, and none of its members', () => {
  const old = lived()
  const revision = old.kv.get('k')!.revision
  const state = new ClusterState()
  state.restoreAll(old.snapshot())
  const founder = sampleMember('x1', { raftId: old.nextRaftId })
  state.refound(old.index + 1, 5_000, {
    ...{ kind: 'restored', founder, clusterId: 'c2', adminTokenHash: 'other' },
  })
  assert.deepEqual(
    state.sorted('member').map(({ name, isVoter }) => [name, isVoter]),
    [['x1', true]],
  )
  assert.equal(state.tasks.size, 0)
  assert.deepEqual([state.clusterId, state.adminTokenHash], ['c2', 'other'])
  assert.ok(state.serviceByName('default', 'web'))
  assert.equal(state.deployments.size, old.deployments.size)
  assert.equal(state.kv.get('k')?.revision, revision)
  assert.equal(state.nextRaftId, founder.raftId + 1)
})

test('the epoch is part of the snapshot', () => {
  const state = lived()
  state.refound(state.index + 1, 0, { kind: 'recovered', survivorId: 'peer-n1', epoch: EPOCH })
  const copy = new ClusterState()
  copy.restoreAll(state.snapshot())
  assert.deepEqual(copy.epoch, EPOCH)
  assert.equal(copy.hash(), state.hash())
})
