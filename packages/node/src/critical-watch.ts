/**
 * Registered endpoints that are probed: which of them have been critical for longer than they may
 * be (Consul's `deregister_critical_service_after`).
 *
 * Only their owner watches. One that takes over counts from its own first look, so nothing is
 * taken away earlier for it. What is due is named again at every look until it is gone, so a
 * removal that failed is tried again.
 */

export type Deregistered = {
  readonly id: string
  readonly deregisterAfterMs: number
  readonly isCritical: boolean
}

export class CriticalWatch {
  readonly #sinceMs = new Map<string, number>()

  /** Those of `endpoints`, which are all that are watched, that are due at `nowMs`. */
  due(endpoints: readonly Deregistered[], nowMs: number): string[] {
    const critical = new Set(endpoints.flatMap(({ id, isCritical }) => (isCritical ? id : [])))
    for (const id of this.#sinceMs.keys()) if (!critical.has(id)) this.#sinceMs.delete(id)
    for (const id of critical) if (!this.#sinceMs.has(id)) this.#sinceMs.set(id, nowMs)
    return endpoints.flatMap(({ id, deregisterAfterMs }) => {
      const sinceMs = this.#sinceMs.get(id)
      return sinceMs !== undefined && nowMs - sinceMs >= deregisterAfterMs ? id : []
    })
  }
}
