import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Claim, compareClaims, firstIncarnation, LIVENESS, REASONS } from './claim.ts'

const claims = fc.record<Claim>({
  peer: fc.constant('subject'),
  state: fc.constantFrom(...LIVENESS),
  incarnation: fc.nat(3),
  by: fc.constantFrom('subject', 'a', 'b'),
  reason: fc.constantFrom(...REASONS),
})

const claim = (state: Claim['state'], incarnation: number): Claim => {
  return { peer: 'p', state, incarnation, by: 'p', reason: 'self' }
}

test('the higher incarnation wins whatever the states', () => {
  assert.ok(compareClaims(claim('alive', 2), claim('left', 1)) > 0)
})

test('within an incarnation the order is alive, suspect, restarting, dead, left', () => {
  for (let i = 1; i < LIVENESS.length; i++) {
    assert.ok(compareClaims(claim(LIVENESS[i]!, 1), claim(LIVENESS[i - 1]!, 1)) > 0)
  }
})

test('merging by the maximum gives the same claim in every order of arrival', () => {
  const merge = (list: readonly Claim[]) =>
    list.reduce((best, next) => (compareClaims(next, best) > 0 ? next : best))
  const shape = ({ state, incarnation }: Claim) => `${state} ${incarnation}`
  fc.assert(
    fc.property(fc.array(claims, { minLength: 1, maxLength: 8 }), list => {
      assert.equal(shape(merge(list)), shape(merge([...list].reverse())))
    }),
  )
})

test('a boot outranks a million refutations of the boot before, within safe integers', () => {
  assert.equal(firstIncarnation(1), 1_048_576)
  assert.ok(firstIncarnation(8) > firstIncarnation(7) + 1_000_000)
  assert.ok(Number.isSafeInteger(firstIncarnation(2 ** 32 - 1) + 2 ** 20))
  assert.throws(() => firstIncarnation(-1))
})
