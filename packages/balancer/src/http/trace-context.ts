/**
 * W3C trace context (Recommendation of 2021): a request's way through services, by an id in
 * `traceparent`.
 *
 *     00-<trace id, 32 hex digits>-<parent id, 16>-<flags, 2>
 *
 * A trace that the client has begun goes on under its id and flags, with this hop as the parent of
 * what follows; anything else begins a new one, marked as sampled so that somebody records it.
 */

import type { Random } from '@polis/base'

const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(?:$|-)/
const TRACE_ZERO = '0'.repeat(32)
const PARENT_ZERO = '0'.repeat(16)

/** The `traceparent` for the next hop. */
export function continueTrace(traceparent: string | undefined, random: Random): string {
  const match = TRACEPARENT.exec(traceparent ?? '')
  const parent = hex16(random)
  if (match === null || match[1] === TRACE_ZERO || match[2] === PARENT_ZERO) {
    return `00-${hex16(random)}${hex16(random)}-${parent}-01`
  }
  return `00-${match[1]}-${parent}-${match[3]}`
}

/** Sixteen hexadecimal digits, never all zero. */
function hex16(random: Random): string {
  const high = random.int(0xffff_ffff) + 1
  return high.toString(16).padStart(8, '0') + hex8(random)
}

function hex8(random: Random): string {
  return random.int(0x1_0000_0000).toString(16).padStart(8, '0')
}
