/** Future events in order of their time: a binary heap; equal times keep the order of insertion. */

export type TimedTask = { readonly atMs: number; readonly task: () => void }
type Entry = TimedTask & { readonly order: number }

/** A priority queue of tasks by time. */
export class EventHeap {
  readonly #entries: Entry[] = []
  #order = 0

  push(event: TimedTask): void {
    const entries = this.#entries
    let at = entries.push({ ...event, order: this.#order++ }) - 1
    while (at > 0) {
      const parent = (at - 1) >> 1
      if (!isBefore(entries[at]!, entries[parent]!)) break
      this.#swap(at, parent)
      at = parent
    }
  }

  /** The earliest event if it is due by `untilMs`. */
  pop(untilMs: number): TimedTask | undefined {
    const entries = this.#entries
    const first = entries[0]
    if (first === undefined || first.atMs > untilMs) return undefined
    const last = entries.pop()!
    if (entries.length > 0) {
      entries[0] = last
      this.#sink()
    }
    return first
  }

  #sink(): void {
    const entries = this.#entries
    let at = 0
    for (;;) {
      const left = 2 * at + 1
      if (left >= entries.length) return
      const right = left + 1
      const hasRight = right < entries.length && isBefore(entries[right]!, entries[left]!)
      const child = hasRight ? right : left
      if (!isBefore(entries[child]!, entries[at]!)) return
      this.#swap(at, child)
      at = child
    }
  }

  #swap(a: number, b: number): void {
    const entry = this.#entries[a]!
    this.#entries[a] = this.#entries[b]!
    this.#entries[b] = entry
  }
}

function isBefore(a: Entry, b: Entry): boolean {
  return a.atMs - b.atMs < 0 || (a.atMs === b.atMs && a.order < b.order)
}
