/**
 * Many gossip machines in one virtual network: virtual time, seeded faults, no io.
 *
 *     loss, delay      each message and each request may be lost; the rest take a few milliseconds
 *     partition, cut   between groups, or one way, nothing passes; connections stay
 *     pause, starve    a process that does not run, or rarely: its messages wait in its sockets
 *     crash, restart   connections close within milliseconds, dials are refused; boot count + 1
 *
 * One seed gives one history. Used by tests of this package and by anybody who wants to measure.
 */

import { hash } from 'node:crypto'
import { assert, type Random, seededRandom } from '@polis/base'
import type { PeerId } from '@polis/transport'
import { type GossipConfig, LAN } from '../config.ts'
import { GossipMachine } from '../machine.ts'
import type { Effect, Input, MemberEvent, RecordsEvent } from '../message.ts'
import type { Signatures } from '../stamp.ts'
import { encodeProbe, encodePublication, encodeSyncAnswer, encodeSyncRequest } from '../wire.ts'
import { EventHeap } from './event-heap.ts'
import { VirtualProcess } from './virtual-process.ts'

/** Faults and sizes of a virtual cluster. */
export type VirtualClusterOptions = {
  readonly seed: number
  readonly nodes: number
  readonly config?: Partial<GossipConfig>
  /** Probability that a one-way message, a publication or a request is lost; 0 when absent. */
  readonly loss?: number
  /** Upper bound of the delay of a message; 5 when absent. */
  readonly delayMsMax?: number
  /** True if every publication is lost. */
  readonly isPubSubDead?: boolean
  /** Takes the sightings instead of `sightings`, which a large cluster would fill. */
  readonly watch?: (sighting: Sighting) => void
  /** Is told of everything that is sent. */
  readonly meter?: (dispatch: Dispatch) => void
}

/** Something a node reported, with its virtual time. */
export type Sighting = {
  readonly atMs: number
  readonly observer: number
  /** The observer's run. */
  readonly bootCount: number
  readonly event: MemberEvent
}

type VirtualNode = {
  readonly index: number
  readonly peer: PeerId
  machine: GossipMachine
  bootCount: number
  process: VirtualProcess
}

/** One thing that leaves a node, for who counts. A publication counts once a receiver. */
export type Dispatch = {
  readonly from: number
  readonly to: number
  readonly kind: 'send' | 'publish' | 'sync' | 'answer'
  /** Its bytes on the wire; costs their encoding. */
  readonly encode: () => Uint8Array
}

/** Peer ids have four digits. */
const NODES_MAX = 10_000
const CLOSE_DELAY_MS = 10
const RECONNECT_DELAY_MS = 60
/** Redials of who does not answer back off to this. */
const REDIAL_MS = 2_000
const LAG_PERIOD_MS = 1_000

/** Runs machines in virtual time. */
export class VirtualCluster {
  readonly config: GossipConfig
  readonly sightings: Sighting[] = []
  /** What each boot of each node was told about records. */
  readonly records: {
    readonly observer: number
    readonly bootCount: number
    readonly event: RecordsEvent
  }[] = []
  /** Messages, publications and requests sent. */
  sent = 0
  loss: number
  isPubSubDead: boolean
  readonly #options: VirtualClusterOptions
  readonly #random: Random
  readonly #nodes: VirtualNode[] = []
  readonly #events = new EventHeap()
  readonly #links = new Set<number>()
  #isCut: (from: number, to: number) => boolean = () => false
  #nowMs = 0

  constructor(options: VirtualClusterOptions) {
    this.#options = options
    this.config = { ...LAN, ...options.config }
    this.loss = options.loss ?? 0
    this.isPubSubDead = options.isPubSubDead ?? false
    this.#random = seededRandom(options.seed)
    for (let index = 0; index < options.nodes; index++) {
      const peer = `node-${String(index).padStart(4, '0')}`
      const machine = this.#createMachine(peer, index, 1)
      this.#nodes.push({ index, peer, machine, bootCount: 1, process: new VirtualProcess() })
    }
    for (const node of this.#nodes) this.#boot(node)
    for (const a of this.#nodes) for (const b of this.#nodes) this.#connect(a, b)
  }

  get nowMs(): number {
    return this.#nowMs
  }

  machine(index: number): GossipMachine {
    return this.#nodes[index]!.machine
  }

  /** How `observer` sees `about`. */
  liveness(observer: number, about: number): string | undefined {
    return this.machine(observer).view.liveness(this.#nodes[about]!.peer)
  }

  peer(index: number): PeerId {
    return this.#nodes[index]!.peer
  }

  /** Gives `index` an input now. */
  step(index: number, input: Input): void {
    const node = this.#nodes[index]!
    assert(node.process.isAlive, 'only a living node takes inputs')
    node.machine.step(input, this.#nowMs)
    this.#drain(node)
  }

  /** Lets `durationMs` pass. */
  run(durationMs: number): void {
    const untilMs = this.#nowMs + durationMs
    for (let event = this.#events.pop(untilMs); event; event = this.#events.pop(untilMs)) {
      this.#nowMs = event.atMs
      event.task()
    }
    this.#nowMs = untilMs
  }

  /** Runs until `isDone`, at most `limitMs`; answers how long it took, undefined if too long. */
  runUntil(isDone: () => boolean, limitMs: number): number | undefined {
    const startMs = this.#nowMs
    while (this.#nowMs - startMs <= limitMs) {
      if (isDone()) return this.#nowMs - startMs
      this.run(10)
    }
    return undefined
  }

  /** From now on only nodes with the same group number reach each other. */
  partition(groupOf: (index: number) => number): void {
    this.#isCut = (from, to) => groupOf(from) !== groupOf(to)
  }

  /** From now on what `from` sends to `to` is lost where `isCut` says so. */
  cut(isCut: (from: number, to: number) => boolean): void {
    this.#isCut = isCut
  }

  heal(): void {
    this.#isCut = () => false
    for (const a of this.#nodes) for (const b of this.#nodes) this.#connect(a, b)
  }

  /** Whether `index` runs. */
  state(index: number): VirtualProcess['state'] {
    return this.#nodes[index]!.process.state
  }

  pause(index: number): void {
    this.#nodes[index]!.process.stop('paused')
  }

  /** From now on `index` runs at instants up to `stallMsMax` apart. */
  starve(index: number, stallMsMax: number): void {
    const node = this.#nodes[index]!
    const { process } = node
    process.stop('starved')
    let worstMs = 0
    let reportedMs = this.#nowMs
    const next = () => {
      const stallMs = stallMsMax * (0.2 + 0.8 * this.#random.next())
      worstMs = Math.max(worstMs, stallMs)
      this.#after(stallMs, () => {
        if (process.state !== 'starved') return
        process.slice(() => this.#tick(node), this.#random.next() < 0.5)
        if (this.#nowMs - reportedMs >= LAG_PERIOD_MS) {
          node.machine.step({ kind: 'lag', lagMs: worstMs }, this.#nowMs)
          reportedMs = this.#nowMs
          worstMs = 0
        }
        this.#drain(node)
        next()
      })
    }
    next()
  }

  /** Ends a pause or a starvation. */
  resume(index: number): void {
    const node = this.#nodes[index]!
    node.process.resume(() => this.#tick(node), this.#random.next() < 0.5)
  }

  /** SIGKILL: peers see their connections close, and dials are refused. */
  crash(index: number): void {
    const node = this.#nodes[index]!
    node.process.stop('crashed')
    for (const other of this.#nodes) this.#disconnect(node, other)
  }

  restart(index: number): void {
    const node = this.#nodes[index]!
    assert(!node.process.isAlive, 'only a crashed node is restarted')
    node.bootCount++
    node.machine = this.#createMachine(node.peer, node.index, node.bootCount)
    node.process = new VirtualProcess()
    this.#boot(node)
    for (const other of this.#nodes) this.#connect(node, other)
  }

  /** The connection of `a` and `b` breaks and is made again. */
  breakLink(a: number, b: number, forMs = RECONNECT_DELAY_MS): void {
    this.#disconnect(this.#nodes[a]!, this.#nodes[b]!)
    this.#after(forMs, () => this.#connect(this.#nodes[a]!, this.#nodes[b]!))
  }

  #createMachine(peer: PeerId, index: number, bootCount: number): GossipMachine {
    return new GossipMachine({
      self: { peer, name: `n${index}`, bootCount },
      clusterId: 'virtual',
      config: this.config,
      random: seededRandom(this.#options.seed * 7919 + index * 31 + bootCount),
      signatures: hashSignatures(peer),
      nowMs: this.#nowMs,
    })
  }

  #boot(node: VirtualNode): void {
    const members = Array.from({ length: this.#options.nodes }, (_, index) => ({
      peer: `node-${String(index).padStart(4, '0')}`,
      name: `n${index}`,
      address: { host: '10.0.0.1', port: index },
    }))
    node.machine.step({ kind: 'members', members }, this.#nowMs)
    this.#drain(node)
    const { process } = node
    const tick = () => {
      if (node.process !== process || !process.isAlive) return
      if (process.state === 'running') this.#tick(node)
      this.#after(this.config.tickMs, tick)
    }
    this.#after(this.#random.next() * this.config.tickMs, tick)
  }

  #tick(node: VirtualNode): void {
    node.machine.tick(this.#nowMs)
    this.#drain(node)
  }

  #drain(node: VirtualNode): void {
    for (const effect of node.machine.ready()) this.#perform(node, effect)
  }

  #perform(node: VirtualNode, effect: Effect): void {
    const { peer } = node
    switch (effect.kind) {
      case 'send': {
        const { message } = effect
        const to = this.#find(effect.to)
        if (!this.#links.has(linkOf(node, to))) break
        this.#count(node, to, 'send', () => encodeProbe(message))
        this.#carry(node, to, () => this.#give(to, { kind: 'message', from: peer, message }))
        break
      }
      case 'publish': {
        const { publication } = effect
        for (const to of this.isPubSubDead ? [] : this.#nodes) {
          if (to === node || !this.#links.has(linkOf(node, to))) continue
          this.#count(node, to, 'publish', () => encodePublication(publication))
          this.#carry(node, to, () => {
            if (to.machine.judge(publication, this.#nowMs) !== 'accept') return
            this.#give(to, { kind: 'publication', publication })
          })
        }
        break
      }
      case 'sync':
        this.#sync(node, effect)
        break
      case 'probe-dial':
        this.#dial(node, effect.peer, effect.timeoutMs)
        break
      case 'member-changed':
        this.#report({
          ...{ atMs: this.#nowMs, observer: node.index, bootCount: node.bootCount },
          event: effect.event,
        })
        if (effect.event.liveness === 'dead') this.#giveUp(node, this.#find(effect.event.peer))
        break
      case 'records-changed':
        if (this.#options.watch === undefined)
          this.records.push({
            observer: node.index,
            bootCount: node.bootCount,
            event: effect.event,
          })
        break
    }
  }

  #sync(node: VirtualNode, { to: peer, request }: Effect & { kind: 'sync' }): void {
    const to = this.#find(peer)
    const { machine } = node
    if (!this.#links.has(linkOf(node, to))) {
      this.#give(node, { kind: 'sync-failed', to: peer })
      return
    }
    this.#count(node, to, 'sync', () => encodeSyncRequest(request))
    this.#carry(node, to, () => {
      const answer = to.machine.answer(node.peer, request, this.#nowMs)
      this.#drain(to)
      this.#count(to, node, 'answer', () => encodeSyncAnswer(answer))
      this.#carry(to, node, () => {
        if (node.machine === machine) this.#give(node, { kind: 'sync-answer', from: peer, answer })
      })
    })
  }

  #dial(node: VirtualNode, peer: PeerId, timeoutMs: number): void {
    const to = this.#find(peer)
    const isCut = this.#isEitherCut(node, to)
    const delayMs = isCut ? timeoutMs : 1 + this.#delayMs()
    this.#after(delayMs, () => {
      const met = to.process.isAlive ? 'accepted' : 'refused'
      this.#give(node, { kind: 'dial-result', peer, outcome: isCut ? 'unreachable' : met })
    })
  }

  /** Takes `arrive` from `from` to `to`, unless it is lost on the way. */
  #carry(from: VirtualNode, to: VirtualNode, arrive: () => void): void {
    this.sent++
    if (this.#random.next() < this.loss) return
    this.#after(this.#delayMs(), () => {
      if (!this.#isCut(from.index, to.index)) to.process.deliver(arrive)
    })
  }

  #count(
    from: VirtualNode,
    to: VirtualNode,
    kind: Dispatch['kind'],
    encode: () => Uint8Array,
  ): void {
    this.#options.meter?.({ from: from.index, to: to.index, kind, encode })
  }

  #give(node: VirtualNode, input: Input): void {
    const { machine } = node
    node.process.deliver(() => {
      machine.step(input, this.#nowMs)
      this.#drain(node)
    })
  }

  #report(sighting: Sighting): void {
    if (this.#options.watch === undefined) this.sightings.push(sighting)
    else this.#options.watch(sighting)
  }

  /** As a node does with the dead: their connection is closed, and dialled until it is back. */
  #giveUp(node: VirtualNode, dead: VirtualNode): void {
    this.#disconnect(node, dead)
    const redial = () => {
      if (this.#links.has(linkOf(node, dead)) || !node.process.isAlive) return
      if (!dead.process.isAlive) return
      // A hello needs both sides to run.
      const { process } = dead
      const greet = () => node.process.deliver(() => this.#connect(node, dead))
      if (!this.#isEitherCut(node, dead)) process.deliver(greet)
      this.#after(REDIAL_MS, redial)
    }
    this.#after(RECONNECT_DELAY_MS, redial)
  }

  #connect(a: VirtualNode, b: VirtualNode): void {
    if (a === b || !a.process.isAlive || !b.process.isAlive) return
    if (this.#isEitherCut(a, b) || this.#links.has(linkOf(a, b))) return
    this.#links.add(linkOf(a, b))
    this.#after(this.#delayMs(), () => {
      if (!this.#links.has(linkOf(a, b))) return
      this.#give(a, { kind: 'link', peer: b.peer, isUp: true })
      this.#give(b, { kind: 'link', peer: a.peer, isUp: true })
    })
  }

  #disconnect(a: VirtualNode, b: VirtualNode): void {
    if (!this.#links.delete(linkOf(a, b))) return
    for (const [end, other] of [
      [a, b],
      [b, a],
    ] as const) {
      this.#after(this.#random.next() * CLOSE_DELAY_MS, () => {
        // With another connection by now the peer is still linked, as a transport tells it.
        if (this.#links.has(linkOf(a, b))) return
        this.#give(end, { kind: 'link', peer: other.peer, isUp: false })
      })
    }
  }

  #isEitherCut(a: VirtualNode, b: VirtualNode): boolean {
    return this.#isCut(a.index, b.index) || this.#isCut(b.index, a.index)
  }

  #find(peer: PeerId): VirtualNode {
    return this.#nodes[Number(peer.slice('node-'.length))]!
  }

  #delayMs(): number {
    return 0.1 + this.#random.next() * (this.#options.delayMsMax ?? 5)
  }

  #after(delayMs: number, task: () => void): void {
    this.#events.push({ atMs: this.#nowMs + delayMs, task })
  }
}

function linkOf(a: VirtualNode, b: VirtualNode): number {
  return Math.min(a.index, b.index) * NODES_MAX + Math.max(a.index, b.index)
}

/** Signatures that cost little and that no other peer's bytes satisfy. */
export function hashSignatures(self: PeerId): Signatures {
  const signatureOf = (peer: PeerId, bytes: Uint8Array) =>
    hash('sha256', Buffer.concat([Buffer.from(peer), bytes]), 'buffer')
  return {
    sign: bytes => signatureOf(self, bytes),
    verify: (peer, bytes, signature) => signatureOf(peer, bytes).equals(signature),
  }
}
