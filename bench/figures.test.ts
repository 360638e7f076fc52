import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatRows, Measurements, OURS } from './report.ts'
import { median, pairedRatios, spreadOf } from './spread.ts'
import { parseWrk } from './wrk.ts'

const WRK_OUTPUT = `Running 2s test @ http://127.0.0.1:8080/
  1 threads and 16 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency   540.17us  321.20us   9.12ms   94.51%
    Req/Sec    30.16k     2.21k   33.82k    80.00%
  Latency Distribution
     50%  502.00us
     75%  598.00us
     90%  727.00us
     99%    1.62ms
  60123 requests in 2.00s, 7.80MB read
Requests/sec:  30055.91
Transfer/sec:      3.90MB
`

test('a median is the middle, or the mean of the two in the middle', () => {
  assert.equal(median([3, 1, 2]), 2)
  assert.equal(median([4, 1, 2, 3]), 2.5)
  assert.deepEqual(spreadOf([5, 1, 3]), { median: 3, least: 1, greatest: 5 })
})

test('ratios are taken turn by turn, so a disturbed turn disturbs both sides', () => {
  assert.deepEqual(pairedRatios([10, 40, 12], [10, 20, 10]), {
    median: 1.2,
    least: 1,
    greatest: 2,
  })
  assert.throws(() => pairedRatios([1], [0]))
  assert.throws(() => pairedRatios([1, 2], [1]))
})

test('what wrk prints is read in its units', () => {
  assert.deepEqual(parseWrk(WRK_OUTPUT), {
    requests: 60_123,
    requestsPerSecond: 30_055.91,
    p50Ms: 0.502,
    p99Ms: 1.62,
  })
})

test('a run in which requests failed is no result', () => {
  const failed = `${WRK_OUTPUT}  Non-2xx or 3xx responses: 12\n`
  assert.throws(() => parseWrk(failed), /Non-2xx or 3xx responses: 12/)
  assert.throws(() => parseWrk('wrk: unknown option'), /printed no/)
})

test('a goal is judged by the median ratio to its peer', () => {
  const measurements = new Measurements()
  const goal = { ratioTo: 'haproxy', most: 1.25 }
  const measure = { name: 'CPU', unit: 'µs', goal }
  for (const value of [12, 14, 13]) measurements.add(measure, OURS, value)
  for (const value of [10, 10, 10]) measurements.add(measure, 'haproxy', value)
  const [row] = measurements.rows()
  assert.equal(row?.ratios['haproxy']?.median, 1.3)
  assert.equal(row?.isGoalMet, false)
  assert.match(formatRows([row!]), /≤ 1\.25 × haproxy: missed/)
})
