/** Being told of one's own removal, over the in-memory network. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { quietLogger } from '@polis/base'
import { ClusterState } from '@polis/cluster'
import type { RaftNode } from '@polis/raft'
import { MemoryNetwork, timerSchedule } from '@polis/transport'
import { Standing, serveStanding } from './standing.ts'

/** What Raft says of the asked member: it leads or follows, and can have reads confirmed or not. */
type Asked = { readonly leader: number; readonly readIndex: () => Promise<number> }

/** A node that gets a connection to one member whose applied state has it, or has not. */
async function asking(options: { readonly isMember: boolean; readonly raft: Asked | null }) {
  const network = new MemoryNetwork({ schedule: timerSchedule })
  const member = network.createTransport('member', { authorize: () => options.isMember })
  const asker = network.createTransport('asker', { authorize: () => true })
  const state = new ClusterState()
  if (options.isMember) addMember(state, 'asker')
  let asked = 0
  const raft = options.raft && {
    status: () => ({ leader: options.raft!.leader }),
    readIndex: () => {
      asked++
      return options.raft!.readIndex()
    },
  }
  serveStanding({ state, transport: member, raft: () => raft as unknown as RaftNode | null })
  await Promise.all([member.start(), asker.start()])
  const stopping = new AbortController()
  const standing = new Standing({
    transport: asker,
    isMember: peer => peer === 'member',
    signal: stopping.signal,
    logger: quietLogger,
  })
  const stopListening = standing.start()
  asker.setAddress('member', member.address)
  const stop = async () => {
    stopping.abort()
    stopListening()
    await Promise.all([member.stop(), asker.stop()])
  }
  return { standing, state, stop, asked: () => asked }
}

function addMember(state: ClusterState, id: string): void {
  const member = {
    ...{ id, raftId: 2, name: id, host: '127.0.0.1', clusterPort: 7_071, apiAddress: '' },
    ...{ labels: {}, drivers: [], cpuMillicores: 1, memoryBytes: 1, joinedMs: 1 },
    availability: 'ready' as const,
  }
  state.applyMember(state.index + 1, { kind: 'add', member })
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise(resolve => signal.addEventListener('abort', () => resolve()))
}

test('a member that a majority confirms to be up to date tells a stranger that it was removed', async () => {
  const { standing, stop, asked } = await asking({
    isMember: false,
    raft: { leader: 1, readIndex: () => Promise.resolve(1) },
  })
  await aborted(standing.removed)
  assert.equal(asked(), 1)
  await stop()
})

test('what the member learns while it confirms counts: it lagged', async () => {
  const lagging = await asking({
    isMember: false,
    raft: {
      leader: 1,
      readIndex: async () => {
        addMember(lagging.state, 'asker')
        return 1
      },
    },
  })
  while (lagging.asked() === 0) await new Promise(resolve => setImmediate(resolve))
  await new Promise(resolve => setTimeout(resolve, 50))
  assert.equal(lagging.standing.removed.aborted, false)
  assert.equal(lagging.asked(), 1, 'it was told that it is a member, and asks no more')
  await lagging.stop()
})

test('without a majority a member that knows nobody of that name proves nothing', async () => {
  for (const raft of [
    null,
    { leader: 0, readIndex: () => Promise.resolve(1) },
    { leader: 1, readIndex: () => Promise.reject(new Error('no majority')) },
  ]) {
    const { standing, stop } = await asking({ isMember: false, raft })
    await new Promise(resolve => setTimeout(resolve, 50))
    assert.equal(standing.removed.aborted, false)
    await stop()
  }
})
