/**
 * Truth without luck: members compare all they know, so a lost message costs freshness only
 * (Demers et al., PODC 1987).
 *
 * A comparison is one request: my claims and how far my copy of each owner's set is; the answer
 * brings what I lack and names what the other lacks, which a second request then delivers. It
 * happens with a random member every ten seconds, with a member whose connection came up, and, for
 * a single set, when a delta does not continue what is held.
 */

import { type Random, shuffled } from '@polis/base'
import type { PeerId } from '@polis/transport'
import { digestIntervalMs, type GossipConfig } from './config.ts'
import type { Herald } from './herald.ts'
import type { Member, Membership } from './membership.ts'
import type { SyncAnswer, SyncRequest } from './message.ts'
import { compareVersions, type Delta, type DigestEntry, recordBytes } from './record.ts'
import type { RecordStore } from './record-store.ts'

/** Tries to pull one set before the next comparison gets it. */
const PULLS_MAX = 3

type Gap = { readonly target: DigestEntry; tries: number; nextMs: number }

/** Starts comparisons and answers them; taking what they bring is the machine's. */
export class AntiEntropy {
  readonly #config: GossipConfig
  readonly #membership: Membership
  readonly #store: RecordStore
  readonly #herald: Herald
  readonly #random: Random
  readonly #underWay = new Map<PeerId, number>()
  readonly #waiting = new Set<PeerId>()
  readonly #gaps = new Map<PeerId, Gap>()
  #nextMs: number

  constructor(
    config: GossipConfig,
    membership: Membership,
    store: RecordStore,
    herald: Herald,
    random: Random,
    nowMs: number,
  ) {
    this.#config = config
    this.#membership = membership
    this.#store = store
    this.#herald = herald
    this.#random = random
    this.#nextMs = nowMs + this.#pauseMs()
  }

  tick(nowMs: number): void {
    for (const [peer, untilMs] of this.#underWay) {
      if (nowMs >= untilMs) this.#underWay.delete(peer)
    }
    if (nowMs >= this.#nextMs) {
      this.#nextMs = nowMs + this.#pauseMs()
      const partner = this.#anyMember()
      if (partner !== undefined) this.#waiting.add(partner.peer)
    }
    for (const peer of this.#waiting) {
      if (this.#underWay.size >= this.#config.syncsMax) break
      this.#waiting.delete(peer)
      if (this.#membership.get(peer)?.isLinked) this.#compare(peer, nowMs)
    }
    for (const [owner, gap] of this.#gaps) if (nowMs >= gap.nextMs) this.#pull(owner, gap, nowMs)
  }

  /** `peer` is in reach again, or new: compare everything, perhaps. The lower id of a pair asks. */
  meet(peer: PeerId): void {
    if (this.#membership.self > peer) return
    if (this.#random.next() >= this.#config.meetingsMax / this.#membership.count) return
    if (this.#waiting.size < this.#config.syncQueueMax) this.#waiting.add(peer)
  }

  /** A delta up to `target` did not continue what is held of its owner. */
  miss(target: DigestEntry, nowMs: number): void {
    const known = this.#gaps.get(target.owner)
    if (known !== undefined && compareVersions(known.target, target) >= 0) return
    const nextMs = known?.nextMs ?? nowMs + this.#config.pullDelayMs
    this.#gaps.set(target.owner, { target, tries: 0, nextMs })
  }

  /** A request to `peer` has ended. */
  ended(peer: PeerId): void {
    this.#underWay.delete(peer)
  }

  /** Drops what is kept of a member that was removed. */
  forget(peer: PeerId): void {
    this.#underWay.delete(peer)
    this.#waiting.delete(peer)
    this.#gaps.delete(peer)
  }

  /** What `request` asks for, and what it shows to be missing here. */
  answer(request: SyncRequest): SyncAnswer {
    const wanted = [...request.pulls]
    const wants: DigestEntry[] = []
    if (request.digest !== undefined) {
      const theirs = new Map(request.digest.map(entry => [entry.owner, entry]))
      for (const held of this.#store.digest()) {
        const their = theirs.get(held.owner) ?? { owner: held.owner, incarnation: 0, version: 0 }
        const order = compareVersions(held, their)
        if (order > 0) wanted.push(their)
        else if (order < 0 && held.owner !== this.#membership.self) wants.push(held)
      }
    }
    const claims = request.digest === undefined ? [this.#membership.own] : this.#membership.claims()
    return { claims, deltas: this.#collect(wanted), wants }
  }

  /** Sends `peer` what its answer said that it lacks. */
  deliver(peer: PeerId, wants: readonly DigestEntry[], nowMs: number): void {
    const deltas = this.#collect(wants)
    if (deltas.length === 0) return
    this.#request(peer, { digest: undefined, pulls: [], deltas }, nowMs)
  }

  #compare(peer: PeerId, nowMs: number): void {
    this.#request(peer, { digest: this.#store.digest(), pulls: [], deltas: [] }, nowMs)
  }

  #pull(owner: PeerId, gap: Gap, nowMs: number): void {
    const held = this.#store.setOf(owner)?.position()
    const isClosed = held === undefined || compareVersions(held, gap.target) >= 0
    if (isClosed || gap.tries >= PULLS_MAX) {
      this.#gaps.delete(owner)
      return
    }
    const member = this.#membership.get(owner)
    const from = gap.tries === 0 && member?.isLinked ? member : this.#anyMember()
    gap.tries++
    gap.nextMs = nowMs + this.#config.pullRetryMs
    if (from !== undefined) {
      this.#request(from.peer, { digest: undefined, pulls: [held], deltas: [] }, nowMs)
    }
  }

  #request(to: PeerId, part: Omit<SyncRequest, 'claims'>, nowMs: number): void {
    const isWhole = part.digest !== undefined
    const claims = isWhole ? this.#membership.claims() : [this.#membership.own]
    if (isWhole) this.#underWay.set(to, nowMs + this.#config.syncTimeoutMs)
    this.#herald.want({ kind: 'sync', to, request: { claims, ...part } })
  }

  #collect(wanted: readonly DigestEntry[]): Delta[] {
    const deltas: Delta[] = []
    let bytes = 0
    for (const entry of wanted) {
      const delta = this.#store.setOf(entry.owner)?.deltaSince(entry)
      if (delta === undefined) continue
      bytes += delta.records.reduce((sum, record) => sum + recordBytes(record), 256)
      if (bytes > this.#config.syncBytesMax && deltas.length > 0) break
      deltas.push(delta)
    }
    return deltas
  }

  #anyMember(): Member | undefined {
    const candidates = this.#membership.others.filter(
      ({ claim, isLinked }) => isLinked && (claim.state === 'alive' || claim.state === 'suspect'),
    )
    return shuffled(candidates, this.#random)[0]
  }

  #pauseMs(): number {
    const jitter = 1 + this.#config.digestJitter * (2 * this.#random.next() - 1)
    return digestIntervalMs(this.#config, this.#membership.count) * jitter
  }
}
