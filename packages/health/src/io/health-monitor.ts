/**
 * Health monitoring as a library: works alone, in memory, without a cluster.
 *
 * It runs the checks that are registered with it, remembers their results, and emits an event on
 * every change. Inside a node the `CheckRunner` does the same for the node's endpoints. Whoever
 * uses the library is the operator: commands and any address but link-local ones are allowed.
 */

import { EventEmitter } from 'node:events'
import {
  type Clock,
  durationMs,
  PolisError,
  type Random,
  systemClock,
  systemRandom,
} from '@polis/base'
import { type CheckSpec, combineStates, type HealthState, type ProbeOutcome } from '../check.ts'
import { dialsPort } from '../check-kinds.ts'
import type { CheckChange, CheckResult, CheckStatus } from '../check-tracker.ts'
import type { RunnerConfig } from '../config.ts'
import type { HealthErrorCode } from '../errors.ts'
import type { HealthCheck } from '../health-check.ts'
import { type HealthReport, healthReport } from '../report.ts'
import type { CheckStatistics } from '../statistics.ts'
import { type HealthSummary, summarize, summaryOf } from '../summary.ts'
import { CheckRunner } from './check-runner.ts'
import type { CheckTarget } from './check-target.ts'
import { CustomChecks, type CustomFunction } from './custom-checks.ts'
import { createProbe, type Probe } from './prober.ts'

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
  /** A check was critical for longer than it may be, and is gone. */
  deregistered: [HealthCheck]
}

type Registered = {
  readonly check: HealthCheck
  /** Ms that it may be critical. */
  readonly criticalMsMax: number
  state: HealthState
  last: CheckResult | null
}

export class HealthMonitor extends EventEmitter<HealthMonitorEvents> {
  readonly #clock: Clock
  readonly #runner: CheckRunner
  readonly #custom = new CustomChecks()
  readonly #checks = new Map<string, Registered>()

  constructor(options: HealthMonitorOptions = {}) {
    super()
    this.#clock = options.clock ?? systemClock
    const random = options.random ?? systemRandom()
    this.#runner = new CheckRunner({
      clock: this.#clock,
      random,
      ...(options.config && { config: options.config }),
      probe: options.probe ?? createProbe(this.#clock, { custom: this.#custom }),
      serviceState: targetId => this.#stateOfTarget(targetId),
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
    this.#custom.close()
  }

  /**
   * Gives checks of type `custom` the code that their `use` names: a function that uses nothing
   * around it, or the path of a module that exports `check`. It runs in a thread of its own.
   */
  registerCustom(name: string, code: CustomFunction | string): void {
    this.#custom.register(name, code)
  }

  /**
   * Takes what an application says of itself, for a check of type `ttl`. Throws
   * `health/unknown-check`.
   */
  report(checkId: string, outcome: ProbeOutcome, output = ''): void {
    this.#find(checkId)
    if (this.#runner.report(checkId, checkId, outcome, output)) return
    throw new PolisError<HealthErrorCode>('health/unknown-check', {
      message: `check '${checkId}' is not of type ttl`,
      fields: { checkId },
    })
  }

  /** Adds a check, or replaces the one of that id. Throws `health/bad-check`. */
  async registerCheck(check: HealthCheck): Promise<void> {
    const { spec } = check
    const port = portOf(spec)
    const target: CheckTarget = {
      key: check.id,
      endpointId: check.targetId,
      address: check.host,
      ports: port === null ? [] : [{ target: port, port }],
      checks: [spec],
      startedAtMs: this.#clock.wallMs(),
    }
    const criticalMsMax =
      check.deregisterAfter === null ? Number.POSITIVE_INFINITY : durationMs(check.deregisterAfter)
    const state = spec.initial ?? 'unknown'
    this.#checks.set(check.id, { check, criticalMsMax, state, last: null })
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

  /** Every check, or those of one target, with all that is known of it; see `reportMarkdown`. */
  async getHealthReport(targetId?: string): Promise<HealthReport> {
    const lines = [...this.#checks.values()].flatMap(({ check }) => {
      if (targetId !== undefined && check.targetId !== targetId) return []
      const target = `${check.targetType} ${check.targetId}`
      const statistics = this.getStatistics(check.id)
      return [{ ...this.getCheckStatus(check.id), target, statistics }]
    })
    return healthReport(this.#clock.wallMs(), await this.getHealthSummary(targetId), lines)
  }

  #stateOfTarget(targetId: string): HealthState | undefined {
    const states = [...this.#checks.values()].flatMap(({ check, state }) =>
      check.targetId === targetId ? state : [],
    )
    return states.length === 0 ? undefined : combineStates(states)
  }

  #onResult(checkId: string, result: CheckResult, change: CheckChange | undefined): void {
    const registered = this.#checks.get(checkId)
    if (registered === undefined) return
    const { check } = registered
    registered.state = result.state
    registered.last = result
    this.emit('result', check, result)
    if (change !== undefined) {
      const { previous, state, atMs, cause } = change
      this.emit('change', { check, previous, state, atMs, output: result.output, cause })
    }
    // A listener may have removed or replaced it.
    if (this.#checks.get(checkId) !== registered) return
    const { state, changedAtMs } = this.getCheckStatus(checkId)
    if (state !== 'critical' || result.atMs - changedAtMs < registered.criticalMsMax) return
    void this.unregisterCheck(checkId)
    this.emit('deregistered', check)
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

/** The port that a check dials; the usual one of HTTP if it names none. Throws `health/bad-check`. */
function portOf(spec: CheckSpec): number | null {
  if (spec.port !== null || !dialsPort(spec.type)) return spec.port
  if (spec.type === 'http') return spec.tls === undefined ? 80 : 443
  throw new PolisError<HealthErrorCode>('health/bad-check', {
    message: `check ${spec.id}: port is missing`,
    hint: 'say which port to dial, with withPort(8080)',
    fields: { checkId: spec.id },
  })
}
