/**
 * The gossip of one node as a machine: who is alive, what is healthy, and what to tell whom.
 *
 *     members, links, dials ─┐                       ┌─► send, publish, sync, probe-dial
 *     messages, publications ├─► Membership  Prober ─┤
 *     sync requests, answers │   CrashWatch  Herald  ├─► member-changed
 *     own health, lag, time ─┘   RecordStore AntiEntropy └► records-changed
 *
 * The parts do the work; this file routes inputs to them, and notices pauses of its own process: a
 * gap between two ticks means that this node, not its peers, was silent.
 */

import { type Machine, type Random, unreachable } from '@polis/base'
import type { DialOutcome, PeerId } from '@polis/transport'
import { AntiEntropy } from './anti-entropy.ts'
import { type Claim, firstIncarnation, isAccusation } from './claim.ts'
import type { GossipConfig } from './config.ts'
import { Vivaldi } from './coordinate.ts'
import { CrashWatch } from './crash-watch.ts'
import { overloaded } from './errors.ts'
import { Herald } from './herald.ts'
import { LocalHealth } from './local-health.ts'
import { Membership } from './membership.ts'
import type {
  Effect,
  Input,
  MemberAddress,
  ProbeKind,
  ProbeMessage,
  Publication,
  SyncAnswer,
  SyncRequest,
  Verdict,
} from './message.ts'
import { OwnRecords } from './own-records.ts'
import { Prober } from './prober.ts'
import { RateLimit } from './rate-limit.ts'
import type { Metadata } from './record.ts'
import { RecordDesk } from './record-desk.ts'
import { RecordStore } from './record-store.ts'
import { Notary, type Signatures } from './stamp.ts'
import { Surveyor } from './surveyor.ts'
import { type GossipCounts, GossipView } from './view.ts'

/** What a machine is made of. `bootCount` rises with every start of the node. */
export type GossipMachineOptions = {
  readonly self: { readonly peer: PeerId; readonly name: string; readonly bootCount: number }
  readonly clusterId: string
  readonly config: GossipConfig
  readonly random: Random
  readonly signatures: Signatures
  readonly nowMs: number
}

/** Everything that gossip decides, without any io. */
export class GossipMachine implements Machine<Input, Effect> {
  /** What readers see; always up to date. */
  readonly view: GossipView
  readonly #config: GossipConfig
  readonly #notary: Notary
  readonly #herald: Herald
  readonly #localHealth: LocalHealth
  readonly #membership: Membership
  readonly #store: RecordStore
  readonly #desk: RecordDesk
  readonly #prober: Prober
  readonly #crashWatch: CrashWatch
  readonly #antiEntropy: AntiEntropy
  readonly #surveyor: Surveyor
  readonly #limits: Readonly<Record<'message' | 'publication' | 'sync', RateLimit>>
  #links = new Set<PeerId>()
  #lastTickMs: number | undefined
  #pauses = 0
  #claimsForged = 0

  constructor(options: GossipMachineOptions) {
    const { config, random, self, nowMs } = options
    this.#config = config
    const incarnation = firstIncarnation(self.bootCount)
    const notary = new Notary(options.signatures, options.clusterId)
    const herald = new Herald(config, self.peer, random, notary)
    const localHealth = new LocalHealth(config.localHealthMax)
    const membership = new Membership(config, self.peer, incarnation, herald, localHealth)
    const store = new RecordStore(config, notary)
    const own = new OwnRecords(config, self.peer, incarnation, store, notary)
    this.#notary = notary
    this.#herald = herald
    this.#localHealth = localHealth
    this.#membership = membership
    this.#store = store
    this.view = new GossipView(self.name, nowMs, membership, store)
    this.#surveyor = new Surveyor(config, store, new Vivaldi(random), nowMs)
    this.#crashWatch = new CrashWatch(config, membership, herald, random)
    this.#prober = new Prober(config, membership, localHealth, random, {
      tell: (to, message) => this.#tell(to, message),
      dial: (member, atMs) => this.#crashWatch.dial(member, atMs),
      measured: ({ peer }, rttMs) => this.#surveyor.measured(peer, rttMs),
    })
    this.#antiEntropy = new AntiEntropy(config, membership, store, herald, random, nowMs)
    this.#limits = {
      message: new RateLimit(config.messageRate),
      publication: new RateLimit(config.publicationRate),
      sync: new RateLimit(config.syncRate),
    }
    this.#desk = new RecordDesk(self.peer, store, own, this.#antiEntropy, herald)
  }

  tick(nowMs: number): void {
    const gapMs = nowMs - (this.#lastTickMs ?? nowMs)
    this.#lastTickMs = nowMs
    if (gapMs > this.#config.pauseGapMs) this.#resume(gapMs, nowMs)
    if (this.#membership.own.state !== 'left') {
      this.#prober.tick(nowMs)
      this.#membership.tick(nowMs)
      this.#antiEntropy.tick(nowMs)
      const metadata = this.#surveyor.tick(nowMs)
      if (metadata !== undefined) this.#setMetadata(metadata, nowMs)
    }
    this.#desk.flush(nowMs)
  }

  step(input: Input, nowMs: number): void {
    const { count } = this.#membership
    switch (input.kind) {
      case 'members':
        this.#replaceMembers(input.members, nowMs)
        break
      case 'message':
        this.#hear(input.from, input.message, nowMs)
        break
      case 'publication':
        this.#takePublication(input.publication, nowMs)
        break
      case 'link':
        this.#link(input.peer, input.isUp, nowMs)
        break
      case 'dial-result':
        this.#takeDial(input.peer, input.outcome, nowMs)
        break
      case 'sync-answer':
        this.#takeAnswer(input.from, input.answer, nowMs)
        break
      case 'sync-failed':
        this.#antiEntropy.ended(input.to)
        break
      case 'lag':
        this.#feelLag(input.lagMs, nowMs)
        break
      case 'clock-jump':
        this.#resume(0, nowMs)
        break
      case 'set-health':
        this.#desk.setHealth(input.records, input.wallMs, nowMs, count)
        break
      case 'set-metadata':
        this.#setMetadata(this.#surveyor.describe(input.value), nowMs)
        break
      case 'announce':
        this.#membership.depart(input.state)
        break
      default:
        unreachable(input)
    }
  }

  ready(): Effect[] {
    const { own } = this.#membership
    const position = this.#desk.ownPosition()
    const effects = this.#herald.ready(own, position, () => this.#membership.reachable())
    return effects.flatMap(effect => this.#told(effect))
  }

  /** `effect` as readers are to see it: what was voted on is told of when a vote changes. */
  #told(effect: Effect): Effect[] {
    if (effect.kind === 'records-changed') {
      return [{ kind: effect.kind, event: this.view.counted(effect.event) }]
    }
    if (effect.kind !== 'member-changed') return [effect]
    const event = this.view.recounted(effect.event.peer)
    return event === undefined ? [effect] : [effect, { kind: 'records-changed', event }]
  }

  /** Answers a comparison of `from`, and takes what it brought. Throws `gossip/overloaded`. */
  answer(from: PeerId, request: SyncRequest, nowMs: number): SyncAnswer {
    if (!this.#limits.sync.take(from, nowMs)) throw overloaded(from)
    this.#takeClaims(from, request.claims, nowMs)
    this.#desk.takeAll(request.deltas, nowMs)
    const mine = request.digest?.find(entry => entry.owner === this.#membership.self)
    if (mine !== undefined) this.#desk.meetOwn(mine, nowMs)
    return this.#antiEntropy.answer(request)
  }

  /** Whether a publication may be handed on and stepped. Changes nothing but counts and rates. */
  judge(publication: Publication, nowMs: number): Verdict {
    const verdict = this.#judge(publication)
    if (verdict !== 'accept') return verdict
    // Only what its author has signed counts against the author.
    const author =
      publication.kind === 'claims' ? publication.batch.sender : publication.delta.stamp.owner
    return this.#limits.publication.take(author, nowMs) ? 'accept' : 'ignore'
  }

  #judge(publication: Publication): Verdict {
    if (publication.kind === 'claims') {
      if (this.#membership.get(publication.batch.sender) === undefined) return 'ignore'
      if (this.#notary.isSigned(publication.batch)) return 'accept'
      this.#claimsForged++
      return 'reject'
    }
    return this.#desk.judge(publication.delta)
  }

  get counts(): GossipCounts {
    const { message, publication, sync } = this.#limits
    return {
      pauses: this.#pauses,
      claimsForged: this.#claimsForged,
      refused: message.refused + publication.refused + sync.refused,
      deltas: this.#desk.counts,
    }
  }

  /** The local health score, in [0, 7]; 0 is well. */
  get localHealthScore(): number {
    return this.#localHealth.score
  }

  #replaceMembers(members: readonly MemberAddress[], nowMs: number): void {
    const { added, removed } = this.#membership.replace(members, nowMs)
    for (const peer of added) {
      this.#store.admit(peer)
      if (this.#links.has(peer)) this.#link(peer, true, nowMs)
    }
    for (const peer of removed) {
      this.#prober.forget(peer)
      this.#crashWatch.forget(peer)
      this.#antiEntropy.forget(peer)
      this.#surveyor.forget(peer)
      this.#desk.forget(peer)
      for (const limit of Object.values(this.#limits)) limit.forget(peer)
    }
  }

  #setMetadata(value: Metadata, nowMs: number): void {
    this.#desk.setMetadata(value, nowMs, this.#membership.count)
  }

  #link(peer: PeerId, isUp: boolean, nowMs: number): void {
    if (isUp) this.#links.add(peer)
    else this.#links.delete(peer)
    const member = this.#membership.get(peer)
    if (member === undefined) return
    this.#crashWatch.link(member, isUp, nowMs)
    if (!isUp) return
    this.#antiEntropy.meet(peer)
    // Introduces us: our claim, and what is held against the member, so that it can refute.
    this.#tell(peer, { kind: 'claims' })
  }

  #hear(from: PeerId, message: ProbeMessage, nowMs: number): void {
    const member = this.#membership.get(from)
    if (member === undefined || !this.#limits.message.take(from, nowMs)) return
    member.heardMs = nowMs
    const { state } = member.claim
    this.#takeClaims(from, message.claims, nowMs)
    this.#desk.meet({ owner: from, ...message.records }, nowMs)
    // It was out of touch, so publications of either side were lost.
    if (state === 'dead' && member.claim.state === 'alive') this.#antiEntropy.meet(from)
    this.#prober.hear(member, message, nowMs)
    // It speaks and may not know that it is taken for dead.
    const isUnaware = message.kind === 'claims' && member.claim.state === 'dead'
    if (isUnaware) this.#tell(from, { kind: 'claims' })
  }

  #takeClaims(messenger: PeerId, claims: readonly Claim[], nowMs: number): void {
    for (const claim of claims) {
      this.#membership.hear(claim, messenger, nowMs)
      const member = this.#membership.get(claim.peer)
      if (isAccusation(claim) && member !== undefined) {
        this.#crashWatch.verify(member, claim.reason, this.#prober, nowMs)
      }
    }
  }

  #takePublication(publication: Publication, nowMs: number): void {
    if (publication.kind === 'delta') this.#desk.take(publication.delta, true, nowMs)
    else this.#takeClaims(publication.batch.sender, publication.batch.claims, nowMs)
  }

  #takeDial(peer: PeerId, outcome: DialOutcome, nowMs: number): void {
    const member = this.#membership.get(peer)
    if (member !== undefined) this.#crashWatch.judge(member, outcome, this.#prober, nowMs)
  }

  #takeAnswer(from: PeerId, answer: SyncAnswer, nowMs: number): void {
    this.#antiEntropy.ended(from)
    if (this.#membership.get(from) === undefined) return
    this.#takeClaims(from, answer.claims, nowMs)
    this.#desk.takeAll(answer.deltas, nowMs)
    this.#antiEntropy.deliver(from, answer.wants, nowMs)
  }

  /** Sends `message` with our own claim, what is held against the receiver, and what is news. */
  #tell(to: PeerId, message: ProbeKind): void {
    const held = this.#membership.get(to)?.claim
    const about = held !== undefined && isAccusation(held) ? [held] : []
    const news = this.#herald.take(this.#membership.count)
    const claims = [this.#membership.own, ...about, ...news]
    const records = this.#desk.ownPosition()
    this.#herald.want({ kind: 'send', to, message: { ...message, claims, records } })
  }

  /** This process did not run for `gapMs` (SIGSTOP, a long collection, a sleeping machine). */
  #resume(gapMs: number, nowMs: number): void {
    this.#pauses++
    this.#localHealth.worsen()
    this.#localHealth.mute(nowMs + this.#config.probeIntervalMs)
    this.#prober.reset(nowMs)
    this.#membership.skip(gapMs, nowMs)
  }

  #feelLag(lagMs: number, nowMs: number): void {
    this.#localHealth.feelLag(lagMs > this.#config.lagThresholdMs)
    if (lagMs > this.#config.pauseGapMs) {
      this.#localHealth.mute(nowMs + this.#config.probeIntervalMs)
    }
  }
}
