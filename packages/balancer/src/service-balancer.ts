/**
 * The endpoints of one service in one thread: picking, stickiness, ejection and the retry budget.
 *
 * `acquire` picks and counts as in flight in one step; every `acquire` is followed by one
 * `release`.
 */

import type { Random } from '@polis/base'
import { PICK_PROBES_MAX } from './config.ts'
import type { Counters } from './counters.ts'
import { Ejections, type FailureKind } from './ejection.ts'
import { createPicker } from './pickers/create.ts'
import { recordLatency } from './pickers/load.ts'
import type { Candidate, Picker, PickRequest } from './pickers/picker.ts'
import { RetryBudget } from './retry-budget.ts'
import type { Algorithm, Sticky } from './routes.ts'
import { stickyValue } from './sticky.ts'

/** What the balancer needs of a service; `row` is the service's own row of counters. */
export type BalancedService = {
  readonly id: string
  readonly algorithm: Algorithm
  readonly sticky?: Sticky
  readonly row: number
}

export class ServiceBalancer {
  readonly budget = new RetryBudget()
  readonly row: number
  readonly #id: string
  readonly #picker: Picker
  readonly #counters: Counters
  readonly #sticky: Sticky | undefined
  readonly #ejections: Ejections
  readonly #cookies = new Map<string, string>()
  readonly #byCookie = new Map<string, Candidate>()
  #candidates: readonly Candidate[] = []
  #usable: readonly Candidate[] = []
  #fallbackStart = 0

  constructor(service: BalancedService, counters: Counters, random: Random) {
    this.#id = service.id
    this.row = service.row
    this.#picker = createPicker(service.algorithm, counters, random)
    this.#counters = counters
    this.#sticky = service.sticky
    this.#ejections = new Ejections()
  }

  /** Endpoints of the route table that this thread uses at the moment. */
  get usableCount(): number {
    return this.#usable.length
  }

  /** True if every endpoint of the table is among `tried`. */
  isExhausted(tried: readonly number[]): boolean {
    return this.#candidates.every(({ slot }) => tried.includes(slot))
  }

  /** Replaces the endpoints by those of a new table. */
  update(candidates: readonly Candidate[], nowMs: number): void {
    this.#candidates = candidates
    this.#signCookies()
    const ids = new Set(candidates.map(({ id }) => id))
    this.#ejections.retain(id => ids.has(id))
    this.#refresh(nowMs)
  }

  /**
   * The endpoint for a request, counted as in flight on it; undefined if there is none. `tried`
   * holds the slots this request has already failed on; they are not chosen again.
   */
  acquire(request: PickRequest, tried: readonly number[]): Candidate | undefined {
    if (request.nowMs >= this.#ejections.nextChangeMs) this.#refresh(request.nowMs)
    const candidate = this.#pick(request, tried)
    if (candidate !== undefined) this.#counters.begin(candidate.slot)
    return candidate
  }

  /** As `acquire`, for the endpoint that a sticky cookie names; undefined if it cannot be used. */
  acquireSticky(cookie: string, nowMs: number): Candidate | undefined {
    if (this.#sticky === undefined) return undefined
    if (nowMs >= this.#ejections.nextChangeMs) this.#refresh(nowMs)
    const candidate = this.#byCookie.get(cookie)
    if (candidate === undefined || !this.#usable.includes(candidate)) return undefined
    this.#counters.begin(candidate.slot)
    return candidate
  }

  /** The sticky cookie's value for an endpoint; undefined for a service without stickiness. */
  cookieFor(candidate: Candidate): string | undefined {
    return this.#cookies.get(candidate.id)
  }

  /** What `acquire` counted has ended. */
  release(candidate: Candidate): void {
    this.#counters.end(candidate.slot)
  }

  /** An answer came after `latencyMs`; true if it ends an ejection's trial. */
  succeeded(candidate: Candidate, latencyMs: number, nowMs: number): boolean {
    recordLatency(this.#counters, candidate.slot, latencyMs, nowMs)
    if (this.#ejections.isEmpty || !this.#ejections.succeeded(candidate.id)) return false
    this.#refresh(nowMs)
    return true
  }

  /** A connect failed; true if the endpoint is now ejected and was not before. */
  failed(candidate: Candidate, kind: FailureKind, nowMs: number): boolean {
    if (!this.#candidates.some(({ id }) => id === candidate.id)) return false
    const isNew = this.#ejections.failed(candidate.id, kind, nowMs)
    this.#refresh(nowMs)
    return isNew
  }

  #signCookies(): void {
    this.#cookies.clear()
    this.#byCookie.clear()
    if (this.#sticky === undefined) return
    for (const candidate of this.#candidates) {
      const value = stickyValue(this.#sticky.key, this.#id, candidate.id)
      this.#cookies.set(candidate.id, value)
      this.#byCookie.set(value, candidate)
    }
  }

  #refresh(nowMs: number): void {
    this.#usable = this.#ejections.usable(this.#candidates, nowMs)
    this.#picker.update(this.#usable)
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
