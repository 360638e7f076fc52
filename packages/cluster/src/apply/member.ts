/**
 * Members: their records come with configuration changes, the rest by operations.
 *
 * A configuration change cannot be refused once it is committed, so whoever proposes one asks
 * `memberRefusal` first.
 */

import { unreachable } from '@polis/base'
import type { Member } from '../objects.ts'
import type { MemberChange, NewMember } from '../wire.ts'
import { type Apply, type ApplyContext, done, type Refusal, refuse, unchanged } from './context.ts'
import { nameRefusal } from './names.ts'

/** Why `member` cannot join a cluster of `members`; undefined if it can. */
export function memberRefusal(
  members: Iterable<Member>,
  member: Pick<NewMember, 'id' | 'name'>,
): Refusal | undefined {
  const refusal = nameRefusal('node', member.name)
  if (refusal !== undefined) return refusal
  for (const other of members) {
    if (other.name !== member.name || other.id === member.id) continue
    return refuse(
      'conflict',
      `a node named '${member.name}' is a member already (${other.host}:${other.clusterPort})`,
      `start this node with another --name, or run 'polis node rm ${member.name}' if it is gone`,
    )
  }
  return undefined
}

/** Applies a configuration change to the member records. */
export function changeMember(change: MemberChange, context: ApplyContext): void {
  switch (change.kind) {
    case 'add':
      addMember(change.member, context)
      break
    case 'promote':
      setVoter(change.id, true, context)
      break
    case 'promote-all':
      for (const id of change.ids) setVoter(id, true, context)
      break
    case 'demote':
      setVoter(change.id, false, context)
      break
    case 'voters':
      for (const id of change.promoted) setVoter(id, true, context, change.reason)
      for (const id of change.demoted) setVoter(id, false, context, change.reason)
      break
    case 'remove':
      removeMember(change.id, context)
      break
    default:
      unreachable(change)
  }
}

function addMember(record: NewMember, context: ApplyContext): void {
  const { store } = context
  const existing = store.get('member', record.id)
  const isFounder = store.tables.member.size === 0
  const member: Member = {
    ...record,
    isVoter: existing?.isVoter ?? isFounder,
    revision: context.index,
  }
  store.put('member', member)
  const action = existing === undefined ? 'created' : 'changed'
  const reason = isFounder ? 'founded the cluster' : 'joined'
  const details = { raftId: member.raftId, host: member.host }
  context.emit({ topic: 'member', action, object: member, reason, details })
}

function setVoter(id: string, isVoter: boolean, context: ApplyContext, why = ''): void {
  const member = context.store.get('member', id)
  if (member === undefined || member.isVoter === isVoter) return
  context.store.put('member', { ...member, isVoter, revision: context.index })
  const what = isVoter ? 'became a voter' : 'became a learner'
  const reason = why === '' ? what : `${what}: ${why}`
  context.emit({ topic: 'member', action: 'changed', object: member, reason })
}

function removeMember(id: string, context: ApplyContext): void {
  const member = context.store.get('member', id)
  if (member === undefined) return
  context.store.remove('member', id)
  context.emit({ topic: 'member', action: 'removed', object: member, reason: 'left the cluster' })
}

export const setAvailability: Apply<'member.availability'> = (operation, context) => {
  const { id, availability, deadlineMs } = operation
  const member = context.store.get('member', id)
  if (member === undefined) return noSuchMember(id)
  if (!['ready', 'cordoned', 'draining'].includes(availability)) {
    return refuse('invalid', `'${availability}' is not ready, cordoned or draining`)
  }
  const isSameDrain = deadlineMs === undefined || (member.drain?.deadlineMs ?? null) === deadlineMs
  if (member.availability === availability && isSameDrain) return unchanged(member)
  const { drain: _, ...rest } = member
  const hasDeadline = availability === 'draining' && typeof deadlineMs === 'number'
  const drain = hasDeadline ? { drain: { startedMs: context.timeMs, deadlineMs } } : {}
  context.store.put('member', { ...rest, ...drain, availability, revision: context.index })
  const isLifted = member.drain !== undefined && availability === 'draining'
  const open = isLifted ? ', without a deadline' : ''
  const within = hasDeadline ? `, within ${deadlineMs / 1000} s` : open
  const reason = `is ${availability} now${within}`
  context.emit({ topic: 'member', action: 'changed', object: member, reason })
  return done(context, id)
}

export const updateMember: Apply<'member.update'> = ({ op: _, ...update }, context) => {
  const member = context.store.get('member', update.id)
  if (member === undefined) return noSuchMember(update.id)
  context.store.put('member', { ...member, ...update, revision: context.index })
  const details = { host: update.host, clusterPort: update.clusterPort }
  const [silent] = update.silentDrivers ?? []
  const isSilent = silent !== undefined && member.silentDrivers?.includes(silent) !== true
  const reason = isSilent ? `its driver '${silent}' is not reachable` : 'described itself'
  context.emit({ topic: 'member', action: 'changed', object: member, reason, details })
  return done(context, member.id)
}

function noSuchMember(id: string): Refusal {
  return refuse('not-found', `there is no member '${id}'`, "'polis node ls' shows the members")
}
