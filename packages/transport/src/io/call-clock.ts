/** One call's end: its timeout, its caller's signal, or its answer, whichever comes first. */

import type { PolisError } from '@polis/base'
import { abortedCall, timedOut } from '../errors.ts'
import type { RequestOptions } from '../transport.ts'

/** Calls `fail` at the timeout or abort, unless the answer (`true` from it) was first. */
export function startCallClock(
  peer: string,
  method: string,
  options: RequestOptions,
  fail: (error: PolisError) => void,
): () => boolean {
  const { timeoutMs, signal } = options
  let isOver = false
  const end = () => {
    if (isOver) return false
    isOver = true
    clearTimeout(timer)
    signal?.removeEventListener('abort', onAbort)
    return true
  }
  const onAbort = () => {
    if (end()) fail(abortedCall(method, signal?.reason))
  }
  const timer = setTimeout(() => {
    if (end()) fail(timedOut(peer, method, timeoutMs))
  }, timeoutMs)
  if (signal?.aborted) onAbort()
  else signal?.addEventListener('abort', onAbort)
  return end
}
