import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LAN } from './config.ts'
import { LocalHealth } from './local-health.ts'
import { Suspicion } from './suspicion.ts'

test('a suspicion lasts four minimums alone and one minimum with two confirmations', () => {
  const suspicion = new Suspicion(LAN, 8, 'a', 1_000)
  assert.equal(suspicion.deadlineMs, 1_000 + 12_000)
  assert.ok(suspicion.confirm('b'))
  const between = suspicion.deadlineMs - 1_000
  assert.equal(Math.round(between), Math.round(12_000 - 9_000 * (Math.log(2) / Math.log(3))))
  assert.ok(suspicion.confirm('c'))
  assert.equal(suspicion.deadlineMs, 1_000 + 3_000)
})

test('the same accuser counts once, and no more accusers than needed', () => {
  const suspicion = new Suspicion(LAN, 8, 'a', 0)
  assert.equal(suspicion.confirm('a'), false)
  suspicion.confirm('b')
  assert.equal(suspicion.confirm('b'), false)
  suspicion.confirm('c')
  assert.equal(suspicion.confirm('d'), false)
  assert.equal(suspicion.confirmations, 2)
})

test('where nobody else is left to confirm, the minimum is used at once', () => {
  assert.equal(new Suspicion(LAN, 2, 'a', 0).deadlineMs, 3_000)
})

test('of three members one accuser alone waits four times as long as both others', () => {
  const suspicion = new Suspicion(LAN, 3, 'a', 0)
  assert.equal(suspicion.deadlineMs, 12_000)
  suspicion.confirm('b')
  assert.equal(suspicion.deadlineMs, 3_000)
  assert.equal(suspicion.needsConfirmation, false)
})

test('the minimum grows with the logarithm of the cluster', () => {
  const suspicion = new Suspicion(LAN, 100, 'a', 0)
  assert.equal(suspicion.minMs, 6_000)
})

test('a postponed or skipped deadline moves, an earlier one does not', () => {
  const suspicion = new Suspicion(LAN, 2, 'a', 0)
  suspicion.postpone(2_000)
  assert.equal(suspicion.deadlineMs, 3_000)
  suspicion.skip(500)
  suspicion.postpone(5_000)
  assert.equal(suspicion.deadlineMs, 5_000)
})

test('only fresh refusals count', () => {
  const suspicion = new Suspicion(LAN, 5, 'a', 0)
  assert.ok(suspicion.refuse('a', 0))
  assert.ok(suspicion.refuse('b', 2_000))
  assert.deepEqual(suspicion.refusalsSince(1_000), ['b'])
  assert.ok(suspicion.hasAccuser('b'))
})

test('local health stays in its bounds and stretches the interval by its score plus one', () => {
  const health = new LocalHealth(7)
  health.improve()
  assert.equal(health.multiplier, 1)
  health.worsen(3)
  assert.equal(health.multiplier, 4)
  health.worsen(100)
  assert.equal(health.score, 7)
})

test('a late second counts against local health, and one in time makes up for it', () => {
  const health = new LocalHealth(7)
  for (let second = 0; second < 60; second++) health.feelLag(second % 8 === 0)
  assert.ok(health.score <= 1, 'an occasional late second does not add up')
  for (let second = 0; second < 20; second++) health.feelLag(true)
  assert.equal(health.score, 7)
  health.improve()
  assert.equal(health.score, 7, 'a good probe does not make the event loop quicker')
  health.worsen(3)
  for (let second = 0; second < 20; second++) health.feelLag(false)
  assert.equal(health.score, 3, 'and seconds in time do not find lost nacks')
})

test('a muted node stays muted until the later of two times', () => {
  const health = new LocalHealth(7)
  health.mute(2_000)
  health.mute(1_000)
  assert.ok(health.isMuted(1_500))
  assert.ok(!health.isMuted(2_000))
})
