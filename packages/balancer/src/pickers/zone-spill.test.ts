import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { seededRandom } from '@polis/base'
import { allocateCounters, Counters } from '../counters.ts'
import { createPicker } from './create.ts'
import type { Candidate } from './picker.ts'
import { nearShare } from './zone-spill.ts'

/** Endpoints of zone `a` and `b` that are usable, of `near` and `far` that there are. */
function zoned(usableNear: number, near: number, usableFar: number, far: number) {
  const counters = new Counters(allocateCounters(1, 256), 0)
  const zone = { own: 'a', near, far }
  const picker = createPicker('random', counters, seededRandom(1), { zone })
  const candidates: Candidate[] = Array.from({ length: usableNear + usableFar }, (_, slot) => ({
    id: `e${slot}`,
    weight: 1,
    slot,
    zone: slot < usableNear ? 'a' : 'b',
  }))
  picker.update(candidates)
  const picks = (count: number) => {
    let here = 0
    for (let i = 0; i < count; i++) {
      if (picker.pick({ hash: 0, nowMs: 1, attempt: 0 })?.zone === 'a') here++
    }
    return here / count
  }
  return { picker, picks }
}

describe('the own zone first', () => {
  // Envoy's documented table for two priority levels.
  const table: readonly [number, number, number][] = [
    [100, 100, 100],
    [72, 72, 100],
    [71, 71, 99],
    [50, 50, 70],
    [25, 100, 35],
    [25, 25, 50],
    [0, 100, 0],
  ]
  for (const [near, far, percent] of table) {
    it(`takes ${percent} % when ${near} % of it and ${far} % of the others are well`, () => {
      assert.equal(Math.floor(nearShare(near / 100, far / 100) * 100), percent)
    })
  }

  it('is where all requests go while it is well', () => {
    assert.equal(zoned(4, 5, 20, 20).picks(500), 1)
  })

  it('spills over as much as it has no room for', () => {
    const share = zoned(5, 10, 20, 20).picks(20_000)
    assert.ok(Math.abs(share - 0.7) < 0.02, `${share}`)
  })

  it('is given up when nobody is left in it, and alone when nobody is elsewhere', () => {
    assert.equal(zoned(0, 3, 5, 5).picks(100), 0)
    assert.equal(zoned(1, 10, 0, 5).picks(100), 1)
    assert.equal(zoned(0, 3, 0, 5).picker.pick({ hash: 0, nowMs: 1, attempt: 0 }), undefined)
  })
})
