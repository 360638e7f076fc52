/**
 * How large entries count for limits.
 *
 * The size of an entry is its data and a constant for term, index and kind, near what protobuf
 * makes of it. Limits are about memory and frames, so an estimate that every node computes alike is
 * enough.
 */

import type { Entry } from '../message.ts'

/** Bytes that an entry costs beside its data. */
export const ENTRY_OVERHEAD_BYTES = 16

/** Size of one entry. */
export function entryBytes(entry: Entry): number {
  return entry.data.length + ENTRY_OVERHEAD_BYTES
}

/** Size of entries together. */
export function entriesBytes(entries: readonly Entry[]): number {
  let bytes = 0
  for (const entry of entries) bytes += entryBytes(entry)
  return bytes
}

/** Data of entries together, without what else an entry costs; 0 for empty ones. */
export function payloadBytes(entries: readonly Entry[]): number {
  let bytes = 0
  for (const entry of entries) bytes += entry.data.length
  return bytes
}

/** The longest head of `entries` within `maxBytes`, but at least one entry. */
export function limitSize(entries: readonly Entry[], maxBytes: number): readonly Entry[] {
  let bytes = 0
  for (let i = 0; i < entries.length; i++) {
    bytes += entryBytes(entries[i]!)
    if (bytes > maxBytes) return entries.slice(0, Math.max(i, 1))
  }
  return entries
}
