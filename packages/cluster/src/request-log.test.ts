import assert from 'node:assert/strict'
import { describe, it, test } from 'node:test'
import type { CommandResult } from './commands.ts'
import { RESULTS_KEPT } from './config.ts'
import { RequestLog } from './request-log.ts'
import { applyDone, sampleMember } from './sample.ts'
import { ClusterState } from './state.ts'

const BYTES = new Uint8Array(1)

function founded(): ClusterState {
  const state = new ClusterState()
  state.applyMember(1, { kind: 'add', member: sampleMember('n1') })
  applyDone(state, { op: 'cluster.init', clusterId: 'c1', adminTokenHash: 'h' })
  return state
}

/** Counts how often it was carried out: the revision of `key` is the index of the last time. */
function put(state: ClusterState, requestId: string, key = 'k') {
  const operation = { op: 'kv.put', key, value: BYTES, expectedRevision: null } as const
  return state.apply(state.index + 1, { requestId, timeMs: 5, operations: [operation] })
}

describe('requests', () => {
  it('are remembered in a snapshot: a node that starts from it answers a repetition alike', () => {
    const state = founded()
    const first = put(state, 'r1')
    const copy = new ClusterState()
    copy.restoreAll(state.snapshot())
    assert.deepEqual(put(copy, 'r1'), first)
    assert.equal(copy.kv.get('k')?.revision, first.index)
    put(state, 'r1')
    assert.equal(copy.hash(), state.hash(), 'it made no difference where it was repeated')
  })

  it('are remembered as refused too', () => {
    const state = founded()
    const operation = { op: 'kv.put', key: 'k', value: BYTES, expectedRevision: 9 } as const
    const command = { requestId: 'r1', timeMs: 5, operations: [operation] }
    const first = state.apply(state.index + 1, command)
    assert.equal(first.results[0]?.kind, 'refused')
    put(state, '')
    assert.deepEqual(state.apply(state.index + 1, command), first)
  })

  it('are forgotten in the order of the log, the same ones on every node', () => {
    const states = [founded(), founded()]
    for (const state of states) {
      put(state, 'first', 'a')
      put(state, 'second', 'b')
      for (let i = 0; i < RESULTS_KEPT - 1; i++) put(state, `r${i}`)
      // One more than is kept: the first is forgotten, the second is not.
      const { index } = state
      put(state, 'second', 'b')
      put(state, 'first', 'a')
      assert.ok((state.kv.get('b')?.revision ?? 0) < index, 'the second was not done again')
      assert.ok((state.kv.get('a')?.revision ?? 0) > index, 'the first was')
    }
    assert.equal(states[0]!.hash(), states[1]!.hash())
  })

  it('that may be among the forgotten are refused, here and after a snapshot', () => {
    const state = founded()
    const operation = {
      op: 'kv.put',
      key: 'k',
      value: BYTES,
      expectedRevision: null,
    } as const
    const late = { requestId: 'late', sinceIndex: state.index, timeMs: 5, operations: [operation] }
    const { index: firstIndex } = state.apply(state.index + 1, late)
    for (let i = 0; i < RESULTS_KEPT; i++) put(state, `r${i}`, 'other')
    const copy = new ClusterState()
    copy.restoreAll(state.snapshot())
    for (const each of [state, copy]) {
      const again = each.apply(each.index + 1, late)
      assert.equal(again.results[0]?.kind, 'refused')
      assert.equal(each.kv.get('k')?.revision, firstIndex, 'it was not done twice')
      const fresh = { ...late, requestId: 'fresh', sinceIndex: each.index }
      assert.equal(each.apply(each.index + 1, fresh).results[0]?.kind, 'done')
    }
    assert.equal(copy.hash(), state.hash())
  })

  it('without an id are carried out each time', () => {
    const state = founded()
    const [first, second] = [put(state, ''), put(state, '')]
    assert.notEqual(first.index, second.index)
    assert.equal(state.kv.get('k')?.revision, second.index)
  })
})

function resultAt(index: number, count: number): CommandResult {
  return { index, results: Array(count).fill({ kind: 'done', revision: index, id: 'k' }) }
}

test('the oldest requests are forgotten once there are too many results, and no others', () => {
  const log = new RequestLog()
  const half = RESULTS_KEPT / 2
  log.set('first', resultAt(1, half))
  log.set('second', resultAt(2, half))
  assert.equal(log.get('first')?.index, 1)
  log.set('third', resultAt(3, 1))
  assert.equal(log.get('first'), undefined)
  assert.equal(log.get('second')?.index, 2)
  log.set('fourth', resultAt(4, half))
  assert.deepEqual(
    log.entries().map(([id]) => id),
    ['third', 'fourth'],
  )
})

test('a restored log forgets in the same order', () => {
  const log = new RequestLog()
  log.set('gone', resultAt(1, 1))
  log.restore([
    ['a', resultAt(2, RESULTS_KEPT - 1)],
    ['b', resultAt(3, 1)],
  ])
  log.set('c', resultAt(4, 1))
  assert.deepEqual(
    log.entries().map(([id]) => id),
    ['b', 'c'],
  )
})

test('a request without an id is not remembered', () => {
  const log = new RequestLog()
  log.set('', resultAt(1, 1))
  assert.equal(log.get(''), undefined)
  assert.deepEqual(log.entries(), [])
})
