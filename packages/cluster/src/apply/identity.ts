/** The cluster's identity: written by its founder; a recovery changes the epoch. */

import { FIRST_EPOCH } from '@polis/base'
import type { ClusterIdentity } from '../objects.ts'
import { type Apply, done, refuse } from './context.ts'

/** Before the founder's first command was applied. */
export const NO_IDENTITY: ClusterIdentity = {
  clusterId: '',
  adminTokenHash: '',
  epoch: FIRST_EPOCH,
}

export const initCluster: Apply<'cluster.init'> = ({ clusterId, adminTokenHash }, context) => {
  if (clusterId === '') return refuse('invalid', 'a cluster needs an id')
  const current = context.identity.get()
  if (current.clusterId !== '') {
    return refuse('conflict', `this is cluster '${current.clusterId}' already`)
  }
  context.identity.set({ clusterId, adminTokenHash, epoch: FIRST_EPOCH })
  return done(context, clusterId)
}
