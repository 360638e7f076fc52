/** What readers see of the machine: plain data, made on demand. */

import type { PeerId } from '@polis/transport'
import type { Liveness } from './claim.ts'
import type { Metadata } from './record.ts'
import type { DeltaCounts } from './record-desk.ts'

/** A member as this node sees it. */
export type MemberView = {
  readonly peer: PeerId
  readonly name: string
  readonly liveness: Liveness
  /** When that began here, on this node's monotonic clock. */
  readonly sinceMs: number
  readonly incarnation: number
  /** Smoothed round-trip time; undefined before the first answered ping, and for this node. */
  readonly rttMs: number | undefined
  readonly metadata: Metadata
}

/** What was counted since the start. */
export type GossipCounts = {
  readonly pauses: number
  readonly claimsForged: number
  readonly deltas: Readonly<DeltaCounts>
}
