/**
 * A ledger of requests by phase: sent, answered, dropped, with the first failures in words.
 *
 * A request belongs to the phase in which it was sent. Answered is what came back whole with a
 * status below 500; everything else a user would have noticed, so it is dropped.
 */

/** What was counted in one phase. */
export type PhaseCounts = {
  readonly phase: string
  readonly sent: number
  readonly answered: number
  readonly dropped: number
}

/** How one request ended: its status, or why it has none. */
export type RequestEnd = { readonly status: number } | { readonly error: string }

/** Different failures that are told; more of them would say nothing new. */
const FAILURES_TOLD = 5
const SERVER_ERROR = 500

type Row = { phase: string; sent: number; answered: number; dropped: number }

export class LoadLedger {
  readonly #rows: Row[] = []
  readonly #failures = new Map<string, number>()

  /** Requests sent from now on belong to `phase`. */
  enter(phase: string): void {
    this.#rows.push({ phase, sent: 0, answered: 0, dropped: 0 })
  }

  /** A request is sent; the answer enters how it ended, once. */
  sent(): (end: RequestEnd) => void {
    const row = this.#rows.at(-1)!
    row.sent++
    return end => {
      if ('status' in end && end.status < SERVER_ERROR) row.answered++
      else {
        row.dropped++
        this.#failed('status' in end ? `status ${end.status}` : end.error)
      }
    }
  }

  #failed(why: string): void {
    if (!this.#failures.has(why) && this.#failures.size >= FAILURES_TOLD) return
    this.#failures.set(why, (this.#failures.get(why) ?? 0) + 1)
  }

  /** The counts by phase, in order. */
  get phases(): readonly PhaseCounts[] {
    return this.#rows.map(row => ({ ...row }))
  }

  /** Dropped in all. */
  get dropped(): number {
    return this.#rows.reduce((sum, row) => sum + row.dropped, 0)
  }

  /** Why requests were dropped, most frequent first. */
  get failures(): readonly string[] {
    return [...this.#failures].sort((a, b) => b[1] - a[1]).map(([why, n]) => `${n} × ${why}`)
  }
}
