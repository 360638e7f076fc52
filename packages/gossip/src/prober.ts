/**
 * Finds silent members: SWIM's probe (§3.1) with round robin (§4.3) and Lifeguard's nacks (§IV-A).
 *
 *     t = 0          ping the next member of a shuffled list
 *     t = timeout    no ack: ask k others to ping it, and dial it anew (a refusal ends all doubt)
 *     t = interval   still none: it is suspect, and missing nacks count against ourselves
 *
 * The interval is stretched by the local health multiplier. Suspect, dead and restarting members
 * are pinged apart from the round: a ping carries what is held against its receiver (Lifeguard's
 * buddy system, §IV-C), so they can refute it or are found when they come back. Whoever is about
 * to declare a suspect dead asks it a few times itself before: the refutation may have been lost on
 * the way to this node alone.
 */

import { type Random, shuffled } from '@polis/base'
import type { PeerId } from '@polis/transport'
import { type GossipConfig, probeTimeoutMs } from './config.ts'
import type { LocalHealth } from './local-health.ts'
import type { Member, Membership } from './membership.ts'
import type { ProbeKind, ProbeMessage } from './message.ts'

type Probe = {
  readonly sequence: number
  readonly target: PeerId
  readonly startMs: number
  readonly indirectMs: number
  readonly endMs: number
  readonly helpers: Set<PeerId>
  readonly nacks: Set<PeerId>
  isIndirect: boolean
}

type Relay = {
  readonly asker: PeerId
  readonly askerSequence: number
  readonly target: PeerId
  readonly nackMs: number
}

/** What a probe needs of the rest of the machine. */
export type ProberActions = {
  /** Sends, with the claims that belong on every message. */
  tell(to: PeerId, message: ProbeKind): void
  /** Dials the member's address anew. */
  dial(member: Member, nowMs: number): void
  /** A direct ping of `member` was answered after `rttMs`. */
  measured(member: Member, rttMs: number): void
}

/** A suspect gets about this many pings each probe interval from the whole cluster. */
const SUSPECT_PINGERS = 16

/** In so many intervals before a death a suspect is asked twice each. */
const LAST_CHANCE_INTERVALS = 1.5

/** Round-trip times are smoothed as TCP does (RFC 6298): an eighth of each new sample. */
const RTT_GAIN = 1 / 8

/** The probes of this node, and those it makes for others. */
export class Prober {
  readonly #config: GossipConfig
  readonly #membership: Membership
  readonly #localHealth: LocalHealth
  readonly #random: Random
  readonly #actions: ProberActions
  readonly #probes = new Map<number, Probe>()
  readonly #relays = new Map<number, Relay>()
  readonly #absentPings = new Map<PeerId, { dueMs: number; sentMs: number }>()
  #round: PeerId[] = []
  #sequence = 0
  #nextMs = 0

  constructor(
    config: GossipConfig,
    membership: Membership,
    localHealth: LocalHealth,
    random: Random,
    actions: ProberActions,
  ) {
    this.#config = config
    this.#membership = membership
    this.#localHealth = localHealth
    this.#random = random
    this.#actions = actions
  }

  tick(nowMs: number): void {
    for (const probe of this.#probes.values()) {
      if (nowMs >= probe.endMs) this.#fail(probe, nowMs)
      else if (!probe.isIndirect && nowMs >= probe.indirectMs) this.#askOthers(probe, nowMs)
    }
    for (const [sequence, relay] of this.#relays) {
      if (nowMs < relay.nackMs) continue
      this.#relays.delete(sequence)
      const nack = { kind: 'nack', sequence: relay.askerSequence } as const
      this.#actions.tell(relay.asker, nack)
    }
    if (nowMs >= this.#nextMs) {
      this.#nextMs = nowMs + this.#intervalMs
      const target = this.#next()
      if (target !== undefined) this.probe(target, nowMs)
    }
    this.#pingTheAbsent(nowMs)
  }

  /** Probes `target` now, out of turn, unless a probe of it is under way. */
  probe(target: Member, nowMs: number): void {
    if (this.#probes.size >= this.#config.probesMax) return
    for (const probe of this.#probes.values()) if (probe.target === target.peer) return
    const sequence = ++this.#sequence
    const timeoutMs = probeTimeoutMs(this.#config, target.rttMs)
    this.#probes.set(sequence, {
      ...{ sequence, target: target.peer, startMs: nowMs, indirectMs: nowMs + timeoutMs },
      ...{ endMs: nowMs + this.#intervalMs, isIndirect: false },
      ...{ helpers: new Set<PeerId>(), nacks: new Set<PeerId>() },
    })
    this.#actions.tell(target.peer, { kind: 'ping', sequence })
    if (!target.isLinked) this.#actions.dial(target, nowMs)
  }

  /** Answers and counts a message of `from`, which is a member. */
  hear(from: Member, message: ProbeMessage, nowMs: number): void {
    if (message.kind === 'ping') {
      this.#actions.tell(from.peer, { kind: 'ack', sequence: message.sequence })
    } else if (message.kind === 'ping-request') {
      this.#relay(from.peer, message.sequence, message.target, nowMs)
    } else if (message.kind === 'ack') {
      this.#acknowledge(from, message.sequence, nowMs)
    } else if (message.kind === 'nack') {
      const probe = this.#probes.get(message.sequence)
      if (probe?.helpers.has(from.peer)) probe.nacks.add(from.peer)
    }
  }

  /** This node did not run: what is under way says nothing about anybody. */
  reset(nowMs: number): void {
    this.#probes.clear()
    this.#relays.clear()
    this.#nextMs = nowMs
  }

  get #intervalMs(): number {
    return this.#config.probeIntervalMs * this.#localHealth.multiplier
  }

  #relay(asker: PeerId, askerSequence: number, target: PeerId, nowMs: number): void {
    if (this.#membership.get(target) === undefined) return
    if (this.#relays.size >= this.#config.relaysMax) return
    const sequence = ++this.#sequence
    const nackMs = nowMs + this.#config.nackAfterMs
    this.#relays.set(sequence, { asker, askerSequence, target, nackMs })
    this.#actions.tell(target, { kind: 'ping', sequence })
  }

  #acknowledge(from: Member, sequence: number, nowMs: number): void {
    const relay = this.#relays.get(sequence)
    if (relay !== undefined && relay.target === from.peer) {
      this.#relays.delete(sequence)
      this.#actions.tell(relay.asker, { kind: 'ack', sequence: relay.askerSequence })
      return
    }
    const probe = this.#probes.get(sequence)
    if (probe === undefined) return
    const isDirect = probe.target === from.peer
    if (!isDirect && !probe.helpers.has(from.peer)) return
    this.#probes.delete(sequence)
    this.#localHealth.improve()
    if (!isDirect) return
    const sampleMs = nowMs - probe.startMs
    this.#actions.measured(from, sampleMs)
    from.rttMs = (from.rttMs ?? sampleMs) + (sampleMs - (from.rttMs ?? sampleMs)) * RTT_GAIN
  }

  #askOthers(probe: Probe, nowMs: number): void {
    probe.isIndirect = true
    const { sequence, target } = probe
    const helpers = this.#membership.others.filter(
      other => other.peer !== target && other.claim.state === 'alive' && other.isLinked,
    )
    for (const { peer } of shuffled(helpers, this.#random).slice(0, this.#config.indirectProbes)) {
      probe.helpers.add(peer)
      this.#actions.tell(peer, { kind: 'ping-request', sequence, target })
    }
    const member = this.#membership.get(target)
    if (member !== undefined) this.#actions.dial(member, nowMs)
  }

  #fail(probe: Probe, nowMs: number): void {
    this.#probes.delete(probe.sequence)
    const member = this.#membership.get(probe.target)
    if (member === undefined) return
    const missing = probe.helpers.size - probe.nacks.size
    if (probe.helpers.size === 0) this.#localHealth.worsen()
    else if (missing > 0) this.#localHealth.worsen(missing)
    if (!this.#localHealth.isMuted(nowMs)) this.#membership.accuse(member, 'silent', nowMs)
  }

  #next(): Member | undefined {
    for (let attempt = 0; attempt < 2; attempt++) {
      while (this.#round.length > 0) {
        const member = this.#membership.get(this.#round.pop()!)
        if (member?.claim.state === 'alive' || member?.claim.state === 'suspect') return member
      }
      const peers = this.#membership.others.map(member => member.peer)
      this.#round = shuffled(peers, this.#random)
    }
    return undefined
  }

  /** Tells those who are taken for absent what is held against them, so that they can refute it. */
  #pingTheAbsent(nowMs: number): void {
    const { others, count } = this.#membership
    for (const member of others) {
      const { peer, claim } = member
      if (claim.state === 'alive' || claim.state === 'left') {
        this.#absentPings.delete(peer)
        continue
      }
      const known = this.#absentPings.get(peer)
      if (known !== undefined && nowMs < known.dueMs && !this.#isLastChance(member, nowMs)) continue
      const meanMs =
        claim.state === 'suspect'
          ? this.#config.probeIntervalMs * Math.max(1, count / SUSPECT_PINGERS)
          : this.#config.deadProbeIntervalMs
      // A random phase, so that not everybody asks at the same moment.
      const dueMs = nowMs + meanMs * (0.5 + this.#random.next())
      const isSent = known !== undefined
      this.#absentPings.set(peer, { dueMs, sentMs: isSent ? nowMs : Number.NEGATIVE_INFINITY })
      if (!isSent) continue
      this.#actions.tell(peer, { kind: 'ping', sequence: ++this.#sequence })
      // It hears nothing without a connection; if it has crashed meanwhile, its refusal tells.
      if (claim.state === 'suspect' && !member.isLinked) this.#actions.dial(member, nowMs)
    }
  }

  /** `member` is soon declared dead by this node, which has not just asked it. */
  #isLastChance({ peer, suspicion }: Member, nowMs: number): boolean {
    if (suspicion === undefined) return false
    const { probeIntervalMs } = this.#config
    const isSoon = nowMs >= suspicion.deadlineMs - LAST_CHANCE_INTERVALS * probeIntervalMs
    const sentMs = this.#absentPings.get(peer)?.sentMs ?? Number.NEGATIVE_INFINITY
    return isSoon && nowMs - sentMs >= probeIntervalMs / 2
  }

  /** Drops what is kept of a member that was removed. */
  forget(peer: PeerId): void {
    this.#absentPings.delete(peer)
  }
}
