import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { CommandResult, Operation } from '@polis/cluster'
import { GROUP_BYTES_MAX, GROUP_OPERATIONS_MAX } from './config.ts'
import { type Call, WriteGroup } from './write-group.ts'

const { signal } = new AbortController()

function put(key: string, bytes = 4): Operation {
  return { op: 'kv.put', key, value: new Uint8Array(bytes), expectedRevision: null }
}

/** A call, and what it was told. */
function call(...operations: Operation[]): Call & { readonly told: unknown[] } {
  const told: unknown[] = []
  const tell = (what: unknown) => told.push(what)
  return { operations, signal, resolve: tell, reject: tell, told }
}

test('every caller gets the results of its own operations', () => {
  const [one, two, three] = [call(put('a')), call(put('b'), put('c')), call(put('d'))]
  const group = new WriteGroup(one)
  assert.ok(group.add(two))
  assert.ok(group.add(three))
  const results = group.operations.map((operation, i): CommandResult['results'][number] => ({
    ...{ kind: 'done', revision: 7 + i },
    id: (operation as { key: string }).key,
  }))
  group.answer({ index: 7, results })
  assert.deepEqual(one.told, [{ index: 7, results: results.slice(0, 1) }])
  assert.deepEqual(two.told, [{ index: 7, results: results.slice(1, 3) }])
  assert.deepEqual(three.told, [{ index: 7, results: results.slice(3) }])
})

test('two writers of one key are two commands, since each may take the revision for its own', () => {
  const group = new WriteGroup(call(put('a')))
  assert.equal(group.add(call(put('b'), put('a'))), false)
  assert.ok(group.add(call(put('b'))))
  assert.equal(group.callCount, 2)
})

test('only writes of keys share a command, and only without a request id of their own', () => {
  const scale: Operation = { op: 'task.stop', id: 't', reason: '' }
  assert.equal(new WriteGroup(call(scale)).add(call(put('a'))), false)
  assert.equal(new WriteGroup(call(put('a'))).add(call(scale)), false)
  assert.equal(new WriteGroup(call(put('a')), 'key/mine').add(call(put('b'))), false)
})

test('a command stays within its bounds, but a large call stands alone', () => {
  const large = call(put('large', GROUP_BYTES_MAX + 1))
  assert.equal(new WriteGroup(large).add(call(put('a'))), false)
  const group = new WriteGroup(call(put('first', GROUP_BYTES_MAX - 10)))
  assert.equal(group.add(call(put('a', 12))), false)
  assert.ok(group.add(call(put('b', 8))))
  const many = Array.from({ length: GROUP_OPERATIONS_MAX }, (_, i) => put(`${i}`))
  assert.equal(new WriteGroup(call(put('a'))).add(call(...many)), false)
})

test('who gives up is told why and waits no more; the others do', () => {
  const gone = new AbortController()
  const [one, two] = [{ ...call(put('a')), signal: gone.signal }, call(put('b'))]
  const group = new WriteGroup(one)
  group.add(two)
  assert.equal(
    group.dropAborted(() => 'gave up'),
    0,
  )
  gone.abort()
  assert.equal(
    group.dropAborted(() => 'gave up'),
    1,
  )
  assert.deepEqual([one.told, two.told], [['gave up'], []])
  assert.equal(group.callCount, 1)
})
