/**
 * What a manifest asks of the balancers, on a cluster of two nodes in two zones: clients that are
 * kept by whichever node they come through, the own zone first, and bounds.
 */

import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { get } from 'node:http'
import { join } from 'node:path'
import { after, before } from 'node:test'
import type { NodeProcess } from './cluster-process.ts'
import { TestCluster } from './cluster-process.ts'
import { replicas } from './cluster-view.ts'
import { eventually } from './eventually.ts'
import { killTaskGroups } from './task-groups.ts'

const REPLICAS = 2
const USERS = 12

/** The example service with these keys of `x-lb`, on a published port. */
const service = (port: number, lb: string) => `
    x-runtime: process
    command: ["node", "\${POLIS_EXAMPLES}/hello/server.js"]
    ports: ["${port}:3000"]
    deploy:
      replicas: ${REPLICAS}
      placement: {preferences: [{spread: node.labels.zone}]}
    x-check: {type: http, path: /up, port: 3000, interval: 1s}
    x-lb: {protocol: http, ${lb}}`

const MANIFEST = `
name: balancing
services:
  kept:${service(8_081, 'algorithm: least-connections, sticky: {header: X-User}')}
  near:${service(8_082, 'algorithm: prequal, zone: prefer, slowStart: 1s, outliers: {}, hedge: {}')}
  path:${service(8_083, 'algorithm: maglev, hashBy: path, boundedLoad: 1.25, circuit: {requests: 64}')}
  cookie:${service(8_084, 'sticky: {cookie: polis_session, maxAge: 1h}')}
`

const cluster = await TestCluster.create()
after(() => cluster.stop())
const [n1, n2] = [cluster.add(), cluster.add()] as const

before(async () => {
  await n1.start(['--label', 'zone=a'])
  await n2.start(['--label', 'zone=b', ...cluster.joinFlags()])
  const path = join(cluster.folder, 'compose.yaml')
  writeFileSync(path, MANIFEST)
  const deployed = await n2.polis('deploy', '-y', '-f', path)
  assert.equal(deployed.code, 0, deployed.stderr)
  for (const name of ['kept', 'near', 'path', 'cookie']) await replicas(n1, name, REPLICAS)
})

type Answer = { readonly task: string; readonly node: string; readonly cookie: string }

/** Asks the example service on `port` of a node, on a connection of its own. */
function ask(
  node: NodeProcess,
  port: number,
  path = '/',
  headers: Record<string, string> = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    get({ host: node.host, port, path, headers, agent: false }, response => {
      let text = ''
      response.setEncoding('utf8').on('data', part => {
        text += part
      })
      response.on('end', () => {
        const [cookie = ''] = response.headers['set-cookie'] ?? []
        resolve({ ...(JSON.parse(text) as { task: string; node: string }), cookie })
      })
    }).on('error', reject)
  })
}

cluster.story(
  'a header keeps its client on one task, through whichever node it comes',
  async () => {
    await eventually('every user is on one task', 10_000, async () => {
      const owners = new Set<string>()
      for (let i = 0; i < USERS; i++) {
        const headers = { 'X-User': `user-${i}` }
        const tasks = new Set<string>()
        for (const node of [n1, n2, n1, n2]) tasks.add((await ask(node, 8_081, '/', headers)).task)
        if (tasks.size > 1) return undefined
        for (const task of tasks) owners.add(task)
      }
      return owners.size > 1 ? true : undefined
    })
  },
)

cluster.story('a hash of the path is the same on both nodes', async () => {
  await eventually('every path is on one task', 10_000, async () => {
    const owners = new Set<string>()
    for (let i = 0; i < USERS; i++) {
      const [one, two] = [await ask(n1, 8_083, `/${i}`), await ask(n2, 8_083, `/${i}`)]
      if (one.task !== two.task) return undefined
      owners.add(one.task)
    }
    return owners.size > 1 ? true : undefined
  })
})

cluster.story('requests stay in the zone of the node that they came to', async () => {
  for (const node of [n1, n2]) {
    await eventually(`${node.name} answers from its own zone`, 10_000, async () => {
      const nodes = new Set<string>()
      for (let i = 0; i < 20; i++) nodes.add((await ask(node, 8_082)).node)
      return nodes.size === 1 && nodes.has(node.name) ? true : undefined
    })
  }
})

cluster.story('a cookie with an age is taken by the other node', async () => {
  const first = await ask(n1, 8_084)
  assert.match(first.cookie, /^polis_session=[^;]+; Path=\/; Max-Age=3600; HttpOnly/)
  const headers = { Cookie: first.cookie.split(';')[0]! }
  for (let i = 0; i < 4; i++) {
    const again = await ask(n2, 8_084, '/', headers)
    assert.deepEqual([again.task, again.cookie], [first.task, ''])
  }
})

cluster.story('a node says how it balances, and counts', async () => {
  type Stats = { services: { name: string; algorithm: string; requests: number }[] }
  const { value } = await n1.client.call<Stats>('GET', '/v1/lb')
  const near = value.services.find(({ name }) => name === 'near')!
  assert.equal(near.algorithm, 'prequal')
  assert.ok(near.requests >= 20)
})

cluster.story('requests to a paused service wait on every node, and none is refused', async () => {
  const paused = await n1.polis('pause', 'kept', '--for', '60s')
  assert.equal(paused.code, 0, paused.stderr)
  await eventually('n2 shows the pause', 10_000, async () => {
    const { stdout } = await n2.polis('lb', 'ls')
    return /^kept .* paused until \S+Z$/m.test(stdout) ? true : undefined
  })
  let answered = 0
  const count = async (node: NodeProcess) => {
    await ask(node, 8_081)
    answered++
  }
  const waiting = [n1, n1, n2, n2].map(count)
  await ask(n2, 8_084)
  assert.equal(answered, 0)
  assert.equal((await n2.polis('unpause', 'kept')).code, 0)
  await Promise.all(waiting)
  await n1.client.call('POST', '/v1/services/kept/pause', { body: { for: '500ms' } })
  await Promise.all([n1, n2].map(count))
})

cluster.story('a task that refuses connections is left out, and an event says so', async () => {
  await eventually('n1 tells of an ejection', 20_000, async () => {
    killTaskGroups(n1.dataDir)
    for (let i = 0; i < 20; i++) await ask(n2, 8_081, '/', { 'X-User': `user-${i}` })
    const { stdout } = await n2.polis('events', '--topic', 'lb')
    return /^.* lb .* ejected: /m.test(stdout) ? true : undefined
  })
  const { stdout } = await n1.polis('explain', 'kept')
  assert.match(stdout, /^\S+ {2}lb kept\.\d+: ejected: \w+ \(seen by n2\)$/m)
})
