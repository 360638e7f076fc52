/**
 * IP addresses as bytes: for A and AAAA records, reverse names (RFC 1035 §3.5, RFC 3596 §2.5) and
 * for telling private clients from public ones.
 */

/** The 4 or 16 bytes of an IP address, or undefined if `text` is not one. */
export function addressBytes(text: string): Uint8Array | undefined {
  return text.includes(':') ? ipv6Bytes(text) : ipv4Bytes(text)
}

/** One text for every way of writing an address; a host name is its own key, in lower case. */
export function addressKey(text: string): string {
  const bytes = addressBytes(text)
  return bytes === undefined ? text.toLowerCase() : textOf(bytes)
}

/** The usual text of 4 bytes; 16 bytes as eight groups without abbreviation. */
export function textOf(bytes: Uint8Array): string {
  if (bytes.length === 4) return bytes.join('.')
  const groups: string[] = []
  for (let i = 0; i < 16; i += 2) groups.push(((bytes[i]! << 8) | bytes[i + 1]!).toString(16))
  return groups.join(':')
}

/**
 * The address that a reverse name asks about, from its labels in lower case
 * (`1.0.0.127.in-addr.arpa`), or undefined if it is not a whole one.
 */
export function addressOfReverse(labels: readonly string[]): string | undefined {
  const digits = labels.slice(0, -2).reverse()
  const zone = labels.slice(-2).join('.')
  if (zone === 'in-addr.arpa' && digits.length === 4) {
    const bytes = ipv4Bytes(digits.join('.'))
    return bytes && textOf(bytes)
  }
  if (zone === 'ip6.arpa' && digits.length === 32 && digits.every(one => /^[0-9a-f]$/.test(one))) {
    return textOf(Uint8Array.from({ length: 16 }, (_, i) => parseHex(digits, i)))
  }
  return undefined
}

/**
 * True for loopback, link-local and private addresses (RFC 1918, RFC 4193, RFC 6598), also when an
 * IPv4 address is mapped into IPv6.
 */
export function isPrivateAddress(text: string): boolean {
  const bytes = addressBytes(text.replace(/%.*$/, ''))
  if (bytes === undefined) return false
  if (bytes.length === 16) {
    const isMapped = bytes.subarray(0, 10).every(byte => byte === 0) && bytes[10] === 0xff
    if (isMapped && bytes[11] === 0xff) return isPrivateAddress(textOf(bytes.subarray(12)))
    const isLoopback = bytes.every((byte, i) => byte === (i === 15 ? 1 : 0))
    return isLoopback || (bytes[0]! & 0xfe) === 0xfc || (bytes[0] === 0xfe && bytes[1]! >> 6 === 2)
  }
  const [a, b] = bytes as unknown as [number, number]
  return (
    a === 127 ||
    a === 10 ||
    (a === 172 && b >> 4 === 1) ||
    (a === 192 && b === 168) ||
    (a === 169 && b === 254) ||
    (a === 100 && b >> 6 === 1)
  )
}

function ipv4Bytes(text: string): Uint8Array | undefined {
  const parts = text.split('.')
  if (parts.length !== 4 || !parts.every(part => /^(?:0|[1-9]\d{0,2})$/.test(part))) {
    return undefined
  }
  const numbers = parts.map(Number)
  return numbers.every(number => number <= 255) ? Uint8Array.from(numbers) : undefined
}

function ipv6Bytes(text: string): Uint8Array | undefined {
  let rest = text
  const tail: number[] = []
  const dotted = /:(\d+\.\d+\.\d+\.\d+)$/.exec(text)
  if (dotted !== null) {
    const bytes = ipv4Bytes(dotted[1]!)
    if (bytes === undefined) return undefined
    tail.push((bytes[0]! << 8) | bytes[1]!, (bytes[2]! << 8) | bytes[3]!)
    rest = text.slice(0, dotted.index + 1)
    if (!rest.endsWith('::')) rest = rest.slice(0, -1)
  }
  const halves = rest.split('::')
  if (halves.length > 2) return undefined
  const [head = [], back = []] = halves.map(groupsOf)
  if (head.includes(Number.NaN) || back.includes(Number.NaN)) return undefined
  const missing = 8 - head.length - back.length - tail.length
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined
  const groups = [...head, ...new Array<number>(missing).fill(0), ...back, ...tail]
  return Uint8Array.from(groups.flatMap(group => [group >> 8, group & 0xff]))
}

/** Groups of four hexadecimal digits; NaN stands for one that is not. */
function groupsOf(text: string): number[] {
  if (text === '') return []
  return text
    .split(':')
    .map(group => (/^[0-9a-f]{1,4}$/i.test(group) ? Number.parseInt(group, 16) : Number.NaN))
}

function parseHex(digits: readonly string[], byte: number): number {
  return Number.parseInt(digits[byte * 2]! + digits[byte * 2 + 1]!, 16)
}
