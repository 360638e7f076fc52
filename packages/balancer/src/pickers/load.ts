/**
 * Pickers that look at the load: least connections, power of two choices and peak EWMA.
 *
 * Power of two choices (Mitzenmacher 1996) draws two endpoints and takes the better: its fullest
 * endpoint is O(log log n) above the mean, and threads that decide at once do not all run to the
 * same one. Peak EWMA (Finagle) multiplies the load with a latency average that jumps up at once
 * and comes down slowly, so a slow replica is avoided after one slow answer.
 */

import type { Random } from '@polis/base'
import { LATENCY_DEFAULT_MS, LATENCY_TAU_MS, LEAST_CONNECTIONS_WINDOW } from '../config.ts'
import type { Candidate, Loads, Picker, PickRequest } from './picker.ts'

/**
 * The endpoint with the fewest requests in flight for its weight; ties rotate. Exact up to 128
 * endpoints. Beyond, each pick compares the next 128, so an idle one is found within n/128 picks.
 */
export class LeastConnections implements Picker {
  readonly #inFlight: Int32Array
  #candidates: readonly Candidate[] = []
  #slots = new Int32Array(0)
  #shares = new Float64Array(0)
  #start: number

  constructor(loads: Loads, start = 0) {
    this.#inFlight = loads.inFlight
    this.#start = start
  }

  update(candidates: readonly Candidate[]): void {
    this.#candidates = candidates
    this.#slots = Int32Array.from(candidates.map(({ slot }) => slot))
    this.#shares = Float64Array.from(candidates.map(({ weight }) => 1 / weight))
  }

  pick(): Candidate | undefined {
    const candidates = this.#candidates
    const count = candidates.length
    if (count === 0) return undefined
    const window = Math.min(count, LEAST_CONNECTIONS_WINDOW)
    let index = this.#start < count ? this.#start : this.#start % count
    this.#start = index + (window < count ? window : 1)
    const [inFlight, slots, shares] = [this.#inFlight, this.#slots, this.#shares]
    let best = index
    let least = Number.POSITIVE_INFINITY
    for (let i = 0; i < window; i++) {
      // Plain reads: another thread's count may be a moment old, and is so anyway by the next line.
      const load = (inFlight[slots[index]!]! + 1) * shares[index]!
      if (load < least) {
        least = load
        best = index
      }
      index = index + 1 === count ? 0 : index + 1
    }
    return candidates[best]
  }
}

/** Of two endpoints drawn at random, the one with fewer requests in flight for its weight. */
export class PowerOfTwoChoices implements Picker {
  readonly #loads: Loads
  readonly #random: Random
  #candidates: readonly Candidate[] = []

  constructor(loads: Loads, random: Random) {
    this.#loads = loads
    this.#random = random
  }

  update(candidates: readonly Candidate[]): void {
    this.#candidates = candidates
  }

  pick(request: PickRequest): Candidate | undefined {
    const candidates = this.#candidates
    const count = candidates.length
    if (count < 2) return candidates[0]
    const first = this.#random.int(count)
    const offset = 1 + this.#random.int(count - 1)
    const a = candidates[first]!
    const b = candidates[(first + offset) % count]!
    return this.cost(a, request) <= this.cost(b, request) ? a : b
  }

  protected cost(candidate: Candidate, _request: PickRequest): number {
    return relativeLoad(this.#loads, candidate)
  }
}

/** Of two endpoints drawn at random, the one with the smaller latency × (in flight + 1). */
export class PeakEwma extends PowerOfTwoChoices {
  readonly #latencies: Loads

  constructor(loads: Loads, random: Random) {
    super(loads, random)
    this.#latencies = loads
  }

  protected override cost(candidate: Candidate, request: PickRequest): number {
    const latencyMs = smoothedLatencyMs(this.#latencies, candidate.slot, request.nowMs)
    return latencyMs * relativeLoad(this.#latencies, candidate)
  }
}

function relativeLoad(loads: Loads, candidate: Candidate): number {
  return (Atomics.load(loads.inFlight, candidate.slot) + 1) / candidate.weight
}

/** The latency of `slot` as of `nowMs`; it decays while there is no sample. */
function smoothedLatencyMs(loads: Loads, slot: number, nowMs: number): number {
  const atMs = loads.latencyAtMs[slot]!
  if (atMs === 0) return LATENCY_DEFAULT_MS
  return loads.latencyMs[slot]! * Math.exp(-Math.max(0, nowMs - atMs) / LATENCY_TAU_MS)
}

/** Takes a sample: a rise counts in full at once, a fall with the weight of the time passed. */
export function recordLatency(loads: Loads, slot: number, sampleMs: number, nowMs: number): void {
  const atMs = loads.latencyAtMs[slot]!
  const before = loads.latencyMs[slot]!
  if (atMs === 0 || sampleMs > before) {
    loads.latencyMs[slot] = sampleMs
  } else {
    const keep = Math.exp(-Math.max(0, nowMs - atMs) / LATENCY_TAU_MS)
    loads.latencyMs[slot] = before * keep + sampleMs * (1 - keep)
  }
  loads.latencyAtMs[slot] = nowMs
}
