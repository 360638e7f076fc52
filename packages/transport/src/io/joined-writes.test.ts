import assert from 'node:assert/strict'
import { Writable } from 'node:stream'
import { test } from 'node:test'
import type { MessageStream } from '@libp2p/interface'
import { joinWrites } from './joined-writes.ts'

/** A connection over a socket that notes how much each of its writes carried. */
function connection() {
  const writes: number[] = []
  const socket = new Writable({
    write(chunk, _encoding, done) {
      writes.push(chunk.length)
      done()
    },
    writev(chunks, done) {
      writes.push(chunks.reduce((sum, { chunk }) => sum + chunk.length, 0))
      done()
    },
  })
  const sendData = (data: Iterable<Uint8Array>) => {
    for (const piece of data) socket.write(piece)
  }
  return { socket, writes, sendData }
}

test('what is sent in one turn is one write, and the next turn has its own', async () => {
  const made = connection()
  joinWrites(made as unknown as MessageStream)
  made.sendData([new Uint8Array(12), new Uint8Array(100)])
  queueMicrotask(() => made.sendData([new Uint8Array(12), new Uint8Array(50)]))
  assert.deepEqual(made.writes, [])
  await new Promise(setImmediate)
  assert.deepEqual(made.writes, [174])
  made.sendData([new Uint8Array(12)])
  await new Promise(setImmediate)
  assert.deepEqual(made.writes, [174, 12])
})
