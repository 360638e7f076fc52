/**
 * What goes wrong, when: faults at random moments of the kinds that the swarm has turned on.
 *
 * Each begins something and plans its end, so that outages overlap in every way. Nobody waits for a
 * quorum: all nodes may be down at once, and what was acknowledged must still be there afterwards.
 */

import { type Random, shuffled } from '@polis/base'
import { REGROUPINGS_MAX, STRIKE_MS_MAX, WALL_CLOCK_JUMP_MS_MAX } from './config.ts'
import { between, chance, pick } from './draw.ts'
import type { Network } from './network.ts'
import type { SimulatedNode } from './node.ts'
import type { Fault, Swarm } from './swarm.ts'
import type { Trace } from './trace.ts'
import type { VirtualTime } from './virtual-time.ts'

/** What the faults are done to. */
export type FaultWorld = {
  readonly time: VirtualTime
  readonly random: Random
  readonly trace: Trace
  readonly swarm: Swarm
  readonly network: Network<unknown>
  /** All nodes that exist, ascending by id. */
  nodes(): readonly SimulatedNode[]
  /** From now on commands are stamped by a clock that is wrong by `byMs`. */
  jumpWallClock(byMs: number): void
  /** The node that leads the highest term, if any does. */
  leader(): SimulatedNode | undefined
  /** Takes a node down; it starts again later. */
  crash(node: SimulatedNode, crash: 'kill' | 'power', downMs: number): void
}

/** How many faults of each kind there were. */
export type FaultCounts = Record<Fault, number>

/** The weather of one run. */
export class Faults {
  readonly counts: FaultCounts = {
    kill: 0,
    'power-cut': 0,
    blackout: 0,
    pause: 0,
    partition: 0,
    regroup: 0,
    clog: 0,
    transfer: 0,
    clock: 0,
    'clock-jump': 0,
    'disk-full': 0,
  }
  readonly #world: FaultWorld
  #isOver = false

  constructor(world: FaultWorld) {
    this.#world = world
  }

  /** Begins; faults come about `faultMs` apart. */
  begin(): void {
    const { time, random, swarm } = this.#world
    if (swarm.faults.length === 0) return
    time.after(between(random, 0.2, 1.8) * swarm.faultMs, () => {
      if (this.#isOver) return
      const fault = pick(random, swarm.faults)
      this.counts[fault]++
      this.#happen(fault)
      this.begin()
    })
  }

  /** The leader was asked for another membership: soon, and often, it is no leader any more. */
  strikeLeader(): void {
    const { time, random, swarm, leader, crash } = this.#world
    const isKilled = chance(random, 0.5)
    const isStruck = chance(random, 0.4) && swarm.faults.length > 0
    time.after(between(random, 0, STRIKE_MS_MAX), () => {
      const node = leader()
      if (this.#isOver || !isStruck || node?.isUp !== true) return
      const fault = isKilled ? 'power-cut' : 'regroup'
      this.counts[fault]++
      this.#world.trace.note(`fault ${fault} n${node.id}, which changes the membership`)
      if (isKilled) crash(node, 'power', this.#outageMs())
      else this.#regroup(2)
    })
  }

  /** No more faults; what has begun is ended by whoever heals the world. */
  end(): void {
    this.#isOver = true
  }

  #happen(fault: Fault): void {
    const { random, trace, nodes, crash } = this.#world
    const up = nodes().filter(node => node.isUp)
    const node = up.length > 0 ? this.#target(up) : undefined
    trace.note(`fault ${fault}${node === undefined ? '' : ` n${node.id}`}`)
    if (fault === 'partition') this.#partition()
    else if (fault === 'regroup') this.#regroup(2 + random.int(REGROUPINGS_MAX))
    else if (fault === 'clog') this.#clog()
    else if (fault === 'blackout') for (const each of up) crash(each, 'power', this.#outageMs())
    else if (node === undefined) return
    else if (fault === 'kill') crash(node, 'kill', this.#outageMs())
    else if (fault === 'power-cut') crash(node, 'power', this.#outageMs())
    else if (fault === 'pause') this.#pause(node)
    else if (fault === 'disk-full') this.#fill(node)
    else if (fault === 'clock-jump') this.#world.jumpWallClock(this.#jumpMs())
    else if (fault === 'clock') node.clockRate = 1 + between(random, -1, 1) * this.#skewMax()
    else node.life.input(driver => driver.transferLeader(pick(random, up).id))
  }

  /** Whom a fault hits: often the leader, because then the others must notice and choose. */
  #target(up: readonly SimulatedNode[]): SimulatedNode {
    const { random, leader } = this.#world
    const isLeader = chance(random, 0.4)
    const any = pick(random, up)
    const leading = isLeader ? leader() : undefined
    return leading?.isUp === true ? leading : any
  }

  #pause(node: SimulatedNode): void {
    const { time } = this.#world
    const { boot } = node
    node.pause()
    time.after(this.#outageMs(), () => {
      if (node.boot === boot && node.state === 'paused') node.resume()
    })
  }

  /** Every write fails, so the node goes down at its next one, and again whenever it starts. */
  #fill({ disk }: SimulatedNode): void {
    disk.isFull = true
    this.#world.time.after(this.#outageMs(), () => {
      disk.isFull = false
    })
  }

  #jumpMs(): number {
    return Math.floor(between(this.#world.random, -1, 1) * WALL_CLOCK_JUMP_MS_MAX)
  }

  /**
   * One split after the other, each for an election or a few: leaders come and go, and their logs
   * part (Raft figure 8). The leader is on the smaller side, more often than not.
   */
  #regroup(left: number): void {
    const { time, random, network, nodes, swarm } = this.#world
    network.mend()
    if (left === 0 || this.#isOver) return
    const { electionTicks, tickMs } = swarm.raft
    const ids = this.#shuffledIds()
    const size = 1 + random.int(Math.ceil(nodes().length / 2))
    this.#split(new Set(ids.slice(0, size)), chance(random, 0.2))
    time.after(between(random, 0.3, 3) * electionTicks * tickMs, () => this.#regroup(left - 1))
  }

  #split(side: ReadonlySet<number>, isOneWay: boolean): void {
    const { network, nodes } = this.#world
    for (const { id: a } of nodes()) {
      for (const { id: b } of nodes()) {
        if (!side.has(a) || side.has(b)) continue
        network.cut(a, b)
        if (!isOneWay) network.cut(b, a)
      }
    }
  }

  /** All ids in random order, often with the leader's first. */
  #shuffledIds(): number[] {
    const { random, nodes, leader } = this.#world
    const ids = shuffled(
      nodes().map(node => node.id),
      random,
    )
    const leading = chance(random, 0.6) ? leader()?.id : undefined
    return leading === undefined ? ids : [leading, ...ids.filter(id => id !== leading)]
  }

  #partition(): void {
    const { time, random, network } = this.#world
    const ids = this.#shuffledIds()
    const kind = pick(random, ['halves', 'isolate', 'bridge', 'links'] as const)
    const split = kind === 'isolate' ? 1 : 1 + random.int(Math.max(1, ids.length - 1))
    const isOneWay = chance(random, 0.3)
    for (const [i, a] of ids.entries()) {
      for (const [j, b] of ids.entries()) {
        const isAcross = kind === 'links' ? chance(random, 0.4) : i < split && j >= split
        // A bridge is one node that both sides still reach.
        const isBridged = kind === 'bridge' && (i === 0 || j === 0)
        if (i === j || !isAcross || isBridged) continue
        network.cut(a, b)
        if (!isOneWay && kind !== 'links') network.cut(b, a)
      }
    }
    time.after(this.#outageMs(), () => network.mend())
  }

  /** Clogs a random set one after the other, and unclogs it in another order. */
  #clog(): void {
    const { time, random, network, nodes } = this.#world
    const chosen = nodes().filter(() => chance(random, 0.5))
    for (const { id } of chosen) {
      const beginMs = random.next() * 200
      time.after(beginMs, () => {
        if (!this.#isOver) network.clog(id)
      })
      time.after(beginMs + this.#outageMs(), () => network.unclog(id))
    }
  }

  #outageMs(): number {
    const { random, swarm } = this.#world
    return between(random, 5, swarm.outageMsMax)
  }

  #skewMax(): number {
    return this.#world.swarm.skewMax
  }
}
