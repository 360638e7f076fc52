/**
 * Health monitoring as a library: works alone, in memory, without a cluster.
 *
 * It runs the checks that are registered with it, remembers their results, and emits an event on
 * every change. Inside a node the `CheckRunner` does the same for the node's endpoints.
 */

import { EventEmitter } from 'node:events'
import { type Clock, PolisError, type Random, systemClock, systemRandom } from '@polis/base'
import type { HealthState } from '../check.ts'
import type { CheckChange, CheckResult, CheckStatus } from '../check-tracker.ts'
import type { RunnerConfig } from '../config.ts'
import type { HealthErrorCode } from '../errors.ts'
import type { HealthCheck } from '../health-check.ts'
import type { CheckStatistics } from '../statistics.ts'
import { type HealthSummary, summarize, summaryOf } from '../summary.ts'
import { CheckRunner, type CheckTarget } from './check-runner.ts'
import type { Probe } from './prober.ts'

export type HealthMonitorOptions = {
  readonly clock?: Clock
  readonly random?: Random
  readonly config?: RunnerConfig
  readonly probe?: Probe
}

/** A check has come to another state. */
export type HealthChange = {
  readonly check: HealthCheck
  readonly previous: HealthState
  readonly state: HealthState
  /** Unix time. */
  readonly atMs: number
  readonly output: string
  /** Why, in one line: `3 failures in a row: HTTP 503`. */
  readonly cause: string
}

export type HealthMonitorEvents = {
  change: [HealthChange]
  result: [HealthCheck, CheckResult]
}

type Registered = { readonly check: HealthCheck; state: HealthState; last: CheckResult | null }

export class HealthMonitor extends EventEmitter<HealthMonitorEvents> {
  readonly #clock: Clock
  readonly #runner: CheckRunner
  readonly #checks = new Map<string, Registered>()

  constructor(options: HealthMonitorOptions = {}) {
    super()
    this.#clock = options.clock ?? systemClock
    const random = options.random ?? systemRandom()
    const { config, probe } = options
    this.#runner = new CheckRunner({
      clock: this.#clock,
      random,
      ...(config && { config }),
      ...(probe && { probe }),
    })
    this.#runner.onResult((id, result, change) => this.#onResult(id, result, change))
  }

  /** Begins to check what is registered, now and later. */
  async start(): Promise<void> {
    this.#runner.start()
  }

  /** Ends every probe; registered checks stay registered. */
  async stop(): Promise<void> {
    this.#runner.stop()
  }

  /** Adds a check, or replaces the one of that id. Throws `health/bad-check`. */
  async registerCheck(check: HealthCheck): Promise<void> {
    const { spec } = check
    const target: CheckTarget = {
      key: check.id,
      endpointId: check.targetId,
      address: check.host,
      ports: spec.port === null ? [] : [{ target: spec.port, port: spec.port }],
      checks: [spec],
      startedAtMs: this.#clock.wallMs(),
    }
    if (spec.port === null) {
      throw new PolisError<HealthErrorCode>('health/bad-check', {
        message: `check ${check.id}: port is missing`,
        hint: 'say which port to dial, with withPort(8080)',
        fields: { checkId: check.id },
      })
    }
    this.#checks.set(check.id, { check, state: spec.initial ?? 'unknown', last: null })
    this.#runner.removeTarget(check.id)
    this.#runner.setTarget(target)
  }

  /** Removes a check; false if there is none of that id. */
  async unregisterCheck(checkId: string): Promise<boolean> {
    this.#checks.delete(checkId)
    return this.#runner.removeTarget(checkId)
  }

  /** Runs a check at once and answers with its result. Throws `health/unknown-check`. */
  async executeCheck(checkId: string): Promise<CheckResult> {
    this.#find(checkId)
    return (await this.#runner.probeNow(checkId, checkId))!
  }

  /** The checks that are registered, by id. */
  listChecks(): HealthCheck[] {
    return [...this.#checks.values()].map(({ check }) => check)
  }

  /** Throws `health/unknown-check`. */
  getCheckStatus(checkId: string): CheckStatus {
    this.#find(checkId)
    return this.#runner.checks(checkId)[0]!
  }

  /** The last results, oldest first. Throws `health/unknown-check`. */
  getHistory(checkId: string): readonly CheckResult[] {
    this.#find(checkId)
    return this.#runner.history(checkId, checkId)!
  }

  /** Uptime and response times. Throws `health/unknown-check`. */
  getStatistics(checkId: string): CheckStatistics {
    this.#find(checkId)
    return this.#runner.statistics(checkId, checkId)!
  }

  /** All checks on one line, or those of one target, with what they were like lately. */
  async getHealthSummary(targetId?: string): Promise<HealthSummary> {
    const chosen = [...this.#checks.values()].filter(
      ({ check }) => targetId === undefined || check.targetId === targetId,
    )
    const counts = summarize(chosen.map(({ state }) => state))
    const worst = chosen.filter(({ state }) => state === counts.overallStatus)
    const lastOutput = worst
      .flatMap(({ last }) => last ?? [])
      .reduce<CheckResult | null>((a, b) => (a === null || b.atMs >= a.atMs ? b : a), null)?.output
    const statistics = this.#runner.statisticsOf(chosen.map(({ check }) => check.id))
    return summaryOf(counts, statistics, lastOutput ?? '')
  }

  #onResult(checkId: string, result: CheckResult, change: CheckChange | undefined): void {
    const registered = this.#checks.get(checkId)
    if (registered === undefined) return
    const { check } = registered
    registered.state = result.state
    registered.last = result
    this.emit('result', check, result)
    if (change === undefined) return
    const { previous, state, atMs, cause } = change
    this.emit('change', { check, previous, state, atMs, output: result.output, cause })
  }

  #find(checkId: string): Registered {
    const registered = this.#checks.get(checkId)
    if (registered !== undefined) return registered
    throw new PolisError<HealthErrorCode>('health/unknown-check', {
      message: `no check '${checkId}' is registered`,
      fields: { checkId },
    })
  }
}
