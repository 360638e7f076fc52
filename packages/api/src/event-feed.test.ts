import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ClusterState, type Operation } from '@polis/cluster'
import { ObservedJournal } from '@polis/discovery'
import fc from 'fast-check'
import { EventFeed, type FeedEvent, type FeedSource } from './event-feed.ts'

const ALL: ReadonlySet<string> = new Set()

/** One node: what it decided and observed, and every event of both in the order of happening. */
class Happenings implements FeedSource {
  readonly state = new ClusterState()
  readonly observed: ObservedJournal
  readonly all: FeedEvent[] = []

  constructor(origin = 'n-1', kept = 1_000) {
    this.observed = new ObservedJournal(origin, () => ({ whole: true }), kept)
    this.state.onApplied((_, __, events) => this.all.push(...events))
  }

  decidedAfter = (id: string | null, limit: number) => this.state.eventsSince(id, limit)
  decidedIndex = () => this.state.index
  nowMs = () => 0

  /** Applies an entry that writes `count` keys. */
  decide(count: number): void {
    const index = this.state.index + 1
    const operations = Array.from({ length: count }, (_, i): Operation => {
      return { op: 'kv.put', key: `k${i}`, value: new Uint8Array([index]), expectedRevision: null }
    })
    this.state.apply(index, { requestId: '', timeMs: index, operations })
  }

  observe(name: string): void {
    const now = { revision: this.state.index, timeMs: 0 }
    const subject = { objectId: name, name, namespace: '', reason: 'why', details: {} }
    this.observed.record({ topic: 'health', action: 'changed', ...subject, ...now })
    this.all.push(this.observed.at(this.observed.lastSeq)!)
  }
}

/** Everything that a feed has now, read `limit` at a time. */
function drain(feed: EventFeed, limit = 3): FeedEvent[] {
  const events: FeedEvent[] = []
  for (let next = feed.next(limit); next.length > 0; next = feed.next(limit)) {
    assert.ok(next.length <= limit)
    events.push(...next)
  }
  return events
}

function open(source: FeedSource, since: string | null, topics = ALL): EventFeed {
  const feed = EventFeed.open(source, topics, since)
  assert.ok(feed instanceof EventFeed)
  return feed
}

const idsOf = (events: readonly FeedEvent[]) => events.map(e => ('id' in e ? e.id : e.topic))
const anyStep = fc.oneof(
  fc.record({ kind: fc.constant('decide' as const), count: fc.integer({ min: 0, max: 4 }) }),
  fc.record({ kind: fc.constant('observe' as const) }),
)
const anySteps = fc.array(anyStep, { minLength: 1, maxLength: 30 })

function happen(steps: readonly (typeof anyStep extends fc.Arbitrary<infer T> ? T : never)[]) {
  const source = new Happenings()
  steps.forEach((step, i) => {
    if (step.kind === 'decide') source.decide(step.count)
    else source.observe(`e${i}`)
  })
  return source
}

describe('a feed of events', () => {
  it('gives everything in the order of happening, whenever it is read', () => {
    fc.assert(
      fc.property(anySteps, fc.integer({ min: 1, max: 5 }), (steps, limit) => {
        const source = new Happenings()
        const feed = open(source, null)
        const seen: FeedEvent[] = []
        steps.forEach((step, i) => {
          if (step.kind === 'decide') source.decide(step.count)
          else source.observe(`e${i}`)
          if (i % 3 === 0) seen.push(...drain(feed, limit))
        })
        seen.push(...drain(feed, limit))
        assert.deepEqual(idsOf(seen), idsOf(source.all))
      }),
    )
  })

  it('resumed after any event gives exactly what was missed', () => {
    fc.assert(
      fc.property(anySteps, steps => {
        const source = happen(steps)
        source.all.forEach((event, i) => {
          assert.ok('id' in event && event.topic !== 'resync')
          const missed = source.all.slice(i + 1)
          const resumed = drain(open(source, event.id))
          if (event.topic === 'health') {
            assert.deepEqual(idsOf(resumed), idsOf(missed), `after ${event.id}`)
            return
          }
          // What was observed cannot be resumed from a decided event: the whole state comes first.
          const [resync, ...rest] = resumed
          assert.equal(resync?.topic, 'resync')
          const decided = missed.filter(({ topic }) => topic !== 'health')
          assert.deepEqual(idsOf(rest), idsOf(decided), `after ${event.id}`)
          const kv = drain(open(source, event.id, new Set(['kv'])))
          assert.deepEqual(idsOf(kv), idsOf(decided), 'of decided topics alone')
        })
      }),
    )
  })

  it('resumed at another node or boot begins with the whole state, and goes on', () => {
    const source = happen([{ kind: 'decide', count: 2 }, { kind: 'observe' }])
    for (const since of ['n-2-1', 'm-1-1', 'n-1-999']) {
      const feed = open(source, since)
      const [resync, ...rest] = drain(feed)
      assert.deepEqual([resync?.topic, rest], ['resync', []], since)
      assert.deepEqual(resync?.details, { whole: true })
      const { length } = source.all
      source.observe('later')
      source.decide(1)
      assert.deepEqual(idsOf(drain(feed)), idsOf(source.all.slice(length)))
      assert.equal('id' in resync! && resync.id.startsWith('n-1-'), true, 'can be resumed here')
    }
  })

  it('refuses to begin where decided events are missing, unless none are wanted', () => {
    const source = happen([{ kind: 'decide', count: 2 }])
    const restored = new Happenings()
    restored.state.restoreAll(source.state.snapshot())
    restored.decide(1)
    assert.deepEqual(EventFeed.open(restored, ALL, '0'), { kind: 'gone', oldest: '2.0' })
    const [resync] = drain(open(restored, '0', new Set(['health'])))
    assert.equal(resync?.topic, 'resync')
  })

  it('tells a reader that has lagged, and goes on from what is kept', () => {
    const source = happen([{ kind: 'decide', count: 1 }])
    const feed = open(source, null, new Set(['kv']))
    drain(feed)
    const other = happen(Array.from({ length: 5 }, () => ({ kind: 'decide' as const, count: 1 })))
    source.state.restoreAll(other.state.snapshot())
    source.decide(2)
    const [lagged, ...rest] = drain(feed)
    assert.deepEqual([lagged?.topic, idsOf(rest)], ['lagged', ['6.0', '6.1']])
    assert.deepEqual(lagged?.details, { after: '1.0', oldest: '6.0' })
  })

  it('gives who lagged behind what was observed the whole state again', () => {
    const source = new Happenings('n-1', 4)
    const feed = open(source, null)
    source.observe('a')
    assert.equal(drain(feed).length, 1)
    for (let i = 0; i < 6; i++) source.observe(`b${i}`)
    assert.deepEqual(
      drain(feed).map(({ topic }) => topic),
      ['resync'],
    )
    source.observe('c')
    assert.deepEqual(idsOf(drain(feed)), ['n-1-8'])
  })
})
