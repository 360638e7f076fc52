/**
 * Endpoints that must say that they live: who is silent for its time to live is critical, and who
 * stays critical may be taken away.
 *
 *                      silence of ttlMs
 *     as reported ──────────────────────────► critical ──deregisterAfterMs──► due
 *          ▲──────────────── report ──────────────┘
 *
 * Registering counts as a report. A watch that takes over from another node begins with what that
 * one said last, and gives everybody one time to live to be heard. What is due is named again at
 * every tick until it is removed, so a removal that failed is tried again.
 */

import type { HealthState } from './service.ts'

/** What an endpoint must keep. */
export type TtlTerms = {
  readonly ttlMs: number
  /** Absent: it stays, however long it is critical. */
  readonly deregisterAfterMs?: number
}

/** An endpoint's health as it stands. */
export type TtlRecord = {
  readonly id: string
  readonly state: HealthState
  /** What it said last, or why it is critical. */
  readonly output: string
}

type Watched = {
  terms: TtlTerms
  state: HealthState
  output: string
  heardMs: number
  /** Since when it is critical; undefined while it is not. */
  criticalMs: number | undefined
}

/** What a tick found. */
export type TtlFindings = {
  /** Those whose health changed. */
  readonly changed: readonly TtlRecord[]
  /** Those that have been critical for longer than they may be. */
  readonly due: readonly string[]
}

/** Watches over any number of endpoints. */
export class TtlWatch {
  readonly #watched = new Map<string, Watched>()

  /** Watches one more, which is `initial` now, or a known one under other terms. */
  set(id: string, terms: TtlTerms, nowMs: number, initial: HealthState = 'passing'): void {
    const known = this.#watched.get(id)
    if (known !== undefined) {
      known.terms = terms
      return
    }
    const criticalMs = initial === 'critical' ? nowMs : undefined
    this.#watched.set(id, { terms, heardMs: nowMs, state: initial, output: '', criticalMs })
  }

  /** The ids of all that are watched. */
  ids(): string[] {
    return [...this.#watched.keys()]
  }

  delete(id: string): boolean {
    return this.#watched.delete(id)
  }

  has(id: string): boolean {
    return this.#watched.has(id)
  }

  /** An endpoint was heard of. True if that changed its health; false also if it is not watched. */
  report(id: string, state: HealthState, output: string, nowMs: number): boolean {
    const watched = this.#watched.get(id)
    if (watched === undefined) return false
    watched.heardMs = nowMs
    const hasChanged = watched.state !== state || watched.output !== output
    become(watched, state, output, nowMs)
    return hasChanged
  }

  /** Finds who was silent for too long. */
  tick(nowMs: number): TtlFindings {
    const changed: TtlRecord[] = []
    const due: string[] = []
    for (const [id, watched] of this.#watched) {
      const { terms, heardMs } = watched
      if (nowMs - heardMs >= terms.ttlMs && watched.state !== 'critical') {
        become(watched, 'critical', `not heard of for ${terms.ttlMs} ms`, nowMs)
        changed.push(recordOf(id, watched))
      }
      const { criticalMs } = watched
      const { deregisterAfterMs } = terms
      if (criticalMs === undefined || deregisterAfterMs === undefined) continue
      if (nowMs - criticalMs >= deregisterAfterMs) due.push(id)
    }
    return { changed, due }
  }

  /** Everybody's health. */
  records(): TtlRecord[] {
    return [...this.#watched].map(([id, watched]) => recordOf(id, watched))
  }
}

function become(watched: Watched, state: HealthState, output: string, nowMs: number): void {
  watched.criticalMs = state === 'critical' ? (watched.criticalMs ?? nowMs) : undefined
  watched.state = state
  watched.output = output
}

function recordOf(id: string, { state, output }: Watched): TtlRecord {
  return { id, state, output }
}
