/**
 * What happened lately, bounded and in memory: events for people, changes for derived state.
 *
 * Both start at the snapshot that the node was restored from. A reader that asks for something
 * older is told that it is gone and what the oldest is, so it can start again from the whole state.
 */

import { assert } from '@polis/base'
import { CHANGES_KEPT, EVENTS_KEPT } from './config.ts'
import type { ClusterEvent } from './objects.ts'
import type { Change } from './store.ts'

/** Events after an id, or the news that they are no longer kept. */
export type EventsSince =
  | { readonly kind: 'events'; readonly events: readonly ClusterEvent[] }
  | { readonly kind: 'gone'; readonly oldest: string }

/** Changes after an index, or the news that they are no longer kept. */
export type ChangesSince =
  | { readonly kind: 'changes'; readonly index: number; readonly changes: readonly Change[] }
  | { readonly kind: 'gone'; readonly oldest: number }

/** The place of an event in the log, from its id `INDEX.ORDINAL`; undefined if it is not one. */
export function parseEventId(id: string): { index: number; ordinal: number } | undefined {
  const match = /^(\d{1,15})(?:\.(\d{1,9}))?$/.exec(id)
  if (match === null) return undefined
  const ordinal = match[2] === undefined ? Number.MAX_SAFE_INTEGER : Number(match[2])
  return { index: Number(match[1]), ordinal }
}

/** A list that forgets its oldest items, and knows up to which index it has forgotten. */
class Recent<T extends { readonly index: number }> {
  readonly #limit: number
  #items: T[] = []
  /** Nothing at or below this index is complete any more. */
  #floor = 0

  constructor(limit: number) {
    this.#limit = limit
  }

  get floor(): number {
    return this.#floor
  }

  reset(index: number): void {
    this.#items = []
    this.#floor = index
  }

  push(items: readonly T[]): void {
    for (const item of items) this.#items.push(item)
    // Cutting a quarter at once keeps the cost of forgetting constant per item.
    if (this.#items.length <= this.#limit * 1.25) return
    const cut = this.#items.splice(0, this.#items.length - this.#limit)
    this.#floor = cut.at(-1)!.index
  }

  /** At most `limit` items from the first that `isAfter` on; they are in log order. */
  after(isAfter: (item: T) => boolean, limit: number): T[] {
    let low = 0
    let high = this.#items.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (isAfter(this.#items[middle]!)) high = middle
      else low = middle + 1
    }
    return this.#items.slice(low, low + limit)
  }

  get first(): T | undefined {
    return this.#items[0]
  }
}

/** The recent past of one node's state. */
export class History {
  readonly #events = new Recent<ClusterEvent>(EVENTS_KEPT)
  readonly #changes = new Recent<{ index: number; change: Change }>(CHANGES_KEPT)

  /** Forgets everything: the state is now a snapshot at `index`. */
  reset(index: number): void {
    this.#events.reset(index)
    this.#changes.reset(index)
  }

  /** Adds what the entry at `index` did. */
  push(index: number, events: readonly ClusterEvent[], changes: readonly Change[]): void {
    assert(
      events.every(event => event.index === index),
      'events carry the index of their entry',
    )
    this.#events.push(events)
    this.#changes.push(changes.map(change => ({ index, change })))
  }

  /**
   * Events after the one with `id`; with a bare index, those after all of that index; with null,
   * all that are kept; at most `limit` of them. An id that is malformed answers as one that is too
   * old.
   */
  eventsSince(id: string | null, limit = Number.POSITIVE_INFINITY): EventsSince {
    if (id === null) return { kind: 'events', events: this.#events.after(() => true, limit) }
    const place = parseEventId(id)
    if (place === undefined || place.index < this.#events.floor) {
      return { kind: 'gone', oldest: this.#events.first?.id ?? `${this.#events.floor}` }
    }
    const { index, ordinal } = place
    const isAfter = (event: ClusterEvent) =>
      event.index > index || (event.index === index && event.ordinal > ordinal)
    return { kind: 'events', events: this.#events.after(isAfter, limit) }
  }

  /** Changes applied after `index`, up to the applied index `now`. */
  changesSince(index: number, now: number): ChangesSince {
    if (index < this.#changes.floor) return { kind: 'gone', oldest: this.#changes.floor }
    const items = this.#changes.after(item => item.index > index, Number.POSITIVE_INFINITY)
    return { kind: 'changes', index: now, changes: items.map(item => item.change) }
  }
}
