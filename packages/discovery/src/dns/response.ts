/**
 * Writes an answer to the wire, with names compressed (RFC 1035 §4.1.4) and cut to size.
 *
 * The question goes back byte for byte, so a client that hides bits in the case of letters finds
 * them again. What does not fit is left out: additional records silently, others with the TC bit,
 * upon which the client asks again over TCP (RFC 2181 §9). dns-packet cannot compress, and names
 * that repeat are most of an answer, so this side is written here.
 */

import { OPT_TYPE, type QueryHeader } from './query.ts'
import { type DnsAnswer, type DnsRecord, RECORD_TYPES, RESPONSE_CODES } from './records.ts'

/** How an answer is sent. */
export type ResponseOptions = {
  /** Bytes that the answer may have. */
  readonly limit: number
  /** The answer is from our own zone. */
  readonly isAuthoritative: boolean
  /** Other names can be asked here too. */
  readonly canRecurse: boolean
  /** The largest UDP query we take, told to clients that speak EDNS(0). */
  readonly udpBytes: number
  /** What else a client that speaks EDNS(0) should know about the answer. */
  readonly extendedError?: ExtendedError
}

/** An extended DNS error (RFC 8914): a code of its registry and words for a person. */
export type ExtendedError = { readonly code: number; readonly text: string }

const HEADER_BYTES = 12
const OPT_BYTES = 11
const POINTER = 0xc000
/** Names can only be pointed to within the first 16 KiB. */
const POINTER_MAX = 0x3fff
const CLASS_INTERNET = 1

/** The packet that answers `header`'s query. */
export function writeResponse(
  header: QueryHeader,
  answer: DnsAnswer,
  options: ResponseOptions,
): Buffer {
  const extended = header.edns === undefined ? undefined : extendedErrorBytes(options)
  const optionBytes = header.edns === undefined ? 0 : OPT_BYTES + (extended?.length ?? 0)
  const writer = new Writer(header, options.limit, optionBytes)
  const counts = [0, 0, 0]
  let isTruncated = false
  for (const [section, records] of [answer.answers, answer.authorities].entries()) {
    for (const record of records) {
      if (isTruncated) break
      if (writer.record(record)) counts[section]!++
      else isTruncated = true
    }
  }
  if (!isTruncated) {
    for (const record of answer.additionals) {
      if (!writer.record(record)) break
      counts[2]!++
    }
  }
  const code = RESPONSE_CODES[answer.code]
  if (header.edns !== undefined) {
    writer.option(options.udpBytes, code >> 4, extended)
    counts[2]!++
  }
  const flags =
    0x8000 |
    (header.opcode << 11) |
    (options.isAuthoritative ? 0x0400 : 0) |
    (isTruncated ? 0x0200 : 0) |
    (header.isRecursionDesired ? 0x0100 : 0) |
    (options.canRecurse ? 0x0080 : 0) |
    (header.isCheckingDisabled ? 0x0010 : 0) |
    (code & 0xf)
  const questions = header.questionBytes.length > 0 ? 1 : 0
  return writer.finish([header.id, flags, questions, ...counts])
}

const EXTENDED_ERROR_OPTION = 15
const EXTENDED_TEXT_BYTES_MAX = 100

/** The option of RFC 8914 §2. */
function extendedErrorBytes({ extendedError }: ResponseOptions): Uint8Array | undefined {
  if (extendedError === undefined) return undefined
  const text = Buffer.from(extendedError.text).subarray(0, EXTENDED_TEXT_BYTES_MAX)
  const bytes = Buffer.alloc(6 + text.length)
  bytes.writeUInt16BE(EXTENDED_ERROR_OPTION, 0)
  bytes.writeUInt16BE(2 + text.length, 2)
  bytes.writeUInt16BE(extendedError.code, 4)
  bytes.set(text, 6)
  return bytes
}

class Writer {
  readonly #buffer: Buffer
  readonly #limit: number
  /** Where a name, by its text, has been written. */
  readonly #names = new Map<string, number>()
  readonly #question: QueryHeader
  #hasLearned = false
  #at: number

  /** `reserved` bytes of the limit are kept for the OPT record. */
  constructor(question: QueryHeader, limit: number, reserved: number) {
    const { questionBytes } = question
    this.#question = question
    this.#limit = limit - reserved
    this.#buffer = Buffer.allocUnsafe(limit)
    this.#buffer.set(questionBytes, HEADER_BYTES)
    this.#at = HEADER_BYTES + questionBytes.length
  }

  /** Writes `record` if it fits; otherwise nothing. */
  record(record: DnsRecord): boolean {
    const start = this.#at
    if (this.#name(record.name) && this.#body(record)) return true
    // Nothing may point to what is given up.
    this.#at = start
    for (const [name, at] of this.#names) if (at >= start) this.#names.delete(name)
    return false
  }

  /** The OPT record (RFC 6891 §6.1.2); room for it is reserved. */
  option(udpBytes: number, extendedCode: number, data: Uint8Array | undefined): void {
    const buffer = this.#buffer
    buffer[this.#at] = 0
    buffer.writeUInt16BE(OPT_TYPE, this.#at + 1)
    buffer.writeUInt16BE(udpBytes, this.#at + 3)
    buffer.writeUInt32BE((extendedCode << 24) >>> 0, this.#at + 5)
    buffer.writeUInt16BE(data?.length ?? 0, this.#at + 9)
    this.#at += OPT_BYTES
    if (data === undefined) return
    buffer.set(data, this.#at)
    this.#at += data.length
  }

  finish(header: readonly number[]): Buffer {
    for (const [i, field] of header.entries()) this.#buffer.writeUInt16BE(field, i * 2)
    return this.#buffer.subarray(0, this.#at)
  }

  #body({ ttlS, data }: DnsRecord): boolean {
    const start = this.#at
    if (!this.#u16(RECORD_TYPES[data.type]) || !this.#u16(CLASS_INTERNET)) return false
    if (!this.#u32(ttlS) || !this.#u16(0)) return false
    if (!this.#data(data)) return false
    this.#buffer.writeUInt16BE(this.#at - start - 10, start + 8)
    return true
  }

  #data(data: DnsRecord['data']): boolean {
    switch (data.type) {
      case 'A':
      case 'AAAA':
        return this.#bytes(data.bytes)
      case 'NS':
      case 'CNAME':
      case 'PTR':
        return this.#name(data.target)
      case 'SRV':
        // RFC 2782: the target is not compressed.
        return (
          this.#u16(data.priority) &&
          this.#u16(data.weight) &&
          this.#u16(data.port) &&
          this.#name(data.target, false)
        )
      case 'TXT':
        return data.strings.every(text => this.#string(text))
      case 'HINFO':
        return this.#string(data.cpu) && this.#string(data.os)
      case 'SOA':
        return (
          this.#name(data.primary) &&
          this.#name(data.mailbox) &&
          this.#u32(data.serial) &&
          this.#u32(data.refreshS) &&
          this.#u32(data.retryS) &&
          this.#u32(data.expireS) &&
          this.#u32(data.minimumS)
        )
    }
  }

  #name(name: string, canPoint = true): boolean {
    let rest = name
    // Most records are about the name that was asked for.
    const { questionName } = this.#question
    if (canPoint && name === questionName && name !== '') return this.#u16(POINTER | HEADER_BYTES)
    if (!this.#hasLearned) this.#learnQuestion()
    while (rest !== '') {
      const known = this.#names.get(rest)
      if (canPoint && known !== undefined) return this.#u16(POINTER | known)
      const dot = rest.indexOf('.')
      const label = dot < 0 ? rest : rest.slice(0, dot)
      if (this.#at + 1 + label.length > this.#limit) return false
      if (known === undefined && this.#at <= POINTER_MAX) this.#names.set(rest, this.#at)
      this.#buffer[this.#at] = label.length
      this.#buffer.write(label, this.#at + 1, 'latin1')
      this.#at += 1 + label.length
      rest = dot < 0 ? '' : rest.slice(dot + 1)
    }
    return this.#u8(0)
  }

  /** The question's name and its tails can be pointed to, in their own case of letters. */
  #learnQuestion(): void {
    this.#hasLearned = true
    let rest = this.#question.questionName
    for (let at = HEADER_BYTES; rest !== ''; ) {
      this.#names.set(rest, at)
      const length = this.#buffer[at]!
      rest = rest.slice(length + 1)
      at += 1 + length
    }
  }

  #string(text: string): boolean {
    const bytes = Buffer.from(text).subarray(0, 255)
    return this.#u8(bytes.length) && this.#bytes(bytes)
  }

  #bytes(bytes: Uint8Array): boolean {
    if (this.#at + bytes.length > this.#limit) return false
    this.#buffer.set(bytes, this.#at)
    this.#at += bytes.length
    return true
  }

  #u8(value: number): boolean {
    if (this.#at + 1 > this.#limit) return false
    this.#buffer[this.#at++] = value
    return true
  }

  #u16(value: number): boolean {
    if (this.#at + 2 > this.#limit) return false
    this.#at = this.#buffer.writeUInt16BE(value, this.#at)
    return true
  }

  #u32(value: number): boolean {
    if (this.#at + 4 > this.#limit) return false
    this.#at = this.#buffer.writeUInt32BE(value >>> 0, this.#at)
    return true
  }
}
