/** Writes on one node that leads: who gets which answer. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hasCode, PolisError } from '@polis/base'
import { ClusterState, decodeCommand, type Operation } from '@polis/cluster'
import { METHODS } from '../wire.ts'
import { Proposer, type ProposerDependencies } from './proposer.ts'

const value = Buffer.from('1')
const put: Operation = { op: 'kv.put', key: 'k', value, expectedRevision: null }

/** A leader whose log is applied by hand; `leader` names another node to forward to. */
function leading(
  options: {
    readonly leader?: string
    readonly refusal?: PolisError
    readonly isDropping?: () => boolean
  } = {},
) {
  const state = new ClusterState()
  const proposed: Uint8Array[] = []
  const proposer: Proposer = new Proposer({
    self: 'n1',
    state,
    transport: {
      handle: (method: string) => assert.equal(method, METHODS.propose),
      request: () => Promise.reject(options.refusal),
    } as unknown as ProposerDependencies['transport'],
    raft: () =>
      ({
        propose: (data: Uint8Array) => options.isDropping?.() !== true && proposed.push(data) > 0,
      }) as unknown as ReturnType<ProposerDependencies['raft']>,
    leader: () => options.leader ?? 'n1',
    leaderClock: () =>
      ({ nowMs: () => 1 }) as unknown as ReturnType<ProposerDependencies['leaderClock']>,
  })
  const applyAll = () => {
    for (const data of proposed.splice(0)) {
      const command = decodeCommand(data)
      proposer.applied(command.requestId, state.apply(state.index + 1, command))
    }
  }
  return { proposer, proposed, applyAll, state }
}

test('two clients that retry with the same key are one proposal, and both get its answer', async () => {
  const { proposer, proposed, applyAll } = leading()
  const signal = new AbortController().signal
  const answers = [1, 2].map(() => proposer.execute([put], { requestId: 'key/a', signal }))
  assert.equal(proposed.length, 1)
  applyAll()
  const [first, second] = await Promise.all(answers)
  assert.equal(first!.results[0]!.kind, 'done')
  assert.deepEqual(second, first)
})

test('one that gives up leaves the other waiting', async () => {
  const { proposer, applyAll } = leading()
  const gone = new AbortController()
  const given = proposer.execute([put], { requestId: 'key/a', signal: gone.signal })
  const waited = proposer.execute([put], {
    requestId: 'key/a',
    signal: new AbortController().signal,
  })
  gone.abort()
  await assert.rejects(given, error => hasCode(error, 'node/timed-out'))
  applyAll()
  assert.equal((await waited).results[0]!.kind, 'done')
})

test('a command that no leader takes fails at once with the leader’s reason', async () => {
  const refusal = new PolisError('cluster/bad-record', { message: 'no such operation' })
  const { proposer } = leading({ leader: 'n2', refusal })
  const { signal } = new AbortController()
  await assert.rejects(proposer.execute([put], { signal }), error => error === refusal)
})

test('an operation that an older member could not apply is refused at once', async () => {
  const { proposer, proposed, state } = leading()
  const what = { name: 'n2', raftId: 1, host: 'h', clusterPort: 1, apiAddress: '', labels: {} }
  const size = { drivers: [], cpuMillicores: 1, memoryBytes: 1, joinedMs: 0 }
  const old = { release: '0.1', clusterVersion: 1, availability: 'ready' as const }
  state.applyMember(1, { kind: 'add', member: { id: 'p2', ...what, ...size, ...old } })
  const pause: Operation = {
    ...{ op: 'service.pause', namespace: 'default', name: 'web', durationMs: 1, reason: '' },
  }
  const { signal } = new AbortController()
  await assert.rejects(proposer.execute([pause], { signal }), /node n2 runs Polis 0.1$/)
  assert.equal(proposed.length, 0)
})

test('writes of one turn are one proposal, and each caller gets its own results', async () => {
  const { proposer, proposed, applyAll } = leading()
  const { signal } = new AbortController()
  const other: Operation = { ...put, key: 'other' }
  const answers = [[put], [other, { ...other, key: 'third' }]].map(operations =>
    proposer.execute(operations, { signal }),
  )
  await Promise.resolve()
  assert.equal(proposed.length, 1)
  applyAll()
  const ids = (await Promise.all(answers)).map(({ results }) =>
    results.map(result => result.kind === 'done' && result.id),
  )
  assert.deepEqual(ids, [['k'], ['other', 'third']])
})

test('what Raft drops because too much waits is proposed again', async () => {
  let isDropping = true
  const { proposer, proposed, applyAll } = leading({ isDropping: () => isDropping })
  const answer = proposer.execute([put], { signal: AbortSignal.timeout(30_000) })
  await Promise.resolve()
  assert.equal(proposed.length, 0)
  isDropping = false
  while (proposed.length === 0) await new Promise(setImmediate)
  applyAll()
  assert.equal((await answer).results[0]!.kind, 'done')
})
