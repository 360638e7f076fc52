/**
 * A large cluster in virtual time: what it costs a member, and how soon and how surely deaths are
 * found while messages are lost and members come and go.
 *
 * What is counted are messages as they leave a member. A publication goes from its author to every
 * other member (gossipsub's flood publishing), and each of those hands it to the others of its mesh:
 * `MESH_DEGREE` copies a receiver. Acks of TCP, frames and encryption are not counted.
 */

import { quantile, type Random, seededRandom } from '@polis/base'
import type { OwnHealth } from '../message.ts'
import { type Dispatch, type Sighting, VirtualCluster } from './virtual-cluster.ts'

/** Sizes and faults of a run. */
export type LargeClusterOptions = {
  readonly seed: number
  readonly nodes: number
  /** Measured time, after the members have met. */
  readonly seconds: number
  /** Share of messages lost. */
  readonly loss: number
  /** Share of the members that crash or hang in a minute, and come back 20 s later. */
  readonly churnPerMinute: number
}

/** Detection times in milliseconds, from the fault to each observer. */
export type Detection = {
  readonly faults: number
  readonly firstP50Ms: number
  readonly allP50Ms: number
  readonly allMaxMs: number
  /** Faults that not everybody knew of when the member came back or the run ended. */
  readonly missed: number
}

/** What a run measured. */
export type LargeClusterReport = {
  readonly nodes: number
  readonly crashes: Detection
  readonly hangs: Detection
  /** Suspicions of members that were well; they are refuted. */
  readonly suspicions: number
  /** Declarations of death about members that were well, and about how many members. */
  readonly falseDeaths: number
  readonly falselyDead: number
  readonly messagesPerNodeSecond: number
  readonly bytesPerNodeSecond: number
  readonly bytesByKind: Readonly<Record<Dispatch['kind'], number>>
}

/** gossipsub keeps a mesh of 6, and what comes from one of it goes to the others. */
const MESH_DEGREE = 6
/** One in so many messages is encoded to learn its size. */
const SAMPLE = 32
const SETTLE_MS = 5_000
const AWAY_MS = 20_000
const HANG_SHARE = 0.2
/** A word about an absence may arrive this much after its end. */
const LATE_WORD_MS = 2_000
/** Metadata of each node is written anew this often (load, capacity). */
const METADATA_MS = 10_000

type Fault = {
  readonly index: number
  readonly kind: 'crash' | 'hang'
  readonly atMs: number
  readonly seenMs: Map<number, number>
  isOver: boolean
}

/** Runs one cluster. */
export function runLargeCluster(options: LargeClusterOptions): LargeClusterReport {
  return new LargeCluster(options).run()
}

class LargeCluster {
  readonly #options: LargeClusterOptions
  readonly #random: Random
  readonly #cluster: VirtualCluster
  readonly #faults: Fault[] = []
  readonly #away = new Map<number, Fault>()
  readonly #backMs = new Map<number, number>()
  readonly #bytes: Record<Dispatch['kind'], number> = { send: 0, publish: 0, sync: 0, answer: 0 }
  readonly #falselyDead = new Set<number>()
  #messages = 0
  #suspicions = 0
  #falseDeaths = 0
  #isMeasuring = false

  constructor(options: LargeClusterOptions) {
    this.#options = options
    this.#random = seededRandom(options.seed)
    const { seed, nodes } = options
    this.#cluster = new VirtualCluster({
      ...{ seed, nodes },
      meter: dispatch => this.#isMeasuring && this.#meter(dispatch),
      watch: sighting => this.#isMeasuring && this.#see(sighting),
    })
  }

  run(): LargeClusterReport {
    const { nodes, seconds, loss, churnPerMinute } = this.#options
    const cluster = this.#cluster
    cluster.run(SETTLE_MS)
    cluster.loss = loss
    this.#isMeasuring = true
    const endMs = cluster.nowMs + seconds * 1_000
    const faultEveryMs = churnPerMinute === 0 ? endMs : 60_000 / (churnPerMinute * nodes)
    const writeEveryMs = METADATA_MS / nodes
    let faultMs = cluster.nowMs + faultEveryMs / 2
    let writeMs = cluster.nowMs
    while (cluster.nowMs < endMs) {
      cluster.run(Math.max(0, Math.min(faultMs, writeMs, endMs) - cluster.nowMs))
      this.#bringBack()
      if (cluster.nowMs >= faultMs && faultMs < endMs - AWAY_MS) this.#fault()
      if (cluster.nowMs >= faultMs) faultMs += faultEveryMs
      if (cluster.nowMs >= writeMs) {
        this.#write()
        writeMs += writeEveryMs
      }
    }
    return this.#report()
  }

  #fault(): void {
    const index = this.#random.int(this.#options.nodes)
    if (this.#cluster.state(index) !== 'running') return
    const kind = this.#random.next() < HANG_SHARE ? 'hang' : 'crash'
    const fault = {
      index,
      kind,
      atMs: this.#cluster.nowMs,
      seenMs: new Map(),
      isOver: false,
    } as const
    this.#faults.push({ ...fault })
    this.#away.set(index, this.#faults.at(-1)!)
    if (kind === 'hang') this.#cluster.pause(index)
    else this.#cluster.crash(index)
  }

  #bringBack(): void {
    const { nowMs } = this.#cluster
    for (const [index, fault] of this.#away) {
      if (nowMs - fault.atMs < AWAY_MS) continue
      this.#away.delete(index)
      this.#backMs.set(index, nowMs)
      fault.isOver = true
      if (fault.kind === 'hang') this.#cluster.resume(index)
      else this.#cluster.restart(index)
    }
  }

  #write(): void {
    const index = this.#random.int(this.#options.nodes)
    if (this.#cluster.state(index) !== 'running') return
    const load = Math.round(this.#random.next() * 100) / 100
    this.#cluster.step(index, { kind: 'set-metadata', value: { load, apiPort: 7070 } })
    if (this.#random.next() > 0.1) return
    const state = this.#random.next() < 0.2 ? 'critical' : 'passing'
    const records: OwnHealth[] = [{ endpointId: `e${index}`, state, weight: 1, output: '' }]
    this.#cluster.step(index, { kind: 'set-health', records, wallMs: this.#cluster.nowMs })
  }

  #meter({ kind, encode }: Dispatch): void {
    const copies = kind === 'publish' ? 1 + MESH_DEGREE : 1
    this.#messages += copies
    if (this.#random.int(SAMPLE) === 0) this.#bytes[kind] += encode().length * copies * SAMPLE
  }

  #see({ atMs, observer, event }: Sighting): void {
    const about = Number(event.name.slice(1))
    const fault = this.#away.get(about)
    if (event.liveness === 'dead' && fault !== undefined) {
      if (!fault.seenMs.has(observer)) fault.seenMs.set(observer, atMs - fault.atMs)
      return
    }
    // What was said of an absence may still be on its way, or wait for who was away itself.
    const backMs = (index: number) => this.#backMs.get(index) ?? Number.NEGATIVE_INFINITY
    if (atMs - Math.max(backMs(about), backMs(observer)) < LATE_WORD_MS) return
    if (event.liveness === 'suspect' && fault === undefined) this.#suspicions++
    if (event.liveness !== 'dead') return
    this.#falseDeaths++
    this.#falselyDead.add(about)
  }

  #report(): LargeClusterReport {
    const { nodes, seconds } = this.#options
    const each = nodes * seconds
    const bytes = Object.values(this.#bytes).reduce((sum, value) => sum + value, 0)
    const shares = Object.entries(this.#bytes).map(([kind, value]) => [kind, value / each])
    return {
      nodes,
      crashes: this.#detection('crash'),
      hangs: this.#detection('hang'),
      suspicions: this.#suspicions,
      falseDeaths: this.#falseDeaths,
      falselyDead: this.#falselyDead.size,
      messagesPerNodeSecond: this.#messages / each,
      bytesPerNodeSecond: bytes / each,
      bytesByKind: Object.fromEntries(shares) as Record<Dispatch['kind'], number>,
    }
  }

  #detection(kind: Fault['kind']): Detection {
    const faults = this.#faults.filter(fault => fault.kind === kind && fault.isOver)
    // Others are away at the same time; nine tenths of the members are everybody who is there.
    const wanted = Math.floor(0.9 * this.#options.nodes)
    const known = faults.map(({ seenMs }) => [...seenMs.values()].sort((a, b) => a - b))
    const complete = known.filter(times => times.length >= wanted)
    const all = complete.map(times => times[wanted - 1]!)
    return {
      faults: faults.length,
      firstP50Ms: quantile(
        known.filter(times => times.length > 0).map(times => times[0]!),
        0.5,
      ),
      allP50Ms: quantile(all, 0.5),
      allMaxMs: Math.max(0, ...all),
      missed: faults.length - complete.length,
    }
  }
}
