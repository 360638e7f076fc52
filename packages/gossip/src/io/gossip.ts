/**
 * The gossip of a node: the machine, its carriers and its clock.
 *
 *     Gossip.start ──► tick every 50 ms ──► machine ──► effects ──► transport, pubsub, listeners
 *
 * Who belongs to the cluster comes in by `setMembers`, from Raft's applied state; gossip says only
 * who of them is alive and what is healthy. Everything is answered from local memory.
 */

import { assert, type Clock, hasCode, type Logger, messageOf, type Random } from '@polis/base'
import type { PeerId, Transport } from '@polis/transport'
import { type GossipConfig, PRESETS, type Preset } from '../config.ts'
import { gossipStopped } from '../errors.ts'
import { GossipMachine } from '../machine.ts'
import type {
  Effect,
  Input,
  MemberAddress,
  MemberEvent,
  OwnHealth,
  RecordsEvent,
  SyncRequest,
  Verdict,
} from '../message.ts'
import { type PropagationLag, PropagationMeter } from '../propagation.ts'
import { GOSSIP_TOPIC, type PubSub } from '../pubsub.ts'
import type { HealthRecord, Metadata } from '../record.ts'
import type { Signatures } from '../stamp.ts'
import type { Conflict, GossipCounts, MemberView } from '../view.ts'
import type { Vote } from '../votes.ts'
import {
  decodeProbe,
  decodePublication,
  decodeSyncAnswer,
  decodeSyncRequest,
  encodeProbe,
  encodePublication,
  encodeSyncAnswer,
  encodeSyncRequest,
} from '../wire.ts'
import { watchLoopDelay } from './loop-delay.ts'

/** The transport's channel of probes and its method of comparisons. */
const PROBE_CHANNEL = 'swim'
const SYNC_METHOD = 'gossip/sync'
const LAG_PERIOD_MS = 1_000
/** The monotonic clock stands still while a machine sleeps; smaller steps are NTP's. */
const CLOCK_JUMP_MS = 1_000
/** After the last word (left, restarting) the streams get this long to carry it. */
const FAREWELL_MS = 50

/** What gossip is made of. `bootCount` rises with every start of this identity. */
export type GossipOptions = {
  readonly self: { readonly peer: PeerId; readonly name: string; readonly bootCount: number }
  readonly clusterId: string
  readonly transport: Transport
  readonly pubsub: PubSub
  readonly signatures: Signatures
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  /** `lan` when absent. */
  readonly preset?: Preset
  /** Replaces single values of the preset. */
  readonly config?: Partial<GossipConfig>
}

/** Figures of this node since its start. */
export type GossipStats = {
  readonly counts: GossipCounts
  /** Messages that broke a bound or did not decode. */
  readonly malformed: number
  /** Publications of versions later than this one, which were ignored. */
  readonly futureFormats: number
  /** Lifeguard's local health score, 0 (well) to 7. */
  readonly localHealthScore: number
  /** Change at the owner → visible here, of the last published records. */
  readonly propagation: PropagationLag
}

/** Membership liveness and endpoint health, shared by all nodes. */
export class Gossip {
  readonly #options: GossipOptions
  readonly #config: GossipConfig
  readonly #machine: GossipMachine
  readonly #propagation = new PropagationMeter()
  readonly #memberListeners = new Set<(event: MemberEvent) => void>()
  readonly #healthListeners = new Set<(event: RecordsEvent) => void>()
  readonly #cleanUp: (() => void)[] = []
  readonly #stopping = new AbortController()
  #malformed = 0
  #futureFormats = 0
  #wallAheadMs: number | undefined
  #isDraining = false

  private constructor(options: GossipOptions) {
    this.#options = options
    this.#config = { ...PRESETS[options.preset ?? 'lan'], ...options.config }
    const { self, clusterId, random, signatures, clock } = options
    this.#machine = new GossipMachine({
      ...{ self, clusterId, random, signatures },
      ...{ config: this.#config, nowMs: clock.nowMs() },
    })
  }

  /** Starts to listen, to probe and to speak. The transport must be started by then. */
  static start(options: GossipOptions): Gossip {
    const gossip = new Gossip(options)
    gossip.#listen()
    return gossip
  }

  /** Replaces who belongs to the cluster; who is absent is forgotten. This node may be included. */
  setMembers(members: readonly MemberAddress[]): void {
    this.#step({ kind: 'members', members })
  }

  /** Every member as this node sees it, this node first. */
  members(): MemberView[] {
    return this.#machine.view.members()
  }

  /** The predicted round trip between two members; undefined until both are placed. */
  distanceMs(a: PeerId, b: PeerId): number | undefined {
    return this.#machine.view.distanceMs(a, b)
  }

  /** Names and addresses that several other members have. */
  conflicts(): Conflict[] {
    return this.#machine.view.conflicts()
  }

  /** Replaces this node's own health records, the whole set. Throws `gossip/bad-record`. */
  setHealth(records: readonly OwnHealth[]): void {
    this.#step({ kind: 'set-health', records, wallMs: this.#options.clock.wallMs() })
  }

  /** Replaces this node's metadata (load, capacity, ports). Throws `gossip/bad-record`. */
  setMetadata(value: Metadata): void {
    this.#step({ kind: 'set-metadata', value })
  }

  /**
   * The last word of an endpoint's owner, a living owner's before a dead one's; the verdict where
   * several nodes have voted.
   */
  health(endpointId: string): HealthRecord | undefined {
    return this.#machine.view.health(endpointId)
  }

  /** Who says what of the observed checks of an endpoint; empty where nobody votes. */
  votes(endpointId: string): Vote[] {
    return this.#machine.view.votes(endpointId)
  }

  /** Every health record known, those of dead owners included. */
  healthRecords(): Iterable<HealthRecord> {
    return this.#machine.view.healthRecords()
  }

  /** Calls `listener` when a member is new, changes or is removed; the answer stops it. */
  onMember(listener: (event: MemberEvent) => void): () => void {
    this.#memberListeners.add(listener)
    return () => this.#memberListeners.delete(listener)
  }

  /** Calls `listener` when records of any owner change, ours included; the answer stops it. */
  onHealth(listener: (event: RecordsEvent) => void): () => void {
    this.#healthListeners.add(listener)
    return () => this.#healthListeners.delete(listener)
  }

  /** Tells everybody that this node comes back; for `restartGraceMs` nothing of it is moved. */
  announceRestarting(): Promise<void> {
    return this.#farewell('restarting')
  }

  /** Tells everybody that this node is gone for good. */
  leave(): Promise<void> {
    return this.#farewell('left')
  }

  /** Falls silent. Neither the transport nor the pubsub is stopped. */
  stop(): void {
    if (this.#stopping.signal.aborted) return
    this.#stopping.abort(gossipStopped())
    for (const task of this.#cleanUp) task()
    this.#memberListeners.clear()
    this.#healthListeners.clear()
  }

  stats(): GossipStats {
    return {
      counts: this.#machine.counts,
      malformed: this.#malformed,
      futureFormats: this.#futureFormats,
      localHealthScore: this.#machine.localHealthScore,
      propagation: this.#propagation.summary(),
    }
  }

  #listen(): void {
    const { transport, pubsub } = this.#options
    pubsub.subscribe(GOSSIP_TOPIC, (message, from) => this.#publication(message, from))
    transport.receive(PROBE_CHANNEL, (bytes, from) => {
      const message = this.#decode(from, () => decodeProbe(bytes, this.#config))
      if (message !== undefined) this.#step({ kind: 'message', from, message })
    })
    transport.handle(SYNC_METHOD, (body, from) => this.#answerSync(body, from))
    const stopLinks = transport.onLink(({ kind, peer }) => {
      this.#step({ kind: 'link', peer, isUp: kind === 'up' })
    })
    for (const peer of transport.connected()) this.#step({ kind: 'link', peer, isUp: true })
    const timer = setInterval(() => this.#tick(), this.#config.tickMs)
    const stopLag = watchLoopDelay(LAG_PERIOD_MS, lagMs => this.#step({ kind: 'lag', lagMs }))
    this.#cleanUp.push(stopLinks, stopLag, () => clearInterval(timer))
    this.#drain()
  }

  #tick(): void {
    const { clock } = this.#options
    const aheadMs = clock.wallMs() - clock.nowMs()
    const jumpMs = aheadMs - (this.#wallAheadMs ?? aheadMs)
    this.#wallAheadMs = aheadMs
    if (jumpMs > CLOCK_JUMP_MS) this.#step({ kind: 'clock-jump', jumpMs })
    this.#machine.tick(clock.nowMs())
    this.#drain()
  }

  #step(input: Input): void {
    if (this.#stopping.signal.aborted) return
    this.#machine.step(input, this.#options.clock.nowMs())
    this.#drain()
  }

  /** Carries out what the machine wants; a listener may step it again meanwhile. */
  #drain(): void {
    if (this.#isDraining) return
    this.#isDraining = true
    try {
      for (let effects = this.#machine.ready(); effects.length > 0; ) {
        for (const effect of effects) this.#perform(effect)
        effects = this.#machine.ready()
      }
    } finally {
      this.#isDraining = false
    }
  }

  #perform(effect: Effect): void {
    const { transport, pubsub } = this.#options
    switch (effect.kind) {
      case 'send':
        transport.send(effect.to, PROBE_CHANNEL, encodeProbe(effect.message))
        break
      case 'publish':
        pubsub.publish(GOSSIP_TOPIC, encodePublication(effect.publication))
        break
      case 'sync':
        void this.#sync(effect.to, effect.request)
        break
      case 'probe-dial':
        transport.probeDial(effect.address, effect.timeoutMs).then(
          outcome => this.#step({ kind: 'dial-result', peer: effect.peer, outcome }),
          error => this.#options.logger.warn({ error: messageOf(error) }, 'probe dial failed'),
        )
        break
      case 'member-changed':
        this.#logMember(effect.event)
        for (const listener of this.#memberListeners) listener(effect.event)
        break
      case 'records-changed':
        this.#measure(effect.event)
        for (const listener of this.#healthListeners) listener(effect.event)
        break
    }
  }

  #measure(event: RecordsEvent): void {
    if (event.owner === this.#options.self.peer) return
    this.#propagation.observe(event, this.#options.clock.wallMs())
  }

  /** Never rejects: a comparison that fails is repeated with somebody else. */
  async #sync(to: PeerId, request: SyncRequest): Promise<void> {
    const { transport, logger } = this.#options
    const timeoutMs = this.#config.syncTimeoutMs
    const { signal } = this.#stopping
    try {
      const body = encodeSyncRequest(request)
      const bytes = await transport.request(to, SYNC_METHOD, body, { timeoutMs, signal })
      const answer = this.#decode(to, () => decodeSyncAnswer(bytes, this.#config))
      if (answer !== undefined) this.#step({ kind: 'sync-answer', from: to, answer })
      else this.#step({ kind: 'sync-failed', to })
    } catch (error) {
      logger.debug({ peer: to, error: messageOf(error) }, 'gossip comparison failed')
      this.#step({ kind: 'sync-failed', to })
    }
  }

  #answerSync(body: Uint8Array, from: PeerId): Uint8Array {
    if (this.#stopping.signal.aborted) throw gossipStopped()
    const request = decodeSyncRequest(body, this.#config)
    const answer = this.#machine.answer(from, request, this.#options.clock.nowMs())
    this.#drain()
    return encodeSyncAnswer(answer)
  }

  #publication(message: Uint8Array, from: PeerId): Verdict {
    if (this.#stopping.signal.aborted || !this.#machine.view.isMember(from)) return 'ignore'
    const before = this.#futureFormats
    const publication = this.#decode(from, () => decodePublication(message, this.#config))
    if (publication === undefined) return this.#futureFormats > before ? 'ignore' : 'reject'
    const verdict = this.#machine.judge(publication, this.#options.clock.nowMs())
    if (verdict === 'accept') this.#step({ kind: 'publication', publication })
    return verdict
  }

  #decode<T>(from: PeerId, run: () => T): T | undefined {
    try {
      return run()
    } catch (error) {
      if (hasCode(error, 'gossip/future-format')) this.#futureFormats++
      else if (hasCode(error, 'gossip/malformed')) this.#malformed++
      else throw error
      this.#options.logger.debug({ peer: from, error: error.message }, 'dropped a message')
      return undefined
    }
  }

  async #farewell(state: 'restarting' | 'left'): Promise<void> {
    assert(!this.#stopping.signal.aborted, 'a farewell comes before stop')
    this.#step({ kind: 'announce', state })
    await new Promise(resolve => setTimeout(resolve, FAREWELL_MS))
  }

  #logMember({ peer, name, previous, liveness, reason, by }: MemberEvent): void {
    if (previous === liveness) return
    const fields = { peer, name, previous, reason, by }
    this.#options.logger.info(fields, `member ${name} is ${liveness}`)
  }
}
