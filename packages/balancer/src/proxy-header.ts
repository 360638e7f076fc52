/**
 * The PROXY protocol, versions 1 and 2: who a connection really comes from, told before its bytes.
 *
 * Written after HAProxy's `doc/proxy-protocol.txt`, §2.1 and §2.2. The reader is strict: whatever
 * is no header of either version is refused, since bytes taken for a header are bytes withheld from
 * the service. Type-length-value fields are skipped. LOCAL and UNKNOWN name nobody; then the
 * connection speaks for itself.
 */

import { PROXY_HEADER_BYTES_MAX, PROXY_LINE_BYTES_MAX } from './config.ts'
import { addressBytes, addressText, isIPv4, isIPv6, plainAddress } from './ip-address.ts'

/** One end of a connection. */
export type SocketAddress = { readonly address: string; readonly port: number }

/** Both ends: the client, and what it had connected to. */
export type ConnectionAddresses = {
  readonly source: SocketAddress
  readonly destination: SocketAddress
}

/** What stands at the start of some bytes. `length`: bytes of the header. */
export type ProxyHeader =
  | { readonly kind: 'header'; readonly length: number; readonly addresses?: ConnectionAddresses }
  | { readonly kind: 'more' }
  | { readonly kind: 'reject'; readonly reason: string }

const SIGNATURE = Buffer.from('\r\n\r\n\0\r\nQUIT\n', 'latin1')
const PREFIX = Buffer.from('PROXY ', 'latin1')
const MORE: ProxyHeader = { kind: 'more' }

/** Bytes of the fixed part of version 2: signature, command, family, length. */
const V2_FIXED_BYTES = 16
/** Bytes of the addresses of version 2 by family: none, IPv4, IPv6, UNIX. */
const V2_ADDRESS_BYTES = [0, 12, 36, 216]

/** Reads a header of either version from the start of `bytes`. */
export function readProxyHeader(bytes: Buffer): ProxyHeader {
  if (isStartOf(bytes, SIGNATURE)) return bytes.length < V2_FIXED_BYTES ? MORE : readV2(bytes)
  if (isStartOf(bytes, PREFIX)) return readV1(bytes)
  return reject('no PROXY header')
}

/** A header of `version` that names `addresses`. */
export function writeProxyHeader(version: 'v1' | 'v2', addresses: ConnectionAddresses): Buffer {
  const source = plainAddress(addresses.source.address)
  const destination = plainAddress(addresses.destination.address)
  const isV4 = isIPv4(source) && isIPv4(destination)
  // Ends of different families are both written as IPv6.
  const [from, to] = isV4 ? [source, destination] : [asIPv6(source), asIPv6(destination)]
  const ports = [addresses.source.port, addresses.destination.port] as const
  if (version === 'v1') {
    return Buffer.from(`PROXY TCP${isV4 ? 4 : 6} ${from} ${to} ${ports.join(' ')}\r\n`, 'latin1')
  }
  const size = V2_ADDRESS_BYTES[isV4 ? 1 : 2]!
  const header = Buffer.alloc(V2_FIXED_BYTES + size)
  SIGNATURE.copy(header)
  header[12] = 0x21
  header[13] = isV4 ? 0x11 : 0x21
  header.writeUInt16BE(size, 14)
  header.set(addressBytes(from), V2_FIXED_BYTES)
  header.set(addressBytes(to), V2_FIXED_BYTES + (size - 4) / 2)
  header.writeUInt16BE(ports[0], header.length - 4)
  header.writeUInt16BE(ports[1], header.length - 2)
  return header
}

function asIPv6(address: string): string {
  return isIPv4(address) ? `::ffff:${address}` : address.split('%')[0]!
}

/** True if `bytes` begin with `start`, or are the beginning of it. */
function isStartOf(bytes: Buffer, start: Buffer): boolean {
  const length = Math.min(bytes.length, start.length)
  return bytes.compare(start, 0, length, 0, length) === 0
}

function readV1(bytes: Buffer): ProxyHeader {
  const text = bytes.toString('latin1', 0, PROXY_LINE_BYTES_MAX)
  const end = text.indexOf('\r\n')
  if (end < 0) return text.length < PROXY_LINE_BYTES_MAX ? MORE : reject('the line has no end')
  const length = end + 2
  const line = text.slice(PREFIX.length, end)
  if (line === 'UNKNOWN' || line.startsWith('UNKNOWN ')) return { kind: 'header', length }
  const [family, from = '', to = '', fromPort = '', toPort = '', ...rest] = line.split(' ')
  if (family !== 'TCP4' && family !== 'TCP6') return reject('unknown family')
  const isAddress = family === 'TCP4' ? isIPv4 : isIPv6
  if (rest.length > 0 || !isAddress(from) || !isAddress(to)) return reject('bad address')
  if (!isPort(fromPort) || !isPort(toPort)) return reject('bad port')
  return {
    kind: 'header',
    length,
    addresses: {
      source: { address: plainAddress(from), port: Number(fromPort) },
      destination: { address: plainAddress(to), port: Number(toPort) },
    },
  }
}

function isPort(text: string): boolean {
  return /^(?:0|[1-9]\d{0,4})$/.test(text) && Number(text) <= 65_535
}

function readV2(bytes: Buffer): ProxyHeader {
  const [version, command] = [bytes[12]! >> 4, bytes[12]! & 0xf]
  const [family, transport] = [bytes[13]! >> 4, bytes[13]! & 0xf]
  const length = V2_FIXED_BYTES + bytes.readUInt16BE(14)
  if (version !== 2 || command > 1) return reject('unknown version or command')
  if (length > PROXY_HEADER_BYTES_MAX) return reject('the header is too long')
  const isLocal = command === 0
  const size = V2_ADDRESS_BYTES[family]
  if (!isLocal && (size === undefined || transport > 2)) return reject('unknown family')
  if (!isLocal && length < V2_FIXED_BYTES + size!) return reject('the addresses are cut')
  if (bytes.length < length) return MORE
  const isNamed = !isLocal && transport !== 0 && (family === 1 || family === 2)
  if (!isNamed) return { kind: 'header', length }
  const each = family === 1 ? 4 : 16
  const start = V2_FIXED_BYTES
  const address = (at: number) => plainAddress(addressText(bytes.subarray(at, at + each)))
  return {
    kind: 'header',
    length,
    addresses: {
      source: { address: address(start), port: bytes.readUInt16BE(start + 2 * each) },
      destination: {
        address: address(start + each),
        port: bytes.readUInt16BE(start + 2 * each + 2),
      },
    },
  }
}

function reject(reason: string): ProxyHeader {
  return { kind: 'reject', reason }
}
