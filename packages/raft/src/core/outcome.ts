/**
 * What became of a request to the machine. A refusal is an expected outcome: the caller decides
 * whether to try again, elsewhere or later.
 */

/** Why a request was refused. Only `unknown-peer` and `local-message` concern messages of peers. */
export type Refusal =
  | 'no-leader'
  | 'forwarding-disabled'
  | 'not-a-member'
  | 'transfer-in-progress'
  | 'uncommitted-limit'
  | 'too-many-reads'
  | 'local-message'
  | 'unknown-peer'

/** Accepted means taken in, not committed: a proposal can still be lost with its leader. */
export type Outcome =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'refused'; readonly reason: Refusal }

export const ACCEPTED: Outcome = { kind: 'accepted' }

/** A refusal for `reason`. */
export function refuse(reason: Refusal): Outcome {
  return { kind: 'refused', reason }
}
