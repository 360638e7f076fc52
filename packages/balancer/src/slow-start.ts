/**
 * Slow start: an endpoint that joins others gets its share little by little.
 *
 *     weight × max(minFraction, (age / window)^(1 / aggression))      (Envoy)
 *
 * Caches are cold and code is not compiled yet; a full share at once would make its first clients
 * wait. Endpoints that a balancer meets at its own start were there before it and get no slow start
 * (HAProxy). Weights change in steps, since each change makes the picker anew.
 */

import { SLOW_START_STEPS } from './config.ts'
import type { Candidate } from './pickers/picker.ts'
import { type SlowStart, slowStartOf } from './policy.ts'

export class Ramp {
  readonly #policy: Required<SlowStart>
  readonly #hasWeights: boolean
  readonly #known = new Set<string>()
  /** When each that is still growing began. */
  readonly #since = new Map<string, number>()
  #nextChangeMs = Number.POSITIVE_INFINITY

  /** Without `hasWeights` all endpoints count the same once they are grown. */
  constructor(policy: SlowStart, hasWeights: boolean) {
    this.#policy = slowStartOf(policy)
    this.#hasWeights = hasWeights
  }

  /** When weights change next; `Infinity` while nobody is growing. */
  get nextChangeMs(): number {
    return this.#nextChangeMs
  }

  /** The endpoints of a new table; those that were not in the last one begin now. */
  update(candidates: readonly Candidate[], nowMs: number): void {
    const isStart = this.#known.size === 0
    const ids = new Set(candidates.map(({ id }) => id))
    for (const id of [...this.#known]) {
      if (ids.has(id)) continue
      this.#known.delete(id)
      this.#since.delete(id)
    }
    for (const id of ids) {
      if (this.#known.has(id)) continue
      this.#known.add(id)
      if (!isStart) this.#since.set(id, nowMs)
    }
  }

  /** The endpoint is back from where it could not serve: it begins anew. */
  restart(id: string, nowMs: number): void {
    if (this.#known.has(id)) this.#since.set(id, nowMs)
  }

  /** The candidates with their weights as of `nowMs`. */
  scaled(candidates: readonly Candidate[], nowMs: number): readonly Candidate[] {
    const { windowMs } = this.#policy
    for (const [id, sinceMs] of this.#since) {
      if (nowMs - sinceMs >= windowMs) this.#since.delete(id)
    }
    const stepMs = windowMs / SLOW_START_STEPS
    this.#nextChangeMs = this.#since.size === 0 ? Number.POSITIVE_INFINITY : nowMs + stepMs
    if (this.#since.size === 0 && this.#hasWeights) return candidates
    return candidates.map(candidate => {
      const sinceMs = this.#since.get(candidate.id)
      const fraction = sinceMs === undefined ? 1 : this.#fraction(nowMs - sinceMs)
      return { ...candidate, weight: (this.#hasWeights ? candidate.weight : 1) * fraction }
    })
  }

  #fraction(ageMs: number): number {
    const { windowMs, aggression, minFraction } = this.#policy
    return Math.max(minFraction, Math.min(1, ageMs / windowMs) ** (1 / aggression))
  }
}
