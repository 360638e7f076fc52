/**
 * The whole state as bytes: every table by ascending id, so equal states give equal bytes.
 *
 * What is in memory only (event and change history) is not part of it.
 */

import { NO_IDENTITY } from './apply/identity.ts'
import type { CommandResult } from './commands.ts'
import type { FailureRecord } from './failure-log.ts'
import type { ClusterIdentity, KvEntry } from './objects.ts'
import { KINDS, type Kind, type Store, type Tables } from './store.ts'
import { decodeSnapshot, encodeSnapshot, parseJson } from './wire.ts'

/** What the state holds beside its tables. */
export type SnapshotMeta = {
  readonly index: number
  readonly identity: ClusterIdentity
  readonly nextRaftId: number
  readonly lastTimeMs: number
  readonly requests: readonly (readonly [string, CommandResult])[]
  readonly failures: readonly (readonly [string, readonly FailureRecord[]])[]
}

type StoredKv = { readonly key: string; readonly value: string; readonly revision: number }
type Body = SnapshotMeta & {
  readonly tables: { readonly [K in Kind]: readonly (K extends 'kv' ? StoredKv : Tables[K])[] }
}

/** Bytes that `readSnapshot` turns into the same state on any node. */
export function writeSnapshot(meta: SnapshotMeta, store: Store): Uint8Array {
  const tables = Object.fromEntries(
    KINDS.map(kind => [kind, store.sorted(kind).map(object => storable(kind, object))]),
  )
  return encodeSnapshot(new TextEncoder().encode(JSON.stringify({ ...meta, tables })))
}

/**
 * Fills the empty `store` from a snapshot and answers the rest of it. Throws
 * `cluster/unknown-version`, `cluster/damaged-snapshot` or `cluster/bad-record`.
 */
export function readSnapshot(bytes: Uint8Array, store: Store): SnapshotMeta {
  const { tables, ...meta } = parseJson('snapshot', decodeSnapshot(bytes)) as Body
  for (const kind of KINDS) {
    for (const object of tables[kind]) store.put(kind, restored(kind, object))
  }
  store.takeChanges()
  // A snapshot of before there were epochs is one of the first.
  const identity = { ...NO_IDENTITY, ...meta.identity }
  return { ...meta, identity }
}

function storable<K extends Kind>(kind: K, object: Tables[K]): unknown {
  if (kind !== 'kv') return object
  const { key, value, revision } = object as KvEntry
  return { key, value: Buffer.from(value).toString('base64'), revision }
}

function restored(kind: Kind, object: unknown): Tables[Kind] {
  if (kind !== 'kv') return object as Tables[Kind]
  const { key, value, revision } = object as StoredKv
  return { key, value: new Uint8Array(Buffer.from(value, 'base64')), revision }
}
