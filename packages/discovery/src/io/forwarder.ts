/**
 * Asks other servers for the names that are not ours, and remembers what they said.
 *
 * A client over UDP is asked for over UDP and gets the truncation it would have got; one over TCP
 * is asked for over TCP. Clients that ask the same at the same time share one question.
 */

import { randomInt } from 'node:crypto'
import { getServers } from 'node:dns'
import type { Clock } from '@polis/base'
import {
  CACHE_ENTRY_BYTES_MAX,
  FORWARDS_MAX,
  UPSTREAM_TIMEOUT_MS,
  UPSTREAMS_TRIED_MAX,
} from '../config.ts'
import type { QueryHeader } from '../dns/query.ts'
import { type RelayedAnswer, readRelayed, relayKey, relayTo, upstreamQuery } from '../dns/relay.ts'
import type { ServerAddress } from '../dns/server-address.ts'
import { type CacheStats, TtlCache } from '../dns/ttl-cache.ts'
import { type DnsTransport, exchange } from './exchange.ts'

/** The resolvers that the system is set up with, as `IP` or `IP:PORT`. */
export function systemUpstreams(): string[] {
  return getServers()
}

/** A caching forwarder. */
export class Forwarder {
  readonly #upstreams: readonly ServerAddress[]
  readonly #clock: Clock
  readonly #cache = new TtlCache<RelayedAnswer>()
  readonly #asked = new Map<string, Promise<RelayedAnswer | undefined>>()
  readonly #closed = new AbortController()

  /** `upstreams` are asked in order, at most `UPSTREAMS_TRIED_MAX` of them. */
  constructor(upstreams: readonly ServerAddress[], clock: Clock) {
    this.#upstreams = upstreams
    this.#clock = clock
  }

  get cacheStats(): CacheStats {
    return this.#cache.stats
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
      const ageS = Math.floor((nowMs - cached.storedAtMs) / 1000)
      return relayTo(header, cached.value, ageS, limit)
    }
    const askedKey = transport + key
    let asked = this.#asked.get(askedKey)
    if (asked === undefined) {
      if (this.#asked.size >= FORWARDS_MAX) return undefined
      asked = this.#askUpstreams(header, transport, key).finally(() => this.#asked.delete(askedKey))
      this.#asked.set(askedKey, asked)
    }
    const answer = await asked
    return answer && relayTo(header, answer, 0, limit)
  }

  /** Ends all questions under way. */
  async close(): Promise<void> {
    this.#closed.abort()
    await Promise.allSettled(this.#asked.values())
  }

  async #askUpstreams(
    header: QueryHeader,
    transport: DnsTransport,
    key: string,
  ): Promise<RelayedAnswer | undefined> {
    for (const server of this.#upstreams.slice(0, UPSTREAMS_TRIED_MAX)) {
      if (this.#closed.signal.aborted) return undefined
      const query = upstreamQuery(header, randomInt(0x1_0000))
      try {
        const answer = await exchange(
          transport,
          server,
          query,
          reply => readRelayed(reply, query, header),
          UPSTREAM_TIMEOUT_MS,
          this.#closed.signal,
        )
        if (answer.packet.length <= CACHE_ENTRY_BYTES_MAX) {
          this.#cache.set(key, answer, answer.cacheTtlS * 1000, this.#clock.nowMs())
        }
        return answer
      } catch {
        // The next upstream is the remedy; when there is none, the client is told SERVFAIL.
      }
    }
    return undefined
  }
}
