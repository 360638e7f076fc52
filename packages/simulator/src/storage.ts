/**
 * A node's data directory on a simulated disk.
 *
 * What decides is Raft's own: `LogWriter` plans the writes, blocks and heads are the stored bytes,
 * and after a crash `scanTail`, `recover` and `mendedHead` judge what is left. Only the order of
 * the effects is repeated here, as `RaftStorage` and `openStorageParts` have it, because there they
 * are promises.
 */

import { assert } from '@polis/base'
import {
  type Block,
  decodeBlock,
  decodeHead,
  type Entry,
  emptyHead,
  encodeHead,
  formatTail,
  type HardState,
  type Head,
  type LevelFindings,
  type LogStart,
  type LogWrite,
  LogWriter,
  mendedHead,
  type RaftConfig,
  type RaftId,
  type RecoveredLog,
  type Recovery,
  recover,
  type Snapshot,
  scanTail,
  startOf,
  TailRing,
  type TailScan,
} from '@polis/raft'
import { BLOCK_PREFIX, blockKey, COMMIT_KEY, HEAD_KEY, type SimulatedDisk } from './disk.ts'

/** What a node starts from, and the storage that continues it. */
export type Opened = {
  readonly kind: 'blank' | 'clean' | 'recovering'
  readonly start: LogStart
  readonly snapshot: Snapshot | undefined
  readonly storage: SimulatedStorage
}

type StorageAppend = {
  readonly entries: readonly Entry[]
  readonly hardState: HardState | undefined
  readonly snapshot: Snapshot | undefined
}

type Stored = (low: number, high: number) => readonly Entry[]
type Step = (next: () => void) => void

/** Reads the disk, judges it and mends it; undefined if this node may not start from it. */
export function openStorage(
  disk: SimulatedDisk,
  raftId: RaftId,
  config: RaftConfig,
  onFailed: () => void,
): Opened | undefined {
  const level = readLevel(disk)
  const tail = scanTail(disk.tail)
  const snapshots = [...disk.snapshots.values()]
    .map(({ metadata: { index, term } }) => ({ index, term }))
    .sort((a, b) => b.index - a.index)
  const { head, blocks, garbledKeys } = level
  const garbledValues = garbledKeys.length + (level.isHeadGarbled ? 1 : 0)
  const recovery = recover({ head, blocks, garbledValues, tail, snapshots })
  const found = acceptable(recovery, raftId)
  if (found === undefined || recovery.kind === 'damaged') return undefined
  const mended = { ...found, head: mendedHead(recovery.kind, level, tail, found) }
  if (mended.head !== found.head) replaceLog(disk, level, mended)
  const ring = openTail(disk, tail, mended.head !== found.head, mended, config, raftId)
  const writer = new LogWriter(ring, Math.min(config.blockBytesMax, ring.blockBytesMax), mended)
  const { index } = mended.snapshot
  return {
    kind: recovery.kind,
    start: startOf(mended, level.commit),
    snapshot: index === 0 ? undefined : disk.snapshots.get(index),
    storage: new SimulatedStorage(disk, writer, onFailed),
  }
}

/** What of the synced head tells whether a promise may be made. */
export type Durable = Pick<Head, 'term' | 'vote' | 'lastIndex' | 'isRecovering'>

/** The open directory. Writes are carried out one after another; a failure ends them all. */
export class SimulatedStorage {
  readonly #disk: SimulatedDisk
  readonly #writer: LogWriter
  readonly #onFailed: () => void
  readonly #steps: Step[] = []
  #isBusy = false
  #isClosed = false
  #durable: Durable

  constructor(disk: SimulatedDisk, writer: LogWriter, onFailed: () => void) {
    this.#disk = disk
    this.#writer = writer
    this.#onFailed = onFailed
    this.#durable = writer.head
  }

  /** What the last write that was reported done left behind. */
  get durable(): Durable {
    return this.#durable
  }

  get logBytes(): number {
    return this.#writer.byteLength
  }

  get isSoleVoter(): boolean {
    return this.#writer.head.isSoleVoter
  }

  /** Stores all of it in one place after the other, as `RaftStorage.append` does. */
  append({ entries, hardState, snapshot }: StorageAppend, stored: Stored, done: () => void): void {
    this.#inOrder(next => {
      const finish = () => {
        done()
        next()
      }
      if (snapshot === undefined) {
        this.#writeAll(this.#writer.append(entries, hardState, stored), finish)
        return
      }
      const { metadata } = snapshot
      this.#guarded(written => this.#disk.saveSnapshot(snapshot, written))(() =>
        this.#writeAll([this.#writer.install(metadata, hardState)], () => {
          this.#disk.keepOnlySnapshot(metadata.index)
          if (entries.length === 0) finish()
          else this.#writeAll(this.#writer.append(entries, hardState, stored), finish)
        }),
      )
    })
  }

  /** A founder's first entries, stored before the node begins. */
  found({ entries, hardState }: LogStart): void {
    for (const write of this.#writer.append(entries, hardState, () => [])) {
      this.#disk.writeAtOnce(write)
      this.#durable = write.head
    }
  }

  noteCommit(commit: number): void {
    this.#inOrder(next => {
      this.#disk.noteCommit(commit)
      next()
    })
  }

  note(facts: { isSoleVoter?: boolean; isRecovering?: boolean }): void {
    this.#inOrder(next => this.#writeAll([this.#writer.note(facts)], next))
  }

  /** Stores a snapshot beside the appends, then drops the log before it. */
  compact(snapshot: Snapshot, config: RaftConfig, done: (firstIndex: number) => void): void {
    const { metadata } = snapshot
    this.#guarded(written => this.#disk.saveSnapshot(snapshot, written))(() =>
      this.#inOrder(next => {
        const finish = () => {
          this.#disk.keepOnlySnapshot(this.#writer.head.snapshotIndex)
          done(this.#writer.firstIndex)
          next()
        }
        if (metadata.index <= this.#writer.head.snapshotIndex) return finish()
        const { trailingEntries, trailingBytes } = config
        const keepFrom = this.#writer.keepFrom(metadata.index, trailingEntries, trailingBytes)
        this.#writeAll([this.#writer.compact(metadata, keepFrom)], finish)
      }),
    )
  }

  /** Nothing is begun any more, and nothing reported. */
  close(): void {
    this.#isClosed = true
    this.#steps.length = 0
  }

  #writeAll(writes: readonly LogWrite[], done: () => void): void {
    const [write, ...rest] = writes
    if (write === undefined) {
      done()
      return
    }
    this.#guarded(written => this.#disk.write(write, written))(() => {
      this.#durable = write.head
      this.#writeAll(rest, done)
    })
  }

  /** Runs what `begin` started to its end, unless it fails or the node is gone by then. */
  #guarded(begin: (written: (isStored: boolean) => void) => void): (done: () => void) => void {
    return done =>
      begin(isStored => {
        if (this.#isClosed) return
        if (isStored) done()
        else this.#onFailed()
      })
  }

  #inOrder(step: Step): void {
    this.#steps.push(step)
    if (!this.#isBusy) this.#next()
  }

  #next(): void {
    const step = this.#isClosed ? undefined : this.#steps.shift()
    this.#isBusy = step !== undefined
    step?.(() => this.#next())
  }
}

function readLevel(disk: SimulatedDisk): LevelFindings & { readonly isHeadGarbled: boolean } {
  const blocks: Block[] = []
  const garbledKeys: string[] = []
  for (const key of [...disk.log.keys()].sort()) {
    if (!key.startsWith(BLOCK_PREFIX)) continue
    const block = decodeBlock(disk.log.get(key)!)
    if (block === undefined || block.firstIndex !== indexOf(key)) garbledKeys.push(key)
    else blocks.push(block)
  }
  const headBytes = disk.log.get(HEAD_KEY)
  const head = headBytes && decodeHead(headBytes)
  const isHeadGarbled = headBytes !== undefined && head === undefined
  return { head, commit: readCommit(disk), blocks, garbledKeys, isHeadGarbled }
}

function readCommit(disk: SimulatedDisk): number {
  const bytes = disk.log.get(COMMIT_KEY)
  if (bytes === undefined) return 0
  return new DataView(bytes.buffer, bytes.byteOffset, 8).getFloat64(0)
}

function acceptable(recovery: Recovery, raftId: RaftId): RecoveredLog | undefined {
  if (recovery.kind === 'damaged') return undefined
  if (recovery.kind === 'blank') {
    return { head: emptyHead(raftId), blocks: [], snapshot: { index: 0, term: 0 } }
  }
  assert(recovery.head.raftId === raftId, 'a disk belongs to one node')
  return recovery.kind === 'recovering' && recovery.head.isSoleVoter ? undefined : recovery
}

/** Makes the log hold exactly what was found to be whole. */
function replaceLog(disk: SimulatedDisk, level: LevelFindings, { head, blocks }: RecoveredLog) {
  const kept = new Set(blocks.map(block => block.firstIndex))
  const deletes = [...disk.log.keys()].filter(
    key => key.startsWith(BLOCK_PREFIX) && !kept.has(indexOf(key)),
  )
  const present = new Map(level.blocks.map(block => [block.firstIndex, block.crc]))
  const puts = blocks
    .filter(block => present.get(block.firstIndex) !== block.crc)
    .map((block): [string, Uint8Array] => [blockKey(block.firstIndex), block.bytes])
  disk.mend([...puts, [HEAD_KEY, encodeHead(head)]], deletes, { offset: 0, bytes: NO_BYTES })
}

function openTail(
  disk: SimulatedDisk,
  scan: TailScan,
  isMended: boolean,
  { head }: RecoveredLog,
  config: RaftConfig,
  salt: number,
): TailRing {
  if (scan.kind === 'readable') {
    const ring = new TailRing(scan)
    if (isMended) disk.mend([], [], ring.place(head, undefined))
    return ring
  }
  const empty = { size: config.tailBytes, salt, records: [] }
  const ring = new TailRing(empty)
  const content = formatTail(empty.size, empty.salt)
  if (head.sequence > 0) {
    const { offset, bytes } = ring.place(head, undefined)
    content.set(bytes, offset)
  }
  disk.mend([], [], content)
  return ring
}

const NO_BYTES = new Uint8Array(0)

function indexOf(key: string): number {
  return Number(key.slice(BLOCK_PREFIX.length))
}
