/**
 * Passive ejection: what a data thread saw itself, without waiting for anybody's health check.
 *
 *     usable ──failure──► ejected for base × 2^(n−1) ──time──► usable on trial ──success──► usable
 *                             ▲                                     └──failure, n+1──┐
 *                             └──────────────────────────────────────────────────────┘
 *
 * A refused connection is certain evidence (nobody listens there): the endpoint is out at once, and
 * stays out even in a panic, since traffic to it relieves nobody. A connect that times out may mean
 * overload; so when fewer than half of the endpoints remain, those are used again, and when nobody
 * remains, all are (Envoy's panic threshold).
 */

import { EJECTION_BASE_MS, EJECTION_MAX_MS, PANIC_FRACTION } from './config.ts'

/** Why a connect failed: nobody listens, no answer in time, or the network said no. */
export type FailureKind = 'refused' | 'timeout' | 'unreachable'

type Record = { failures: number; kind: FailureKind; untilMs: number }

/** The endpoints a thread has seen failing; ids are opaque. */
export class Ejections {
  readonly #records = new Map<string, Record>()
  #nextChangeMs = Number.POSITIVE_INFINITY

  /** When an ejection ends next; `Infinity` if none is in force. */
  get nextChangeMs(): number {
    return this.#nextChangeMs
  }

  /** True if nothing is remembered, so a success need not be reported. */
  get isEmpty(): boolean {
    return this.#records.size === 0
  }

  /** Takes note of a failure; true if it ejected an endpoint that was in use. */
  failed(id: string, kind: FailureKind, nowMs: number): boolean {
    const record = this.#records.get(id)
    // Many connects fail together; they are one piece of evidence.
    if (record !== undefined && record.untilMs > nowMs) {
      if (kind === 'refused') record.kind = 'refused'
      return false
    }
    const failures = Math.min((record?.failures ?? 0) + 1, 30)
    const untilMs = nowMs + Math.min(EJECTION_MAX_MS, EJECTION_BASE_MS * 2 ** (failures - 1))
    this.#records.set(id, { failures, kind, untilMs })
    this.#nextChangeMs = Math.min(this.#nextChangeMs, untilMs)
    return true
  }

  /** An answer came: true if the endpoint had failed before. */
  succeeded(id: string): boolean {
    return this.#records.delete(id)
  }

  /** Forgets endpoints that `isKnown` no longer knows. */
  retain(isKnown: (id: string) => boolean): void {
    for (const id of this.#records.keys()) if (!isKnown(id)) this.#records.delete(id)
  }

  /** True while the endpoint is ejected. */
  isEjected(id: string, nowMs: number): boolean {
    return (this.#records.get(id)?.untilMs ?? 0) > nowMs
  }

  /**
   * Those of `candidates` that may be used at `nowMs`, in their order, by the panic rules above.
   */
  usable<T extends { readonly id: string }>(candidates: readonly T[], nowMs: number): readonly T[] {
    this.#nextChangeMs = Number.POSITIVE_INFINITY
    for (const record of this.#records.values()) {
      if (record.untilMs > nowMs) this.#nextChangeMs = Math.min(this.#nextChangeMs, record.untilMs)
    }
    if (this.#nextChangeMs === Number.POSITIVE_INFINITY) return candidates
    const rest = candidates.filter(({ id }) => !this.isEjected(id, nowMs))
    if (rest.length >= candidates.length * PANIC_FRACTION) return rest
    const listening = candidates.filter(({ id }) => {
      const record = this.#records.get(id)
      return record === undefined || record.kind !== 'refused' || record.untilMs <= nowMs
    })
    return listening.length > 0 ? listening : candidates
  }
}
