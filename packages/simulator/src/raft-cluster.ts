/**
 * A Raft group in virtual time: nodes, network, disks, clients, faults, and what must hold.
 *
 *     safety     faults of every kind that the swarm draws; the invariants hold after every step
 *     liveness   the world is healed: soon a write is acknowledged, and all members hold the same
 *
 * The two phases are those of TigerBeetle's VOPR: without the second, a group that does nothing at
 * all would pass.
 */

import type { Random } from '@polis/base'
import type { RaftId } from '@polis/raft'
import { Client } from './client.ts'
import {
  CLIENT_TRY_MS,
  CONVERGE_MS,
  CORE_WRITE_MS,
  EVENTS_MAX,
  FIRST_WRITE_MS,
  LINK_DOWN_MS_MAX,
  SETTLE_MS,
  STABLE_MS,
  START_MS_MAX,
  START_MS_MIN,
  STEADY_MS,
  TURN_MS_MAX,
} from './config.ts'
import { CALM_DISK, type Crash, DAMAGES, SimulatedDisk } from './disk.ts'
import { between, chance, pick } from './draw.ts'
import { type FaultCounts, Faults } from './faults.ts'
import { forgeDisk } from './forgery.ts'
import { History } from './history.ts'
import { check, Invariants } from './invariants.ts'
import type { NodeWorld } from './life.ts'
import type { TakeSnapshot } from './link.ts'
import type { Mutation } from './mutation.ts'
import { CALM_NETWORK, Network } from './network.ts'
import { SimulatedNode } from './node.ts'
import { foundingChanges, Operator } from './operator.ts'
import { Orchestration } from './orchestration.ts'
import type { Straggler, Swarm } from './swarm.ts'
import type { Trace } from './trace.ts'
import { randomFor, type VirtualTime } from './virtual-time.ts'

/** A frame on the network, and the life of the node that it was sent to. */
type Packet = {
  readonly frame: Uint8Array
  readonly isRefill: boolean
  readonly toBoot: number
}

/** What happened in a run, to tell that it was not idle. */
export type RaftCounts = {
  readonly nodes: number
  readonly terms: number
  readonly applied: number
  readonly writes: number
  readonly reads: number
  readonly refusals: number
  readonly unknown: number
  readonly retried: number
  readonly starts: number
  readonly damaged: number
  readonly changes: number
  readonly faults: FaultCounts
  /** Turns of a leader that changed something; 0 without orchestration. */
  readonly decisions: number
  /** From healing to the first acknowledged write, to what is deployed, to equal states. */
  readonly firstWriteMs: number
  readonly settledMs: number
  readonly convergedMs: number
}

/** One world. */
export class RaftCluster {
  readonly #time: VirtualTime
  readonly #trace: Trace
  readonly #swarm: Swarm
  readonly #seed: number
  readonly #mutation: Mutation | undefined
  readonly #random: Random
  readonly #invariants: Invariants
  readonly #history = new History()
  readonly #network: Network<Packet>
  readonly #nodes: SimulatedNode[] = []
  readonly #clients: Client[] = []
  readonly #faults: Faults
  readonly #operator: Operator
  readonly #orchestration: Orchestration | undefined
  #isHealed = false
  #healedMs = 0
  #wallClockOffsetMs = 0
  #damaged = 0
  /** Nodes whose disks were damaged and that may not be whole again yet. */
  readonly #hurt = new Set<SimulatedNode>()
  #lastOfferId = 0
  #firstWriteMs = 0
  #settledMs = 0
  #convergedMs = 0

  constructor(
    seed: number,
    swarm: Swarm,
    time: VirtualTime,
    trace: Trace,
    mutation: Mutation | undefined,
  ) {
    this.#seed = seed
    this.#swarm = swarm
    this.#time = time
    this.#trace = trace
    this.#mutation = mutation
    this.#random = randomFor(seed, 'world')
    this.#invariants = new Invariants((id, index, term) => this.#holds(id, index, term))
    const deliver = (_from: RaftId, to: RaftId, packet: Packet) => this.#deliver(to, packet)
    this.#network = new Network(time, randomFor(seed, 'network'), swarm.network, deliver)
    const shared = { time, trace, swarm, nodes: () => this.#nodes }
    this.#faults = new Faults({
      ...shared,
      random: randomFor(seed, 'faults'),
      network: this.#network as Network<unknown>,
      leader: () => this.#leader(),
      crash: (node, crash, downMs) => this.#crash(node, crash, downMs),
      jumpWallClock: byMs => {
        this.#wallClockOffsetMs = byMs
      },
    })
    this.#operator = new Operator({
      ...shared,
      random: randomFor(seed, 'operator'),
      membershipMs: swarm.membershipMs,
      leader: () => this.#leader(),
      onAsked: () => this.#faults.strikeLeader(),
      add: () => this.#add(false),
    })
    if (!swarm.isOrchestrated) return
    const leader = () => this.#leader()
    this.#orchestration = new Orchestration({
      ...shared,
      leader,
      mutation,
      random: randomFor(seed, 'orchestration'),
    })
  }

  /** How far a run came. */
  get counts(): RaftCounts {
    const { writes, reads, refusals, unknown, retried } = this.#history.counts
    return {
      nodes: this.#nodes.length,
      terms: this.#invariants.terms,
      applied: this.#invariants.appliedIndex,
      ...{ writes, reads, refusals, unknown, retried },
      starts: this.#nodes.reduce((sum, { boot }) => sum + boot, 0),
      damaged: this.#damaged,
      changes: this.#operator.changes,
      decisions: this.#orchestration?.counts.decisions ?? 0,
      faults: this.#faults.counts,
      firstWriteMs: this.#firstWriteMs,
      settledMs: this.#settledMs,
      convergedMs: this.#convergedMs,
    }
  }

  /** Runs both phases. Throws `InvariantViolation`, or whatever the code under test throws. */
  run(): void {
    for (let i = 0; i < this.#swarm.voters; i++) this.#add(true)
    for (let i = 0; i < this.#swarm.clients; i++) this.#clients.push(this.#client(i))
    for (const client of this.#clients) client.begin()
    this.#faults.begin()
    this.#operator.begin()
    this.#orchestration?.begin()
    this.#runUntil(this.#swarm.safetyMs, () => false)
    this.#heal()
    this.#mustServeWithoutStraggler()
    this.#mustServe()
    this.#mustSettle()
    this.#mustConverge()
    this.#mustStayStable()
  }

  #runUntil(untilMs: number, isDone: () => boolean): void {
    while (!isDone() && this.#time.step(untilMs)) {
      check(this.#time.scheduled < EVENTS_MAX, 'no livelock', () => `${EVENTS_MAX} events`)
    }
  }

  #heal(): void {
    this.#trace.note('healed')
    this.#isHealed = true
    this.#healedMs = this.#time.nowMs
    this.#faults.end()
    this.#operator.end()
    this.#network.options = CALM_NETWORK
    this.#network.mend()
    for (const id of this.#network.clogged) this.#network.unclog(id)
    for (const node of this.#nodes) {
      node.disk.options = CALM_DISK
      node.disk.isFull = false
      if (node.state === 'paused') node.resume()
      if (node.state === 'down') this.#start(node)
    }
    this.#orchestration?.heal()
  }

  /** What is deployed must run, as often as it should and no more. */
  #mustSettle(): void {
    const orchestration = this.#orchestration
    if (orchestration === undefined) return
    const { nowMs: healedMs } = this.#time
    let settledSinceMs = healedMs
    while (this.#time.nowMs - settledSinceMs < STEADY_MS) {
      this.#runUntil(this.#time.nowMs + 100, () => false)
      const unsettled = orchestration.unsettled()
      if (unsettled !== '') settledSinceMs = this.#time.nowMs
      const isInTime = this.#time.nowMs - healedMs < SETTLE_MS
      check(isInTime, 'one running task a slot', () => unsettled)
    }
    this.#settledMs = this.#time.nowMs - healedMs
    orchestration.end()
  }

  #mustServe(): void {
    const { nowMs: healedMs } = this.#time
    this.#mustWrite(FIRST_WRITE_MS)
    this.#firstWriteMs = this.#time.nowMs - healedMs
  }

  #mustWrite(withinMs: number): void {
    const { writes } = this.#history.counts
    const hasServed = () => this.#history.counts.writes > writes
    this.#runUntil(this.#time.nowMs + withinMs, hasServed)
    check(hasServed(), 'liveness', () => `no write in ${withinMs} ms; ${this.#describe()}`)
  }

  /**
   * A connected majority must serve although one voter is not healed yet, least of all a leader.
   * Only with members that stay, and whole disks: then the others are a quorum for certain.
   */
  #mustServeWithoutStraggler(): void {
    const { straggler, membershipMs } = this.#swarm
    const isAnybodyHurt = this.#nodes.some(({ life }) => life.driver.isRecovering)
    if (straggler === undefined || membershipMs > 0 || isAnybodyHurt) return
    const node = this.#leader() ?? pick(this.#random, this.#nodes)
    this.#trace.note(`n${node.id} stays ${straggler}`)
    this.#cripple(node, straggler)
    // What was under way may still be answered, thanks to the straggler.
    this.#runUntil(this.#time.nowMs + CLIENT_TRY_MS, () => false)
    this.#mustWrite(CORE_WRITE_MS)
    this.#network.mend()
    node.disk.options = CALM_DISK
    if (node.state === 'paused') node.resume()
  }

  #cripple(node: SimulatedNode, straggler: Straggler): void {
    for (const { id } of this.#nodes) {
      if (straggler === 'deaf' || straggler === 'apart') this.#network.cut(id, node.id)
      if (straggler === 'mute' || straggler === 'apart') this.#network.cut(node.id, id)
    }
    if (straggler === 'paused') node.pause()
    if (straggler === 'slow-disk') {
      node.disk.options = { ...CALM_DISK, syncMsMin: CORE_WRITE_MS, syncMsMax: CORE_WRITE_MS }
    }
  }

  /** When nothing is wrong and nobody asks for anything, nobody takes the leader's place. */
  #mustStayStable(): void {
    // What was sent before all was healed may arrive as late as that: a hand-over, for one.
    const { delayMsMax, slowMsMax } = this.#swarm.network
    this.#runUntil(this.#healedMs + delayMsMax + slowMsMax, () => false)
    const before = this.#leader()!
    const { term } = before.life
    this.#runUntil(this.#time.nowMs + STABLE_MS, () => false)
    const after = this.#leader()
    check(after === before && after.life.term === term, 'stability', () => {
      return `n${before.id} led term ${term} and lost it without a reason; ${this.#describe()}`
    })
  }

  #mustConverge(): void {
    const { nowMs: healedMs } = this.#time
    for (const client of this.#clients) client.stop()
    const isQuiet = () => this.#clients.every(client => client.isIdle) && this.#hasConverged()
    for (let ms = 0; ms < CONVERGE_MS && !isQuiet(); ms += 50) {
      this.#runUntil(this.#time.nowMs + 50, () => false)
    }
    check(isQuiet(), 'convergence', () => this.#describe())
    this.#convergedMs = this.#time.nowMs - healedMs
    this.#history.checkOrder()
    for (const node of this.#members()) {
      const { life, id } = node
      this.#invariants.state(id, life.appliedIndex, life.state.snapshot())
      this.#history.checkKept(id, key => {
        const entry = life.state.kv.get(key)
        return entry && { revision: entry.revision, value: Buffer.from(entry.value).toString() }
      })
    }
  }

  #hasConverged(): boolean {
    const leader = this.#leader()
    if (leader === undefined) return false
    const { commit, lastIndex, config } = leader.life.driver.status()
    if (commit !== lastIndex || config.votersOutgoing.length > 0) return false
    return this.#members().every(node => {
      const life = node.isUp ? node.life : undefined
      return life?.appliedIndex === lastIndex && !life.driver.isRecovering
    })
  }

  /** Nodes of the membership that the leader has applied. */
  #members(): SimulatedNode[] {
    const config = this.#leader()?.life.driver.log.applied.confState
    const ids = config === undefined ? [] : [...config.voters, ...config.learners]
    return this.#nodes.filter(({ id }) => ids.includes(id))
  }

  /** Where clients turn to: nodes that run, and as far as a leader knows are members. */
  #reachable(): SimulatedNode[] {
    const members = this.#members()
    return (members.length > 0 ? members : this.#nodes).filter(node => node.isUp)
  }

  #leader(): SimulatedNode | undefined {
    const leaders = this.#nodes.filter(node => node.state !== 'down' && node.life.role === 'leader')
    return leaders.sort((a, b) => b.life.term - a.life.term)[0]
  }

  #client(i: number): Client {
    return new Client(`c${i + 1}`, {
      time: this.#time,
      random: randomFor(this.#seed, `client ${i}`),
      history: this.#history,
      trace: this.#trace,
      swarm: this.#swarm,
      mutation: this.#mutation,
      reachable: () => this.#reachable(),
      wallClockMs: () => Math.max(0, Math.floor(this.#time.nowMs) + this.#wallClockOffsetMs),
    })
  }

  #add(isFounder: boolean): SimulatedNode {
    const id = this.#nodes.length + 1
    const disk = new SimulatedDisk(this.#time, randomFor(this.#seed, `disk ${id}`), this.#disk())
    disk.isLying = this.#mutation === 'disk-lies'
    const founding = isFounder ? foundingChanges(this.#swarm.voters) : []
    const world = this.#worldOf(id)
    const node = new SimulatedNode(id, disk, this.#swarm.raft, founding, world)
    node.clockRate = 1 + between(this.#random, -1, 1) * this.#swarm.skewMax
    this.#nodes.push(node)
    this.#start(node)
    return node
  }

  #disk(): typeof CALM_DISK {
    return this.#isHealed ? CALM_DISK : this.#swarm.disk
  }

  #worldOf(id: RaftId): NodeWorld {
    return {
      trace: this.#trace,
      invariants: this.#invariants,
      history: this.#history,
      random: randomFor(this.#seed, `node ${id}`),
      mutation: this.#mutation,
      crashInPump: () => (this.#isHealed ? 0 : this.#swarm.crashInPump),
      turnMsMax: () => (this.#isHealed ? TURN_MS_MAX : this.#swarm.turnMsMax),
      send: (from, to, frame, isRefill) => this.#send(from, to, frame, isRefill),
      nextOfferId: () => ++this.#lastOfferId,
      fetch: (from, to, offer, take) => this.#fetch(from, to, offer, take),
      after: (delayMs, task) => this.#time.after(delayMs, task),
      onFallen: (fallen, why) => {
        this.#trace.note(`n${fallen} falls: ${why}`)
        const downMs = between(this.#random, 5, this.#swarm.outageMsMax)
        this.#crash(this.#node(fallen), 'kill', downMs)
      },
    }
  }

  #holds(id: RaftId, index: number, term: number): boolean {
    const node = this.#node(id)
    const isUnknown = node.state === 'down' || node.disk.hasBeenDamaged
    return isUnknown || node.life.holds(index, term)
  }

  #node(id: RaftId): SimulatedNode {
    return this.#nodes[id - 1]!
  }

  #send(from: RaftId, to: RaftId, frame: Uint8Array, isRefill: boolean): boolean {
    const target = this.#nodes[to - 1]
    if (target === undefined || target.isRefusing) return false
    this.#network.send(from, to, { frame, isRefill, toBoot: target.boot })
    return true
  }

  #deliver(to: RaftId, { frame, isRefill, toBoot }: Packet): void {
    const node = this.#node(to)
    // A connection ends with its process. What outlives it on a hostile network is Raft's own
    // protocol, which must bear that; the refill relies on connections.
    const isOfConnection = isRefill || this.#network.options.isOrdered
    if (isOfConnection && node.boot !== toBoot) return
    node.input(life => life.link.receive(frame))
  }

  #fetch(from: RaftId, to: RaftId, offerId: number, take: TakeSnapshot): void {
    const { boot } = this.#node(from)
    this.#time.after(this.#network.delayMs(), () => {
      const server = this.#node(to)
      const isCut = this.#network.isCut(from, to) || this.#network.isCut(to, from)
      if (!server.isUp || isCut) return
      const data = server.life.link.takeOffer(from, offerId)
      this.#time.after(this.#network.delayMs(), () => {
        if (this.#node(from).boot === boot) this.#node(from).input(() => take(data))
      })
    })
  }

  #crash(node: SimulatedNode, crash: Crash, downMs: number): void {
    if (node.state === 'down') return
    this.#trace.note(`n${node.id} down by ${crash}`)
    const wasLeader = node.life.role === 'leader'
    node.stop(crash === 'kill')
    node.disk.crash(crash)
    this.#orchestration?.crashed(node.id, crash)
    this.#invariants.crashed(node.id)
    if (crash === 'kill') this.#tellPeers(node, wasLeader)
    const { boot } = node
    this.#time.after(downMs + between(this.#random, START_MS_MIN, START_MS_MAX), () => {
      if (node.boot === boot && node.state === 'down') this.#start(node)
    })
  }

  /** Connections of a killed process close; who followed it finds that nobody listens there. */
  #tellPeers({ id }: SimulatedNode, wasLeader: boolean): void {
    const { refusedCampaignMinMs, refusedCampaignMaxMs } = this.#swarm.raft
    for (const peer of this.#nodes) {
      if (peer.state === 'down' || this.#network.isCut(id, peer.id)) continue
      this.#time.after(between(this.#random, 0, LINK_DOWN_MS_MAX), () =>
        peer.input(life => {
          life.input(driver => driver.reportUnreachable(id))
          if (!wasLeader || life.leader !== id) return
          life.input(driver => driver.forgetLeader(id))
          const waitMs = between(this.#random, refusedCampaignMinMs, refusedCampaignMaxMs)
          this.#time.after(waitMs, () => life.input(driver => driver.campaign()))
        }),
      )
    }
  }

  #start(node: SimulatedNode): void {
    if (this.#mutation !== undefined) forgeDisk(this.#mutation, node.disk)
    if (!this.#isHealed && chance(this.#random, this.#swarm.damageProbability)) this.#damage(node)
    const hasStarted = node.start()
    // One place was damaged at most, and it has peers: that is never a reason to refuse.
    check(hasStarted, 'a damaged node starts', () => `n${node.id} refuses its disk`)
  }

  /** Damages the disk, if no other node needs its peers to make up for damage now. */
  #damage(node: SimulatedNode): void {
    // A life that ended takes with it whether it had been refilled: such a node counts as hurt.
    for (const other of this.#hurt) {
      if (other.state !== 'down' && !other.life.driver.isRecovering) this.#hurt.delete(other)
    }
    const isAnotherHurt = [...this.#hurt].some(other => other !== node)
    if (node.disk.isBlank || isAnotherHurt) return
    this.#hurt.add(node)
    const damage = pick(this.#random, DAMAGES)
    this.#damaged++
    this.#trace.note(`n${node.id} damaged: ${damage}`)
    node.disk.damage(damage)
  }

  #describe(): string {
    return this.#nodes
      .map(node => {
        if (node.state === 'down') return `n${node.id} down`
        const { role, term, appliedIndex, driver } = node.life
        const { commit, lastIndex, config } = driver.status()
        const voters = `${config.voters}${config.votersOutgoing.length > 0 ? `&${config.votersOutgoing}` : ''}`
        return `n${node.id} ${driver.isRecovering ? 'recovering ' : ''}${role} term ${term} applied ${appliedIndex} committed ${commit} last ${lastIndex} voters ${voters} learners ${config.learners}`
      })
      .join('; ')
  }
}
