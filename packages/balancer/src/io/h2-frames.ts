/**
 * Frames of HTTP/2 byte by byte, for tests whose client does what no library would
 * (RFC 9113 §4.1 and §6).
 */

export const PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 'latin1')

export const DATA = 0
export const HEADERS = 1
export const RST_STREAM = 3
export const SETTINGS = 4
export const PING = 6
export const WINDOW_UPDATE = 8
export const CONTINUATION = 9
export const END_STREAM = 1
export const END_HEADERS = 4

/** One frame (RFC 9113 §4.1). */
export function frame(type: number, flags: number, stream: number, payload: Uint8Array): Buffer {
  const head = Buffer.alloc(9)
  head.writeUIntBE(payload.length, 0, 3)
  head[3] = type
  head[4] = flags
  head.writeUInt32BE(stream, 5)
  return Buffer.concat([head, payload])
}

/** `GET / http a`, compressed by the static table alone (RFC 7541, appendix A). */
export const GET_A = Buffer.from([0x82, 0x86, 0x84, 0x41, 0x01, 0x61])
/** The same with `POST`. */
const POST_A = Buffer.from([0x83, 0x86, 0x84, 0x41, 0x01, 0x61])

export function get(stream: number, flags = END_STREAM | END_HEADERS): Buffer {
  return frame(HEADERS, flags, stream, GET_A)
}

/** The head of a request whose body is to follow. */
export function post(stream: number): Buffer {
  return frame(HEADERS, END_HEADERS, stream, POST_A)
}

/** The payload of WINDOW_UPDATE and RST_STREAM. */
export function word(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}

/** Frames that are whole in what a connection has received. */
export function framesOf(received: string): { type: number; flags: number; payload: Buffer }[] {
  const bytes = Buffer.from(received, 'latin1')
  const frames = []
  for (let at = 0; at + 9 <= bytes.length; ) {
    const end = at + 9 + bytes.readUIntBE(at, 3)
    if (end > bytes.length) break
    frames.push({
      type: bytes[at + 3]!,
      flags: bytes[at + 4]!,
      payload: bytes.subarray(at + 9, end),
    })
    at = end
  }
  return frames
}
