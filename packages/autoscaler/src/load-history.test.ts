import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { LOAD_HISTORY_HOURS, LOAD_SERIES_MAX, LOAD_STEP_MS } from './config.ts'
import { LoadHistory } from './load-history.ts'

const HOUR_MS = 3_600_000

describe('the loads that are kept', () => {
  it('are means over steps, with gaps where nothing was read', () => {
    const history = new LoadHistory()
    history.add('p', 'rps', 10, 0)
    history.add('p', 'rps', 20, LOAD_STEP_MS - 1)
    history.add('p', 'rps', 4, 3 * LOAD_STEP_MS)
    history.add('p', 'rps', 99, LOAD_STEP_MS)
    assert.deepEqual(history.points('p', 'rps'), [
      { atMs: 0, load: 15 },
      { atMs: 3 * LOAD_STEP_MS, load: 4 },
    ])
    assert.deepEqual(history.points('p', 'cpu'), [])
  })

  it('go back a day, whatever came in', () => {
    const history = new LoadHistory()
    const hours = LOAD_HISTORY_HOURS + 3
    for (let hour = 0; hour < hours; hour++) history.add('p', 'rps', hour, hour * HOUR_MS)
    const points = history.points('p', 'rps')
    assert.equal(points.length, LOAD_HISTORY_HOURS)
    assert.deepEqual([points[0]!.load, points.at(-1)!.load], [3, hours - 1])
  })

  it('are bounded in number, and those of policies that are gone make room', () => {
    const history = new LoadHistory()
    for (let i = 0; i <= LOAD_SERIES_MAX; i++) history.add(`p${i}`, 'rps', 1, 0)
    assert.deepEqual(history.points(`p${LOAD_SERIES_MAX}`, 'rps'), [])
    history.prune(id => id !== 'p0')
    history.add(`p${LOAD_SERIES_MAX}`, 'rps', 1, 0)
    assert.equal(history.points(`p${LOAD_SERIES_MAX}`, 'rps').length, 1)
  })
})
