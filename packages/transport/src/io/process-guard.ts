/**
 * Keeps failures inside libp2p from ending the process.
 *
 * Everything called here is awaited or caught where it is called. What remains are promises and
 * events that libp2p starts on its own (a stream that is reset while it closes, a ping on a
 * connection that has just gone); a failure of one concerns a connection, which is closed and told
 * of anyway. So while a transport runs, an unhandled rejection or uncaught exception whose stack
 * begins in libp2p's code is logged, and every other one ends the process as it would have.
 */

import { type Logger, messageOf } from '@polis/base'

/** libp2p, and the small packages that nobody but libp2p brings along. */
const LIBP2P_PACKAGES = [
  ...['@libp2p', 'libp2p', '@chainsafe/libp2p-gossipsub', '@multiformats', 'main-event'],
  ...['p-event', 'race-signal', 'it-[a-z-]+', 'any-signal', 'mortice', 'uint8arraylist'],
]
const LIBP2P_CODE = new RegExp(`node_modules/(?:${LIBP2P_PACKAGES.join('|')})/`)

/** True if `error` was thrown by libp2p's own code rather than by something it called back. */
export function comesFromLibp2p(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const frames = (error.stack ?? '').split('\n').filter(line => /^\s+at /.test(line))
  const first = frames.find(line => !/\(?node:/.test(line))
  return first !== undefined && LIBP2P_CODE.test(first)
}

let users = 0
let logger: Logger | undefined

/** Guards the process until the answer is called; several guards are one. */
export function guardProcess(to: Logger): () => void {
  logger = to
  if (users++ === 0) {
    process.on('unhandledRejection', onFailure)
    process.on('uncaughtException', onFailure)
  }
  let isReleased = false
  return () => {
    if (isReleased) return
    isReleased = true
    if (--users > 0) return
    process.off('unhandledRejection', onFailure)
    process.off('uncaughtException', onFailure)
  }
}

function onFailure(error: unknown, origin: unknown): void {
  if (comesFromLibp2p(error)) {
    logger?.warn({ reason: messageOf(error) }, 'libp2p failed on its own; its connection may close')
    return
  }
  // Only an uncaught exception comes with its origin as text; a rejection with its promise.
  const event = typeof origin === 'string' ? 'uncaughtException' : 'unhandledRejection'
  // With another listener the decision is its; without one, this is what Node would have done.
  if (process.listenerCount(event) === 1) throw error
}
