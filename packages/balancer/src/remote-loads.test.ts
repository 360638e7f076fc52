import assert from 'node:assert/strict'
import { test } from 'node:test'
import { REMOTE_LOAD_MAX_AGE_MS } from './config.ts'
import { RemoteLoads } from './remote-loads.ts'

test('loads of other nodes add up, the last word of each counts, and silence ends it', () => {
  const remote = new RemoteLoads()
  remote.hear('n1', new Map([['a', 9]]), 0)
  remote.hear('n1', new Map([['a', 2]]), 100)
  remote.hear(
    'n2',
    new Map([
      ['a', 3],
      ['b', 1],
    ]),
    200,
  )
  assert.deepEqual(Object.fromEntries(remote.sums(300)), { a: 5, b: 1 })
  assert.deepEqual(Object.fromEntries(remote.sums(101 + REMOTE_LOAD_MAX_AGE_MS)), { a: 3, b: 1 })
  assert.equal(remote.sums(201 + REMOTE_LOAD_MAX_AGE_MS).size, 0)
})
