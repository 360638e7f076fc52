/**
 * A bounded cache whose entries expire: least recently used goes first when it is full.
 *
 * It may keep what has expired for a while longer, for when nothing newer can be had.
 */

import { assert } from '@polis/base'
import { CACHE_ENTRIES_MAX } from '../config.ts'

/** An entry that has not expired. */
export type Cached<T> = {
  readonly value: T
  readonly storedAtMs: number
  readonly expiresAtMs: number
}

/** How a cache has served. */
export type CacheStats = {
  readonly entries: number
  readonly hits: number
  readonly misses: number
  readonly evictions: number
}

/** Values by key, each with its time to live. */
export class TtlCache<T> {
  readonly #limit: number
  readonly #staleMs: number
  /** In order of use, least recent first. */
  readonly #entries = new Map<string, Cached<T>>()
  #hits = 0
  #misses = 0
  #evictions = 0

  /** Expired entries are kept for `staleMs` more. */
  constructor(limit = CACHE_ENTRIES_MAX, staleMs = 0) {
    assert(Number.isInteger(limit) && limit > 0, 'a cache holds at least one entry')
    this.#limit = limit
    this.#staleMs = staleMs
  }

  get stats(): CacheStats {
    const counts = { hits: this.#hits, misses: this.#misses, evictions: this.#evictions }
    return { entries: this.#entries.size, ...counts }
  }

  get(key: string, nowMs: number): Cached<T> | undefined {
    const entry = this.#entries.get(key)
    if (entry === undefined || nowMs >= entry.expiresAtMs) {
      if (entry !== undefined && nowMs >= entry.expiresAtMs + this.#staleMs) {
        this.#entries.delete(key)
      }
      this.#misses++
      return undefined
    }
    this.#entries.delete(key)
    this.#entries.set(key, entry)
    this.#hits++
    return entry
  }

  /** An entry that has expired and is still kept. */
  stale(key: string, nowMs: number): Cached<T> | undefined {
    const entry = this.#entries.get(key)
    const isKept = entry !== undefined && nowMs < entry.expiresAtMs + this.#staleMs
    return isKept ? entry : undefined
  }

  /** Keeps `value` for `ttlMs`; zero or less keeps nothing. */
  set(key: string, value: T, ttlMs: number, nowMs: number): void {
    this.#entries.delete(key)
    if (ttlMs <= 0) return
    if (this.#entries.size >= this.#limit) {
      const oldest = this.#entries.keys().next()
      if (oldest.done !== true) this.#entries.delete(oldest.value)
      this.#evictions++
    }
    this.#entries.set(key, { value, storedAtMs: nowMs, expiresAtMs: nowMs + ttlMs })
  }

  delete(key: string): boolean {
    return this.#entries.delete(key)
  }

  clear(): void {
    this.#entries.clear()
  }
}
