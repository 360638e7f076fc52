/**
 * Random trouble from one seed, then peace: does everybody agree again, and was anybody wronged?
 *
 *     20 to 40 s of faults ──► all healed ──► 10 s: equal views ──► 20 s: equal records
 *
 * In a third of the seeds the faults are pauses and starvation of a minority, again and again
 * (Lifeguard §V), and then nobody else may ever be declared dead, by anybody.
 *
 * Each seed draws which kinds of faults it has and how hard they are (swarm testing, Groce et al.,
 * ISSTA 2012), because a run with everything at once hides what a single kind would break.
 */

import { type Random, seededRandom } from '@polis/base'
import type { OwnHealth } from '../message.ts'
import { VirtualCluster } from './virtual-cluster.ts'

/** What a run did, and what broke; `failure` is undefined if every promise was kept. */
export type SwarmReport = {
  readonly seed: number
  readonly nodes: number
  readonly faults: number
  readonly deaths: number
  readonly suspicions: number
  readonly messages: number
  /** How long the views took to agree once all was healed. */
  readonly convergedMs: number | undefined
  readonly failure: string | undefined
}

/** Views of who is alive agree within this of healing. */
const VIEWS_AGREE_MS = 10_000
/**
 * And the records after them, though every publication may have been lost before: two comparisons
 * each. (Within ten seconds of healing they agreed in all but 9 of 20,000 seeds.)
 */
const RECORDS_AGREE_MS = 20_000
/** Silences up to this kill nobody (config.ts). */
const HARMLESS_MS = 3_000
/** A death that others declared while a member was in trouble may arrive this much later. */
const AFTERMATH_MS = 20_000

const FAULTS = ['crash', 'pause', 'starve', 'partition', 'one-way', 'bridge', 'break'] as const
type Fault = (typeof FAULTS)[number] | 'flicker'

/** Runs one seed. */
export function runSwarm(seed: number): SwarmReport {
  return new Swarm(seed).run()
}

class Swarm {
  readonly #seed: number
  readonly #random: Random
  readonly #nodes: number
  readonly #cluster: VirtualCluster
  readonly #kinds: readonly Fault[]
  /** Who is in trouble; everybody, or a minority that is paused and starved. */
  readonly #victims: number
  readonly #isMinority: boolean
  /** Until when a death of each node is no wonder. */
  readonly #excusedMs: number[]
  #faults = 0
  #round = 0

  constructor(seed: number) {
    this.#seed = seed
    this.#random = seededRandom(seed * 2 + 1)
    this.#nodes = 2 + this.#random.int(9)
    this.#isMinority = seed % 3 === 0 && this.#nodes >= 4
    const loss = this.#pick(this.#isMinority ? [0, 0.02, 0.1] : [0, 0, 0.02, 0.1, 0.3])
    this.#cluster = new VirtualCluster({
      ...{ seed, nodes: this.#nodes, loss },
      delayMsMax: this.#pick([5, 5, 50]),
      isPubSubDead: this.#random.next() < 0.15,
    })
    this.#kinds = this.#isMinority
      ? ['pause', 'starve', 'flicker']
      : FAULTS.filter(() => this.#random.next() < 0.4)
    this.#victims = this.#isMinority ? 1 + this.#random.int((this.#nodes - 1) >> 1) : this.#nodes
    this.#excusedMs = Array.from({ length: this.#nodes }, () => 0)
  }

  run(): SwarmReport {
    const cluster = this.#cluster
    cluster.run(2_000 + this.#random.int(2_000))
    const untilMs = cluster.nowMs + 20_000 + this.#random.int(20_000)
    while (cluster.nowMs < untilMs) {
      this.#writeHealth()
      if (this.#kinds.length > 0 && this.#random.next() < 0.5) this.#fault(this.#pick(this.#kinds))
      cluster.run(100 + this.#random.int(this.#isMinority ? 800 : 1_500))
    }
    this.#heal()
    const agree = (of: () => string | undefined, withinMs: number) =>
      cluster.runUntil(() => of() === undefined, withinMs)
    const convergedMs = agree(() => this.#strangeView(), VIEWS_AGREE_MS)
    const areRecordsEqual = agree(() => this.#strangeRecords(), RECORDS_AGREE_MS) !== undefined
    const failure =
      (convergedMs === undefined ? this.#strangeView() : undefined) ??
      (areRecordsEqual ? undefined : this.#strangeRecords()) ??
      this.#wronged() ??
      this.#backwards()
    const { sightings } = cluster
    const count = (state: string) =>
      sightings.filter(({ event }) => event.liveness === state).length
    return {
      ...{ seed: this.#seed, nodes: this.#nodes, faults: this.#faults, convergedMs, failure },
      ...{ deaths: count('dead'), suspicions: count('suspect'), messages: cluster.sent },
    }
  }

  #fault(kind: Fault): void {
    this.#faults++
    const cluster = this.#cluster
    const index = this.#random.int(this.#victims)
    const isRunning = cluster.state(index) === 'running'
    if (kind === 'crash') this.#crashOrRestart(index)
    else if (kind === 'pause') this.#pauseOrResume(index)
    else if (kind === 'starve' && isRunning) this.#starve(index)
    else if (kind === 'starve') this.#recover(index)
    else if (kind === 'flicker') this.#flicker()
    else if (kind === 'break') {
      const other = (index + 1) % this.#nodes
      // With nobody between them, connections that break again and again are a partition.
      if (this.#nodes === 2) for (const end of [0, 1]) this.#excuse(end, Number.POSITIVE_INFINITY)
      cluster.breakLink(index, other, this.#random.int(2_000))
    } else if (kind === 'partition' || kind === 'one-way' || kind === 'bridge') this.#cut(kind)
  }

  #crashOrRestart(index: number): void {
    if (this.#cluster.state(index) === 'crashed') this.#restart(index)
    else {
      this.#excuse(index, Number.POSITIVE_INFINITY)
      this.#cluster.crash(index)
    }
  }

  /** A node says at its start what it runs; until then the word of its last boot stands. */
  #restart(index: number): void {
    this.#cluster.restart(index)
    this.#cluster.step(index, { kind: 'set-health', records: [], wallMs: this.#cluster.nowMs })
  }

  #pauseOrResume(index: number): void {
    const cluster = this.#cluster
    if (cluster.state(index) === 'paused') cluster.resume(index)
    else if (cluster.state(index) === 'running') {
      cluster.pause(index)
      const isShort = this.#random.next() < 0.5
      if (!isShort) {
        this.#excuse(index, Number.POSITIVE_INFINITY)
        return
      }
      // Whether the silence is harmless depends on the loss around it, so only without any.
      if (cluster.loss > 0) this.#excuse(index, cluster.nowMs + AFTERMATH_MS)
      cluster.run(this.#random.int(HARMLESS_MS))
      cluster.resume(index)
    }
  }

  /** All victims stop together, and run in between for less than an answer may take. */
  #flicker(): void {
    const cluster = this.#cluster
    const victims = Array.from({ length: this.#victims }, (_, index) => index)
    for (const index of victims) this.#excuse(index, Number.POSITIVE_INFINITY)
    const blockedMs = this.#pick([512, 2_048, 8_192, 16_384])
    const openMs = this.#pick([1, 5, 64, 500])
    for (let round = 0; round < 4; round++) {
      for (const index of victims) cluster.pause(index)
      cluster.run(blockedMs)
      for (const index of victims) cluster.resume(index)
      cluster.run(openMs)
    }
  }

  #recover(index: number): void {
    if (this.#cluster.state(index) === 'starved') this.#cluster.resume(index)
  }

  #starve(index: number): void {
    const stallMsMax = this.#pick([60, 150, 400, 900])
    // It may not answer in time when messages are lost, too.
    if (this.#cluster.loss > 0) this.#excuse(index, Number.POSITIVE_INFINITY)
    this.#cluster.starve(index, stallMsMax)
  }

  #cut(kind: 'partition' | 'one-way' | 'bridge'): void {
    const cluster = this.#cluster
    for (let index = 0; index < this.#nodes; index++) {
      this.#excuse(index, Number.POSITIVE_INFINITY)
    }
    if (this.#random.next() < 0.4) {
      cluster.heal()
      return
    }
    const boundary = 1 + this.#random.int(this.#nodes)
    const isLow = (index: number) => index < boundary
    if (kind === 'partition') cluster.partition(index => (isLow(index) ? 1 : 0))
    else if (kind === 'one-way') cluster.cut((from, to) => isLow(from) && !isLow(to))
    // Node 0 reaches both sides, which do not reach each other.
    else cluster.cut((from, to) => from !== 0 && to !== 0 && isLow(from) !== isLow(to))
  }

  #excuse(index: number, untilMs: number): void {
    this.#excusedMs[index] = Math.max(this.#excusedMs[index]!, untilMs)
  }

  #heal(): void {
    const cluster = this.#cluster
    cluster.loss = 0
    cluster.isPubSubDead = false
    for (let index = 0; index < this.#nodes; index++) {
      const state = cluster.state(index)
      if (state === 'paused' || state === 'starved') cluster.resume(index)
      if (state === 'crashed' && this.#random.next() < 0.5) this.#restart(index)
    }
    cluster.heal()
  }

  #writeHealth(): void {
    const owner = this.#random.int(this.#nodes)
    if (this.#cluster.state(owner) !== 'running') return
    this.#round++
    const records = Array.from({ length: this.#random.int(4) }, (_, i): OwnHealth => {
      const state = this.#pick(['passing', 'warning', 'critical'] as const)
      return { endpointId: `e${owner}-${i}`, state, weight: 1, output: `${this.#round}` }
    })
    this.#cluster.step(owner, { kind: 'set-health', records, wallMs: this.#cluster.nowMs })
  }

  /** Where a view of who is alive differs from the truth. */
  #strangeView(): string | undefined {
    const cluster = this.#cluster
    for (const observer of this.#living()) {
      for (const about of this.#indexes()) {
        const expected = cluster.state(about) === 'crashed' ? 'dead' : 'alive'
        const seen = cluster.liveness(observer, about)
        if (seen !== expected) return `${observer} sees ${about} ${seen}, which is ${expected}`
      }
    }
    return undefined
  }

  /** Where the records of the living differ between two of them. */
  #strangeRecords(): string | undefined {
    const cluster = this.#cluster
    const living = this.#living()
    const owners = new Set(living.map(index => cluster.peer(index)))
    const recordsOf = (observer: number) =>
      JSON.stringify(
        [...cluster.machine(observer).view.healthRecords()]
          .filter(({ owner }) => owners.has(owner))
          .map(record => [record.endpointId, record.version, record.state, record.output])
          .sort(),
      )
    const first = living[0] === undefined ? '' : recordsOf(living[0])
    const strange = living.find(observer => recordsOf(observer) !== first)
    return strange === undefined ? undefined : `${strange} has other records than ${living[0]}`
  }

  #living(): number[] {
    return this.#indexes().filter(index => this.#cluster.state(index) !== 'crashed')
  }

  /** A death of somebody who never was in trouble, or at an incarnation that was refuted. */
  #wronged(): string | undefined {
    const newest = new Map<string, number>()
    for (const { atMs, observer, bootCount, event } of this.#cluster.sightings) {
      const { name, liveness, incarnation } = event
      const about = Number(name.slice(1))
      const key = `${observer} ${bootCount} ${about}`
      if (incarnation < (newest.get(key) ?? 0)) return `${key} went back at ${atMs}`
      newest.set(key, incarnation)
      const isWrong = liveness === 'dead' && this.#excusedMs[about]! < atMs
      if (isWrong) return `${observer} declared ${about} dead at ${atMs.toFixed(0)} ms`
    }
    return undefined
  }

  /** A record that became older, within one run of an observer. */
  #backwards(): string | undefined {
    const seen = new Map<string, { incarnation: number; version: number }>()
    for (const { observer, bootCount, event } of this.#cluster.records) {
      for (const { endpointId, incarnation, version } of event.changed) {
        const key = `${observer} ${bootCount} ${endpointId}`
        const { incarnation: i, version: v } = seen.get(key) ?? { incarnation: -1, version: -1 }
        const isNewer = incarnation > i || (incarnation === i && version > v)
        if (!isNewer) return `${key} went back to version ${version}`
        seen.set(key, { incarnation, version })
      }
    }
    return undefined
  }

  #indexes(): number[] {
    return Array.from({ length: this.#nodes }, (_, index) => index)
  }

  #pick<T>(choices: readonly T[]): T {
    return choices[this.#random.int(choices.length)]!
  }
}
