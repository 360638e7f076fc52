import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { seededRandom } from '@polis/base'
import fc from 'fast-check'
import { allocateCounters, Counters } from '../counters.ts'
import { hash32 } from '../hash.ts'
import { HASH_ALGORITHMS, type HashAlgorithm } from '../routes.ts'
import { createPicker } from './create.ts'
import type { Candidate } from './picker.ts'

/** The service counts in row 0, endpoints in the rows after it. */
function bounded(algorithm: HashAlgorithm, boundedLoad: number, weights: readonly number[]) {
  const counters = new Counters(allocateCounters(1, 128), 0)
  const options = { boundedLoad, serviceSlot: 0 }
  const picker = createPicker(algorithm, counters, seededRandom(1), options)
  const candidates: Candidate[] = weights.map((weight, i) => ({ id: `e${i}`, weight, slot: i + 1 }))
  picker.update(candidates)
  /** A request for `key` begins; answers its endpoint. */
  const begin = (key: string) => {
    counters.begin(0)
    const candidate = picker.pick({ hash: hash32(key), nowMs: 1, attempt: 0 })!
    counters.begin(candidate.slot)
    return candidate
  }
  const end = ({ slot }: Candidate) => {
    counters.end(slot)
    counters.end(0)
  }
  return { counters, candidates, begin, end }
}

describe('consistent hashing with bounded loads', () => {
  for (const algorithm of HASH_ALGORITHMS) {
    it(`${algorithm}: no endpoint ever holds more than ⌈c(m+1)w/W⌉, however skewed the keys`, () => {
      fc.assert(
        fc.property(
          fc.constantFrom(1, 1.1, 1.25, 2),
          fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 20 }),
          fc.integer(),
          (factor, weights, seed) => {
            const { counters, begin, end } = bounded(algorithm, factor, weights)
            const random = seededRandom(seed)
            const total = weights.reduce((sum, weight) => sum + weight, 0)
            const held: Candidate[] = []
            for (let i = 0; i < 300; i++) {
              // Half of all requests are for one key, as with a page that everybody wants.
              const candidate = begin(random.int(2) === 0 ? 'hot' : `key ${random.int(40)}`)
              held.push(candidate)
              const cap = Math.ceil((factor * held.length * candidate.weight) / total)
              assert.ok(counters.inFlightOf(candidate.slot) <= cap)
              if (random.int(3) === 0) end(held.splice(random.int(held.length), 1)[0]!)
            }
          },
        ),
        { numRuns: 25 },
      )
    })

    it(`${algorithm}: a key stays with its owner while that has room`, () => {
      const { begin, end } = bounded(algorithm, 1.25, new Array(20).fill(1))
      const owner = begin('key')
      end(owner)
      for (let i = 0; i < 20; i++) begin(`other ${i}`)
      const again = begin('key')
      assert.equal(again, owner)
    })
  }

  it('spills about a sixth of skewed keys among 20 endpoints at 1.25, and less with more room', () => {
    const spilled = (factor: number) => {
      const plain = bounded('consistent-hash', 1_000, new Array(20).fill(1))
      const tight = bounded('consistent-hash', factor, new Array(20).fill(1))
      const random = seededRandom(7)
      let count = 0
      for (let i = 0; i < 4_000; i++) {
        // Zipf-like: key k with a probability near 1/k.
        const key = `key ${Math.floor(400 ** random.next())}`
        if (plain.begin(key).id !== tight.begin(key).id) count++
      }
      return count / 4_000
    }
    const [narrow, usual, wide] = [spilled(1.1), spilled(1.25), spilled(2)]
    assert.ok(narrow > usual && usual > wide, `${narrow} ${usual} ${wide}`)
    assert.ok(usual > 0.05 && usual < 0.5, `${usual}`)
  })
})
