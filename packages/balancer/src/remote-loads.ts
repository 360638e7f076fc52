/**
 * What other nodes have in flight on endpoints, as they say from time to time.
 *
 * The load of a destination is the sum over all balancers, and each knows only its own part. A part
 * that has not been heard for a while counts no more, since its node may be gone.
 */

import { REMOTE_LOAD_MAX_AGE_MS } from './config.ts'

/** Endpoint → requests in flight. */
export type EndpointLoads = ReadonlyMap<string, number>

export class RemoteLoads {
  readonly #parts = new Map<string, { readonly loads: EndpointLoads; readonly atMs: number }>()

  /** Node `from` has this in flight, and nothing elsewhere. */
  hear(from: string, loads: EndpointLoads, nowMs: number): void {
    this.#parts.set(from, { loads, atMs: nowMs })
  }

  /** The sums of what was heard lately. */
  sums(nowMs: number): EndpointLoads {
    const sums = new Map<string, number>()
    for (const [from, { loads, atMs }] of this.#parts) {
      if (nowMs - atMs > REMOTE_LOAD_MAX_AGE_MS) this.#parts.delete(from)
      else for (const [id, inFlight] of loads) sums.set(id, (sums.get(id) ?? 0) + inFlight)
    }
    return sums
  }
}
