import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { archiveName, decodeShard, encodeShard, shardOf } from './archive-shard.ts'
import type { HealthState, ProbeOutcome } from './check.ts'
import { readCheckMemory } from './check-memory.ts'
import { CheckTracker } from './check-tracker.ts'
import { parseCheck } from './parse-check.ts'
import { Uptime } from './uptime.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000
const BOUNDS = { historyMax: 5, historyAgeMs: 24 * HOUR_MS }

function tracker(wallMs: number, startedMs = 0): CheckTracker {
  const parsed = parseCheck({ type: 'tcp', interval: '10s', retries: 1 })
  assert(parsed.kind === 'ok')
  return new CheckTracker('t', parsed.check, startedMs, wallMs, BOUNDS)
}

/** Through JSON, as a file has it. */
function kept(one: CheckTracker, nowMs: number, wallMs: number) {
  const memory = readCheckMemory(JSON.parse(JSON.stringify(one.remember(nowMs, wallMs))))
  assert(memory !== undefined)
  return memory
}

describe('a check that goes on after a restart', () => {
  it('has its results and percentiles, and says for how long nobody looked', () => {
    const before = tracker(0)
    const outcomes: ProbeOutcome[] = ['pass', 'pass', 'fail', 'pass', 'pass', 'pass', 'warn']
    outcomes.forEach((outcome, i) => {
      const at = 5 * HOUR_MS + i * MINUTE_MS
      before.apply({ outcome, output: `${i}`, responseTimeMs: 10 * (i + 1) }, at, at)
    })
    const savedMs = 5 * HOUR_MS + 7 * MINUTE_MS
    const memory = kept(before, savedMs, savedMs)
    const wallMs = savedMs + 2 * MINUTE_MS
    // The clock of the new process begins near 0.
    const after = tracker(wallMs)
    after.recall(memory, 1_000, wallMs)
    assert.equal(after.state, 'unknown')
    const same = ({ results, failures, responseTimeMsP50 }: ReturnType<typeof after.statistics>) =>
      [results, failures, responseTimeMsP50].join()
    assert.equal(same(after.statistics(1_000)), same(before.statistics(savedMs)))
    const outputs = () => after.history(wallMs).map(({ output }) => output)
    assert.deepEqual(outputs(), ['2', '3', '4', '5', '6'])
    const first = after.apply({ outcome: 'pass', output: 'new', responseTimeMs: 1 }, 2_000, wallMs)
    assert.equal(first.unobservedMs, 2 * MINUTE_MS)
    assert.deepEqual(outputs(), ['3', '4', '5', '6', 'new'])
    const next = after.apply({ outcome: 'pass', output: 'x', responseTimeMs: 1 }, 3_000, wallMs)
    assert.equal('unobservedMs' in next, false)
  })

  it('counts the time between neither as up nor as down', () => {
    const before = tracker(0)
    const result = (outcome: ProbeOutcome) => ({ outcome, output: '', responseTimeMs: 1 })
    const startMs = 100 * HOUR_MS
    before.apply(result('pass'), startMs, startMs)
    before.apply(result('fail'), startMs + 30 * MINUTE_MS, startMs + 30 * MINUTE_MS)
    const savedMs = startMs + 40 * MINUTE_MS
    const memory = kept(before, savedMs, savedMs)
    const after = tracker(savedMs + 10 * MINUTE_MS)
    after.recall(memory, 0, savedMs + 10 * MINUTE_MS)
    assert.equal(after.statistics(0).uptimeLastDay, 0.75)
    after.apply(result('pass'), 5 * MINUTE_MS, savedMs + 15 * MINUTE_MS)
    // 30 of 40 minutes before, 10 of 10 after; 15 of nobody.
    assert.equal(after.statistics(15 * MINUTE_MS).uptimeLastDay, 0.8)
    const day = after.statistics(15 * MINUTE_MS + 30 * HOUR_MS)
    assert.equal(day.uptimeLastDay, 1, 'what is older than a day has left its window')
    assert(Math.abs(day.uptimeLastWeek! - (30 + 10 + 1_800) / (40 + 10 + 1_800)) < 1e-9)
  })

  it('has the uptime that it would have had if nobody had looked meanwhile', () => {
    const change = fc.record({
      afterMs: fc.integer({ min: 1, max: 20 * HOUR_MS }),
      state: fc.constantFrom<HealthState>('passing', 'warning', 'critical', 'unknown'),
    })
    fc.assert(
      fc.property(
        fc.array(change, { minLength: 1, maxLength: 12 }),
        fc.nat(HOUR_MS),
        (list, gap) => {
          const whole = new Uptime()
          let nowMs = 0
          for (const { afterMs, state } of list) {
            nowMs += afterMs
            whole.update(state, nowMs)
          }
          const memory = whole.remember(nowMs)
          const again = new Uptime()
          again.recall(memory, gap, 50)
          whole.update('unknown', nowMs)
          const [a, b] = [whole.read(nowMs + gap), again.read(50)]
          // Beyond a week an hour's slot may fall on the other side of the window's end.
          if (nowMs + gap < 160 * HOUR_MS && a.lastWeek !== null) {
            assert(Math.abs(a.lastWeek - b.lastWeek!) < 1e-9, `${a.lastWeek} ${b.lastWeek}`)
          }
        },
      ),
    )
  })
})

describe('a file of the archive', () => {
  const name = archiveName('t1', 'http:3000/up\t"x"')
  const lines = new Map([
    [name, '{"a":"\\n\\t"}'],
    [archiveName('t2', ''), '{}'],
  ])

  it('is read as it was written', () => {
    assert.deepEqual(decodeShard(encodeShard(lines)), lines)
    assert.deepEqual(decodeShard(encodeShard(new Map())), new Map())
    for (const count of [1, 16]) assert(shardOf(name, count) < count)
  })

  it('is refused when any of it was cut or changed, or it is of a later format', () => {
    const file = encodeShard(lines)
    for (let i = 0; i < file.length; i++) {
      assert.equal(typeof decodeShard(file.slice(0, i)), 'string', `cut at ${i}`)
    }
    const head = file.indexOf('\n')
    for (let i = head + 1; i < file.length; i++) {
      const flipped = String.fromCharCode(file.charCodeAt(i) ^ 1)
      const damaged = file.slice(0, i) + flipped + file.slice(i + 1)
      assert.equal(decodeShard(damaged), 'its checksum is wrong', `flipped at ${i}`)
    }
    assert.match(decodeShard(file.replace('"format":1', '"format":2')) as string, /format 2 is not/)
  })

  it('is not believed: what is no memory is none', () => {
    fc.assert(
      fc.property(fc.anything(), value => {
        assert.equal(readCheckMemory(value), undefined)
      }),
    )
    const good = tracker(0).remember(1, 1)
    assert.deepEqual(readCheckMemory(good), good)
    assert.equal(readCheckMemory({ ...good, atMs: '1' }), undefined)
    assert.equal(readCheckMemory({ ...good, history: [{}] }), undefined)
  })
})
