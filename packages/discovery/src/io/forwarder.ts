/**
 * Asks other servers for the names that are not ours, and remembers what they said.
 *
 * A client over UDP is asked for over UDP and gets the truncation it would have got; one over TCP
 * is asked for over TCP. Clients that ask the same at the same time share one question. An answer
 * that is wanted near the end of its life is fetched again ahead of it, and one that has expired is
 * given when no upstream answers in time (RFC 8767): an old address is better than none.
 *
 *     fresh ──last tenth, asked──► fetched ahead
 *       └──expired, asked──► upstreams ──answer──► fresh
 *                               └──silent for 1.8 s, or failed──► stale answer, TTL 30 s
 */

import { randomInt } from 'node:crypto'
import { getServers } from 'node:dns'
import type { Clock } from '@polis/base'
import {
  CACHE_ENTRIES_MAX,
  CACHE_ENTRY_BYTES_MAX,
  CACHE_STALE_MS,
  FORWARDS_MAX,
  PREFETCH_FRACTION,
  STALE_RETRY_MS,
  STALE_WAIT_MS,
  UPSTREAM_TIMEOUT_MS,
  UPSTREAMS_RACED_MAX,
  UPSTREAMS_TRIED_MAX,
} from '../config.ts'
import type { QueryHeader } from '../dns/query.ts'
import { type RelayedAnswer, readRelayed, relayKey, relayTo, upstreamQuery } from '../dns/relay.ts'
import type { ServerAddress } from '../dns/server-address.ts'
import { type Cached, type CacheStats, TtlCache } from '../dns/ttl-cache.ts'
import type { Upstreams } from '../dns/upstreams.ts'
import { type DnsTransport, exchange } from './exchange.ts'

/** The resolvers that the system is set up with, as `IP` or `IP:PORT`. */
export function systemUpstreams(): string[] {
  return getServers()
}

/** How several upstreams are asked: one after the other, or at once, where the first one wins. */
export type UpstreamOrder = 'in-order' | 'race'

/** Settings of a `Forwarder`. */
export type ForwarderOptions = {
  readonly upstreams: Upstreams
  readonly order: UpstreamOrder
  readonly clock: Clock
}

/** How a forwarder has served. */
export type ForwarderStats = CacheStats & {
  /** Expired answers that were given because there was no newer one. */
  readonly stale: number
  /** Answers that were fetched ahead of their end. */
  readonly prefetched: number
}

/** A caching forwarder. */
export class Forwarder {
  readonly #upstreams: Upstreams
  readonly #order: UpstreamOrder
  readonly #clock: Clock
  readonly #cache = new TtlCache<RelayedAnswer>(CACHE_ENTRIES_MAX, CACHE_STALE_MS)
  readonly #asked = new Map<string, Promise<RelayedAnswer | undefined>>()
  /** Until when questions that nobody could answer are not asked again before a stale answer. */
  readonly #failedUntilMs = new TtlCache<true>()
  readonly #closed = new AbortController()
  #stale = 0
  #prefetched = 0

  constructor({ upstreams, order, clock }: ForwarderOptions) {
    this.#upstreams = upstreams
    this.#order = order
    this.#clock = clock
  }

  get stats(): ForwarderStats {
    return { ...this.#cache.stats, stale: this.#stale, prefetched: this.#prefetched }
  }

  /**
   * The answer for the client, or undefined if no upstream gave one or too many are being asked.
   */
  async ask(
    header: QueryHeader,
    transport: DnsTransport,
    limit: number,
  ): Promise<Buffer | undefined> {
    const key = relayKey(header)
    const nowMs = this.#clock.nowMs()
    const cached = this.#cache.get(key, nowMs)
    if (cached !== undefined) {
      if (isNearItsEnd(cached, nowMs)) this.#prefetch(header, key)
      const ageS = Math.floor((nowMs - cached.storedAtMs) / 1000)
      return relayTo(header, cached.value, { ageS, limit })
    }
    const stale = this.#cache.stale(key, nowMs)?.value
    const answer = await this.#askOrStale(header, transport, key, stale)
    if (answer === undefined) return undefined
    const isStale = answer === stale
    if (isStale) this.#stale++
    return relayTo(header, answer, { ageS: 0, limit, isStale })
  }

  /** Ends all questions under way. */
  async close(): Promise<void> {
    this.#closed.abort()
    await Promise.allSettled(this.#asked.values())
  }

  /** What the upstreams say, or else `stale`: at once if they failed lately. */
  async #askOrStale(
    header: QueryHeader,
    transport: DnsTransport,
    key: string,
    stale: RelayedAnswer | undefined,
  ): Promise<RelayedAnswer | undefined> {
    const asked = this.#askOnce(header, transport, key)
    if (stale === undefined) return asked
    if (this.#failedUntilMs.get(key, this.#clock.nowMs()) !== undefined) return stale
    const answer = await within(STALE_WAIT_MS, asked)
    if (answer !== undefined && !answer.isFailure) return answer
    this.#failedUntilMs.set(key, true, STALE_RETRY_MS, this.#clock.nowMs())
    return stale
  }

  /** Joins those who ask the same; undefined if nobody answers or too much is being asked. */
  #askOnce(
    header: QueryHeader,
    transport: DnsTransport,
    key: string,
  ): Promise<RelayedAnswer | undefined> {
    const askedKey = transport + key
    const known = this.#asked.get(askedKey)
    if (known !== undefined) return known
    if (this.#asked.size >= FORWARDS_MAX) return Promise.resolve(undefined)
    const asked = this.#askUpstreams(header, transport)
      .then(answer => {
        if (answer !== undefined) this.#keep(key, answer)
        return answer
      })
      .finally(() => this.#asked.delete(askedKey))
    this.#asked.set(askedKey, asked)
    return asked
  }

  #prefetch(header: QueryHeader, key: string): void {
    if (this.#asked.has(`udp${key}`)) return
    this.#prefetched++
    // Nobody waits for it: if it fails, the answer expires and is asked for as any other.
    this.#askOnce(header, 'udp', key).catch(() => undefined)
  }

  #keep(key: string, answer: RelayedAnswer): void {
    if (answer.packet.length > CACHE_ENTRY_BYTES_MAX || answer.cacheTtlS === 0) return
    this.#cache.set(key, answer, answer.cacheTtlS * 1000, this.#clock.nowMs())
  }

  async #askUpstreams(
    header: QueryHeader,
    transport: DnsTransport,
  ): Promise<RelayedAnswer | undefined> {
    const servers = this.#upstreams.serversFor(header.questionName, this.#clock.nowMs())
    if (this.#order === 'race') return this.#race(servers, header, transport)
    let failure: RelayedAnswer | undefined
    for (const server of servers.slice(0, UPSTREAMS_TRIED_MAX)) {
      if (this.#closed.signal.aborted) return undefined
      const answer = await this.#askServer(server, header, transport, this.#closed.signal)
      if (answer !== undefined && !answer.isFailure) return answer
      failure = answer ?? failure
    }
    // The next upstream was the remedy; when there is none, the client is told what the last said.
    return failure
  }

  /** The first good answer; the others are no longer waited for. */
  async #race(
    servers: readonly ServerAddress[],
    header: QueryHeader,
    transport: DnsTransport,
  ): Promise<RelayedAnswer | undefined> {
    const won = new AbortController()
    const signal = AbortSignal.any([won.signal, this.#closed.signal])
    let failure: RelayedAnswer | undefined
    const attempts = servers.slice(0, UPSTREAMS_RACED_MAX).map(async server => {
      const answer = await this.#askServer(server, header, transport, signal)
      if (answer !== undefined && !answer.isFailure) return answer
      failure = answer ?? failure
      throw new Error('this one lost')
    })
    try {
      return await Promise.any(attempts)
    } catch {
      // All have lost; one of them may have said why.
      return failure
    } finally {
      won.abort()
    }
  }

  async #askServer(
    server: ServerAddress,
    header: QueryHeader,
    transport: DnsTransport,
    signal: AbortSignal,
  ): Promise<RelayedAnswer | undefined> {
    const query = upstreamQuery(header, randomInt(0x1_0000))
    try {
      const answer = await exchange(
        transport,
        server,
        query,
        reply => readRelayed(reply, query, header),
        UPSTREAM_TIMEOUT_MS,
        signal,
      )
      this.#upstreams.answered(server)
      return answer
    } catch {
      // One that lost a race did nothing wrong.
      if (!signal.aborted) this.#upstreams.failed(server, this.#clock.nowMs())
      return undefined
    }
  }
}

function isNearItsEnd({ storedAtMs, expiresAtMs }: Cached<unknown>, nowMs: number): boolean {
  return expiresAtMs - nowMs < (expiresAtMs - storedAtMs) * PREFETCH_FRACTION
}

/** What `promise` resolves to, or undefined after `ms`. */
function within<T>(ms: number, promise: Promise<T>): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => resolve(undefined), ms)
    promise.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}
