import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { CommandResult } from './commands.ts'
import { RESULTS_KEPT } from './config.ts'
import { RequestLog } from './request-log.ts'

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
