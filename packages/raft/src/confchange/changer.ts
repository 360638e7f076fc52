/**
 * Computes the next membership from the current one and a change (thesis §4.3).
 *
 * One voter at a time may change in a single step, because majorities before and after then always
 * overlap. Everything else goes through a joint configuration, in which both majorities decide. A
 * voter that becomes a learner while the old half still counts it waits in `learnersNext`.
 * Nothing is changed in place: a change that is refused leaves no trace.
 */

import { assert } from '@polis/base'
import { type ConfChangeSingle, type ConfState, NONE, type RaftId } from '../message.ts'
import { freshProgress, type Progress } from '../tracker/progress.ts'
import type { InflightLimits } from '../tracker/tracker.ts'

/** What a change starts from. `lastIndex` is where the log of the deciding node ends. */
export type ChangeBase = {
  readonly config: ConfState
  readonly progress: ReadonlyMap<RaftId, Progress>
  readonly lastIndex: number
  readonly limits: InflightLimits
}

export type ChangeRefusal =
  | 'already-joint'
  | 'no-voters-to-join'
  | 'not-joint'
  | 'removes-all-voters'
  | 'needs-joint'

/** The next membership with its progress, or why there is none. */
export type ChangeResult =
  | {
      readonly kind: 'changed'
      readonly config: ConfState
      readonly progress: ReadonlyMap<RaftId, Progress>
    }
  | { readonly kind: 'refused'; readonly reason: ChangeRefusal }

/** Applies `changes` in one step; at most one voter may differ afterwards. */
export function simpleChange(base: ChangeBase, changes: readonly ConfChangeSingle[]): ChangeResult {
  if (base.config.votersOutgoing.length > 0) return refused('already-joint')
  const draft = new Draft(base)
  draft.apply(changes)
  if (draft.voters.size === 0) return refused('removes-all-voters')
  if (difference(base.config.voters, draft.voters) > 1) return refused('needs-joint')
  return draft.finish()
}

/** Enters a joint configuration: the current voters stay as the outgoing half. */
export function enterJoint(
  base: ChangeBase,
  autoLeave: boolean,
  changes: readonly ConfChangeSingle[],
): ChangeResult {
  if (base.config.votersOutgoing.length > 0) return refused('already-joint')
  if (base.config.voters.length === 0) return refused('no-voters-to-join')
  const draft = new Draft(base)
  draft.votersOutgoing = new Set(base.config.voters)
  draft.apply(changes)
  if (draft.voters.size === 0) return refused('removes-all-voters')
  draft.autoLeave = autoLeave
  return draft.finish()
}

/** Drops the outgoing half; members of it that are nothing in the new one are gone. */
export function leaveJoint(base: ChangeBase): ChangeResult {
  if (base.config.votersOutgoing.length === 0) return refused('not-joint')
  const draft = new Draft(base)
  draft.leave()
  return draft.finish()
}

/** The progress of every member of a configuration that was stored or received. */
export function restoreProgress(
  config: ConfState,
  lastIndex: number,
  limits: InflightLimits,
): Map<RaftId, Progress> {
  const draft = new Draft({ config, progress: new Map(), lastIndex, limits })
  const members = [...config.voters, ...config.votersOutgoing, ...config.learners]
  for (const id of members) draft.track(id, draft.learners.has(id))
  const result = draft.finish()
  assert(result.kind === 'changed', 'a stored configuration is whole')
  return new Map(result.progress)
}

/** A membership under construction. */
class Draft {
  readonly voters: Set<RaftId>
  votersOutgoing: Set<RaftId>
  readonly learners: Set<RaftId>
  readonly learnersNext: Set<RaftId>
  autoLeave: boolean
  private readonly progress = new Map<RaftId, Progress>()
  private readonly base: ChangeBase

  constructor(base: ChangeBase) {
    this.base = base
    this.voters = new Set(base.config.voters)
    this.votersOutgoing = new Set(base.config.votersOutgoing)
    this.learners = new Set(base.config.learners)
    this.learnersNext = new Set(base.config.learnersNext)
    this.autoLeave = base.config.autoLeave
    for (const [id, progress] of base.progress) this.progress.set(id, progress.copy())
  }

  apply(changes: readonly ConfChangeSingle[]): void {
    for (const { type, raftId } of changes) {
      // An application that decided against a change neutralises it by naming nobody.
      if (raftId === NONE) continue
      if (type === 'add-voter') this.makeVoter(raftId)
      else if (type === 'add-learner') this.makeLearner(raftId)
      else if (type === 'remove') this.remove(raftId)
    }
  }

  leave(): void {
    for (const id of this.learnersNext) {
      this.learners.add(id)
      this.progress.get(id)!.isLearner = true
    }
    this.learnersNext.clear()
    for (const id of this.votersOutgoing) {
      if (!this.voters.has(id) && !this.learners.has(id)) this.progress.delete(id)
    }
    this.votersOutgoing.clear()
    this.autoLeave = false
  }

  track(id: RaftId, isLearner: boolean): void {
    const { lastIndex, limits } = this.base
    // Probed from the end of our log: most new members come with a snapshot or need one anyway.
    const next = Math.max(lastIndex, 1)
    const { maxInflightMessages, maxInflightBytes } = limits
    const progress = freshProgress(next, isLearner, maxInflightMessages, maxInflightBytes)
    // Or the next check of the quorum would find it silent before it could say anything.
    progress.isRecentlyActive = true
    this.progress.set(id, progress)
  }

  finish(): ChangeResult {
    const config: ConfState = {
      voters: ascending(this.voters),
      learners: ascending(this.learners),
      votersOutgoing: ascending(this.votersOutgoing),
      learnersNext: ascending(this.learnersNext),
      autoLeave: this.autoLeave,
    }
    checkInvariants(config, this.progress)
    return { kind: 'changed', config, progress: this.progress }
  }

  private makeVoter(id: RaftId): void {
    const progress = this.progress.get(id)
    this.voters.add(id)
    if (progress === undefined) {
      this.track(id, false)
      return
    }
    progress.isLearner = false
    this.learners.delete(id)
    this.learnersNext.delete(id)
  }

  private makeLearner(id: RaftId): void {
    const progress = this.progress.get(id)
    if (progress === undefined) {
      this.learners.add(id)
      this.track(id, true)
      return
    }
    if (progress.isLearner) return
    this.remove(id)
    this.progress.set(id, progress)
    if (this.votersOutgoing.has(id)) {
      this.learnersNext.add(id)
    } else {
      progress.isLearner = true
      this.learners.add(id)
    }
  }

  private remove(id: RaftId): void {
    this.voters.delete(id)
    this.learners.delete(id)
    this.learnersNext.delete(id)
    // The outgoing half still counts the member, so its progress stays until that half is left.
    if (!this.votersOutgoing.has(id)) this.progress.delete(id)
  }
}

function checkInvariants(config: ConfState, progress: ReadonlyMap<RaftId, Progress>): void {
  const members = [...config.voters, ...config.votersOutgoing, ...config.learners]
  for (const id of [...members, ...config.learnersNext]) {
    assert(progress.has(id), 'every member has a progress')
  }
  for (const id of config.learnersNext) {
    assert(config.votersOutgoing.includes(id), 'a waiting learner is an outgoing voter')
    assert(!progress.get(id)!.isLearner, 'a waiting learner is not one yet')
  }
  for (const id of config.learners) {
    assert(!config.voters.includes(id), 'a learner is not a voter')
    assert(!config.votersOutgoing.includes(id), 'a learner is not an outgoing voter')
    assert(progress.get(id)!.isLearner, 'the progress of a learner says so')
  }
  const isJoint = config.votersOutgoing.length > 0
  assert(isJoint || config.learnersNext.length === 0, 'learners wait only while joint')
  assert(isJoint || !config.autoLeave, 'only a joint configuration is left')
}

function refused(reason: ChangeRefusal): ChangeResult {
  return { kind: 'refused', reason }
}

function ascending(ids: ReadonlySet<RaftId>): RaftId[] {
  return [...ids].sort((a, b) => a - b)
}

/** How many ids are in one of the two sets alone. */
function difference(before: readonly RaftId[], after: ReadonlySet<RaftId>): number {
  const removed = before.filter(id => !after.has(id)).length
  return removed + (after.size - (before.length - removed))
}
