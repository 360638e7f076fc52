/**
 * Fields that Node's HTTP/2 does not send are an error of the message, not of this program: the
 * exchange ends, and its neighbours on the connection and in the thread do not notice.
 */

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
