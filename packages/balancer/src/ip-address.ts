/**
 * IP addresses as bytes and as text (RFC 4291 §2.2, RFC 5952), and membership in networks.
 */

const V4_MAPPED = '::ffff:'
const OCTET = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)'
const V4 = new RegExp(`^${OCTET}(?:\\.${OCTET}){3}$`)

/** True for four decimal octets without leading zeros. */
export function isIPv4(text: string): boolean {
  return V4.test(text)
}

/** True for an IPv6 address in any of its forms, without a zone. */
export function isIPv6(text: string): boolean {
  const [head = '', tail, ...rest] = text.split('::')
  if (rest.length > 0) return false
  const count = wordCount(tail === undefined ? head : tail, true)
  if (tail === undefined) return count === 8
  // `::` stands for one word at least.
  const before = wordCount(head, false)
  return before >= 0 && count >= 0 && before + count <= 7
}

/** How many 16-bit words a part of an address has; -1 if it is not well formed. */
function wordCount(part: string, mayEndInV4: boolean): number {
  if (part === '') return 0
  const all = part.split(':')
  const last = all.at(-1)!
  const hasV4 = mayEndInV4 && isIPv4(last)
  const plain = hasV4 ? all.slice(0, -1) : all
  if (!plain.every(word => /^[0-9a-f]{1,4}$/i.test(word))) return -1
  return plain.length + (hasV4 ? 2 : 0)
}

/** `text` without the prefix of an IPv4 address in IPv6 clothes (RFC 4291 §2.5.5.2). */
export function plainAddress(text: string): string {
  return text.startsWith(V4_MAPPED) && isIPv4(text.slice(V4_MAPPED.length))
    ? text.slice(V4_MAPPED.length)
    : text
}

/** The 4 or 16 bytes of a valid address; a zone (`%eth0`) is left out. */
export function addressBytes(text: string): Uint8Array {
  if (isIPv4(text)) return Uint8Array.from(text.split('.'), Number)
  const [plain = ''] = text.split('%')
  const [head = '', tail] = plain.split('::')
  const left = words(head)
  const right = words(tail ?? '')
  const gap = tail === undefined ? [] : new Array<number>(8 - left.length - right.length).fill(0)
  const bytes = new Uint8Array(16)
  const all = [...left, ...gap, ...right]
  for (const [i, word] of all.entries()) {
    bytes[2 * i] = word >> 8
    bytes[2 * i + 1] = word & 0xff
  }
  return bytes
}

/** 16-bit words of a part of an IPv6 address, an IPv4 address at its end as two. */
function words(part: string): number[] {
  if (part === '') return []
  return part.split(':').flatMap(word => {
    if (!word.includes('.')) return [Number.parseInt(word, 16)]
    const [a = 0, b = 0, c = 0, d = 0] = word.split('.').map(Number)
    return [a * 256 + b, c * 256 + d]
  })
}

/** The text of 4 or 16 bytes, the longest run of zero words shortened (RFC 5952 §4 and §5). */
export function addressText(bytes: Uint8Array): string {
  if (bytes.length === 4) return bytes.join('.')
  const all = Array.from({ length: 8 }, (_, i) => bytes[2 * i]! * 256 + bytes[2 * i + 1]!)
  if (all.slice(0, 5).every(word => word === 0) && all[5] === 0xffff) {
    return `${V4_MAPPED}${bytes.slice(12).join('.')}`
  }
  let start = 0
  let length = 0
  for (let i = 0; i < 8; i++) {
    let end = i
    while (end < 8 && all[end] === 0) end++
    if (end - i > length) [start, length] = [i, end - i]
  }
  const text = (part: readonly number[]) => part.map(word => word.toString(16)).join(':')
  if (length < 2) return text(all)
  return `${text(all.slice(0, start))}::${text(all.slice(start + length))}`
}

/** True for `ADDRESS/BITS` or a plain address. */
export function isNetwork(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/')
  const isV4 = isIPv4(address)
  if (rest.length > 0 || !(isV4 || isIPv6(address))) return false
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (isV4 ? 32 : 128))
}

/** A set of networks; as `isNetwork`. */
export class Networks {
  readonly #networks: readonly { readonly bytes: Uint8Array; readonly bits: number }[]

  constructor(networks: readonly string[]) {
    this.#networks = networks.map(network => {
      const [address = '', bits] = network.split('/')
      const bytes = addressBytes(address)
      return { bytes, bits: bits === undefined ? bytes.length * 8 : Number(bits) }
    })
  }

  /** True if the address `text` is in one of them; a zone (`%eth0`) does not matter. */
  has(text: string): boolean {
    const address = plainAddress(text.split('%')[0]!)
    if (!isIPv4(address) && !isIPv6(address)) return false
    const bytes = addressBytes(address)
    return this.#networks.some(network => isWithin(bytes, network.bytes, network.bits))
  }
}

function isWithin(address: Uint8Array, network: Uint8Array, bits: number): boolean {
  if (address.length !== network.length) return false
  const whole = bits >> 3
  for (let i = 0; i < whole; i++) if (address[i] !== network[i]) return false
  const mask = (0xff00 >> (bits & 7)) & 0xff
  return mask === 0 || (address[whole]! & mask) === (network[whole]! & mask)
}
