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
 *
 * A global observer sees all nodes, which none of them can; it is told of each effect as it
 * happens.
 */

import { crc32c } from '@polis/base'
import type { Entry, Message, RaftId, SnapshotData } from '@polis/raft'
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

/** Watches one run. */
export class Invariants {
  readonly #leaders = new Map<number, RaftId>()
  readonly #votes = new Map<string, RaftId>()
  readonly #entries = new Map<string, { readonly previousTerm: number; readonly digest: number }>()
  /** What was applied first at each index; index 0 is nothing. */
  readonly #applied: Known[] = [{ term: 0, digest: 0, byTerm: 0 }]
  /** Terms elected whose log is still to be looked at. */
  readonly #elected = new Map<RaftId, number>()
  readonly #snapshots = new Map<number, number>()

  /** Highest index that anybody has applied. */
  get appliedIndex(): number {
    return this.#applied.length - 1
  }

  /** Terms that had a leader. */
  get terms(): number {
    return this.#leaders.size
  }

  /** `id` became leader of `term`. */
  leader(id: RaftId, term: number): void {
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

  /** A node went down: an election it had won is looked at no more. */
  crashed(id: RaftId): void {
    this.#elected.delete(id)
  }

  /** `id` asks its disk for `entries`; `previousTerm` is that of the entry before them. */
  storing(id: RaftId, entries: readonly Entry[], previousTerm: number | undefined): void {
    let before = previousTerm
    for (const entry of entries) {
      if (before !== undefined) this.#matchEntry(id, entry, before)
      before = entry.term
    }
  }

  /** `id` says `message` to a peer, with `durable` synced. */
  sending(id: RaftId, message: Message, durable: Durable): void {
    const { type, reject, term, to, index } = message
    if (reject) return
    if (type === 'vote-response') {
      const key = `${id}/${term}`
      const other = this.#votes.get(key) ?? to
      check(other === to, 'one vote a term', () => {
        return `n${id} voted for n${other} and n${to} in term ${term}`
      })
      this.#votes.set(key, to)
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

/** Throws `InvariantViolation` unless `condition` holds. */
export function check(condition: boolean, invariant: string, detail: () => string): void {
  if (!condition) throw new InvariantViolation(invariant, detail())
}
