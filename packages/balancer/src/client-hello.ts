/**
 * The name a TLS client asks for (SNI), read from its ClientHello without opening anything.
 *
 * RFC 8446 §4.1.2 and §5.1 (records; the message may be cut into several), RFC 6066 §3 (server
 * name). Unknown suites, groups and extensions, GREASE (RFC 8701) among them, are passed over. What
 * is no ClientHello is refused: the client speaks something else.
 */

import { CLIENT_HELLO_BYTES_MAX, SERVER_NAME_BYTES_MAX } from './config.ts'

/** What stands at the start of some bytes; `serverName` is in lower case, absent without SNI. */
export type ClientHello =
  | { readonly kind: 'hello'; readonly serverName?: string }
  | { readonly kind: 'more' }
  | { readonly kind: 'reject'; readonly reason: string }

const RECORD_HEADER_BYTES = 5
const RECORD_BYTES_MAX = 16_384
const HANDSHAKE_RECORD = 22
const MESSAGE_HEADER_BYTES = 4
const CLIENT_HELLO = 1
const SERVER_NAME = 0
const HOST_NAME = 0
const MORE: ClientHello = { kind: 'more' }
const CUT = 'the ClientHello is malformed'

/** Reads the ClientHello at the start of `bytes`. */
export function readClientHello(bytes: Buffer): ClientHello {
  const parts: Buffer[] = []
  let have = 0
  let at = 0
  while (at < bytes.length) {
    if (bytes[at] !== HANDSHAKE_RECORD) return reject('no TLS handshake')
    if (at + 1 < bytes.length && bytes[at + 1] !== 3) return reject('no TLS version')
    if (at + RECORD_HEADER_BYTES > bytes.length) return MORE
    const size = bytes.readUInt16BE(at + 3)
    if (size === 0 || size > RECORD_BYTES_MAX) return reject('a record of a wrong length')
    at += RECORD_HEADER_BYTES
    const part = bytes.subarray(at, Math.min(at + size, bytes.length))
    parts.push(part)
    have += part.length
    at += size
    const message = readMessage(parts, have)
    if (message !== undefined) return message
  }
  return MORE
}

/** What the parts of the handshake say so far; undefined if more are needed. */
function readMessage(parts: readonly Buffer[], have: number): ClientHello | undefined {
  if (have === 0) return undefined
  if (parts[0]![0] !== CLIENT_HELLO) return reject('no ClientHello')
  if (have < MESSAGE_HEADER_BYTES) return undefined
  const message = parts.length === 1 ? parts[0]! : Buffer.concat(parts)
  const length = message.readUIntBE(1, 3)
  if (length > CLIENT_HELLO_BYTES_MAX) return reject('the ClientHello is too long')
  if (have < MESSAGE_HEADER_BYTES + length) return undefined
  return readHello(message.subarray(MESSAGE_HEADER_BYTES, MESSAGE_HEADER_BYTES + length))
}

function readHello(hello: Buffer): ClientHello {
  // Version and random; then session id, cipher suites and compression methods by their lengths.
  let at = 34
  if (hello.length < at + 1 || hello[0] !== 3) return reject(CUT)
  if (hello[at]! > 32) return reject(CUT)
  at += 1 + hello[at]!
  if (hello.length < at + 2) return reject(CUT)
  const suites = hello.readUInt16BE(at)
  if (suites < 2 || suites % 2 !== 0) return reject(CUT)
  at += 2 + suites
  if (hello.length < at + 1 || hello[at] === 0) return reject(CUT)
  at += 1 + hello[at]!
  // A client of before 2003 has no extensions.
  if (hello.length === at) return { kind: 'hello' }
  if (hello.length < at + 2 || hello.length !== at + 2 + hello.readUInt16BE(at)) return reject(CUT)
  return readExtensions(hello.subarray(at + 2))
}

function readExtensions(bytes: Buffer): ClientHello {
  let serverName: string | undefined
  let at = 0
  while (at < bytes.length) {
    if (bytes.length < at + 4) return reject(CUT)
    const type = bytes.readUInt16BE(at)
    const end = at + 4 + bytes.readUInt16BE(at + 2)
    if (end > bytes.length) return reject(CUT)
    if (type === SERVER_NAME) {
      // Two of a kind could be read in two ways (RFC 8446 §4.2).
      if (serverName !== undefined) return reject('two server names')
      serverName = readServerName(bytes.subarray(at + 4, end))
      if (serverName === undefined) return reject('a malformed server name')
    }
    at = end
  }
  return serverName === undefined ? { kind: 'hello' } : { kind: 'hello', serverName }
}

/** The one host name of a server_name extension; undefined if it is not as RFC 6066 has it. */
function readServerName(bytes: Buffer): string | undefined {
  if (bytes.length < 5 || bytes.readUInt16BE(0) !== bytes.length - 2) return undefined
  const size = bytes.readUInt16BE(3)
  if (bytes[2] !== HOST_NAME || size !== bytes.length - 5) return undefined
  if (size === 0 || size > SERVER_NAME_BYTES_MAX) return undefined
  const name = bytes.toString('latin1', 5).toLowerCase()
  return /^[a-z0-9._-]+$/.test(name) ? name : undefined
}

function reject(reason: string): ClientHello {
  return { kind: 'reject', reason }
}
