/**
 * What must hold in every run, whatever fails (Raft figure 3, and what clients are promised).
 *
 *     election safety        at most one leader a term
 *     one vote a term        nobody grants two candidates of one term, not even across a crash
 *     log matching           equal index and term: the same entry, after the same entry
 *     leader completeness    a leader has every entry that was committed in an earlier term
 *     state machine safety   every node applies the same entry at an index; equal states
 *     applied ≤ committed    nothing is applied that its node does not hold committed
 *     acknowledged ⇒ stored  no acknowledgement of an index beyond what was synced
 *     voted ⇒ stored         no vote leaves before it was synced
 *     committed ⇒ stored     a majority, of both halves while joint, has synced what is committed
 *     elected ⇒ voted        a leader has the votes of a majority, of both halves while joint
 *     damaged ⇒ no vote      who lost part of its log has no say until it is whole again
 *     commit rule            a leader commits entries of its own term, earlier ones only with them
 *     one change at a time   a membership change enters a log once the one before it is committed
 *     no stale campaign      a candidate has applied every membership change it knows as committed
 *     membership overlap     a leader lacks at most one of the membership changes made so far
 *
 * A global observer sees all nodes, which none of them can; it is told of each effect as it
 * happens.
 */

import { crc32c } from '@polis/base'
import type { ConfState, Entry, Message, RaftId, SnapshotData, SnapshotMetadata } from '@polis/raft'
import type { Durable } from './storage.ts'

/** A run broke a promise. */
export class InvariantViolation extends Error {
  override readonly name = 'InvariantViolation'
  readonly invariant: string

  /** `invariant` is its name above; `detail` says who did what. */
  constructor(invariant: string, detail: string) {
    super(`${invariant}: ${detail}`)
    this.invariant = invariant
  }
}

/** An entry as everybody must have it; it was committed in term `byTerm` or an earlier one. */
type Known = { readonly term: number; readonly digest: number; readonly byTerm: number }

/** Terms of a node's log; undefined where it has no entry any more or yet. */
export type TermAt = (index: number) => number | undefined

/** True if `id` has synced that entry, or nobody can tell: it is down, or its disk lost something. */
export type Holds = (id: RaftId, index: number, term: number) => boolean

/** Watches one run. */
export class Invariants {
  readonly #holds: Holds
  /** Indexes of the membership changes that anybody has applied, ascending. */
  readonly #changes: number[] = []
  readonly #leaders = new Map<number, RaftId>()
  readonly #votes = new Map<string, RaftId>()
  readonly #entries = new Map<string, { readonly previousTerm: number; readonly digest: number }>()
  /** What was applied first at each index; index 0 is nothing. */
  readonly #applied: Known[] = [{ term: 0, digest: 0, byTerm: 0 }]
  /** Indexes of membership changes in each node's log. */
  readonly #storedChanges = new Map<RaftId, number[]>()
  /** What the leader of a term had committed when it first spoke. */
  readonly #commits = new Map<number, number>()
  /** Terms elected whose log is still to be looked at. */
  readonly #elected = new Map<RaftId, number>()
  readonly #snapshots = new Map<number, number>()

  constructor(holds: Holds) {
    this.#holds = holds
  }

  /** Highest index that anybody has applied. */
  get appliedIndex(): number {
    return this.#applied.length - 1
  }

  /** Terms that had a leader. */
  get terms(): number {
    return this.#leaders.size
  }

  /** `id` became leader of `term`, in `membership`. */
  leader(id: RaftId, term: number, membership: SnapshotMetadata): void {
    const hasVoted = (voter: RaftId) => voter === id || this.#votes.get(`${voter}/${term}`) === id
    check(isQuorum(membership.confState, hasVoted), 'elected ⇒ voted', () => {
      const { voters, votersOutgoing } = membership.confState
      return `n${id} leads term ${term} without a majority of ${voters} and of ${votersOutgoing}`
    })
    const appliedIndex = membership.index
    // One who hears late that it was elected need not know of what later terms have changed.
    const isOlder = (index: number) => this.#applied[index]!.byTerm < term
    const lacking = this.#changes.filter(index => index > appliedIndex && isOlder(index))
    // A change is proposed once the one before is committed: majorities of neighbours overlap.
    check(lacking.length <= 1, 'membership overlap', () => {
      return `n${id} leads term ${term} in the membership of ${appliedIndex}, without ${lacking}`
    })
    const other = this.#leaders.get(term)
    check(other === undefined || other === id, 'election safety', () => {
      return `n${other} and n${id} both lead term ${term}`
    })
    if (other !== undefined) return
    this.#leaders.set(term, id)
    this.#elected.set(id, term)
  }

  /** `id` stored something: once a new leader's own entry is there, its log must be complete. */
  stored(id: RaftId, lastIndex: number, firstIndex: number, termAt: TermAt): void {
    const elected = this.#elected.get(id)
    if (elected === undefined || termAt(lastIndex) !== elected) return
    this.#elected.delete(id)
    for (let index = firstIndex; index <= this.appliedIndex; index++) {
      const { term, byTerm } = this.#applied[index]!
      // One who hears late that it was elected need not have what later terms have committed.
      check(byTerm >= elected || termAt(index) === term, 'leader completeness', () => {
        return `n${id} leads term ${elected} and has term ${termAt(index)} at ${index}, not ${term}`
      })
    }
  }

  /** `id` asks for votes, knows what is committed up to `commit`, and has applied `appliedIndex`. */
  campaigning(id: RaftId, commit: number, appliedIndex: number): void {
    const isLacking = (index: number) => index > appliedIndex && index <= commit
    const lacking = this.#storedChanges.get(id)?.find(isLacking)
    check(lacking === undefined, 'no stale campaign', () => {
      return `n${id} campaigns in the membership of ${appliedIndex}, but knows of ${lacking}`
    })
  }

  /** A node went down: an election it had won is looked at no more. */
  crashed(id: RaftId): void {
    this.#elected.delete(id)
  }

  /**
   * `id` asks its disk for `entries` and knows that all up to `commit` is committed; `previousTerm`
   * is that of the entry before them.
   */
  storing(
    id: RaftId,
    entries: readonly Entry[],
    previousTerm: number | undefined,
    commit: number,
  ): void {
    const first = entries[0]
    if (first === undefined) return
    const changes = this.#storedChanges.get(id)?.filter(index => index < first.index) ?? []
    this.#storedChanges.set(id, changes)
    let before = previousTerm
    for (const entry of entries) {
      if (entry.type !== 'normal') {
        check((changes.at(-1) ?? 0) <= commit, 'one change at a time', () => {
          return `n${id} stores the change ${entry.index} before ${changes.at(-1)} is committed`
        })
        changes.push(entry.index)
      }
      if (before !== undefined) this.#matchEntry(id, entry, before)
      before = entry.term
    }
  }

  /**
   * `id` says `message` to a peer, with `durable` synced.
   */
  sending(id: RaftId, message: Message, durable: Durable): void {
    const { type, reject, term, to, index } = message
    if (reject) return
    if (type === 'append') this.#leading(id, message)
    if (type === 'vote-response') {
      check(!durable.isRecovering, 'damaged ⇒ no vote', () => `n${id} votes for n${to}`)
      const key = `${id}/${term}`
      const other = this.#votes.get(key) ?? to
      check(other === to, 'one vote a term', () => {
        return `n${id} voted for n${other} and n${to} in term ${term}`
      })
      this.#votes.set(key, to)
      const isStored = durable.term > term || (durable.term === term && durable.vote === to)
      check(isStored, 'voted ⇒ stored', () => {
        return `n${id} votes for n${to} in term ${term} and has stored n${durable.vote} in ${durable.term}`
      })
    } else if (type === 'append-response' && term >= durable.term) {
      // What an earlier term's leader is told may have been replaced since: a later leader has it
      // or was elected by nodes that had not.
      check(index <= durable.lastIndex, 'acknowledged ⇒ stored', () => {
        return `n${id} acknowledged ${index} and has stored ${durable.lastIndex}`
      })
    }
  }

  /** `id` applies the entry at `index`, which was of `term`; no entry is an empty one. */
  applied(
    id: RaftId,
    index: number,
    term: number,
    entry: Entry | undefined,
    now: { readonly term: number; readonly commit: number },
  ): void {
    const { commit } = now
    check(index <= commit, 'applied ≤ committed', () => {
      return `n${id} applied ${index} and committed ${commit}`
    })
    const digest = entry === undefined ? 0 : crc32c(entry.data)
    const known = this.#applied[index]
    if (known === undefined) {
      check(index === this.#applied.length, 'state machine safety', () => {
        return `n${id} applied ${index} although nobody applied ${this.#applied.length}`
      })
      this.#applied.push({ term, digest, byTerm: now.term })
      if (entry !== undefined && entry.type !== 'normal') this.#changes.push(index)
      return
    }
    check(known.term === term && known.digest === digest, 'state machine safety', () => {
      return `n${id} applied another entry at ${index} (term ${term}, first term ${known.term})`
    })
  }

  /** `id` made or restored the state at `index`: all who do must get the same bytes. */
  state(id: RaftId, index: number, data: SnapshotData): void {
    check(index <= this.appliedIndex, 'state machine safety', () => {
      return `n${id} has a state at ${index}, which nobody has applied`
    })
    let digest = 0
    for (const chunk of data) digest = crc32c(chunk, digest)
    const known = this.#snapshots.get(index) ?? digest
    check(known === digest, 'state machine safety', () => {
      return `n${id} has another state at ${index}`
    })
    this.#snapshots.set(index, digest)
  }

  /** `id` leads and appends: the message itself shows of which term its commit index is. */
  #leading(id: RaftId, appended: Message): void {
    const { term, commit, index, logTerm, entries } = appended
    const commitTerm = commit === index ? logTerm : entries[commit - index - 1]?.term
    const elected = this.#commits.get(term) ?? commit
    this.#commits.set(term, elected)
    // Counting who has an entry of an earlier term proves nothing (Raft §5.4.2, figure 8).
    check(commit <= elected || (commitTerm ?? term) === term, 'commit rule', () => {
      return `n${id} leads term ${term} and committed ${commit}, which is of term ${commitTerm}`
    })
  }

  /** `id` leads and counts the entry at `index`, of `term`, as stored by a quorum of `config`. */
  committed(id: RaftId, index: number, term: number, config: ConfState): void {
    check(
      isQuorum(config, voter => this.#holds(voter, index, term)),
      'committed ⇒ stored',
      () => {
        const { voters, votersOutgoing } = config
        return `n${id} committed ${index}, which no majority of ${voters} and of ${votersOutgoing} has stored`
      },
    )
  }

  #matchEntry(id: RaftId, { index, term, type, data }: Entry, previousTerm: number): void {
    const digest = crc32c(data, type === 'normal' ? 0 : 1)
    const key = `${index}/${term}`
    const known = this.#entries.get(key)
    if (known === undefined) {
      this.#entries.set(key, { previousTerm, digest })
      return
    }
    check(known.digest === digest && known.previousTerm === previousTerm, 'log matching', () => {
      return `n${id} stored another entry ${index} of term ${term}, or after another`
    })
  }
}

/** True if a majority is `in` it, of both halves while joint; counted in a way of its own. */
function isQuorum({ voters, votersOutgoing }: ConfState, isIn: (id: RaftId) => boolean): boolean {
  return [voters, votersOutgoing].every(
    half => half.length === 0 || half.filter(isIn).length > half.length / 2,
  )
}

/** Throws `InvariantViolation` unless `condition` holds. */
export function check(condition: boolean, invariant: string, detail: () => string): void {
  if (!condition) throw new InvariantViolation(invariant, detail())
}
