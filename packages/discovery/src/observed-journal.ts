/**
 * What this node observed lately, bounded and in order: health, liveness, and what its balancers
 * do.
 *
 * Nobody decided these, so no two nodes have the same sequence; an event's id names the node, its
 * boot and the place in that boot's sequence (`NODE-BOOT-SEQ`), and only that boot can go on after
 * it. Everybody else is given the whole observed state (`resync`) and goes on from there. Each
 * event carries the index that this node had applied, which is its place among decided events.
 */

import { assert } from '@polis/base'
import { OBSERVED_EVENTS_KEPT } from './config.ts'

/** What can be observed. */
export const OBSERVED_TOPICS = ['health', 'liveness', 'lb'] as const
export type ObservedTopic = (typeof OBSERVED_TOPICS)[number]

/** One observation, or the whole observed state. */
export type ObservedEvent = {
  readonly id: string
  readonly seq: number
  /** The Raft index that the node had applied when it observed this. */
  readonly revision: number
  readonly topic: ObservedTopic | 'resync'
  readonly action: 'created' | 'changed' | 'removed' | 'resync'
  readonly objectId: string
  readonly name: string
  readonly namespace: string
  /** The node's wall clock. */
  readonly timeMs: number
  /** What caused it, in words. */
  readonly reason: string
  readonly details: Readonly<Record<string, unknown>>
}

/** An observation without what the journal adds. */
export type ObservedDraft = Omit<ObservedEvent, 'id' | 'seq' | 'topic' | 'action'> & {
  readonly topic: ObservedTopic
  readonly action: 'created' | 'changed' | 'removed'
}

/** A place in the sequence of one boot of one node. */
export type ObservedPlace = { readonly origin: string; readonly seq: number }

/** The place that an id names; undefined if it is no such id. */
export function parseObservedId(id: string): ObservedPlace | undefined {
  const match = /^([A-Za-z0-9]{1,64}-\d{1,15})-(\d{1,15})$/.exec(id)
  return match === null ? undefined : { origin: match[1]!, seq: Number(match[2]) }
}

/** The recent observations of one boot of one node. */
export class ObservedJournal {
  /** `NODE-BOOT`. */
  readonly origin: string
  readonly #limit: number
  readonly #state: () => Readonly<Record<string, unknown>>
  readonly #listeners = new Set<() => void>()
  /** A ring: the event with `seq` is at `seq % limit`. */
  readonly #events: ObservedEvent[] = []
  #lastSeq = 0

  /** `state` describes the whole observed state, for `resync`. */
  constructor(
    origin: string,
    state: () => Readonly<Record<string, unknown>>,
    limit = OBSERVED_EVENTS_KEPT,
  ) {
    assert(limit > 0, 'a journal keeps at least one event')
    this.origin = origin
    this.#state = state
    this.#limit = limit
  }

  /** The place of the newest event; 0 before the first. */
  get lastSeq(): number {
    return this.#lastSeq
  }

  /** The place of the oldest event that is kept; one more than the newest if there is none. */
  get oldestSeq(): number {
    return Math.max(1, this.#lastSeq - this.#limit + 1)
  }

  /** Enters an observation. */
  record(draft: ObservedDraft): void {
    const seq = ++this.#lastSeq
    this.#events[seq % this.#limit] = { ...draft, id: `${this.origin}-${seq}`, seq }
    for (const listener of this.#listeners) listener()
  }

  /** The event at a place; undefined if it is not kept. */
  at(seq: number): ObservedEvent | undefined {
    const isKept = seq >= this.oldestSeq && seq <= this.#lastSeq
    return isKept ? this.#events[seq % this.#limit] : undefined
  }

  /** At most `limit` events after a place; undefined if some of them are no longer kept. */
  after(seq: number, limit: number): ObservedEvent[] | undefined {
    if (seq + 1 < this.oldestSeq) return undefined
    const found: ObservedEvent[] = []
    const last = Math.min(this.#lastSeq, seq + limit)
    for (let next = seq + 1; next <= last; next++) found.push(this.#events[next % this.#limit]!)
    return found
  }

  /** The whole observed state, to go on from after the newest event. */
  resync(revision: number, timeMs: number, reason: string): ObservedEvent {
    return {
      id: `${this.origin}-${this.#lastSeq}`,
      seq: this.#lastSeq,
      revision,
      topic: 'resync',
      action: 'resync',
      objectId: '',
      name: '',
      namespace: '',
      timeMs,
      reason,
      details: this.#state(),
    }
  }

  /** Calls `listener` after each new event; the answer stops it. */
  onEvent(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }
}
