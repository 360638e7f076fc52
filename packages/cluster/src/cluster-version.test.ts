/** What a cluster of several versions may hold (design.md §4 "Versions"). */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hasCode } from '@polis/base'
import {
  CLUSTER_VERSION,
  checkVersions,
  isKnownAt,
  versionRise,
  versionWarnings,
} from './cluster-version.ts'
import type { Operation } from './commands.ts'
import { sampleMember } from './sample.ts'
import { ClusterState } from './state.ts'
import { encodeCommand, restampTime } from './wire.ts'

const current = { release: '9.0.0', clusterVersion: CLUSTER_VERSION }
const step: Operation = {
  ...{ op: 'rollout.step', deploymentId: 'd', rolloutId: 'r', step: 1, reason: '' },
}

/** A cluster that an older Polis founded, with these members. */
function olderCluster(...members: ReturnType<typeof sampleMember>[]): ClusterState {
  const state = new ClusterState()
  for (const member of members) state.applyMember(state.index + 1, { kind: 'add', member })
  execute(state, { op: 'cluster.init', clusterId: 'c', adminTokenHash: 'h' })
  return state
}

function execute(state: ClusterState, ...operations: Operation[]) {
  return state.apply(state.index + 1, { requestId: '', timeMs: 1, operations }).results
}

const described = (name: string): Operation => {
  const { labels, drivers, cpuMillicores, memoryBytes } = sampleMember(name)
  const place = { id: `peer-${name}`, host: '127.0.0.1', clusterPort: 1, apiAddress: 'a' }
  const size = { labels, drivers, cpuMillicores, memoryBytes }
  return { op: 'member.update', ...place, ...size, ...current }
}

test('a new kind is refused while a member runs an older Polis, and the refusal names it', () => {
  const old = sampleMember('n2', { raftId: 2, release: '0.1', clusterVersion: 1 })
  const state = olderCluster(sampleMember('n1', current), old)
  assert.throws(
    () => checkVersions(state, [step]),
    error =>
      hasCode(error, 'cluster/needs-upgrade') &&
      /^'rollout.step' needs cluster version 2: node n2 runs Polis 0.1$/.test(error.message),
  )
  assert.equal(versionRise(state), undefined)
  assert.deepEqual(versionWarnings(state), [
    'the cluster stays at version 1 of 2: node n2 runs Polis 0.1',
  ])
})

test('the leader stamps no command that holds one, and stamps what all know', () => {
  const state = olderCluster(sampleMember('n1', current), sampleMember('n2', { raftId: 2 }))
  const stamp = (operation: Operation) =>
    restampTime(
      encodeCommand({ requestId: '', timeMs: 0, operations: [operation] }),
      1,
      operations => checkVersions(state, operations),
    )
  assert.throws(() => stamp(step), /n2 runs Polis 0.2 or older/)
  stamp({ op: 'task.pend', id: 't', reason: 'no node' })
})

test('a field that older members would drop is gated as a new kind is', () => {
  const state = olderCluster(sampleMember('n1'))
  const drain: Operation = { op: 'member.availability', id: 'peer-n1', availability: 'draining' }
  checkVersions(state, [drain])
  assert.throws(
    () => checkVersions(state, [{ ...drain, deadlineMs: 5 }]),
    /'member.availability' with 'deadlineMs' needs cluster version 2/,
  )
  const service = { deployment: { update: { strategy: {} } } }
  const deploy = (services: unknown) => ({ op: 'stack.apply', services }) as Operation
  assert.ok(isKnownAt(1, deploy([{ deployment: { update: {} } }])))
  assert.ok(!isKnownAt(1, deploy([{}, service])), 'in any of the services')
})

test('the version rises once the last member can, by a command, and never falls', () => {
  const state = olderCluster(sampleMember('n1', current), sampleMember('n2', { raftId: 2 }))
  execute(state, described('n2'))
  const rise = versionRise(state)
  assert.deepEqual(rise, { op: 'cluster.version', version: CLUSTER_VERSION })
  execute(state, rise!)
  assert.equal(state.clusterVersion, CLUSTER_VERSION)
  assert.equal(versionRise(state), undefined)
  checkVersions(state, [step])
  execute(state, { op: 'cluster.version', version: 1 })
  assert.equal(state.clusterVersion, CLUSTER_VERSION)
  const copy = new ClusterState()
  copy.restoreAll(state.snapshot())
  assert.equal(copy.clusterVersion, CLUSTER_VERSION, 'a snapshot keeps it')
})

test('a rise that an older member overtook on its way into the log is refused', () => {
  const state = olderCluster(sampleMember('n1', current))
  const rise = versionRise(state)!
  state.applyMember(9, { kind: 'add', member: sampleMember('n2', { raftId: 2 }) })
  const [result] = execute(state, rise)
  assert.equal(result!.kind, 'refused')
  assert.equal(state.clusterVersion, 1)
})

test('a cluster that this Polis founds is at its version from the first entry on', () => {
  const state = new ClusterState()
  state.applyMember(1, { kind: 'add', member: sampleMember('n1', current) })
  const init = { clusterId: 'c', adminTokenHash: 'h', version: CLUSTER_VERSION }
  execute(state, { op: 'cluster.init', ...init })
  assert.equal(state.clusterVersion, CLUSTER_VERSION)
})
