/**
 * What a forwarder needs of DNS messages: to ask anew in its own name, to believe only the answer
 * to what it asked, and to hand on that answer later with its times to live reduced.
 *
 * The answer's records pass through as bytes, so types that Polis does not know survive.
 */

import { CACHE_NEGATIVE_TTL_MAX_S, CACHE_TTL_MAX_S, STALE_TTL_S, UDP_BYTES_MAX } from '../config.ts'
import type { QueryHeader } from './query.ts'

/** An upstream's answer that was checked. */
export type RelayedAnswer = {
  readonly packet: Buffer
  readonly isTruncated: boolean
  /** Where each record's time to live stands. */
  readonly ttlOffsets: readonly number[]
  /** Seconds that the answer may be kept; 0 if not at all. */
  readonly cacheTtlS: number
  /** The upstream could not answer (SERVFAIL) or would not (REFUSED); another one may. */
  readonly isFailure: boolean
  /** Where the length of the OPT record's data stands, if that record is the last; else 0. */
  readonly optLengthOffset: number
}

/** How an answer is handed on. */
export type RelayOptions = {
  /** Bytes that the answer may have. */
  readonly limit: number
  /** Seconds since it was received. */
  readonly ageS: number
  /** It has expired and is given all the same (RFC 8767). */
  readonly isStale?: boolean
}

const HEADER_BYTES = 12
const TYPE_SOA = 6
const TYPE_OPT = 41
const SERVFAIL = 2
const NXDOMAIN = 3
const REFUSED = 5
/** RFC 8914 §4.4, §4.20. */
const STALE_ANSWER = 3
const STALE_NXDOMAIN = 19
const EXTENDED_ERROR_OPTION = 15

/**
 * The query for an upstream: the client's question, a fresh `id`, and EDNS(0) if the client has it.
 */
export function upstreamQuery(header: QueryHeader, id: number): Buffer {
  const { questionBytes, edns, isCheckingDisabled } = header
  const packet = Buffer.alloc(HEADER_BYTES + questionBytes.length + (edns ? 11 : 0))
  packet.writeUInt16BE(id, 0)
  packet.writeUInt16BE(0x0100 | (isCheckingDisabled ? 0x10 : 0), 2)
  packet.writeUInt16BE(1, 4)
  packet.set(questionBytes, HEADER_BYTES)
  if (edns !== undefined) {
    const at = HEADER_BYTES + questionBytes.length
    packet.writeUInt16BE(1, 10)
    packet.writeUInt16BE(TYPE_OPT, at + 1)
    packet.writeUInt16BE(UDP_BYTES_MAX, at + 3)
    packet.writeUInt16BE(edns.isDnssecOk ? 0x8000 : 0, at + 7)
  }
  return packet
}

/** Queries with the same key have the same answer. */
export function relayKey({ questionBytes, edns, isCheckingDisabled }: QueryHeader): string {
  const question = Buffer.from(questionBytes).toString('latin1').toLowerCase()
  const wants = edns === undefined ? '-' : edns.isDnssecOk ? 'd' : 'e'
  return `${wants}${isCheckingDisabled ? 'c' : '-'}${question}`
}

/** Reads an upstream's answer; undefined if it does not answer `query` or is malformed. */
export function readRelayed(
  packet: Buffer,
  query: Buffer,
  header: QueryHeader,
): RelayedAnswer | undefined {
  const questionEnd = HEADER_BYTES + header.questionBytes.length
  if (packet.length < questionEnd || packet.readUInt16BE(0) !== query.readUInt16BE(0)) {
    return undefined
  }
  const flags = packet.readUInt16BE(2)
  const isAnswer = (flags & 0x8000) !== 0 && packet.readUInt16BE(4) === 1
  const question = packet.toString('latin1', HEADER_BYTES, questionEnd).toLowerCase()
  const asked = query.toString('latin1', HEADER_BYTES, questionEnd).toLowerCase()
  if (!isAnswer || question !== asked) return undefined
  const isTruncated = (flags & 0x0200) !== 0
  const code = flags & 0xf
  const records = walkRecords(packet, questionEnd)
  if (records === undefined) return undefined
  const { ttlOffsets, leastTtlS, negativeTtlS, optLengthOffset } = records
  const isFailure = code === SERVFAIL || code === REFUSED
  const hasAnswers = packet.readUInt16BE(6) > 0
  let cacheTtlS = 0
  if (code === NXDOMAIN || (code === 0 && !hasAnswers)) {
    cacheTtlS = Math.min(negativeTtlS ?? 0, CACHE_NEGATIVE_TTL_MAX_S)
  } else if (code === 0) {
    cacheTtlS = Math.min(leastTtlS, CACHE_TTL_MAX_S)
  }
  const kept = { packet, isTruncated, ttlOffsets, isFailure, optLengthOffset }
  return { ...kept, cacheTtlS: isTruncated ? 0 : cacheTtlS }
}

/**
 * The answer for `header`'s client. Above `limit` bytes only the question goes back, with TC, so
 * that the client asks over TCP.
 */
export function relayTo(
  header: QueryHeader,
  answer: RelayedAnswer,
  { ageS, limit, isStale = false }: RelayOptions,
): Buffer {
  const whole = isStale && header.edns !== undefined ? withStaleOption(answer) : answer.packet
  const isTooLarge = whole.length > limit
  const questionEnd = HEADER_BYTES + header.questionBytes.length
  const packet = Buffer.from(isTooLarge ? whole.subarray(0, questionEnd) : whole)
  packet.writeUInt16BE(header.id, 0)
  packet.set(header.questionBytes, HEADER_BYTES)
  // Our own view of the flags: recursion is available here, and nothing here is authoritative.
  const kept = packet.readUInt16BE(2) & ~(0x0400 | 0x0100)
  const flags = kept | 0x0080 | (header.isRecursionDesired ? 0x0100 : 0)
  packet.writeUInt16BE(isTooLarge ? flags | 0x0200 : flags, 2)
  if (isTooLarge) {
    packet.fill(0, 6, HEADER_BYTES)
    return packet
  }
  for (const at of answer.ttlOffsets) {
    const ttlS = isStale ? STALE_TTL_S : Math.max(0, packet.readUInt32BE(at) - ageS)
    packet.writeUInt32BE(ttlS, at)
  }
  return packet
}

/** The answer with the option that says that it is stale, if it has a place for it (RFC 8914). */
function withStaleOption({ packet, optLengthOffset }: RelayedAnswer): Buffer {
  if (optLengthOffset === 0) return packet
  const option = Buffer.alloc(6)
  option.writeUInt16BE(EXTENDED_ERROR_OPTION, 0)
  option.writeUInt16BE(2, 2)
  const isAbsent = (packet[3]! & 0xf) === NXDOMAIN
  option.writeUInt16BE(isAbsent ? STALE_NXDOMAIN : STALE_ANSWER, 4)
  const longer = Buffer.concat([packet, option])
  longer.writeUInt16BE(packet.readUInt16BE(optLengthOffset) + option.length, optLengthOffset)
  return longer
}

type Walk = {
  readonly ttlOffsets: readonly number[]
  /** The least TTL of all records; 0 without any. */
  readonly leastTtlS: number
  /** From the SOA, for negative answers (RFC 2308 §5). */
  readonly negativeTtlS?: number
  /** See `RelayedAnswer`. */
  readonly optLengthOffset: number
}

/** Finds the TTL fields of all records; undefined if the packet ends before its records do. */
function walkRecords(packet: Buffer, start: number): Walk | undefined {
  const count = packet.readUInt16BE(6) + packet.readUInt16BE(8) + packet.readUInt16BE(10)
  const ttlOffsets: number[] = []
  let leastTtlS = Number.POSITIVE_INFINITY
  let negativeTtlS: number | undefined
  let optLengthOffset = 0
  let at = start
  for (let i = 0; i < count; i++) {
    const fixed = skipName(packet, at)
    if (fixed === undefined || fixed + 10 > packet.length) return undefined
    const type = packet.readUInt16BE(fixed)
    const ttlS = packet.readUInt32BE(fixed + 4)
    const end = fixed + 10 + packet.readUInt16BE(fixed + 8)
    if (end > packet.length) return undefined
    // The field of an OPT record is not a time to live (RFC 6891 §6.1.3).
    if (type === TYPE_OPT) {
      optLengthOffset = i === count - 1 && end === packet.length ? fixed + 8 : 0
    } else {
      ttlOffsets.push(fixed + 4)
      leastTtlS = Math.min(leastTtlS, ttlS)
    }
    if (type === TYPE_SOA && end - fixed >= 10 + 22) {
      negativeTtlS = Math.min(ttlS, packet.readUInt32BE(end - 4))
    }
    at = end
  }
  return {
    ttlOffsets,
    leastTtlS: Number.isFinite(leastTtlS) ? leastTtlS : 0,
    optLengthOffset,
    ...(negativeTtlS === undefined ? {} : { negativeTtlS }),
  }
}

/** The offset behind the name at `at`, without following pointers. */
function skipName(packet: Buffer, at: number): number | undefined {
  for (;;) {
    const length = packet[at]
    if (length === undefined) return undefined
    if (length === 0) return at + 1
    if (length >= 0xc0) return at + 2
    if (length > 63) return undefined
    at += 1 + length
  }
}
