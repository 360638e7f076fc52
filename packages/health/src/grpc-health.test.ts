import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { decodeHealthReply, encodeHealthRequest } from './grpc-health.ts'

function frame(...message: number[]): Buffer {
  return Buffer.from([0, 0, 0, 0, message.length, ...message])
}

test('a request has the service in field 1, and none for the server as a whole', () => {
  assert.deepEqual(encodeHealthRequest(''), frame())
  assert.deepEqual(encodeHealthRequest('web'), frame(0x0a, 3, 0x77, 0x65, 0x62))
  const long = encodeHealthRequest('x'.repeat(300))
  assert.deepEqual([...long.subarray(1, 8)], [0, 0, 1, 47, 0x0a, 0xac, 2])
})

test('a reply is one of four statuses, UNKNOWN if it does not say', () => {
  assert.equal(decodeHealthReply(frame(8, 1)), 'SERVING')
  assert.equal(decodeHealthReply(frame(8, 2)), 'NOT_SERVING')
  assert.equal(decodeHealthReply(frame()), 'UNKNOWN')
})

test('fields of a later version are passed over', () => {
  const later = [0x12, 2, 65, 66, 0x1d, 1, 2, 3, 4, 0x21, 1, 2, 3, 4, 5, 6, 7, 8, 0x28, 0xff, 1]
  assert.equal(decodeHealthReply(frame(...later, 8, 1)), 'SERVING')
})

test('what is cut off, compressed or out of range is no status', () => {
  const bad = [[], [0, 0, 0, 0], [1, 0, 0, 0, 0], [0, 0, 0, 0, 2, 8], [0, 255, 255, 255, 255, 8, 1]]
  for (const bytes of bad) assert.equal(decodeHealthReply(Buffer.from(bytes)), null)
  for (const message of [[8], [8, 9], [0x12, 9, 1], [0x0b], [8, ...Array(11).fill(255)]]) {
    assert.equal(decodeHealthReply(frame(...message)), null, String(message))
  }
})

test('no reply makes the decoder throw', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), bytes => {
      decodeHealthReply(Buffer.from(bytes))
      decodeHealthReply(frame(...bytes))
    }),
  )
})
