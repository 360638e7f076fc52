/**
 * Checks of containers: the one that a container brings along is a check like any other, and a
 * command check runs inside the container, with an end to all that it starts.
 */

import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import type { CheckReport, CheckReports, HealthSummary } from '@polis/api'
import { newId, quietLogger, systemClock } from '@polis/base'
import { DockerDriver, type ExecEvent, type ExecRequest, workload } from '@polis/runtime'
import { realHarness } from '../../packages/runtime/src/driver-harness.test.ts'
import { TestCluster } from '../integration/cluster-process.ts'
import { statusOf } from '../integration/cluster-view.ts'
import { eventually } from '../integration/eventually.ts'
import { command, requireEngine } from './compose-cluster.ts'

const IMAGE = 'polis-base'
const WAIT_MS = 30_000

await requireEngine()
const hasImage = await command('docker', ['image', 'inspect', IMAGE]).then(
  () => true,
  () => false,
)
if (!hasImage) await command('scripts/base-image.sh', [IMAGE])

/** A driver with one container that does nothing. */
async function scene() {
  const owner = { clusterId: `test${newId()}`, nodeId: newId() }
  const options = { owner, socketPath: null, allowedBinds: [], logger: quietLogger }
  const where = { node: 'n1', host: '127.0.0.1', dns: null, ports: [] }
  const about = { taskId: 'a', service: 'web', namespace: 'default', run: 1 }
  const environment = { GREETING: 'hello' }
  const parts = { image: IMAGE, command: ['sleep', '60'], environment, workingDir: '/tmp' }
  const task = { ...about, ...where, workload: workload({ driver: 'docker', ...parts }) }
  const harness = await realHarness({
    make: () => DockerDriver.open({ ...options, clock: systemClock }),
    task: () => task,
    cleanUp: () => Promise.resolve(),
  })
  harness.driver.start(task)
  await harness.event('started', 'a')
  return harness
}

type Scene = Awaited<ReturnType<typeof scene>>

async function run({ driver }: Scene, script: string, timeoutMs: number): Promise<ExecEvent[]> {
  const events: ExecEvent[] = []
  const request: ExecRequest = {
    command: ['sh', '-c', script],
    input: new Uint8Array(),
    environment: { MINE: 'own' },
    leavesNothing: true,
  }
  const signal = AbortSignal.timeout(timeoutMs)
  for await (const event of driver.exec('a', request, signal)) events.push(event)
  return events
}

const textOf = (events: readonly ExecEvent[]) =>
  events.map(event => (event.kind === 'output' ? Buffer.from(event.data).toString() : '')).join('')

const LISTING = `for f in /proc/[0-9]*/cmdline; do read -r line <$f; echo "$line"; done 2>/dev/null`

for (const way of ['from the machine', 'from inside'] as const) {
  test(`a command in a container that hangs is killed with all it has started, ${way}`, async t => {
    const harness = await scene()
    t.after(() => harness.close())
    if (way === 'from inside') {
      // As where the node does not see the processes of the container.
      t.mock.method(process, 'kill', () => {
        throw Object.assign(new Error('not for us'), { code: 'EPERM' })
      })
    }
    const said = await run(harness, 'echo $GREETING $MINE $PWD', 10_000)
    assert.equal(textOf(said), 'hello own /tmp\n')
    const hangs = 'set -m; sleep 4321 & set +m; sleep 4322 & wait'
    await run(harness, hangs, 1_000).catch(() => [])
    await eventually('nothing of it is left', WAIT_MS, async () => {
      const left = textOf(await run(harness, LISTING, 10_000))
      return /sleep ?432/.test(left) ? undefined : true
    })
    // It has ended, so the same command may run again.
    const again = await run(harness, hangs, 500).catch((error: Error) => error.message)
    assert.doesNotMatch(String(again), /has not ended/)
  })
}

const cluster = await TestCluster.create({ POLIS_TEST_DRIVERS: 'docker' })
const node = cluster.add()
after(async () => {
  const ids = node.isRunning ? await containers() : ''
  await cluster.stop()
  if (ids !== '') await command('docker', ['rm', '-f', '-v', ...ids.split('\n')])
})

async function containers(): Promise<string> {
  const { clusterId } = await statusOf(node)
  return command('docker', ['ps', '-aq', '--filter', `label=io.polis.cluster=${clusterId}`])
}

async function checks(): Promise<readonly CheckReport[]> {
  const query = { query: { service: 'web' } }
  return (await node.client.call<CheckReports>('GET', '/v1/health/checks', query)).value.checks
}

cluster.story('the check of a container is listed, counted and recorded as any other', async () => {
  await node.start(['--allow-exec-checks'])
  const test = ['CMD-SHELL', 'cat /tmp/up && echo up for $GREETING']
  const web = {
    image: IMAGE,
    command: ['sh', '-c', 'echo yes >/tmp/up; exec sleep 60'],
    environment: { GREETING: 'all' },
    ports: ['3000'],
    healthcheck: { test, interval: '500ms', retries: 2, start_interval: '100ms' },
    'x-check': [
      { type: 'command', id: 'inside', command: 'sh', args: ['-c', 'test "$PWD" = /tmp'] },
    ],
    working_dir: '/tmp',
  }
  await node.client.call('PUT', '/v1/stacks/shop', {
    body: JSON.stringify({ name: 'shop', services: { web } }),
  })
  await eventually('both checks pass', WAIT_MS, async () => {
    const states = (await checks()).map(({ type, state }) => `${type} ${state}`)
    return states.sort().join() === 'command passing,healthcheck passing' ? true : undefined
  })
  const own = (await checks()).find(({ type }) => type === 'healthcheck')!
  assert.equal(own.output, 'yes up for all')
  await eventually('both are counted', WAIT_MS, async () => {
    const { value } = await node.client.call<HealthSummary>('GET', '/v1/health/summary')
    return value.totalChecks === 2 && value.healthyChecks === 2 ? true : undefined
  })
  const listed = await node.client.call<{ id: string }[]>('GET', '/v1/checks')
  assert.equal(listed.value.length, 2)
})

cluster.story(
  'a container whose check fails is out of the balancers, and it says why',
  async () => {
    const [id] = (await containers()).split('\n')
    const resolved = async () => {
      const query = { query: { healthy: 'true' } }
      return (await node.client.call<unknown[]>('GET', '/v1/resolve/web', query)).value.length
    }
    assert.equal(await resolved(), 1)
    await command('docker', ['exec', id!, 'rm', '/tmp/up'])
    await eventually('it is not resolved', WAIT_MS, async () =>
      (await resolved()) === 0 ? true : undefined,
    )
    const events = await node.polis('events', '--topic', 'health', '--since', '0')
    const why = await node.polis('explain', 'web')
    assert.match(why.stdout, /the health check inside it fails: cat: .*No such file/, events.stdout)
  },
)
