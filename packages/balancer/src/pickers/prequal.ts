/**
 * Prequal (Wydrowski et al., NSDI 2024): probes of load and latency, and the hot-cold rule.
 *
 * A small pool of endpoints is kept, some of them drawn anew for every pick. Those with more in
 * flight than a quantile of the pool are hot; of the cold ones the fastest is taken, so latency
 * decides while there is room and load as soon as there is not. A probe is a read of memory here:
 * what all threads of this node have in flight there, and what other nodes said they have. So it is
 * never stale, and is not used up by a pick as the paper's are.
 */

import type { Random } from '@polis/base'
import {
  LATENCY_DEFAULT_MS,
  LATENCY_TAU_MS,
  PREQUAL_HOT_QUANTILE,
  PREQUAL_LATENCY_MARGIN,
  PREQUAL_POOL,
  PREQUAL_PROBES,
} from '../config.ts'
import type { Candidate, Loads, Picker, PickRequest } from './picker.ts'
import { WeightedDraw } from './weighted-draw.ts'

const HOT_RANK = Math.floor(PREQUAL_HOT_QUANTILE * (PREQUAL_POOL - 1))

/**
 * How much of a latency is left after `x` time constants: 1/(1+x+x²/2), which is e⁻ˣ to within 2 %
 * up to half a time constant and costs a fraction of it.
 */
function remaining(x: number): number {
  return 1 / (1 + x + (x * x) / 2)
}

export class Prequal implements Picker {
  readonly #loads: Loads
  readonly #remote: Int32Array
  readonly #draw: WeightedDraw
  /** Who is in each place of the pool, with what load; and the loads once more, in order. */
  readonly #pool = new Int32Array(PREQUAL_POOL)
  readonly #load = new Float64Array(PREQUAL_POOL)
  readonly #sorted = new Float64Array(PREQUAL_POOL)
  #newest = 0
  #candidates: readonly Candidate[] = []
  #slots = new Int32Array(0)
  #shares = new Float64Array(0)

  constructor(loads: Loads, random: Random) {
    this.#loads = loads
    this.#remote = loads.remoteInFlight ?? new Int32Array(loads.inFlight.length)
    this.#draw = new WeightedDraw(random)
  }

  update(candidates: readonly Candidate[]): void {
    this.#candidates = candidates
    const weights = candidates.map(({ weight }) => weight)
    const mean = weights.reduce((sum, weight) => sum + weight, 0) / weights.length
    this.#slots = Int32Array.from(candidates, ({ slot }) => slot)
    this.#shares = Float64Array.from(weights, weight => mean / weight)
    this.#draw.update(weights)
    if (candidates.length > 0) for (let i = 0; i < PREQUAL_POOL; i++) this.#probe()
  }

  pick(request: PickRequest): Candidate | undefined {
    const candidates = this.#candidates
    if (candidates.length < 2) return candidates[0]
    for (let i = 0; i < PREQUAL_PROBES; i++) this.#probe()
    this.#read()
    return candidates[this.#pool[this.#choose(this.#sorted[HOT_RANK]!, request.nowMs)]!]
  }

  #probe(): void {
    this.#newest = this.#newest + 1 === PREQUAL_POOL ? 0 : this.#newest + 1
    this.#pool[this.#newest] = this.#draw.draw()
  }

  /** Reads the load of everybody in the pool, and sorts a copy (16 numbers, by insertion). */
  #read(): void {
    const pool = this.#pool
    const load = this.#load
    const sorted = this.#sorted
    const slots = this.#slots
    const shares = this.#shares
    const remote = this.#remote
    const { inFlight } = this.#loads
    for (let place = 0; place < PREQUAL_POOL; place++) {
      const index = pool[place]!
      const slot = slots[index]!
      const value = (inFlight[slot]! + remote[slot]!) * shares[index]!
      load[place] = value
      let at = place
      for (; at > 0 && sorted[at - 1]! > value; at--) sorted[at] = sorted[at - 1]!
      sorted[at] = value
    }
  }

  /**
   * The place of the fastest that has at most `hotLoad` in flight; there is always one. The newest
   * probe comes first and is left only for one that is clearly faster, or about as fast and less
   * loaded; so equals share by weight.
   */
  #choose(hotLoad: number, nowMs: number): number {
    const pool = this.#pool
    const load = this.#load
    const slots = this.#slots
    const { latencyMs: latencies, latencyAtMs } = this.#loads
    let best = -1
    let bestMs = 0
    let bestLoad = 0
    let place = this.#newest
    for (let i = 0; i < PREQUAL_POOL; i++) {
      const own = load[place]!
      if (own <= hotLoad) {
        const slot = slots[pool[place]!]!
        const atMs = latencyAtMs[slot]!
        const ageMs = nowMs > atMs ? nowMs - atMs : 0
        const latencyMs =
          atMs === 0 ? LATENCY_DEFAULT_MS : latencies[slot]! * remaining(ageMs / LATENCY_TAU_MS)
        const isFaster = latencyMs < bestMs * PREQUAL_LATENCY_MARGIN
        const isAsFast = latencyMs * PREQUAL_LATENCY_MARGIN <= bestMs
        if (best < 0 || isFaster || (isAsFast && own < bestLoad)) {
          best = place
          bestMs = latencyMs
          bestLoad = own
        }
      }
      place = place === 0 ? PREQUAL_POOL - 1 : place - 1
    }
    return best
  }
}
