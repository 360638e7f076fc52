/**
 * Cuts a TCP connection so that its other end cannot take what it got for the whole.
 *
 * A reset says so (RFC 9293 §3.5.2). libuv refuses it while a FIN is on its way
 * (`uv_tcp_close_reset`: EINVAL), and Node.js then neither closes the socket nor says that it is
 * closed: the file, the session and a later end of its thread would wait for it for ever.
 */

import type { Socket } from 'node:net'

/** Resets `socket`; closes it plainly if all that was written is out and its FIN is being sent. */
export function resetSocket(socket: Socket): void {
  const isEnding = socket.writableEnded && !socket.writableFinished && socket.writableLength === 0
  if (isEnding) socket.destroy()
  else socket.resetAndDestroy()
}
