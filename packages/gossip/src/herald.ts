/**
 * How claims leave this node: three ways at once, because none of them is certain.
 *
 *     directly     to connected members, at once; what saves the milliseconds
 *     published    by gossipsub, to everybody
 *     piggybacked  on pings and acks, a few times each (SWIM §4.1), and so past any lost publish
 *
 * Anti-entropy carries whatever all three missed. Claims of one step leave together.
 */

import { type Random, shuffled } from '@polis/base'
import type { PeerId } from '@polis/transport'
import type { Claim } from './claim.ts'
import { type GossipConfig, retransmits } from './config.ts'
import type { Effect, ProbeMessage } from './message.ts'
import type { Notary } from './stamp.ts'

/** That nobody speaks has the probability e^-8, and then piggybacks and probes take over. */
const ANNOUNCERS = 8

type Piggyback = { claim: Claim; sent: number }

/** Collects the claims to spread and the effects that this takes. */
export class Herald {
  readonly #config: GossipConfig
  readonly #self: PeerId
  readonly #random: Random
  readonly #notary: Notary
  readonly #piggybacks = new Map<PeerId, Piggyback>()
  #announced = new Map<string, Claim>()
  #effects: Effect[] = []

  constructor(config: GossipConfig, self: PeerId, random: Random, notary: Notary) {
    this.#config = config
    this.#self = self
    this.#random = random
    this.#notary = notary
  }

  /** Wants `effect`, in order. */
  want(effect: Effect): void {
    this.#effects.push(effect)
  }

  /** Hands `claim` on with the next pings and acks. A later claim about that member replaces it. */
  piggyback(claim: Claim): void {
    this.#piggybacks.set(claim.peer, { claim, sent: 0 })
  }

  /** Spreads a claim that this node makes. */
  announce(claim: Claim): void {
    this.piggyback(claim)
    this.#announced.set(`${claim.peer} ${claim.state} ${claim.by}`, claim)
  }

  /**
   * Spreads a claim that many members make at the same moment, each for itself: about ANNOUNCERS of
   * them speak, the others only hand it on. Without this, a crash among 300 members would cost each
   * of them 300 messages.
   */
  chime(claim: Claim, memberCount: number): void {
    if (this.#random.next() < ANNOUNCERS / memberCount) this.announce(claim)
    else this.piggyback(claim)
  }

  /** Stops handing on what is said of `peer`. */
  forget(peer: PeerId): void {
    this.#piggybacks.delete(peer)
  }

  /** The claims that go along with one ping or ack, the least sent first. */
  take(memberCount: number): Claim[] {
    const limit = retransmits(this.#config, memberCount)
    const chosen = [...this.#piggybacks.values()]
      .sort((a, b) => a.sent - b.sent)
      .slice(0, this.#config.piggybackClaimsMax)
    for (const entry of chosen) {
      entry.sent++
      if (entry.sent >= limit) this.#piggybacks.delete(entry.claim.peer)
    }
    return chosen.map(entry => entry.claim)
  }

  /**
   * Everything wanted since the last call. `own` is this node's claim about itself, `records` the
   * position of its set, `reachable` are the members to tell directly.
   */
  ready(
    own: Claim,
    records: ProbeMessage['records'],
    reachable: () => readonly PeerId[],
  ): Effect[] {
    if (this.#announced.size > 0) {
      const others = [...this.#announced.values()].filter(claim => claim.peer !== own.peer)
      const claims = [own, ...others]
      this.#announced = new Map()
      const targets = shuffled(reachable(), this.#random).slice(0, this.#config.directFanoutMax)
      for (const to of targets) {
        this.want({ kind: 'send', to, message: { kind: 'claims', claims, records } })
      }
      const batch = this.#notary.batch(this.#self, claims)
      this.want({ kind: 'publish', publication: { kind: 'claims', batch } })
    }
    const effects = this.#effects
    this.#effects = []
    return effects
  }
}
