/** `DNSCache`: resolutions kept for their time to live, in memory, on an injected clock. */

import { type Clock, systemClock } from '@polis/base'
import { CACHE_NEGATIVE_TTL_MAX_S, CACHE_TTL_MAX_S } from '../config.ts'
import { type CacheStats, TtlCache } from '../dns/ttl-cache.ts'
import type { DnsResolution } from './dns-resolver.ts'

/** Settings of a `DNSCache`. */
export type DNSCacheOptions = {
  readonly clock?: Clock
  /** Resolutions kept; the least recently used goes first. */
  readonly entriesMax?: number
}

/** Keeps resolutions by name and type. */
export class DNSCache {
  readonly #clock: Clock
  readonly #cache: TtlCache<DnsResolution>

  constructor(options: DNSCacheOptions = {}) {
    this.#clock = options.clock ?? systemClock
    this.#cache = new TtlCache(options.entriesMax)
  }

  get stats(): CacheStats {
    return this.#cache.stats
  }

  /** The resolution with what is left of its time to live, or undefined. */
  get(name: string, type: string): DnsResolution | undefined {
    const nowMs = this.#clock.nowMs()
    const cached = this.#cache.get(keyOf(name, type), nowMs)
    return cached && { ...cached.value, ttlS: Math.ceil((cached.expiresAtMs - nowMs) / 1000) }
  }

  /** Keeps a resolution for its `ttlS`, bounded. */
  set(name: string, type: string, resolution: DnsResolution): void {
    const ttlMaxS = resolution.records.length > 0 ? CACHE_TTL_MAX_S : CACHE_NEGATIVE_TTL_MAX_S
    const ttlMs = Math.min(resolution.ttlS, ttlMaxS) * 1000
    this.#cache.set(keyOf(name, type), resolution, ttlMs, this.#clock.nowMs())
  }

  delete(name: string, type: string): boolean {
    return this.#cache.delete(keyOf(name, type))
  }

  clear(): void {
    this.#cache.clear()
  }
}

function keyOf(name: string, type: string): string {
  return `${type} ${name.toLowerCase().replace(/\.$/, '')}`
}
