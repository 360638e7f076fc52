/**
 * Keeps this member's network coordinate, and tells it when it has moved.
 *
 * The coordinate goes along with the metadata, so it costs no message of its own; it moves for a
 * while after a start and hardly ever after that.
 */

import type { PeerId } from '@polis/transport'
import type { GossipConfig } from './config.ts'
import {
  type Coordinate,
  coordinateText,
  distanceMs,
  parseCoordinate,
  type Vivaldi,
} from './coordinate.ts'
import { COORDINATE_KEY, type Metadata } from './record.ts'
import type { RecordStore } from './record-store.ts'

/** A move of less than this is not worth a message. */
const MOVE_MIN_MS = 1
/** And of less than this share of the distance from the origin. */
const MOVE_MIN_SHARE = 0.1

/** Measures, and says what the metadata should hold. */
export class Surveyor {
  readonly #config: GossipConfig
  readonly #store: RecordStore
  readonly #vivaldi: Vivaldi
  #metadata: Metadata = {}
  #told: Coordinate | undefined
  #nextMs: number

  constructor(config: GossipConfig, store: RecordStore, vivaldi: Vivaldi, nowMs: number) {
    this.#config = config
    this.#store = store
    this.#vivaldi = vivaldi
    this.#nextMs = nowMs + config.coordinateIntervalMs
  }

  /** A round trip to `peer` took `rttMs`. */
  measured(peer: PeerId, rttMs: number): void {
    // Until it has told a point of its own it stands where everybody begins.
    const other = parseCoordinate(this.#store.metadata(peer)[COORDINATE_KEY])
    this.#vivaldi.observe(peer, other ?? ORIGIN, rttMs)
  }

  /** The metadata to write, if the coordinate is worth telling. */
  tick(nowMs: number): Metadata | undefined {
    if (nowMs < this.#nextMs) return undefined
    this.#nextMs = nowMs + this.#config.coordinateIntervalMs
    const { coordinate } = this.#vivaldi
    const movedMs = this.#told === undefined ? Infinity : distanceMs(this.#told, coordinate)
    const outMs = distanceMs(ORIGIN, coordinate)
    if (movedMs < Math.max(MOVE_MIN_MS, MOVE_MIN_SHARE * outMs)) return undefined
    this.#told = coordinate
    return this.#whole()
  }

  /** What the owner says of itself, with the coordinate that was told. */
  describe(value: Metadata): Metadata {
    this.#metadata = value
    return this.#whole()
  }

  forget(peer: PeerId): void {
    this.#vivaldi.forget(peer)
  }

  #whole(): Metadata {
    if (this.#told === undefined) return this.#metadata
    return { ...this.#metadata, [COORDINATE_KEY]: coordinateText(this.#told) }
  }
}

/** Sure of nothing, so whoever measures it moves freely. */
const ORIGIN: Coordinate = { vector: Array.from({ length: 8 }, () => 0), heightMs: 0, error: 1.5 }
