/** The cluster's identity: written by its founder; a recovery changes the epoch. */

import { FIRST_EPOCH } from '@polis/base'
import { clusterVersionOf, FIRST_CLUSTER_VERSION } from '../cluster-version.ts'
import type { ClusterIdentity } from '../objects.ts'
import { type Apply, done, refuse } from './context.ts'

/** Before the founder's first command was applied. */
export const NO_IDENTITY: ClusterIdentity = {
  clusterId: '',
  adminTokenHash: '',
  epoch: FIRST_EPOCH,
}

export const initCluster: Apply<'cluster.init'> = (operation, context) => {
  const { clusterId, adminTokenHash, version } = operation
  if (clusterId === '') return refuse('invalid', 'a cluster needs an id')
  const current = context.identity.get()
  if (current.clusterId !== '') {
    return refuse('conflict', `this is cluster '${current.clusterId}' already`)
  }
  const optional = version === undefined ? {} : { version }
  context.identity.set({ clusterId, adminTokenHash, epoch: FIRST_EPOCH, ...optional })
  return done(context, clusterId)
}

/** Another member may have joined since it was proposed, so the records are asked once more. */
export const raiseVersion: Apply<'cluster.version'> = ({ version }, context) => {
  const { store, identity, emit } = context
  const current = identity.get()
  if (version <= (current.version ?? FIRST_CLUSTER_VERSION)) return done(context, current.clusterId)
  const behind = store.sorted('member').find(member => clusterVersionOf(member) < version)
  if (behind !== undefined) {
    return refuse('conflict', `node ${behind.name} cannot cluster version ${version} yet`)
  }
  identity.set({ ...current, version })
  const reason = `the cluster is at version ${version} now: all its members can`
  const object = { id: current.clusterId, name: 'cluster' }
  emit({ topic: 'member', action: 'changed', object, reason, details: { version } })
  return done(context, current.clusterId)
}
