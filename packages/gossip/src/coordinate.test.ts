import assert from 'node:assert/strict'
import { test } from 'node:test'
import { quantile, seededRandom } from '@polis/base'
import fc from 'fast-check'
import { coordinateText, distanceMs, parseCoordinate, Vivaldi } from './coordinate.ts'

const NODES = 24
const ROUNDS = 300

/** Relative errors of all predictions, after members of a plane have probed each other. */
function errorsOf(seed: number, jitter: number): number[] {
  const random = seededRandom(seed)
  const places = Array.from({ length: NODES }, () => {
    return { x: random.next() * 80, y: random.next() * 80, accessMs: 1 + random.next() * 4 }
  })
  const rttMs = (i: number, j: number) => {
    const [a, b] = [places[i]!, places[j]!]
    return Math.hypot(a.x - b.x, a.y - b.y) + a.accessMs + b.accessMs
  }
  const members = places.map((_, i) => new Vivaldi(seededRandom(seed + i)))
  for (let round = 0; round < ROUNDS; round++) {
    members.forEach((member, i) => {
      const j = (i + 1 + random.int(NODES - 1)) % NODES
      const sampleMs = rttMs(i, j) * (1 + jitter * random.next())
      // What others hold of a point is its text.
      const other = parseCoordinate(coordinateText(members[j]!.coordinate))!
      member.observe(`${j}`, other, sampleMs)
    })
  }
  const errors: number[] = []
  for (let i = 0; i < NODES; i++) {
    for (let j = 0; j < i; j++) {
      const predictedMs = distanceMs(members[i]!.coordinate, members[j]!.coordinate)
      errors.push(Math.abs(predictedMs - rttMs(i, j)) / rttMs(i, j))
    }
  }
  return errors
}

test('the distances of members in a plane are predicted, also of those that never met', () => {
  fc.assert(
    fc.property(fc.nat(100_000), seed => {
      const errors = errorsOf(seed, 0.05)
      const [half, most] = [quantile(errors, 0.5), quantile(errors, 0.9)]
      assert.ok(half < 0.12 && most < 0.4, `p50 ${half.toFixed(3)} p90 ${most.toFixed(3)}`)
    }),
    { numRuns: 4 },
  )
})

test('a coordinate comes back from its text, and nonsense does not', () => {
  const member = new Vivaldi(seededRandom(1))
  member.observe('b', new Vivaldi(seededRandom(2)).coordinate, 40)
  const text = coordinateText(member.coordinate)
  assert.equal(coordinateText(parseCoordinate(text)!), text)
  assert.ok(text.length < 100)
  for (const bad of [undefined, 7, '', '1 2 3', text.replace(/^\S+/, 'x'), `${text} 1`]) {
    assert.equal(parseCoordinate(bad), undefined)
  }
  assert.equal(parseCoordinate(text.replace(/^\S+/, '1e9')), undefined)
})

test('whatever a peer says of itself, the own point stays finite', () => {
  const value = fc.double({ min: -60_000, max: 60_000, noNaN: true })
  const said = fc.tuple(
    fc.array(value, { minLength: 10, maxLength: 10 }),
    fc.double({ min: 0, noNaN: true }),
  )
  fc.assert(
    fc.property(fc.array(said, { maxLength: 50 }), peers => {
      const member = new Vivaldi(seededRandom(3))
      for (const [values, rttMs] of peers) {
        const other = parseCoordinate(values.map(one => one.toFixed(2)).join(' '))
        if (other !== undefined) member.observe('b', other, Math.min(rttMs, 60_000))
      }
      const { vector, heightMs, error } = member.coordinate
      assert.ok([...vector, heightMs, error].every(Number.isFinite))
    }),
  )
})
