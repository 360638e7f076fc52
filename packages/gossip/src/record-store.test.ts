import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { firstIncarnation } from './claim.ts'
import { LAN } from './config.ts'
import type { OwnHealth } from './message.ts'
import { OwnRecords } from './own-records.ts'
import type { Delta, SetRecord } from './record.ts'
import { RecordSet } from './record-set.ts'
import { RecordStore } from './record-store.ts'
import { hashSignatures } from './simulation/virtual-cluster.ts'
import { Notary } from './stamp.ts'

function health(endpointId: string, output = '', state: OwnHealth['state'] = 'passing'): OwnHealth {
  return { endpointId, state, weight: 1, output }
}

/** An owner `o`, and what it publishes when it is given records. */
function owner(bootCount = 1) {
  const notary = new Notary(hashSignatures('o'), 'cluster')
  const store = new RecordStore(LAN, notary)
  const own = new OwnRecords(LAN, 'o', firstIncarnation(bootCount), store, notary)
  let nowMs = 0
  return {
    own,
    store,
    set: store.setOf('o')!,
    write: (records: readonly OwnHealth[]): Delta => {
      own.setHealth(records, 1_000, nowMs, 3)
      nowMs += 10_000
      return own.flush(nowMs)!.delta
    },
  }
}

/** Somebody who knows `o` as a member. */
function reader(): RecordStore {
  const store = new RecordStore(LAN, new Notary(hashSignatures('r'), 'cluster'))
  store.admit('o')
  return store
}

const anyOwner = () => 1

describe('deltas', () => {
  test('are applied in order, and what they say is found by endpoint', () => {
    const { write } = owner()
    const store = reader()
    const first = store.apply(write([health('a'), health('b')]), false)
    assert.ok(first.kind === 'applied' && first.changed.length === 2)
    const second = store.apply(write([health('b', 'slow')]), false)
    assert.ok(second.kind === 'applied')
    assert.deepEqual(second.removed, ['a'])
    assert.equal(store.health('a', anyOwner), undefined)
    assert.equal(store.health('b', anyOwner)?.output, 'slow')
    assert.equal(store.health('b', anyOwner)?.version, 2)
  })

  test('that come twice or late change nothing', () => {
    const { write } = owner()
    const store = reader()
    const first = write([health('a', '1')])
    const second = write([health('a', '2')])
    store.apply(first, false)
    store.apply(second, false)
    assert.equal(store.apply(first, false).kind, 'stale')
    assert.equal(store.apply(second, false).kind, 'stale')
    assert.equal(store.health('a', anyOwner)?.output, '2')
  })

  test('that do not continue what is held are a gap, and the whole set closes it', () => {
    const { write, set } = owner()
    const store = reader()
    store.apply(write([health('a')]), false)
    write([health('a', '2'), health('b')])
    const third = write([health('b', '3')])
    assert.equal(store.apply(third, false).kind, 'gap')
    const pulled = set.deltaSince(store.setOf('o')!.position())!
    assert.equal(pulled.fromVersion, 0, 'a key was removed, so a part would not do')
    assert.equal(store.apply(pulled, false).kind, 'applied')
    assert.equal(store.health('a', anyOwner), undefined)
    assert.equal(store.health('b', anyOwner)?.output, '3')
  })

  test('with a changed record, a dropped one or a foreign signature are forged', () => {
    const { write } = owner()
    const delta = write([health('a'), health('b')])
    const [first, ...rest] = delta.records
    const better = { ...first!, body: { ...first!.body, weight: 100 } } as SetRecord
    const forgeries: Delta[] = [
      { ...delta, records: [better, ...rest] },
      { ...delta, records: rest },
      { ...delta, stamp: { ...delta.stamp, version: 9 } },
      { ...delta, stamp: { ...delta.stamp, signature: new Uint8Array(32) } },
    ]
    for (const forgery of forgeries) {
      const store = reader()
      assert.equal(store.apply(forgery, false).kind, 'forged')
      assert.equal(store.health('a', anyOwner), undefined)
    }
  })

  test('of another cluster are forged, of an unknown owner strange', () => {
    const { write } = owner()
    const delta = write([health('a')])
    const foreign = new RecordStore(LAN, new Notary(hashSignatures('r'), 'another'))
    foreign.admit('o')
    assert.equal(foreign.apply(delta, false).kind, 'forged')
    const stranger = new RecordStore(LAN, new Notary(hashSignatures('r'), 'cluster'))
    assert.equal(stranger.apply(delta, false).kind, 'stranger')
  })

  test('of a newer boot replace the whole set of the older one', () => {
    const store = reader()
    store.apply(owner(1).write([health('a'), health('b')]), false)
    const outcome = store.apply(owner(2).write([health('b')]), false)
    assert.ok(outcome.kind === 'applied')
    assert.deepEqual(outcome.removed, ['a'])
    assert.equal(outcome.changed.length, 1)
    assert.equal(store.apply(owner(1).write([health('c')]), false).kind, 'stale')
  })

  test('lead from any version an owner had to the stamped set, and nowhere else', () => {
    const script = fc.array(
      fc.uniqueArray(fc.record({ key: fc.nat(6), output: fc.nat(2) }), {
        selector: ({ key }) => key,
        maxLength: 6,
      }),
      { minLength: 2, maxLength: 8 },
    )
    fc.assert(
      fc.property(script, fc.nat(7), (steps, upTo) => {
        const { own, set } = owner()
        const store = reader()
        let nowMs = 0
        steps.forEach((step, index) => {
          const records = step.map(({ key, output }) => health(`k${key}`, `${output}`))
          own.setHealth(records, 0, nowMs, 3)
          nowMs += 10_000
          const batch = own.flush(nowMs)
          if (batch !== undefined && index <= upTo) store.apply(batch.delta, false)
        })
        const rest = set.deltaSince(store.setOf('o')!.position())
        if (rest !== undefined) assert.equal(store.apply(rest, false).kind, 'applied')
        const shape = (records: Iterable<SetRecord>) =>
          [...records].map(record => JSON.stringify(record)).sort()
        assert.deepEqual(shape(store.setOf('o')!.records()), shape(set.records()))
        assert.deepEqual(store.setOf('o')!.position(), set.position())
      }),
      { numRuns: 60 },
    )
  })
})

describe('the hash of a set', () => {
  const record = (key: string, version: number): SetRecord => {
    const body = { kind: 'health', state: 'passing', weight: 1, changedMs: 0, output: '' } as const
    return { key, version, body }
  }

  test('depends on the records and not on their order or history', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string(), { maxLength: 20 }), keys => {
        const records = keys.map(key => record(key, 1))
        const set = new RecordSet('o')
        const forward = set.plan(records, [], true).root
        assert.deepEqual(set.plan([...records].reverse(), [], true).root, forward)
        const withMore = set.plan([...records, record('more', 1)], [], true).root
        assert.equal(withMore.equals(forward), keys.includes('more'))
      }),
      { numRuns: 50 },
    )
  })

  test('tells versions and empty sets apart', () => {
    const set = new RecordSet('o')
    const roots = [[], [record('a', 1)], [record('a', 2)], [record('b', 1)]].map(records =>
      set.plan(records, [], true).root.toString('hex'),
    )
    assert.equal(new Set(roots).size, 4)
  })
})

describe('the owner', () => {
  const setUp = () => {
    const { own } = owner()
    own.setHealth([health('a')], 0, 0, 3)
    assert.ok(own.flush(50) !== undefined)
    return own
  }

  test('sends a turn to critical at once', () => {
    const own = setUp()
    own.setHealth([health('a', '', 'critical')], 0, 1_000, 3)
    assert.equal(own.flush(1_000)?.delta.records.length, 1)
  })

  test('but not within 50 ms of the last batch', () => {
    const own = setUp()
    own.setHealth([health('a', '', 'critical')], 0, 60, 3)
    assert.equal(own.flush(99), undefined)
    assert.ok(own.flush(100) !== undefined)
  })

  test('gathers other changes for 50 ms, and output alone for two seconds', () => {
    const own = setUp()
    own.setHealth([health('a', '', 'warning')], 0, 1_000, 3)
    assert.equal(own.flush(1_049), undefined)
    assert.ok(own.flush(1_050) !== undefined)
    own.setHealth([health('a', 'news', 'warning')], 0, 2_000, 3)
    assert.equal(own.flush(3_000), undefined)
    assert.ok(own.flush(3_050) !== undefined)
  })

  test('sends nothing when nothing changed', () => {
    const own = setUp()
    own.setHealth([health('a')], 99, 1_000, 3)
    own.setMetadata({}, 1_000, 3)
    own.flush(1_050)
    own.setMetadata({}, 2_000, 3)
    assert.equal(own.flush(100_000), undefined)
  })

  test('splits what is larger than a delta, critical records first', () => {
    const { own } = owner()
    const records = Array.from({ length: 2_000 }, (_, i) =>
      health(`endpoint-${i}`, 'x'.repeat(100), i === 1_999 ? 'critical' : 'passing'),
    )
    own.setHealth(records, 0, 0, 3)
    const sizes: number[] = []
    let first: Delta | undefined
    for (let nowMs = 0; nowMs < 5_000; nowMs += 50) {
      const delta = own.flush(nowMs)?.delta
      first ??= delta
      if (delta !== undefined) sizes.push(delta.records.length)
    }
    assert.ok(sizes.length > 1)
    assert.equal(
      sizes.reduce((a, b) => a + b),
      2_000,
    )
    assert.equal(first?.records[0]?.key, 'endpoint-1999')
  })

  test('refuses reserved and oversized names, bad weights and too many records', () => {
    const { own } = owner()
    const refuse = (records: readonly OwnHealth[]) =>
      assert.throws(() => own.setHealth(records, 0, 0, 3), { code: 'gossip/bad-record' })
    refuse([health('node')])
    refuse([health('')])
    refuse([health('x'.repeat(129))])
    refuse([health('\ud800')])
    refuse([{ ...health('a'), weight: Number.NaN }])
    refuse(Array.from({ length: 8_193 }, (_, i) => health(`${i}`)))
    const metadata = { text: 'x'.repeat(5_000) }
    assert.throws(() => own.setMetadata(metadata, 0, 3), { code: 'gossip/bad-record' })
    assert.equal(own.flush(100_000), undefined, 'nothing of it was taken')
  })

  test('cuts output between characters', () => {
    const { own } = owner()
    own.setHealth([health('a', 'ä'.repeat(100))], 0, 0, 3)
    const [record] = own.flush(100)!.delta.records
    assert.ok(record?.body.kind === 'health')
    assert.equal(record.body.output, 'ä'.repeat(60))
  })

  test('that lost its boot count writes its set anew, above what others hold', () => {
    const { own, set } = owner(1)
    own.setHealth([health('a')], 0, 0, 3)
    own.flush(100)
    own.outrank(firstIncarnation(4), 200)
    assert.ok(own.flush(300) !== undefined)
    assert.equal(set.position().incarnation, firstIncarnation(4) + 1)
    assert.equal(set.position().version, 1)
  })
})
