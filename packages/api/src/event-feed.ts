/**
 * One stream of events out of two histories: what the log decided, and what this node observed.
 *
 *     decided  INDEX.ORDINAL   ─┐
 *                               ├─► by index; what was observed at an index after what it decided
 *     observed NODE-BOOT-SEQ   ─┘
 *
 * A feed is a place in both histories and holds no events itself: whoever reads slowly costs
 * nothing and slows nobody. If its place is no longer kept when it is read again, the reader is
 * told that it has lagged, and goes on from what is kept. A reader that resumes elsewhere than at
 * this boot of this node cannot know what it has missed of what was observed, so it begins with
 * `resync`: the whole observed state.
 */

import type { ClusterEvent, EventsSince } from '@polis/cluster'
import {
  OBSERVED_TOPICS,
  type ObservedEvent,
  type ObservedJournal,
  parseObservedId,
} from '@polis/discovery'

/** The reader has missed decided events: they are no longer kept. */
export type LaggedEvent = {
  readonly topic: 'lagged'
  /** The last decided event that it was given, and the oldest one that is kept. */
  readonly details: { readonly after: string; readonly oldest: string }
  readonly reason: string
}

export type FeedEvent = ClusterEvent | ObservedEvent | LaggedEvent

/** What a feed reads. */
export type FeedSource = {
  /** At most `limit` decided events after an id, or all that are kept. */
  readonly decidedAfter: (id: string | null, limit: number) => EventsSince
  /** The index that is applied now. */
  readonly decidedIndex: () => number
  readonly observed: ObservedJournal
  /** Wall clock, for what is told of the whole state. */
  readonly nowMs: () => number
}

/** Why a feed cannot begin where it was asked to. */
export type FeedGone = { readonly kind: 'gone'; readonly oldest: string }

/** Where a reader stands. */
export class EventFeed {
  readonly #source: FeedSource
  readonly #topics: ReadonlySet<string>
  readonly #wantsDecided: boolean
  readonly #wantsObserved: boolean
  /** The last decided event that was given, or where that would be. */
  #decidedId: string
  #seq: number
  #resyncReason: string | null

  private constructor(source: FeedSource, topics: ReadonlySet<string>, place: Place) {
    this.#source = source
    this.#topics = topics
    this.#wantsDecided = topics.size === 0 || [...topics].some(topic => !isObserved(topic))
    this.#wantsObserved = topics.size === 0 || [...topics].some(isObserved)
    this.#decidedId = place.decidedId
    this.#seq = place.seq
    this.#resyncReason = this.#wantsObserved ? place.resyncReason : null
  }

  /**
   * A feed of `topics` (all if empty) after the event `since`, of either kind; null begins with the
   * oldest that is kept. Answers `gone` if decided events after `since` are no longer kept.
   */
  static open(
    source: FeedSource,
    topics: ReadonlySet<string>,
    since: string | null,
  ): EventFeed | FeedGone {
    const feed = new EventFeed(source, topics, placeOf(source, since))
    const page = source.decidedAfter(feed.#decidedId, 1)
    return page.kind === 'gone' && feed.#wantsDecided ? page : feed
  }

  /** The next events, at least one and at most `limit` if there are any. */
  next(limit: number): FeedEvent[] {
    if (this.#resyncReason !== null) {
      const { observed, decidedIndex, nowMs } = this.#source
      const resync = observed.resync(decidedIndex(), nowMs(), this.#resyncReason)
      this.#seq = resync.seq
      this.#resyncReason = null
      return [resync]
    }
    for (;;) {
      const decided = this.#decidedEvents(limit)
      if ('oldest' in decided) return [this.#lagged(decided.oldest)]
      const observed = this.#wantsObserved ? this.#source.observed.after(this.#seq, limit) : []
      if (observed === undefined) {
        this.#resyncReason = 'this reader has lagged behind what was observed'
        return this.next(limit)
      }
      const events = this.#merge(decided, observed, limit)
      if (events.length === 0) return []
      const wanted = events.filter(event => this.#isWanted(event))
      if (wanted.length > 0) return wanted
    }
  }

  #decidedEvents(limit: number): readonly ClusterEvent[] | FeedGone {
    if (!this.#wantsDecided) return []
    const page = this.#source.decidedAfter(this.#decidedId, limit)
    return page.kind === 'gone' ? page : page.events
  }

  /** The first `limit` of both in order; the place moves behind them. */
  #merge(
    decided: readonly ClusterEvent[],
    observed: readonly ObservedEvent[],
    limit: number,
  ): (ClusterEvent | ObservedEvent)[] {
    const events: (ClusterEvent | ObservedEvent)[] = []
    let d = 0
    let o = 0
    while (events.length < limit && (d < decided.length || o < observed.length)) {
      const nextDecided = decided[d]
      const nextObserved = observed[o]
      const isDecided =
        nextDecided !== undefined &&
        (nextObserved === undefined || nextDecided.index <= nextObserved.revision)
      if (isDecided) {
        events.push(nextDecided)
        this.#decidedId = nextDecided.id
        d++
      } else {
        events.push(nextObserved!)
        this.#seq = nextObserved!.seq
        o++
      }
    }
    return events
  }

  #lagged(oldest: string): LaggedEvent {
    const after = this.#decidedId
    this.#decidedId = placeBefore(oldest)
    const reason = 'this reader has lagged: events in between are no longer kept'
    return { topic: 'lagged', reason, details: { after, oldest } }
  }

  #isWanted({ topic }: FeedEvent): boolean {
    return this.#topics.size === 0 || this.#topics.has(topic)
  }
}

type Place = {
  readonly decidedId: string
  readonly seq: number
  /** Why the whole observed state comes first; null if it need not. */
  readonly resyncReason: string | null
}

/** Where a reader stands that has seen `since`. */
function placeOf(source: FeedSource, since: string | null): Place {
  const { observed } = source
  if (since === null) {
    const page = source.decidedAfter(null, 1)
    const first = page.kind === 'gone' ? page.oldest : page.events[0]?.id
    const decidedId = first === undefined ? `${source.decidedIndex()}` : placeBefore(first)
    return { decidedId, seq: observed.oldestSeq - 1, resyncReason: null }
  }
  const { lastSeq: seq } = observed
  const place = parseObservedId(since)
  if (place === undefined) {
    return { decidedId: since, seq, resyncReason: 'resumed after what was decided' }
  }
  const seen = place.origin === observed.origin ? observed.at(place.seq) : undefined
  if (seen !== undefined) {
    return { decidedId: `${seen.revision}`, seq: seen.seq, resyncReason: null }
  }
  const resyncReason =
    place.origin === observed.origin
      ? 'what was observed after that is no longer kept'
      : 'observed by another node, or before this one started again'
  return { decidedId: `${source.decidedIndex()}`, seq, resyncReason }
}

/** The place right before the event `id`; the oldest that is kept is then the next. */
function placeBefore(id: string): string {
  const [index, ordinal] = id.split('.').map(Number)
  if (ordinal === undefined) return id
  return ordinal > 0 ? `${index}.${ordinal - 1}` : `${index! - 1}`
}

function isObserved(topic: string): boolean {
  return (OBSERVED_TOPICS as readonly string[]).includes(topic)
}
