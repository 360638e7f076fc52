/**
 * What an operator does to the state while no node runs on it: the cluster goes on from one copy.
 *
 *     recovered  the quorum is lost: one survivor alone votes, in a new epoch, and members stay
 *                known until they are removed, so their tasks are given up in the ordinary way
 *     restored   a new cluster is founded with this state: the old one's members, and the tasks
 *                that ran on them, are none of its own
 *
 * Neither travels in the log: its result is the snapshot that the next log begins with.
 */

import { assert, type Epoch, FIRST_EPOCH } from '@polis/base'
import type { NewMember } from '../wire.ts'
import type { ApplyContext } from './context.ts'

/** How the cluster goes on, and as what. */
export type Refounding =
  | { readonly kind: 'recovered'; readonly survivorId: string; readonly epoch: Epoch }
  | {
      readonly kind: 'restored'
      readonly founder: NewMember
      readonly clusterId: string
      readonly adminTokenHash: string
    }

/** Applies it. A survivor must be a member. */
export function refoundCluster(refounding: Refounding, context: ApplyContext): void {
  if (refounding.kind === 'recovered') recovered(refounding, context)
  else restored(refounding, context)
}

function recovered(
  { survivorId, epoch }: Refounding & { kind: 'recovered' },
  { store, identity, index, emit }: ApplyContext,
): void {
  assert(store.get('member', survivorId) !== undefined, 'a survivor is a member')
  identity.set({ ...identity.get(), epoch })
  for (const member of store.sorted('member')) {
    const isSurvivor = member.id === survivorId
    if (isSurvivor && member.isVoter) continue
    store.put('member', { ...member, isVoter: isSurvivor, revision: index })
    const reason = isSurvivor
      ? 'votes alone since the cluster was recovered'
      : 'was fenced when the cluster was recovered without it'
    emit({ topic: 'member', action: 'changed', object: member, reason })
  }
}

function restored(
  { founder, clusterId, adminTokenHash }: Refounding & { kind: 'restored' },
  { store, identity, index, emit }: ApplyContext,
): void {
  identity.set({ clusterId, adminTokenHash, epoch: FIRST_EPOCH })
  const reason = 'founded the cluster from a snapshot'
  for (const task of store.sorted('task')) {
    store.remove('task', task.id)
    emit({ topic: 'task', action: 'removed', object: task, reason })
  }
  for (const member of store.sorted('member')) {
    store.remove('member', member.id)
    emit({ topic: 'member', action: 'removed', object: member, reason })
  }
  const member = { ...founder, isVoter: true, revision: index }
  store.put('member', member)
  emit({ topic: 'member', action: 'created', object: member, reason })
}
