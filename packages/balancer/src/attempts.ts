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
import { CONNECT_ATTEMPTS_MAX, SEND_ATTEMPTS_MAX } from './config.ts'
import type { Counters } from './counters.ts'
import type { FailureKind } from './ejection.ts'
import type { Candidate, PickRequest } from './pickers/picker.ts'
import type { ServiceBalancer } from './service-balancer.ts'

/** Why there is no connection; `local`: this machine ran out of ports or files. */
export type ConnectFailure = FailureKind | 'local'

/** Who is told what a request noticed about an endpoint. */
export type EndpointReports = {
  reportEjected(endpointId: string, failure: FailureKind): void
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
  #sends = 0
  #startedMs = 0
  #hasBudget = false

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

  /** Starts and counts a request; `cookie` is a sticky cookie's value, empty without one. */
  begin(balancer: ServiceBalancer, hash: number, cookie: string, nowMs: number): void {
    this.#balancer = balancer
    this.#pick.hash = hash
    this.#cookie = cookie
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
    this.#candidate =
      (this.#cookie === '' ? undefined : balancer.acquireSticky(this.#cookie, nowMs)) ??
      balancer.acquire(this.#pick, this.#tried)
    if (this.#candidate !== undefined) this.#counters.request(this.#candidate.slot)
    return this.#candidate
  }

  /** The request goes out on the endpoint's connection. */
  sent(): void {
    this.#sends++
  }

  /** No connection came about; true if another endpoint should be tried. */
  connectFailed(failure: ConnectFailure, nowMs: number): boolean {
    const balancer = this.#service()
    const candidate = this.#inUse()
    this.#counters.connectFailure(candidate.slot)
    this.#counters.connectFailure(balancer.row)
    this.#leave(true)
    if (failure !== 'local' && balancer.failed(candidate, failure, nowMs)) {
      this.#reports.reportEjected(candidate.id, failure)
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
    const { slot } = this.#inUse()
    this.#leave(true)
    if (this.#sends >= SEND_ATTEMPTS_MAX) return false
    this.#hasBudget ||= balancer.budget.take(this.#counters.inFlightOf(balancer.row))
    if (!this.#hasBudget) return false
    if (isSuspect) this.#tried.push(slot)
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

  /** The endpoint has answered, or taken a TCP connection. */
  answered(nowMs: number): void {
    const balancer = this.#service()
    const candidate = this.#inUse()
    const latencyMs = nowMs - this.#startedMs
    this.#counters.latency(balancer.row, latencyMs)
    this.#counters.latency(candidate.slot, latencyMs)
    if (balancer.succeeded(candidate, latencyMs, nowMs)) {
      this.#reports.reportReadmitted(candidate.id)
    }
  }

  /** The request is over. */
  end(isFailure: boolean, bytesIn: number, bytesOut: number): void {
    const balancer = this.#service()
    const { row } = balancer
    if (this.#candidate !== undefined) {
      this.#counters.bytes(this.#candidate.slot, bytesIn, bytesOut)
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

  #leave(isFailure: boolean): void {
    const candidate = this.#inUse()
    this.#candidate = undefined
    if (isFailure) this.#counters.failure(candidate.slot)
    this.#service().release(candidate)
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
