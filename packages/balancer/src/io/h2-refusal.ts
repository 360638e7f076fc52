/**
 * Three habits of Node's HTTP/2. Fields that it does not send are an error of the message, not of
 * this program: the exchange ends, and its neighbours do not notice. A session that is destroyed
 * for a reason has to be told it as an error. And a stream that Node lets go of before nghttp2 has
 * sent its end or its reset makes nghttp2 write empty frames, until memory has ended, as soon as
 * the peer opens a window for it.
 */

import type { Http2Session, Http2Stream } from 'node:http2'

/** Runs `send`; false if Node refused the fields. Anything else that is thrown goes on. */
export function isSent(send: () => void): boolean {
  try {
    send()
    return true
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? ''
    if (code.startsWith('ERR_HTTP2_') || code.startsWith('ERR_INVALID_')) return false
    throw error
  }
}

/**
 * Ends `session` and its streams at once, with `code`. Without an error Node drops the code, and a
 * stream that is cut would look like one that has ended.
 */
export function cutSession(session: Http2Session, code: number): void {
  session.destroy(new Error('the session is cut'), code)
}

/**
 * Resets `stream` with `code`, which is not NO_ERROR: with that Node waits for 'finish', and then
 * lets go without a reset. Soon, not now: while its session reads, Node keeps a reset back, and
 * what is sent in between may let go of the stream before it.
 */
export function resetStream(stream: Http2Stream, code: number): void {
  setImmediate(() => {
    if (!stream.closed && !stream.destroyed) stream.close(code)
  })
}
