/**
 * Answers that are written once and sent many times.
 *
 * Most questions are the same few names, asked again and again. Everything behind the question is
 * the same each time, too: names in it point back to the question, which is always at byte 12. So
 * an answer is kept as those bytes, under the question's own, and a response is the client's header
 * and question, in its own case of letters, with them behind. Addresses lie side by side with the
 * same distance, so they are shuffled where they are copied. What is kept holds until the catalog
 * changes.
 *
 *     header (12) │ question │ kept: answers, authorities │ OPT, if the client has one
 *
 * Only plain questions come through here; whatever is unusual is left to `readQuery`.
 */

import type { Random } from '@polis/base'
import { PREPARED_MAX, UDP_BYTES_MAX, UDP_BYTES_PLAIN } from '../config.ts'
import { type AnswerContext, answerQuestion } from './answer.ts'
import { OPT_TYPE, type Query, type QueryHeader, readQuery } from './query.ts'
import { type DnsAnswer, RESPONSE_CODES } from './records.ts'
import { writeResponse } from './response.ts'

const HEADER_BYTES = 12
const OPT_BYTES = 11
const IS_RESPONSE_OR_OPCODE = 0xf800
const RECURSION_DESIRED = 0x0100
const CHECKING_DISABLED = 0x0010
const DNSSEC_OK = 0x80
const RARE_TYPES = 0xc0

/** An answer's bytes behind the question. */
type Prepared = {
  /** Of the catalog when it was written. */
  readonly version: number
  /** Undefined: this question is answered in the ordinary way. */
  readonly tail: Buffer | undefined
  /** Flags and response code, without what repeats the query's. */
  readonly flags: number
  readonly answerCount: number
  readonly authorityCount: number
  /** Bytes of one record, if all are addresses of one kind that may change places; else 0. */
  readonly recordBytes: number
}

/** Keeps answers, and writes responses out of them. */
export class PreparedAnswers {
  readonly #context: AnswerContext
  readonly #random: Random
  readonly #canRecurse: boolean
  /** Two generations: when the new one is full, the old one is forgotten. */
  #fresh = new Map<string, Prepared>()
  #aged = new Map<string, Prepared>()

  constructor(context: AnswerContext, canRecurse: boolean) {
    this.#context = context
    this.#random = context.random
    this.#canRecurse = canRecurse
  }

  /** How many answers are kept. */
  get size(): number {
    return this.#fresh.size + this.#aged.size
  }

  /** The response to a datagram; undefined if it must be read in the ordinary way. */
  respond(packet: Buffer): Buffer | undefined {
    const { length } = packet
    if (length < HEADER_BYTES + 5) return undefined
    const flags = (packet[2]! << 8) | packet[3]!
    // A query with one question, and no records but at most one.
    const isPlain =
      (flags & IS_RESPONSE_OR_OPCODE) === 0 &&
      packet[4] === 0 &&
      packet[5] === 1 &&
      (packet[6]! | packet[7]! | packet[8]! | packet[9]! | packet[10]!) === 0 &&
      packet[11]! <= 1
    if (!isPlain) return undefined
    const nameEnd = endOfName(packet)
    const questionEnd = nameEnd + 4
    if (nameEnd === 0 || questionEnd > length) return undefined
    if (packet[nameEnd + 2] !== 0 || packet[nameEnd + 3] !== 1) return undefined
    // Zone transfers and such; also, the type is part of a key in lower case.
    if (packet[nameEnd] !== 0 || packet[nameEnd + 1]! >= RARE_TYPES) return undefined
    const hasEdns = packet[11] === 1
    let limit = UDP_BYTES_PLAIN
    if (hasEdns) {
      limit = plainEdnsBytes(packet, questionEnd)
      if (limit === 0) return undefined
    } else if (length !== questionEnd) return undefined
    const prepared = this.#prepared(packet, nameEnd)
    const { tail } = prepared
    if (tail === undefined) return undefined
    const bytes = questionEnd + tail.length + (hasEdns ? OPT_BYTES : 0)
    if (bytes > limit) return undefined
    const response = Buffer.allocUnsafe(bytes)
    writeHead(response, packet, questionEnd, prepared, flags, hasEdns)
    response.set(tail, questionEnd)
    if (prepared.recordBytes > 0) this.#shuffle(response, questionEnd, prepared)
    if (hasEdns) writePlainOpt(response, bytes - OPT_BYTES)
    return response
  }

  #prepared(packet: Buffer, nameEnd: number): Prepared {
    const { version } = this.#context.catalog
    const key = packet.toString('latin1', HEADER_BYTES, nameEnd + 2).toLowerCase()
    const known = this.#fresh.get(key) ?? this.#aged.get(key)
    if (known !== undefined && known.version === version) return known
    const prepared = this.#prepare(packet, nameEnd, version)
    // A name that does not exist may be any of countless many; they are not worth the room.
    if (prepared.tail !== undefined && (prepared.flags & 0xf) === RESPONSE_CODES.NXDOMAIN) {
      return prepared
    }
    if (this.#fresh.size >= PREPARED_MAX) {
      this.#aged = this.#fresh
      this.#fresh = new Map()
    }
    this.#fresh.set(key, prepared)
    return prepared
  }

  #prepare(packet: Buffer, nameEnd: number, version: number): Prepared {
    const none: Prepared = {
      ...{ version, tail: undefined, flags: 0, answerCount: 0, authorityCount: 0, recordBytes: 0 },
    }
    // Without the OPT record, and with a header of its own.
    const bare = Buffer.from(packet.subarray(0, nameEnd + 4))
    bare.fill(0, 0, HEADER_BYTES)
    bare[5] = 1
    const query: Query = readQuery(bare)
    if (query.kind !== 'query') return none
    const answer = answerQuestion(query.question, this.#context)
    if (answer === undefined || !isKeepable(answer)) return none
    const written = this.#write(query.header, answer)
    const flags = written.readUInt16BE(2)
    const isTruncated = (flags & 0x0200) !== 0
    if (isTruncated) return none
    const tail = Buffer.from(written.subarray(nameEnd + 4))
    return {
      version,
      tail,
      flags,
      answerCount: answer.answers.length,
      authorityCount: answer.authorities.length,
      recordBytes: addressRecordBytes(answer),
    }
  }

  #write(header: QueryHeader, answer: DnsAnswer): Buffer {
    return writeResponse(header, answer, {
      limit: UDP_BYTES_MAX - OPT_BYTES,
      isAuthoritative: answer.code !== 'REFUSED',
      canRecurse: this.#canRecurse,
      udpBytes: UDP_BYTES_MAX,
    })
  }

  /** Fisher–Yates over the addresses, which are the last bytes of their records. */
  #shuffle(response: Buffer, start: number, { recordBytes, answerCount }: Prepared): void {
    const addressBytes = recordBytes - RECORD_HEAD_BYTES
    const first = start + RECORD_HEAD_BYTES
    for (let i = answerCount - 1; i > 0; i--) {
      let a = first + i * recordBytes
      let b = first + this.#random.int(i + 1) * recordBytes
      if (a === b) continue
      for (let byte = 0; byte < addressBytes; byte++, a++, b++) {
        const swap = response[a]!
        response[a] = response[b]!
        response[b] = swap
      }
    }
  }
}

/** Pointer to the question, type, class, time to live, length. */
const RECORD_HEAD_BYTES = 12

/** Where the name of the question ends; 0 if it does not, or is none. */
function endOfName(packet: Buffer): number {
  let at = HEADER_BYTES
  for (;;) {
    const label = packet[at]
    if (label === undefined || label > 63) return 0
    at += 1 + label
    if (label === 0) return at
    if (at - HEADER_BYTES > 254) return 0
  }
}

/** The size that a plain OPT record offers, at most ours; 0 if it is anything else. */
function plainEdnsBytes(packet: Buffer, at: number): number {
  const isPlain =
    packet.length === at + OPT_BYTES &&
    packet[at] === 0 &&
    packet[at + 1] === 0 &&
    packet[at + 2] === OPT_TYPE &&
    packet[at + 6] === 0 &&
    packet[at + 9] === 0 &&
    packet[at + 10] === 0 &&
    packet[at + 7]! < DNSSEC_OK
  if (!isPlain) return 0
  const offered = (packet[at + 3]! << 8) | packet[at + 4]!
  return Math.min(UDP_BYTES_MAX, Math.max(UDP_BYTES_PLAIN, offered))
}

function writeHead(
  response: Buffer,
  packet: Buffer,
  questionEnd: number,
  { flags, answerCount, authorityCount }: Prepared,
  queryFlags: number,
  hasEdns: boolean,
): void {
  packet.copy(response, 0, 0, questionEnd)
  const all = flags | (queryFlags & (RECURSION_DESIRED | CHECKING_DISABLED))
  response[2] = all >> 8
  response[3] = all & 0xff
  response[6] = answerCount >> 8
  response[7] = answerCount & 0xff
  response[8] = 0
  response[9] = authorityCount
  response[10] = 0
  response[11] = hasEdns ? 1 : 0
}

function writePlainOpt(response: Buffer, at: number): void {
  response.fill(0, at, at + OPT_BYTES)
  response[at + 2] = OPT_TYPE
  response[at + 3] = UDP_BYTES_MAX >> 8
  response[at + 4] = UDP_BYTES_MAX & 0xff
}

/** Answers whose order matters to nobody, or that have but one; the others are written each time. */
function isKeepable({ answers, additionals }: DnsAnswer): boolean {
  if (additionals.length > 0) return false
  return answers.length <= 1 || answers.every(({ data }) => data.type === answers[0]!.data.type)
}

/** Bytes of one record, if all are addresses of the asked name; else 0. */
function addressRecordBytes({ answers }: DnsAnswer): number {
  const type = answers[0]?.data.type
  if (answers.length < 2 || (type !== 'A' && type !== 'AAAA')) return 0
  return RECORD_HEAD_BYTES + (type === 'A' ? 4 : 16)
}
