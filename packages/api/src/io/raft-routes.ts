/**
 * The Raft group: who is in it, who leads, and who is to go.
 */

import type { Backend } from '../backend.ts'
import { REMOVAL_TIMEOUT_MS, WRITE_TIMEOUT_MS } from '../config.ts'
import { transferBody } from '../schemas.ts'
import { bodyOf, parameter, type Route, sendFreshness, signalOf } from './context.ts'
import { memberOrThrow } from './object-routes.ts'

export const RAFT_ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path: '/v1/raft/members',
    summary: 'Every member of the Raft group, with how far its log is',
    handler: async (backend, request, reply) => {
      sendFreshness(backend, reply)
      return backend.raftMembers(signalOf(request, WRITE_TIMEOUT_MS))
    },
  },
  {
    method: 'POST',
    path: '/v1/raft/transfer',
    summary: 'Hands leadership to another voter; answers once it leads',
    body: transferBody,
    handler: async (backend, request) => {
      const member = raftMemberOrThrow(backend, bodyOf(request, transferBody).node)
      await backend.transferLeadership(member.id, signalOf(request, WRITE_TIMEOUT_MS))
      return { id: member.id, name: member.name }
    },
  },
  {
    method: 'DELETE',
    path: '/v1/raft/members/{id}',
    summary: 'Removes a member for good and at once, without moving its tasks first',
    handler: async (backend, request) => {
      const member = raftMemberOrThrow(backend, parameter(request, 'id'))
      const signal = signalOf(request, REMOVAL_TIMEOUT_MS)
      await backend.removeMember(member.id, { isDraining: false }, signal)
      return { id: member.id, name: member.name }
    },
  },
]

/** The member of that name, id, unique prefix of an id, or raft id. */
function raftMemberOrThrow(backend: Backend, reference: string) {
  const members = [...backend.state().members.values()]
  const isNamed = members.some(({ name }) => name === reference)
  const numbered = members.find(({ raftId }) => String(raftId) === reference)
  return isNamed || numbered === undefined ? memberOrThrow(backend, reference) : numbered
}
