/**
 * The latest evaluations of every policy, holds among them, in bounded memory.
 *
 * Changes of a count go into the replicated log; what was looked at and left alone is kept here, so
 * that "why did it not scale?" has an answer. Policies share the room evenly: a few are remembered
 * for an hour, a thousand for some minutes.
 */

import {
  EVALUATIONS_MAX,
  EVALUATIONS_MIN_PER_POLICY,
  EVALUATIONS_PER_POLICY_MAX,
} from './config.ts'

/** What a ring needs to know of an evaluation. */
export type Evaluated = { readonly policyId: string; readonly timeMs: number }

/** Evaluations by policy. */
export class EvaluationRing<T extends Evaluated> {
  readonly #byPolicy = new Map<string, T[]>()

  /** Keeps `evaluation`, the newest of its policy, and forgets the oldest beyond the bound. */
  add(evaluation: T): void {
    const { policyId } = evaluation
    const own = this.#byPolicy.get(policyId) ?? []
    this.#byPolicy.set(policyId, own)
    own.push(evaluation)
    const limit = evaluationsKept(this.#byPolicy.size)
    if (own.length > limit) own.splice(0, own.length - limit)
  }

  /**
   * Up to `limit` evaluations of each of `policyIds` (of all without it) from before `beforeMs`,
   * newest first.
   */
  latest(
    limit: number,
    policyIds: Iterable<string> = this.#byPolicy.keys(),
    beforeMs = Number.POSITIVE_INFINITY,
  ): T[] {
    const found: T[] = []
    for (const id of [...policyIds].sort()) {
      const all = this.#byPolicy.get(id) ?? []
      const own = all.slice(0, all.findLastIndex(({ timeMs }) => timeMs < beforeMs) + 1)
      found.push(...own.slice(Math.max(0, own.length - limit)).reverse())
    }
    return found.sort((a, b) => b.timeMs - a.timeMs)
  }

  /** Forgets policies that are no more. */
  prune(hasPolicy: (id: string) => boolean): void {
    for (const id of this.#byPolicy.keys()) if (!hasPolicy(id)) this.#byPolicy.delete(id)
  }
}

/** Evaluations kept for each of `policies` policies. */
export function evaluationsKept(policies: number): number {
  const share = Math.floor(EVALUATIONS_MAX / Math.max(1, policies))
  return Math.min(EVALUATIONS_PER_POLICY_MAX, Math.max(EVALUATIONS_MIN_PER_POLICY, share))
}
