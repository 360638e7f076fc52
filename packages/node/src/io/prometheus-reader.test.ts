/** A Prometheus server as its HTTP API is: asked over real sockets. */

import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, describe, test } from 'node:test'
import { createLogger, systemClock } from '@polis/base'
import type { ClusterState } from '@polis/cluster'
import { QUERY_BYTES_MAX } from '../config.ts'
import { QueriedStore } from '../queried-store.ts'
import { PrometheusReader } from './prometheus-reader.ts'

let body = ''
const asked: URL[] = []
const server = createServer((request, response) => {
  asked.push(new URL(request.url!, 'http://x'))
  response.setHeader('content-type', 'application/json')
  response.end(body)
})
await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
const { port } = server.address() as AddressInfo
after(() => server.close())

const spec = { custom: [{ metric: 'queue', target: 3, query: 'sum(queue{a="b"})' }] }
const state = {
  policies: new Map([['p', { deploymentId: 'd', spec }]]),
} as unknown as ClusterState
const logger = createLogger('silent', 'json')

/** What is read once the query was answered. */
async function read(prometheusUrl: string | undefined): Promise<unknown> {
  const store = new QueriedStore()
  const reader = new PrometheusReader({ prometheusUrl, state, store, logger })
  reader.look()
  reader.look()
  for (;;) {
    const reading = store.reading('d', 'queue', systemClock.nowMs())
    if (!JSON.stringify(reading).includes('not asked yet')) return reading
    await new Promise(resolve => setImmediate(resolve))
  }
}

describe('the leader', () => {
  test('asks the query of a policy, once at a time, and reads its number', async () => {
    body = '{"status":"success","data":{"resultType":"vector","result":[{"value":[1,"12"]}]}}'
    const reading = { kind: 'service', metric: 'queue', value: 12, isComplete: true }
    assert.deepEqual(await read(`http://127.0.0.1:${port}/base/`), reading)
    assert.equal(asked.length, 1)
    assert.equal(asked[0]!.pathname, '/base/api/v1/query')
    assert.equal(asked[0]!.searchParams.get('query'), 'sum(queue{a="b"})')
  })

  test('says why there is no number: no server, none at the address, an endless answer', async () => {
    const reasonFor = async (url?: string) => JSON.stringify(await read(url))
    assert.match(await reasonFor(), /--prometheus/)
    assert.match(await reasonFor('http://127.0.0.1:1'), /"error".*Prometheus: \S/)
    body = 'x'.repeat(QUERY_BYTES_MAX + 1)
    assert.match(await reasonFor(`http://127.0.0.1:${port}`), /more than/)
  })
})
