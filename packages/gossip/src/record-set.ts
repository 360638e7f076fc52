/**
 * One owner's set of records, with a hash of the whole that is cheap to keep (a Merkle tree of two
 * levels, Merkle 1987).
 *
 * Keys fall into 64 buckets. A bucket's hash covers the digests of its records in order of their
 * keys, the root covers the bucket hashes; so a change of few records rehashes few buckets, and two
 * sets with the same root are equal. Changes are planned first (`plan`), and take effect only when
 * the root is the one that the owner signed (`commit`).
 */

import { hash } from 'node:crypto'
import { assert } from '@polis/base'
import type { PeerId } from '@polis/transport'
import type { Delta, DigestEntry, SetRecord, Stamp } from './record.ts'

/** With 64 buckets the root covers 2 kB, and 8192 records make buckets of 128. */
const BUCKETS = 64
const NO_HASH = Buffer.alloc(32)
const NO_BUCKETS: Buckets = new Map()

/** Buckets that hold something, by their number; a thousand sets of one record each stay small. */
type Buckets = ReadonlyMap<number, Bucket>
type Bucket = { readonly digests: Map<string, Buffer>; readonly hash: Buffer }
type Change = { readonly key: string; readonly record: SetRecord | undefined }

/** Changes and the set they lead to; valid until the set changes. */
export type ChangePlan = {
  readonly root: Buffer
  readonly changes: readonly Change[]
  readonly buckets: Buckets
  readonly isWhole: boolean
}

/** What one owner said last. `stamp` is undefined while it has said nothing. */
export class RecordSet {
  readonly owner: PeerId
  readonly #records = new Map<string, SetRecord>()
  #buckets: Buckets = NO_BUCKETS
  #stamp: Stamp | undefined
  #removedAtVersion = 0

  constructor(owner: PeerId) {
    this.owner = owner
  }

  get stamp(): Stamp | undefined {
    return this.#stamp
  }

  get size(): number {
    return this.#records.size
  }

  get(key: string): SetRecord | undefined {
    return this.#records.get(key)
  }

  records(): IterableIterator<SetRecord> {
    return this.#records.values()
  }

  /** How far this copy is. */
  position(): DigestEntry {
    const { incarnation, version } = this.#stamp ?? { incarnation: 0, version: 0 }
    return { owner: this.owner, incarnation, version }
  }

  /** The set after `records` are written and `removed` are gone; from nothing if `isWhole`. */
  plan(records: readonly SetRecord[], removed: readonly string[], isWhole: boolean): ChangePlan {
    const changes: Change[] = [
      ...removed.map(key => ({ key, record: undefined })),
      ...records.map(record => ({ key: record.key, record })),
    ]
    const base = isWhole ? NO_BUCKETS : this.#buckets
    const digestsOf = new Map<number, Map<string, Buffer>>()
    for (const { key, record } of changes) {
      const index = bucketOf(key)
      const digests = digestsOf.get(index) ?? new Map(base.get(index)?.digests)
      digestsOf.set(index, digests)
      if (record === undefined) digests.delete(key)
      else digests.set(key, digestOf(record))
    }
    const buckets = new Map<number, Bucket>()
    for (const [index, digests] of digestsOf) {
      buckets.set(index, { digests, hash: bucketHash(digests) })
    }
    const hashes = Array.from({ length: BUCKETS }, (_, index) => {
      return (buckets.get(index) ?? base.get(index))?.hash ?? NO_HASH
    })
    return { root: sha256(Buffer.concat(hashes)), changes, buckets, isWhole }
  }

  /** Makes a plan real under its owner's `stamp`. */
  commit(plan: ChangePlan, stamp: Stamp): void {
    assert(plan.root.equals(stamp.hash), 'a stamp covers the set that it is put on')
    assert(stamp.owner === this.owner, 'a set carries the stamp of its owner')
    if (plan.isWhole) {
      this.#records.clear()
      // What was removed before is not known, so nobody older than this can be given a part.
      this.#removedAtVersion = stamp.version
    }
    for (const { key, record } of plan.changes) {
      if (record !== undefined) this.#records.set(key, record)
      else if (this.#records.delete(key)) this.#removedAtVersion = stamp.version
    }
    this.#buckets = new Map([...(plan.isWhole ? NO_BUCKETS : this.#buckets), ...plan.buckets])
    this.#stamp = stamp
  }

  /** What someone at `position` lacks; undefined if nothing. The whole set if no part will do. */
  deltaSince(position: Omit<DigestEntry, 'owner'>): Delta | undefined {
    const stamp = this.#stamp
    if (stamp === undefined) return undefined
    const isSameBoot = position.incarnation === stamp.incarnation
    if (position.incarnation > stamp.incarnation) return undefined
    if (isSameBoot && position.version >= stamp.version) return undefined
    const canBePart = isSameBoot && position.version >= this.#removedAtVersion
    const fromVersion = canBePart ? position.version : 0
    const records = [...this.#records.values()].filter(record => record.version > fromVersion)
    return { stamp, fromVersion, records, removed: [] }
  }
}

function bucketOf(key: string): number {
  let code = 0
  for (let i = 0; i < key.length; i++) code = (Math.imul(code, 31) + key.charCodeAt(i)) | 0
  return (code >>> 0) % BUCKETS
}

function bucketHash(digests: ReadonlyMap<string, Buffer>): Buffer {
  if (digests.size === 0) return NO_HASH
  return sha256(Buffer.concat([...digests.keys()].sort().map(key => digests.get(key)!)))
}

function digestOf(record: SetRecord): Buffer {
  const { key, version, body } = record
  const fields =
    body.kind === 'health'
      ? [body.state, body.weight, body.changedMs, body.output]
      : ['metadata', body.json]
  return sha256(JSON.stringify([key, version, ...fields]))
}

function sha256(data: string | Buffer): Buffer {
  return hash('sha256', data, 'buffer')
}
