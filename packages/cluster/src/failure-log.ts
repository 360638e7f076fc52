/**
 * Which tasks failed lately, where and when: what back-off and placement look at.
 *
 * Replicated, so that a new leader neither forgets a crash loop nor tries a bad node again at once
 * (forgotten limits are a known complaint about other schedulers).
 */

import { TASK_FAILURES_KEPT } from './config.ts'

/** One task that ended although it was to run, or was restarted by its node. */
export type FailureRecord = {
  readonly slot: number
  readonly specRevision: number
  readonly nodeId: string
  readonly atMs: number
}

/** The last failures of each deployment, oldest first. */
export class FailureLog {
  #failures = new Map<string, readonly FailureRecord[]>()

  of(deploymentId: string): readonly FailureRecord[] {
    return this.#failures.get(deploymentId) ?? []
  }

  add(deploymentId: string, failure: FailureRecord): void {
    const all = [...this.of(deploymentId), failure]
    this.#failures.set(deploymentId, all.slice(-TASK_FAILURES_KEPT))
  }

  forget(deploymentId: string): void {
    this.#failures.delete(deploymentId)
  }

  /** All of it as plain data, by ascending deployment. */
  entries(): [string, readonly FailureRecord[]][] {
    return [...this.#failures].sort(([a], [b]) => (a < b ? -1 : 1))
  }

  restore(entries: readonly (readonly [string, readonly FailureRecord[]])[]): void {
    this.#failures = new Map(entries)
  }
}
