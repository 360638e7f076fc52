/**
 * Raft messages as protobuf (`proto/polis/v1/raft.proto`), one frame for all that one turn of the
 * event loop has for one peer.
 *
 * An entry is encoded once, as the field `entries` of a message: the same bytes go to every
 * follower and into the stored block, because protobuf lets repeated fields be concatenated.
 * Everything decoded is checked: integers are exact, kinds are those that travel, sizes are
 * bounded.
 */

import { assert, crc32c, PolisError, safeInteger } from '@polis/base'
import { raft } from '@polis/proto'
import { decodeConfChange } from './confchange/change.ts'
import type { RaftConfig } from './config.ts'
import { badMessage, dataTooNew } from './errors.ts'
import {
  type ConfState,
  EMPTY_CONF_STATE,
  type Entry,
  type EntryType,
  LOCAL_APPLY_THREAD,
  type Message,
  type MessageType,
  type RaftId,
  type Snapshot,
  type SnapshotMetadata,
} from './message.ts'

const proto = raft.v1.raft

/** The version of a frame; a node that meets a newer one drops it. */
const FRAME_VERSION = 1

/** Names the data of a snapshot, which waits to be fetched; never twice by the same node. */
export type SnapshotOffer = { readonly id: number }

/** A message as it travels: a snapshot's data is elsewhere. */
export type Envelope = { readonly message: Message; readonly offer?: SnapshotOffer }

/** A damaged node asks its leader for the whole state. */
type RefillRequest = { readonly raftId: RaftId }

/**
 * The leader's answer. Once the asker holds the leader's log of `term` up to `lastIndex`, it has
 * everything that it can ever have acknowledged.
 */
export type RefillOffer = {
  readonly raftId: RaftId
  readonly term: number
  readonly lastIndex: number
}

/** What one frame says. */
export type Frame = {
  readonly envelopes: readonly Envelope[]
  readonly refillRequest?: RefillRequest
  readonly refillOffer?: RefillOffer
}

const ENTRY_TYPES: readonly EntryType[] = ['normal', 'conf-change', 'conf-change-v2']

const WIRE_TYPES: readonly (MessageType | undefined)[] = [
  undefined,
  'propose',
  'append',
  'append-response',
  'vote',
  'vote-response',
  'snapshot',
  'heartbeat',
  'heartbeat-response',
  'transfer-leader',
  'timeout-now',
  'read-index',
  'read-index-response',
  'pre-vote',
  'pre-vote-response',
]

const MESSAGES_TAG = (2 << 3) | 2

const encodedEntries = new WeakMap<Entry, Uint8Array>()

/**
 * `entry` as the field `entries` of a message or a block. Encoded once for each object, until
 * `forgetEncodings`.
 */
export function encodeEntry(entry: Entry): Uint8Array {
  const known = encodedEntries.get(entry)
  if (known !== undefined) return known
  const { term, index, data } = entry
  const fields = { term, index, type: ENTRY_TYPES.indexOf(entry.type), data }
  const bytes = proto.EntryBlock.encode({ entries: [fields] }).finish()
  encodedEntries.set(entry, bytes)
  return bytes
}

/** Frees the encodings of entries that are stored and sent: the log would keep them as long. */
export function forgetEncodings(entries: readonly Entry[]): void {
  for (const entry of entries) encodedEntries.delete(entry)
}

/** The entries of a stored block's payload. Throws `raft/bad-message`. */
export function decodeEntries(payload: Uint8Array): Entry[] {
  return decoding('a block of entries', () =>
    proto.EntryBlock.decode(payload).entries.map(entryFrom),
  )
}

/** What the chunks of a snapshot add up to; `crc32c` is of all of them, one after another. */
export type SnapshotSummary = {
  readonly chunkCount: number
  readonly length: number
  readonly crc32c: number
}

/** A stored snapshot without its chunks, which lie beside it. */
export type SnapshotRecord = {
  readonly metadata: SnapshotMetadata
  readonly summary: SnapshotSummary
}

/** The version of a stored snapshot; 1 had no checksum a chunk, and was never released. */
const SNAPSHOT_VERSION = 2

/** Encodes the description of a stored snapshot. */
export function encodeSnapshotRecord({ metadata, summary }: SnapshotRecord): Uint8Array {
  return proto.SnapshotRecord.encode({
    version: SNAPSHOT_VERSION,
    metadata: metadataFields(metadata),
    summary,
  }).finish()
}

/** The inverse. Throws `raft/bad-message` if garbled or too old, and `raft/data-too-new`. */
export function decodeSnapshotRecord(bytes: Uint8Array): SnapshotRecord {
  return decoding('a stored snapshot', () => {
    const { version, metadata, summary } = proto.SnapshotRecord.decode(bytes)
    if (version > SNAPSHOT_VERSION) throw dataTooNew('a snapshot', version)
    if (version < SNAPSHOT_VERSION) throw badMessage(`a snapshot of version ${version}`)
    return { metadata: metadataFrom(metadata ?? {}), summary: summaryFrom(summary ?? {}) }
  })
}

/** Asks for the chunks of an offer, from the one numbered `fromChunk` on. */
export type SnapshotRequest = { readonly id: number; readonly fromChunk: number }

/** Encodes what opens the stream of a snapshot. */
export function encodeSnapshotRequest(request: SnapshotRequest): Uint8Array {
  return proto.SnapshotRequest.encode(request).finish()
}

/** The inverse. Throws `raft/bad-message`. */
export function decodeSnapshotRequest(bytes: Uint8Array): SnapshotRequest {
  return decoding('a request for a snapshot', () => {
    const { id, fromChunk } = proto.SnapshotRequest.decode(bytes)
    return { id: safeInteger(id, 'id'), fromChunk }
  })
}

/** One message of that stream: a chunk with its number and CRC-32C, or the summary at the end. */
export type SnapshotPart =
  | { readonly kind: 'chunk'; readonly chunk: number; readonly data: Uint8Array }
  | { readonly kind: 'summary'; readonly summary: SnapshotSummary }

/** Encodes one message of a snapshot's stream. */
export function encodeSnapshotPart(part: SnapshotPart): Uint8Array {
  if (part.kind === 'summary') return proto.SnapshotPart.encode({ summary: part.summary }).finish()
  const { chunk, data } = part
  return proto.SnapshotPart.encode({ chunk, crc32c: crc32c(data), data }).finish()
}

/** The inverse; a chunk whose CRC-32C does not match is none. Throws `raft/bad-message`. */
export function decodeSnapshotPart(bytes: Uint8Array): SnapshotPart {
  return decoding('a part of a snapshot', () => {
    const { chunk, crc32c: crc, data, summary } = proto.SnapshotPart.decode(bytes)
    if (summary) return { kind: 'summary', summary: summaryFrom(summary) }
    if (crc32c(data) !== crc) throw badMessage(`chunk ${chunk} of a snapshot is garbled`)
    return { kind: 'chunk', chunk, data }
  })
}

/**
 * Frames that carry `envelopes` in order, each at most `frameBytesMax` long unless a single message
 * is longer.
 */
export function encodeFrames(envelopes: readonly Envelope[], frameBytesMax: number): Uint8Array[] {
  const frames: Uint8Array[] = []
  let parts = [versionField()]
  let bytes = parts[0]!.length
  for (const envelope of envelopes) {
    const body = encodeMessage(envelope)
    const size = body.reduce((sum, part) => sum + part.length, 0)
    const header = fieldHeader(MESSAGES_TAG, size)
    if (parts.length > 1 && bytes + header.length + size > frameBytesMax) {
      frames.push(concat(parts))
      parts = [versionField()]
      bytes = parts[0]!.length
    }
    parts.push(header, ...body)
    bytes += header.length + size
  }
  if (parts.length > 1) frames.push(concat(parts))
  return frames
}

/** A frame that asks for a refill. */
export function encodeRefillRequest(refillRequest: RefillRequest): Uint8Array {
  return proto.Frame.encode({ version: FRAME_VERSION, refillRequest }).finish()
}

/** A frame that answers a request for a refill. */
export function encodeRefillOffer(refillOffer: RefillOffer): Uint8Array {
  return proto.Frame.encode({ version: FRAME_VERSION, refillOffer }).finish()
}

/** What a peer sent. Throws `raft/bad-message`. */
export function decodeFrame(bytes: Uint8Array, config: RaftConfig): Frame {
  if (bytes.length > 2 * config.frameBytesMax) {
    throw badMessage(`a frame of ${bytes.length} bytes`)
  }
  return decoding('a frame', () => {
    const frame = proto.Frame.decode(ownBytes(bytes))
    if (frame.version !== FRAME_VERSION) throw badMessage(`a frame of version ${frame.version}`)
    if (frame.messages.length > config.frameMessagesMax) {
      throw badMessage(`a frame of ${frame.messages.length} messages`)
    }
    const request = frame.refillRequest
    const offer = frame.refillOffer
    return {
      envelopes: frame.messages.map(envelopeFrom),
      ...(request && { refillRequest: { raftId: raftIdFrom(request.raftId ?? 0, 'raftId') } }),
      ...(offer && {
        refillOffer: {
          raftId: raftIdFrom(offer.raftId ?? 0, 'raftId'),
          term: safeInteger(offer.term ?? 0, 'term'),
          lastIndex: safeInteger(offer.lastIndex ?? 0, 'lastIndex'),
        },
      }),
    }
  })
}

/** Concatenates byte arrays. */
export function concat(parts: readonly Uint8Array[]): Uint8Array {
  const result = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let offset = 0
  for (const part of parts) {
    result.set(part, offset)
    offset += part.length
  }
  return result
}

function encodeMessage({ message, offer }: Envelope): Uint8Array[] {
  const type = WIRE_TYPES.indexOf(message.type)
  assert(type > 0, `a ${message.type} message never travels`)
  const { snapshot, context, to, from, term, logTerm, index, commit, vote } = message
  const { reject, rejectHint } = message
  const header = proto.Message.encode({
    ...{ type, to, from, term, logTerm, index, commit, vote, reject, rejectHint },
    ...(context && { context }),
    ...(snapshot && { snapshot: { metadata: metadataFields(snapshot.metadata) } }),
    ...(offer && { offer }),
  }).finish()
  return [header, ...message.entries.map(encodeEntry)]
}

function envelopeFrom(fields: raft.v1.raft.Message.$Properties): Envelope {
  const type = WIRE_TYPES[fields.type ?? 0]
  if (type === undefined) throw badMessage(`a message of kind ${fields.type}`)
  const snapshot = fields.snapshot ? snapshotFrom(fields.snapshot) : undefined
  const context = fields.context?.length ? fields.context : undefined
  const message: Message = {
    type,
    to: raftIdFrom(fields.to ?? 0, 'to'),
    from: raftIdFrom(fields.from ?? 0, 'from'),
    term: safeInteger(fields.term ?? 0, 'term'),
    logTerm: safeInteger(fields.logTerm ?? 0, 'logTerm'),
    index: safeInteger(fields.index ?? 0, 'index'),
    entries: (fields.entries ?? []).map(entryFrom),
    commit: safeInteger(fields.commit ?? 0, 'commit'),
    vote: safeInteger(fields.vote ?? 0, 'vote'),
    reject: fields.reject ?? false,
    rejectHint: safeInteger(fields.rejectHint ?? 0, 'rejectHint'),
    responses: [],
    ...(snapshot && { snapshot }),
    ...(context && { context }),
  }
  if (type === 'snapshot' && snapshot === undefined) throw badMessage('a snapshot without one')
  if (type === 'append') checkContiguous(message)
  // A change that does not decode would stop every member that applies it.
  for (const entry of message.entries) if (entry.type !== 'normal') decodeConfChange(entry.data)
  if (!fields.offer) return { message }
  const offer = { id: safeInteger(fields.offer.id ?? 0, 'id') }
  return { message, offer }
}

function checkContiguous(message: Message): void {
  for (const [i, entry] of message.entries.entries()) {
    if (entry.index !== message.index + 1 + i) throw badMessage('entries out of order')
  }
}

function entryFrom(fields: raft.v1.raft.Entry.$Properties): Entry {
  const type = ENTRY_TYPES[fields.type ?? 0]
  if (type === undefined) throw badMessage(`an entry of kind ${fields.type}`)
  return {
    term: safeInteger(fields.term ?? 0, 'term'),
    index: safeInteger(fields.index ?? 0, 'index'),
    type,
    data: fields.data ?? new Uint8Array(0),
  }
}

function metadataFields(metadata: SnapshotMetadata): raft.v1.raft.SnapshotMetadata.$Properties {
  const { index, term, confState } = metadata
  return { index, term, confState: confStateFields(confState) }
}

function snapshotFrom(fields: raft.v1.raft.Snapshot.$Properties): Snapshot {
  return { data: [], metadata: metadataFrom(fields.metadata ?? {}) }
}

function summaryFrom(fields: raft.v1.raft.SnapshotSummary.$Properties): SnapshotSummary {
  return {
    chunkCount: fields.chunkCount ?? 0,
    length: safeInteger(fields.length ?? 0, 'length'),
    crc32c: fields.crc32c ?? 0,
  }
}

function metadataFrom(fields: raft.v1.raft.SnapshotMetadata.$Properties): SnapshotMetadata {
  return {
    index: safeInteger(fields.index ?? 0, 'index'),
    term: safeInteger(fields.term ?? 0, 'term'),
    confState: fields.confState ? confStateFrom(fields.confState) : EMPTY_CONF_STATE,
  }
}

function confStateFields(state: ConfState): raft.v1.raft.ConfState.$Properties {
  return {
    voters: [...state.voters],
    learners: [...state.learners],
    votersOutgoing: [...state.votersOutgoing],
    learnersNext: [...state.learnersNext],
    autoLeave: state.autoLeave,
  }
}

function confStateFrom(fields: raft.v1.raft.ConfState.$Properties): ConfState {
  const ids = (list: number[] | null | undefined, name: string) =>
    (list ?? []).map(id => raftIdFrom(id, name)).sort((a, b) => a - b)
  return {
    voters: ids(fields.voters, 'voter'),
    learners: ids(fields.learners, 'learner'),
    votersOutgoing: ids(fields.votersOutgoing, 'voter'),
    learnersNext: ids(fields.learnersNext, 'learner'),
    autoLeave: fields.autoLeave ?? false,
  }
}

/** A member's id: never one of the two that name this node's own threads. */
function raftIdFrom(id: number, name: string): RaftId {
  if (safeInteger(id, name) >= LOCAL_APPLY_THREAD) throw badMessage(`${name} is reserved`)
  return id
}

/**
 * `bytes` in memory of their own if they are a small part of a pooled buffer, because decoded
 * entries stay in the log and would keep the whole pool alive.
 */
function ownBytes(bytes: Uint8Array): Uint8Array {
  return bytes.buffer.byteLength > 2 * bytes.length + 1024 ? new Uint8Array(bytes) : bytes
}

function decoding<T>(what: string, decode: () => T): T {
  try {
    return decode()
  } catch (error) {
    if (error instanceof PolisError) throw error
    throw badMessage(`${what} does not decode`, error)
  }
}

function versionField(): Uint8Array {
  return new Uint8Array([1 << 3, FRAME_VERSION])
}

/** The tag and length before a length-delimited field. */
function fieldHeader(tag: number, length: number): Uint8Array {
  const bytes = [tag]
  let rest = length
  while (rest > 0x7f) {
    bytes.push((rest & 0x7f) | 0x80)
    rest >>>= 7
  }
  bytes.push(rest)
  return new Uint8Array(bytes)
}
