import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hasCode, seededRandom } from '@polis/base'
import fc from 'fast-check'
import { PortPool, parsePortRange } from './ports.ts'

const REST_MS = 600_000

test('a range of ports is two ports in order', () => {
  assert.deepEqual(parsePortRange('20000-29999'), { first: 20_000, last: 29_999 })
  for (const text of ['', '20000', '5-4', '0-10', '1-65536', 'a-b', '1-2-3']) {
    assert.throws(
      () => parsePortRange(text),
      error => hasCode(error, 'runtime/bad-port-range'),
    )
  }
})

test('every port of the range is a candidate once, from a random place on', () => {
  const pool = new PortPool({ first: 100, last: 109 }, REST_MS)
  const ports = pool.candidates(100, 0, seededRandom(7))
  assert.deepEqual(
    [...ports].sort((a, b) => a - b),
    [100, 101, 102, 103, 104, 105, 106, 107, 108, 109],
  )
  const starts = new Set([1, 2, 3, 4, 5].map(seed => pool.candidates(1, 0, seededRandom(seed))[0]))
  assert(starts.size > 1)
})

test('a freed port rests for its time, and its own task may still take it back', () => {
  const pool = new PortPool({ first: 100, last: 100 }, REST_MS)
  assert(pool.take(100))
  assert(!pool.take(100))
  pool.free(100, 1_000)
  assert.deepEqual(pool.candidates(9, 1_000 + REST_MS - 1, seededRandom(1)), [])
  assert.deepEqual(pool.candidates(9, 1_000 + REST_MS, seededRandom(1)), [100])
  pool.free(100, 2_000)
  assert(pool.take(100))
})

test('a port that is taken or rests is never a candidate', () => {
  const step = fc.record({ port: fc.integer({ min: 1, max: 8 }), isFree: fc.boolean() })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), steps => {
      const pool = new PortPool({ first: 1, last: 8 }, 5)
      const taken = new Set<number>()
      const restsUntil = new Map<number, number>()
      steps.forEach(({ port, isFree }, nowMs) => {
        if (isFree) {
          pool.free(port, nowMs)
          if (taken.delete(port)) restsUntil.set(port, nowMs + 5)
        } else if (pool.take(port)) {
          taken.add(port)
          restsUntil.delete(port)
        }
        const expected = [1, 2, 3, 4, 5, 6, 7, 8].filter(
          candidate => !taken.has(candidate) && (restsUntil.get(candidate) ?? 0) <= nowMs,
        )
        const found = pool.candidates(8, nowMs, seededRandom(nowMs)).sort((a, b) => a - b)
        assert.deepEqual(found, expected)
      })
    }),
  )
})
