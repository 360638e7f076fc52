/**
 * Clients that wait for an endpoint: hold and release.
 *
 * While a service is paused, or has nobody to serve it, a client that asks to be held waits instead
 * of being refused; so a cut-over, or a scale from zero, costs time and no request. The number of
 * those that wait is bounded here, the time each waits by its own deadline.
 */

import { HOLD_MAX } from './config.ts'
import type { Hold } from './l4-options.ts'

/** Who waits. */
export type Held = {
  /** Try again; it waits no longer. */
  released(nowMs: number): void
}

/** What the queue needs to know of a service. */
export type HoldingService = { readonly hold?: Hold; readonly pausedUntilMs?: number }

/** True while new clients of `service` are to wait whatever there is. A pause ends by itself. */
export function isPausedAt({ pausedUntilMs }: HoldingService, nowMs: number): boolean {
  return pausedUntilMs !== undefined && nowMs < pausedUntilMs
}

export class HoldQueue {
  readonly #held = new Set<Held>()

  get size(): number {
    return this.#held.size
  }

  /**
   * Takes `held` in, and answers when its wait ends. Undefined if the service does not hold clients
   * in its present state (`hasEndpoints`), or holds as many as it may and has no endpoint anyway;
   * `refused` if it is paused and holds as many as it may.
   */
  add(
    held: Held,
    service: HoldingService,
    hasEndpoints: boolean,
    nowMs: number,
  ): number | 'refused' | undefined {
    const isPaused = isPausedAt(service, nowMs)
    if (hasEndpoints && !isPaused) return undefined
    const { hold } = service
    if (hold === undefined && !isPaused) return undefined
    if (this.#held.size >= (hold?.max ?? HOLD_MAX)) return isPaused ? 'refused' : undefined
    this.#held.add(held)
    const pauseEndMs = isPaused ? service.pausedUntilMs! : Number.POSITIVE_INFINITY
    return Math.min(pauseEndMs, nowMs + (hold?.timeoutMs ?? Number.POSITIVE_INFINITY))
  }

  /** `held` waits no longer; true if it did. */
  delete(held: Held): boolean {
    return this.#held.delete(held)
  }

  /** Lets everybody try again, in the order in which they came. */
  release(nowMs: number): void {
    if (this.#held.size === 0) return
    const held = [...this.#held]
    this.#held.clear()
    for (const one of held) one.released(nowMs)
  }
}

/** A service as it runs. */
export type HoldingState = {
  readonly holds: HoldQueue
  readonly service: HoldingService
  readonly balancer: { readonly usableCount: number }
}

/** As `HoldQueue.add`, with the state the service is in; no wait is longer than to `deadlineMs`. */
export function holdFor(
  held: Held,
  { holds, service, balancer }: HoldingState,
  nowMs: number,
  deadlineMs = Number.POSITIVE_INFINITY,
): number | 'refused' | undefined {
  const untilMs = holds.add(held, service, balancer.usableCount > 0, nowMs)
  return typeof untilMs === 'number' ? Math.min(untilMs, deadlineMs) : untilMs
}
