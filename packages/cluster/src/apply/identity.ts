/** The cluster's identity: written once, by its founder. */

import { type Apply, done, refuse } from './context.ts'

/** What the founder decided for good. */
export type ClusterIdentity = {
  /** Empty before the founder's first command was applied. */
  readonly clusterId: string
  /** Hash of the first admin token, in whatever form the node's access control writes it. */
  readonly adminTokenHash: string
}

export const NO_IDENTITY: ClusterIdentity = { clusterId: '', adminTokenHash: '' }

export const initCluster: Apply<'cluster.init'> = ({ clusterId, adminTokenHash }, context) => {
  if (clusterId === '') return refuse('invalid', 'a cluster needs an id')
  const current = context.identity.get()
  if (current.clusterId !== '') {
    return refuse('conflict', `this is cluster '${current.clusterId}' already`)
  }
  context.identity.set({ clusterId, adminTokenHash })
  return done(context, clusterId)
}
