import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { METRIC_STALE_MS } from './config.ts'
import { answerOf, QueriedStore } from './queried-store.ts'

const vector = (...values: string[]) =>
  JSON.stringify({
    status: 'success',
    data: {
      resultType: 'vector',
      result: values.map(value => ({ metric: {}, value: [1, value] })),
    },
  })
const reasonOf = (text: string) => (answerOf(text) as { reason: string }).reason

describe('an answer of Prometheus', () => {
  test('is one number, of a vector with one sample or of a scalar', () => {
    assert.deepEqual(answerOf(vector('4.5')), { kind: 'value', value: 4.5 })
    const scalar = { status: 'success', data: { resultType: 'scalar', result: [1, '7'] } }
    assert.deepEqual(answerOf(JSON.stringify(scalar)), { kind: 'value', value: 7 })
  })

  test('is missing for anything else, with its reason', () => {
    assert.equal(reasonOf(vector()), 'the query found nothing')
    assert.equal(reasonOf(vector('1', '2')), 'the query found 2 series, not one')
    for (const value of ['NaN', '+Inf', '-1', ''])
      assert.match(reasonOf(vector(value)), /no number/)
    assert.equal(reasonOf('{"status":"error","error":"parse error"}'), 'parse error')
    assert.equal(reasonOf('<html>'), 'its answer is no JSON')
    assert.equal(reasonOf('null'), 'it failed')
    const matrix = '{"status":"success","data":{"resultType":"matrix","result":[]}}'
    assert.match(reasonOf(matrix), /answers a matrix/)
  })
})

test('answers are averaged while they are fresh, and then the metric is in error', () => {
  const store = new QueriedStore()
  const read = (nowMs: number) => store.reading('d', 'queue', nowMs)
  assert.deepEqual(read(0), {
    ...{ kind: 'error', metric: 'queue', reason: 'Prometheus: not asked yet' },
  })
  store.keep('d', 'queue', { kind: 'value', value: 10 }, 1_000)
  store.keep('d', 'queue', { kind: 'value', value: 20 }, 6_000)
  store.keep('d', 'queue', { kind: 'missing', reason: 'it timed out' }, 8_000)
  assert.deepEqual(read(9_000), {
    ...{ kind: 'service', metric: 'queue', value: 15, isComplete: true },
  })
  const late = read(6_000 + METRIC_STALE_MS)
  assert.deepEqual(late, { kind: 'error', metric: 'queue', reason: 'Prometheus: it timed out' })
  store.prune(() => false)
  assert.match(JSON.stringify(read(9_000)), /not asked yet/)
})
