/**
 * One check of one endpoint: its state, the results behind it and their statistics.
 *
 * Pure: results and times come in. The runner has one for every check it runs.
 */

import type { CheckSpec, HealthState, ProbeOutcome, ProbeResult } from './check.ts'
import { Hysteresis } from './hysteresis.ts'
import { CheckRecorder, type CheckStatistics } from './statistics.ts'

/** One result, as kept in the history. */
export type CheckResult = ProbeResult & {
  /** Unix time. */
  readonly atMs: number
  /** State of the check after it. */
  readonly state: HealthState
}

/** A check as it is now. */
export type CheckStatus = {
  readonly endpointId: string
  readonly checkId: string
  readonly name: string
  readonly state: HealthState
  /** Unix time since when it is in this state. */
  readonly changedAtMs: number
  readonly lastOutcome: ProbeOutcome | null
  /** One line about the last result; empty before the first. */
  readonly output: string
  /** Failures in a row. */
  readonly failures: number
}

export class CheckTracker {
  readonly endpointId: string
  readonly spec: CheckSpec
  readonly #hysteresis: Hysteresis
  readonly #recorder = new CheckRecorder()
  readonly #historyMax: number
  readonly #history: CheckResult[] = []
  #changedAtMs: number

  constructor(
    endpointId: string,
    spec: CheckSpec,
    startedMs: number,
    wallMs: number,
    historyMax: number,
  ) {
    this.endpointId = endpointId
    this.spec = spec
    this.#hysteresis = new Hysteresis(spec, startedMs)
    this.#historyMax = historyMax
    this.#changedAtMs = wallMs
  }

  get state(): HealthState {
    return this.#hysteresis.state
  }

  get status(): CheckStatus {
    const last = this.#history.at(-1)
    return {
      endpointId: this.endpointId,
      checkId: this.spec.id,
      name: this.spec.name,
      state: this.state,
      changedAtMs: this.#changedAtMs,
      lastOutcome: last?.outcome ?? null,
      output: last?.output ?? '',
      failures: this.#hysteresis.failures,
    }
  }

  /** The last results, oldest first. */
  get history(): readonly CheckResult[] {
    return this.#history
  }

  statistics(nowMs: number): CheckStatistics {
    return this.#recorder.read(nowMs)
  }

  /** Takes a result of `nowMs` (monotonic), which is `wallMs` for people. */
  apply(result: ProbeResult, nowMs: number, wallMs: number): CheckResult {
    const before = this.state
    const state = this.#hysteresis.apply(result.outcome, nowMs)
    if (state !== before) this.#changedAtMs = wallMs
    this.#recorder.record(result.outcome, result.responseTimeMs, state, nowMs)
    const entry = { ...result, atMs: wallMs, state }
    this.#history.push(entry)
    if (this.#history.length > this.#historyMax) this.#history.shift()
    return entry
  }
}
