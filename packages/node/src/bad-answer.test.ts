/** What one node's unreadable answer costs: that node's part, said in one line. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hasCode } from '@polis/base'
import { ClusterState } from '@polis/cluster'
import { ObservedJournal } from '@polis/discovery'
import { journal } from '@polis/proto'
import { type JournalDependencies, NodeJournals } from './io/journals.ts'
import { LeaderEvaluations } from './io/leader-evaluations.ts'
import { journalReply } from './journal-wire.ts'
import type { MetricStore } from './metric-store.ts'

const event = {
  ...{ id: 'n3-1-1', seq: 1, revision: 1, topic: 'lb' as const, action: 'changed' as const },
  ...{ objectId: 't', name: 'web.1', namespace: 'default', timeMs: 5, reason: 'ejected' },
  details: {},
}

/** `n1`, and others that answer these bytes. */
function asking(answers: Readonly<Record<string, Uint8Array>>) {
  const state = new ClusterState()
  for (const [i, name] of ['n1', ...Object.keys(answers)].entries()) {
    const place = { host: 'h', clusterPort: 1, apiAddress: '', labels: {}, drivers: [] }
    const size = { cpuMillicores: 1, memoryBytes: 1, joinedMs: 0, availability: 'ready' as const }
    const member = { id: name, name, raftId: i + 1, ...place, ...size }
    state.applyMember(i + 1, { kind: 'add', member })
  }
  const transport = {
    handle: () => undefined,
    request: (peer: string) => Promise.resolve(answers[peer]),
  } as unknown as JournalDependencies['transport']
  return { self: 'n1', state, transport }
}

const withDetails = (details: string) =>
  journal.v1.journal.JournalReply.encode({ events: [{ ...event, details }] }).finish()

test('a damaged journal is named, in one line, and those of the others are told', async () => {
  const journals = new NodeJournals({
    ...asking({ n2: withDetails('{"cut\n'), n3: journalReply.encode([event]) }),
    journal: new ObservedJournal('n1-1', () => ({})),
    isAlive: () => true,
  })
  const found = await journals.ask({ objectIds: new Set(['t']), services: new Set() })
  assert.deepEqual(found.events, [{ node: 'n3', event }])
  assert.deepEqual(found.unanswered, [])
  const [damaged, ...more] = found.damaged ?? []
  assert.deepEqual([damaged?.node, more.length], ['n2', 0])
  assert.match(damaged!.reason, /^the journal of node n2 cannot be read: .+$/)
})

test('bytes that are no journal at all are no internal error either', async () => {
  const journals = new NodeJournals({
    ...asking({ n2: new Uint8Array([10, 200, 1]), n3: new Uint8Array([0xff]) }),
    journal: new ObservedJournal('n1-1', () => ({})),
    isAlive: peer => peer !== 'n3',
  })
  const found = await journals.ask({ objectIds: new Set(), services: new Set() })
  assert.deepEqual(
    found.damaged?.map(({ node }) => node),
    ['n2'],
  )
  assert.deepEqual(found.unanswered, ['n3'], 'who is dead is not asked')
})

test('a leader whose evaluations cannot be read is named', async () => {
  const evaluations = new LeaderEvaluations({
    ...asking({ n2: new Uint8Array([10, 200, 1]) }),
    metrics: {} as MetricStore,
    leader: () => 'n2',
    nameOf: peer => peer,
  })
  await assert.rejects(
    evaluations.latest({ policyIds: [], limit: 1, beforeMs: 1 }),
    error => hasCode(error, 'node/bad-answer') && /of node n2/.test(error.message),
  )
})
