/** Scraping over real sockets. */

import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, describe, test } from 'node:test'
import { createLogger } from '@polis/base'
import type { ClusterState } from '@polis/cluster'
import { SCRAPE_BYTES_MAX } from '../config.ts'
import type { RunningTask } from './agent.ts'
import { page, Scraper } from './scraper.ts'

let answer: { readonly status: number; readonly body: string | Buffer } = { status: 200, body: '' }
const asked: string[] = []
const server = createServer((request, response) => {
  asked.push(request.url!)
  response.writeHead(answer.status).end(answer.body)
})
await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
const { port } = server.address() as AddressInfo
after(() => server.close())

const never = new AbortController().signal
const where = { host: '127.0.0.1', port, path: '/metrics' }

/** A node with one task of a service whose policy scrapes it at every look. */
function scraper(running: () => readonly RunningTask[]): Scraper {
  const custom = ['queue_depth', 'jobs_total{kind="mail"}'].map(metric => ({ metric, target: 1 }))
  const spec = { custom, scrape: { port: 9100, path: '/m?all', intervalMs: 0 } }
  const state = {
    services: new Map([['s', { policyId: 'p' }]]),
    policies: new Map([['p', { spec }]]),
  } as unknown as ClusterState
  const logger = createLogger('silent', 'json')
  return new Scraper({ address: '127.0.0.1', state, running, logger })
}

const TASK = {
  task: { id: 't', name: 'web.1', serviceId: 's' },
  startedAtMs: 0,
  ports: [
    { target: 80, port: 1 },
    { target: 9100, port },
  ],
} as unknown as RunningTask

/** What is read next; looks until something was. */
async function next(reader: Scraper): Promise<Readonly<Record<string, number>>> {
  for (;;) {
    const [read] = reader.exchange()
    if (read !== undefined) return read.values
    await new Promise(resolve => setImmediate(resolve))
  }
}

describe('a node', () => {
  test('reads the metrics that a policy names from its tasks, counters as rates', async () => {
    const jobs = (done: number) => ({
      status: 200,
      body: `queue_depth 3\nqueue_depth{q="b"} 4\njobs_total{kind="mail"} ${done}\nother 1\n`,
    })
    answer = jobs(100)
    const reader = scraper(() => [TASK])
    assert.deepEqual(await next(reader), { queue_depth: 7 }, 'one look at a counter is no rate')
    assert.equal(asked.at(-1), '/m?all')
    answer = jobs(200)
    let values = await next(reader)
    while (values['jobs_total{kind="mail"}'] === 0) values = await next(reader)
    assert.ok(values['jobs_total{kind="mail"}']! > 0)
    answer = jobs(5)
    while ('jobs_total{kind="mail"}' in values) values = await next(reader)
    assert.deepEqual(values, { queue_depth: 7 }, 'a counter that began again has no rate')
    reader.stop()
  })

  test('asks nobody but the tasks that run', () => {
    const reader = scraper(() => [])
    assert.deepEqual(reader.exchange(), [])
  })
})

describe('a page', () => {
  test('is its text', async () => {
    answer = { status: 200, body: 'a 1\n' }
    assert.equal(await page(where, never), 'a 1\n')
  })

  test('is refused if it answers anything but 200, is too long, or nobody listens', async () => {
    answer = { status: 404, body: '' }
    await assert.rejects(page(where, never), /it answered 404/)
    answer = { status: 200, body: Buffer.alloc(SCRAPE_BYTES_MAX + 1, 'a') }
    await assert.rejects(page(where, never), /longer than/)
    await assert.rejects(page({ ...where, port: 1 }, never), /ECONNREFUSED/)
  })

  test('is not waited for by a node that stops', async () => {
    await assert.rejects(page(where, AbortSignal.abort()), /abort/i)
  })
})
