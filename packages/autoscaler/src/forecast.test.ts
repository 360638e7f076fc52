import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { seededRandom } from '@polis/base'
import { FORECAST_STEP_MS } from './config.ts'
import { Forecaster } from './forecast.ts'

const STEPS_A_DAY = 86_400_000 / FORECAST_STEP_MS

/** A forecaster that has seen `loadAt` for so many steps. */
function after(steps: number, loadAt: (step: number) => number, quantile = 0.75): Forecaster {
  const forecaster = new Forecaster(quantile)
  for (let step = 0; step <= steps; step++)
    forecaster.observe(loadAt(step), step * FORECAST_STEP_MS)
  return forecaster
}

describe('a forecast', () => {
  it('says nothing before it has seen enough', () => {
    assert.equal(after(20, () => 5).forecast, undefined)
    assert.deepEqual(after(30, () => 5).forecast, { rise: 0, margin: 0, error: 0, season: 'none' })
  })

  it('takes another margin at once, and keeps what it has learned', () => {
    const random = seededRandom(3)
    const loads = Array.from({ length: 200 }, () => 100 + random.int(41))
    const small = after(150, step => loads[step]!, 0.5)
    const large = after(150, step => loads[step]!, 0.9)
    assert.notDeepEqual(small.forecast, large.forecast)
    small.quantile = 0.9
    assert.deepEqual(small.forecast, large.forecast)
  })

  it('has a margin that the wanted share of steps stays below', () => {
    const random = seededRandom(7)
    const loads = Array.from({ length: 600 }, () => 100 + random.int(41))
    for (const quantile of [0.5, 0.75, 0.9]) {
      let covered = 0
      let asked = 0
      const forecaster = new Forecaster(quantile)
      for (const [step, load] of loads.entries()) {
        const { forecast } = forecaster
        if (forecast !== undefined && step > 100) {
          asked++
          if (load <= loads[step - 1]! + forecast.rise + forecast.margin) covered++
        }
        forecaster.observe(load, step * FORECAST_STEP_MS)
      }
      // The forecast is of the step after next when it is asked within the first sample of a step.
      assert.ok(covered / asked > quantile - 0.12, `${covered} of ${asked} for ${quantile}`)
    }
  })

  it('learns a rise that comes at the same time every day', () => {
    const daily = (step: number) => (step % STEPS_A_DAY >= 100 && step % STEPS_A_DAY < 120 ? 1 : 0)
    const loadAt = (step: number) => {
      let load = 50
      for (let i = step - (step % STEPS_A_DAY); i <= step; i++) load += daily(i) * 20
      return load
    }
    const forecaster = after(4 * STEPS_A_DAY + 109, loadAt)
    assert.equal(forecaster.forecast?.season, 'daily')
    assert.ok(Math.abs(forecaster.forecast.rise - 20) < 2, String(forecaster.forecast.rise))
    assert.equal(after(4 * STEPS_A_DAY + 50, loadAt).forecast?.rise, 0)
  })

  it('believes in no season that is not there', () => {
    const random = seededRandom(3)
    const { forecast } = after(4 * STEPS_A_DAY, () => random.int(100))
    assert.equal(forecast?.season, 'none')
    assert.equal(forecast.rise, 0)
  })

  it('forgets a spike at once: it leaves no level and next to no margin', () => {
    const { forecast } = after(200, step => (step === 190 ? 1_000 : 10))
    assert.equal(forecast?.rise, 0)
    assert.equal(forecast.margin, 0)
  })

  it('takes no rise from two steps with a gap between them', () => {
    const forecaster = after(40, () => 10)
    forecaster.observe(500, 60 * FORECAST_STEP_MS)
    forecaster.observe(500, 61 * FORECAST_STEP_MS)
    assert.equal(forecaster.forecast?.error, 0)
  })
})
