/**
 * Two habits of Node's HTTP/2. Fields that it does not send are an error of the message, not of
 * this program: the exchange ends, and its neighbours do not notice. And a session that is
 * destroyed for a reason has to be told it as an error.
 */

import type { Http2Session } from 'node:http2'

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
