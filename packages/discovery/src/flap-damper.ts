/**
 * Damping of endpoints that flap, after BGP's route flap damping (RFC 2439).
 *
 * Each fall from healthy adds one to an endpoint's penalty, which halves every `FLAP_HALF_LIFE_MS`.
 * At `FLAP_HOLD_AT` the endpoint is held: it counts as sick whatever its checks say, until its
 * penalty has decayed to `FLAP_RELEASE_AT`, or for `FLAP_HOLD_MS_MAX` at most. So clients are not
 * sent to and fro, and caches are not turned over, by something that is never well for long.
 *
 *     well ──falls──► penalised ──penalty ≥ hold──► held ──penalty ≤ release──► penalised
 */

import {
  FLAP_FORGET_AT,
  FLAP_HALF_LIFE_MS,
  FLAP_HOLD_AT,
  FLAP_HOLD_MS_MAX,
  FLAP_RELEASE_AT,
  FLAPPING_KEPT,
} from './config.ts'

type Record = {
  /** The penalty at `atMs`. */
  penalty: number
  atMs: number
  /** When it is released; undefined while it is not held. */
  releaseAtMs: number | undefined
}

/** Remembers who fell lately; an endpoint that is well costs nothing. */
export class FlapDamper {
  readonly #records = new Map<string, Record>()
  #heldCount = 0

  /** An endpoint was healthy and is not any more. True if it is held from now on. */
  fell(id: string, nowMs: number): boolean {
    const record = this.#records.get(id) ?? { penalty: 0, atMs: nowMs, releaseAtMs: undefined }
    record.penalty = penaltyAt(record, nowMs) + 1
    record.atMs = nowMs
    // Entered anew, so that the first entry is the one that fell longest ago.
    this.#records.delete(id)
    this.#records.set(id, record)
    if (this.#records.size > FLAPPING_KEPT) this.#forget(this.#records.keys().next().value!)
    if (record.penalty < FLAP_HOLD_AT) return false
    const isNew = record.releaseAtMs === undefined
    if (isNew) this.#heldCount++
    record.releaseAtMs = nowMs + Math.min(FLAP_HOLD_MS_MAX, decayMs(record.penalty))
    return isNew
  }

  /** True while the endpoint counts as sick. */
  isHeld(id: string): boolean {
    return this.#heldCount > 0 && this.#records.get(id)?.releaseAtMs !== undefined
  }

  /** How many are held. */
  get heldCount(): number {
    return this.#heldCount
  }

  /** The next time at which somebody is released; undefined if nobody is held. */
  nextReleaseMs(): number | undefined {
    if (this.#heldCount === 0) return undefined
    let next: number | undefined
    for (const { releaseAtMs } of this.#records.values()) {
      if (releaseAtMs !== undefined && (next === undefined || releaseAtMs < next)) {
        next = releaseAtMs
      }
    }
    return next
  }

  /** Ends what is over by now; answers who was released. */
  tick(nowMs: number): string[] {
    const released: string[] = []
    for (const [id, record] of this.#records) {
      if (record.releaseAtMs !== undefined && nowMs >= record.releaseAtMs) {
        record.releaseAtMs = undefined
        this.#heldCount--
        released.push(id)
      }
      const isForgotten = penaltyAt(record, nowMs) < FLAP_FORGET_AT
      if (isForgotten && record.releaseAtMs === undefined) this.#records.delete(id)
    }
    return released
  }

  /** An endpoint is gone. */
  remove(id: string): void {
    if (this.#records.has(id)) this.#forget(id)
  }

  #forget(id: string): void {
    if (this.#records.get(id)?.releaseAtMs !== undefined) this.#heldCount--
    this.#records.delete(id)
  }
}

function penaltyAt({ penalty, atMs }: Record, nowMs: number): number {
  return penalty * 2 ** (-(nowMs - atMs) / FLAP_HALF_LIFE_MS)
}

/** Milliseconds in which `penalty` decays to the level of release. */
function decayMs(penalty: number): number {
  return FLAP_HALF_LIFE_MS * Math.log2(penalty / FLAP_RELEASE_AT)
}
