/**
 * The two messages of the gRPC health checking protocol (`grpc.health.v1`, grpc/grpc
 * doc/health-checking.md) in their frames: a byte that says whether it is compressed, the length,
 * the message.
 *
 * Each has one field (`string service = 1`, `ServingStatus status = 1`), so they are read and
 * written here rather than by generated code.
 */

export const HEALTH_CHECK_PATH = '/grpc.health.v1.Health/Check'

const STATUSES = ['UNKNOWN', 'SERVING', 'NOT_SERVING', 'SERVICE_UNKNOWN'] as const
export type ServingStatus = (typeof STATUSES)[number]

const FRAME_BYTES = 5

/** The frame of a request for `service`, at most 2,048 characters. */
export function encodeHealthRequest(service: string): Buffer {
  const name = Buffer.from(service, 'utf8')
  const message = name.length === 0 ? name : Buffer.concat([fieldHead(name.length), name])
  const frame = Buffer.alloc(FRAME_BYTES)
  frame.writeUInt32BE(message.length, 1)
  return Buffer.concat([frame, message])
}

/** The status in the frame of a reply; null if it is none. Unknown fields are passed over. */
export function decodeHealthReply(bytes: Buffer): ServingStatus | null {
  if (bytes.length < FRAME_BYTES || bytes[0] !== 0) return null
  const end = FRAME_BYTES + bytes.readUInt32BE(1)
  if (end > bytes.length) return null
  let status = 0
  let at = FRAME_BYTES
  while (at < end) {
    const key = varint(bytes, at, end)
    if (key === null) return null
    const value = valueAt(bytes, key.next, end, key.value & 7)
    if (value === null) return null
    if (key.value === 8) status = value.value
    at = value.next
  }
  return STATUSES[status] ?? null
}

/** Field 1, of length-delimited type. */
function fieldHead(length: number): Buffer {
  const bytes = [0x0a]
  let rest = length
  while (rest > 127) {
    bytes.push((rest & 127) | 128)
    rest >>>= 7
  }
  return Buffer.from([...bytes, rest])
}

type Read = { readonly value: number; readonly next: number }

/** The value of a field of wire type `type`: a varint's own, 0 for others. */
function valueAt(bytes: Buffer, at: number, end: number, type: number): Read | null {
  if (type === 0) return varint(bytes, at, end)
  let next = at
  if (type === 1) next = at + 8
  else if (type === 5) next = at + 4
  else if (type === 2) {
    const length = varint(bytes, at, end)
    if (length === null) return null
    next = length.next + length.value
  } else return null
  return next <= end ? { value: 0, next } : null
}

/** At most ten bytes; what is beyond 53 bits is not exact, and no status either. */
function varint(bytes: Buffer, at: number, end: number): Read | null {
  let value = 0
  for (let i = 0; i < 10 && at + i < end; i++) {
    const byte = bytes[at + i]!
    value += (byte & 127) * 128 ** i
    if (byte < 128) return { value, next: at + i + 1 }
  }
  return null
}
