/** `polis raft ls|transfer|rm`: the group that agrees on every decision. */

import type { RaftMember } from '@polis/api'
import { type Column, print, printRows } from '../output.ts'
import type { Session } from '../session.ts'
import { REMOVAL_TIMEOUT_MS } from './change.ts'

const COLUMNS: readonly Column<RaftMember>[] = [
  { heading: 'RAFT', text: member => String(member.raftId) },
  { heading: 'NAME', text: member => member.name },
  { heading: 'ROLE', text: member => member.role },
  { heading: 'STATE', text: member => member.liveness },
  { heading: 'MATCH', text: member => String(member.matchIndex ?? '-') },
  { heading: 'LAG', text: member => String(member.lag ?? '-') },
  { heading: 'ADDRESS', text: member => member.address },
  { heading: 'ZONE', text: member => member.zone || '-' },
  { heading: 'ID', text: member => member.id, isWide: true },
]

/** `polis raft ls`: every member, by raft id. */
export async function listRaft({ client, output }: Session): Promise<void> {
  const { value } = await client.call<RaftMember[]>('GET', '/v1/raft/members')
  printRows(value, output, COLUMNS)
}

/** `polis raft transfer NODE`: hands leadership over and waits until it has been taken. */
export async function transferLeadership({ client }: Session, node: string): Promise<void> {
  const body = { node }
  const { value } = await client.call<{ name: string }>('POST', '/v1/raft/transfer', { body })
  print(`${value.name} leads`)
}

/** `polis raft rm NODE`: removes a member for good, without moving its tasks first. */
export async function removeRaftMember({ client }: Session, node: string): Promise<void> {
  const path = `/v1/raft/members/${encodeURIComponent(node)}`
  const options = { timeoutMs: REMOVAL_TIMEOUT_MS }
  const { value } = await client.call<{ name: string }>('DELETE', path, options)
  print(`${value.name} removed`)
}
