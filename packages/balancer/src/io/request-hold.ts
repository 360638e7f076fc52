/**
 * Requests of a program that wait: while the balancer is paused, or has nobody to send them to.
 *
 * The bounds are those of the data plane (`hold-queue.ts`); what there is a deadline that is swept
 * is a timer here.
 */

import { PolisError } from '@polis/base'
import { PAUSE_MS_MAX } from '../config.ts'
import { type Held, type HoldingService, HoldQueue, isPausedAt } from '../hold-queue.ts'
import type { Hold } from '../l4-options.ts'

export class RequestHold {
  readonly #nowMs: () => number
  readonly #queue = new HoldQueue()
  #service: HoldingService
  #timer: NodeJS.Timeout | undefined

  /** `hold`: requests wait for an endpoint too, within these bounds. */
  constructor(hold: Hold | undefined, nowMs: () => number) {
    this.#service = hold === undefined ? {} : { hold }
    this.#nowMs = nowMs
  }

  /** Requests that wait. */
  get size(): number {
    return this.#queue.size
  }

  /** When the pause ends, Unix time; undefined without one. */
  get pausedUntilMs(): number | undefined {
    return isPausedAt(this.#service, this.#nowMs()) ? this.#service.pausedUntilMs : undefined
  }

  /** Pauses for `forMs` from now on, in place of the pause that there may be. */
  pause(forMs: number): void {
    if (!(forMs > 0 && forMs <= PAUSE_MS_MAX)) {
      throw new PolisError('balancer/bad-policy', { message: `a pause of ${forMs} ms` })
    }
    clearTimeout(this.#timer)
    this.#service = { ...this.#service, pausedUntilMs: this.#nowMs() + forMs }
    this.#timer = setTimeout(() => this.unpause(), forMs)
  }

  /** Ends the pause: whoever waits goes on, or waits for an endpoint if it should. */
  unpause(): void {
    clearTimeout(this.#timer)
    const { pausedUntilMs: _, ...service } = this.#service
    this.#service = service
    this.#queue.release(this.#nowMs())
  }

  /** There is an endpoint: whoever waits for one goes on. */
  endpointsFound(): void {
    if (this.pausedUntilMs === undefined) this.#queue.release(this.#nowMs())
  }

  /**
   * Undefined if a request need not wait; else resolves when it may try again, with false if it
   * has waited in vain or is one too many. Rejects with the signal's reason when that aborts.
   */
  wait(hasEndpoints: boolean, signal: AbortSignal): Promise<boolean> | undefined {
    const held: Held = { released: () => undefined }
    const untilMs = this.#queue.add(held, this.#service, hasEndpoints, this.#nowMs())
    if (untilMs === undefined) return undefined
    if (untilMs === 'refused') return Promise.resolve(false)
    const { promise, resolve, reject } = Promise.withResolvers<boolean>()
    held.released = () => resolve(true)
    const onAbort = () => reject(signal.reason)
    signal.addEventListener('abort', onAbort, { once: true })
    // The end of the pause is told to all by `unpause`; a pause may be prolonged meanwhile.
    const timeoutMs = this.#service.hold?.timeoutMs
    const timer = timeoutMs === undefined ? undefined : setTimeout(() => resolve(false), timeoutMs)
    return promise.finally(() => {
      clearTimeout(timer)
      signal.removeEventListener('abort', onAbort)
      this.#queue.delete(held)
    })
  }
}
