/**
 * What a recovery would do, and whether it may: pure, so that it can be shown before it is done.
 *
 * A recovery makes one survivor's log the truth. It loses whatever another member has and this one
 * lacks, so the one whose log is newest must be recovered (Raft §5.4.1 says which log that is), and
 * nobody as long as a leader is there.
 */

import type { LogPosition } from './wire.ts'

/** What another member answered, or why it did not. */
export type Answer =
  | ({ readonly kind: 'position' } & LogPosition)
  | { readonly kind: 'silent'; readonly reason: string }
  /** It is in a later epoch: this node was fenced by a recovery already. */
  | { readonly kind: 'recovered'; readonly reason: string }

/** A member that would be fenced. */
export type Fenced = {
  readonly id: string
  readonly name: string
  readonly raftId: number
  readonly isVoter: boolean
  readonly address: string
  readonly answer: Answer
}

export type RecoveryPlan = {
  readonly clusterId: string
  readonly name: string
  readonly raftId: number
  readonly dataDir: string
  /** The log that becomes the truth. */
  readonly log: {
    readonly lastIndex: number
    readonly lastTerm: number
    readonly commitIndex: number
    /** The last index a trace is left of; above `lastIndex` if damage lost entries. */
    readonly lostIndex: number
    /** Empty if the directory is whole. */
    readonly damage: string
  }
  readonly fenced: readonly Fenced[]
  readonly epoch: number
  /** Why it must not be done without force; empty if it may. */
  readonly objections: readonly string[]
}

/** True if a log that ends with `a` has more than one that ends with `b`. */
function isNewer(
  a: { readonly lastTerm: number; readonly lastIndex: number },
  b: { readonly lastTerm: number; readonly lastIndex: number },
): boolean {
  return a.lastTerm === b.lastTerm ? a.lastIndex > b.lastIndex : a.lastTerm > b.lastTerm
}

/** Why `plan` would lose something, one line a member. */
export function objectionsTo(plan: Pick<RecoveryPlan, 'log' | 'fenced'>): string[] {
  return plan.fenced.flatMap(({ name, answer }) => {
    if (answer.kind === 'silent') return []
    if (answer.kind === 'recovered') return [`${name} was recovered already: ${answer.reason}`]
    if (answer.hasLeader) return [`${name} has a leader, so nothing is lost yet`]
    if (!isNewer(answer, plan.log)) return []
    const ends = `ends at ${answer.lastIndex} in term ${answer.lastTerm}`
    return [`the log of ${name} has more: it ${ends}; recover that node instead`]
  })
}
