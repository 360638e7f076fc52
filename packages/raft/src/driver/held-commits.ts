/**
 * Commit indexes that can wait for company.
 *
 * A message that only tells a follower what is committed costs both ends as much as one with
 * entries, and its answer once more. For a follower that waits for nothing it is held until the
 * next append, which says the same, or until its release a few milliseconds later; whoever proposed
 * something wants to apply it and is told at once. A message held back or left out is to Raft one
 * that was late or lost.
 */

import type { Message, RaftId } from '../message.ts'

/** At most one message a peer waits here. */
export class HeldCommits {
  readonly #held = new Map<RaftId, Message>()
  /** Peers that wait for an entry, with its index, or the last of several. */
  readonly #awaited = new Map<RaftId, number>()

  /** True if nothing waits to be released. */
  get isEmpty(): boolean {
    return this.#held.size === 0
  }

  /** `peer` wants to know soon that the log is committed up to `index`. */
  expect(peer: RaftId, index: number): void {
    this.#awaited.set(peer, Math.max(index, this.#awaited.get(peer) ?? 0))
  }

  /** What of `messages` leaves for `to` now, in order. */
  sift(to: RaftId, messages: readonly Message[]): readonly Message[] {
    const bare = messages.findLast(isBare) ?? this.#held.get(to)
    if (bare === undefined) return messages
    this.#held.delete(to)
    const others = messages.filter(each => !isBare(each))
    const isTold = others.some(({ type, term, commit }) => {
      return type === 'append' && term === bare.term && commit >= bare.commit
    })
    const awaited = this.#awaited.get(to)
    if (awaited !== undefined && awaited <= bare.commit) this.#awaited.delete(to)
    if (isTold) return others
    if (awaited !== undefined) return [...others, bare]
    this.#held.set(to, bare)
    return others
  }

  /** Takes what waits; sifted again, it leaves. */
  release(): Message[] {
    const released = [...this.#held.values()]
    for (const { to, commit } of released) this.expect(to, commit)
    this.#held.clear()
    return released
  }

  /** Forgets everything: the office in which it was said is over. */
  clear(): void {
    this.#held.clear()
    this.#awaited.clear()
  }
}

function isBare({ type, entries }: Message): boolean {
  return type === 'append' && entries.length === 0
}
