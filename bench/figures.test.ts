import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseH2load } from './h2load.ts'
import {
  cpuUs,
  parsePrivateBytes,
  parseSchedstat,
  privateBytes,
  processTree,
} from './process-usage.ts'
import { formatRows, Measurements, OURS } from './report.ts'
import { median, pairedRatios, spreadOf } from './spread.ts'
import { parseCalls } from './sync-count.ts'
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

test('a latency of a second and more is read as well, behind which wrk prints a space', () => {
  const slow = WRK_OUTPUT.replace('99%    1.62ms', '99%    1.83s ')
  assert.equal(parseWrk(slow).p99Ms, 1_830)
})

test('a run in which requests failed is no result', () => {
  const failed = `${WRK_OUTPUT}  Non-2xx or 3xx responses: 12\n`
  assert.throws(() => parseWrk(failed), /Non-2xx or 3xx responses: 12/)
  assert.throws(() => parseWrk('wrk: unknown option'), /printed no/)
})

test('what h2load prints is read, and a run in which requests failed is no result', () => {
  const output = `finished in 1.00s, 17203.00 req/s, 1.21MB/s
requests: 17203 total, 17363 started, 17203 done, 17203 succeeded, 0 failed, 0 errored, 0 timeout
`
  assert.deepEqual(parseH2load(output), { requests: 17_203, requestsPerSecond: 17_203 })
  const failed = output.replace('17203 succeeded, 0 failed', '17202 succeeded, 1 failed')
  assert.throws(() => parseH2load(failed), /requests failed: 1 of 17203/)
  assert.throws(() => parseH2load('h2load: unknown option'), /no counts/)
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

test('a rate has a goal that it must at least reach', () => {
  const measurements = new Measurements()
  const measure = { name: 'rate', unit: '1/s', goal: { ratioTo: 'etcd', least: 1.5 } }
  measurements.add(measure, OURS, 14)
  measurements.add(measure, 'etcd', 10)
  const [row] = measurements.rows()
  assert.equal(row?.isGoalMet, false)
  assert.match(formatRows([row!]), /≥ 1\.5 × etcd: missed/)
})

test('without its peer a goal is neither met nor missed', () => {
  const measurements = new Measurements()
  const goal = { ratioTo: 'haproxy', most: 1.25 }
  measurements.add({ name: 'CPU', unit: 'µs', goal }, OURS, 12)
  const [row] = measurements.rows()
  assert.equal(row?.isGoalMet, undefined)
  assert.match(formatRows([row!]), /not measured/)
})

test('what a program uses is read from its schedstat and smaps_rollup', () => {
  assert.equal(parseSchedstat('366742544 340353633 17111\n'), 366_742_544)
  assert.throws(() => parseSchedstat('0.5 1'))
  const rollup =
    'Rss:  900 kB\nPrivate_Clean:  4 kB\nPrivate_Dirty:  12 kB\nPrivate_Hugetlb: 0 kB\n'
  assert.equal(parsePrivateBytes(rollup), 16 * 1_024)
  assert.throws(() => parsePrivateBytes('Rss: 900 kB\n'))
})

test('a process is the root of its own tree and has used CPU and memory', () => {
  const pids = processTree(process.pid)
  assert.equal(pids[0], process.pid)
  assert.ok(cpuUs([process.pid]) > 0)
  assert.ok(privateBytes([process.pid]) > 0)
})

test('calls are read from the table that strace prints, with or without errors', () => {
  const table = `% time     seconds  usecs/call     calls    errors syscall
------ ----------- ----------- --------- --------- ----------------
 99.61    0.254321         120      2119           fdatasync
  0.39    0.001000         250         4         1 fsync
------ ----------- ----------- --------- --------- ----------------
100.00    0.255321                  2123         1 total
`
  assert.equal(parseCalls(table), 2_123)
  assert.equal(parseCalls('strace: attach: ptrace(PTRACE_SEIZE): not permitted'), 0)
})
