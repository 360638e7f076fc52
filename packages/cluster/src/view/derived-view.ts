/**
 * What a node observes through gossip, as far as catalog and route tables need it.
 *
 * Derived state is a function of the replicated state and of this view: two nodes with the same
 * inputs derive the same (design.md §2).
 */

import type { HealthStatus, LivenessState } from '../reconcile/turn.ts'

export type DerivedView = {
  /** The node that derives; without it zones and sizes of subsets make no difference. */
  readonly self?: string
  liveness(nodeId: string): LivenessState
  /** The last health record of a task or registered endpoint, if its owner has sent one. */
  health(endpointId: string): HealthStatus | undefined
  /** The IP address of a member's host; null while its name is not resolved. */
  addressOf(host: string): string | null
}
