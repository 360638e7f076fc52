/** The steps of a removal, on a leader whose Raft is driven by hand. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hasCode, quietLogger, systemClock } from '@polis/base'
import { ClusterState, decodeMemberChange, type Operation } from '@polis/cluster'
import type { ConfChange } from '@polis/raft'
import { Removal, type RemovalDependencies } from './removal.ts'

const never = new AbortController().signal

/** Member `n1` leads; `voters` vote. Changes are applied the moment they are proposed. */
function leading(memberCount: number, voters: readonly number[], dead: readonly string[] = []) {
  const state = new ClusterState()
  const names = Array.from({ length: memberCount }, (_, i) => `n${i + 1}`)
  for (const [i, id] of names.entries()) {
    const member = {
      ...{ id, raftId: i + 1, name: id, host: '127.0.0.1', clusterPort: 7_071, apiAddress: '' },
      ...{ labels: {}, drivers: [], cpuMillicores: 1, memoryBytes: 1, joinedMs: 1 },
      availability: 'ready' as const,
    }
    state.applyMember(state.index + 1, { kind: 'add', member })
  }
  const log: string[] = []
  let leader: string | null = 'n1'
  const current = { role: 'leader', voters: [...voters] }
  const raft = {
    status: () => ({
      ...{ raftId: 1, role: current.role, lastIndex: 9 },
      confState: { voters: current.voters, votersOutgoing: [] },
      progress: new Map(names.map((_, i) => [i + 1, { match: 9, isRecentlyActive: false }])),
    }),
    transferLeadership: () => {
      log.push('hand over')
      current.role = 'follower'
      leader = 'n2'
    },
    proposeConfChange: ({ changes, context }: ConfChange) => {
      log.push(changes.map(({ type, raftId }) => `${type} ${raftId}`).join(', '))
      for (const { type, raftId } of changes) {
        current.voters = current.voters.filter(id => id !== raftId)
        if (type === 'add-voter') current.voters.push(raftId)
      }
      state.applyMember(state.index + 1, decodeMemberChange(context))
      return true
    },
  }
  const sinceMs = systemClock.nowMs()
  const removal = new Removal({
    state,
    raft,
    stabilityMs: 60_000,
    gossip: {
      members: () =>
        names.map(peer => ({ peer, sinceMs, liveness: dead.includes(peer) ? 'dead' : 'alive' })),
    },
    transport: {
      self: 'n1',
      handle: () => {},
      // The new leader does what this one could not do to itself.
      request: async (peer: string) => {
        log.push(`ask ${peer}`)
        state.applyMember(state.index + 1, { kind: 'remove', id: 'n1' })
      },
    },
    leader: () => leader,
    execute: async (operations: readonly Operation[]) => {
      log.push(...operations.map(({ op }) => op))
      state.apply(state.index + 1, { requestId: '', timeMs: 1, operations })
    },
    isRemoved: () => false,
    logger: quietLogger,
  } as unknown as RemovalDependencies)
  const loseLeader = () => {
    leader = null
  }
  return { removal, state, log, loseLeader }
}

test('a voter gives its vote to a learner in one step, and then goes', async () => {
  const { removal, state, log } = leading(4, [1, 2, 3])
  await removal.remove('n3', { isDraining: true }, never)
  assert.deepEqual(log, ['member.availability', 'add-voter 4, add-learner 3', 'remove 3'])
  assert.equal(state.members.has('n3'), false)
  assert.deepEqual(
    state.sorted('member').map(({ id, isVoter }) => [id, isVoter]),
    [
      ['n1', true],
      ['n2', false],
      ['n4', true],
    ],
    'the records say what the changes said',
  )
})

test('of three voters one is left, and a dead one goes as well as a living one', async () => {
  const { removal, log } = leading(3, [1, 2, 3], ['n2'])
  await removal.remove('n2', { isDraining: true }, never)
  assert.deepEqual(log, ['member.availability', 'add-learner 2, add-learner 3', 'remove 2'])
})

test('a learner goes without a change of votes', async () => {
  const { removal, log } = leading(4, [1, 2, 3])
  await removal.remove('n4', { isDraining: false }, never)
  assert.deepEqual(log, ['member.availability', 'remove 4'])
})

test('a leader hands over, and its successor removes it', async () => {
  const { removal, log } = leading(3, [1, 2, 3])
  await removal.remove('n1', { isDraining: true }, never)
  assert.deepEqual(log, ['member.availability', 'hand over', 'ask n2'])
})

test('what could not be decided is refused before anything has changed', async () => {
  for (const [count, voters, dead] of [
    [1, [1], []],
    [2, [1], ['n2']],
  ] as const) {
    const { removal, log } = leading(count, voters, dead)
    await assert.rejects(removal.remove('n1', { isDraining: true }, never), error =>
      hasCode(error, 'node/cannot-remove'),
    )
    assert.deepEqual(log, [])
  }
})

test('without a leader it is tried again until the caller gives up', async () => {
  const { removal, log, loseLeader } = leading(3, [1, 2, 3])
  loseLeader()
  const signal = AbortSignal.timeout(120)
  const alive = setInterval(() => {}, 1_000)
  await assert.rejects(removal.remove('n3', { isDraining: true }, signal), error =>
    hasCode(error, 'node/no-leader'),
  )
  clearInterval(alive)
  assert.deepEqual(log, [])
})
