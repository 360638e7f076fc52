/**
 * How far this node may trust its own judgement (Lifeguard §IV-A, the local health multiplier).
 *
 * Missed nacks, refuted suspicions, a lagging event loop and pauses say that the trouble is here.
 * Each raises the score; a good probe lowers it. A node probes `score + 1` times as slowly, and
 * after a pause it accuses nobody for one probe interval.
 *
 * The lag has a part of the score to itself, which a second in time lowers as a late one raises it.
 * Probes come the more seldom the higher the score is: were they alone to lower it, one late second
 * in eight would keep a node at its slowest for ever.
 */

/** The score in [0, max] and the time of silence after a pause. */
export class LocalHealth {
  readonly max: number
  #probeScore = 0
  #lagScore = 0
  #mutedUntilMs = Number.NEGATIVE_INFINITY

  constructor(max: number) {
    this.max = max
  }

  get score(): number {
    return Math.min(this.max, this.#probeScore + this.#lagScore)
  }

  /** What probe intervals are multiplied by, in [1, max + 1]. */
  get multiplier(): number {
    return this.score + 1
  }

  /** A probe was answered. */
  improve(): void {
    this.#probeScore = Math.max(0, this.#probeScore - 1)
  }

  /** How a period of the event loop was: late, or in time. */
  feelLag(isLate: boolean): void {
    this.#lagScore = Math.min(this.max, Math.max(0, this.#lagScore + (isLate ? 1 : -1)))
  }

  /** `weight` signs of trouble here. */
  worsen(weight = 1): void {
    this.#probeScore = Math.min(this.max, this.#probeScore + weight)
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
