import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { METRIC_STALE_MS } from './config.ts'
import { type TrafficCounters, trafficBetween } from './traffic.ts'
import { TrafficStore } from './traffic-store.ts'

function counters(
  requests: number,
  failures: number,
  count: number,
  sumMs: number,
  inFlight = 0,
): ReadonlyMap<string, TrafficCounters> {
  return new Map([['s', { requests, failures, inFlight, latency: { count, sumMs } }]])
}

describe('traffic between two looks', () => {
  test('is rates of what was counted, and what is in flight now', () => {
    const traffic = trafficBetween(counters(10, 1, 9, 90, 5), counters(30, 2, 19, 290, 7), 2)
    const load = {
      failuresPerSecond: 0.5,
      answersPerSecond: 5,
      answerMsPerSecond: 100,
      inFlight: 7,
    }
    assert.deepEqual(traffic, [{ serviceId: 's', requestsPerSecond: 10, load }])
  })

  test('is that of all ports of a service', () => {
    const one = { requests: 10, failures: 1, inFlight: 2, latency: { count: 10, sumMs: 50 } }
    const none = { requests: 0, failures: 0, inFlight: 0, latency: { count: 0, sumMs: 0 } }
    const ids = ['s', 's:8081', 'other']
    const traffic = trafficBetween(
      new Map(ids.map(id => [id, none])),
      new Map(ids.map(id => [id, one])),
      1,
    )
    assert.deepEqual(
      traffic.map(({ serviceId, requestsPerSecond, load }) => [
        ...[serviceId, requestsPerSecond, load?.inFlight, load?.answerMsPerSecond],
      ]),
      [
        ['s', 20, 4, 100],
        ['other', 10, 2, 50],
      ],
    )
  })

  test('is nothing for a new service and for counters that began again', () => {
    for (const before of [new Map(), counters(900, 9, 900, 900)]) {
      const [traffic] = trafficBetween(before, counters(30, 2, 19, 290, 1), 1)
      assert.equal(traffic!.requestsPerSecond, 0)
      assert.deepEqual(traffic!.load, {
        ...{ failuresPerSecond: 0, answersPerSecond: 0, answerMsPerSecond: 0, inFlight: 1 },
      })
    }
  })
})

describe('what a policy reads of traffic', () => {
  const load = (failures: number, answers: number, answerMs: number, inFlight: number) => ({
    ...{ failuresPerSecond: failures, answersPerSecond: answers, answerMsPerSecond: answerMs },
    inFlight,
  })
  const store = () => {
    const traffic = new TrafficStore()
    const of = (requestsPerSecond: number, own: ReturnType<typeof load>) => [
      { serviceId: 's', requestsPerSecond, load: own },
    ]
    traffic.report('n1', of(90, load(0, 90, 900, 3)), 1_000)
    traffic.report('n2', of(10, load(5, 10, 2_000, 4)), 1_000)
    return traffic
  }
  const nodes = ['n1', 'n2']

  test('is of all requests together, not a mean of means', () => {
    const values = ['rps', 'activeConnections', 'errorRate', 'responseTimeMs'].map(metric => {
      const [reading] = store().reading(metric, 's', nodes, 1_500)
      assert.ok(reading?.kind === 'service' && reading.isComplete)
      return reading.value
    })
    assert.deepEqual(values, [100, 7, 0.05, 29])
  })

  test('is incomplete without a living node, whose silence is not zero', () => {
    const [reading] = store().reading('rps', 's', [...nodes, 'n3'], 1_500)
    assert.deepEqual(reading, { kind: 'service', metric: 'rps', value: 100, isComplete: false })
    const late = 1_000 + METRIC_STALE_MS
    assert.equal(store().reading('rps', 's', nodes, late)[0]?.kind, 'error')
  })

  test('is incomplete, but for requests, beside a node of an older version', () => {
    const traffic = store()
    traffic.report('n3', [{ serviceId: 's', requestsPerSecond: 20 }], 1_000)
    const all = [...nodes, 'n3']
    const [rps] = traffic.reading('rps', 's', all, 1_500)
    assert.deepEqual(rps, { kind: 'service', metric: 'rps', value: 120, isComplete: true })
    const [inFlight] = traffic.reading('activeConnections', 's', all, 1_500)
    assert.ok(inFlight?.kind === 'service' && !inFlight.isComplete)
  })

  test('is no wait and no failure while nobody asks', () => {
    const traffic = new TrafficStore()
    const idle = { serviceId: 's', requestsPerSecond: 0, load: load(0, 0, 0, 0) }
    traffic.report('n1', [idle], 1_000)
    for (const metric of ['errorRate', 'responseTimeMs']) {
      const [reading] = traffic.reading(metric, 's', ['n1'], 1_500)
      assert.deepEqual(reading, { kind: 'service', metric, value: 0, isComplete: true })
    }
  })

  test('is nothing for a metric that no balancer measures, or a service that is gone', () => {
    const traffic = store()
    assert.deepEqual(traffic.reading('queue_depth', 's', nodes, 1_500), [])
    traffic.prune(() => false)
    assert.deepEqual(traffic.reading('rps', 's', nodes, 1_500), [])
  })
})
