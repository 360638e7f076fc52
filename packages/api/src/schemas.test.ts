import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hasCode } from '@polis/base'
import { endpointBody, listQuery, metricsBody, parse, resolveQuery, scaleBody } from './schemas.ts'

test('queries arrive as text and are read as what they mean', () => {
  const query = parse(resolveQuery, { healthy: 'true', index: '7', wait: '5s' })
  assert.deepEqual(query, { namespace: 'default', healthy: true, index: 7, wait: 5_000 })
  assert.equal(parse(listQuery, {}).wait, 30_000)
})

test('a wrong field is named, and an unknown one is refused', () => {
  const cases: readonly (readonly [() => unknown, string])[] = [
    [() => parse(scaleBody, { replicas: -1 }), 'replicas'],
    [() => parse(scaleBody, { replicas: 1, replica: 2 }), 'replica'],
    [() => parse(endpointBody, { address: 'nowhere', port: 1 }), 'address'],
    [() => parse(metricsBody, { cpuUtilization: 'high' }), 'cpuUtilization'],
    [() => parse(listQuery, { wait: 'soon' }), 'wait'],
  ]
  for (const [run, field] of cases) {
    assert.throws(run, error => hasCode(error, 'api/invalid') && error.message.includes(field))
  }
})

test('a wait is bounded', () => {
  assert.throws(
    () => parse(listQuery, { wait: '2h' }),
    error => hasCode(error, 'api/invalid'),
  )
})
