/**
 * Records: what an owner says of its endpoints and of itself, and how a set of them travels.
 *
 * Only the owner writes its set. Each batch of changes raises the set's version by one, and the
 * owner signs the hash of the whole set at that version: the stamp. Whoever holds a set can hand it
 * on with that one signature, and whoever receives a delta checks that it leads to the stamped set.
 */

import type { PeerId } from '@polis/transport'

export const HEALTH_STATES = ['unknown', 'passing', 'warning', 'critical'] as const
export type HealthState = (typeof HEALTH_STATES)[number]

/** Small facts of a node: load, free capacity, drivers, API port. */
export type Metadata = Readonly<Record<string, string | number | boolean>>

/** The health of an endpoint as its owner last said. */
export type HealthRecord = {
  readonly endpointId: string
  readonly owner: PeerId
  /** The incarnation at the start of the boot in which the owner wrote it. */
  readonly incarnation: number
  readonly version: number
  readonly state: HealthState
  /** Share of traffic, at least 0; 1 is usual. */
  readonly weight: number
  /** When it last changed, by the owner's wall clock; for people and for measuring lag only. */
  readonly changedMs: number
  /** One line for a person. */
  readonly output: string
}

export type RecordBody =
  | {
      readonly kind: 'health'
      readonly state: HealthState
      readonly weight: number
      readonly changedMs: number
      readonly output: string
    }
  /** `json` is an object with its keys in order. */
  | { readonly kind: 'metadata'; readonly json: string }

/** One entry of a set; `version` is the set's version that wrote it. */
export type SetRecord = {
  readonly key: string
  readonly version: number
  readonly body: RecordBody
}

/** The entry of the metadata that gossip adds itself: the network coordinate (coordinate.ts). */
export const COORDINATE_KEY = 'coordinate'

/** The key of the metadata; no endpoint may have it (`node` is a reserved name). */
export const METADATA_KEY = 'node'

/** The owner's word for its whole set at `version`. `hash` is a SHA-256 of the set. */
export type Stamp = {
  readonly owner: PeerId
  readonly incarnation: number
  readonly version: number
  readonly hash: Uint8Array
  readonly signature: Uint8Array
}

/**
 * What turns the owner's set at any version in [fromVersion, stamp.version) into the stamped one:
 * every record written since, and every key removed since. From version 0 it is the whole set.
 */
export type Delta = {
  readonly stamp: Stamp
  readonly fromVersion: number
  readonly records: readonly SetRecord[]
  readonly removed: readonly string[]
}

/** How far someone's copy of an owner's set is. */
export type DigestEntry = {
  readonly owner: PeerId
  readonly incarnation: number
  readonly version: number
}

/** Positive if `a` is further than `b`. */
export function compareVersions(
  a: { readonly incarnation: number; readonly version: number },
  b: { readonly incarnation: number; readonly version: number },
): number {
  return a.incarnation - b.incarnation || a.version - b.version
}

/** The bytes of `record` on the wire, estimated from above, for the bounds on batches. */
export function recordBytes(record: SetRecord): number {
  const text = record.body.kind === 'health' ? record.body.output : record.body.json
  return 48 + Buffer.byteLength(record.key) + Buffer.byteLength(text)
}

/** Metadata as JSON with its keys in order, so that equal values give equal text. */
export function metadataJson(value: Metadata): string {
  return JSON.stringify(
    Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))),
  )
}
