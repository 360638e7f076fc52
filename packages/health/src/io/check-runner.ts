/**
 * Runs the checks of one node's endpoints.
 *
 * Each check has its own due time and its own probe, so a slow one never delays another. What is
 * told is the change of an endpoint's state, which is the worst of its checks. A node that was
 * paused itself (its timer came far too late) drops the failures of that time: they say nothing
 * about the endpoint.
 */

import type { Clock, Random } from '@polis/base'
import { type CheckSpec, combineStates, type HealthState } from '../check.ts'
import { type CheckChange, type CheckResult, type CheckStatus, CheckTracker } from '../check-tracker.ts'
import { DEFAULT_RUNNER_CONFIG, type RunnerConfig } from '../config.ts'
import { firstDelayMs, nextDueMs, Schedule } from '../schedule.ts'
import { type CheckStatistics, mergedStatistics } from '../statistics.ts'
import { createProbe, type Probe } from './prober.ts'

/** An endpoint of this node and how it is checked. */
export type CheckTarget = {
  /** Unique among the targets. */
  readonly key: string
  readonly endpointId: string
  /** IP address or name that is dialled. */
  readonly address: string
  /** Node ports by target port; the first is meant by checks that name none. */
  readonly ports: readonly { readonly target: number; readonly port: number }[]
  readonly checks: readonly CheckSpec[]
  /** Unix time of its start. A new start begins anew with `unknown`. */
  readonly startedAtMs: number
}

export type EndpointHealth = {
  readonly key: string
  readonly endpointId: string
  readonly state: HealthState
  /** Unix time since when. */
  readonly changedAtMs: number
  /** One line that says why, from the check that decides; empty before any result. */
  readonly output: string
  /** Id of the check that decides while the state is not passing, else null. */
  readonly failingCheck: string | null
}

export type CheckRunnerOptions = {
  readonly clock: Clock
  readonly random: Random
  readonly config?: RunnerConfig
  /** How a probe is made; the real one unless given. */
  readonly probe?: Probe
}

type Running = {
  readonly tracker: CheckTracker
  readonly endpoint: Endpoint
  isProbed: boolean
  /** Aborts the probe under way; null if there is none. */
  probing: AbortController | null
}

type Endpoint = {
  readonly target: CheckTarget
  /** The target as text, to see whether it has changed. */
  readonly fingerprint: string
  readonly checks: Running[]
  health: EndpointHealth
}

export class CheckRunner {
  readonly #clock: Clock
  readonly #random: Random
  readonly #config: RunnerConfig
  readonly #probe: Probe
  readonly #endpoints = new Map<string, Endpoint>()
  readonly #schedule = new Schedule<Running>()
  readonly #changeListeners = new Set<(health: EndpointHealth) => void>()
  readonly #resultListeners = new Set<
    (key: string, result: CheckResult, change: CheckChange | undefined) => void
  >()
  #inFlight = 0
  /** Checks whose first probe has not been sent yet. */
  #unprobed = 0
  #isStarted = false
  #timer: NodeJS.Timeout | undefined
  #beatDueMs = Number.POSITIVE_INFINITY
  #resumedMs = Number.NEGATIVE_INFINITY

  constructor({ clock, random, config, probe }: CheckRunnerOptions) {
    this.#clock = clock
    this.#random = random
    this.#config = config ?? DEFAULT_RUNNER_CONFIG
    this.#probe = probe ?? createProbe(clock)
  }

  /** Calls `listener` whenever an endpoint's state changes; the result ends that. */
  onChange(listener: (health: EndpointHealth) => void): () => void {
    this.#changeListeners.add(listener)
    return () => this.#changeListeners.delete(listener)
  }

  /**
   * Calls `listener` for every single result, by the target's key, with the change of the check's
   * state that it has made; the result ends that.
   */
  onResult(
    listener: (key: string, result: CheckResult, change: CheckChange | undefined) => void,
  ): () => void {
    this.#resultListeners.add(listener)
    return () => this.#resultListeners.delete(listener)
  }

  /** Checks exactly `targets` from now on; what is unchanged goes on as it was. */
  setTargets(targets: readonly CheckTarget[]): void {
    const wanted = new Set(targets.map(target => target.key))
    for (const [key, endpoint] of this.#endpoints) {
      if (!wanted.has(key)) this.#forget(endpoint)
    }
    const fresh = targets.filter(target => this.#replace(target))
    this.#begin(fresh.map(target => this.#endpoints.get(target.key)!))
  }

  /** Adds one target, or replaces the one of that key if it is another. */
  setTarget(target: CheckTarget): void {
    if (this.#replace(target)) this.#begin([this.#endpoints.get(target.key)!])
  }

  /** Ends the checks of one target; false if there is none of that key. */
  removeTarget(key: string): boolean {
    const endpoint = this.#endpoints.get(key)
    if (endpoint !== undefined) this.#forget(endpoint)
    return endpoint !== undefined
  }

  /** Every endpoint as it is now. */
  endpoints(): EndpointHealth[] {
    return [...this.#endpoints.values()].map(endpoint => endpoint.health)
  }

  /** One endpoint by its target's key. */
  endpoint(key: string): EndpointHealth | undefined {
    return this.#endpoints.get(key)?.health
  }

  /** Every check as it is now, or those of one target. */
  checks(key?: string): CheckStatus[] {
    const one = key === undefined ? undefined : this.#endpoints.get(key)
    const endpoints = key === undefined ? [...this.#endpoints.values()] : one ? [one] : []
    return endpoints.flatMap(({ checks }) => checks.map(({ tracker }) => tracker.status))
  }

  /** The last results of a check, oldest first; undefined if it does not run here. */
  history(key: string, checkId: string): readonly CheckResult[] | undefined {
    return this.#find(key, checkId)?.tracker.history(this.#clock.wallMs())
  }

  /** Uptime and response times of a check; undefined if it does not run here. */
  statistics(key: string, checkId: string): CheckStatistics | undefined {
    return this.#find(key, checkId)?.tracker.statistics(this.#clock.nowMs())
  }

  /** The statistics of all checks of these targets together, as if they were one. */
  statisticsOf(keys: Iterable<string>): CheckStatistics {
    const endpoints = [...keys].flatMap(key => this.#endpoints.get(key) ?? [])
    const recorders = endpoints.flatMap(({ checks }) => checks.map(({ tracker }) => tracker.recorder))
    return mergedStatistics(recorders, this.#clock.nowMs())
  }

  /** Probes at once, besides its schedule; undefined if the check does not run here. */
  async probeNow(key: string, checkId: string): Promise<CheckResult | undefined> {
    const running = this.#find(key, checkId)
    if (running === undefined) return undefined
    const result = await this.#probeOf(running, new AbortController().signal)
    return this.#accept(running, result)
  }

  /** Begins to probe by its own timer. */
  start(): void {
    this.#isStarted = true
    this.#arm()
  }

  /** Ends its timer and every probe under way. */
  stop(): void {
    this.#isStarted = false
    clearTimeout(this.#timer)
    this.#timer = undefined
    for (const endpoint of this.#endpoints.values()) {
      for (const { probing } of endpoint.checks) probing?.abort(new Error('stopped'))
    }
  }

  /** Sends the probes that are due; `start` has it called in time. */
  tick(): void {
    const nowMs = this.#clock.nowMs()
    while (this.#inFlight < this.#config.probesInFlightMax) {
      const slot = this.#schedule.take(nowMs)
      if (slot === undefined) break
      void this.#run(slot.key, slot.dueMs, nowMs)
    }
  }

  #arm(): void {
    clearTimeout(this.#timer)
    if (!this.#isStarted || this.#endpoints.size === 0) {
      this.#beatDueMs = Number.POSITIVE_INFINITY
      return
    }
    this.#notePause()
    const nowMs = this.#clock.nowMs()
    const isFull = this.#inFlight >= this.#config.probesInFlightMax
    const nextMs = isFull ? Number.POSITIVE_INFINITY : this.#schedule.nextMs()
    const waitMs = Math.max(1, Math.min(nextMs - nowMs, this.#config.beatMs))
    this.#beatDueMs = nowMs + waitMs
    this.#timer = setTimeout(() => {
      this.#notePause()
      this.tick()
      this.#arm()
    }, waitMs)
  }

  /** Notices that the timer is far too late: this process was stopped or starved. */
  #notePause(): void {
    const nowMs = this.#clock.nowMs()
    if (nowMs <= this.#beatDueMs + this.#config.pauseMs) return
    this.#resumedMs = nowMs
    this.#beatDueMs = nowMs + this.#config.beatMs
  }

  async #run(running: Running, dueMs: number, sentMs: number): Promise<void> {
    const controller = new AbortController()
    running.probing = controller
    if (!running.isProbed) this.#unprobed--
    running.isProbed = true
    this.#inFlight++
    const result = await this.#probeOf(running, controller.signal)
    this.#inFlight--
    running.probing = null
    if (!this.#isCurrent(running)) return
    this.#notePause()
    const nowMs = this.#clock.nowMs()
    const ranIntoPause = result.outcome === 'fail' && sentMs <= this.#resumedMs
    if (!controller.signal.aborted && !ranIntoPause) this.#accept(running, result)
    const { intervalMs, startIntervalMs = this.#config.startIntervalMs } = running.tracker.spec
    const everyMs = running.tracker.isNew ? Math.min(intervalMs, startIntervalMs) : intervalMs
    this.#schedule.set(running, nextDueMs(dueMs, everyMs, nowMs, this.#config, this.#random))
    if (this.#schedule.nextMs() < this.#beatDueMs) this.#arm()
  }

  #probeOf({ tracker, endpoint }: Running, signal: AbortSignal): ReturnType<Probe> {
    const { spec } = tracker
    const { ports, address } = endpoint.target
    const port = spec.port === null ? ports[0] : ports.find(({ target }) => target === spec.port)
    if (port === undefined) {
      const output = `the endpoint has no port${spec.port === null ? '' : ` for ${spec.port}`}`
      return Promise.resolve({ outcome: 'fail', output, responseTimeMs: 0 })
    }
    return this.#probe(spec, { host: address, port: port.port }, signal)
  }

  #accept(running: Running, result: Awaited<ReturnType<Probe>>): CheckResult {
    const { tracker } = running
    const previous = tracker.state
    const entry = tracker.apply(result, this.#clock.nowMs(), this.#clock.wallMs())
    const change = tracker.changeFrom(previous, entry)
    const { key } = running.endpoint.target
    for (const listener of [...this.#resultListeners]) listener(key, entry, change)
    if (this.#isCurrent(running)) this.#update(running.endpoint)
    return entry
  }

  /** Works out an endpoint's state anew, and tells of a change. */
  #update(endpoint: Endpoint): void {
    const statuses = endpoint.checks.map(({ tracker }) => tracker.status)
    const state = combineStates(statuses.map(status => status.state))
    const deciding = statuses.find(status => status.state === state)
    const { key, endpointId } = endpoint.target
    const hasChanged = state !== endpoint.health.state
    endpoint.health = {
      key,
      endpointId,
      state,
      changedAtMs: hasChanged ? this.#clock.wallMs() : endpoint.health.changedAtMs,
      output: deciding?.output ?? '',
      failingCheck: state === 'passing' ? null : (deciding?.checkId ?? null),
    }
    if (hasChanged) this.#tell(endpoint.health)
  }

  #tell(health: EndpointHealth): void {
    for (const listener of [...this.#changeListeners]) listener(health)
  }

  /** Puts `target` in the place of what has its key; false if it is there already. */
  #replace(target: CheckTarget): boolean {
    const before = this.#endpoints.get(target.key)
    if (before !== undefined) {
      const isSame = target === before.target || fingerprintOf(target) === before.fingerprint
      if (isSame) return false
      this.#forget(before)
    }
    const { health } = this.#add(target)
    if (before !== undefined && before.health.state !== 'unknown') this.#tell(health)
    return true
  }

  /** Schedules first probes, spread by how many checks wait for theirs. */
  #begin(fresh: readonly Endpoint[]): void {
    const nowMs = this.#clock.nowMs()
    for (const endpoint of fresh) {
      for (const running of endpoint.checks) {
        const { intervalMs } = running.tracker.spec
        const delayMs = firstDelayMs(this.#unprobed, intervalMs, this.#config, this.#random)
        this.#schedule.set(running, nowMs + delayMs)
      }
      const hasInitial = endpoint.checks.some(({ tracker }) => tracker.state !== 'unknown')
      if (endpoint.checks.length === 0 || hasInitial) this.#update(endpoint)
    }
    if (fresh.length > 0) this.#arm()
  }

  #add(target: CheckTarget): Endpoint {
    const nowMs = this.#clock.nowMs()
    const wallMs = this.#clock.wallMs()
    const startedMs = nowMs - Math.max(0, wallMs - target.startedAtMs)
    const { key, endpointId } = target
    const about = { changedAtMs: wallMs, output: '', failingCheck: null }
    const endpoint: Endpoint = {
      target,
      fingerprint: fingerprintOf(target),
      checks: [],
      health: { key, endpointId, state: 'unknown', ...about },
    }
    for (const spec of target.checks) {
      const tracker = new CheckTracker(endpointId, spec, startedMs, wallMs, this.#config)
      endpoint.checks.push({ tracker, endpoint, isProbed: false, probing: null })
    }
    this.#unprobed += endpoint.checks.length
    this.#endpoints.set(key, endpoint)
    return endpoint
  }

  #forget(endpoint: Endpoint): void {
    this.#endpoints.delete(endpoint.target.key)
    for (const running of endpoint.checks) {
      this.#schedule.delete(running)
      if (!running.isProbed) this.#unprobed--
      running.probing?.abort(new Error('no longer wanted'))
    }
  }

  #isCurrent(running: Running): boolean {
    return this.#endpoints.get(running.endpoint.target.key) === running.endpoint
  }

  #find(key: string, checkId: string): Running | undefined {
    return this.#endpoints.get(key)?.checks.find(({ tracker }) => tracker.spec.id === checkId)
  }
}

function fingerprintOf(target: CheckTarget): string {
  return JSON.stringify(target)
}
