/**
 * Where records come in and go out: checks deltas, applies them, tells readers, publishes our own.
 *
 * A delta that continues nothing held here is a gap, and anti-entropy is told to close it.
 */

import type { PeerId } from '@polis/transport'
import type { AntiEntropy } from './anti-entropy.ts'
import type { Herald } from './herald.ts'
import type { OwnHealth, Verdict } from './message.ts'
import type { OwnRecords } from './own-records.ts'
import {
  compareVersions,
  type Delta,
  type DigestEntry,
  type HealthRecord,
  type Metadata,
} from './record.ts'
import type { DeltaOutcome, RecordStore } from './record-store.ts'

/** Deltas since the start, by what became of them. */
export type DeltaCounts = { applied: number; missed: number; forged: number }

/** Routes records between the network, the store and the readers. */
export class RecordDesk {
  readonly counts: DeltaCounts = { applied: 0, missed: 0, forged: 0 }
  readonly #self: PeerId
  readonly #store: RecordStore
  readonly #own: OwnRecords
  readonly #antiEntropy: AntiEntropy
  readonly #herald: Herald

  constructor(
    self: PeerId,
    store: RecordStore,
    own: OwnRecords,
    antiEntropy: AntiEntropy,
    herald: Herald,
  ) {
    this.#self = self
    this.#store = store
    this.#own = own
    this.#antiEntropy = antiEntropy
    this.#herald = herald
  }

  /** Whether a published delta may be handed on. */
  judge(delta: Delta): Verdict {
    if (delta.stamp.owner === this.#self) return 'ignore'
    const kind = this.#store.triage(delta)
    if (kind !== 'news' && kind !== 'gap') return 'ignore'
    if (this.#store.isStamped(delta)) return 'accept'
    this.counts.forged++
    return 'reject'
  }

  /** Takes the deltas of a comparison, up to one that is forged: who lies once is not read on. */
  takeAll(deltas: readonly Delta[], nowMs: number): void {
    for (const delta of deltas) if (!this.take(delta, false, nowMs)) return
  }

  /** Takes a delta; a published one was judged before. False if it is forged. */
  take(delta: Delta, isPublished: boolean, nowMs: number): boolean {
    const { owner, incarnation, version } = delta.stamp
    if (owner === this.#self) {
      this.meetOwn({ owner, incarnation, version }, nowMs)
      return true
    }
    const outcome = this.#store.apply(delta, isPublished)
    if (outcome.kind === 'gap') {
      this.counts.missed++
      this.#antiEntropy.miss({ owner, incarnation, version }, nowMs)
    } else if (outcome.kind === 'forged') this.counts.forged++
    else if (outcome.kind === 'applied') {
      this.counts.applied++
      this.#report(owner, outcome, isPublished)
    }
    return outcome.kind !== 'forged'
  }

  /** A member says how far its own set is: what is missing here is asked for. */
  meet(theirs: DigestEntry, nowMs: number): void {
    const held = this.#store.setOf(theirs.owner)?.position()
    if (held !== undefined && compareVersions(theirs, held) > 0) {
      this.#antiEntropy.miss(theirs, nowMs)
    }
  }

  /** How far this node's own set is. */
  ownPosition(): Omit<DigestEntry, 'owner'> {
    const { incarnation, version } = this.#store.setOf(this.#self)!.position()
    return { incarnation, version }
  }

  /** Others hold our set up to `theirs`; if that is beyond ours, the boot count was lost. */
  meetOwn(theirs: DigestEntry, nowMs: number): void {
    const held = this.#store.setOf(this.#self)!.position()
    if (compareVersions(theirs, held) > 0) this.#own.outrank(theirs.incarnation, nowMs)
  }

  /** Replaces this node's health records, and sends what is urgent. Throws `gossip/bad-record`. */
  setHealth(records: readonly OwnHealth[], wallMs: number, nowMs: number, members: number): void {
    this.#own.setHealth(records, wallMs, nowMs, members)
    this.flush(nowMs)
  }

  /** Replaces this node's metadata. Throws `gossip/bad-record`. */
  setMetadata(value: Metadata, nowMs: number, members: number): void {
    this.#own.setMetadata(value, nowMs, members)
  }

  /** Publishes our own changes, if their time has come. */
  flush(nowMs: number): void {
    const batch = this.#own.flush(nowMs)
    if (batch === undefined) return
    this.#report(this.#self, batch.outcome, true)
    this.#herald.want({ kind: 'publish', publication: { kind: 'delta', delta: batch.delta } })
  }

  /** Drops what a member said that was removed. */
  forget(owner: PeerId): void {
    const removed = this.#store.forget(owner)
    const changed: HealthRecord[] = []
    this.#report(owner, { kind: 'applied', changed, removed, hasNewMetadata: false }, false)
  }

  #report(owner: PeerId, outcome: DeltaOutcome & { kind: 'applied' }, isFresh: boolean): void {
    const { changed, removed, hasNewMetadata } = outcome
    if (changed.length + removed.length === 0 && !hasNewMetadata) return
    const event = { owner, changed, removed, hasNewMetadata, isFresh }
    this.#herald.want({ kind: 'records-changed', event })
  }
}
