import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { seededRandom } from '@polis/base'
import fc from 'fast-check'
import { finishCrc32, hash32, startCrc32 } from '../hash.ts'
import type { HashAlgorithm } from '../routes.ts'
import { createPicker } from './create.ts'
import { fillTable, maglevTable } from './maglev.ts'
import type { Candidate } from './picker.ts'

const NO_LOADS = {
  inFlight: new Int32Array(2_048),
  latencyMs: new Float64Array(2_048),
  latencyAtMs: new Float64Array(2_048),
}

const candidatesOf = (weights: readonly number[]): Candidate[] =>
  weights.map((weight, slot) => ({ id: `e${slot}`, weight, slot }))

function ownersOf(algorithm: HashAlgorithm, candidates: readonly Candidate[], keys: number) {
  const picker = createPicker(algorithm, NO_LOADS, seededRandom(1))
  picker.update(candidates)
  return Array.from(
    { length: keys },
    (_, key) => picker.pick({ hash: hash32(`key ${key}`), nowMs: 1, attempt: 0 })!.id,
  )
}

describe('rendezvous hashing and the ring', () => {
  for (const algorithm of ['rendezvous', 'consistent-hash'] as const) {
    it(`${algorithm}: no key moves between survivors, nor away from a newcomer`, () => {
      fc.assert(
        fc.property(
          fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 2, maxLength: 12 }),
          fc.nat(),
          (weights, seed) => {
            const all = candidatesOf(weights)
            const gone = all[seed % all.length]!
            const rest = all.filter(one => one !== gone)
            const picker = createPicker(algorithm, NO_LOADS, seededRandom(1))
            picker.update(all)
            const before = ownersOf(algorithm, all, 300)
            const after = ownersOf(algorithm, rest, 300)
            before.forEach((id, key) => {
              if (id !== gone.id) assert.equal(after[key], id)
            })
            // A list that was changed step by step gives what a new one gives.
            picker.update(rest)
            picker.update(all)
            const again = before.map(
              (_, key) => picker.pick({ hash: hash32(`key ${key}`), nowMs: 1, attempt: 0 })!.id,
            )
            assert.deepEqual(again, before)
          },
        ),
        { numRuns: 12 },
      )
    })
  }

  it('rendezvous shares by weight to within a few per cent', () => {
    const counts = new Map<string, number>()
    for (const id of ownersOf('rendezvous', candidatesOf([1, 2, 5]), 40_000)) {
      counts.set(id, (counts.get(id) ?? 0) + 1)
    }
    const shares = [0.125, 0.25, 0.625]
    shares.forEach((share, i) => {
      assert.ok(Math.abs(counts.get(`e${i}`)! / 40_000 - share) < 0.015, `${[...counts]}`)
    })
  })

  it('160 points a server share to within 8 % on average (1/√160)', () => {
    const counts = new Map<string, number>()
    const count = 100
    for (const id of ownersOf('consistent-hash', candidatesOf(new Array(count).fill(1)), 200_000)) {
      counts.set(id, (counts.get(id) ?? 0) + 1)
    }
    const mean = 200_000 / count
    const variance = [...counts.values()].reduce((sum, n) => sum + (n - mean) ** 2, 0) / count
    const deviation = Math.sqrt(variance) / mean
    assert.ok(deviation > 0.06 && deviation < 0.1, `${deviation}`)
  })
})

describe('CRC-32', () => {
  it('is that of IEEE 802.3', () => {
    // The check value of the catalogue: CRC-32 of 123456789 is cbf43926.
    assert.equal((startCrc32('123456789') ^ 0xffffffff) >>> 0, 0xcbf43926)
    const word = 0x39383736
    assert.equal(finishCrc32(startCrc32('12345'), word), 0xcbf43926)
  })
})

describe('Maglev', () => {
  it('fills its table as Envoy’s published ones are, from Envoy’s own hashes', () => {
    // Offsets and steps by Envoy’s recipe: xxHash64 of the name with seeds 0 and 1, table of 7.
    const cases: readonly [readonly string[], string][] = [
      [
        ['90', '91', '92', '93', '94', '95'].map(port => `127.0.0.1:${port}`),
        '92 94 90 91 95 90 93',
      ],
      [['90', '91', '92', '93', '94', '95'], '92 95 90 93 94 91 90'],
    ]
    for (const [names, expected] of cases) {
      const turns = names.map(name => ({
        offset: Number(xxHash64(name, 0n) % 7n),
        skip: Number(xxHash64(name, 1n) % 6n) + 1,
        share: 1,
      }))
      const table = Array.from(fillTable(7, turns), index => names[index]!.split(':').at(-1))
      assert.equal(table.join(' '), expected)
    }
  })

  it('shares 1:2:5 as 12.5 : 25 : 62.5 %, and 1:2 of 65,537 as the documentation of Envoy', () => {
    const counted = (weights: readonly number[], size: number) => {
      const turns = weights.map((weight, i) => ({
        offset: hash32(`e${i}`) % size,
        skip: (hash32(`e${i}`, 1) % (size - 1)) + 1,
        share: weight / Math.max(...weights),
      }))
      const counts = weights.map(() => 0)
      for (const index of fillTable(size, turns)) counts[index]!++
      return counts
    }
    const shares = counted([1, 2, 5], 65_537).map(count => (count / 65_537).toFixed(3))
    assert.deepEqual(shares, ['0.125', '0.250', '0.625'])
    assert.deepEqual(counted([1, 2], 65_537), [21_846, 43_691])
  })

  it('moves under 1 % of survivors’ keys beyond what it must, with a table of 400 a member', () => {
    const all = candidatesOf(new Array(40).fill(1))
    const rest = all.filter(({ slot }) => slot !== 17)
    const before = Array.from(maglevTable(all), index => all[index]!.id)
    const after = Array.from(maglevTable(rest), index => rest[index]!.id)
    const moved = before.filter((id, i) => id !== 'e17' && after[i] !== id).length
    assert.ok(moved / before.length < 0.02, `${moved / before.length}`)
  })
})

const MASK = (1n << 64n) - 1n
const P1 = 0x9e3779b185ebca87n
const P2 = 0xc2b2ae3d27d4eb4fn
const P3 = 0x165667b19e3779f9n
const P4 = 0x85ebca77c2b2ae63n
const P5 = 0x27d4eb2f165667c5n
const rotl = (value: bigint, by: bigint) => ((value << by) | (value >> (64n - by))) & MASK

/** xxHash64 (Yann Collet) of fewer than 32 characters: what Envoy hashes hosts with. */
function xxHash64(text: string, seed: bigint): bigint {
  const bytes = Buffer.from(text)
  let hash = (seed + P5 + BigInt(bytes.length)) & MASK
  let at = 0
  for (; at + 8 <= bytes.length; at += 8) {
    const round = rotl((bytes.readBigUInt64LE(at) * P2) & MASK, 31n) * P1
    hash = (rotl(hash ^ (round & MASK), 27n) * P1 + P4) & MASK
  }
  if (at + 4 <= bytes.length) {
    hash ^= (BigInt(bytes.readUInt32LE(at)) * P1) & MASK
    hash = (rotl(hash, 23n) * P2 + P3) & MASK
    at += 4
  }
  for (; at < bytes.length; at++) {
    hash = (rotl(hash ^ ((BigInt(bytes[at]!) * P5) & MASK), 11n) * P1) & MASK
  }
  hash = ((hash ^ (hash >> 33n)) * P2) & MASK
  hash = ((hash ^ (hash >> 29n)) * P3) & MASK
  return hash ^ (hash >> 32n)
}
