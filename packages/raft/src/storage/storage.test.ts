import assert from 'node:assert/strict'
import test from 'node:test'
import { crc32c as crcOf, seededRandom } from '@polis/base'
import fc from 'fast-check'
import type { Entry } from '../message.ts'
import { type Block, decodeBlock, encodeBlock } from './block.ts'
import { decodeHead, emptyHead, encodeHead, type Head } from './head.ts'
import { type LogWrite, LogWriter } from './log-writer.ts'
import { mendedHead, startOf } from './mend.ts'
import { type Findings, recover } from './recovery.ts'
import { formatTail, scanTail, TAIL_PAGE_BYTES, TailRing } from './tail-ring.ts'

const RING_BYTES = 24 * TAIL_PAGE_BYTES

test('a block survives, and any change of a byte is noticed', () => {
  const data = fc.uint8Array({ maxLength: 40 })
  fc.assert(
    fc.property(
      fc.array(data, { minLength: 1, maxLength: 5 }),
      fc.nat(),
      fc.nat(255),
      (list, at, x) => {
        const entries = list.map((each, i) => entryOf(10 + i, 4, each))
        const block = encodeBlock({ sequence: 7, previousTerm: 3, previousCrc: 99, entries })
        const decoded = decodeBlock(block.bytes)
        assert.deepEqual(
          { ...decoded, entries: decoded?.entries.map(entry => [...entry.data]) },
          { ...block, entries: list.map(each => [...each]) },
        )
        const damaged = new Uint8Array(block.bytes)
        damaged[at % damaged.length]! ^= x || 1
        assert.equal(decodeBlock(damaged), undefined)
        assert.equal(decodeBlock(block.bytes.subarray(0, at % block.bytes.length)), undefined)
      },
    ),
    { numRuns: 200 },
  )
})

test('a head survives, and any change of a byte is noticed', () => {
  fc.assert(
    fc.property(fc.maxSafeNat(), fc.maxSafeNat(), fc.boolean(), fc.nat(), (a, b, flag, at) => {
      const head: Head = {
        ...{ sequence: a, raftId: 3, term: b, vote: 2, commit: a, snapshotIndex: b },
        ...{ snapshotTerm: 9, lastIndex: a, lastTerm: b, firstIndex: a, lastCrc: b % 2 ** 32 },
        ...{ isSoleVoter: flag, isRecovering: !flag },
      }
      const bytes = encodeHead(head)
      assert.deepEqual(decodeHead(bytes), head)
      bytes[at % bytes.length]! ^= 4
      assert.equal(decodeHead(bytes), undefined)
    }),
    { numRuns: 200 },
  )
})

test('a whole record of a later version is refused, not skipped', () => {
  const block = encodeBlock({
    sequence: 1,
    previousTerm: 0,
    previousCrc: 0,
    entries: [entryOf(1, 1)],
  })
  assert.throws(() => decodeBlock(newerVersion(block.bytes)), { code: 'raft/data-too-new' })
  const head = encodeHead(emptyHead(1))
  assert.throws(() => decodeHead(newerVersion(head)), { code: 'raft/data-too-new' })
})

test('the ring keeps the newest writes and overwrites the oldest', () => {
  const disk = new Disk()
  for (let i = 1; i <= 60; i++) disk.append([entryOf(i, 1, new Uint8Array(i % 3 === 0 ? 5000 : 9))])
  const scan = scanTail(disk.ring)
  assert.equal(scan.kind, 'readable')
  const sequences = scan.records.map(record => record.head.sequence)
  assert.equal(sequences.at(-1), 60)
  assert.ok(sequences.length >= 12)
  const oldest = sequences[0]!
  assert.deepEqual(
    sequences,
    Array.from({ length: sequences.length }, (_, i) => oldest + i),
  )
})

test('a torn record is not there, and the one before it is', () => {
  const disk = new Disk()
  for (let i = 1; i <= 5; i++) disk.append([entryOf(i, 1, new Uint8Array(6000))])
  const last = disk.writes.at(-1)!.tail
  disk.ring.fill(9, last.offset + TAIL_PAGE_BYTES, last.offset + last.bytes.length)
  const scan = scanTail(disk.ring)
  assert.ok(scan.kind === 'readable')
  assert.equal(scan.records.at(-1)?.head.sequence, 4)
})

test('bytes of a record inside a block are not taken for a record', () => {
  const disk = new Disk()
  disk.append([entryOf(1, 1)])
  const forged = new Uint8Array(3 * TAIL_PAGE_BYTES)
  const real = disk.writes[0]!.tail.bytes
  for (let at = 0; at < forged.length - real.length; at += 8) forged.set(real, at)
  disk.append([entryOf(2, 1, forged)])
  disk.ring[disk.writes[1]!.tail.offset]! ^= 1
  const scan = scanTail(disk.ring)
  assert.ok(scan.kind === 'readable')
  assert.deepEqual(
    scan.records.map(record => record.head.sequence),
    [1],
  )
})

test('whatever one fault does to either place, no acknowledged entry is missed unnoticed', () => {
  let clean = 0
  for (let seed = 1; seed <= 300; seed++) {
    const random = seededRandom(seed)
    const disk = new Disk()
    randomHistory(disk, random)
    const expected = disk.log.map(entry => `${entry.index}:${entry.term}`)
    const fault = random.int(5)
    const keys = [...disk.level.keys()]
    if (fault === 0) disk.level.delete(keys[random.int(keys.length)] ?? 0)
    if (fault === 1) disk.level.clear()
    if (fault === 2) disk.ring[random.int(disk.ring.length)]! ^= 1 << random.int(8)
    if (fault === 3) disk.ring.fill(0, random.int(disk.ring.length))
    if (fault === 4) disk.head = disk.writes[random.int(disk.writes.length)]!.head
    const result = recover(disk.findings())
    if (result.kind !== 'clean') continue
    clean++
    const found = result.blocks.flatMap(block => block.entries)
    const after = found.filter(entry => entry.index > result.snapshot.index)
    const wanted = expected.filter(text => Number(text.split(':')[0]) > result.snapshot.index)
    assert.deepEqual(
      after.map(entry => `${entry.index}:${entry.term}`),
      wanted,
      `seed ${seed}, fault ${fault}`,
    )
    assert.equal(result.head.term, disk.writes.at(-1)!.head.term, `seed ${seed}`)
  }
  assert.ok(clean > 100, `most single faults are mended: ${clean} of 300`)
})

test('a crash between the two places of the last write is no damage', () => {
  for (let seed = 1; seed <= 100; seed++) {
    const random = seededRandom(seed)
    const disk = new Disk()
    randomHistory(disk, random)
    const acknowledged = disk.log.length
    const inLevel = random.int(3)
    disk.crashIn = inLevel === 0 ? 'level' : inLevel === 1 ? 'ring' : 'both'
    const last = disk.writer.head.lastIndex
    disk.append([entryOf(last + 1, disk.writer.head.term + 1)])
    const result = recover(disk.findings())
    assert.equal(result.kind, 'clean', `seed ${seed}`)
    assert.ok(result.kind === 'clean' && result.head.lastIndex - last <= 1)
    assert.ok(acknowledged <= disk.log.length)
  }
})

test('a log that lost its middle or its end beyond the ring is recovering', () => {
  const disk = new Disk()
  for (let i = 1; i <= 60; i++) disk.append([entryOf(i, 1)])
  disk.level.delete(20)
  const holed = recover(disk.findings())
  assert.ok(holed.kind === 'recovering')
  assert.match(holed.reason, /does not chain/)
  assert.equal(holed.blocks.at(-1)?.lastIndex, 19)
  for (let i = 10; i <= 60; i++) disk.level.delete(i)
  disk.head = disk.writes[8]!.head
  const cut = recover(disk.findings())
  assert.ok(cut.kind === 'recovering')
  assert.equal(cut.head.sequence, 60)
})

test('what LevelDB lost of the newest writes is taken from the ring', () => {
  const disk = new Disk()
  for (let i = 1; i <= 30; i++) disk.append([entryOf(i, 1)])
  for (let i = 14; i <= 30; i++) disk.level.delete(i)
  disk.head = disk.writes[12]!.head
  const mended = recover(disk.findings())
  assert.ok(mended.kind === 'clean' && mended.blocks.at(-1)?.lastIndex === 30)
})

test('a ring that lost two of the newest writes is in doubt, even beside a whole log', () => {
  const disk = new Disk()
  for (let i = 1; i <= 30; i++) disk.append([entryOf(i, 1)])
  for (const write of disk.writes.slice(28))
    disk.ring.fill(0, write.tail.offset, write.tail.offset + 8)
  const result = recover(disk.findings())
  assert.ok(result.kind === 'recovering' && result.blocks.at(-1)?.lastIndex === 30)
  assert.match(result.reason, /tail lost/)
  const cut = recover({
    ...disk.findings(),
    tail: scanTail(disk.ring.subarray(0, 8 * TAIL_PAGE_BYTES)),
  })
  assert.ok(cut.kind === 'recovering')
  assert.match(cut.reason, /bytes instead of/)
})

test('without any readable term and vote the directory is damaged', () => {
  const disk = new Disk()
  disk.append([entryOf(1, 1)])
  disk.head = undefined
  disk.ring.fill(0)
  assert.equal(recover(disk.findings()).kind, 'damaged')
  disk.level.clear()
  assert.equal(recover(disk.findings()).kind, 'damaged')
  assert.equal(recover({ ...disk.findings(), tail: { kind: 'missing' } }).kind, 'blank')
})

test('a log whose snapshot is unreadable is whole only if it begins at 1', () => {
  const disk = new Disk()
  for (let i = 1; i <= 40; i++) disk.append([entryOf(i, 1)])
  disk.compact(30, 1)
  disk.snapshots = []
  const whole = recover(disk.findings())
  assert.ok(whole.kind === 'clean' && whole.snapshot.index === 0)
  disk.snapshots = [{ index: 30, term: 1 }]
  disk.compact(32, 25)
  disk.snapshots = []
  const result = recover(disk.findings())
  assert.ok(result.kind === 'recovering')
  assert.match(result.reason, /snapshot/)
})

test('of what is left of a damaged log nothing beyond the snapshot counts as committed', () => {
  const disk = new Disk()
  for (let i = 1; i <= 40; i++) disk.append([entryOf(i, 1)])
  disk.compact(32, 25)
  disk.snapshots = []
  // Of the log that is gone; what is left may be from before entries of it were replaced.
  disk.head = { ...disk.head!, commit: 40 }
  const findings = disk.findings()
  const left = recover(findings)
  assert.ok(left.kind === 'recovering' && left.head.commit === 0)
  const level = { head: disk.head, commit: 40, blocks: findings.blocks, garbledKeys: [] }
  const head = mendedHead(left.kind, level, findings.tail, left)
  assert.equal(startOf({ ...left, head }, level.commit).hardState.commit, 0)
})

test('what is kept behind a snapshot is bounded in entries and in bytes, in whole blocks', () => {
  const disk = new Disk()
  // Blocks of ten entries: 1-10, 11-20, … 91-100.
  const blocks = Array.from({ length: 10 }, (_, b) => b * 10 + 1)
  for (const first of blocks) {
    disk.append(Array.from({ length: 10 }, (_, i) => entryOf(first + i, 1, new Uint8Array(5))))
  }
  const { writer } = disk
  const plenty = Number.POSITIVE_INFINITY
  const blockBytes = writer.byteLength / 10
  // A block that straddles the snapshot holds what follows it, and goes with neither bound.
  assert.equal(writer.keepFrom(100, 0, plenty), 101, 'nothing is kept if nothing is wanted')
  assert.equal(writer.keepFrom(100, 10, plenty), 91)
  assert.equal(writer.keepFrom(100, 19, plenty), 91, 'a block that does not fit whole goes')
  assert.equal(writer.keepFrom(100, 20, plenty), 81)
  assert.equal(writer.keepFrom(100, plenty, 2.5 * blockBytes), 81)
  assert.equal(writer.keepFrom(100, 10, 2.5 * blockBytes), 91, 'the tighter bound counts')
  assert.equal(writer.keepFrom(95, 5, plenty), 91)
  assert.equal(writer.keepFrom(95, 4, plenty), 96)
  disk.compact(95, writer.keepFrom(95, 4, plenty))
  assert.equal(writer.firstIndex, 91, 'the block that straddles stays, since 96 to 100 are in it')
  const result = recover(disk.findings())
  assert.ok(result.kind === 'clean')
  assert.deepEqual([result.snapshot.index, result.blocks[0]?.firstIndex], [95, 91])
  disk.compact(100, writer.keepFrom(100, 0, 0))
  assert.deepEqual([writer.firstIndex, writer.byteLength], [101, 0])
  disk.append([entryOf(101, 1)])
  assert.equal(recover(disk.findings()).kind, 'clean')
})

/** LevelDB, the ring and the snapshots as plain data; carries out what the writer plans. */
class Disk {
  readonly level = new Map<number, Block>()
  readonly writes: LogWrite[] = []
  readonly writer: LogWriter
  head: Head | undefined
  ring: Uint8Array = formatTail(RING_BYTES, 5)
  log: Entry[] = []
  snapshots: { index: number; term: number }[] = []
  crashIn: 'level' | 'ring' | 'both' | undefined

  constructor() {
    const ring = new TailRing({ size: RING_BYTES, salt: 5, records: [] })
    const snapshot = { index: 0, term: 0 }
    this.writer = new LogWriter(ring, 300, { head: emptyHead(1), blocks: [], snapshot })
  }

  append(entries: readonly Entry[], term = entries.at(-1)!.term): void {
    const stored = (low: number, high: number) =>
      this.log.filter(entry => low <= entry.index && entry.index <= high)
    const hardState = { term, vote: 1, commit: 0 }
    for (const write of this.writer.append(entries, hardState, stored)) this.#carryOut(write)
    this.log = this.log.filter(entry => entry.index < entries[0]!.index).concat(entries)
  }

  compact(index: number, keepFrom: number): void {
    const term = this.log.find(entry => entry.index === index)!.term
    this.snapshots = [{ index, term }]
    const confState = {
      voters: [1],
      learners: [],
      votersOutgoing: [],
      learnersNext: [],
      autoLeave: false,
    }
    this.#carryOut(this.writer.compact({ index, term, confState }, keepFrom))
  }

  findings(): Findings {
    const blocks = [...this.level.values()].sort((a, b) => a.firstIndex - b.firstIndex)
    const { head, snapshots } = this
    return { head, blocks, garbledValues: 0, tail: scanTail(this.ring), snapshots }
  }

  #carryOut(write: LogWrite): void {
    this.writes.push(write)
    if (this.crashIn !== 'level' && this.crashIn !== 'both') {
      for (const index of write.deletes) this.level.delete(index)
      if (write.put !== undefined) this.level.set(write.put.firstIndex, write.put)
      this.head = write.head
    }
    if (this.crashIn !== 'ring' && this.crashIn !== 'both') {
      this.ring.set(write.tail.bytes, write.tail.offset)
    }
  }
}

/** Appends, conflicts within and between blocks, compactions. */
function randomHistory(disk: Disk, random: ReturnType<typeof seededRandom>): void {
  let term = 1
  for (let step = 0; step < 25; step++) {
    const { lastIndex, snapshotIndex } = disk.writer.head
    const isConflict = random.int(5) === 0 && lastIndex > snapshotIndex + 1
    if (isConflict) term++
    const room = lastIndex - snapshotIndex
    const first = isConflict ? lastIndex + 1 - random.int(Math.min(6, room)) : lastIndex + 1
    const count = 1 + random.int(12)
    const data = () => new Uint8Array(random.int(80))
    disk.append(Array.from({ length: count }, (_, i) => entryOf(first + i, term, data())))
    if (random.int(8) === 0) {
      const index = lastIndex + 1 - (isConflict ? 6 : 0)
      if (index > snapshotIndex && index >= disk.writer.firstIndex) {
        const from = disk.writer.keepFrom(index, random.int(20), 2000)
        disk.compact(index, from)
      }
    }
  }
}

function entryOf(index: number, term: number, data: Uint8Array = new Uint8Array(3)): Entry {
  return { index, term, type: 'normal', data }
}

function newerVersion(bytes: Uint8Array): Uint8Array {
  const copy = new Uint8Array(bytes)
  copy[4] = 200
  new DataView(copy.buffer).setUint32(0, crcOf(copy.subarray(4)), true)
  return copy
}
