/**
 * The whole state as a sequence of records, made and read in chunks.
 *
 *     header │ member … kv │ request … │ failures … │ end: how many, and the CRC-32C of all before
 *
 * A view holds on to what the state held at one index: stored objects are never changed, only
 * replaced, so a copy of the tables' references is a snapshot in the full sense, and its chunks are
 * made while the log is applied further. Tables go by ascending id, so equal states give equal
 * bytes. What is in memory only (event and change history) is not part of it.
 */

import { assert, crc32c } from '@polis/base'
import { NO_IDENTITY } from './apply/identity.ts'
import type { CommandResult } from './commands.ts'
import { SNAPSHOT_CHUNK_BYTES } from './config.ts'
import type { FailureRecord } from './failure-log.ts'
import { type ClusterIdentity, KvEntry } from './objects.ts'
import { KINDS, type Kind, keyOf, Store, type Tables } from './store.ts'
import {
  checkSnapshotVersion,
  damagedSnapshot,
  decodeStateRecord,
  encodeStateRecord,
  RecordSplitter,
  SNAPSHOT_VERSION,
  type StateRecord,
} from './wire.ts'

/** What the state holds beside its tables. */
export type SnapshotMeta = {
  readonly index: number
  readonly identity: ClusterIdentity
  readonly nextRaftId: number
  readonly lastTimeMs: number
  readonly requests: readonly (readonly [string, CommandResult])[]
  /** Index of the newest request that is not among them any more; 0 if none was forgotten. */
  readonly forgottenIndex: number
  readonly failures: readonly (readonly [string, readonly FailureRecord[]])[]
}

type Header = Omit<SnapshotMeta, 'requests' | 'failures'> & { readonly version: number }
type End = { readonly records: number; readonly crc32c: number }

/**
 * The state at `meta.index`, in chunks of `SNAPSHOT_CHUNK_BYTES`. Taken in one go, it costs a copy
 * of references; each iteration encodes anew, one chunk at a time, and gives the same bytes.
 */
export function snapshotView(meta: SnapshotMeta, store: Store): Iterable<Uint8Array> {
  const tables = KINDS.map(kind => [kind, [...store.tables[kind].values()]] as const)
  return { [Symbol.iterator]: () => chunksOf(recordsOf(meta, tables)) }
}

/** Reads a snapshot chunk by chunk; nothing is changed meanwhile. */
export class SnapshotReader {
  readonly #store = new Store()
  readonly #splitter = new RecordSplitter()
  readonly #requests: (readonly [string, CommandResult])[] = []
  readonly #failures: (readonly [string, readonly FailureRecord[]])[] = []
  #header: Header | undefined
  #end: End | undefined
  #records = 0
  #crc = 0

  /** Takes the next chunk. Throws `cluster/unknown-version` or `cluster/damaged-snapshot`. */
  add(chunk: Uint8Array): void {
    for (const bytes of this.#splitter.split(chunk)) {
      if (this.#end !== undefined) throw damagedSnapshot('it goes on after its end')
      const record = decodeStateRecord(bytes)
      if (record.kind === 'end') this.#end = record.body as End
      else {
        this.#records++
        this.#crc = crc32c(bytes, this.#crc)
        this.#take(record)
      }
    }
    // Nobody is told of these changes, and the journal of a large state would hold it twice.
    this.#store.takeChanges()
  }

  /** The whole state. Throws `cluster/damaged-snapshot` if something is missing or garbled. */
  finish(): { readonly meta: SnapshotMeta; readonly store: Store } {
    if (this.#header === undefined || this.#end === undefined) throw damagedSnapshot('it was cut')
    const { records, crc32c: crc } = this.#end
    if (records !== this.#records) throw damagedSnapshot('records are missing')
    if (crc !== this.#crc) throw damagedSnapshot('its checksum does not match')
    const { version, ...header } = this.#header
    assert(version === SNAPSHOT_VERSION, 'the version was checked with the header')
    // A snapshot of before there were epochs is one of the first.
    const identity = { ...NO_IDENTITY, ...header.identity }
    const meta = { ...header, identity, requests: this.#requests, failures: this.#failures }
    return { meta, store: this.#store }
  }

  #take({ kind, body, value }: Required<StateRecord>): void {
    if (typeof body !== 'object' || body === null) throw damagedSnapshot('a record holds no object')
    if (this.#header === undefined) {
      if (kind !== 'header') throw damagedSnapshot('it has no header')
      this.#header = body as Header
      checkSnapshotVersion(this.#header.version)
    } else if (kind === 'request') this.#requests.push(body as [string, CommandResult])
    else if (kind === 'failures') this.#failures.push(body as [string, FailureRecord[]])
    else if (!isKind(kind)) throw damagedSnapshot(`it holds a '${kind}'`)
    else this.#store.put(kind, restored(kind, body, value))
  }
}

/** Before each record. */
const LENGTH_BYTES = 4

type AnyTable = readonly [Kind, readonly Tables[Kind][]]

function* recordsOf(meta: SnapshotMeta, tables: readonly AnyTable[]): Generator<Uint8Array> {
  const { requests, failures, ...rest } = meta
  let records = 0
  let crc = 0
  const sealed = (kind: string, body: unknown, value?: Uint8Array): Uint8Array => {
    const bytes = encodeStateRecord({ kind, body, ...(value !== undefined && { value }) })
    crc = crc32c(bytes, crc)
    records++
    return bytes
  }
  const stored = (kind: Kind, object: Tables[Kind]): Uint8Array => {
    if (kind !== 'kv') return sealed(kind, object)
    const { key, revision, value } = object as KvEntry
    return sealed(kind, { key, revision }, value)
  }
  yield sealed('header', { version: SNAPSHOT_VERSION, ...rest })
  for (const [kind, objects] of tables) {
    for (const object of ordered(kind, objects)) yield stored(kind, object)
  }
  for (const request of requests) yield sealed('request', request)
  for (const failure of failures) yield sealed('failures', failure)
  yield encodeStateRecord({ kind: 'end', body: { records, crc32c: crc } })
}

function restored(kind: Kind, body: object, value: Uint8Array): Tables[Kind] {
  if (kind !== 'kv') return body as Tables[Kind]
  const { key, revision } = body as KvEntry
  return new KvEntry(key, value, revision)
}

function ordered(kind: Kind, objects: readonly Tables[Kind][]): Tables[Kind][] {
  return objects.toSorted((a, b) => (keyOf(kind, a) < keyOf(kind, b) ? -1 : 1))
}

/** The same bytes in chunks of one size, each record behind its length. */
function* chunksOf(records: Iterable<Uint8Array>): Generator<Uint8Array> {
  let parts: Uint8Array[] = []
  let bytes = 0
  for (const record of records) {
    parts.push(lengthOf(record), record)
    bytes += LENGTH_BYTES + record.length
    if (bytes < SNAPSHOT_CHUNK_BYTES) continue
    const joined = Buffer.concat(parts)
    let at = 0
    for (; at + SNAPSHOT_CHUNK_BYTES <= bytes; at += SNAPSHOT_CHUNK_BYTES) {
      yield joined.subarray(at, at + SNAPSHOT_CHUNK_BYTES)
    }
    parts = [joined.subarray(at)]
    bytes -= at
  }
  if (bytes > 0) yield Buffer.concat(parts)
}

function lengthOf({ length }: Uint8Array): Uint8Array {
  return new Uint8Array([length, length >>> 8, length >>> 16, length >>> 24])
}

function isKind(text: string): text is Kind {
  return (KINDS as readonly string[]).includes(text)
}
