/**
 * Reads an accepted socket into a buffer that is used again and again: no buffer is allocated for a
 * read, and nothing passes through a stream's queue.
 *
 * Node.js offers that (`onread`) to sockets that connect, but not to those that a server accepts.
 * So what its constructor sets for `onread` is set here, later. The fields are found by name and
 * only where all of them are as expected; a version of Node.js that has others reads as usual.
 */

import { Socket } from 'node:net'

type Fields = Record<symbol, unknown>

/** What a socket reads from; of Node.js's own, where it has such a method. */
type Handle = { useUserBuffer?(buffer: Uint8Array): void }

const NAMES = ['kBuffer', 'kBufferCb', 'kBufferGen'] as const
const [BUFFER, CALLBACK, GENERATOR] = symbolsOf(new Socket())

/**
 * From now on `onRead` is called with the size of what was read to the start of `buffer`, where it
 * stays until `onRead` returns; there are no events `data` any more. False if nothing has changed:
 * earlier bytes are not taken yet, it was done before, or this Node.js does not do it.
 */
export function readInto(
  socket: Socket,
  buffer: Buffer<ArrayBuffer>,
  onRead: (size: number) => void,
): boolean {
  const { _handle: handle } = socket as unknown as { _handle?: Handle | null }
  if (BUFFER === undefined || CALLBACK === undefined || GENERATOR === undefined) return false
  if (socket.readableLength > 0 || socket.destroyed) return false
  if (typeof handle?.useUserBuffer !== 'function') return false
  const fields = socket as unknown as Fields
  if (fields[BUFFER] !== null || fields[CALLBACK] !== null) return false
  fields[BUFFER] = buffer
  fields[CALLBACK] = (size: number) => {
    onRead(size)
    return true
  }
  handle.useUserBuffer(buffer)
  return true
}

/** The symbols of the fields that `onread` sets, where a socket without it has them at null. */
function symbolsOf(socket: Socket): (symbol | undefined)[] {
  const fields = socket as unknown as Fields
  const own = Object.getOwnPropertySymbols(socket)
  return NAMES.map(name => own.find(({ description }) => description === name)).map(found =>
    found !== undefined && fields[found] === null ? found : undefined,
  )
}
