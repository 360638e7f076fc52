/**
 * Counters in memory that all threads of the node share, one row a service and one an endpoint.
 *
 * In-flight counts and latencies are node-wide cells, so that a pick in one thread sees the load of
 * the others. Everything else each thread counts in a block of its own, without atomics, and the
 * reader adds the blocks up. The control thread reads at any time, even while a data thread is
 * busy.
 */

import { assert } from '@polis/base'
import { COUNTER_ROWS_MAX } from './config.ts'
import {
  bucketOf,
  HISTOGRAM_BUCKETS,
  histogramQuantileMs,
  histogramSum,
} from './latency-histogram.ts'
import type { Loads } from './pickers/picker.ts'

/** What is counted in a row. */
const COUNTER_FIELDS = [
  'requests',
  'failures',
  'retries',
  'connectFailures',
  'bytesIn',
  'bytesOut',
  'ejections',
  'circuitOpen',
  'hedges',
  'dropped',
  'connections',
] as const
export type CounterField = (typeof COUNTER_FIELDS)[number]

const REQUESTS = 0
const FAILURES = 1
const RETRIES = 2
const CONNECT_FAILURES = 3
const BYTES_IN = 4
const BYTES_OUT = 5
const EJECTIONS = 6
const CIRCUIT_OPEN = 7
const HEDGES = 8
const DROPPED = 9
const CONNECTIONS = 10
const FIELDS = COUNTER_FIELDS.length

/** The shared memory itself; it can be posted to a thread. */
export type CounterMemory = {
  readonly rows: number
  /** Threads that serve, and those that have a block: whoever is replaced keeps its own to the end. */
  readonly threads: number
  readonly blocks: number
  readonly inFlight: SharedArrayBuffer
  readonly latencies: SharedArrayBuffer
  readonly remoteInFlight: SharedArrayBuffer
  readonly threadInFlight: SharedArrayBuffer
  readonly fields: SharedArrayBuffer
  readonly buckets: SharedArrayBuffer
}

/** A row as read: the sum over all threads since it was given out. */
export type CounterRow = Readonly<Record<CounterField, number>> & {
  readonly inFlight: number
  readonly latency: {
    readonly p50Ms: number
    readonly p90Ms: number
    readonly p99Ms: number
    /** Answers, and what they took together, since the row was cleared. */
    readonly count: number
    readonly sumMs: number
  }
}

/** Memory for `threads` data threads, all zero; `blocks` if some are being replaced. */
export function allocateCounters(
  threads: number,
  rows = COUNTER_ROWS_MAX,
  blocks = threads,
): CounterMemory {
  const words = rows * blocks
  return {
    rows,
    threads,
    blocks,
    inFlight: new SharedArrayBuffer(rows * 4),
    latencies: new SharedArrayBuffer(rows * 16),
    remoteInFlight: new SharedArrayBuffer(rows * 4),
    threadInFlight: new SharedArrayBuffer(words * 4),
    fields: new SharedArrayBuffer(words * FIELDS * 8),
    buckets: new SharedArrayBuffer(words * HISTOGRAM_BUCKETS * 4),
  }
}

/** One thread's view of the memory; `thread` is its number from 0. */
export class Counters implements Loads {
  readonly inFlight: Int32Array
  readonly latencyMs: Float64Array
  readonly latencyAtMs: Float64Array
  readonly remoteInFlight: Int32Array
  readonly #memory: CounterMemory
  readonly #thread: number
  readonly #threadInFlight: Int32Array
  readonly #fields: Float64Array
  readonly #buckets: Uint32Array

  constructor(memory: CounterMemory, thread: number) {
    assert(thread >= 0 && thread < memory.blocks, 'a thread within the memory')
    this.#memory = memory
    this.#thread = thread
    this.inFlight = new Int32Array(memory.inFlight)
    this.latencyMs = new Float64Array(memory.latencies, 0, memory.rows)
    this.latencyAtMs = new Float64Array(memory.latencies, memory.rows * 8, memory.rows)
    this.remoteInFlight = new Int32Array(memory.remoteInFlight)
    this.#threadInFlight = new Int32Array(memory.threadInFlight)
    this.#fields = new Float64Array(memory.fields)
    this.#buckets = new Uint32Array(memory.buckets)
  }

  /** Data threads that serve at a time. */
  get threads(): number {
    return this.#memory.threads
  }

  /** Something began on `row`. */
  begin(row: number): void {
    this.#threadInFlight[this.#at(row)]!++
    Atomics.add(this.inFlight, row, 1)
  }

  /** It ended. */
  end(row: number): void {
    this.#threadInFlight[this.#at(row)]!--
    Atomics.sub(this.inFlight, row, 1)
  }

  request(row: number): void {
    this.#fields[this.#at(row) * FIELDS + REQUESTS]!++
  }
  failure(row: number): void {
    this.#fields[this.#at(row) * FIELDS + FAILURES]!++
  }
  retry(row: number): void {
    this.#fields[this.#at(row) * FIELDS + RETRIES]!++
  }
  connectFailure(row: number): void {
    this.#fields[this.#at(row) * FIELDS + CONNECT_FAILURES]!++
  }

  /** An endpoint was left out because of what it did. */
  ejection(row: number): void {
    this.#fields[this.#at(row) * FIELDS + EJECTIONS]!++
  }
  /** A request was refused by a circuit breaker. */
  circuitOpen(row: number): void {
    this.#fields[this.#at(row) * FIELDS + CIRCUIT_OPEN]!++
  }
  /** A second copy of a request was sent. */
  hedge(row: number): void {
    this.#fields[this.#at(row) * FIELDS + HEDGES]!++
  }

  /** A datagram went nowhere: no endpoint, a bound reached, or the kernel did not take it. */
  dropped(row: number): void {
    this.#fields[this.#at(row) * FIELDS + DROPPED]!++
  }

  /** A connection to an endpoint was made. */
  connection(row: number): void {
    this.#fields[this.#at(row) * FIELDS + CONNECTIONS]!++
  }

  /** Bytes from the client (`bytesIn`) and to it (`bytesOut`). */
  bytes(row: number, bytesIn: number, bytesOut: number): void {
    const at = this.#at(row) * FIELDS
    this.#fields[at + BYTES_IN]! += bytesIn
    this.#fields[at + BYTES_OUT]! += bytesOut
  }

  latency(row: number, latencyMs: number): void {
    this.#buckets[this.#at(row) * HISTOGRAM_BUCKETS + bucketOf(latencyMs)]!++
  }

  /** Requests in flight on `row` in the whole node. */
  inFlightOf(row: number): number {
    return Atomics.load(this.inFlight, row)
  }

  /** The `fraction` quantile of the latencies that this thread saw on `row`; 0 without any. */
  quantileMs(row: number, fraction: number): number {
    const at = this.#at(row) * HISTOGRAM_BUCKETS
    return histogramQuantileMs(this.#buckets.subarray(at, at + HISTOGRAM_BUCKETS), fraction)
  }

  /** The sum over all threads. */
  read(row: number): CounterRow {
    const sums = new Array<number>(FIELDS).fill(0)
    const histogram = new Array<number>(HISTOGRAM_BUCKETS).fill(0)
    for (let thread = 0; thread < this.#memory.blocks; thread++) {
      const at = thread * this.#memory.rows + row
      for (let i = 0; i < FIELDS; i++) sums[i]! += this.#fields[at * FIELDS + i]!
      for (let i = 0; i < HISTOGRAM_BUCKETS; i++) {
        histogram[i]! += this.#buckets[at * HISTOGRAM_BUCKETS + i]!
      }
    }
    return {
      requests: sums[REQUESTS]!,
      failures: sums[FAILURES]!,
      retries: sums[RETRIES]!,
      connectFailures: sums[CONNECT_FAILURES]!,
      bytesIn: sums[BYTES_IN]!,
      bytesOut: sums[BYTES_OUT]!,
      ejections: sums[EJECTIONS]!,
      circuitOpen: sums[CIRCUIT_OPEN]!,
      hedges: sums[HEDGES]!,
      dropped: sums[DROPPED]!,
      connections: sums[CONNECTIONS]!,
      inFlight: this.inFlightOf(row),
      latency: {
        p50Ms: histogramQuantileMs(histogram, 0.5),
        p90Ms: histogramQuantileMs(histogram, 0.9),
        p99Ms: histogramQuantileMs(histogram, 0.99),
        ...histogramSum(histogram),
      },
    }
  }

  /** Makes a row that nobody uses any more ready for its next owner. */
  clear(row: number): void {
    for (let thread = 0; thread < this.#memory.blocks; thread++) {
      const at = thread * this.#memory.rows + row
      this.#fields.fill(0, at * FIELDS, (at + 1) * FIELDS)
      this.#buckets.fill(0, at * HISTOGRAM_BUCKETS, (at + 1) * HISTOGRAM_BUCKETS)
      this.#threadInFlight[at] = 0
    }
    Atomics.store(this.inFlight, row, 0)
    this.latencyMs[row] = 0
    this.latencyAtMs[row] = 0
    this.remoteInFlight[row] = 0
  }

  /** Takes back what a thread that died had in flight. */
  forgetThread(thread: number): void {
    for (let row = 0; row < this.#memory.rows; row++) {
      const at = thread * this.#memory.rows + row
      if (this.#threadInFlight[at] === 0) continue
      Atomics.sub(this.inFlight, row, this.#threadInFlight[at]!)
      this.#threadInFlight[at] = 0
    }
  }

  #at(row: number): number {
    return this.#thread * this.#memory.rows + row
  }
}
