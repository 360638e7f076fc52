import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { seededRandom } from '@polis/base'
import { FrameReader, goingAwayFrame } from './websocket-frames.ts'

const random = seededRandom(7)

/** A frame of `length` bytes of payload; the bytes look like heads of frames. */
function frame(length: number, isMasked: boolean, opcode = 2): Buffer {
  const size = length < 126 ? 2 : length < 65_536 ? 4 : 10
  const head = Buffer.alloc(size)
  head[0] = 0x80 | opcode
  head[1] = (isMasked ? 0x80 : 0) | (size === 2 ? length : size === 4 ? 126 : 127)
  if (size === 4) head.writeUInt16BE(length, 2)
  if (size === 10) head.writeBigUInt64BE(BigInt(length), 2)
  return Buffer.concat([head, Buffer.alloc(length + (isMasked ? 4 : 0), 0x88)])
}

describe('frames of a WebSocket', () => {
  it('end where their lengths say, however the bytes are cut', () => {
    for (let turn = 0; turn < 200; turn++) {
      const lengths = Array.from(
        { length: 1 + random.int(5) },
        () => [0, 1, 125, 126, 127, 65_535, 65_536][random.int(7)]!,
      )
      const frames = lengths.map(length => frame(length, random.int(2) === 1))
      const ends = new Set<number>()
      frames.reduce((end, one) => {
        ends.add(end + one.length)
        return end + one.length
      }, 0)
      const bytes = Buffer.concat(frames)
      const reader = new FrameReader()
      for (let at = 0; at < bytes.length; ) {
        const piece = bytes.subarray(at, at + 1 + random.int(40_000))
        reader.read(piece)
        at += piece.length
        assert.equal(reader.isBetween, ends.has(at), `after ${at} of ${lengths}`)
        assert.equal(reader.hasClose, false)
      }
    }
  })

  it('are read one at a time where that is asked for', () => {
    const reader = new FrameReader()
    const [first, second] = [frame(300, true), frame(0, false)]
    const bytes = Buffer.concat([first, second, first])
    reader.read(bytes.subarray(0, 10))
    assert.equal(reader.readFrame(bytes.subarray(10, 20)), 10)
    assert.equal(reader.isBetween, false)
    assert.equal(reader.readFrame(bytes.subarray(20)), first.length - 20)
    assert.equal(reader.isBetween, true)
    assert.equal(reader.readFrame(second), second.length)
  })

  it('say when one of them closes', () => {
    const reader = new FrameReader()
    reader.read(frame(125, true, 1))
    reader.read(goingAwayFrame().subarray(0, 1))
    assert.equal(reader.hasClose, false)
    reader.read(goingAwayFrame().subarray(1))
    assert.equal(reader.hasClose, true)
    assert.equal(reader.isBetween, true)
  })

  it('of who goes away carry 1001, masked as a client has to', () => {
    assert.deepEqual([...goingAwayFrame()], [0x88, 2, 0x03, 0xe9])
    const masked = goingAwayFrame(0x37fa213d)
    assert.deepEqual([...masked.subarray(0, 6)], [0x88, 0x82, 0x37, 0xfa, 0x21, 0x3d])
    assert.deepEqual([masked[6]! ^ 0x37, masked[7]! ^ 0xfa], [0x03, 0xe9])
  })
})
