/**
 * This node's own records: what changed is gathered, numbered, signed and published.
 *
 *     urgent   a turn to critical: at once, but not within urgentSpacingMs of the last batch
 *     normal   any other change of state or weight, new and removed endpoints: after deltaBatchMs
 *     lazy     output alone, metadata: after lazyIntervalMs, or with the next batch
 *
 * A delta holds at most deltaBytesMax; what is left over makes the next one.
 */

import type { PeerId } from '@polis/transport'
import { type GossipConfig, lazyIntervalMs } from './config.ts'
import { badRecord } from './errors.ts'
import type { OwnHealth } from './message.ts'
import {
  type Delta,
  METADATA_KEY,
  type Metadata,
  metadataJson,
  type RecordBody,
  recordBytes,
  type SetRecord,
} from './record.ts'
import type { DeltaOutcome, RecordStore } from './record-store.ts'
import type { Notary } from './stamp.ts'

/** Highest number is the most urgent. */
const URGENCY = { lazy: 0, normal: 1, urgent: 2 } as const
type Urgency = keyof typeof URGENCY

/** A delta that was made real here and has to be published, and what readers see differently. */
export type OwnBatch = {
  readonly delta: Delta
  readonly outcome: DeltaOutcome & { kind: 'applied' }
}

/** The owner's side of a record set. */
export class OwnRecords {
  readonly #config: GossipConfig
  readonly #self: PeerId
  readonly #store: RecordStore
  readonly #notary: Notary
  readonly #wanted = new Map<string, RecordBody>()
  readonly #dirty = new Map<string, Urgency>()
  #incarnation: number
  #isNew = true
  #dueMs = Number.POSITIVE_INFINITY
  #lastMs = Number.NEGATIVE_INFINITY

  constructor(
    config: GossipConfig,
    self: PeerId,
    incarnation: number,
    store: RecordStore,
    notary: Notary,
  ) {
    this.#config = config
    this.#self = self
    this.#incarnation = incarnation
    this.#store = store
    this.#notary = notary
    store.admit(self)
  }

  /** Replaces the whole set of health records. Throws `gossip/bad-record`, and changes nothing. */
  setHealth(records: readonly OwnHealth[], wallMs: number, nowMs: number, members: number): void {
    if (records.length > this.#config.recordsPerOwnerMax) {
      const endpointId = records[0]!.endpointId
      throw badRecord(endpointId, `is one of ${records.length}, more than an owner may have`)
    }
    for (const record of records) this.#check(record)
    const keys = new Set(records.map(record => record.endpointId))
    for (const key of [...this.#wanted.keys()]) {
      if (keys.has(key) || key === METADATA_KEY) continue
      this.#wanted.delete(key)
      this.#mark(key, 'normal', nowMs, members)
    }
    // The first batch of a boot goes out even if it is empty: it ends the records of the last boot.
    if (this.#isNew) this.#dueMs = nowMs + this.#config.deltaBatchMs
    this.#isNew = false
    const changedMs = Math.max(0, Math.round(wallMs))
    for (const record of records) {
      const urgency = this.#urgencyOf(record)
      if (urgency === undefined) continue
      const { endpointId, state, weight } = record
      const output = cut(record.output, this.#config.outputBytesMax)
      this.#wanted.set(endpointId, { kind: 'health', state, weight, changedMs, output })
      this.#mark(endpointId, urgency, nowMs, members)
    }
  }

  /** Replaces the metadata. Throws `gossip/bad-record`. */
  setMetadata(value: Metadata, nowMs: number, members: number): void {
    const json = metadataJson(value)
    if (Buffer.byteLength(json) > this.#config.metadataBytesMax) {
      throw badRecord(METADATA_KEY, `is larger than ${this.#config.metadataBytesMax} bytes`)
    }
    const old = this.#wanted.get(METADATA_KEY)
    if (old?.kind === 'metadata' && old.json === json) return
    this.#wanted.set(METADATA_KEY, { kind: 'metadata', json })
    // The first is what others wait for after a start.
    this.#mark(METADATA_KEY, old === undefined ? 'normal' : 'lazy', nowMs, members)
  }

  /**
   * Others hold a set of ours at `incarnation` that is further than ours: the boot count was lost.
   * The whole set is written anew, one incarnation above.
   */
  outrank(incarnation: number, nowMs: number): void {
    if (incarnation < this.#incarnation) return
    this.#incarnation = incarnation + 1
    for (const key of this.#wanted.keys()) this.#dirty.set(key, 'normal')
    this.#dueMs = Math.min(this.#dueMs, nowMs + this.#config.deltaBatchMs)
  }

  /** The batch that is due at `nowMs`, if any. */
  flush(nowMs: number): OwnBatch | undefined {
    if (nowMs < this.#dueMs) return undefined
    const set = this.#store.setOf(this.#self)!
    const held = set.position()
    const isFirst = held.incarnation !== this.#incarnation
    const version = isFirst ? 1 : held.version + 1
    const { records, removed, isComplete } = this.#take(version)
    this.#lastMs = nowMs
    this.#dueMs = isComplete ? Number.POSITIVE_INFINITY : nowMs + this.#config.urgentSpacingMs
    const plan = set.plan(records, removed, isFirst)
    const stamp = this.#notary.stamp({
      owner: this.#self,
      incarnation: this.#incarnation,
      version,
      hash: plan.root,
    })
    const delta = { stamp, fromVersion: version - 1, records, removed }
    return { delta, outcome: this.#store.commit(set, plan, delta) }
  }

  #take(version: number): { records: SetRecord[]; removed: string[]; isComplete: boolean } {
    const byUrgency = [...this.#dirty].sort(([, a], [, b]) => URGENCY[b] - URGENCY[a])
    const records: SetRecord[] = []
    const removed: string[] = []
    let bytes = 0
    for (const [key] of byUrgency) {
      const body = this.#wanted.get(key)
      const record = body === undefined ? undefined : { key, version, body }
      bytes += record === undefined ? Buffer.byteLength(key) + 4 : recordBytes(record)
      if (bytes > this.#config.deltaBytesMax && records.length + removed.length > 0) break
      if (record === undefined) removed.push(key)
      else records.push(record)
      this.#dirty.delete(key)
    }
    return { records, removed, isComplete: this.#dirty.size === 0 }
  }

  #urgencyOf(record: OwnHealth): Urgency | undefined {
    const old = this.#wanted.get(record.endpointId)
    if (old?.kind !== 'health') return record.state === 'critical' ? 'urgent' : 'normal'
    if (old.state !== record.state) return record.state === 'critical' ? 'urgent' : 'normal'
    if (old.weight !== record.weight) return 'normal'
    return old.output === cut(record.output, this.#config.outputBytesMax) ? undefined : 'lazy'
  }

  #mark(key: string, urgency: Urgency, nowMs: number, members: number): void {
    const old = this.#dirty.get(key)
    if (old === undefined || URGENCY[urgency] > URGENCY[old]) this.#dirty.set(key, urgency)
    const { deltaBatchMs, urgentSpacingMs } = this.#config
    const dueMs = {
      urgent: Math.max(nowMs, this.#lastMs + urgentSpacingMs),
      normal: nowMs + deltaBatchMs,
      lazy: Math.max(nowMs + deltaBatchMs, this.#lastMs + lazyIntervalMs(this.#config, members)),
    }[urgency]
    this.#dueMs = Math.min(this.#dueMs, dueMs)
  }

  #check(record: OwnHealth): void {
    const { endpointId, weight } = record
    const bytes = Buffer.byteLength(endpointId)
    if (endpointId === METADATA_KEY) throw badRecord(endpointId, 'has a reserved name')
    if (bytes === 0 || bytes > this.#config.keyBytesMax) {
      throw badRecord(endpointId, `has a name of ${bytes} bytes`)
    }
    // Text off the wire is well formed, and the hash must come out the same there.
    if (!endpointId.isWellFormed()) throw badRecord(endpointId, 'has no well-formed name')
    if (!Number.isFinite(weight) || weight < 0) throw badRecord(endpointId, 'has no valid weight')
  }
}

/** `text` cut to at most `bytesMax` bytes of UTF-8, never inside a character. */
function cut(text: string, bytesMax: number): string {
  const line = text.toWellFormed().replaceAll(/\s+/g, ' ')
  if (Buffer.byteLength(line) <= bytesMax) return line
  const bytes = Buffer.from(line)
  let end = bytesMax
  while (end > 0 && (bytes[end]! & 0xc0) === 0x80) end--
  return bytes.subarray(0, end).toString()
}
