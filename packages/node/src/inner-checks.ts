/**
 * The checks inside the containers of this node: what their engine last said of each.
 *
 *     driver ─► taken ─► one more check of the endpoint, which the runner is told of ─► as others
 *
 * The engine's word is kept for as long as the container runs, because an endpoint whose checks are
 * replaced must not have to wait for the next result.
 */

import {
  type CheckSpec,
  type CheckStatus,
  type HealthState,
  healthcheckSpec,
  healthcheckState,
  type ProbeResult,
} from '@polis/health'
import type { InnerCheck } from '@polis/runtime'

type InnerResult = InnerCheck['results'][number]

/** A result of such a check, and the state that follows from it. */
export type InnerNews = {
  readonly result: ProbeResult
  /** Unix time. */
  readonly atMs: number
  readonly state: HealthState
}

/** Results kept: as many as the engine keeps. */
const RESULTS_KEPT = 5

export class InnerChecks {
  readonly #byTask = new Map<string, { readonly run: number; readonly check: InnerCheck }>()

  take(taskId: string, run: number, check: InnerCheck): void {
    const before = this.#byTask.get(taskId)
    const known = before?.run === run ? before.check.results : []
    const results = [...known, ...check.results].slice(-RESULTS_KEPT)
    this.#byTask.set(taskId, { run, check: { ...check, results } })
  }

  /** Forgets all but `isKept`. */
  prune(isKept: (taskId: string) => boolean): void {
    for (const taskId of this.#byTask.keys()) if (!isKept(taskId)) this.#byTask.delete(taskId)
  }

  /** The checks of a task whose service has `others`: those, and that of its container. */
  withOwn(taskId: string, others: readonly CheckSpec[]): readonly CheckSpec[] {
    const check = this.#byTask.get(taskId)?.check
    return check === undefined ? others : [...others, healthcheckSpec(others, check)]
  }

  /** Tasks whose container has a check. */
  taskIds(): string[] {
    return [...this.#byTask.keys()]
  }

  /** What the runner, which has the check at `status`, has not been told yet; `wallMs` is now. */
  newsOf(taskId: string, status: CheckStatus, wallMs: number): InnerNews[] {
    const check = this.#byTask.get(taskId)?.check
    if (check === undefined) return []
    const { state, results } = check
    const fresh = results.filter(({ endedAtMs }) => endedAtMs > (status.lastAtMs ?? 0))
    const last = results.at(-1)
    // It was told before, but not to this check, which has begun anew.
    const isAnew = fresh.length === 0 && status.state === 'unknown' && state !== 'starting'
    if (isAnew && last !== undefined)
      return [newsOf(last, healthcheckState(state, outcomeOf(last)), wallMs)]
    let before = status.state
    return fresh.map(result => {
      const outcome = outcomeOf(result)
      if (result === last) before = healthcheckState(state, outcome)
      else if (outcome === 'pass') before = state === 'starting' ? 'unknown' : 'passing'
      else if (before === 'passing') before = 'warning'
      return newsOf(result, before, result.endedAtMs)
    })
  }
}

function newsOf(result: InnerResult, state: HealthState, atMs: number): InnerNews {
  const { startedAtMs, endedAtMs } = result
  const responseTimeMs = Math.max(0, endedAtMs - startedAtMs)
  return {
    result: { outcome: outcomeOf(result), output: wordsOf(result), responseTimeMs },
    atMs,
    state,
  }
}

function outcomeOf({ exitCode }: InnerResult): 'pass' | 'fail' {
  return exitCode === 0 ? 'pass' : 'fail'
}

/** As a command check has it: what it said, and how it ended unless that was well. */
function wordsOf({ exitCode, output }: InnerResult): string {
  const text = output.trim()
  // With -1 the engine itself says that its time was over.
  if (text !== '' && (exitCode === 0 || exitCode === -1)) return text
  return text === '' ? `exit code ${exitCode}` : `exit code ${exitCode}: ${text}`
}
