/**
 * Three nodes become a cluster, run a service, and answer for it by load balancer, name and
 * command.
 */

import assert from 'node:assert/strict'
import { Resolver } from 'node:dns/promises'
import { join } from 'node:path'
import { after } from 'node:test'
import type { ClusterStatus, NodeView, ResolvedEndpoint, TaskView } from '@polis/api'
import { TestCluster } from './cluster-process.ts'
import { settled } from './cluster-view.ts'
import { eventually, seconds } from './eventually.ts'
import { EXAMPLES, polis } from './polis-command.ts'

const MANIFEST = join(EXAMPLES, 'hello/compose.yaml')
const REPLICAS = 3

const startedMs = performance.now()
const cluster = await TestCluster.start(3)
const formedMs = performance.now() - startedMs
after(() => cluster.stop())
const [n1, n2, n3] = cluster.nodes as [
  (typeof cluster.nodes)[0],
  (typeof cluster.nodes)[0],
  (typeof cluster.nodes)[0],
]

cluster.story('three nodes that know the secret are one cluster with three voters', async t => {
  t.diagnostic(`three nodes ready after ${seconds(formedMs)}`)
  const { tookMs } = await settled(cluster, 3)
  t.diagnostic(`three voters after another ${seconds(tookMs)}`)
  const { value: members } = await n2.client.call<NodeView[]>('GET', '/v1/nodes')
  assert.deepEqual(
    members.map(({ name, host, isVoter }) => ({ name, host, isVoter })),
    cluster.nodes.map(({ name, host }) => ({ name, host, isVoter: true })),
  )
  assert.equal(members.filter(member => member.status.isLeader).length, 1)
})

cluster.story('the ready line names where everything listens, once', async () => {
  const lines = n1.stdout.split('\n').filter(line => line !== '')
  assert.equal(lines.length, 1)
  const pairs = Object.fromEntries(
    lines[0]!
      .split(' ')
      .slice(1)
      .map(pair => pair.split('=')),
  )
  assert.equal(pairs.name, 'n1')
  assert.equal(pairs.api, `http://${n1.host}:7070`)
  assert.equal(pairs.dns, `${n1.host}:7053`)
  assert.equal(pairs.cluster, `${n1.host}:7071`)
  assert.equal(pairs.socket, join(n1.dataDir, 'polis.sock'))
  const { value } = await n1.client.call<ClusterStatus>('GET', '/v1/status')
  assert.equal(pairs.id, value.node.id)
})

cluster.story('a node with a wrong secret is refused and leaves nothing behind', async () => {
  const stranger = join(cluster.folder, 'stranger')
  const refused = await polis([
    ...['up', '--name', 'stranger', '--bind', cluster.nextHost, '--data-dir', stranger],
    ...['--log-level', 'error', '--join', `${n1.host}:7071`, '--join-token', 'guessed'],
  ])
  assert.equal(refused.code, 4, refused.stderr)
  assert.match(refused.stderr, /^polis: the join token is not the one of this cluster[^\n]*\n$/)
  assert.equal(refused.stdout, '')
  const { value: members } = await n1.client.call<NodeView[]>('GET', '/v1/nodes')
  assert.equal(members.length, 3)
})

cluster.story('a deploy follows its rollout until every replica is healthy', async t => {
  const planned = await n2.polis('plan', '--exit-code', '-f', MANIFEST)
  assert.equal(planned.code, 1, planned.stderr)
  assert.match(planned.stdout, /\+ hello \(0 → 3 replicas/)
  const deployed = await n2.polis('deploy', '-y', '-f', MANIFEST)
  assert.equal(deployed.code, 0, deployed.stderr)
  t.diagnostic(`deployed after ${seconds(deployed.tookMs)}`)
  const unchanged = await n3.polis('plan', '--exit-code', '-f', MANIFEST)
  assert.equal(unchanged.code, 0, unchanged.stdout + unchanged.stderr)
  const again = await n3.polis('deploy', '-y', '-f', MANIFEST)
  assert.equal(again.code, 0, again.stderr)
  assert.match(again.stdout, /nothing to change/)
})

cluster.story('ps in JSON is what the API says, with a task on every node', async () => {
  const { code, stdout } = await n3.polis('ps', '-o', 'json')
  assert.equal(code, 0)
  const tasks = JSON.parse(stdout) as TaskView[]
  assert.equal(tasks.length, REPLICAS)
  assert.deepEqual(new Set(tasks.map(task => task.node)), new Set(['n1', 'n2', 'n3']))
  for (const task of tasks) {
    assert.equal(task.status.phase, 'running')
    assert.equal(task.service, 'hello')
    assert.match(task.id, /^[0-9a-z]{12}$/)
    assert.match(task.status.address ?? '', /^127\.0\.\d+\.\d+:2\d{4}$/)
  }
})

cluster.story('every node answers on the published port from every replica', async () => {
  const { value: tasks } = await n1.client.call<TaskView[]>('GET', '/v1/tasks')
  for (const { host } of cluster.nodes) {
    const seen = new Set<string>()
    for (let i = 0; i < REPLICAS * 4; i++) {
      const response = await fetch(`http://${host}:8080/some/path`)
      assert.equal(response.status, 200)
      const answer = (await response.json()) as { task: string; path: string; greeting: string }
      assert.equal(answer.path, '/some/path')
      assert.equal(answer.greeting, 'hello')
      seen.add(answer.task)
    }
    assert.deepEqual(seen, new Set(tasks.map(task => task.id)), `through ${host}`)
  }
})

cluster.story('every node answers names with the nodes and ports of healthy replicas', async () => {
  const { value: tasks } = await n1.client.call<TaskView[]>('GET', '/v1/tasks')
  const hosts = tasks.map(task => task.status.address!.split(':')[0]!).sort()
  const ports = tasks.map(task => Number(task.status.address!.split(':')[1])).sort()
  for (const { host } of cluster.nodes) {
    const resolver = new Resolver({ timeout: 2_000, tries: 2 })
    resolver.setServers([`${host}:7053`])
    for (const name of ['hello.polis', 'hello.default.polis', 'hello.default.svc.polis']) {
      assert.deepEqual((await resolver.resolve4(name)).sort(), hosts, name)
    }
    const records = await resolver.resolveSrv('hello.default.polis')
    assert.deepEqual(records.map(record => record.port).sort(), ports)
    assert.deepEqual(await resolver.resolve4('n2.node.polis'), [n2.host])
    await assert.rejects(resolver.resolve4('nobody.polis'), { code: 'ENOTFOUND' })
    await assert.rejects(resolver.resolve6('hello.polis'), { code: 'ENODATA' })
  }
})

cluster.story('resolve answers from the memory of the node that is asked', async () => {
  const { stdout, code } = await n2.polis('resolve', 'hello', '--healthy', '-o', 'json')
  assert.equal(code, 0)
  const endpoints = JSON.parse(stdout) as ResolvedEndpoint[]
  assert.equal(endpoints.length, REPLICAS)
  for (const endpoint of endpoints) {
    assert.equal(endpoint.health, 'passing')
    assert.ok(cluster.nodes.some(({ host }) => host === endpoint.address))
  }
})

cluster.story('logs come from every replica, wherever it runs', async () => {
  const { stdout, code, stderr } = await n3.polis('logs', 'hello')
  assert.equal(code, 0, stderr)
  const lines = stdout.trim().split('\n')
  assert.equal(lines.length, REPLICAS)
  for (const line of lines) assert.match(line, /^\S+ \| listening on 127\.0\.\d+\.\d+:\d+$/)
})

cluster.story('events tell what was decided, in order, the same on every node', async () => {
  const [here, there] = await Promise.all([n1, n3].map(node => node.polis('events', '-o', 'json')))
  assert.equal(here!.code, 0, here!.stderr)
  const events = decidedEvents(here!.stdout)
  assert.deepEqual(events, decidedEvents(there!.stdout))
  assert.ok(events.some(({ topic, name }) => topic === 'service' && name === 'hello'))
  assert.ok(events.filter(({ topic }) => topic === 'task').length >= REPLICAS)
  assert.deepEqual(
    events.map(({ index }) => index),
    events.map(({ index }) => index).sort((a, b) => a - b),
  )
  assert.equal(new Set(events.map(({ id }) => id)).size, events.length)
})

type DecidedEvent = { id: string; index: number; topic: string; name: string }

/** The events of the log; what each node observed stands between them. */
function decidedEvents(output: string): DecidedEvent[] {
  const lines = output.trim().split('\n')
  return lines.map(line => JSON.parse(line)).filter(event => 'index' in event)
}

cluster.story('kv: what one node wrote another reads, and cas refuses a stale write', async () => {
  const put = await n1.polis('kv', 'put', 'flags/color', 'blue', '-o', 'json')
  assert.equal(put.code, 0, put.stderr)
  const { revision } = JSON.parse(put.stdout) as { revision: number }
  const got = await n3.polis('kv', 'get', 'flags/color', '-o', 'json')
  assert.deepEqual(JSON.parse(got.stdout), { key: 'flags/color', value: 'blue', revision })
  const stale = await n2.polis('kv', 'put', 'flags/color', 'red', '--cas', String(revision - 1))
  assert.equal(stale.code, 5, stale.stderr)
  assert.match(stale.stderr, /^polis: [^\n]+\n$/)
  const fresh = await n2.polis('kv', 'put', 'flags/color', 'green', '--cas', String(revision))
  assert.equal(fresh.code, 0, fresh.stderr)
  assert.equal((await n1.polis('kv', 'get', 'flags/color')).stdout, 'green')
  assert.equal((await n1.polis('kv', 'rm', 'flags/color')).code, 0)
  assert.equal((await n2.polis('kv', 'get', 'flags/color')).code, 3)
})

cluster.story('one of several writers with the same revision wins', async () => {
  const { value: first } = await n1.client.call<{ revision: number }>('PUT', '/v1/kv/lock', {
    body: 'free',
  })
  const tries = await Promise.allSettled(
    Array.from({ length: 9 }, (_, i) =>
      cluster.nodes[i % 3]!.client.call('PUT', '/v1/kv/lock', {
        body: `owner ${i}`,
        query: { cas: first.revision },
      }),
    ),
  )
  const winners = tries.flatMap(({ status }, i) => (status === 'fulfilled' ? [i] : []))
  assert.equal(winners.length, 1)
  const { bytes } = await n2.client.bytes('GET', '/v1/kv/lock')
  assert.equal(bytes.toString(), `owner ${winners[0]}`)
})

cluster.story('a service without a healthy replica answers NODATA, a removed one not', async () => {
  const resolver = new Resolver({ timeout: 2_000, tries: 2 })
  resolver.setServers([`${n3.host}:7053`])
  const codeOf = () =>
    resolver.resolve4('hello.polis').then(
      () => 'an answer',
      error => (error as NodeJS.ErrnoException).code,
    )
  const restarted = await n2.polis('restart', 'hello', '--detach')
  assert.equal(restarted.code, 0, restarted.stderr)
  const stopped = await n1.polis('stop', 'hello')
  assert.equal(stopped.code, 0, stopped.stderr)
  await eventually('hello.polis has no data', 20_000, async () =>
    (await codeOf()) === 'ENODATA' ? true : undefined,
  )
  assert.match((await n3.polis('ls')).stdout, /hello.*0\/0 +stopped/)
  const refused = await n1.polis('scale', 'hello=2')
  assert.deepEqual([refused.code, /is stopped.*polis start hello/.test(refused.stderr)], [5, true])
  assert.equal((await n2.polis('start', 'hello')).code, 0)
  const why = (await n2.polis('explain', 'hello')).stdout
  for (const done of ['restarted', 'stopped', 'started'])
    assert.match(why, RegExp(`${done} by hand`))
  assert.equal((await n1.polis('down', '-f', MANIFEST)).code, 0)
  await eventually('hello.polis does not exist', 20_000, async () =>
    (await codeOf()) === 'ENOTFOUND' ? true : undefined,
  )
  await eventually('no task is left', 20_000, async () => {
    const { value } = await n1.client.call<TaskView[]>('GET', '/v1/tasks')
    return value.length === 0 ? true : undefined
  })
  for (const node of cluster.nodes) assert.equal(node.taskPids().size, 0)
})
