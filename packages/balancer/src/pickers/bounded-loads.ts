/**
 * Consistent hashing with bounded loads (Mirrokni, Thorup, Zadimoghaddam 2016): no endpoint holds
 * more than `factor` times the mean, so a hot key cannot sink its owner.
 *
 * An endpoint takes a request while it has fewer than ⌈factor × m × w/W⌉ in flight, m the requests
 * of the service with this one, w its weight and W the sum of weights. A key whose owner is full
 * jumps to further owners of its own (Chen, Coleman, Shrivastava 2019) and not to the neighbour on
 * the ring, which would pass a flood on from one to the next.
 */

import { BOUNDED_LOAD_PROBES } from '../config.ts'
import { rehash } from '../hash.ts'
import type { Candidate, HashPicker, Loads, Picker, PickRequest } from './picker.ts'

/** Numbers of attempts that one attempt of a request may use up while it looks for room. */
const ATTEMPT_STRIDE = BOUNDED_LOAD_PROBES

export class BoundedLoads implements Picker {
  readonly #inner: HashPicker
  readonly #inFlight: Int32Array
  readonly #serviceSlot: number
  readonly #factor: number
  #candidates: readonly Candidate[] = []
  #weight = 0

  /** The service counts in `serviceSlot`, each request before it is picked for. */
  constructor(inner: HashPicker, loads: Loads, serviceSlot: number, factor: number) {
    this.#inner = inner
    this.#inFlight = loads.inFlight
    this.#serviceSlot = serviceSlot
    this.#factor = factor
  }

  update(candidates: readonly Candidate[]): void {
    this.#candidates = candidates
    this.#weight = candidates.reduce((sum, { weight }) => sum + weight, 0)
    this.#inner.update(candidates)
  }

  pick(request: PickRequest): Candidate | undefined {
    const inFlight = this.#inFlight
    const perWeight = this.#capacityPerWeight()
    const first = request.attempt * ATTEMPT_STRIDE
    for (let probe = 0; probe < BOUNDED_LOAD_PROBES; probe++) {
      const candidate = this.#inner.ownerOf(rehash(request.hash, first + probe))
      if (candidate === undefined) return undefined
      if (inFlight[candidate.slot]! < Math.ceil(perWeight * candidate.weight)) return candidate
    }
    return this.#leastLoaded()
  }

  /** Requests that a unit of weight may hold, the one that is to be placed included. */
  #capacityPerWeight(): number {
    const requests = Math.max(1, this.#inFlight[this.#serviceSlot]!)
    return (this.#factor * requests) / this.#weight
  }

  /** Where chance found no room there still is some: not all can be above the mean. */
  #leastLoaded(): Candidate | undefined {
    let best: Candidate | undefined
    let least = Number.POSITIVE_INFINITY
    for (const candidate of this.#candidates) {
      const load = (this.#inFlight[candidate.slot]! + 1) / candidate.weight
      if (load >= least) continue
      least = load
      best = candidate
    }
    return best
  }
}
