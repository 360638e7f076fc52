import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { seededRandom } from '@polis/base'
import { adviceOf } from './advice.ts'
import { USAGE_GAP_MAX_MS, USAGE_HALF_LIFE_MS } from './config.ts'
import { UsageHistory } from './usage-history.ts'

const MIB = 1 << 20
const HOUR_MS = 3_600_000
const none = { cpuMillicores: 0, memoryBytes: 0 }

/** One replica that uses what `used` says of each five seconds of so many hours. */
function watched(hours: number, used: (i: number) => { cpu: number; memory: number }) {
  const history = new UsageHistory()
  for (let i = 0; i <= hours * 720; i++) {
    const { cpu, memory } = used(i)
    history.add('s', [{ cpuMillicores: [cpu], memoryPeakBytes: memory * MIB }], i * 5_000)
  }
  return history.summary('s')
}

describe('the use of resources', () => {
  it('has percentiles within a bucket, the peak of memory, and the time that it covers', () => {
    const random = seededRandom(5)
    const usage = watched(2, i => ({ cpu: 1 + random.int(1_000), memory: i === 700 ? 300 : 100 }))!
    for (const [found, wanted] of [
      [usage.cpuP50, 500],
      [usage.cpuP90, 900],
      [usage.cpuP95, 950],
    ] as const) {
      assert.ok(found > wanted * 0.93 && found < wanted * 1.12, `${found} for ${wanted}`)
    }
    assert.ok(usage.cpuMax <= 1_000)
    assert.equal(usage.memoryPeakBytes, 300 * MIB)
    assert.deepEqual([usage.coveredMs, usage.samples], [2 * HOUR_MS, 1_441])
  })

  it('forgets a busy day within a week, and counts no gap as covered', () => {
    const history = new UsageHistory()
    const day = (n: number, cpu: number) => {
      const atMs = n * USAGE_HALF_LIFE_MS
      history.add('s', [{ cpuMillicores: Array(100).fill(cpu), memoryPeakBytes: 0 }], atMs)
    }
    day(0, 2_000)
    for (let n = 1; n <= 7; n++) day(n, 100)
    assert.ok(history.summary('s')!.cpuP95 < 115)
    assert.equal(history.summary('s')!.coveredMs, 7 * USAGE_GAP_MAX_MS)
    for (let n = 8; n <= 120; n++) day(n, 50)
    assert.ok(history.summary('s')!.cpuP95 < 60, 'also after weights were scaled down')
  })
})

describe('advice on sizes', () => {
  it('is the 95th percentile of CPU and the peak of memory, with a margin', () => {
    const usage = watched(25, () => ({ cpu: 200, memory: 400 }))
    const reserved = { cpuMillicores: 1_000, memoryBytes: 256 * MIB }
    const limits = { cpuMillicores: 2_000, memoryBytes: 512 * MIB }
    const { confidence, cpu, memory } = adviceOf(usage, reserved, limits)
    assert.equal(confidence, 'high')
    assert.deepEqual(cpu.reservation, { now: 1_000, advised: 230, verdict: 'lower' })
    assert.deepEqual(cpu.limit, { now: 2_000, advised: 230, verdict: 'lower' })
    assert.deepEqual(memory.reservation, {
      ...{ now: 256 * MIB, advised: 460 * MIB, verdict: 'raise' },
    })
    assert.deepEqual(memory.limit, { now: 512 * MIB, advised: 500 * MIB, verdict: 'keep' })
  })

  it('lowers nothing on less than an hour, but raises what is too small', () => {
    const usage = watched(0.5, () => ({ cpu: 200, memory: 400 }))
    const reserved = { cpuMillicores: 1_000, memoryBytes: 256 * MIB }
    const { confidence, basis, cpu, memory } = adviceOf(usage, reserved, none)
    assert.deepEqual([confidence, cpu.reservation.verdict], ['low', 'keep'])
    assert.equal(memory.reservation.verdict, 'raise')
    assert.equal(basis, '361 samples of single replicas in 30 min')
  })

  it('sets what nobody has set but a limit, and says nothing without a sample', () => {
    const { cpu } = adviceOf(
      watched(3, () => ({ cpu: 1, memory: 1 })),
      none,
      none,
    )
    assert.deepEqual(cpu.reservation, { now: 0, advised: 10, verdict: 'set' })
    assert.deepEqual(cpu.limit, { now: 0, advised: null, verdict: 'keep' })
    const unknown = adviceOf(undefined, { cpuMillicores: 100, memoryBytes: 0 }, none)
    assert.deepEqual(unknown.cpu.reservation, { now: 100, advised: null, verdict: 'unknown' })
    assert.equal(unknown.confidence, 'none')
  })

  it('says that CPU at its limit may have wanted more', () => {
    const usage = watched(2, () => ({ cpu: 495, memory: 1 }))
    const limits = { cpuMillicores: 500, memoryBytes: 0 }
    assert.match(adviceOf(usage, none, limits).basis, /CPU reached its limit/)
    assert.equal(adviceOf(usage, none, limits).cpu.limit.verdict, 'raise')
  })
})
