/** The routes of the Raft group: whom a reference means, and what is asked of the node. */

import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { hasCode, PolisError, quietLogger } from '@polis/base'
import { ClusterState } from '@polis/cluster'
import type { Backend } from '../backend.ts'
import { ApiClient } from './client.ts'
import { ApiServer } from './server.ts'

const state = new ClusterState()
for (const [i, name] of ['n1', 'n2', '1'].entries()) {
  const member = {
    ...{ id: `peer-${name}`, raftId: i + 1, name, host: '127.0.0.1', clusterPort: 7_071 },
    ...{ apiAddress: '', labels: {}, drivers: [], cpuMillicores: 1, memoryBytes: 1, joinedMs: 1 },
    availability: 'ready' as const,
  }
  state.applyMember(i + 1, { kind: 'add', member })
}
const asked: unknown[] = []
const backend = {
  isOpen: true,
  state: () => state,
  leaderId: () => 'peer-n1',
  stalenessMs: () => 0,
  raftMembers: async () => [{ id: 'peer-n1', raftId: 1, name: 'n1', role: 'leader' }],
  transferLeadership: async (id: string) => {
    asked.push(['transfer', id])
    if (id !== 'peer-n2') throw new PolisError('node/cannot-transfer', { message: 'a learner' })
  },
  removeMember: async (id: string, options: unknown) => asked.push(['remove', id, options]),
}
const folder = mkdtempSync(join(tmpdir(), 'polis-api-'))
const server = await ApiServer.start({
  backend: backend as unknown as Backend,
  ...{ host: '127.0.0.1', port: 0, socketPath: join(folder, 'polis.sock'), version: '0' },
  logger: quietLogger,
})
after(async () => {
  await server.stop()
  rmSync(folder, { recursive: true })
})
const client = new ApiClient({ address: `http://127.0.0.1:${server.port}` })

function transfer(node: unknown) {
  asked.length = 0
  return client.call('POST', '/v1/raft/transfer', { body: { node } })
}

test('the members are listed with their roles', async () => {
  const { value } = await client.call<unknown[]>('GET', '/v1/raft/members')
  assert.deepEqual(value, await backend.raftMembers())
})

test('leadership goes to a member by name, id or raft id; a name comes before a raft id', async () => {
  for (const reference of ['n2', 'peer-n2', '2']) {
    assert.deepEqual((await transfer(reference)).value, { id: 'peer-n2', name: 'n2' })
  }
  await assert.rejects(transfer('1'), error => hasCode(error, 'node/cannot-transfer'))
  assert.deepEqual(asked, [['transfer', 'peer-1']])
  await assert.rejects(transfer('nobody'), error => hasCode(error, 'api/not-found'))
  await assert.rejects(transfer(2), error => hasCode(error, 'api/invalid'))
  assert.deepEqual(asked, [])
})

test('node rm drains first, raft rm does not', async () => {
  asked.length = 0
  await client.call('DELETE', '/v1/nodes/n2')
  await client.call('DELETE', '/v1/raft/members/2')
  assert.deepEqual(asked, [
    ['remove', 'peer-n2', { isDraining: true }],
    ['remove', 'peer-n2', { isDraining: false }],
  ])
})
