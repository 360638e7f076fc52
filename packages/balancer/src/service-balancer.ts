/**
 * The endpoints of one service in one thread: picking, stickiness, ejection and the retry budget.
 *
 *     table ─► not refusing (ejection) ─► not outliers ─► weights of slow start ─► picker
 *
 * `acquire` picks and counts as in flight in one step; every `acquire` is followed by one
 * `release`. What a service asks for may change meanwhile: requests under way go on, with the
 * retries they have left, among the endpoints as they are by then.
 */

import { isDeepStrictEqual } from 'node:util'
import type { Random } from '@polis/base'
import { Circuit } from './circuit.ts'
import { PANIC_FRACTION, PICK_PROBES_MAX } from './config.ts'
import type { Counters } from './counters.ts'
import { Ejections, type FailureKind } from './ejection.ts'
import { Hedging } from './hedging.ts'
import { type OutlierReason, Outliers } from './outliers.ts'
import { createPicker } from './pickers/create.ts'
import { recordLatency } from './pickers/latency.ts'
import type { Candidate, Picker, PickRequest } from './pickers/picker.ts'
import { Rendezvous } from './pickers/rendezvous.ts'
import { ZoneSpill } from './pickers/zone-spill.ts'
import type { BalancingPolicy, ZonePreference } from './policy.ts'
import { RetryBudget } from './retry-budget.ts'
import { type Algorithm, isHashing, type Sticky } from './routes.ts'
import { Ramp } from './slow-start.ts'
import { StickyCookies } from './sticky.ts'

/** What the balancer needs of a service; `row` is the service's own row of counters. */
export type BalancedService = {
  readonly id: string
  readonly algorithm: Algorithm
  readonly sticky?: Sticky | undefined
  readonly row: number
  readonly policy?: BalancingPolicy | undefined
  readonly zone?: ZonePreference | undefined
}

/** An endpoint that the end of a window ejected; `slot` is its row of counters. */
export type EjectedOutlier = {
  readonly id: string
  readonly slot: number
  readonly reason: OutlierReason
}

const NOBODY: readonly EjectedOutlier[] = []

export class ServiceBalancer {
  readonly budget = new RetryBudget()
  readonly row: number
  readonly circuit: Circuit
  readonly #counters: Counters
  readonly #random: Random
  readonly #ejections = new Ejections()
  #service: BalancedService | undefined
  #hedging: Hedging | undefined
  #picker!: Picker
  #cookies: StickyCookies | undefined
  #affinity: Rendezvous | undefined
  #outliers: Outliers | undefined
  #ramp: Ramp | undefined
  #candidates: readonly Candidate[] = []
  #usable: readonly Candidate[] = []
  #nextChangeMs = Number.POSITIVE_INFINITY
  #fallbackStart = 0

  constructor(service: BalancedService, counters: Counters, random: Random) {
    this.row = service.row
    this.#counters = counters
    this.#random = random
    this.circuit = new Circuit(counters, service.row)
    this.configure(service)
  }

  /**
   * Does as `service`, of the same row, asks from now on; `update` has to follow. What is known of
   * endpoints stays, as far as it is known for a rule that has not changed.
   */
  configure(service: BalancedService): void {
    const before = this.#service
    const changed = <T>(of: (one: BalancedService) => T) =>
      before === undefined || !isDeepStrictEqual(of(before), of(service))
    const { id, algorithm, sticky, zone, policy = {} } = service
    const { boundedLoad, slowStart, affinity, outliers, hedge } = policy
    // Where every node has to give the same answer, an endpoint's age must not matter.
    const isRamped = slowStart !== undefined && !isHashing(algorithm)
    this.#service = service
    this.circuit.limits = policy.circuit ?? {}
    if (changed(one => one.sticky)) {
      this.#cookies = sticky === undefined ? undefined : new StickyCookies(sticky, id)
    }
    if (affinity === undefined) this.#affinity = undefined
    else this.#affinity ??= new Rendezvous()
    if (changed(one => one.policy?.outliers)) {
      this.#outliers = outliers === undefined ? undefined : new Outliers(outliers)
    }
    if (changed(one => one.policy?.hedge)) {
      this.#hedging = hedge === undefined ? undefined : new Hedging(hedge, this.#counters, this.row)
    }
    if (changed(one => [one.algorithm, one.policy?.slowStart])) {
      this.#ramp = isRamped ? new Ramp(slowStart, algorithm !== 'round-robin') : undefined
    }
    if (
      changed(one => [one.algorithm, one.policy?.slowStart, one.policy?.boundedLoad, one.zone?.own])
    ) {
      const options = { boundedLoad, serviceSlot: this.row, isRamped, zone }
      this.#picker = createPicker(algorithm, this.#counters, this.#random, options)
    }
  }

  /** Decides on second copies of late requests; undefined if the service asks for none. */
  get hedging(): Hedging | undefined {
    return this.#hedging
  }

  /** Endpoints of the route table that this thread uses at the moment. */
  get usableCount(): number {
    return this.#usable.length
  }

  /** True if every endpoint of the table is among `tried`. */
  isExhausted(tried: readonly number[]): boolean {
    return this.#candidates.every(({ slot }) => tried.includes(slot))
  }

  /** Replaces the endpoints by those of a new table; `zone` has its counts. */
  update(candidates: readonly Candidate[], nowMs: number, zone?: ZonePreference): void {
    this.#candidates = candidates
    this.#cookies?.update(candidates)
    if (zone !== undefined && this.#picker instanceof ZoneSpill) this.#picker.zone = zone
    const ids = new Set(candidates.map(({ id }) => id))
    this.#ejections.retain(id => ids.has(id))
    this.#outliers?.update([...ids])
    this.#ramp?.update(candidates, nowMs)
    this.#refresh(nowMs)
  }

  /**
   * The endpoint for a request, counted as in flight on it; undefined if there is none. `tried`
   * holds the slots this request has already failed on; they are not chosen again.
   */
  acquire(request: PickRequest, tried: readonly number[]): Candidate | undefined {
    if (request.nowMs >= this.#nextChangeMs) this.#refresh(request.nowMs)
    const candidate = this.#pick(request, tried)
    if (candidate !== undefined) this.#counters.begin(candidate.slot)
    return candidate
  }

  /** As `acquire`, for the endpoint that a sticky cookie names; undefined if it cannot be used. */
  acquireSticky(cookie: string, nowMs: number): Candidate | undefined {
    if (this.#cookies === undefined) return undefined
    if (nowMs >= this.#nextChangeMs) this.#refresh(nowMs)
    const candidate = this.#cookies.find(cookie, nowMs)
    if (candidate === undefined || !this.#usable.includes(candidate)) return undefined
    this.#counters.begin(candidate.slot)
    return candidate
  }

  /**
   * As `acquire`, for the endpoint that a client's hash belongs to (`affinity`): the same on every
   * node. One that cannot be used, or was tried, is left to another; undefined if that was too.
   */
  acquirePinned(hash: number, tried: readonly number[], nowMs: number): Candidate | undefined {
    if (this.#affinity === undefined) return undefined
    if (nowMs >= this.#nextChangeMs) this.#refresh(nowMs)
    const candidate = this.#affinity.ownerOf(hash)
    if (candidate === undefined || tried.includes(candidate.slot)) return undefined
    this.#counters.begin(candidate.slot)
    return candidate
  }

  /** The sticky cookie's value for an endpoint; undefined for a service without stickiness. */
  cookieFor(candidate: Candidate, nowMs: number): string | undefined {
    return this.#cookies?.valueFor(candidate, nowMs)
  }

  /** What `acquire` counted has ended. */
  release(candidate: Candidate): void {
    this.#counters.end(candidate.slot)
  }

  /** An answer with `status` came after `latencyMs`; true if it ends an ejection's trial. */
  succeeded(candidate: Candidate, latencyMs: number, nowMs: number, status = 200): boolean {
    recordLatency(this.#counters, candidate.slot, latencyMs, nowMs)
    const isBack = status < 500 && this.#outliers?.readmitted(candidate.id) === true
    if (this.#ejections.isEmpty || !this.#ejections.succeeded(candidate.id)) return isBack
    this.#ramp?.restart(candidate.id, nowMs)
    this.#refresh(nowMs)
    return true
  }

  /** A connect failed; true if the endpoint is now ejected and was not before. */
  failed(candidate: Candidate, kind: FailureKind, nowMs: number): boolean {
    if (!this.#candidates.some(({ id }) => id === candidate.id)) return false
    const isNew = this.#ejections.failed(candidate.id, kind, nowMs)
    // Many connects fail together, and a picker is not made anew for each.
    if (isNew) this.#refresh(nowMs)
    return isNew
  }

  /**
   * How a request ended at its endpoint: with `status`, or `NO_ANSWER`. Answers the rule that the
   * endpoint is now ejected by, if it is.
   */
  observe(
    candidate: Candidate,
    status: number,
    latencyMs: number,
    nowMs: number,
  ): OutlierReason | undefined {
    const reason = this.#outliers?.observe(candidate.id, status, latencyMs, nowMs)
    if (reason !== undefined) this.#refresh(nowMs)
    return reason
  }

  /** Ends a window of outliers that is over; answers whom that ejected. */
  sweep(nowMs: number): readonly EjectedOutlier[] {
    if (this.#outliers === undefined || nowMs < this.#outliers.windowEndMs) return NOBODY
    const reasons = new Map(this.#outliers.sweep(nowMs).map(({ id, reason }) => [id, reason]))
    if (reasons.size === 0) return NOBODY
    this.#refresh(nowMs)
    return this.#candidates.flatMap(({ id, slot }) => {
      const reason = reasons.get(id)
      return reason === undefined ? [] : [{ id, slot, reason }]
    })
  }

  #refresh(nowMs: number): void {
    const listening = this.#ejections.usable(this.#candidates, nowMs)
    this.#usable = this.#withoutOutliers(listening, nowMs)
    for (const id of this.#outliers?.returned(nowMs) ?? []) this.#ramp?.restart(id, nowMs)
    this.#picker.update(this.#ramp?.scaled(this.#usable, nowMs) ?? this.#usable)
    this.#affinity?.update(this.#usable)
    this.#nextChangeMs = Math.min(
      this.#ejections.nextChangeMs,
      this.#outliers?.nextReturnMs ?? Number.POSITIVE_INFINITY,
      this.#ramp?.nextChangeMs ?? Number.POSITIVE_INFINITY,
    )
  }

  /** Outliers are used again where, with those that refuse, too few would be left. */
  #withoutOutliers(listening: readonly Candidate[], nowMs: number): readonly Candidate[] {
    const rest = this.#outliers?.usable(listening, nowMs) ?? listening
    const hasRefusing = listening.length < this.#candidates.length
    const isPanic = rest.length < this.#candidates.length * PANIC_FRACTION
    return hasRefusing && isPanic ? listening : rest
  }

  #pick(request: PickRequest, tried: readonly number[]): Candidate | undefined {
    if (tried.length === 0) {
      request.attempt = 0
      return this.#picker.pick(request)
    }
    for (let probe = 0; probe < PICK_PROBES_MAX; probe++) {
      request.attempt = tried.length + probe
      const candidate = this.#picker.pick(request)
      if (candidate === undefined || !tried.includes(candidate.slot)) return candidate
    }
    const usable = this.#usable
    for (let i = 0; i < usable.length; i++) {
      const candidate = usable[(this.#fallbackStart + i) % usable.length]!
      if (tried.includes(candidate.slot)) continue
      this.#fallbackStart += i + 1
      return candidate
    }
    return undefined
  }
}
