/**
 * One request's way to an endpoint: which one, how often, and what it counts for.
 *
 *     begin ─► next ─► (connect) ──failed──► connectFailed ─► next …
 *                         │ok
 *                         └─► answered, or died unanswered ─► mayResend ─► resend ─► next …
 *     … ─► end
 *
 * A refused connect costs nobody anything, so only the number of attempts bounds it. A request that
 * may have been carried out is sent again only within the service's retry budget.
 */

import { assert } from '@polis/base'
import type { CircuitBound } from './circuit.ts'
import { CONNECT_ATTEMPTS_MAX, SEND_ATTEMPTS_MAX } from './config.ts'
import type { Counters } from './counters.ts'
import type { FailureKind } from './ejection.ts'
import type { Hedging } from './hedging.ts'
import { NO_ANSWER, type OutlierReason } from './outliers.ts'
import type { Candidate, PickRequest } from './pickers/picker.ts'
import type { ServiceBalancer } from './service-balancer.ts'

/** Why there is no connection; `local`: this machine ran out of ports or files. */
export type ConnectFailure = FailureKind | 'local'

/** Why an endpoint was ejected. */
export type EjectionReason = FailureKind | OutlierReason

/** A request whose client is not kept on an endpoint by a hash. */
export const NO_AFFINITY = -1

/** Who is told what a request noticed about an endpoint, and tells the time. */
export type EndpointReports = {
  nowMs(): number
  reportEjected(endpointId: string, failure: EjectionReason): void
  reportReadmitted(endpointId: string): void
}

/** Reused for the requests of a connection, one after the other. */
export class Attempts {
  readonly #counters: Counters
  readonly #reports: EndpointReports
  readonly #pick: PickRequest = { hash: 0, nowMs: 0, attempt: 0 }
  #balancer: ServiceBalancer | undefined
  #candidate: Candidate | undefined
  #tried: number[] = []
  #cookie = ''
  #affinity = NO_AFFINITY
  #sends = 0
  #startedMs = 0
  #hasBudget = false
  /** True once the endpoint in use has answered. */
  #isAnswered = false
  /** True while the endpoint in use is being connected to, as far as a circuit breaker counts. */
  #isPending = false
  #refusal: CircuitBound | undefined
  #isLetIn = false
  #hedge: Candidate | undefined
  /** Who counts that hedge; the service's policy may have changed since. */
  #hedging: Hedging | undefined

  constructor(counters: Counters, reports: EndpointReports) {
    this.#counters = counters
    this.#reports = reports
  }

  /** True between `begin` and `end`. */
  get isActive(): boolean {
    return this.#balancer !== undefined
  }

  /** The endpoint in use. */
  get candidate(): Candidate | undefined {
    return this.#candidate
  }

  /** True until the request has been sent for the first time. */
  get isFirstSend(): boolean {
    return this.#sends === 0
  }

  /** The bound of a circuit breaker because of which `next` answered none. */
  get refusal(): CircuitBound | undefined {
    return this.#refusal
  }

  /**
   * Starts and counts a request; `cookie` is a sticky cookie's value, empty without one, `affinity`
   * the hash that keeps the client on an endpoint.
   */
  begin(
    balancer: ServiceBalancer,
    hash: number,
    cookie: string,
    nowMs: number,
    affinity = NO_AFFINITY,
  ): void {
    this.#balancer = balancer
    this.#pick.hash = hash
    this.#cookie = cookie
    this.#affinity = affinity
    this.#refusal = undefined
    this.#isLetIn = false
    this.#startedMs = nowMs
    this.#sends = 0
    if (this.#tried.length > 0) this.#tried = []
    this.#counters.request(balancer.row)
    this.#counters.begin(balancer.row)
  }

  /** The next endpoint, counted as in flight on it; undefined if none is left. */
  next(nowMs: number): Candidate | undefined {
    const balancer = this.#service()
    this.#pick.nowMs = nowMs
    this.#isAnswered = false
    // One that was let in is not turned away on its way from one endpoint to another.
    if (!this.#isLetIn) {
      this.#refusal = balancer.circuit.refusal()
      if (this.#refusal !== undefined) {
        this.#counters.circuitOpen(balancer.row)
        return undefined
      }
      this.#isLetIn = true
    }
    this.#candidate = this.#kept(balancer, nowMs) ?? balancer.acquire(this.#pick, this.#tried)
    if (this.#candidate !== undefined) this.#occupied(balancer, this.#candidate)
    return this.#candidate
  }

  /** The endpoint that the client is kept on. */
  #kept(balancer: ServiceBalancer, nowMs: number): Candidate | undefined {
    if (this.#cookie !== '') return balancer.acquireSticky(this.#cookie, nowMs)
    if (this.#affinity === NO_AFFINITY) return undefined
    return balancer.acquirePinned(this.#affinity, this.#tried, nowMs)
  }

  #occupied(balancer: ServiceBalancer, candidate: Candidate): void {
    this.#counters.request(candidate.slot)
    balancer.circuit.acquired()
    this.#isPending = true
  }

  /** The request goes out on the endpoint's connection. */
  sent(): void {
    this.#sends++
    if (this.#isPending) this.#connected()
  }

  #connected(): void {
    this.#isPending = false
    this.#service().circuit.connected()
  }

  /** After how long the request that was just sent is late; `Infinity` if it is not hedged. */
  hedgeDelayMs(): number {
    return this.#service().hedging?.nextDelayMs() ?? Number.POSITIVE_INFINITY
  }

  /**
   * The endpoint for a second copy of a late request, counted as in flight on it; undefined if
   * there is no other, or too many are hedged. It ends with `hedgeWon`, `hedgeLost` or the request.
   */
  hedge(nowMs: number): Candidate | undefined {
    const balancer = this.#service()
    const { hedging } = balancer
    if (hedging === undefined || this.#hedge !== undefined || !hedging.take()) return undefined
    this.#pick.nowMs = nowMs
    this.#hedge = balancer.acquire(this.#pick, [...this.#tried, this.#inUse().slot])
    if (this.#hedge === undefined) {
      hedging.release()
      return undefined
    }
    this.#hedging = hedging
    this.#counters.request(this.#hedge.slot)
    this.#counters.hedge(this.#hedge.slot)
    this.#counters.hedge(balancer.row)
    return this.#hedge
  }

  /**
   * The request is now with the second endpoint, since that answers first, or, `isFailed`, because
   * the first one has failed.
   */
  hedgeWon(isFailed: boolean): void {
    const balancer = this.#service()
    const [loser, winner] = [this.#inUse(), this.#hedge]
    assert(winner !== undefined, 'a hedge is under way')
    if (isFailed) {
      this.#counters.failure(loser.slot)
      this.#observe(balancer, loser, NO_ANSWER, this.#reports.nowMs())
    }
    balancer.release(loser)
    this.#candidate = winner
    this.#hedge = undefined
    this.#hedging?.release()
  }

  /** The second endpoint was not needed, or could not be reached. */
  hedgeLost(): void {
    const loser = this.#hedge
    if (loser === undefined) return
    this.#hedge = undefined
    this.#service().release(loser)
    this.#hedging?.release()
  }

  /** No connection came about; true if another endpoint should be tried. */
  connectFailed(failure: ConnectFailure, nowMs: number): boolean {
    const balancer = this.#service()
    const candidate = this.#inUse()
    this.#counters.connectFailure(candidate.slot)
    this.#counters.connectFailure(balancer.row)
    this.#leave(true)
    if (failure !== 'local' && balancer.failed(candidate, failure, nowMs)) {
      this.#ejected(balancer, candidate, failure)
    }
    this.#tried.push(candidate.slot)
    if (this.#tried.length >= CONNECT_ATTEMPTS_MAX) return false
    if (balancer.isExhausted(this.#tried)) return false
    this.#again()
    return true
  }

  /**
   * The connection died after the request was sent: true if the budget allows to send it again.
   * `isSuspect` keeps it from the same endpoint; an old connection may have died of age alone.
   */
  resend(isSuspect: boolean): boolean {
    const balancer = this.#service()
    const candidate = this.#inUse()
    if (isSuspect) this.#observe(balancer, candidate, NO_ANSWER, this.#reports.nowMs())
    this.#leave(true)
    if (this.#sends >= SEND_ATTEMPTS_MAX) return false
    this.#hasBudget ||= this.#takeBudget(balancer)
    if (!this.#hasBudget) return false
    if (isSuspect) this.#tried.push(candidate.slot)
    this.#again()
    return true
  }

  /**
   * The endpoint has sent the request back unread, so nothing of it was carried out (RFC 9113
   * §8.7): true if it should be sent once more. `isSuspect` keeps it from the same endpoint; one
   * that has only given up an old session may take it on a new one.
   */
  refused(isSuspect: boolean): boolean {
    const balancer = this.#service()
    const { slot } = this.#inUse()
    this.#leave(isSuspect)
    if (isSuspect) this.#tried.push(slot)
    if (this.#sends >= CONNECT_ATTEMPTS_MAX || balancer.isExhausted(this.#tried)) return false
    this.#again()
    return true
  }

  #takeBudget(balancer: ServiceBalancer): boolean {
    if (!balancer.circuit.allowsRetry(balancer.budget.retrying)) return false
    return balancer.budget.take(this.#counters.inFlightOf(balancer.row))
  }

  /** The endpoint has answered with an HTTP status, or taken a TCP connection. */
  answered(nowMs: number, status = 200): void {
    const balancer = this.#service()
    const candidate = this.#inUse()
    if (this.#isPending) this.#connected()
    this.#isAnswered = true
    const latencyMs = nowMs - this.#startedMs
    this.#counters.latency(balancer.row, latencyMs)
    this.#counters.latency(candidate.slot, latencyMs)
    if (balancer.succeeded(candidate, latencyMs, nowMs, status)) {
      this.#reports.reportReadmitted(candidate.id)
    }
    this.#observe(balancer, candidate, status, nowMs)
  }

  /** The request is over. `isBlamed` is false if it failed by no fault of its endpoint. */
  end(isFailure: boolean, bytesIn: number, bytesOut: number, isBlamed = isFailure): void {
    const balancer = this.#service()
    const { row } = balancer
    this.hedgeLost()
    if (this.#candidate !== undefined) {
      this.#counters.bytes(this.#candidate.slot, bytesIn, bytesOut)
      if (isBlamed && !this.#isAnswered) {
        this.#observe(balancer, this.#candidate, NO_ANSWER, this.#reports.nowMs())
      }
      this.#leave(isFailure)
    }
    if (this.#hasBudget) balancer.budget.release()
    this.#hasBudget = false
    this.#counters.bytes(row, bytesIn, bytesOut)
    if (isFailure) this.#counters.failure(row)
    this.#counters.end(row)
    this.#balancer = undefined
  }

  #again(): void {
    this.#cookie = ''
    this.#counters.retry(this.#service().row)
  }

  #observe(balancer: ServiceBalancer, candidate: Candidate, status: number, nowMs: number): void {
    const reason = balancer.observe(candidate, status, nowMs - this.#startedMs, nowMs)
    if (reason !== undefined) this.#ejected(balancer, candidate, reason)
  }

  #ejected(balancer: ServiceBalancer, candidate: Candidate, reason: EjectionReason): void {
    this.#counters.ejection(candidate.slot)
    this.#counters.ejection(balancer.row)
    this.#reports.reportEjected(candidate.id, reason)
  }

  #leave(isFailure: boolean): void {
    const balancer = this.#service()
    const candidate = this.#inUse()
    this.#candidate = undefined
    if (isFailure) this.#counters.failure(candidate.slot)
    if (this.#isPending) this.#connected()
    balancer.circuit.released()
    balancer.release(candidate)
  }

  #service(): ServiceBalancer {
    assert(this.#balancer !== undefined, 'a request is in progress')
    return this.#balancer
  }

  #inUse(): Candidate {
    assert(this.#candidate !== undefined, 'an endpoint is in use')
    return this.#candidate
  }
}
