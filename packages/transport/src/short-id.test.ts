import assert from 'node:assert/strict'
import { test } from 'node:test'
import { matchPeerIds, shortPeerId } from './short-id.ts'

const first = '12D3KooWQ1kT4xEoHrGbeVaMMu3VJjGCpvjVb3VmWgKZKJ5rAGvo'
const second = '12D3KooWQ1kZbnQkFLyEcCFgDdBkZMBVvHQ7yfUz8Gg9QUjYFoPb'

test('a peer id is shown without the head that all of them have', () => {
  assert.equal(shortPeerId(first), 'Q1kT4xEo')
  assert.equal(shortPeerId(first, Infinity), first.slice(8))
  assert.equal(shortPeerId('peer-1'), 'peer-1')
})

test('a prefix finds peers with and without the head; nothing finds none', () => {
  const peers = [first, second]
  assert.deepEqual(matchPeerIds(peers, 'Q1kT'), [first])
  assert.deepEqual(matchPeerIds(peers, '12D3KooWQ1kZ'), [second])
  assert.deepEqual(matchPeerIds(peers, 'Q1k'), peers)
  assert.deepEqual(matchPeerIds(peers, 'kT4'), [])
  assert.deepEqual(matchPeerIds(peers, ''), [])
})
