/**
 * Runs the checks of one node's endpoints.
 *
 *     schedule ─► probe, or what was told ─► tracker ─► results, changes, failures of liveness
 *
 * Each check has its own due time and its own probe, so a slow one never delays another. What is
 * told is the change of an endpoint's state, which is the worst of its checks. A node that was
 * paused itself (its timer came far too late) drops the failures of that time: they say nothing
 * about the endpoint.
 */

import type { Clock, Random } from '@polis/base'
import { combineStates, type HealthState, type ProbeOutcome, type ProbeResult } from '../check.ts'
import { isReported } from '../check-kinds.ts'
import type { CheckMemory } from '../check-memory.ts'
import {
  type CheckChange,
  type CheckResult,
  type CheckStatus,
  CheckTracker,
} from '../check-tracker.ts'
import { DEFAULT_RUNNER_CONFIG, OUTPUT_CHARS_MAX, type RunnerConfig } from '../config.ts'
import { PauseWatch } from '../pause-watch.ts'
import { firstDelayMs, nextDueMs, Schedule } from '../schedule.ts'
import { type CheckStatistics, mergedStatistics } from '../statistics.ts'
import { oneLine } from './attempt.ts'
import {
  type CheckTarget,
  type EndpointHealth,
  type LivenessFailure,
  probeTargetOf,
} from './check-target.ts'
import { createProbe, type Probe } from './prober.ts'

export type CheckRunnerOptions = {
  readonly clock: Clock
  readonly random: Random
  readonly config?: RunnerConfig
  /** How a probe is made; the real one unless given. */
  readonly probe?: Probe
  /**
   * How the endpoints of a service are together, for alias checks of `target`; undefined if there
   * is no such service.
   */
  readonly serviceState?: (service: string, target: CheckTarget) => HealthState | undefined
  /** What an earlier process found by a check that begins here. */
  readonly recall?: (key: string, checkId: string) => CheckMemory | undefined
  /** Told of every probe how late it was sent, in milliseconds. */
  readonly onSend?: (lateMs: number) => void
}

type ResultListener = (key: string, result: CheckResult, change: CheckChange | undefined) => void

/** When somebody else has found something, and what follows from that. */
type Told = { readonly atMs: number; readonly state: HealthState }

type Running = {
  readonly tracker: CheckTracker
  readonly endpoint: Endpoint
  isProbed: boolean
  /** Its usual rhythm has begun, at a time of its own. */
  isPhased: boolean
  /** Probes before its first conclusion. */
  early: number
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
  readonly #serviceState: NonNullable<CheckRunnerOptions['serviceState']>
  readonly #recall: NonNullable<CheckRunnerOptions['recall']>
  readonly #onSend: (lateMs: number) => void
  readonly #pauses: PauseWatch
  readonly #endpoints = new Map<string, Endpoint>()
  readonly #schedule = new Schedule<Running>()
  readonly #changeListeners = new Set<(health: EndpointHealth) => void>()
  readonly #resultListeners = new Set<ResultListener>()
  readonly #livenessListeners = new Set<(failure: LivenessFailure) => void>()
  #inFlight = 0
  /** Checks whose first probe has not been sent yet. */
  #unprobed = 0
  #isStarted = false
  #timer: NodeJS.Timeout | undefined

  constructor(options: CheckRunnerOptions) {
    const { clock, random, config = DEFAULT_RUNNER_CONFIG } = options
    this.#clock = clock
    this.#random = random
    this.#config = config
    this.#probe = options.probe ?? createProbe(clock)
    this.#serviceState = options.serviceState ?? (() => undefined)
    this.#recall = options.recall ?? (() => undefined)
    this.#onSend = options.onSend ?? (() => {})
    this.#pauses = new PauseWatch(config.pauseMs)
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
  onResult(listener: ResultListener): () => void {
    this.#resultListeners.add(listener)
    return () => this.#resultListeners.delete(listener)
  }

  /** Calls `listener` whenever a liveness check turns critical; the result ends that. */
  onLivenessFailure(listener: (failure: LivenessFailure) => void): () => void {
    this.#livenessListeners.add(listener)
    return () => this.#livenessListeners.delete(listener)
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

  /** The names of all checks. */
  names(): { readonly key: string; readonly checkId: string }[] {
    return [...this.#endpoints].flatMap(([key, { checks }]) =>
      checks.map(({ tracker }) => ({ key, checkId: tracker.spec.id })),
    )
  }

  /** What a later process needs to go on with a check; undefined if it does not run here. */
  remember(key: string, checkId: string): CheckMemory | undefined {
    return this.#find(key, checkId)?.tracker.remember(this.#clock.nowMs(), this.#clock.wallMs())
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
    const recorders = endpoints.flatMap(({ checks }) =>
      checks.map(({ tracker }) => tracker.recorder),
    )
    return mergedStatistics(recorders, this.#clock.nowMs())
  }

  /**
   * Probes at once, besides its schedule; undefined if the check does not run here. Who reports
   * by itself is not asked, nor late before its interval is over: its last word is answered.
   */
  async probeNow(key: string, checkId: string): Promise<CheckResult | undefined> {
    const running = this.#find(key, checkId)
    if (running === undefined) return undefined
    if (isReported(running.tracker.spec.type)) {
      const wallMs = this.#clock.wallMs()
      const { state } = running.tracker
      const none = { outcome: 'fail', output: 'no report yet', responseTimeMs: 0 } as const
      return running.tracker.history(wallMs).at(-1) ?? { ...none, atMs: wallMs, state }
    }
    const told = this.#told(running)
    return this.#accept(running, told ?? (await this.#ask(running, new AbortController().signal)))
  }

  /**
   * Takes what the application says of itself, for a check of type `ttl`; false if there is none
   * of that id.
   */
  report(key: string, checkId: string, outcome: ProbeOutcome, text: string): boolean {
    const running = this.#find(key, checkId)
    if (running?.tracker.spec.type !== 'ttl') return false
    this.#accept(running, { outcome, output: shortLine(text), responseTimeMs: 0 })
    this.#schedule.set(running, this.#clock.nowMs() + running.tracker.spec.intervalMs)
    return true
  }

  /**
   * Takes what was found at `atMs` (Unix time) by somebody who runs a check himself, and the state
   * that follows by his rules; false if there is no such check of type `healthcheck`.
   */
  tell(key: string, checkId: string, result: ProbeResult, atMs: number, state: HealthState) {
    const running = this.#find(key, checkId)
    if (running?.tracker.spec.type !== 'healthcheck') return false
    this.#accept(running, { ...result, output: shortLine(result.output) }, { atMs, state })
    return true
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
      this.#onSend(nowMs - slot.dueMs)
      this.#send(slot.key, slot.dueMs, nowMs)
    }
  }

  #arm(): void {
    clearTimeout(this.#timer)
    if (!this.#isStarted || this.#endpoints.size === 0) {
      this.#pauses.expect(Number.POSITIVE_INFINITY)
      return
    }
    const nowMs = this.#clock.nowMs()
    this.#pauses.observe(nowMs)
    const isFull = this.#inFlight >= this.#config.probesInFlightMax
    const nextMs = isFull ? Number.POSITIVE_INFINITY : this.#schedule.nextMs()
    const waitMs = Math.max(1, Math.min(nextMs - nowMs, this.#config.beatMs))
    this.#pauses.expect(nowMs + waitMs)
    this.#timer = setTimeout(() => {
      this.#pauses.observe(this.#clock.nowMs())
      this.tick()
      this.#arm()
    }, waitMs)
  }

  #send(running: Running, dueMs: number, nowMs: number): void {
    if (!running.isProbed) this.#unprobed--
    running.isProbed = true
    const { spec } = running.tracker
    const heardMs = dueMs - spec.intervalMs
    const { resumedMs } = this.#pauses
    if (spec.type === 'ttl' && heardMs < resumedMs && nowMs < resumedMs + spec.intervalMs) {
      // Nobody could be heard during a pause of our own.
      this.#schedule.set(running, resumedMs + spec.intervalMs)
      return
    }
    const told = this.#told(running)
    if (told === undefined) void this.#run(running, dueMs, nowMs)
    else {
      this.#accept(running, told)
      this.#reschedule(running, dueMs)
    }
  }

  /** What is known without asking anybody; undefined if the check must ask. */
  #told({ tracker, endpoint }: Running): ProbeResult | undefined {
    const { spec } = tracker
    if (spec.type === 'ttl') {
      const output = `no report within ${spec.intervalMs / 1_000} s`
      return { outcome: 'fail', output, responseTimeMs: 0 }
    }
    if (spec.type !== 'alias') return undefined
    const { target } = endpoint
    const [what, state] =
      spec.check === undefined
        ? [spec.service ?? '', this.#serviceState(spec.service ?? '', target)]
        : [spec.check, this.#aliased(target.key, spec.check)?.tracker.state]
    if (state === undefined) {
      return { outcome: 'fail', output: `there is no '${what}' here`, responseTimeMs: 0 }
    }
    const outcome = state === 'passing' ? 'pass' : state === 'warning' ? 'warn' : 'fail'
    return { outcome, output: `${what} is ${state}`, responseTimeMs: 0 }
  }

  /** Another check of the same target, else the one of the target of that key. */
  #aliased(key: string, checkId: string): Running | undefined {
    return this.#find(key, checkId) ?? this.#endpoints.get(checkId)?.checks[0]
  }

  async #run(running: Running, dueMs: number, sentMs: number): Promise<void> {
    const controller = new AbortController()
    running.probing = controller
    this.#inFlight++
    const result = await this.#ask(running, controller.signal)
    this.#inFlight--
    running.probing = null
    if (!this.#isCurrent(running)) return
    this.#pauses.observe(this.#clock.nowMs())
    const ranIntoPause = result.outcome === 'fail' && sentMs <= this.#pauses.resumedMs
    if (!controller.signal.aborted && !ranIntoPause) this.#accept(running, result)
    this.#reschedule(running, dueMs)
  }

  #reschedule(running: Running, dueMs: number): void {
    if (!this.#isCurrent(running)) return
    const nowMs = this.#clock.nowMs()
    const {
      intervalMs,
      startIntervalMs = this.#startIntervalMs(running),
      type,
    } = running.tracker.spec
    const isEager = running.tracker.isNew && type !== 'ttl'
    const everyMs = isEager ? Math.min(intervalMs, startIntervalMs) : intervalMs
    if (isEager || running.isPhased) {
      this.#schedule.set(running, nextDueMs(dueMs, everyMs, nowMs, this.#config, this.#random))
    } else {
      // Checks that came together shall not go on together.
      running.isPhased = true
      this.#schedule.set(running, nowMs + this.#random.next() * everyMs)
    }
    if (this.#schedule.nextMs() < this.#pauses.beatDueMs) this.#arm()
  }

  #startIntervalMs(running: Running): number {
    const { earlyIntervalMs, earlyProbes, startIntervalMs } = this.#config
    running.early++
    return running.early < earlyProbes ? earlyIntervalMs : startIntervalMs
  }

  #ask({ tracker, endpoint }: Running, signal: AbortSignal): ReturnType<Probe> {
    const target = probeTargetOf(tracker.spec, endpoint.target)
    if (typeof target !== 'string') return this.#probe(tracker.spec, target, signal)
    return Promise.resolve({ outcome: 'fail', output: target, responseTimeMs: 0 })
  }

  #accept(running: Running, result: ProbeResult, told?: Told): CheckResult {
    const { tracker } = running
    const previous = tracker.state
    const wallMs = told?.atMs ?? this.#clock.wallMs()
    const entry = tracker.apply(result, this.#clock.nowMs(), wallMs, told?.state)
    const change = tracker.changeFrom(previous, entry)
    const { key } = running.endpoint.target
    for (const listener of [...this.#resultListeners]) listener(key, entry, change)
    if (!this.#isCurrent(running)) return entry
    this.#update(running.endpoint)
    if (change?.state === 'critical' && tracker.spec.purpose === 'liveness') {
      const { endpointId, checkId, cause } = change
      for (const tell of [...this.#livenessListeners]) tell({ key, endpointId, checkId, cause })
    }
    return entry
  }

  /** Works out an endpoint's state anew, and tells of a change. */
  #update(endpoint: Endpoint): void {
    const deciders = endpoint.checks.filter(({ tracker }) => tracker.spec.purpose === undefined)
    const state = combineStates(deciders.map(({ tracker }) => tracker.state))
    const deciding = deciders.find(({ tracker }) => tracker.state === state)?.tracker
    const { key, endpointId } = endpoint.target
    const hasChanged = state !== endpoint.health.state
    endpoint.health = {
      key,
      endpointId,
      state,
      changedAtMs: hasChanged ? this.#clock.wallMs() : endpoint.health.changedAtMs,
      output: deciding?.output ?? '',
      failingCheck: state === 'passing' ? null : (deciding?.spec.id ?? null),
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
        const { intervalMs, type } = running.tracker.spec
        if (type === 'healthcheck') continue
        const delayMs = firstDelayMs(this.#unprobed, intervalMs, this.#config, this.#random)
        this.#schedule.set(running, nowMs + (type === 'ttl' ? intervalMs : delayMs))
      }
      this.#update(endpoint)
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
      const memory = this.#recall(key, spec.id)
      if (memory !== undefined) tracker.recall(memory, nowMs, wallMs)
      endpoint.checks.push({
        tracker,
        endpoint,
        isProbed: spec.type === 'healthcheck',
        isPhased: false,
        early: 0,
        probing: null,
      })
    }
    this.#unprobed += endpoint.checks.filter(({ isProbed }) => !isProbed).length
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

function shortLine(text: string): string {
  return oneLine(text.slice(0, 4 * OUTPUT_CHARS_MAX)).slice(0, OUTPUT_CHARS_MAX)
}

function fingerprintOf(target: CheckTarget): string {
  return JSON.stringify(target)
}
