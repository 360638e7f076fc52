/**
 * `LoadBalancer`: balancing by itself, in memory, for a program that embeds it.
 *
 * It picks by the same pickers, policies and sticky rules as the data plane, and forwards with a
 * `send` function: by default a plain HTTP request to the endpoint. A connect that is refused goes
 * to another endpoint, as does, within the retry budget, an idempotent request whose connection
 * died; an answer is passed on whatever its status.
 */

import { randomBytes } from 'node:crypto'
import { EventEmitter } from 'node:events'
import {
  type Clock,
  type Duration,
  durationMs,
  messageOf,
  PolisError,
  type Random,
  systemClock,
  systemRandom,
} from '@polis/base'
import { Attempts, type EjectionReason, type EndpointReports, NO_AFFINITY } from '../attempts.ts'
import { HOLD_MAX, HTTP_IDLE_TIMEOUT_MS } from '../config.ts'
import { allocateCounters, Counters } from '../counters.ts'
import { hash32 } from '../hash.ts'
import { IDEMPOTENT } from '../http/request-head.ts'
import type { Hold } from '../l4-options.ts'
import type { Candidate } from '../pickers/picker.ts'
import { type Affinity, type BalancingPolicy, policyProblems } from '../policy.ts'
import type { Algorithm, Endpoint, HashBy, Sticky } from '../routes.ts'
import { RowRegistry } from '../row-registry.ts'
import { type BalancedService, ServiceBalancer } from '../service-balancer.ts'
import { cookieValue, setCookie } from '../sticky.ts'
import { sendOverHttp } from './http-send.ts'
import { type LoadBalancerStats, type RequestStats, requestStats } from './load-balancer-stats.ts'
import { RequestHold } from './request-hold.ts'
import { connectFailure } from './upstream.ts'

/** A request to be balanced. `sessionId` keeps a session on its endpoint (`sticky`). */
export type BalancedRequest = {
  readonly clientIp: string
  readonly sessionId?: string
  readonly method: string
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
}

/** What an endpoint answered. */
export type BalancedResponse = {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
  readonly endpointId: string
}

export type SentResponse = Omit<BalancedResponse, 'endpointId'>

/** Sends a request to an endpoint; rejects with a system error (`code`) if it cannot connect. */
export type Send = (
  endpoint: Endpoint,
  request: BalancedRequest,
  signal: AbortSignal,
) => Promise<SentResponse>

/**
 * How a client is kept on its endpoint: `true` remembers the session's in memory; a cookie is read
 * from `Cookie` and given in `set-cookie` (balancers with the same `key` take each other's); a
 * header's value or the client's address is hashed, with the same answer in every balancer.
 */
export type StickyOption =
  | boolean
  | { readonly cookie: string; readonly key?: string; readonly maxAge?: Duration }
  | Affinity

export type LoadBalancerOptions = {
  readonly algorithm?: Algorithm
  readonly endpoints?: readonly Endpoint[]
  readonly sticky?: StickyOption
  /** What hashes but `ip-hash` hash; the session's id or else the address if absent. */
  readonly hashBy?: HashBy
  /** Slow start, outliers, circuit breakers, bounded loads; all off if absent. */
  readonly policy?: Omit<BalancingPolicy, 'affinity' | 'hedge'>
  /**
   * Requests wait for an endpoint while there is none, for `timeout`, and no more than `max` (1,000)
   * at a time; during a pause the same bounds hold. Absent: only a pause is waited for.
   */
  readonly hold?: { readonly timeout: Duration; readonly max?: number }
  readonly send?: Send
  /** Bound of one attempt; 60 s if absent. */
  readonly timeout?: Duration
  readonly clock?: Clock
  readonly random?: Random
}

/** Name of event → arguments of its listeners. */
export type LoadBalancerEvents = {
  endpointAdded: [Endpoint]
  endpointRemoved: [Endpoint]
  endpointEjected: [endpointId: string, reason: EjectionReason]
  endpointReadmitted: [endpointId: string]
}

/** Endpoints of one balancer; it is meant for one service. */
const ROWS = 4_096

/** Sessions that are remembered; the oldest is forgotten first. */
const SESSIONS_MAX = 10_000

const SERVICE_ROW = 'service'

/** Codes of a connection that died before the answer. */
const LOST: ReadonlySet<string> = new Set(['ECONNRESET', 'EPIPE', 'ECONNABORTED'])

export class LoadBalancer extends EventEmitter<LoadBalancerEvents> {
  readonly #rows = new RowRegistry(ROWS)
  readonly #counters = new Counters(allocateCounters(1, ROWS), 0)
  readonly #row: number
  readonly #clock: Clock
  /** What makes the clock's time one since 1970, as it was at the start. */
  readonly #epochMs: number
  readonly #random: Random
  readonly #send: Send
  readonly #timeoutMs: number
  readonly #hashBy: HashBy | undefined
  readonly #policy: BalancingPolicy
  readonly #sticky: Sticky
  readonly #remembers: boolean
  readonly #gives: boolean
  readonly #endpoints = new Map<string, Endpoint>()
  readonly #sessions = new Map<string, string>()
  readonly #hold: RequestHold
  readonly #algorithmRows = new Map<Algorithm, number>()
  #algorithm: Algorithm
  readonly #balancer: ServiceBalancer
  readonly #reports: EndpointReports = {
    nowMs: () => this.#nowMs(),
    reportEjected: (endpointId, reason) => this.emit('endpointEjected', endpointId, reason),
    reportReadmitted: endpointId => this.emit('endpointReadmitted', endpointId),
  }

  /** Throws `balancer/bad-policy`. */
  constructor(options: LoadBalancerOptions = {}) {
    super()
    const [problem] = policyProblems(options.policy ?? {})
    if (problem !== undefined) throw new PolisError('balancer/bad-policy', { message: problem })
    const sticky = options.sticky ?? false
    const cookie = typeof sticky === 'object' && 'cookie' in sticky ? sticky : undefined
    const affinity = typeof sticky === 'object' && !('cookie' in sticky) ? sticky : undefined
    this.#clock = options.clock ?? systemClock
    this.#epochMs = this.#clock.wallMs() - this.#clock.nowMs()
    this.#random = options.random ?? systemRandom()
    this.#send = options.send ?? sendOverHttp
    this.#timeoutMs = durationMs(options.timeout ?? HTTP_IDLE_TIMEOUT_MS)
    this.#hashBy = options.hashBy
    this.#hold = new RequestHold(holdOf(options.hold), () => this.#nowMs())
    this.#policy = affinity === undefined ? (options.policy ?? {}) : { ...options.policy, affinity }
    this.#remembers = sticky === true
    this.#gives = cookie !== undefined
    this.#sticky = {
      cookie: cookie?.cookie ?? 'session',
      key: cookie?.key ?? randomBytes(16).toString('hex'),
      ...(cookie?.maxAge === undefined ? {} : { maxAgeMs: durationMs(cookie.maxAge) }),
    }
    this.#row = this.#rows.claim(SERVICE_ROW)
    this.#algorithm = options.algorithm ?? 'round-robin'
    this.#balancer = new ServiceBalancer(
      this.#service(this.#algorithm),
      this.#counters,
      this.#random,
    )
    for (const endpoint of options.endpoints ?? []) this.addEndpoint(endpoint)
  }

  /** Picks by `algorithm` from now on; what runs, and all statistics, stay. */
  useAlgorithm(algorithm: Algorithm): void {
    this.#algorithm = algorithm
    this.#balancer.configure(this.#service(algorithm))
    this.#update()
  }

  /**
   * Requests that begin from now on wait, for `forMs` milliseconds at most, and go on in the order
   * in which they came; what is under way ends. A later pause takes the place of an earlier one.
   * Throws `balancer/bad-policy`.
   */
  pause({ forMs }: { readonly forMs: number }): void {
    this.#hold.pause(forMs)
  }

  /** Ends the pause: requests that wait go on. */
  unpause(): void {
    this.#hold.unpause()
  }

  /** Adds an endpoint, or replaces the one with its id. Throws `balancer/too-many-endpoints`. */
  addEndpoint(endpoint: Endpoint): void {
    this.#rows.claim(endpointRow(endpoint.id))
    this.#endpoints.set(endpoint.id, endpoint)
    this.#update()
    this.emit('endpointAdded', endpoint)
  }

  /** Sends nothing more to the endpoint; requests on their way to it end. False if unknown. */
  removeEndpoint(endpointId: string): boolean {
    const endpoint = this.#endpoints.get(endpointId)
    if (endpoint === undefined) return false
    this.#endpoints.delete(endpointId)
    this.#update()
    this.#reclaim(endpointId)
    this.emit('endpointRemoved', endpoint)
    return true
  }

  /**
   * Sends `request` to an endpoint and answers its response. Throws `balancer/no-endpoint` if none
   * can take it, or it has waited in vain (`hold`); what an endpoint failed with after it had connected is its `cause`. Throws
   * `balancer/circuit-open` at a bound of the policy.
   */
  async handleRequest(
    request: BalancedRequest,
    signal: AbortSignal = new AbortController().signal,
  ): Promise<BalancedResponse> {
    const attempts = new Attempts(this.#counters, this.#reports)
    const balancer = this.#balancer
    const algorithmRow = this.#algorithmRows.get(this.#algorithm)!
    const startedMs = this.#nowMs()
    this.#sweep(balancer, startedMs)
    const [cookie, affinity] = [this.#cookieOf(request), this.#affinityOf(request)]
    attempts.begin(balancer, this.#hashOf(request), cookie, startedMs, affinity)
    this.#counters.request(algorithmRow)
    this.#counters.begin(algorithmRow)
    let isFailure = true
    try {
      const response = await this.#attempt(attempts, balancer, request, signal)
      isFailure = response.status >= 500
      this.#counters.latency(algorithmRow, this.#nowMs() - startedMs)
      return response
    } finally {
      const { candidate } = attempts
      attempts.end(isFailure, 0, 0, isFailure && !signal.aborted)
      if (isFailure) this.#counters.failure(algorithmRow)
      this.#counters.end(algorithmRow)
      if (candidate !== undefined) this.#reclaim(candidate.id)
    }
  }

  getStats(): LoadBalancerStats {
    const total = this.#counters.read(this.#row)
    const { pausedUntilMs } = this.#hold
    const { requests, failures, successRate, active, responseTimeMs } = requestStats(total)
    const algorithms: Partial<Record<Algorithm, RequestStats>> = {}
    for (const [algorithm, row] of this.#algorithmRows) {
      algorithms[algorithm] = requestStats(this.#counters.read(row))
    }
    return {
      totalRequests: requests,
      failedRequests: failures,
      successRate,
      retries: total.retries,
      ejections: total.ejections,
      circuitOpen: total.circuitOpen,
      activeConnections: active,
      held: this.#hold.size,
      ...(pausedUntilMs === undefined ? {} : { pausedUntilMs }),
      responseTimeMs,
      algorithm: this.#algorithm,
      algorithms,
      endpoints: [...this.#endpoints.keys()].map(id => {
        const row = this.#counters.read(this.#rows.claim(endpointRow(id)))
        return { id, ...requestStats(row), ejections: row.ejections }
      }),
    }
  }

  async #attempt(
    attempts: Attempts,
    balancer: ServiceBalancer,
    request: BalancedRequest,
    signal: AbortSignal,
  ): Promise<BalancedResponse> {
    let cause: unknown
    for (;;) {
      signal.throwIfAborted()
      const wait = this.#hold.wait(balancer.usableCount > 0, signal)
      if (wait !== undefined) {
        if (await wait) continue
        throw noEndpoint(request, cause)
      }
      const candidate = attempts.next(this.#nowMs())
      if (attempts.refusal !== undefined) throw circuitOpen(request, attempts.refusal)
      const endpoint = candidate === undefined ? undefined : this.#endpoints.get(candidate.id)
      if (candidate === undefined || endpoint === undefined) throw noEndpoint(request, cause)
      try {
        const bound = AbortSignal.any([signal, AbortSignal.timeout(this.#timeoutMs)])
        attempts.sent()
        const response = await this.#send(endpoint, request, bound)
        attempts.answered(this.#nowMs(), response.status)
        const cookie = balancer.cookieFor(candidate, this.#nowMs())!
        this.#remember(request, cookie)
        const headers = this.#withCookie(request, response.headers, cookie)
        return { ...response, headers, endpointId: candidate.id }
      } catch (error) {
        cause = error
        if (!this.#mayTryAgain(attempts, request, error)) throw noEndpoint(request, cause)
      }
    }
  }

  /** Only what failed to connect, or may be carried out twice, goes to another endpoint. */
  #mayTryAgain(attempts: Attempts, request: BalancedRequest, error: unknown): boolean {
    const { code = '', syscall } = error as NodeJS.ErrnoException
    if (syscall === 'connect') return attempts.connectFailed(connectFailure(code), this.#nowMs())
    const isRepeatable = IDEMPOTENT.has(request.method.toUpperCase()) && LOST.has(code)
    // A connection that was kept may just have grown old: its endpoint may be fine.
    return isRepeatable && attempts.resend(false)
  }

  #nowMs(): number {
    return this.#clock.nowMs() + this.#epochMs
  }

  #service(algorithm: Algorithm): BalancedService {
    if (!this.#algorithmRows.has(algorithm)) {
      this.#algorithmRows.set(algorithm, this.#rows.claim(`algorithm ${algorithm}`))
    }
    const [sticky, policy] = [this.#sticky, this.#policy]
    return { id: SERVICE_ROW, algorithm, sticky, row: this.#row, policy }
  }

  #sweep(balancer: ServiceBalancer, nowMs: number): void {
    for (const { id, slot, reason } of balancer.sweep(nowMs)) {
      this.#counters.ejection(slot)
      this.#counters.ejection(this.#row)
      this.emit('endpointEjected', id, reason)
    }
  }

  #hashOf(request: BalancedRequest): number {
    const { clientIp, sessionId = clientIp, path } = request
    const by = this.#hashBy
    if (this.#algorithm === 'ip-hash' || by === 'address') return hash32(clientIp)
    if (by === undefined) return hash32(sessionId)
    return hash32(by === 'path' ? path : (fieldOf(request, by.header) ?? clientIp))
  }

  #cookieOf(request: BalancedRequest): string {
    if (this.#remembers) return this.#sessions.get(request.sessionId ?? '') ?? ''
    if (!this.#gives) return ''
    return cookieValue(fieldOf(request, 'cookie') ?? '', this.#sticky.cookie) ?? ''
  }

  #affinityOf(request: BalancedRequest): number {
    const { affinity } = this.#policy
    if (affinity === undefined) return NO_AFFINITY
    const value = 'source' in affinity ? request.clientIp : fieldOf(request, affinity.header)
    return value === undefined ? NO_AFFINITY : hash32(value)
  }

  /** The response's headers, with the cookie unless the client has sent it. */
  #withCookie(
    request: BalancedRequest,
    headers: BalancedResponse['headers'],
    value: string,
  ): BalancedResponse['headers'] {
    if (!this.#gives || this.#cookieOf(request) === value) return headers
    const own = setCookie(this.#sticky.cookie, value, '/', this.#sticky.maxAgeMs)
    const given = headers['set-cookie']
    return { ...headers, 'set-cookie': given === undefined ? own : `${given}, ${own}` }
  }

  #remember(request: BalancedRequest, cookie: string): void {
    if (!this.#remembers || request.sessionId === undefined) return
    this.#sessions.delete(request.sessionId)
    this.#sessions.set(request.sessionId, cookie)
    if (this.#sessions.size <= SESSIONS_MAX) return
    for (const oldest of this.#sessions.keys()) {
      this.#sessions.delete(oldest)
      break
    }
  }

  /** Gives the row of a removed endpoint back once nothing is on its way to it. */
  #reclaim(endpointId: string): void {
    const row = this.#rows.get(endpointRow(endpointId))
    if (row === undefined || this.#endpoints.has(endpointId)) return
    if (this.#counters.inFlightOf(row) > 0) return
    this.#rows.release(endpointRow(endpointId))
    this.#counters.clear(row)
  }

  #update(): void {
    const candidates: Candidate[] = [...this.#endpoints.values()].map(({ id, weight, zone }) => ({
      id,
      weight,
      slot: this.#rows.claim(endpointRow(id)),
      zone,
    }))
    this.#balancer.update(candidates, this.#nowMs())
    if (this.#balancer.usableCount > 0) this.#hold.endpointsFound()
  }
}

function holdOf(option: LoadBalancerOptions['hold']): Hold | undefined {
  if (option === undefined) return undefined
  const hold = { timeoutMs: durationMs(option.timeout), max: option.max ?? HOLD_MAX }
  if (hold.timeoutMs > 0 && hold.max > 0) return hold
  const message = `it holds ${hold.max} requests for ${hold.timeoutMs} ms`
  throw new PolisError('balancer/bad-policy', { message })
}

function noEndpoint(request: BalancedRequest, cause: unknown): PolisError {
  return new PolisError('balancer/no-endpoint', {
    message:
      cause === undefined
        ? 'no endpoint can take the request'
        : `the request failed: ${messageOf(cause)}`,
    fields: { path: request.path },
    retryable: true,
    cause,
  })
}

function circuitOpen(request: BalancedRequest, bound: string): PolisError {
  return new PolisError('balancer/circuit-open', {
    message: `too much is under way: the bound of ${bound} is reached`,
    fields: { path: request.path, bound },
    retryable: true,
  })
}

function endpointRow(endpointId: string): string {
  return `endpoint ${endpointId}`
}

/** The value of a header, its name compared without case. */
function fieldOf(request: BalancedRequest, name: string): string | undefined {
  const wanted = name.toLowerCase()
  const headers = Object.entries(request.headers ?? {})
  return headers.find(([key]) => key.toLowerCase() === wanted)?.[1]
}
