/**
 * An index from a key to several ids, whose answers do not depend on the order of insertion.
 */

/** Ids by key. */
export class MultiMap {
  readonly #ids = new Map<string, Set<string>>()

  add(key: string, id: string): void {
    const ids = this.#ids.get(key)
    if (ids === undefined) this.#ids.set(key, new Set([id]))
    else ids.add(id)
  }

  delete(key: string, id: string): void {
    const ids = this.#ids.get(key)
    if (ids?.delete(id) && ids.size === 0) this.#ids.delete(key)
  }

  has(key: string): boolean {
    return this.#ids.has(key)
  }

  /** The smallest id under `key`. */
  first(key: string): string | undefined {
    const ids = this.#ids.get(key)
    if (ids === undefined) return undefined
    // Nearly every name belongs to one thing.
    if (ids.size === 1) return ids.values().next().value
    let first: string | undefined
    for (const id of ids) {
      if (first === undefined || id < first) first = id
    }
    return first
  }

  /** All ids under `key`, sorted. */
  all(key: string): string[] {
    return [...(this.#ids.get(key) ?? [])].sort()
  }
}
