/** Backtests in a thread of their own. */

import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { hasCode } from '@polis/base'
import { runBacktest } from '../backtest.ts'
import { policySpec } from '../policy.ts'
import { Backtests } from './backtests.ts'

const never = new AbortController().signal
const points = Array.from({ length: 40 }, (_, i) => ({ atMs: i * 60_000, load: 50 + (i % 9) * 30 }))
const request = { points, name: 'mine', policy: policySpec({ min: 1, max: 9, rps: 40 }) }

describe('a thread for backtests', () => {
  test('answers what the function answers, one at a time', async () => {
    const backtests = new Backtests()
    const first = backtests.run({ ...request, hasPlot: true }, never)
    await assert.rejects(backtests.run(request, never), error => hasCode(error, 'autoscaler/busy'))
    const answer = await first
    assert.deepEqual(answer, runBacktest({ ...request, hasPlot: true }))
    assert.match(answer.plot!, /^<svg /)
    await assert.rejects(backtests.run({ points: [] }, never), error =>
      hasCode(error, 'autoscaler/bad-trace'),
    )
  })

  test('is ended when it takes too long, and when nobody waits for it', async () => {
    const years = [0, 400 * 86_400_000].map(atMs => ({ atMs, load: 1 }))
    const hasEnded = (error: unknown) => hasCode(error, 'autoscaler/too-long')
    const backtests = new Backtests(100)
    await assert.rejects(backtests.run({ points: years }, never), hasEnded)
    const gone = AbortSignal.timeout(20)
    await assert.rejects(new Backtests().run({ points: years }, gone), hasEnded)
    await assert.rejects(backtests.run({ points: years }, never), hasEnded, 'it is free again')
  })
})
