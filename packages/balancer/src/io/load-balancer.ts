/**
 * `LoadBalancer`: balancing by itself, in memory, for a program that embeds it.
 *
 * It picks by the same pickers, ejections and sticky rules as the data plane, and forwards with a
 * `send` function: by default a plain HTTP request to the endpoint. A connect that is refused goes
 * to another endpoint; an answer is passed on whatever its status.
 */

import { randomBytes } from 'node:crypto'
import { EventEmitter } from 'node:events'
import { request as httpRequest, type OutgoingHttpHeaders } from 'node:http'
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
import { Attempts, type EndpointReports } from '../attempts.ts'
import { HTTP_IDLE_TIMEOUT_MS } from '../config.ts'
import { allocateCounters, Counters } from '../counters.ts'
import { hash32 } from '../hash.ts'
import type { Candidate } from '../pickers/picker.ts'
import type { Algorithm, Endpoint } from '../routes.ts'
import { RowRegistry } from '../row-registry.ts'
import { ServiceBalancer } from '../service-balancer.ts'
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

/** Sends a request to an endpoint; rejects with a system error (`code`) if it cannot connect. */
export type Send = (
  endpoint: Endpoint,
  request: BalancedRequest,
  signal: AbortSignal,
) => Promise<Omit<BalancedResponse, 'endpointId'>>

export type LoadBalancerOptions = {
  readonly algorithm?: Algorithm
  readonly endpoints?: readonly Endpoint[]
  /** Keep a session on the endpoint that answered it first. */
  readonly sticky?: boolean
  readonly send?: Send
  /** Bound of one attempt; 60 s if absent. */
  readonly timeout?: Duration
  readonly clock?: Clock
  readonly random?: Random
}

export type LoadBalancerStats = {
  readonly totalRequests: number
  readonly failedRequests: number
  /** 0 to 1; 1 before the first request. */
  readonly successRate: number
  readonly retries: number
  readonly activeConnections: number
  readonly responseTimeMs: { readonly p50: number; readonly p90: number; readonly p99: number }
  readonly endpoints: readonly {
    readonly id: string
    readonly requests: number
    readonly failures: number
    readonly active: number
  }[]
}

/** Name of event → arguments of its listeners. */
export type LoadBalancerEvents = {
  endpointAdded: [Endpoint]
  endpointRemoved: [Endpoint]
  endpointEjected: [endpointId: string]
  endpointReadmitted: [endpointId: string]
}

/** Endpoints of one balancer; it is meant for one service. */
const ROWS = 4_096

/** Sessions that are remembered; the oldest is forgotten first. */
const SESSIONS_MAX = 10_000

const SERVICE_ROW = 'service'

export class LoadBalancer extends EventEmitter<LoadBalancerEvents> {
  readonly #rows = new RowRegistry(ROWS)
  readonly #counters = new Counters(allocateCounters(1, ROWS), 0)
  readonly #balancer: ServiceBalancer
  readonly #row: number
  readonly #clock: Clock
  readonly #send: Send
  readonly #timeoutMs: number
  readonly #isSticky: boolean
  readonly #endpoints = new Map<string, Endpoint>()
  readonly #sessions = new Map<string, string>()
  readonly #reports: EndpointReports = {
    reportEjected: endpointId => this.emit('endpointEjected', endpointId),
    reportReadmitted: endpointId => this.emit('endpointReadmitted', endpointId),
  }

  constructor(options: LoadBalancerOptions = {}) {
    super()
    this.#clock = options.clock ?? systemClock
    this.#send = options.send ?? sendOverHttp
    this.#timeoutMs = durationMs(options.timeout ?? HTTP_IDLE_TIMEOUT_MS)
    this.#isSticky = options.sticky ?? false
    this.#row = this.#rows.claim(SERVICE_ROW)
    this.#balancer = new ServiceBalancer(
      {
        id: SERVICE_ROW,
        algorithm: options.algorithm ?? 'round-robin',
        sticky: { cookie: 'session', key: randomBytes(16).toString('hex') },
        row: this.#row,
      },
      this.#counters,
      options.random ?? systemRandom(),
    )
    for (const endpoint of options.endpoints ?? []) this.addEndpoint(endpoint)
  }

  /** Adds an endpoint, or replaces the one with its id. Throws `balancer/too-many-endpoints`. */
  addEndpoint(endpoint: Endpoint): void {
    this.#rows.claim(endpoint.id)
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
   * can take it; what an endpoint failed with after it had connected is its `cause`.
   */
  async handleRequest(
    request: BalancedRequest,
    signal: AbortSignal = new AbortController().signal,
  ): Promise<BalancedResponse> {
    const attempts = new Attempts(this.#counters, this.#reports)
    const hash = hash32(request.sessionId ?? request.clientIp)
    const cookie = this.#isSticky ? this.#sessions.get(request.sessionId ?? '') : undefined
    attempts.begin(this.#balancer, hash, cookie ?? '', this.#clock.nowMs())
    let isFailure = true
    try {
      const response = await this.#attempt(attempts, request, signal)
      isFailure = response.status >= 500
      return response
    } finally {
      const { candidate } = attempts
      attempts.end(isFailure, 0, 0)
      if (candidate !== undefined) this.#reclaim(candidate.id)
    }
  }

  getStats(): LoadBalancerStats {
    const total = this.#counters.read(this.#row)
    return {
      totalRequests: total.requests,
      failedRequests: total.failures,
      successRate: total.requests === 0 ? 1 : 1 - total.failures / total.requests,
      retries: total.retries,
      activeConnections: total.inFlight,
      responseTimeMs: {
        p50: total.latency.p50Ms,
        p90: total.latency.p90Ms,
        p99: total.latency.p99Ms,
      },
      endpoints: [...this.#endpoints.keys()].map(id => {
        const row = this.#counters.read(this.#rows.claim(id))
        return { id, requests: row.requests, failures: row.failures, active: row.inFlight }
      }),
    }
  }

  async #attempt(
    attempts: Attempts,
    request: BalancedRequest,
    signal: AbortSignal,
  ): Promise<BalancedResponse> {
    let cause: unknown
    for (;;) {
      signal.throwIfAborted()
      const candidate = attempts.next(this.#clock.nowMs())
      const endpoint = candidate === undefined ? undefined : this.#endpoints.get(candidate.id)
      if (candidate === undefined || endpoint === undefined) throw noEndpoint(request, cause)
      try {
        const bound = AbortSignal.any([signal, AbortSignal.timeout(this.#timeoutMs)])
        const response = await this.#send(endpoint, request, bound)
        attempts.answered(this.#clock.nowMs())
        this.#remember(request, candidate)
        return { ...response, endpointId: candidate.id }
      } catch (error) {
        cause = error
        const { code, syscall } = error as NodeJS.ErrnoException
        // Only what failed to connect was certainly not carried out.
        const isUnsent = syscall === 'connect'
        const isMore = isUnsent && attempts.connectFailed(connectFailure(code), this.#clock.nowMs())
        if (!isMore) throw noEndpoint(request, cause)
      }
    }
  }

  #remember(request: BalancedRequest, candidate: Candidate): void {
    const cookie = this.#balancer.cookieFor(candidate)
    if (!this.#isSticky || request.sessionId === undefined || cookie === undefined) return
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
    const row = this.#rows.get(endpointId)
    if (row === undefined || this.#endpoints.has(endpointId)) return
    if (this.#counters.inFlightOf(row) > 0) return
    this.#rows.release(endpointId)
    this.#counters.clear(row)
  }

  #update(): void {
    const candidates = [...this.#endpoints.values()].map(({ id, weight }) => ({
      id,
      weight,
      slot: this.#rows.claim(id),
    }))
    this.#balancer.update(candidates, this.#clock.nowMs())
  }
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

/** The default `send`: one HTTP request, its response read whole. */
function sendOverHttp(
  endpoint: Endpoint,
  request: BalancedRequest,
  signal: AbortSignal,
): Promise<Omit<BalancedResponse, 'endpointId'>> {
  return new Promise((resolve, reject) => {
    const headers: OutgoingHttpHeaders = {
      ...request.headers,
      'x-forwarded-for': request.clientIp,
    }
    const { address: host, port } = endpoint
    const options = { host, port, method: request.method, path: request.path, headers, signal }
    const outgoing = httpRequest(options, response => {
      const parts: Buffer[] = []
      response.on('data', part => parts.push(part))
      response.on('error', reject)
      response.on('end', () => {
        const fields = Object.entries(response.headersDistinct).map(([name, values]) => [
          name,
          values?.join(', ') ?? '',
        ])
        resolve({
          status: response.statusCode ?? 0,
          headers: Object.fromEntries(fields),
          body: Buffer.concat(parts),
        })
      })
    })
    outgoing.on('error', reject)
    outgoing.end(request.body)
  })
}
