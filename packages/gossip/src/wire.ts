/**
 * Gossip messages between bytes and plain data (proto/polis/v1/gossip.proto).
 *
 * Everything here comes from other processes: sizes are checked before decoding, numbers and
 * strings after it, and what breaks a bound throws `gossip/malformed`; the caller counts and drops
 * it. A publication of a later format throws `gossip/future-format` and is no fault of who sent it.
 */

import { gossip } from '@polis/proto'
import { type Claim, LIVENESS, REASONS } from './claim.ts'
import type { GossipConfig } from './config.ts'
import { futureFormat, malformed } from './errors.ts'
import type { ClaimBatch, ProbeMessage, Publication, SyncAnswer, SyncRequest } from './message.ts'
import {
  type Delta,
  type DigestEntry,
  HEALTH_STATES,
  METADATA_KEY,
  type RecordBody,
  type SetRecord,
  type Stamp,
} from './record.ts'

const { Probe, Publication: PublicationMessage } = gossip.v1.gossip
const { SyncRequest: SyncRequestMessage, SyncAnswer: SyncAnswerMessage } = gossip.v1.gossip
type WireClaim = gossip.v1.gossip.Claim.$Properties
type WireRecord = gossip.v1.gossip.Record.$Properties
type WireDelta = gossip.v1.gossip.Delta.$Properties
type WireDigestEntry = gossip.v1.gossip.DigestEntry.$Properties

/** The format of publications that this version writes and reads. */
export const PUBLICATION_FORMAT = 1

/** Peer ids are 52 characters; other identities may be longer. */
const PEER_ID_CHARACTERS_MAX = 128
const HASH_BYTES = 32
const SIGNATURE_BYTES_MAX = 128
const PROBE_KINDS = ['ping', 'ping-request', 'ack', 'nack', 'claims'] as const

/** The bytes of a one-way message. */
export function encodeProbe(message: ProbeMessage): Uint8Array {
  return Probe.encode({
    kind: PROBE_KINDS.indexOf(message.kind),
    sequence: message.kind === 'claims' ? 0 : message.sequence,
    target: message.kind === 'ping-request' ? message.target : '',
    claims: message.claims.map(wireClaim),
    recordsIncarnation: message.records.incarnation,
    recordsVersion: message.records.version,
  }).finish()
}

/** Throws `gossip/malformed`. */
export function decodeProbe(bytes: Uint8Array, config: GossipConfig): ProbeMessage {
  const wire = decode('probe', bytes, config.publicationBytesMax, () => Probe.decode(bytes))
  const claims = claimsOf(wire.claims, config)
  const kind = PROBE_KINDS[wire.kind]
  if (kind === undefined) throw malformed('kind of probe')
  const records = {
    incarnation: integer(wire.recordsIncarnation, 'incarnation'),
    version: integer(wire.recordsVersion, 'version'),
  }
  if (kind === 'claims') return { kind, claims, records }
  const sequence = integer(wire.sequence, 'sequence')
  return kind === 'ping-request'
    ? { kind, sequence, target: peerId(wire.target), claims, records }
    : { kind, sequence, claims, records }
}

/** The bytes of a message for the pubsub topic. */
export function encodePublication(publication: Publication): Uint8Array {
  const format = PUBLICATION_FORMAT
  if (publication.kind === 'delta') {
    return PublicationMessage.encode({ format, delta: wireDelta(publication.delta) }).finish()
  }
  const { sender, claims, signature } = publication.batch
  const batch = { sender, claims: claims.map(wireClaim), signature }
  return PublicationMessage.encode({ format, claims: batch }).finish()
}

/** Throws `gossip/malformed`, or `gossip/future-format`. */
export function decodePublication(bytes: Uint8Array, config: GossipConfig): Publication {
  const limit = config.publicationBytesMax
  const wire = decode('publication', bytes, limit, () => PublicationMessage.decode(bytes))
  if (wire.format > PUBLICATION_FORMAT) throw futureFormat(wire.format)
  if (wire.format !== PUBLICATION_FORMAT) throw malformed('format of publication')
  if (wire.delta) return { kind: 'delta', delta: deltaOf(wire.delta, config) }
  if (!wire.claims) throw malformed('empty publication')
  const batch: ClaimBatch = {
    sender: peerId(wire.claims.sender),
    claims: claimsOf(wire.claims.claims, config),
    signature: bytesOf(wire.claims.signature, SIGNATURE_BYTES_MAX, 'signature'),
  }
  return { kind: 'claims', batch }
}

/** The bytes of a comparison. */
export function encodeSyncRequest(request: SyncRequest): Uint8Array {
  return SyncRequestMessage.encode({
    claims: request.claims.map(wireClaim),
    hasDigest: request.digest !== undefined,
    digest: [...(request.digest ?? [])],
    pulls: [...request.pulls],
    deltas: request.deltas.map(wireDelta),
  }).finish()
}

/** Throws `gossip/malformed`. */
export function decodeSyncRequest(bytes: Uint8Array, config: GossipConfig): SyncRequest {
  const limit = 2 * config.syncBytesMax
  const wire = decode('sync request', bytes, limit, () => SyncRequestMessage.decode(bytes))
  return {
    claims: claimsOf(wire.claims, config),
    digest: wire.hasDigest ? entriesOf(wire.digest, config) : undefined,
    pulls: entriesOf(wire.pulls, config),
    deltas: deltasOf(wire.deltas, config),
  }
}

/** The bytes of the answer to a comparison. */
export function encodeSyncAnswer(answer: SyncAnswer): Uint8Array {
  return SyncAnswerMessage.encode({
    claims: answer.claims.map(wireClaim),
    deltas: answer.deltas.map(wireDelta),
    wants: [...answer.wants],
  }).finish()
}

/** Throws `gossip/malformed`. */
export function decodeSyncAnswer(bytes: Uint8Array, config: GossipConfig): SyncAnswer {
  const limit = 2 * config.syncBytesMax
  const wire = decode('sync answer', bytes, limit, () => SyncAnswerMessage.decode(bytes))
  return {
    claims: claimsOf(wire.claims, config),
    deltas: deltasOf(wire.deltas, config),
    wants: entriesOf(wire.wants, config),
  }
}

function decode<T>(what: string, bytes: Uint8Array, bytesMax: number, run: () => T): T {
  if (bytes.length > bytesMax) throw malformed(`${what} of ${bytes.length} bytes`)
  try {
    return run()
  } catch (error) {
    throw malformed(what, error)
  }
}

function wireClaim(claim: Claim): WireClaim {
  const state = LIVENESS.indexOf(claim.state)
  return { ...claim, state, reason: REASONS.indexOf(claim.reason) }
}

function claimsOf(wire: readonly WireClaim[] | null | undefined, config: GossipConfig): Claim[] {
  const claims = wire ?? []
  if (claims.length > config.claimsPerMessageMax) throw malformed('number of claims')
  return claims.map(claim => {
    const state = LIVENESS[claim.state ?? 0]
    const reason = REASONS[claim.reason ?? 0]
    if (state === undefined || reason === undefined) throw malformed('state or reason of a claim')
    const incarnation = integer(claim.incarnation, 'incarnation')
    return { peer: peerId(claim.peer), state, incarnation, by: peerId(claim.by), reason }
  })
}

function wireDelta({ stamp, fromVersion, records, removed }: Delta): WireDelta {
  return { stamp, fromVersion, records: records.map(wireRecord), removed: [...removed] }
}

function wireRecord({ key, version, body }: SetRecord): WireRecord {
  if (body.kind === 'metadata') return { key, version, metadata: body.json }
  const { state, weight, changedMs, output } = body
  return {
    key,
    version,
    health: { state: HEALTH_STATES.indexOf(state), weight, changedMs, output },
  }
}

function deltasOf(wire: readonly WireDelta[], config: GossipConfig): Delta[] {
  // One a member, and each may cost the check of a signature.
  if (wire.length > config.claimsPerMessageMax) throw malformed('number of deltas')
  return wire.map(delta => deltaOf(delta, config))
}

function deltaOf(wire: WireDelta, config: GossipConfig): Delta {
  const stamp = stampOf(wire.stamp ?? {})
  const fromVersion = integer(wire.fromVersion, 'version')
  const { records = [], removed = [] } = wire
  const limit = config.recordsPerOwnerMax + 1
  if (records!.length > limit || removed!.length > limit) throw malformed('number of records')
  if (fromVersion >= stamp.version) throw malformed('versions of a delta')
  return {
    stamp,
    fromVersion,
    records: records!.map(record => recordOf(record, stamp.version, config)),
    removed: removed!.map(key => text(key, config.keyBytesMax, 'key')),
  }
}

function stampOf(wire: gossip.v1.gossip.Stamp.$Properties): Stamp {
  const hash = bytesOf(wire.hash, HASH_BYTES, 'hash')
  if (hash.length !== HASH_BYTES) throw malformed('hash')
  return {
    owner: peerId(wire.owner),
    incarnation: integer(wire.incarnation, 'incarnation'),
    version: integer(wire.version, 'version'),
    hash,
    signature: bytesOf(wire.signature, SIGNATURE_BYTES_MAX, 'signature'),
  }
}

function recordOf(wire: WireRecord, versionMax: number, config: GossipConfig): SetRecord {
  const key = text(wire.key, config.keyBytesMax, 'key')
  const version = integer(wire.version, 'version')
  if (version > versionMax) throw malformed('version of a record')
  const body = wire.health ? healthOf(wire.health, config) : metadataOf(wire.metadata, config)
  if ((body.kind === 'metadata') !== (key === METADATA_KEY)) throw malformed('kind of record')
  return { key, version, body }
}

function healthOf(wire: gossip.v1.gossip.HealthBody.$Properties, config: GossipConfig): RecordBody {
  const state = HEALTH_STATES[wire.state ?? 0]
  const weight = wire.weight ?? 0
  if (state === undefined) throw malformed('health state')
  if (!Number.isFinite(weight) || weight < 0) throw malformed('weight')
  const changedMs = integer(wire.changedMs, 'time of change')
  const output = text(wire.output, config.outputBytesMax, 'output')
  return { kind: 'health', state, weight, changedMs, output }
}

function metadataOf(wire: string | null | undefined, config: GossipConfig): RecordBody {
  const json = text(wire, config.metadataBytesMax, 'metadata')
  try {
    const value: unknown = JSON.parse(json)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return { kind: 'metadata', json }
    }
  } catch (error) {
    throw malformed('metadata', error)
  }
  throw malformed('metadata')
}

function entriesOf(
  wire: readonly WireDigestEntry[] | null | undefined,
  config: GossipConfig,
): DigestEntry[] {
  const entries = wire ?? []
  if (entries.length > config.claimsPerMessageMax) throw malformed('size of digest')
  return entries.map(({ owner, incarnation, version }) => ({
    owner: peerId(owner),
    incarnation: integer(incarnation, 'incarnation'),
    version: integer(version, 'version'),
  }))
}

function peerId(wire: string | null | undefined): string {
  if (!wire) throw malformed('peer id')
  return text(wire, PEER_ID_CHARACTERS_MAX, 'peer id')
}

function text(wire: string | null | undefined, bytesMax: number, what: string): string {
  const value = wire ?? ''
  if (Buffer.byteLength(value) > bytesMax) throw malformed(`length of ${what}`)
  return value
}

function bytesOf(wire: Uint8Array | null | undefined, max: number, what: string): Uint8Array {
  if (wire == null || wire.length > max) throw malformed(`length of ${what}`)
  return wire
}

function integer(wire: number | null | undefined, what: string): number {
  const value = wire ?? 0
  if (!Number.isSafeInteger(value) || value < 0) throw malformed(what)
  return value
}
