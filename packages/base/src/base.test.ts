import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { assert as hold, safeInteger } from './assert.ts'
import { Ewma, quantile } from './averages.ts'
import { ManualClock } from './clock.ts'
import { crc32c } from './crc32c.ts'
import { cpuMillicores, durationMs, memoryBytes } from './duration.ts'
import { hasCode, messageOf, PolisError } from './errors.ts'
import { BoundedQueue } from './queue.ts'
import { seededRandom, shuffled } from './random.ts'

describe('CRC-32C', () => {
  const ascii = (text: string) => new TextEncoder().encode(text)

  test('of the check string and of RFC 3720 B.4', () => {
    assert.equal(crc32c(ascii('123456789')), 0xe3069283)
    assert.equal(crc32c(new Uint8Array(32)), 0x8a9136aa)
    assert.equal(crc32c(new Uint8Array(32).fill(0xff)), 0x62a8ab43)
    assert.equal(crc32c(Uint8Array.from({ length: 32 }, (_, i) => i)), 0x46dd794e)
  })

  test('of parts is that of the whole, wherever it is cut', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), fc.nat(100), (bytes, cut) => {
        const at = Math.min(cut, bytes.length)
        assert.equal(crc32c(bytes.subarray(at), crc32c(bytes.subarray(0, at))), crc32c(bytes))
      }),
    )
  })

  test('changes with every single bit', () => {
    const bytes = ascii('a block of the log')
    const before = crc32c(bytes)
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const flipped = bytes.slice()
      flipped[bit >> 3]! ^= 1 << (bit & 7)
      assert.notEqual(crc32c(flipped), before)
    }
  })
})

describe('seeded randomness', () => {
  test('the same seed gives the same sequence, another seed another one', () => {
    const draw = (seed: number) => Array.from({ length: 8 }, () => 0).map(seededRandom(seed).next)
    assert.deepEqual(draw(7), draw(7))
    assert.notDeepEqual(draw(7), draw(8))
  })

  test('draws are even: each of ten buckets gets its share of 20,000', () => {
    const random = seededRandom(1)
    const counts = new Array(10).fill(0)
    for (let i = 0; i < 20_000; i++) counts[random.int(10)]++
    for (const count of counts) assert.ok(Math.abs(count - 2_000) < 200, `${counts}`)
  })

  test('a shuffle keeps every item and leaves its input alone', () => {
    const items = Object.freeze([1, 2, 3, 4, 5])
    assert.deepEqual(shuffled(items, seededRandom(3)).sort(), [1, 2, 3, 4, 5])
  })
})

describe('a bounded queue', () => {
  test('is first in, first out, and refuses what is beyond its limit', () => {
    fc.assert(
      fc.property(fc.array(fc.option(fc.nat(), { nil: undefined }), { maxLength: 200 }), steps => {
        const queue = new BoundedQueue<number>(40)
        const model: number[] = []
        for (const step of steps) {
          if (step === undefined) assert.equal(queue.shift(), model.shift())
          else {
            assert.equal(queue.push(step), model.length < 40)
            if (model.length < 40) model.push(step)
          }
          assert.equal(queue.length, model.length)
        }
      }),
    )
  })
})

describe('durations and quantities as people write them', () => {
  test('durations', () => {
    assert.equal(durationMs('1m30s'), 90_000)
    assert.equal(durationMs('250ms'), 250)
    assert.equal(durationMs('1.5h'), 5_400_000)
    assert.equal(durationMs('0'), 0)
    assert.equal(durationMs(42), 42)
  })

  test('CPU and memory, as Docker has them', () => {
    assert.equal(cpuMillicores('0.5'), 500)
    assert.equal(cpuMillicores('250m'), 250)
    assert.equal(cpuMillicores(2), 2_000)
    assert.equal(memoryBytes('512M'), 512 * 1024 ** 2)
    assert.equal(memoryBytes('512Mi'), 512 * 1024 ** 2)
    assert.equal(memoryBytes('1gb'), 1024 ** 3)
    assert.equal(memoryBytes(77), 77)
  })

  test('anything else is refused by name', () => {
    for (const text of ['', 'soon', '5', '-1s', '1s2', '1 s']) {
      assert.throws(
        () => durationMs(text),
        error => hasCode(error, 'base/bad-value'),
        text,
      )
    }
    assert.throws(
      () => durationMs(-1),
      error => hasCode(error, 'base/bad-value'),
    )
    assert.throws(
      () => cpuMillicores('many'),
      error => hasCode(error, 'base/bad-value'),
    )
    assert.throws(
      () => memoryBytes('1x'),
      error => hasCode(error, 'base/bad-value'),
    )
  })
})

describe('averages', () => {
  test('an average that decays by time is halfway after its half-life', () => {
    const average = new Ewma(1_000)
    assert.equal(average.value, undefined)
    average.add(0, 0)
    average.add(1, 1_000 * Math.LN2)
    assert.ok(Math.abs(average.value! - 0.5) < 1e-9)
  })

  test('quantiles are values that occur (nearest rank)', () => {
    const values = [5, 1, 4, 2, 3]
    assert.equal(quantile(values, 0.5), 3)
    assert.equal(quantile(values, 0.99), 5)
    assert.equal(quantile(values, 0), 1)
    assert.ok(Number.isNaN(quantile([], 0.5)))
  })
})

describe('failures', () => {
  test('a bug says what should hold', () => {
    assert.throws(() => hold(false, 'the log is contiguous'), /should hold: the log is contiguous/)
    assert.throws(() => safeInteger(2 ** 53, 'index'), /index/)
    assert.equal(safeInteger(2 ** 53 - 1, 'index'), 2 ** 53 - 1)
  })

  test('an operating error is data, and its message is one line', () => {
    const error = new PolisError('x/y', { message: 'a\n  b', fields: { port: 1 }, cause: 'c' })
    assert.ok(hasCode(error, 'x/y') && !hasCode(error, 'x/z') && !hasCode(new Error(), 'x/y'))
    assert.deepEqual([error.hint, error.retryable, error.fields], ['', false, { port: 1 }])
    assert.equal(error.cause, 'c')
    assert.equal(messageOf(error), 'a b')
  })

  test('a manual clock moves only when it is told to', () => {
    const clock = new ManualClock(5)
    clock.advance(10)
    assert.deepEqual([clock.nowMs(), clock.wallMs()], [15, 15])
  })
})
