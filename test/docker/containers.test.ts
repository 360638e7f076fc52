/**
 * Containers on a cluster: three nodes of this machine share one engine, each with its own tasks.
 * What is deployed serves in time, is replaced without a failed request, stays within its limits,
 * and is found again or cleared away whatever happens to its node.
 */

import assert from 'node:assert/strict'
import { after, type TestContext } from 'node:test'
import type { ServiceView, TaskView } from '@polis/api'
import { TestCluster } from '../integration/cluster-process.ts'
import { healthyOf, settled, statusOf, tasksOf } from '../integration/cluster-view.ts'
import { BOUND_MARGIN, eventually, seconds } from '../integration/eventually.ts'
import { describeFailures, failuresOf, RequestLoop } from '../integration/request-loop.ts'
import { command, requireEngine } from './compose-cluster.ts'

const IMAGE = 'polis-base'
const PORT = 8080

const SERVER = `
  const answer = () => JSON.stringify({task: process.env.POLIS_TASK, version: process.env.VERSION})
  const server = require('http').createServer((_, response) => {
    response.setHeader('content-type', 'application/json')
    response.end(answer())
  })
  server.listen(process.env.PORT, process.env.HOST)
  console.log('version ' + process.env.VERSION)
  process.on('SIGTERM', () => server.close(() => process.exit(0)))`

/** A manifest of the service `web`, which answers with its task and version. */
function web(version: string, more: object = {}): string {
  const service = {
    image: IMAGE,
    command: ['node', '-e', SERVER],
    environment: { VERSION: version },
    ports: [`${PORT}:3000`],
    stop_grace_period: '5s',
    deploy: { replicas: 3, update_config: { parallelism: 3, monitor: '1s' } },
    'x-check': [{ type: 'http', path: '/', port: 3000, interval: '500ms' }],
    ...more,
  }
  return JSON.stringify({ name: 'shop', services: { web: service } })
}

await requireEngine()
const hasImage = await command('docker', ['image', 'inspect', IMAGE]).then(
  () => true,
  () => false,
)
if (!hasImage) await command('scripts/base-image.sh', [IMAGE])
const cluster = await TestCluster.start(3, { POLIS_TEST_DRIVERS: '' })
after(async () => {
  await cluster.stop()
  const filter = `label=io.polis.cluster=${clusterId}`
  const ids = await command('docker', ['ps', '-aq', '--filter', filter])
  if (ids !== '') await command('docker', ['rm', '-f', '-v', ...ids.split('\n')])
})
await settled(cluster, 3)
const { clusterId } = await statusOf(cluster.nodes[0]!)

async function put(stack: string, body: string): Promise<void> {
  await cluster.nodes[0]!.client.call('PUT', `/v1/stacks/${stack}`, { body })
}

/** Waits until the balancer of the first node answers with that version; how long it took. */
async function serving(version: string, port = PORT): Promise<number> {
  const { tookMs } = await eventually(`version ${version} serves`, 60_000, async () => {
    const url = `http://${cluster.nodes[0]!.host}:${port}/`
    const response = await fetch(url, { signal: AbortSignal.timeout(1_000) })
    const answer = (await response.json()) as { version: string }
    return answer.version === version || undefined
  })
  return tookMs
}

/** Waits until the rollout of the service is in that state. */
async function rollout(state: string): Promise<void> {
  await eventually(`the rollout is ${state}`, 60_000, async () => {
    const { value } = await cluster.nodes[0]!.client.call<ServiceView>('GET', '/v1/services/web')
    return value.status.rollout === state || undefined
  })
}

async function healthy(count: number, where: (task: TaskView) => boolean = () => true) {
  return eventually(`${count} healthy tasks`, 60_000, async () => {
    const tasks = healthyOf(await tasksOf(cluster.nodes[0]!, 'web')).filter(where)
    return tasks.length === count ? tasks : undefined
  })
}

/** Asks fifty times a second while `body` runs; nothing may fail. */
async function withoutFailure(t: TestContext, body: () => Promise<void>): Promise<void> {
  const loop = new RequestLoop(t, { host: cluster.nodes[0]!.host, ratePerSecond: 50 })
  await loop.more(10)
  await body()
  await loop.more(25)
  await loop.stop()
  const failures = failuresOf(loop.outcomes)
  t.diagnostic(`${failures.length} of ${loop.outcomes.length} requests failed`)
  assert.equal(failures.length, 0, describeFailures(failures))
}

/** Containers of the cluster, `task node state`. */
async function containers(): Promise<string[]> {
  const format = '{{.Label "io.polis.task"}} {{.Label "io.polis.node"}} {{.State}}'
  const filter = `label=io.polis.cluster=${clusterId}`
  const text = await command('docker', ['ps', '-a', '--filter', filter, '--format', format])
  return text.split('\n').filter(line => line !== '')
}

cluster.story('what is deployed serves in time', async t => {
  const process_ = JSON.stringify({
    services: {
      plain: {
        'x-runtime': 'process',
        command: [process.execPath, '-e', SERVER],
        environment: { VERSION: 'p' },
        ports: ['8079:3000'],
      },
    },
  })
  await put('plain', process_)
  const processMs = await serving('p', 8079)
  await put('shop', web('1'))
  const containerMs = await serving('1')
  t.diagnostic(`deploy to serving: process ${seconds(processMs)} (goal 1 s)`)
  t.diagnostic(`deploy to serving: container ${seconds(containerMs)} (goal 3 s)`)
  assert.ok(processMs < 1_000 * BOUND_MARGIN && containerMs < 3_000 * BOUND_MARGIN)
  await healthy(3)
})

cluster.story('output is read and commands are run through any node', async () => {
  const other = cluster.nodes[2]!
  const [task] = await tasksOf(other, 'web')
  const logs = await other.polis('logs', 'web')
  assert.equal(logs.stdout.match(/version 1/g)?.length, 3)
  for (const node of cluster.nodes) {
    const words = ['sh', '-c', 'echo $VERSION; exit 7']
    const { code, stdout } = await node.polis('exec', task!.name, '--', ...words)
    assert.deepEqual([code, stdout], [7, '1\n'])
  }
  await eventually('what every task uses is known', 20_000, async () => {
    const { stdout } = await other.polis('top')
    return /web\.1 .* MiB/.test(stdout) || undefined
  })
})

cluster.story('a new version replaces the old one and no request fails', async t => {
  await withoutFailure(t, async () => {
    await put('shop', web('2'))
    await healthy(3, task => task.workload.environment['VERSION'] === '2')
    await serving('2')
    await rollout('complete')
  })
})

cluster.story('a version whose check inside it fails is rolled back', async t => {
  const healthcheck = { test: 'exit 1', interval: '300ms', retries: 2 }
  await withoutFailure(t, async () => {
    await put('shop', web('3', { healthcheck }))
    await rollout('rolled-back')
    await healthy(3, task => task.workload.environment['VERSION'] === '2')
  })
})

cluster.story('a container that is killed is started again where it was', async () => {
  const [task] = healthyOf(await tasksOf(cluster.nodes[0]!, 'web'))
  const filter = `label=io.polis.task=${task!.id}`
  const id = await command('docker', ['ps', '-q', '--filter', filter])
  await command('docker', ['kill', id])
  await eventually('the task has restarted', 30_000, async () => {
    const now = (await tasksOf(cluster.nodes[0]!, 'web')).find(one => one.id === task!.id)
    return now?.observed.restarts === 1 && now.observed.phase === 'running' ? true : undefined
  })
  await healthy(3)
})

cluster.story('a memory hog is killed at its limit and started again', async t => {
  const hog = 'const a = []; setInterval(() => a.push(Buffer.alloc(8e6, 1)), 20)'
  const service = { image: IMAGE, command: ['node', '-e', hog], mem_limit: '64m' }
  await put('hog', JSON.stringify({ services: { hog: service } }))
  const { value } = await eventually('the hog is out of memory', 60_000, async () => {
    const [task] = await tasksOf(cluster.nodes[0]!, 'hog')
    return /out of memory/.test(task?.observed.reason ?? '') ? task : undefined
  })
  t.diagnostic(value.observed.reason)
  await eventually('the hog runs again', 30_000, async () => {
    const [task] = await tasksOf(cluster.nodes[0]!, 'hog')
    return (task?.observed.restarts ?? 0) >= 1 ? true : undefined
  })
  await cluster.nodes[0]!.client.call('DELETE', '/v1/stacks/hog')
})

cluster.story('a node is drained and no request fails', async t => {
  const { name } = cluster.nodes[2]!
  await withoutFailure(t, async () => {
    await cluster.nodes[0]!.polis('node', 'drain', name)
    await healthy(3, task => task.node !== name)
  })
  await cluster.nodes[0]!.polis('node', 'uncordon', name)
})

cluster.story('containers of a node that was away too long are replaced and cleared', async t => {
  const tasks = healthyOf(await tasksOf(cluster.nodes[0]!, 'web'))
  const node = cluster.nodes.find(one => one !== cluster.nodes[0] && hasTask(one.name, tasks))!
  const orphans = tasks.filter(task => task.node === node.name).map(task => task.id)
  await node.kill('SIGKILL')
  const { tookMs } = await healthy(3, task => task.node !== node.name)
  t.diagnostic(`replaced after ${seconds(tookMs)}`)
  assert.equal(
    (await containers()).filter(line => orphans.some(id => line.startsWith(id))).length > 0,
    true,
  )
  await node.start()
  await eventually('its old containers are gone', 60_000, async () => {
    const left = (await containers()).filter(line => orphans.some(id => line.startsWith(id)))
    return left.length === 0 || undefined
  })
})

cluster.story(
  'the only writer of a volume waits for its node and finds its data there',
  async () => {
    const script = 'cat /data/*; echo written by $POLIS_TASK >/data/$POLIS_TASK; exec sleep 600'
    const db = { image: IMAGE, command: ['sh', '-c', script], volumes: ['store:/data'] }
    const volumes = { store: { 'x-single-writer': true } }
    await put('vault', JSON.stringify({ name: 'vault', services: { db }, volumes }))
    const only = async (what: string, isTrue: (task: TaskView) => boolean) => {
      const { value } = await eventually(what, 60_000, async () => {
        const tasks = await tasksOf(cluster.nodes[0]!, 'db')
        return tasks.length === 1 && isTrue(tasks[0]!) ? tasks[0] : undefined
      })
      return value
    }
    const isUp = ({ status }: TaskView) => status.phase === 'running'
    const first = await only('it runs', isUp)
    const node = cluster.nodes.find(({ name }) => name === first.node)!
    const other = cluster.nodes.find(one => one !== node && one !== cluster.nodes[0])!
    const asked = node === cluster.nodes[0] ? other : cluster.nodes[0]!
    await node.kill('SIGKILL')
    await eventually('the next one says what it waits for', 60_000, async () => {
      const reasons = (await tasksOf(asked, 'db')).map(({ status }) => status.reason)
      const words = new RegExp(`'store' has a single writer.*polis node rm ${first.node}`)
      return reasons.some(reason => words.test(reason)) || undefined
    })
    assert.ok(
      (await containers()).some(line => line.startsWith(first.id)),
      'it runs on',
    )
    await node.start()
    const next = await only('the next one runs', task => isUp(task) && task.id !== first.id)
    assert.equal(next.node, first.node)
    const { stdout } = await asked.polis('logs', 'db')
    assert.match(stdout, new RegExp(`written by ${first.id}`))
    await asked.polis('rm', 'db')
    const names = await command('docker', ['volume', 'ls', '-q', '--filter', 'name=default.store'])
    await eventually('the volume is free', 30_000, async () => {
      await command('docker', ['volume', 'rm', ...names.split('\n')])
      return true
    })
  },
)

function hasTask(name: string, tasks: readonly TaskView[]): boolean {
  return tasks.some(task => task.node === name)
}
