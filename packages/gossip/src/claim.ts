/**
 * Claims: what a member says about the liveness of a member, and which of two claims wins.
 *
 * Claims about one member are totally ordered: the higher incarnation wins, then the higher rank.
 *
 *     alive < suspect < restarting < dead < left
 *
 * Merging is taking the maximum, so views converge whatever the order, the loss and the
 * repetition of messages. Only the subject raises its incarnation (SWIM §4.2): to refute, to
 * announce a restart, and by its next boot.
 */

import { assert } from '@polis/base'
import type { PeerId } from '@polis/transport'

/** What is held of a member, in ascending rank. */
export const LIVENESS = ['alive', 'suspect', 'restarting', 'dead', 'left'] as const
export type Liveness = (typeof LIVENESS)[number]

/**
 * Why: the subject says so; probes met silence; a dial was refused; a restart took too long.
 */
export const REASONS = ['self', 'silent', 'refused', 'overdue'] as const
export type Reason = (typeof REASONS)[number]

/** `by` says that `peer` is in `state`. */
export type Claim = {
  readonly peer: PeerId
  readonly state: Liveness
  readonly incarnation: number
  readonly by: PeerId
  readonly reason: Reason
}

/** Refutations of one boot before the next boot's numbers begin: one a second for 12 days. */
const INCARNATIONS_PER_BOOT = 2 ** 20

/**
 * The incarnation at the start of boot `bootCount`: bootCount * 2^20, so every claim about an
 * earlier boot loses. A counter that outgrows its 20 bits is harmless: a member that meets a claim
 * about itself at its own incarnation or above goes one beyond it. `bootCount` is below 2^32.
 */
export function firstIncarnation(bootCount: number): number {
  assert(Number.isInteger(bootCount) && bootCount >= 0 && bootCount < 2 ** 32, 'a boot count')
  return bootCount * INCARNATIONS_PER_BOOT
}

/** Positive if `a` wins over `b`, negative if it loses, 0 if they say the same. */
export function compareClaims(a: Claim, b: Claim): number {
  if (a.incarnation !== b.incarnation) return a.incarnation - b.incarnation
  return LIVENESS.indexOf(a.state) - LIVENESS.indexOf(b.state)
}

/** True for what others say of a member against its will. */
export function isAccusation(claim: Claim): boolean {
  return claim.by !== claim.peer
}
