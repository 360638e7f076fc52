/**
 * 64-bit integers in stored records, little-endian, as plain numbers.
 *
 * Terms and indexes stay below 2^53; a record whose integer does not is taken for garbled.
 */

const HIGH = 0x1_0000_0000

/** Writes `value` (an integer in [0, 2^53)) at `offset`. */
export function writeU64(view: DataView, offset: number, value: number): void {
  view.setUint32(offset, value % HIGH, true)
  view.setUint32(offset + 4, Math.floor(value / HIGH), true)
}

/** Reads an integer; NaN if it is 2^53 or more. */
export function readU64(view: DataView, offset: number): number {
  const value = view.getUint32(offset + 4, true) * HIGH + view.getUint32(offset, true)
  return Number.isSafeInteger(value) ? value : Number.NaN
}

/** A view of exactly these bytes. */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
