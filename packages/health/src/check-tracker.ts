/**
 * One check of one endpoint: its state, the results behind it and their statistics.
 *
 * Pure: results and times come in. The runner has one for every check it runs.
 */

import type { CheckSpec, CheckType, HealthState, ProbeOutcome, ProbeResult } from './check.ts'
import type { CheckMemory } from './check-memory.ts'
import { Hysteresis } from './hysteresis.ts'
import { CheckRecorder, type CheckStatistics } from './statistics.ts'

/** One result, as kept in the history. */
export type CheckResult = ProbeResult & {
  /** Unix time. */
  readonly atMs: number
  /** State of the check after it. */
  readonly state: HealthState
  /** Nobody looked for so long before it, because the node did not run; absent for no time. */
  readonly unobservedMs?: number
}

/** A check as it is now. */
export type CheckStatus = {
  readonly endpointId: string
  readonly checkId: string
  readonly name: string
  readonly type: CheckType
  readonly purpose: 'readiness' | 'liveness'
  readonly state: HealthState
  /** Unix time since when it is in this state. */
  readonly changedAtMs: number
  /** Why it came to this state; empty before the first change. */
  readonly cause: string
  readonly lastOutcome: ProbeOutcome | null
  /** Unix time of the last result; null before the first. */
  readonly lastAtMs: number | null
  /** One line about the last result; empty before the first. */
  readonly output: string
  /** Failures in a row. */
  readonly failures: number
}

/** A check has come to another state. */
export type CheckChange = {
  readonly endpointId: string
  readonly checkId: string
  readonly previous: HealthState
  readonly state: HealthState
  /** Unix time. */
  readonly atMs: number
  /** Why, in one line: `3 failures in a row: HTTP 503`. */
  readonly cause: string
}

export type HistoryBounds = { readonly historyMax: number; readonly historyAgeMs: number }

export class CheckTracker {
  readonly endpointId: string
  readonly spec: CheckSpec
  readonly recorder = new CheckRecorder()
  readonly #hysteresis: Hysteresis
  readonly #bounds: HistoryBounds
  #history: CheckResult[] = []
  #changedAtMs: number
  #cause = ''
  /** How long nobody looked, until the first result after that. */
  #unobservedMs: number | undefined

  /** `startedMs` is when its endpoint was started, by the clock of `apply`; `wallMs` is now. */
  constructor(
    endpointId: string,
    spec: CheckSpec,
    startedMs: number,
    wallMs: number,
    bounds: HistoryBounds,
  ) {
    this.endpointId = endpointId
    this.spec = spec
    this.#hysteresis = new Hysteresis(spec, startedMs)
    this.#bounds = bounds
    this.#changedAtMs = wallMs
  }

  get state(): HealthState {
    return this.#hysteresis.state
  }

  /** True until a result has decided the state. */
  get isNew(): boolean {
    return this.#hysteresis.isNew
  }

  /** One line about the last result; empty before the first. */
  get output(): string {
    return this.#history.at(-1)?.output ?? ''
  }

  /** Unix time since when it is in this state. */
  get changedAtMs(): number {
    return this.#changedAtMs
  }

  get status(): CheckStatus {
    const last = this.#history.at(-1)
    return {
      endpointId: this.endpointId,
      checkId: this.spec.id,
      name: this.spec.name,
      type: this.spec.type,
      purpose: this.spec.purpose ?? 'readiness',
      state: this.state,
      changedAtMs: this.#changedAtMs,
      cause: this.#cause,
      lastOutcome: last?.outcome ?? null,
      lastAtMs: last?.atMs ?? null,
      output: last?.output ?? '',
      failures: this.#hysteresis.failures,
    }
  }

  /** The last results that are not too old, oldest first. */
  history(wallMs: number): readonly CheckResult[] {
    return this.#history.filter(({ atMs }) => atMs >= wallMs - this.#bounds.historyAgeMs)
  }

  statistics(nowMs: number): CheckStatistics {
    return this.recorder.read(nowMs)
  }

  /** What a later process needs to go on. */
  remember(nowMs: number, wallMs: number): CheckMemory {
    const history = this.history(wallMs)
    return { atMs: Math.round(wallMs), history, recorder: this.recorder.remember(nowMs) }
  }

  /** Goes on from what an earlier process remembered; before the first result. */
  recall(memory: CheckMemory, nowMs: number, wallMs: number): void {
    const agoMs = Math.max(0, wallMs - memory.atMs)
    this.#history = memory.history.slice(-this.#bounds.historyMax)
    this.recorder.recall(memory.recorder, agoMs, nowMs)
    this.#unobservedMs = Math.round(agoMs)
  }

  /**
   * Takes a result of `nowMs` (monotonic), which is `wallMs` for people; `told` is the state that
   * follows, if whoever has found it has decided that.
   */
  apply(result: ProbeResult, nowMs: number, wallMs: number, told?: HealthState): CheckResult {
    const before = this.state
    const { outcome: found } = result
    const hysteresis = this.#hysteresis
    const state = told ? hysteresis.told(found, told) : hysteresis.apply(found, nowMs)
    if (state !== before) {
      this.#changedAtMs = wallMs
      this.#cause = this.#causeOf(result)
    }
    this.recorder.record(result.outcome, result.responseTimeMs, state, nowMs)
    const last = this.#history.at(-1)
    // Most results say the same: then they share one text.
    const output = last?.output === result.output ? last.output : result.output
    const { outcome, responseTimeMs } = result
    const gap = this.#unobservedMs === undefined ? {} : { unobservedMs: this.#unobservedMs }
    this.#unobservedMs = undefined
    const entry: CheckResult = { outcome, output, responseTimeMs, atMs: wallMs, state, ...gap }
    this.#history.push(entry)
    const oldestMs = wallMs - this.#bounds.historyAgeMs
    while (this.#history.length > this.#bounds.historyMax || this.#history[0]!.atMs < oldestMs) {
      this.#history.shift()
    }
    return entry
  }

  /** The change that `entry`, just applied, has made; undefined if it has made none. */
  changeFrom(previous: HealthState, entry: CheckResult): CheckChange | undefined {
    if (previous === entry.state) return undefined
    return {
      endpointId: this.endpointId,
      checkId: this.spec.id,
      previous,
      state: entry.state,
      atMs: entry.atMs,
      cause: this.#cause,
    }
  }

  #causeOf({ outcome, output }: ProbeResult): string {
    const { failures } = this.#hysteresis
    if (outcome === 'warn') return `it warns: ${output}`
    if (outcome === 'pass') {
      const { successes } = this.spec
      return successes > 1 ? `${successes} successes in a row: ${output}` : output
    }
    return failures === 1 ? `a failure: ${output}` : `${failures} failures in a row: ${output}`
  }
}
