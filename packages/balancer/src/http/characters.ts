/**
 * Character classes of HTTP (RFC 9110 §5.6.2, §5.5; RFC 3986 §3.2.2), one table look-up a byte.
 */

export const TAB = 0x09
export const LF = 0x0a
export const CR = 0x0d
export const SPACE = 0x20
export const COLON = 0x3a
export const SEMICOLON = 0x3b
export const EQUALS = 0x3d
export const QUOTE = 0x22
export const BACKSLASH = 0x5c

const LETTERS_AND_DIGITS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'

/** For a character of a token its lower-case byte, for all others 0. */
export const TOKEN_LOWER: Uint8Array = table(`!#$%&'*+-.^_\`|~${LETTERS_AND_DIGITS}`, byte =>
  byte >= 0x41 && byte <= 0x5a ? byte + 32 : byte,
)

/** 1 for what a field value may hold: HTAB, SP, visible ASCII and obs-text. */
export const FIELD_VALUE: Uint8Array = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte === TAB || (byte >= 0x20 && byte !== 0x7f) ? 1 : 0,
)

/** 1 for what a request target may hold: visible ASCII but for `#`, which starts a fragment. */
export const TARGET: Uint8Array = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte > 0x20 && byte < 0x7f && byte !== 0x23 ? 1 : 0,
)

/** The value of a hexadecimal digit, 255 for all other bytes. */
export const HEX_VALUE: Uint8Array = Uint8Array.from({ length: 256 }, (_, byte) => {
  const digit = Number.parseInt(String.fromCharCode(byte), 16)
  return Number.isNaN(digit) ? 255 : digit
})

/** 1 for what a host name may hold that is neither a literal nor percent-encoded (RFC 3986 §3.2.2). */
const HOST_NAME: Uint8Array = table(`-._~!$&'()*+,;=${LETTERS_AND_DIGITS}`, () => 1)

const PORT_DIGITS_MAX = 5

/** True if `host` is a host with an optional port as RFC 3986 has it, and not empty. */
export function isValidHost(host: string): boolean {
  const end = host.length
  let at = 0
  while (at < end && HOST_NAME[host.charCodeAt(at)] === 1) at++
  if (at === 0) return HOST.test(host)
  if (at === end) return true
  // Most hosts are plain names or addresses, and cost no expression.
  if (host.charCodeAt(at) !== COLON) return HOST.test(host)
  if (end - at > PORT_DIGITS_MAX + 1) return false
  while (++at < end) if (!isDigit(host.charCodeAt(at))) return false
  return true
}

/** True for the code of a decimal digit. */
export function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39
}

/** True if `text` from `start` to `end` is the token `lower`, which is in lower case. */
export function isToken(text: string, start: number, end: number, lower: string): boolean {
  if (end - start !== lower.length) return false
  for (let i = 0; i < lower.length; i++) {
    if (TOKEN_LOWER[text.charCodeAt(start + i)] !== lower.charCodeAt(i)) return false
  }
  return true
}

const HOST =
  /^(?:\[[0-9A-Fa-f:.]+\]|(?:[A-Za-z0-9\-._~!$&'()*+,;=]|%[0-9A-Fa-f]{2})+)(?::\d{0,5})?$/

function table(characters: string, byteFor: (byte: number) => number): Uint8Array {
  const result = new Uint8Array(256)
  for (const character of characters) {
    const byte = character.charCodeAt(0)
    result[byte] = byteFor(byte)
  }
  return result
}
