/**
 * The disk of one node, as far as Raft's data directory uses one.
 *
 *     log        keys and values behind a write-ahead log: a crash keeps a prefix of the writes
 *     tail       a file written in place: a crash keeps any of the pages of a write
 *     snapshots  values that are there whole or not at all; removals may come undone
 *
 * A synced write is durable once it is reported done, and until then each part of it may or may not
 * survive. A killed process leaves what it had handed to the system; a power cut leaves what was
 * synced and a random part of the rest. Values are stored as the bytes that production stores.
 */

import { assert, type Random } from '@polis/base'
import {
  decodeHead,
  encodeHead,
  type Head,
  type LogWrite,
  type Snapshot,
  scanTail,
  TAIL_PAGE_BYTES,
} from '@polis/raft'
import { LYING_WRITES_MAX } from './config.ts'
import { between, chance } from './draw.ts'
import type { VirtualTime } from './virtual-time.ts'

/** How slow and how bad it is. */
export type DiskOptions = {
  readonly syncMsMin: number
  readonly syncMsMax: number
  readonly slowProbability: number
  readonly slowMsMax: number
  /** Chance that a write fails, as with EIO. */
  readonly failProbability: number
}

/** A disk that only takes its time. */
export const CALM_DISK: DiskOptions = {
  syncMsMin: 0.2,
  syncMsMax: 3,
  slowProbability: 0,
  slowMsMax: 0,
  failProbability: 0,
}

/** How a node goes down: `kill` ends the process, `power` the machine. */
export type Crash = 'kill' | 'power'

/** What silent damage does. */
export const DAMAGES = [
  'flip-value',
  'lose-values',
  'flip-tail',
  'cut-tail',
  'lose-tail',
  'lose-snapshots',
] as const
export type Damage = (typeof DAMAGES)[number]

/** What the disk calls back: stored, or failed with the content unknown. */
export type WriteDone = (isStored: boolean) => void

type Batch = {
  readonly puts: readonly (readonly [string, Uint8Array])[]
  readonly deletes: readonly string[]
}
type TailWrite = { readonly offset: number; readonly bytes: Uint8Array }

/** Where LevelDB's head, commit hint and blocks lie. */
export const HEAD_KEY = 'H'
export const COMMIT_KEY = 'C'
export const BLOCK_PREFIX = 'L'

/** One disk; it outlives the lives of its node. */
export class SimulatedDisk {
  options: DiskOptions
  /** True for a disk that reports writes as synced that it only keeps in a cache. */
  isLying = false
  /** True while there is no room: every write fails, as with ENOSPC. */
  isFull = false
  /** True once it has lost or garbled what was synced. */
  hasBeenDamaged = false
  /** Durable writes so far. */
  syncs = 0
  readonly #time: VirtualTime
  readonly #random: Random
  readonly #log = new Map<string, Uint8Array>()
  readonly #snapshots = new Map<number, Snapshot>()
  #tail: Uint8Array | undefined
  #logPending: Batch[] = []
  #tailPending: TailWrite[] = []
  #removed: Snapshot[] = []
  /** Counts crashes; what an earlier life began is not reported to a later one. */
  #life = 0

  constructor(time: VirtualTime, random: Random, options: DiskOptions) {
    this.#time = time
    this.#random = random
    this.options = options
  }

  /** The durable values of the log, as they would be read after a start. */
  get log(): ReadonlyMap<string, Uint8Array> {
    return this.#log
  }

  /**
   * True if no write is in both places, so that nothing was promised yet: a crash within the first
   * one may have left it in one place, and whoever damages that leaves none.
   */
  get isBlank(): boolean {
    const tail = scanTail(this.#tail)
    return this.#head === undefined || tail.kind !== 'readable' || tail.records.length === 0
  }

  get tail(): Uint8Array | undefined {
    return this.#tail
  }

  get snapshots(): ReadonlyMap<number, Snapshot> {
    return this.#snapshots
  }

  /** Carries out one write of the log in both places at once; done when both are synced. */
  write(write: LogWrite, done: WriteDone): void {
    const batch = batchOf(write)
    const { tail } = write
    this.#logPending.push(batch)
    this.#tailPending.push(tail)
    const isFailing = this.#isFailing()
    let waiting = 2
    const partDone = () => {
      if (--waiting > 0) return
      this.syncs++
      done(!isFailing)
    }
    this.#after(this.#syncMs(), () => {
      if (!isFailing) this.#syncLog(batch)
      partDone()
    })
    this.#after(this.#syncMs(), () => {
      if (!isFailing) this.#syncTail(tail)
      partDone()
    })
  }

  /** The same in no time: what is done before a node begins its first life. */
  writeAtOnce(write: LogWrite): void {
    const { puts, deletes } = batchOf(write)
    this.mend(puts, deletes, write.tail)
  }

  /** Notes the commit index without a sync. */
  noteCommit(commit: number): void {
    const bytes = new Uint8Array(8)
    new DataView(bytes.buffer).setFloat64(0, commit)
    this.#logPending.push({ puts: [[COMMIT_KEY, bytes]], deletes: [] })
  }

  /** Stores a snapshot, synced; its chunks are made now, of a view that does not change. */
  saveSnapshot({ data, metadata }: Snapshot, done: WriteDone): void {
    const snapshot = { data: [...data], metadata }
    const isFailing = this.#isFailing()
    this.#after(this.#syncMs(), () => {
      if (!isFailing) this.#snapshots.set(snapshot.metadata.index, snapshot)
      done(!isFailing)
    })
  }

  /** Removes every other snapshot, without a sync. */
  keepOnlySnapshot(index: number): void {
    for (const [each, snapshot] of this.#snapshots) {
      if (each === index) continue
      this.#snapshots.delete(each)
      this.#removed.push(snapshot)
    }
  }

  /** Puts values in place at once, durably: what a node does before it starts. */
  mend(puts: Batch['puts'], deletes: readonly string[], tail: Uint8Array | TailWrite): void {
    assert(this.#logPending.length === 0, 'a node mends before it writes')
    this.#apply({ puts, deletes })
    if (tail instanceof Uint8Array) this.#tail = tail
    else this.#tail?.set(tail.bytes, tail.offset)
  }

  /** The node is gone; decides what of the unsynced writes is left. */
  crash(crash: Crash): void {
    this.#life++
    this.#crashLog(crash)
    for (const write of this.#tailPending) this.#crashTail(write, crash)
    this.#tailPending = []
    for (const snapshot of this.#removed) {
      const { index } = snapshot.metadata
      if (crash === 'power' && chance(this.#random, 0.5)) this.#snapshots.set(index, snapshot)
    }
    this.#removed = []
  }

  /** Loses or garbles something that was synced, in one of the two places; while down. */
  damage(damage: Damage): void {
    this.hasBeenDamaged = true
    const keys = [...this.#log.keys()].filter(key => key !== COMMIT_KEY).sort()
    if (damage === 'flip-value') {
      if (keys.length > 0) this.#flip(keys[this.#random.int(keys.length)]!)
    } else if (damage === 'lose-values') {
      const from = this.#random.int(keys.length + 1)
      for (const key of keys.slice(from, from + 4)) this.#log.delete(key)
    } else if (damage === 'flip-tail' && this.#tail !== undefined) {
      const at = this.#random.int(this.#tail.length)
      this.#tail = this.#tail.slice()
      this.#tail[at]! ^= 1 << this.#random.int(8)
    } else if (damage === 'cut-tail') {
      this.#tail = this.#tail?.slice(0, this.#random.int(this.#tail.length))
    } else if (damage === 'lose-tail') {
      this.#tail = undefined
    } else if (damage === 'lose-snapshots') {
      this.#snapshots.clear()
    }
  }

  #isFailing(): boolean {
    return chance(this.#random, this.options.failProbability) || this.isFull
  }

  get #head(): Head | undefined {
    const bytes = this.#log.get(HEAD_KEY)
    return bytes && decodeHead(bytes)
  }

  #flip(key: string): void {
    const bytes = this.#log.get(key)!.slice()
    bytes[this.#random.int(bytes.length)]! ^= 1 << this.#random.int(8)
    this.#log.set(key, bytes)
  }

  #crashLog(crash: Crash): void {
    const count = this.#logPending.length
    const kept = crash === 'power' ? this.#random.int(count + 1) : count - this.#random.int(2)
    for (const batch of this.#logPending.slice(0, Math.max(0, kept))) this.#apply(batch)
    this.#logPending = []
  }

  #crashTail({ offset, bytes }: TailWrite, crash: Crash): void {
    if (crash === 'kill') {
      if (chance(this.#random, 0.5)) this.#tail?.set(bytes, offset)
      return
    }
    for (let at = 0; at < bytes.length; at += TAIL_PAGE_BYTES) {
      if (!chance(this.#random, 0.5)) continue
      this.#tail?.set(bytes.subarray(at, at + TAIL_PAGE_BYTES), offset + at)
    }
  }

  /** A sync makes everything durable that was written to the same file before. */
  #syncLog(batch: Batch): void {
    if (this.isLying && this.#logPending.length < LYING_WRITES_MAX) return
    const at = this.#logPending.indexOf(batch)
    for (const each of this.#logPending.splice(0, at + 1)) this.#apply(each)
  }

  #syncTail(write: TailWrite): void {
    if (this.isLying && this.#tailPending.length < LYING_WRITES_MAX) return
    const at = this.#tailPending.indexOf(write)
    for (const { offset, bytes } of this.#tailPending.splice(0, at + 1)) {
      this.#tail?.set(bytes, offset)
    }
  }

  #apply({ puts, deletes }: Batch): void {
    for (const key of deletes) this.#log.delete(key)
    for (const [key, bytes] of puts) this.#log.set(key, bytes)
  }

  #syncMs(): number {
    const { syncMsMin, syncMsMax, slowProbability, slowMsMax } = this.options
    const isSlow = chance(this.#random, slowProbability)
    const slowMs = isSlow ? this.#random.next() * slowMsMax : 0
    return between(this.#random, syncMsMin, syncMsMax) + slowMs
  }

  #after(delayMs: number, task: () => void): void {
    const life = this.#life
    this.#time.after(delayMs, () => {
      if (life === this.#life) task()
    })
  }
}

function batchOf({ deletes, put, head }: LogWrite): Batch {
  const puts: [string, Uint8Array][] = [[HEAD_KEY, encodeHead(head)]]
  if (put !== undefined) puts.push([blockKey(put.firstIndex), put.bytes])
  return { puts, deletes: deletes.map(blockKey) }
}

/** The key of the block that begins at `firstIndex`. */
export function blockKey(firstIndex: number): string {
  // Padded, so that keys sort as LevelDB sorts them.
  return `${BLOCK_PREFIX}${String(firstIndex).padStart(16, '0')}`
}
