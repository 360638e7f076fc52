/**
 * Writes with as few system calls as possible.
 *
 * A head and a small body travel as one string: Node writes short strings from the stack in one
 * call. What is large and ours is not copied; the pieces are corked into one vectored write. What
 * is large and lent has to be copied, so its head is copied before it: that is one plain write.
 */

import type { Socket } from 'node:net'
import { COALESCE_BYTES_MAX } from '../config.ts'
import { giveBuffer, takeBuffer } from './buffer-pool.ts'

/**
 * Writes `head`, the bytes `[start, end)` and `tail`; false if the caller should wait for `drain`.
 * `taken` is called when `bytes` are no longer read from, if there are too many for a string.
 */
export function writeParts(
  socket: Socket,
  head: string,
  bytes: Buffer,
  start: number,
  end: number,
  tail: string,
  taken?: () => void,
): boolean {
  const size = end - start
  if (size <= COALESCE_BYTES_MAX) {
    const body = size === 0 ? '' : bytes.toString('latin1', start, end)
    return socket.write(head + body + tail, 'latin1')
  }
  if (head === '' && tail === '') return socket.write(bytes.subarray(start, end), taken)
  socket.cork()
  if (head !== '') socket.write(head, 'latin1')
  let isOpen = socket.write(bytes.subarray(start, end), taken)
  if (tail !== '') isOpen = socket.write(tail, 'latin1')
  socket.uncork()
  return isOpen
}

/** The end of a body in chunks (RFC 9112 §7.1); `trailers` are field lines with their CRLF. */
export function lastChunk(trailers: string): string {
  return trailers === '' ? '0\r\n\r\n' : `0\r\n${trailers}\r\n`
}

/** As `writeParts`, the bytes as one chunk, and behind it `last`: a `lastChunk`, or nothing. */
export function writeChunk(
  socket: Socket,
  head: string,
  bytes: Buffer,
  start: number,
  end: number,
  last: string,
): boolean {
  const chunkHead = head + beforeChunk(end - start)
  const chunkTail = afterChunk(end - start, last)
  if (chunkHead === '' && chunkTail === '') return !socket.writableNeedDrain
  return writeParts(socket, chunkHead, bytes, start, end, chunkTail)
}

function beforeChunk(size: number): string {
  return size === 0 ? '' : `${size.toString(16)}\r\n`
}

function afterChunk(size: number, last: string): string {
  return `${size === 0 ? '' : '\r\n'}${last}`
}

/**
 * Writes bytes that are only lent to the caller, `READ_BUFFER_BYTES` at most: short ones as a
 * string, long ones from a copy. False if the caller should wait for `drain`.
 */
export function writeLent(socket: Socket, bytes: Buffer): boolean {
  return writeLentParts(socket, '', bytes, 0, bytes.length)
}

/** As `writeParts`, of bytes that are only lent; where they are copied, `head` and `tail` are too. */
export function writeLentParts(
  socket: Socket,
  head: string,
  bytes: Buffer,
  start: number,
  end: number,
  tail = '',
): boolean {
  const size = end - start
  if (size <= COALESCE_BYTES_MAX) return writeParts(socket, head, bytes, start, end, tail)
  const copy = takeBuffer()
  const taken = () => giveBuffer(copy)
  if (head.length + size + tail.length > copy.length) {
    bytes.copy(copy, 0, start, end)
    return writeParts(socket, head, copy, 0, size, tail, taken)
  }
  if (head !== '') copy.write(head, 0, 'latin1')
  const tailStart = head.length + bytes.copy(copy, head.length, start, end)
  if (tail !== '') copy.write(tail, tailStart, 'latin1')
  return socket.write(copy.subarray(0, tailStart + tail.length), taken)
}

/** As `writeChunk`, of bytes that are only lent. */
export function writeLentChunk(
  socket: Socket,
  head: string,
  bytes: Buffer,
  start: number,
  end: number,
  last: string,
): boolean {
  const size = end - start
  if (size <= COALESCE_BYTES_MAX) return writeChunk(socket, head, bytes, start, end, last)
  const chunkHead = head + beforeChunk(size)
  return writeLentParts(socket, chunkHead, bytes, start, end, afterChunk(size, last))
}
