/**
 * Network coordinates: points whose distances predict round-trip times (Vivaldi; Dabek et al.,
 * SIGCOMM 2004).
 *
 * Every member moves its own point a little with each measured round trip, as a spring between the
 * two would. So the time between any two members is known without their having measured it, also to
 * a third who asks which of them is near to which. The height is what a member's own access link
 * adds to every path. Gravity keeps the whole cloud from drifting (Ledlie et al., NSDI 2007); the
 * constants are those of serf.
 */

import type { Random } from '@polis/base'

/** A point; all in milliseconds but the error, in (0, 1.5]: how little its owner trusts it. */
export type Coordinate = {
  readonly vector: readonly number[]
  readonly heightMs: number
  readonly error: number
}

const DIMENSIONS = 8
const ERROR_MAX = 1.5
/** Share of a new sample in the error, and of its force in a move. */
const ERROR_GAIN = 0.25
const MOVE_GAIN = 0.25
const HEIGHT_MIN_MS = 0.01
/** A point this far out is drawn back by one millisecond at each step. */
const GRAVITY_MS = 150
/** A round trip is the median of so many, since single ones are late for reasons of their own. */
const SAMPLES = 3
const RTT_MIN_MS = 0.01
/** Beyond this a coordinate is nonsense: no path on earth takes a minute. */
const REACH_MAX_MS = 60_000

/** The predicted round trip between two points. */
export function distanceMs(a: Coordinate, b: Coordinate): number {
  return lengthOf(difference(a.vector, b.vector)) + a.heightMs + b.heightMs
}

/** Text of a coordinate, small enough to go along with a member's metadata. */
export function coordinateText({ vector, heightMs, error }: Coordinate): string {
  return [...vector, heightMs, error].map(value => Number(value.toFixed(2))).join(' ')
}

/** The coordinate in `text`; undefined if it is none. */
export function parseCoordinate(text: unknown): Coordinate | undefined {
  if (typeof text !== 'string') return undefined
  const values = text.split(' ').map(Number)
  if (values.length !== DIMENSIONS + 2) return undefined
  if (!values.every(value => Math.abs(value) <= REACH_MAX_MS)) return undefined
  const [heightMs, error] = values.slice(DIMENSIONS) as [number, number]
  if (heightMs < 0 || error < 0 || error > ERROR_MAX) return undefined
  return { vector: values.slice(0, DIMENSIONS), heightMs, error: Math.max(0.01, error) }
}

/** This member's own point. */
export class Vivaldi {
  readonly #random: Random
  readonly #samples = new Map<string, number[]>()
  #coordinate: Coordinate = {
    vector: Array.from({ length: DIMENSIONS }, () => 0),
    heightMs: HEIGHT_MIN_MS,
    error: ERROR_MAX,
  }

  constructor(random: Random) {
    this.#random = random
  }

  get coordinate(): Coordinate {
    return this.#coordinate
  }

  /** A round trip to `peer`, whose point is `other`, took `rttMs`. */
  observe(peer: string, other: Coordinate, rttMs: number): void {
    const samples = [...(this.#samples.get(peer) ?? []), rttMs].slice(-SAMPLES)
    this.#samples.set(peer, samples)
    const sorted = [...samples].sort((a, b) => a - b)
    this.#pull(other, Math.max(RTT_MIN_MS, sorted[sorted.length >> 1]!))
  }

  /** Drops the samples of a member that was removed. */
  forget(peer: string): void {
    this.#samples.delete(peer)
  }

  #pull(other: Coordinate, rttMs: number): void {
    const { vector, heightMs, error } = this.#coordinate
    const predictedMs = distanceMs(this.#coordinate, other)
    // Who is sure of its point moves little for who is not.
    const weight = error / (error + other.error)
    const gain = ERROR_GAIN * weight
    const miss = Math.abs(predictedMs - rttMs) / rttMs
    const newError = Math.min(ERROR_MAX, Math.max(0.01, miss * gain + error * (1 - gain)))
    const forceMs = MOVE_GAIN * weight * (rttMs - predictedMs)
    const apart = difference(vector, other.vector)
    const apartMs = lengthOf(apart)
    const direction = apartMs > 1e-6 ? scaled(apart, 1 / apartMs) : this.#anyDirection()
    const moved = vector.map((value, i) => value + direction[i]! * forceMs)
    const share = apartMs > 1e-6 ? ((heightMs + other.heightMs) * forceMs) / apartMs : 0
    const pullMs = (lengthOf(moved) / GRAVITY_MS) ** 2
    const outMs = lengthOf(moved)
    const settled = outMs > 0 ? scaled(moved, Math.max(0.5, 1 - pullMs / outMs)) : moved
    this.#coordinate = {
      vector: settled,
      heightMs: Math.min(REACH_MAX_MS, Math.max(HEIGHT_MIN_MS, heightMs + share)),
      error: newError,
    }
  }

  #anyDirection(): number[] {
    const vector = Array.from({ length: DIMENSIONS }, () => this.#random.next() - 0.5)
    const length = lengthOf(vector)
    return length > 0 ? scaled(vector, 1 / length) : vector
  }
}

function difference(a: readonly number[], b: readonly number[]): number[] {
  return a.map((value, i) => value - b[i]!)
}

function lengthOf(vector: readonly number[]): number {
  return Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0))
}

function scaled(vector: readonly number[], factor: number): number[] {
  return vector.map(value => value * factor)
}
