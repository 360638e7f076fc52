/**
 * Discovery across a cluster: what is registered on one node is resolved on the others, must say
 * that it lives, and every change can be followed and resumed.
 */

import assert from 'node:assert/strict'
import { after } from 'node:test'
import type { FeedEvent, ResolvedEndpoint } from '@polis/api'
import { DNSResolver } from '@polis/discovery'
import { type NodeProcess, TestCluster } from './cluster-process.ts'
import { settled } from './cluster-view.ts'
import { eventually } from './eventually.ts'

const DNS_PORT = 7053
/** Assigning an owner, a report's way by gossip, and a busy machine. */
const SPREAD_MS = 20_000
const TTL_MS = 1_500

const cluster = await TestCluster.start(3)
after(() => cluster.stop())
await settled(cluster, 3)
const [n1, n2, n3] = cluster.nodes as [NodeProcess, NodeProcess, NodeProcess]

async function resolve(node: NodeProcess, name: string, query = {}): Promise<ResolvedEndpoint[]> {
  return (await node.client.call<ResolvedEndpoint[]>('GET', `/v1/resolve/${name}`, { query })).value
}

async function healthyOn(node: NodeProcess, name: string, query = {}): Promise<string[]> {
  const found = await resolve(node, name, { healthy: true, ...query })
  return found.map(({ address }) => address).sort()
}

/** Kept events as `node` tells them. */
async function eventsOf(node: NodeProcess, query: object): Promise<FeedEvent[]> {
  const events: FeedEvent[] = []
  const options = { query: { follow: false, ...query } }
  for await (const event of node.client.lines<FeedEvent>('/v1/events', options)) events.push(event)
  return events
}

cluster.story('what is registered on one node is resolved on another, filtered', async () => {
  const put = await n1.polis('service', 'put', 'db', '--port', 'sql=5432', '--tag', 'store')
  assert.equal(put.code, 0, put.stderr)
  const endpoints = [
    ['one', '10.20.0.1:5432', '--tag', 'blue', '--label', 'zone=a', '--service-version', '2'],
    ['two', '10.20.0.2:5432', '--tag', 'green', '--label', 'zone=b'],
  ]
  for (const args of endpoints) {
    const { code, stderr } = await n2.polis('endpoint', 'put', 'db', ...args)
    assert.equal(code, 0, stderr)
  }
  await eventually('both are resolved on n3', SPREAD_MS, async () => {
    const found = await healthyOn(n3, 'db')
    return found.length === 2 ? true : undefined
  })
  assert.deepEqual(await healthyOn(n3, 'db', { tag: 'blue' }), ['10.20.0.1'])
  assert.deepEqual(await healthyOn(n3, 'db', { label: 'zone in (b),!gpu' }), ['10.20.0.2'])
  assert.deepEqual(await healthyOn(n3, 'db', { version: '2' }), ['10.20.0.1'])
  assert.deepEqual(await healthyOn(n3, 'db', { near: 'b' }), ['10.20.0.2'])
  const table = await n3.polis('resolve', 'db', '--label', 'zone=a')
  assert.match(table.stdout, /10\.20\.0\.1:5432/)
  await assert.rejects(resolve(n3, 'db', { label: 'a=b=c' }), { code: 'api/invalid' })
  const resolver = new DNSResolver({ servers: [`${n3.host}:${DNS_PORT}`] })
  assert.deepEqual((await resolver.addresses('db.polis')).sort(), ['10.20.0.1', '10.20.0.2'])
  assert.deepEqual(await resolver.addresses('green.db.default.svc.polis'), ['10.20.0.2'])
})

cluster.story('a stored query fails over, on every node', async () => {
  await n1.polis('service', 'put', 'spare')
  await n1.polis('endpoint', 'put', 'spare', 'one', '10.20.9.9:5432')
  const put = await n1.polis('service', 'put', 'any', '--asks', 'db', '--asks', 'spare')
  assert.equal(put.code, 0, put.stderr)
  const answers = (node: NodeProcess, ...expected: string[]) =>
    eventually(`any is ${expected.join()} on ${node.name}`, SPREAD_MS, async () => {
      const found = await healthyOn(node, 'any')
      return found.join() === expected.join() ? true : undefined
    })
  await answers(n3, '10.20.0.1', '10.20.0.2')
  for (const id of ['one', 'two']) await n1.polis('endpoint', 'rm', 'db', id)
  await Promise.all([n1, n2, n3].map(node => answers(node, '10.20.9.9')))
})

cluster.story('an endpoint must say that it lives, to any node', async t => {
  const put = () =>
    n1.client.call('PUT', '/v1/services/db/endpoints/live', {
      body: { address: '10.20.0.7', port: 5432, ttl: TTL_MS, deregisterAfter: TTL_MS },
    })
  await put()
  const isHealthy = async (node: NodeProcess) => (await healthyOn(node, 'db')).length === 1
  await eventually('it is healthy on n3', SPREAD_MS, async () => (await isHealthy(n3)) || undefined)
  const report = (node: NodeProcess) =>
    node.client.call('PUT', '/v1/services/db/endpoints/live/report', { body: {} })
  for (let i = 0; i < 5; i++) {
    await report(i % 2 === 0 ? n2 : n3)
    await new Promise(resolve => setTimeout(resolve, TTL_MS / 4))
    assert.equal(await isHealthy(n3), true, `report ${i}`)
  }
  const silentMs = performance.now()
  await eventually('its silence is noticed on n3', SPREAD_MS, async () => {
    const [endpoint] = await resolve(n3, 'db')
    return endpoint?.health === 'critical' ? true : undefined
  })
  t.diagnostic(
    `silent for ${TTL_MS} ms: noticed elsewhere after ${performance.now() - silentMs} ms`,
  )
  await eventually('it is removed', SPREAD_MS, async () =>
    (await resolve(n2, 'db')).length === 0 ? true : undefined,
  )
  const removals = (await eventsOf(n1, { topic: 'endpoint' })).filter(
    event => 'action' in event && event.action === 'removed' && event.name === 'live',
  )
  assert.match(removals.at(-1)?.reason ?? '', /critical for more than 1500 ms/)
})

cluster.story('an endpoint that flaps is held, and the next node does not believe it', async t => {
  const path = '/v1/services/db/endpoints/flapping'
  await n1.client.call('PUT', path, { body: { address: '10.20.0.8', port: 5432, ttl: 60_000 } })
  const report = (state: 'passing' | 'critical') =>
    n1.client.call('PUT', `${path}/report`, { body: { state } })
  const health = async () => {
    const found = await resolve(n3, 'db')
    return found.find(({ address }) => address === '10.20.0.8')?.health
  }
  const isHeld = () => n3.log.some(line => line.includes('an endpoint flaps and is held'))
  const becomes = (expected: string) =>
    eventually(`it is ${expected} on n3`, SPREAD_MS, async () =>
      (await health()) === expected ? true : undefined,
    )
  await becomes('passing')
  let falls = 0
  while (!isHeld()) {
    assert.ok(falls < 10, 'it is held at last')
    await report('critical')
    await becomes('critical')
    falls++
    await report('passing')
    if (!isHeld()) await becomes('passing')
  }
  assert.ok(falls > 3, `${falls} falls`)
  t.diagnostic(`held after ${falls} falls`)
  assert.equal(await health(), 'critical')
  await n1.client.call('DELETE', path)
  await eventually('it is gone on n2', SPREAD_MS, async () =>
    (await resolve(n2, 'db')).length === 0 ? true : undefined,
  )
})

cluster.story('events resume on another node, or say that they cannot', async () => {
  const decided = await eventsOf(n1, { topic: 'endpoint,service' })
  const middle = decided[Math.floor(decided.length / 2)]!
  assert.ok('id' in middle && decided.length > 4)
  const resumed = await eventsOf(n2, { topic: 'endpoint,service', since: middle.id })
  const idsOf = (events: readonly FeedEvent[]) => events.map(event => 'id' in event && event.id)
  assert.deepEqual(idsOf(resumed), idsOf(decided.slice(decided.indexOf(middle) + 1)))
  const observed = await eventsOf(n1, { topic: 'health' })
  const seen = observed[0]!
  assert.ok('id' in seen && observed.length > 2)
  const here = await eventsOf(n1, { topic: 'health', since: seen.id })
  assert.deepEqual(idsOf(here), idsOf(observed.slice(1)))
  const [elsewhere] = await eventsOf(n2, { topic: 'health', since: seen.id })
  assert.equal(elsewhere?.topic, 'resync')
  const { nodes } = elsewhere.details as { nodes: { liveness: string }[] }
  assert.deepEqual(
    nodes.map(({ liveness }) => liveness),
    ['alive', 'alive', 'alive'],
  )
  const lines = await n1.polis('events', '--topic', 'health')
  assert.match(lines.stdout, /health live critical: not heard of for 1500 ms/)
})
