/**
 * Writes with as few system calls as possible.
 *
 * A head and a small body travel as one string: Node writes short strings from the stack in one
 * call. A large body is not copied; the pieces are corked into one vectored write.
 */

import type { Socket } from 'node:net'
import { COALESCE_BYTES_MAX } from '../config.ts'

/**
 * Writes `head`, the bytes `[start, end)` and `tail`; false if the caller should wait for `drain`.
 */
export function writeParts(
  socket: Socket,
  head: string,
  bytes: Buffer,
  start: number,
  end: number,
  tail: string,
): boolean {
  const size = end - start
  if (size <= COALESCE_BYTES_MAX) {
    const body = size === 0 ? '' : bytes.toString('latin1', start, end)
    return socket.write(head + body + tail, 'latin1')
  }
  if (head === '' && tail === '') return socket.write(bytes.subarray(start, end))
  socket.cork()
  if (head !== '') socket.write(head, 'latin1')
  let isOpen = socket.write(bytes.subarray(start, end))
  if (tail !== '') isOpen = socket.write(tail, 'latin1')
  socket.uncork()
  return isOpen
}

/** As `writeParts`, the bytes as one chunk (RFC 9112 §7.1), with the last chunk if `isLast`. */
export function writeChunk(
  socket: Socket,
  head: string,
  bytes: Buffer,
  start: number,
  end: number,
  isLast: boolean,
): boolean {
  const size = end - start
  const chunkHead = size === 0 ? head : `${head}${size.toString(16)}\r\n`
  const chunkTail = `${size === 0 ? '' : '\r\n'}${isLast ? '0\r\n\r\n' : ''}`
  if (chunkHead === '' && chunkTail === '') return !socket.writableNeedDrain
  return writeParts(socket, chunkHead, bytes, start, end, chunkTail)
}

/**
 * Writes bytes that are only lent to the caller: short ones as a string, long ones from a copy.
 * False if the caller should wait for `drain`.
 */
export function writeLent(socket: Socket, bytes: Buffer): boolean {
  return bytes.length <= COALESCE_BYTES_MAX
    ? socket.write(bytes.toString('latin1'), 'latin1')
    : socket.write(Buffer.from(bytes))
}
