import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  H2_DOUBT_MS,
  H2_PING_REPLY_MS,
  H2_PINGS_WITHOUT_DATA,
  H2_QUIET_MS,
  SWEEP_INTERVAL_MS,
} from './config.ts'
import { SessionLiveness } from './session-liveness.ts'

/** Sweeps from `fromMs` on until `liveness` says something; answers when, and what. */
function sweepUntil(liveness: SessionLiveness, fromMs: number, forMs: number, bytes = 0) {
  for (let nowMs = fromMs; nowMs <= fromMs + forMs; nowMs += SWEEP_INTERVAL_MS) {
    const verdict = liveness.sweep(nowMs, bytes, true)
    if (verdict !== undefined) return { nowMs, verdict }
  }
  return undefined
}

describe('whether an HTTP/2 session lives', () => {
  it('is asked when nothing has come for a while and streams wait', () => {
    const liveness = new SessionLiveness(0)
    assert.deepEqual(sweepUntil(liveness, 0, 10_000), { nowMs: H2_QUIET_MS, verdict: 'ask' })
  })

  it('is not asked while nobody waits, or while bytes come', () => {
    const idle = new SessionLiveness(0)
    for (let nowMs = 0; nowMs < 60_000; nowMs += 250) {
      assert.equal(idle.sweep(nowMs, 0, false), undefined)
    }
    const busy = new SessionLiveness(0)
    for (let nowMs = 0; nowMs < 60_000; nowMs += 250) {
      assert.equal(busy.sweep(nowMs, 1 + Math.floor(nowMs / 1_000), true), undefined)
    }
  })

  it('is doubted, then over, if the answer does not come', () => {
    const liveness = new SessionLiveness(0)
    sweepUntil(liveness, 0, H2_QUIET_MS)
    assert.equal(liveness.isUnsure(H2_QUIET_MS), false)
    const found = sweepUntil(liveness, H2_QUIET_MS + SWEEP_INTERVAL_MS, H2_DOUBT_MS)
    assert.equal(found, undefined)
    assert.equal(liveness.isUnsure(H2_QUIET_MS + H2_DOUBT_MS), true)
    assert.deepEqual(sweepUntil(liveness, H2_QUIET_MS + H2_DOUBT_MS + 500, 10_000)?.verdict, 'dead')
  })

  it('does not count the time in which this thread itself stood still', () => {
    const liveness = new SessionLiveness(0)
    sweepUntil(liveness, 0, H2_QUIET_MS)
    assert.equal(liveness.sweep(H2_QUIET_MS + 10 * H2_PING_REPLY_MS, 0, true), undefined)
    assert.equal(liveness.isUnsure(H2_QUIET_MS + 10 * H2_PING_REPLY_MS), true)
  })

  it('goes on with the answer, or with any other bytes', () => {
    const answered = new SessionLiveness(0)
    sweepUntil(answered, 0, H2_QUIET_MS)
    answered.answered(H2_QUIET_MS + 600)
    assert.equal(sweepUntil(answered, H2_QUIET_MS + 750, H2_QUIET_MS - 500, 17), undefined)
    const heard = new SessionLiveness(0)
    sweepUntil(heard, 0, H2_QUIET_MS)
    for (let i = 1; i < 100; i++) {
      assert.equal(heard.sweep(H2_QUIET_MS + i * SWEEP_INTERVAL_MS, i, true), undefined)
    }
  })

  it('is asked no more than servers of gRPC allow, until data has come', () => {
    const liveness = new SessionLiveness(0)
    let [nowMs, bytes, asked] = [0, 0, 0]
    const live = (forMs: number) => {
      for (const endMs = nowMs + forMs; nowMs < endMs; nowMs += SWEEP_INTERVAL_MS) {
        const verdict = liveness.sweep(nowMs, bytes, true)
        assert.notEqual(verdict, 'dead')
        if (verdict !== 'ask') continue
        asked++
        bytes += 17
        liveness.answered(nowMs)
      }
    }
    live(120_000)
    assert.equal(asked, H2_PINGS_WITHOUT_DATA)
    assert.equal(liveness.isUnsure(nowMs), true, 'who may not be asked is not trusted with more')
    bytes += 100
    live(SWEEP_INTERVAL_MS)
    assert.equal(liveness.isUnsure(nowMs), false)
    live(120_000)
    assert.equal(asked, 2 * H2_PINGS_WITHOUT_DATA)
  })
})
