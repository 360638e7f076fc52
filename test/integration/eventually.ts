/**
 * Waiting for what must become true: looked at until it holds, for a bounded time.
 *
 * A test that waits names what it waits for, so that a failure says which promise was not kept, and
 * what was seen instead.
 */

import assert from 'node:assert/strict'
import { setTimeout as delay } from 'node:timers/promises'

const POLL_MS = 20

/** What was measured while waiting. */
export type Reached<T> = { readonly value: T; readonly tookMs: number }

/**
 * Calls `look` until it answers something other than `undefined`, and says how long that took. An
 * error that it throws counts as not yet. Fails after `timeoutMs` with the last error.
 */
export async function eventually<T>(
  promise: string,
  timeoutMs: number,
  look: () => Promise<T | undefined> | T | undefined,
): Promise<Reached<T>> {
  const startedMs = performance.now()
  let lastError: unknown
  for (;;) {
    try {
      const value = await look()
      const tookMs = performance.now() - startedMs
      if (value !== undefined) return { value, tookMs }
    } catch (error) {
      lastError = error
    }
    if (performance.now() - startedMs > timeoutMs) break
    await delay(POLL_MS)
  }
  const reason = lastError instanceof Error ? `; last: ${lastError.message}` : ''
  return assert.fail(`within ${timeoutMs / 1_000} s ${promise}${reason}`)
}

/** A number of milliseconds for a person. */
export function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(2)} s`
}

/** A promised bound is only broken for sure at five times its value: the machine may be busy. */
export const BOUND_MARGIN = 5
