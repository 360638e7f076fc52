/**
 * Reads a query off the wire: the one place that decodes what strangers send.
 *
 * Bounds are checked before anything is decoded, and nothing here throws: what cannot be read is
 * answered FORMERR, what is not a query at all is dropped, so that two servers never answer each
 * other for ever.
 */

import dnsPacket from 'dns-packet'
import { QUERY_ADDITIONALS_MAX, QUERY_BYTES_MAX, UDP_BYTES_PLAIN } from '../config.ts'
import type { DnsQuestion, ResponseCode } from './records.ts'

/** What a client can take and wants, from its OPT record (RFC 6891 §6.1). */
export type Edns = {
  /** The largest UDP answer it can take; at least 512. */
  readonly udpBytes: number
  /** It wants DNSSEC records. */
  readonly isDnssecOk: boolean
}

/** The header fields that an answer repeats. */
export type QueryHeader = {
  readonly id: number
  readonly opcode: number
  readonly isRecursionDesired: boolean
  readonly isCheckingDisabled: boolean
  /** The name that is asked for, as it was written. */
  readonly questionName: string
  /** The question section as it came, to be echoed byte for byte; empty if it could not be read. */
  readonly questionBytes: Uint8Array
  readonly edns?: Edns
}

/** A packet that was read. */
export type Query =
  | { readonly kind: 'query'; readonly header: QueryHeader; readonly question: DnsQuestion }
  /** A query that gets only a response code. */
  | { readonly kind: 'refused'; readonly header: QueryHeader; readonly code: ResponseCode }
  /** Nothing that may be answered. */
  | { readonly kind: 'dropped' }

const HEADER_BYTES = 12
const IS_RESPONSE = 0x8000
const RECURSION_DESIRED = 0x0100
const CHECKING_DISABLED = 0x0010
/** An OPT record without options (RFC 6891 §6.1.2). */
const PLAIN_OPT_BYTES = 11
/** The record that carries EDNS(0) (RFC 6891 §6.1.2). */
export const OPT_TYPE = 41
const NO_BYTES = new Uint8Array(0)

/** Reads one packet. */
export function readQuery(packet: Buffer): Query {
  if (packet.length < HEADER_BYTES || packet.length > QUERY_BYTES_MAX) return { kind: 'dropped' }
  const flags = packet.readUInt16BE(2)
  if ((flags & IS_RESPONSE) !== 0) return { kind: 'dropped' }
  const header: QueryHeader = {
    id: packet.readUInt16BE(0),
    opcode: (flags >> 11) & 0xf,
    isRecursionDesired: (flags & RECURSION_DESIRED) !== 0,
    isCheckingDisabled: (flags & CHECKING_DISABLED) !== 0,
    questionName: '',
    questionBytes: NO_BYTES,
  }
  const refuse = (code: ResponseCode, more: Partial<QueryHeader> = {}): Query => {
    return { kind: 'refused', header: { ...header, ...more }, code }
  }
  if (header.opcode !== 0) return refuse('NOTIMP')
  const isOneQuestion = packet.readUInt16BE(4) === 1 && packet.readUInt32BE(6) === 0
  const additionals = packet.readUInt16BE(10)
  if (!isOneQuestion || additionals > QUERY_ADDITIONALS_MAX) return refuse('FORMERR')
  const read = readQuestion(packet)
  if (read === undefined) return refuse('FORMERR')
  const { question, questionBytes, isInternet } = read
  const asked = { questionName: question.name, questionBytes }
  const edns =
    additionals === 0 ? 'none' : readEdns(packet, HEADER_BYTES + questionBytes.length, additionals)
  if (edns === 'malformed') return refuse('FORMERR', asked)
  const known = edns === 'none' ? asked : { ...asked, edns }
  if (edns !== 'none' && edns.version > 0) return refuse('BADVERS', known)
  if (!isInternet) return refuse('REFUSED', known)
  return { kind: 'query', header: { ...header, ...known }, question }
}

type ReadQuestion = {
  readonly question: DnsQuestion
  readonly questionBytes: Uint8Array
  readonly isInternet: boolean
}

/**
 * Reads the question section. Labels are taken as they are: dns-packet would join a label with a
 * dot in it to its neighbours, and a question has nothing before it to point to.
 */
function readQuestion(packet: Buffer): ReadQuestion | undefined {
  const names: string[] = []
  let at = HEADER_BYTES
  for (;;) {
    const length = packet[at]
    if (length === undefined || length > 63) return undefined
    at++
    if (length === 0) break
    if (at + length > packet.length || at + length - HEADER_BYTES > 254) return undefined
    names.push(packet.toString('latin1', at, at + length))
    at += length
  }
  if (at + 4 > packet.length) return undefined
  const type = packet.readUInt16BE(at)
  const isInternet = packet.readUInt16BE(at + 2) === 1
  const question: DnsQuestion = {
    name: names.join('.'),
    labels: names.map(name => name.toLowerCase()),
    type: typeName(type),
  }
  return { question, questionBytes: packet.subarray(HEADER_BYTES, at + 4), isInternet }
}

const TYPE_NAMES = new Map<number, string>([
  [1, 'A'],
  [2, 'NS'],
  [5, 'CNAME'],
  [6, 'SOA'],
  [12, 'PTR'],
  [16, 'TXT'],
  [28, 'AAAA'],
  [33, 'SRV'],
  [251, 'IXFR'],
  [252, 'AXFR'],
  [255, 'ANY'],
])

/**
 * The word for a type that Polis treats in its own way; all others are told by number (RFC 3597).
 */
function typeName(type: number): string {
  return TYPE_NAMES.get(type) ?? `TYPE${type}`
}

type ReadEdns = (Edns & { readonly version: number }) | 'none' | 'malformed'

/** Reads the OPT record among the additional records, which begin at `start`. */
function readEdns(packet: Buffer, start: number, additionals: number): ReadEdns {
  // Nearly always it is the only record and without options: a root name, type 41, no data.
  const isPlain = additionals === 1 && packet.length === start + PLAIN_OPT_BYTES
  if (isPlain && packet.readUIntBE(start, 3) === OPT_TYPE && packet.readUInt16BE(start + 9) === 0) {
    return {
      udpBytes: Math.max(UDP_BYTES_PLAIN, packet.readUInt16BE(start + 3)),
      version: packet[start + 6]!,
      isDnssecOk: packet[start + 7]! >= 0x80,
    }
  }
  return decodeEdns(packet)
}

function decodeEdns(packet: Buffer): ReadEdns {
  try {
    const { additionals = [] } = dnsPacket.decode(packet)
    const options = additionals.filter(record => record.type === 'OPT')
    const [option] = options
    if (option === undefined) return 'none'
    // Two OPT records are an error (RFC 6891 §6.1.1).
    if (options.length > 1) return 'malformed'
    return {
      udpBytes: Math.max(UDP_BYTES_PLAIN, option.udpPayloadSize),
      isDnssecOk: option.flag_do,
      version: option.ednsVersion,
    }
  } catch {
    // Whatever a stranger's bytes do to the decoder, it is their format that is wrong.
    return 'malformed'
  }
}
