/**
 * How far this node may trust its own judgement (Lifeguard §IV-A, the local health multiplier).
 *
 * Missed nacks, refuted suspicions, a lagging event loop and pauses say that the trouble is here.
 * Each raises the score; a good probe lowers it. A node probes `score + 1` times as slowly, and
 * after a pause it accuses nobody for one probe interval.
 */

/** The score in [0, max] and the time of silence after a pause. */
export class LocalHealth {
  readonly max: number
  #score = 0
  #mutedUntilMs = Number.NEGATIVE_INFINITY

  constructor(max: number) {
    this.max = max
  }

  get score(): number {
    return this.#score
  }

  /** What probe intervals are multiplied by, in [1, max + 1]. */
  get multiplier(): number {
    return this.#score + 1
  }

  /** A sign that all is well here. */
  improve(): void {
    this.#score = Math.max(0, this.#score - 1)
  }

  /** `weight` signs of trouble here. */
  worsen(weight = 1): void {
    this.#score = Math.min(this.max, this.#score + weight)
  }

  /** Nobody is accused before `untilMs`. */
  mute(untilMs: number): void {
    this.#mutedUntilMs = Math.max(this.#mutedUntilMs, untilMs)
  }

  /** True while this node does not trust what it saw. */
  isMuted(nowMs: number): boolean {
    return nowMs < this.#mutedUntilMs
  }
}
