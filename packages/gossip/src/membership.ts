/**
 * The members and what is held of each: the rules of SWIM (§4) on the order of `claim.ts`.
 *
 *              probe failed                 deadline passed, or two dials refused
 *     alive ─────────────────► suspect ──────────────────────────────────────────► dead
 *       ▲                         │                                                  │
 *       └──── refuted: the member itself says alive with a higher incarnation ◄──────┘
 *       │
 *       ├── restarting: said by itself; dead when it takes longer than restartGraceMs
 *       └── left: said by itself
 *
 * Who is a member is decided elsewhere (Raft); claims about anybody else are ignored.
 */

import type { PeerAddress, PeerId } from '@polis/transport'
import { type Claim, compareClaims, isAccusation, type Liveness, type Reason } from './claim.ts'
import type { GossipConfig } from './config.ts'
import type { Herald } from './herald.ts'
import type { LocalHealth } from './local-health.ts'
import type { MemberAddress, MemberEvent } from './message.ts'
import { Suspicion } from './suspicion.ts'

/** What is held of one member. Only `Membership` writes `claim`, `sinceMs` and `suspicion`. */
export type Member = {
  readonly peer: PeerId
  name: string
  address: PeerAddress
  claim: Claim
  sinceMs: number
  suspicion: Suspicion | undefined
  isLinked: boolean
  /** Smoothed round-trip time of direct pings. */
  rttMs: number | undefined
  /** When the last message came from it directly. */
  heardMs: number
}

/** The table of all other members, and this node's own claim. */
export class Membership {
  readonly self: PeerId
  readonly #config: GossipConfig
  readonly #herald: Herald
  readonly #localHealth: LocalHealth
  readonly #members = new Map<PeerId, Member>()
  #own: Claim
  #sorted: readonly Member[] = []
  #count = 1

  constructor(
    config: GossipConfig,
    self: PeerId,
    incarnation: number,
    herald: Herald,
    localHealth: LocalHealth,
  ) {
    this.self = self
    this.#config = config
    this.#herald = herald
    this.#localHealth = localHealth
    this.#own = { peer: self, state: 'alive', incarnation, by: self, reason: 'self' }
    herald.announce(this.#own)
  }

  /** What this node says of itself. */
  get own(): Claim {
    return this.#own
  }

  /** Every other member, by id. */
  get others(): readonly Member[] {
    return this.#sorted
  }

  /** N of the formulas: members that are neither dead nor left, this node included. */
  get count(): number {
    return this.#count
  }

  get(peer: PeerId): Member | undefined {
    return this.#members.get(peer)
  }

  /** Members that can be told something now. */
  reachable(): PeerId[] {
    return this.#sorted.filter(member => member.isLinked).map(member => member.peer)
  }

  /** Replaces the membership; answers who is new and who is gone. */
  replace(
    members: readonly MemberAddress[],
    nowMs: number,
  ): { added: PeerId[]; removed: PeerId[] } {
    const wanted = new Map(members.map(member => [member.peer, member]))
    wanted.delete(this.self)
    const added = [...wanted.keys()].filter(peer => !this.#members.has(peer)).sort()
    const removed = [...this.#members.keys()].filter(peer => !wanted.has(peer)).sort()
    for (const peer of removed) this.#remove(this.#members.get(peer)!)
    for (const peer of added) this.#add(wanted.get(peer)!, nowMs)
    for (const [peer, { name, address }] of wanted) {
      Object.assign(this.#members.get(peer)!, { name, address })
    }
    this.#sorted = [...this.#members.values()].sort((a, b) => (a.peer < b.peer ? -1 : 1))
    return { added, removed }
  }

  /** Every claim held, this node's own first: what a comparison carries. */
  claims(): Claim[] {
    return [this.#own, ...this.#sorted.map(member => member.claim)]
  }

  /** Takes what `messenger` hands on. */
  hear(heard: Claim, messenger: PeerId, nowMs: number): void {
    if (heard.peer === this.self) this.#hearAboutSelf(heard)
    const member = this.#members.get(heard.peer)
    if (member === undefined) return
    // Who is dead for us may be cut off itself, and would then accuse everybody.
    const isFromDead = this.#members.get(messenger)?.claim.state === 'dead'
    if (isAccusation(heard) && isFromDead) return
    const claim = this.#doubt(member, heard, nowMs)
    const order = compareClaims(claim, member.claim)
    if (order < 0) return
    if (order > 0) {
      this.#change(member, claim, nowMs)
      this.#herald.piggyback(claim)
    } else if (this.#confirm(member, claim, nowMs)) this.#herald.piggyback(claim)
    if (claim.reason === 'refused') this.#settleRefusals(member, nowMs)
  }

  /** This node suspects `member`, or confirms that it is suspected. */
  accuse(member: Member, reason: 'silent' | 'refused', nowMs: number): void {
    const { state, incarnation } = member.claim
    if (state !== 'alive' && state !== 'suspect') return
    const claim: Claim = {
      peer: member.peer,
      state: 'suspect',
      incarnation,
      by: this.self,
      reason,
    }
    const isNews =
      state === 'alive' ? this.#change(member, claim, nowMs) : this.#confirm(member, claim, nowMs)
    if (isNews && reason === 'silent') this.#herald.announce(claim)
    if (isNews && reason === 'refused') this.#herald.chime(claim, this.count)
    if (reason === 'refused') this.#settleRefusals(member, nowMs)
  }

  /** Ends what has lasted too long. */
  tick(nowMs: number): void {
    for (const member of this.#sorted) {
      const { suspicion, claim } = member
      if (claim.state === 'restarting') {
        const isOverdue = nowMs - member.sinceMs >= this.#config.restartGraceMs
        if (isOverdue) this.#declareDead(member, 'overdue', nowMs)
      } else if (suspicion !== undefined) {
        this.#settleRefusals(member, nowMs)
        this.#settleSuspicion(member, suspicion, nowMs)
      }
    }
  }

  /** This node did not run for `gapMs`: nobody's time has passed, and nobody's ends right away. */
  skip(gapMs: number, nowMs: number): void {
    for (const member of this.#sorted) {
      member.suspicion?.skip(gapMs)
      member.suspicion?.postpone(nowMs + this.#config.probeIntervalMs)
      if (member.claim.state === 'restarting') member.sinceMs += gapMs
    }
  }

  /** Tells everybody that this node goes away, for a while or for good. */
  depart(state: 'restarting' | 'left'): void {
    if (this.#own.state === 'left') return
    this.#own = { ...this.#own, state, incarnation: this.#own.incarnation + 1 }
    this.#herald.announce(this.#own)
  }

  #hearAboutSelf(claim: Claim): void {
    const { state, incarnation } = this.#own
    if (state === 'left' || claim.incarnation < incarnation) return
    const isEcho = claim.incarnation === incarnation && compareClaims(claim, this.#own) <= 0
    if (isEcho) return
    if (isAccusation(claim)) this.#localHealth.worsen()
    this.#own = { ...this.#own, incarnation: claim.incarnation + 1 }
    this.#herald.announce(this.#own)
  }

  /**
   * What a death that others declared is worth here: no more than a suspicion while we are in
   * touch with the member. So the view of a part that was cut off buries nobody after it heals.
   */
  #doubt(member: Member, claim: Claim, nowMs: number): Claim {
    if (claim.state !== 'dead') return claim
    const isTalking = member.heardMs > nowMs - this.#config.probeIntervalMs
    const isNews = member.claim.state === 'alive' || claim.reason === 'refused'
    return isTalking || (isNews && member.isLinked) ? { ...claim, state: 'suspect' } : claim
  }

  #confirm(member: Member, claim: Claim, nowMs: number): boolean {
    const { suspicion } = member
    if (claim.state !== 'suspect' || suspicion === undefined) return false
    const isRefusal = claim.reason === 'refused'
    const isNewRefusal = isRefusal && suspicion.refuse(claim.by, nowMs)
    return suspicion.confirm(claim.by) || isNewRefusal
  }

  #settleSuspicion(member: Member, suspicion: Suspicion, nowMs: number): void {
    if (nowMs < suspicion.deadlineMs) return
    const { probeIntervalMs } = this.#config
    // It speaks to us, so it lives, and pings carry the suspicion to it; but not for ever, because
    // a member that hears nobody can accuse everybody.
    const isTalking = member.heardMs > nowMs - probeIntervalMs
    const isMuted = this.#localHealth.isMuted(nowMs)
    const isOld = nowMs - suspicion.startMs > suspicion.maxMs + probeIntervalMs
    if (isMuted || (isTalking && !isOld)) suspicion.postpone(nowMs + probeIntervalMs / 2)
    else this.#declareDead(member, 'silent', nowMs)
  }

  /** Two observers, or all that are left to observe, saw a dial refused: it is dead. */
  #settleRefusals(member: Member, nowMs: number): void {
    const { suspicion } = member
    if (suspicion === undefined) return
    const refusers = suspicion.refusalsSince(nowMs - this.#config.refusalFreshMs)
    if (refusers.length === 0) return
    const observers = this.#sorted.filter(
      other => other !== member && other.claim.state === 'alive' && !refusers.includes(other.peer),
    )
    // Alone, only what was seen just now counts: it may have come back since, or never been up.
    const justNowMs = nowMs - this.#config.crashDialTimeoutMs
    const isCertain = suspicion.refusalsSince(justNowMs).includes(this.self)
    if (refusers.length >= 2 || (isCertain && observers.length === 0)) {
      this.#declareDead(member, 'refused', nowMs)
    }
  }

  #declareDead(member: Member, reason: Reason, nowMs: number): void {
    const { peer, incarnation } = member.claim
    const claim: Claim = { peer, state: 'dead', incarnation, by: this.self, reason }
    this.#change(member, claim, nowMs)
    this.#herald.chime(claim, this.count)
  }

  #change(member: Member, claim: Claim, nowMs: number): true {
    const previous = member.claim
    this.#count += weightOf(claim) - weightOf(previous)
    member.claim = claim
    member.suspicion = undefined
    if (claim.state === 'suspect') {
      member.suspicion = new Suspicion(this.#config, this.count, claim.by, nowMs)
      if (claim.reason === 'refused') member.suspicion.refuse(claim.by, nowMs)
    }
    // A refutation of what never reached us, and a newer boot, are no change of state.
    if (previous.state !== claim.state) member.sinceMs = nowMs
    if (previous.state !== claim.state || previous.incarnation !== claim.incarnation) {
      this.#report(member, previous.state, claim.state)
    }
    return true
  }

  #add({ peer, name, address }: MemberAddress, nowMs: number): void {
    const claim: Claim = { peer, state: 'alive', incarnation: 0, by: peer, reason: 'self' }
    const member: Member = {
      ...{ peer, name, address, claim, sinceMs: nowMs, suspicion: undefined },
      ...{ isLinked: false, rttMs: undefined, heardMs: Number.NEGATIVE_INFINITY },
    }
    this.#members.set(peer, member)
    this.#count++
    this.#report(member, undefined, 'alive')
  }

  #remove(member: Member): void {
    this.#members.delete(member.peer)
    this.#count -= weightOf(member.claim)
    this.#herald.forget(member.peer)
    this.#report(member, member.claim.state, 'removed')
  }

  #report(
    { peer, name, claim }: Member,
    previous: Liveness | undefined,
    liveness: MemberEvent['liveness'],
  ): void {
    const { incarnation, reason, by } = claim
    const event = { peer, name, previous, liveness, incarnation, reason, by }
    this.#herald.want({ kind: 'member-changed', event })
  }
}

/** 1 for a member that N counts. */
function weightOf({ state }: Claim): 0 | 1 {
  return state === 'dead' || state === 'left' ? 0 : 1
}
