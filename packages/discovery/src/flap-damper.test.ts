import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { FLAP_HOLD_MS_MAX, FLAPPING_KEPT } from './config.ts'
import { FlapDamper } from './flap-damper.ts'

describe('flap damping (RFC 2439)', () => {
  it('leaves alone who falls now and then', () => {
    const damper = new FlapDamper()
    for (let ms = 0; ms < 600_000; ms += 20_000) {
      assert.equal(damper.fell('a', ms), false)
      damper.tick(ms + 1)
    }
    assert.equal(damper.isHeld('a'), false)
  })

  it('holds who falls again and again, and releases it once it has been quiet', () => {
    const damper = new FlapDamper()
    const held = [0, 2_000, 4_000, 6_000].map(ms => damper.fell('a', ms))
    assert.deepEqual(held, [false, false, false, true])
    assert.deepEqual([damper.isHeld('a'), damper.isHeld('b'), damper.heldCount], [true, false, 1])
    const releaseMs = damper.nextReleaseMs()!
    assert.ok(releaseMs > 20_000 && releaseMs < 30_000, `${releaseMs}`)
    assert.deepEqual(damper.tick(releaseMs - 1), [])
    assert.deepEqual(damper.tick(releaseMs), ['a'])
    assert.deepEqual([damper.isHeld('a'), damper.nextReleaseMs()], [false, undefined])
  })

  it('counts those it holds, and holds nobody for longer than the bound after the last fall', () => {
    const anyFall = fc.record({ id: fc.constantFrom('a', 'b', 'c'), afterMs: fc.nat(8_000) })
    fc.assert(
      fc.property(fc.array(anyFall, { maxLength: 60 }), falls => {
        const damper = new FlapDamper()
        let nowMs = 0
        for (const { id, afterMs } of falls) {
          nowMs += afterMs
          damper.tick(nowMs)
          damper.fell(id, nowMs)
          const held = ['a', 'b', 'c'].filter(one => damper.isHeld(one))
          assert.equal(damper.heldCount, held.length)
          assert.equal(damper.nextReleaseMs() !== undefined, held.length > 0)
        }
        damper.tick(nowMs + FLAP_HOLD_MS_MAX)
        assert.equal(damper.heldCount, 0)
      }),
    )
  })

  it('forgets the gone and, beyond its bound, who fell longest ago', () => {
    const damper = new FlapDamper()
    for (let i = 0; i < 4; i++) damper.fell('old', i)
    assert.equal(damper.isHeld('old'), true)
    for (let i = 0; i < FLAPPING_KEPT; i++) damper.fell(`e${i}`, 10)
    assert.deepEqual([damper.isHeld('old'), damper.heldCount], [false, 0])
    for (let i = 0; i < 4; i++) damper.fell('gone', 20)
    damper.remove('gone')
    assert.deepEqual([damper.isHeld('gone'), damper.heldCount], [false, 0])
  })
})
