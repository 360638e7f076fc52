import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { seededRandom } from '@polis/base'
import fc from 'fast-check'
import { allocateCounters, Counters } from '../counters.ts'
import { hash32 } from '../hash.ts'
import { ALGORITHMS, type Algorithm, HASH_ALGORITHMS, isHashing } from '../routes.ts'
import { createPicker } from './create.ts'
import { recordLatency } from './latency.ts'
import { LeastConnections } from './least-connections.ts'
import { maglevTable } from './maglev.ts'
import type { Candidate, Picker, PickRequest } from './picker.ts'
import { WeightedRoundRobin } from './round-robin.ts'

/** Algorithms whose shares follow the weights: all but the one that says it does not. */
const WEIGHTED = ALGORITHMS.filter(algorithm => algorithm !== 'round-robin')

function candidatesOf(weights: readonly number[]): Candidate[] {
  return weights.map((weight, slot) => ({ id: `e${slot}`, weight, slot }))
}

function pickerOf(algorithm: Algorithm, candidates: readonly Candidate[], seed = 1) {
  const counters = new Counters(allocateCounters(1, 2_048), 0)
  const picker = createPicker(algorithm, counters, seededRandom(seed))
  picker.update(candidates)
  return { picker, counters }
}

function requestOf(key: number, attempt = 0): PickRequest {
  return { hash: hash32(`key ${key}`), nowMs: 1, attempt }
}

function shares(picker: Picker, count: number, picks: number): number[] {
  const result = new Array<number>(count).fill(0)
  for (let i = 0; i < picks; i++) result[picker.pick(requestOf(i))!.slot]!++
  return result
}

describe('every picker', () => {
  for (const algorithm of ALGORITHMS) {
    it(`${algorithm} answers undefined without endpoints and the one if there is one`, () => {
      const { picker } = pickerOf(algorithm, [])
      assert.equal(picker.pick(requestOf(1)), undefined)
      const only = candidatesOf([3])
      picker.update(only)
      for (let i = 0; i < 5; i++) assert.equal(picker.pick(requestOf(i)), only[0])
      picker.update([])
      assert.equal(picker.pick(requestOf(1)), undefined)
    })

    it(`${algorithm} picks only from the last list, and each of it`, () => {
      const { picker } = pickerOf(algorithm, candidatesOf([1, 1, 1, 1, 1]))
      const rest = candidatesOf([1, 1, 1, 1, 1]).slice(2)
      picker.update(rest)
      const seen = new Set(Array.from({ length: 300 }, (_, i) => picker.pick(requestOf(i))!.id))
      assert.deepEqual([...seen].sort(), ['e2', 'e3', 'e4'])
    })

    it(`${algorithm} gives equal endpoints about the same`, () => {
      const { picker, counters } = pickerOf(algorithm, candidatesOf(new Array(10).fill(1)))
      for (let i = 0; i < 20_000; i++) counters.begin(picker.pick(requestOf(i))!.slot)
      for (let slot = 0; slot < 10; slot++) {
        const share = counters.inFlightOf(slot) / 2_000
        assert.ok(share > 0.75 && share < 1.25, `e${slot} has ${share} of its share`)
      }
    })

    it(`${algorithm} finds all of a thousand endpoints`, () => {
      const { picker, counters } = pickerOf(algorithm, candidatesOf(new Array(1_000).fill(1)))
      for (let i = 0; i < 20_000; i++) counters.begin(picker.pick(requestOf(i))!.slot)
      const missed = Array.from({ length: 1_000 }, (_, slot) => counters.inFlightOf(slot)).filter(
        count => count === 0,
      )
      assert.equal(missed.length, 0)
    })
  }

  for (const algorithm of WEIGHTED) {
    it(`${algorithm} follows the weights of idle endpoints`, () => {
      const { picker } = pickerOf(algorithm, candidatesOf([1, 2, 5]))
      const counts = shares(picker, 3, 40_000)
      const wanted = [0.125, 0.25, 0.625]
      wanted.forEach((share, i) => {
        assert.ok(Math.abs(counts[i]! / 40_000 - share) < 0.05, `e${i}: ${counts[i]}`)
      })
    })
  }

  for (const algorithm of WEIGHTED.filter(one => !isHashing(one))) {
    it(`${algorithm} follows the weights of endpoints that fill up`, () => {
      const { picker, counters } = pickerOf(algorithm, candidatesOf([1, 2, 5]))
      for (let i = 0; i < 8_000; i++) counters.begin(picker.pick(requestOf(i))!.slot)
      const wanted = [1_000, 2_000, 5_000]
      wanted.forEach((count, slot) => {
        const held = counters.inFlightOf(slot)
        assert.ok(Math.abs(held - count) < 0.1 * count, `e${slot} holds ${held}`)
      })
    })
  }

  for (const algorithm of HASH_ALGORITHMS) {
    it(`${algorithm} gives a key the same endpoint on every node, whatever the order`, () => {
      const candidates = candidatesOf([1, 2, 1, 1])
      const one = pickerOf(algorithm, candidates, 1).picker
      const two = pickerOf(algorithm, [...candidates].reverse(), 2).picker
      for (let key = 0; key < 500; key++) {
        assert.equal(one.pick(requestOf(key))!.id, two.pick(requestOf(key))!.id)
      }
    })

    it(`${algorithm} gives other endpoints on further attempts`, () => {
      const { picker } = pickerOf(algorithm, candidatesOf([1, 1, 1, 1]))
      const seen = new Set(Array.from({ length: 30 }, (_, i) => picker.pick(requestOf(7, i))!.id))
      assert.equal(seen.size, 4)
    })
  }
})

describe('round robin', () => {
  it('takes turns, whatever the weights', () => {
    const { picker } = pickerOf('round-robin', candidatesOf([5, 1, 1]))
    const order = Array.from({ length: 6 }, () => picker.pick(requestOf(0))!.slot)
    assert.deepEqual(order.slice(3), order.slice(0, 3))
    assert.deepEqual([...new Set(order)].sort(), [0, 1, 2])
  })
})

describe('smooth weighted round robin', () => {
  const orders: readonly [number[], string][] = [
    [[5, 1, 1], 'aabacaa'],
    [[4, 2, 1], 'abacaba'],
    [[3, 2, 1], 'abacba'],
  ]
  for (const [weights, order] of orders) {
    it(`${weights.join(':')} gives ${order}, again and again`, () => {
      const picker = new WeightedRoundRobin()
      picker.update(candidatesOf(weights))
      const got = Array.from({ length: order.length * 3 }, () => 'abc'[picker.pick()!.slot])
      assert.equal(got.join(''), order.repeat(3))
    })
  }

  it('picks each endpoint exactly as often as its weight in a cycle', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 12 }),
        weights => {
          const picker = new WeightedRoundRobin()
          picker.update(candidatesOf(weights))
          const total = weights.reduce((sum, weight) => sum + weight, 0)
          const counts = new Array<number>(weights.length).fill(0)
          for (let i = 0; i < total * 2; i++) counts[picker.pick()!.slot]!++
          assert.deepEqual(
            counts,
            weights.map(weight => weight * 2),
          )
        },
      ),
      { numRuns: 50 },
    )
  })
})

describe('least connections', () => {
  it('never lets two equal endpoints differ by more than one', () => {
    const counters = new Counters(allocateCounters(1, 16), 0)
    const picker = new LeastConnections(counters)
    picker.update(candidatesOf([1, 1, 1, 1, 1]))
    const random = seededRandom(3)
    const held: number[] = []
    for (let i = 0; i < 500; i++) {
      const slot = picker.pick()!.slot
      const least = Math.min(...[0, 1, 2, 3, 4].map(other => counters.inFlightOf(other)))
      assert.equal(counters.inFlightOf(slot), least)
      counters.begin(slot)
      held.push(slot)
      if (held.length > 12) counters.end(held.splice(random.int(held.length), 1)[0]!)
    }
  })

  it('holds connections in proportion to the weights', () => {
    const counters = new Counters(allocateCounters(1, 16), 0)
    const picker = new LeastConnections(counters)
    picker.update(candidatesOf([3, 1]))
    for (let i = 0; i < 40; i++) counters.begin(picker.pick()!.slot)
    assert.deepEqual([counters.inFlightOf(0), counters.inFlightOf(1)], [30, 10])
  })

  it('sees what another thread has in flight', () => {
    const memory = allocateCounters(2, 16)
    const [mine, other] = [new Counters(memory, 0), new Counters(memory, 1)]
    const picker = new LeastConnections(mine)
    picker.update(candidatesOf([1, 1]))
    for (let i = 0; i < 10; i++) other.begin(0)
    for (let i = 0; i < 5; i++) assert.equal(picker.pick()!.slot, 1)
  })
})

describe('power of two choices', () => {
  it('keeps the fullest of 100 bins within 5 of the mean after 100,000 balls', () => {
    for (const seed of [1, 2, 3, 4, 5]) {
      const { picker, counters } = pickerOf(
        'power-of-two-choices',
        candidatesOf(new Array(100).fill(1)),
        seed,
      )
      for (let i = 0; i < 100_000; i++) counters.begin(picker.pick(requestOf(i))!.slot)
      const most = Math.max(...Array.from({ length: 100 }, (_, slot) => counters.inFlightOf(slot)))
      assert.ok(most - 1_000 <= 5, `seed ${seed}: ${most}`)
    }
  })
})

describe('peak EWMA', () => {
  it('avoids a slow endpoint after one slow answer, and comes back to it with time', () => {
    const { picker, counters } = pickerOf('peak-ewma', candidatesOf([1, 1, 1, 1, 1]))
    const shareAt = (nowMs: number) => {
      let count = 0
      for (let i = 0; i < 1_000; i++) {
        if (picker.pick({ hash: 0, nowMs, attempt: 0 })!.slot === 2) count++
      }
      return count / 1_000
    }
    for (let slot = 0; slot < 5; slot++) recordLatency(counters, slot, 10, 1_000)
    recordLatency(counters, 2, 210, 1_000)
    assert.equal(shareAt(1_000), 0)
    for (let slot = 0; slot < 5; slot++) if (slot !== 2) recordLatency(counters, slot, 10, 41_000)
    assert.ok(shareAt(41_000) > 0.2)
  })

  it('rises at once and falls by the time constant', () => {
    const counters = new Counters(allocateCounters(1, 4), 0)
    recordLatency(counters, 0, 10, 1_000)
    recordLatency(counters, 0, 100, 1_001)
    assert.equal(counters.latencyMs[0], 100)
    recordLatency(counters, 0, 0, 11_001)
    assert.ok(Math.abs(counters.latencyMs[0]! - 100 / Math.E) < 0.01)
  })
})

describe('Maglev', () => {
  const owners = (candidates: readonly Candidate[]) =>
    Array.from(maglevTable(candidates), index => candidates[index]!.id)

  it('fills its table evenly to within 1 %', () => {
    for (const count of [3, 10, 100]) {
      const table = maglevTable(candidatesOf(new Array(count).fill(1)))
      const counts = new Array<number>(count).fill(0)
      for (const index of table) counts[index]!++
      const mean = table.length / count
      assert.ok(Math.max(...counts) / mean < 1.01 && Math.min(...counts) / mean > 0.98)
    }
  })

  it('moves at most 2 % of the survivors’ keys when an endpoint goes', () => {
    const candidates = candidatesOf(new Array(40).fill(1))
    const before = owners(candidates)
    const after = owners(candidates.filter(({ slot }) => slot !== 17))
    const moved = before.filter((id, i) => id !== 'e17' && after[i] !== id).length
    assert.ok(moved / before.length < 0.02, `${moved} of ${before.length}`)
  })
})

describe('the hash ring', () => {
  it('moves no key between survivors, whatever the weights (ketama)', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 2, maxLength: 8 }),
        fc.nat(),
        (weights, seed) => {
          const candidates = candidatesOf(weights)
          const gone = candidates[seed % candidates.length]!
          const before = pickerOf('consistent-hash', candidates).picker
          const after = pickerOf(
            'consistent-hash',
            candidates.filter(one => one !== gone),
          ).picker
          for (let key = 0; key < 200; key++) {
            const owner = before.pick(requestOf(key))!
            if (owner !== gone) assert.equal(after.pick(requestOf(key)), owner)
          }
        },
      ),
      { numRuns: 30 },
    )
  })
})
