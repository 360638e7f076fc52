import assert from 'node:assert/strict'
import { after, before, describe, type TestContext, test } from 'node:test'
import type { ClusterStatus, NodeView, TaskView } from '@polis/api'
import {
  clientOf,
  command,
  compose,
  containerOf,
  NODES,
  network,
  polis,
  requireEngine,
  waitUntil,
} from './compose-cluster.ts'

const [FIRST, SECOND, THIRD] = NODES as [
  (typeof NODES)[number],
  (typeof NODES)[number],
  (typeof NODES)[number],
]

/** One request to the example service through a node's balancer: who answered. */
async function ask(port: number): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${port}/`, { signal: AbortSignal.timeout(5_000) })
  assert.equal(response.status, 200)
  return ((await response.json()) as { node: string }).node
}

/** Asks ten times a second while `body` runs; answers how often, and what failed. */
async function askingWhile(
  port: number,
  body: () => Promise<void>,
): Promise<{ sent: number; failures: string[] }> {
  const failures: string[] = []
  let sent = 0
  let isStopped = false
  const loop = (async () => {
    while (!isStopped) {
      sent++
      await ask(port).catch(error => failures.push(`${new Date().toISOString()} ${error.message}`))
      await new Promise(resolve => setTimeout(resolve, 100))
    }
  })()
  try {
    await body()
  } finally {
    isStopped = true
    await loop
  }
  return { sent, failures }
}

async function statusOf(node: (typeof NODES)[number]): Promise<ClusterStatus> {
  return (await clientOf(node).call<ClusterStatus>('GET', '/v1/status')).value
}

async function healthyTasks(node: (typeof NODES)[number]): Promise<TaskView[]> {
  const { value } = await clientOf(node).call<TaskView[]>('GET', '/v1/tasks')
  return value.filter(task => task.status.health === 'passing' && task.desired === 'running')
}

async function areAlive(count: number): Promise<boolean> {
  const { value } = await clientOf(FIRST).call<NodeView[]>('GET', '/v1/nodes')
  return value.filter(node => node.status.liveness === 'alive').length === count
}

/** Waits until three healthy tasks run without `gone`. */
async function replacedWithout(gone: (typeof NODES)[number], t: TestContext): Promise<void> {
  const tookMs = await waitUntil(
    `three healthy tasks without ${gone.name}`,
    async () => {
      const tasks = await healthyTasks(FIRST)
      return tasks.length === 3 && tasks.every(task => task.node !== gone.name)
    },
    60_000,
  )
  t.diagnostic(`replaced after ${Math.round(tookMs)} ms`)
}

async function isReady(node: (typeof NODES)[number]): Promise<boolean> {
  const response = await fetch(`http://127.0.0.1:${node.apiPort}/readyz`)
  return response.ok
}

describe('the cluster of docker-compose.yml', { timeout: 400_000 }, () => {
  before(async () => {
    await requireEngine()
    await compose('down', '-v', '--remove-orphans')
    await command('scripts/base-image.sh', ['polis-base'])
    await compose('build')
    await compose('up', '-d')
  })

  after(async () => {
    await compose('down', '-v', '--remove-orphans')
  })

  test('three containers form one cluster', async t => {
    for (const node of NODES) {
      const tookMs = await waitUntil(`${node.name} ready`, () => isReady(node), 60_000)
      t.diagnostic(`${node.name} ready after ${Math.round(tookMs)} ms`)
    }
    await waitUntil(
      'three voters',
      async () => (await statusOf(FIRST)).raft.voters.length === 3,
      30_000,
    )
    const ids = await Promise.all(NODES.map(async node => (await statusOf(node)).clusterId))
    assert.equal(new Set(ids).size, 1)
  })

  test('a service is deployed and every node answers for it', async () => {
    await polis(FIRST, 'deploy', '-y', '-f', 'examples/hello/compose.yaml')
    for (const node of NODES) {
      const answered = new Set<string>()
      await waitUntil(
        `every replica through ${node.name}`,
        async () => answered.add(await ask(node.servicePort)).size === 3,
        20_000,
      )
    }
  })

  test('the service keeps answering when a container is killed', async t => {
    const { sent, failures } = await askingWhile(FIRST.servicePort, async () => {
      await command('docker', ['kill', await containerOf(THIRD.name)])
      await replacedWithout(THIRD, t)
    })
    t.diagnostic(`${failures.length} of ${sent} requests failed`)
    // Requests that were in flight on the killed container may fail; at ten a second that is one.
    assert.ok(failures.length <= 1, failures.join('\n'))
    await command('docker', ['start', await containerOf(THIRD.name)])
    await waitUntil('the third node back', () => isReady(THIRD), 60_000)
  })

  test('the service keeps answering when a container is cut from the network', async t => {
    await waitUntil('three living members', () => areAlive(3), 60_000)
    const container = await containerOf(SECOND.name)
    await command('docker', ['network', 'disconnect', network, container])
    const during = await askingWhile(FIRST.servicePort, () => replacedWithout(SECOND, t))
    const after = await askingWhile(
      FIRST.servicePort,
      () => new Promise(resolve => setTimeout(resolve, 3_000)),
    )
    t.diagnostic(`${during.failures.length} of ${during.sent} requests failed meanwhile`)
    t.diagnostic(`${after.failures.length} of ${after.sent} requests failed afterwards`)
    assert.deepEqual(after.failures, [])
    // Until its silence is noticed, every third request is sent to the cut node, and tried
    // elsewhere.
    assert.ok(during.failures.length <= during.sent / 10, during.failures.join('\n'))
    await command('docker', ['network', 'connect', '--alias', SECOND.name, network, container])
    await waitUntil('the cut node alive again', () => areAlive(3), 60_000)
  })

  test('recreated containers find their cluster again', async () => {
    const before = (await statusOf(FIRST)).clusterId
    await compose('up', '-d', '--force-recreate')
    for (const node of NODES) await waitUntil(`${node.name} ready`, () => isReady(node), 90_000)
    assert.equal((await statusOf(SECOND)).clusterId, before)
    await waitUntil(
      'three healthy tasks',
      async () => (await healthyTasks(SECOND)).length === 3,
      60_000,
    )
    await ask(SECOND.servicePort)
  })
})
