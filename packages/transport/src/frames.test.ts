import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { FrameParser, joinFrames, plainBytes } from './frames.ts'

test('frames come out as they went in, however the network cuts them', () => {
  const frames = fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 12 })
  const cuts = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 8 })
  fc.assert(
    fc.property(frames, cuts, (sent, sizes) => {
      const bytes = joinFrames(sent)
      const received: Uint8Array[] = []
      const parser = new FrameParser(40, frame => received.push(plainBytes(frame)))
      for (let offset = 0, i = 0; offset < bytes.length; i++) {
        const size = sizes[i % sizes.length]!
        assert.ok(parser.push(bytes.subarray(offset, offset + size)))
        offset += size
      }
      assert.deepEqual(received, sent)
    }),
    { numRuns: 200 },
  )
})

test('a frame over the bound is refused at its header, and nothing after it is read', () => {
  const received: number[] = []
  const parser = new FrameParser(4, frame => received.push(frame.length))
  const bytes = joinFrames([new Uint8Array(4), new Uint8Array(5), new Uint8Array(1)])
  assert.equal(parser.push(bytes.subarray(0, 8)), true)
  assert.equal(parser.push(bytes.subarray(8, 12)), false)
  assert.equal(parser.push(bytes.subarray(12)), false)
  assert.deepEqual(received, [4])
})

test('a frame does not share memory with the bytes it came in', () => {
  const bytes = joinFrames([new Uint8Array([1, 2])])
  let received: Uint8Array = new Uint8Array()
  new FrameParser(4, frame => {
    received = frame
  }).push(bytes)
  bytes.fill(0)
  assert.deepEqual([...received], [1, 2])
})
