/**
 * The state of one Raft node and its moves between roles (Raft figures 2 and 4, thesis §9.6).
 *
 *                      pre-votes won          votes won
 *     follower ──► pre-candidate ──► candidate ──► leader
 *        ▲  election timeout │            │            │
 *        └───────────────────┴────────────┴────────────┘
 *            higher term, another leader, lost vote, no quorum
 *
 * What a role does with a message is in the file of that role; `step.ts` decides by term first.
 * Everything is synchronous: messages to send collect in `messages`, those that may leave only
 * after the log and the vote are stored in `messagesAfterAppend`, and a Ready takes both.
 */

import { assert } from '@polis/base'
import { restoreProgress } from '../confchange/changer.ts'
import { payloadBytes } from '../log/entry-size.ts'
import { RaftLog } from '../log/raft-log.ts'
import {
  type ConfState,
  type Entry,
  type HardState,
  type Message,
  message,
  NONE,
  type RaftId,
  type ReadState,
  type Role,
} from '../message.ts'
import { jointIds } from '../quorum/joint.ts'
import type { TraceEvent, Tracer } from '../trace.ts'
import { Inflights } from '../tracker/inflights.ts'
import { Progress } from '../tracker/progress.ts'
import { Tracker } from '../tracker/tracker.ts'
import type { ResolvedOptions } from './options.ts'
import { type PendingRead, ReadOnly } from './read-only.ts'

const NO_DATA = new Uint8Array(0)

/** What a role names of a message to send; the sender and mostly the term are added. */
export type Outgoing = Partial<Message> & Pick<Message, 'type' | 'to'>

/** An entry before it has its place in the log. */
export type Proposal = Pick<Entry, 'type' | 'data'>

/** One node. Fields are written by the files of `core/` alone. */
export class Raft {
  readonly id: RaftId
  readonly options: ResolvedOptions
  readonly log: RaftLog
  readonly tracker: Tracker
  readonly readOnly = new ReadOnly()

  term = 0
  vote: RaftId = NONE
  leader: RaftId = NONE
  role: Role = 'follower'

  messages: Message[] = []
  messagesAfterAppend: Message[] = []
  readStates: ReadState[] = []

  /** Ticks since the election timer was reset: as leader, since the quorum was checked. */
  electionElapsed = 0
  heartbeatElapsed = 0
  randomizedElectionTicks = 0

  /** To whom leadership is being handed over. */
  transferee: RaftId = NONE
  /** No other membership change is proposed until the entry at this index has been applied. */
  pendingConfIndex = 0
  /** Index of the snapshot that last set the membership, 0 if none did since the start. */
  configIndex = 0
  /** Data bytes of entries of ours that are not committed. */
  uncommittedBytes = 0
  /** Reads that arrived before the first commit of our term. */
  earlyReads: Omit<PendingRead, 'round' | 'index'>[] = []

  private readonly tracer: Tracer | undefined

  constructor(options: ResolvedOptions) {
    this.id = options.id
    this.options = options
    this.tracer = options.tracer
    const { hardState, confState } = options.storage.initialState()
    this.log = new RaftLog(options.storage, options.maxApplyingBytes, this.tracer)
    const progress = restoreProgress(confState, this.log.lastIndex(), options)
    this.tracker = new Tracker(confState, progress)
    this.tracer?.({ kind: 'config-switched', config: confState })
    if (hardState.term > 0 || hardState.commit > 0) this.load(hardState)
    // What was applied was committed, even if the commit index that said so was not stored.
    this.log.commitTo(options.applied)
    if (options.applied > 0) this.log.appliedTo(options.applied, 0)
    this.becomeFollower(this.term, NONE)
    this.tracer?.({
      kind: 'started',
      voters: jointIds(this.tracker.config),
      term: this.term,
      commit: this.log.committed,
      applied: this.log.applied,
      ...lastOf(this.log),
    })
  }

  /** Tells the tracer; the event is built only if there is one (see the callers). */
  get trace(): ((event: TraceEvent) => void) | undefined {
    return this.tracer
  }

  get hardState(): HardState {
    return { term: this.term, vote: this.vote, commit: this.log.committed }
  }

  /** True if this node may campaign: a voter of its own configuration with a whole log. */
  get isPromotable(): boolean {
    const progress = this.tracker.progress.get(this.id)
    return progress !== undefined && !progress.isLearner && this.log.unstable.snapshot === undefined
  }

  /** True while this node heard from a leader lately, so that it disregards candidates (§6). */
  get isInLease(): boolean {
    const { checkQuorum, electionTicks } = this.options
    return checkQuorum && this.leader !== NONE && this.electionElapsed < electionTicks
  }

  /** Queues a message; acknowledgements and votes wait until what they promise is stored. */
  send(fields: Outgoing): void {
    const { type } = fields
    const isVote =
      type === 'vote' ||
      type === 'vote-response' ||
      type === 'pre-vote' ||
      type === 'pre-vote-response'
    assert(!isVote || (fields.term ?? 0) > 0, 'a vote names its term')
    // A forwarded request has no term: to the leader it is as if made there.
    const isForwarded = type === 'propose' || type === 'read-index'
    const ownTerm = isForwarded ? 0 : this.term
    const term = isVote ? (fields.term ?? 0) : ownTerm
    const outgoing = message({ ...fields, from: fields.from || this.id, term })
    if (type === 'append-response' || type === 'vote-response' || type === 'pre-vote-response') {
      this.messagesAfterAppend.push(outgoing)
    } else {
      assert(fields.to !== this.id, 'a node sends itself only what storage must confirm')
      this.messages.push(outgoing)
    }
  }

  becomeFollower(term: number, leader: RaftId): void {
    this.reset(term)
    this.leader = leader
    this.role = 'follower'
    this.tracer?.({ kind: 'became-follower', term })
  }

  /** Asks who would vote for it, without a new term or a vote of its own (thesis §9.6). */
  becomePreCandidate(): void {
    assert(this.role !== 'leader', 'a leader does not campaign')
    this.tracker.clearVotes()
    this.leader = NONE
    this.role = 'pre-candidate'
    this.tracer?.({ kind: 'became-pre-candidate', term: this.term })
  }

  becomeCandidate(): void {
    assert(this.role !== 'leader', 'a leader does not campaign')
    this.reset(this.term + 1)
    this.vote = this.id
    this.role = 'candidate'
    this.tracer?.({ kind: 'became-candidate', term: this.term })
  }

  becomeLeader(): void {
    assert(this.role === 'candidate', 'only a candidate is elected')
    this.reset(this.term)
    this.leader = this.id
    this.role = 'leader'
    const own = this.tracker.progress.get(this.id)
    assert(own !== undefined, 'a leader is a member')
    own.becomeReplicate()
    own.isRecentlyActive = true
    // There may be a change among the entries that are not committed: wait for all of them.
    this.pendingConfIndex = this.log.lastIndex()
    // An entry of its own term is what lets a leader commit those of earlier ones (§5.4.2, §8).
    const isAppended = this.appendProposals([{ type: 'normal', data: NO_DATA }])
    assert(isAppended, 'an empty entry fits any limit')
    this.tracer?.({ kind: 'became-leader', term: this.term })
  }

  /** Appends to the leader's own log; false if the limit on uncommitted data forbids it. */
  appendProposals(proposals: readonly Proposal[]): boolean {
    let index = this.log.lastIndex()
    const entries = proposals.map(({ type, data }) => ({
      term: this.term,
      index: ++index,
      type,
      data,
    }))
    if (!this.reserveUncommitted(entries)) {
      this.tracer?.({ kind: 'uncommitted-limit-reached' })
      return false
    }
    const last = this.log.append(entries)
    // The leader counts itself once storage has confirmed the entries, like anybody else.
    this.send({ type: 'append-response', to: this.id, index: last })
    return true
  }

  /** Gives back what `entries` took of the limit, now that they are applied. */
  releaseUncommitted(entries: readonly Entry[]): void {
    // Entries of earlier leaders were never counted, so the sum may be larger than what we hold.
    this.uncommittedBytes = Math.max(0, this.uncommittedBytes - payloadBytes(entries))
  }

  /** Puts a membership in force, without the consequences (see `membership.ts`). */
  switchTo(config: ConfState, progress: ReadonlyMap<RaftId, Progress>): void {
    this.tracker.switchTo(config, progress)
    this.tracer?.({ kind: 'config-switched', config })
  }

  private reserveUncommitted(entries: readonly Entry[]): boolean {
    const bytes = payloadBytes(entries)
    const limit = this.options.maxUncommittedBytes
    // One proposal of any size fits into an empty quota; empty ones always fit.
    const isOver = this.uncommittedBytes > 0 && this.uncommittedBytes + bytes > limit
    if (limit > 0 && bytes > 0 && isOver) return false
    this.uncommittedBytes += bytes
    return true
  }

  private reset(term: number): void {
    assert(term >= this.term, 'terms only rise')
    if (this.term !== term) {
      this.term = term
      this.vote = NONE
    }
    this.leader = NONE
    this.electionElapsed = 0
    this.heartbeatElapsed = 0
    // Drawn anew each time, so that split votes do not repeat (Raft §5.2).
    const { electionTicks, random } = this.options
    this.randomizedElectionTicks = electionTicks + random.int(electionTicks)
    this.transferee = NONE
    this.tracker.clearVotes()
    const last = this.log.lastIndex()
    const { maxInflightMessages, maxInflightBytes } = this.options
    this.tracker.resetProgress((id, old) => {
      const inflights = new Inflights(maxInflightMessages, maxInflightBytes)
      return new Progress(id === this.id ? last : 0, last + 1, inflights, old.isLearner)
    })
    this.pendingConfIndex = 0
    this.uncommittedBytes = 0
    this.readOnly.clear()
    this.earlyReads = []
  }

  private load(hardState: HardState): void {
    // A commit index is stored without a sync, so it may be behind a snapshot, never ahead of the
    // log.
    this.log.commitTo(hardState.commit)
    this.term = hardState.term
    this.vote = hardState.vote
  }
}

function lastOf(log: RaftLog): { lastIndex: number; lastTerm: number } {
  const { index, term } = log.lastId()
  return { lastIndex: index, lastTerm: term }
}
