/**
 * The Docker driver on a real engine: the suite that every driver passes, and what only containers
 * have.
 */

import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { before, type TestContext, test } from 'node:test'
import { newId, quietLogger, systemClock } from '@polis/base'
import {
  type ContainerSettings,
  DEFAULT_RUNTIME_CONFIG,
  DockerDriver,
  TaskFiles,
  type TaskStart,
  type WorkloadSpec,
  workload,
} from '@polis/runtime'
import { type Behaviour, driverCases } from '../../packages/runtime/src/driver-cases.test.ts'
import { realHarness } from '../../packages/runtime/src/driver-harness.test.ts'
import { command, requireEngine } from './compose-cluster.ts'

const IMAGE = 'polis-base'
const CONFIG = { ...DEFAULT_RUNTIME_CONFIG, engineLookMs: 1_000, followPollMs: 20 }

const COMMANDS: Record<Behaviour, readonly string[]> = {
  sleeps: ['sh', '-c', 'trap "exit 143" TERM; while :; do sleep 0.1; done'],
  'exits with 3': ['sh', '-c', 'exit 3'],
  'ignores SIGTERM': ['sh', '-c', "trap '' TERM; while :; do sleep 0.1; done"],
  'cannot start': ['no-such-program', '--help'],
}

/** Opens a device to read, and then to write. */
const OPEN_BOTH_WAYS = `
  const { openSync } = require('node:fs')
  for (const flags of ['r', 'w']) {
    try { openSync(process.argv[1], flags); console.log('opened') } catch ({ code }) { console.log(code) }
  }`

function containerTask(
  taskId: string,
  words: readonly string[],
  parts: Partial<WorkloadSpec> = {},
  run = 1,
): TaskStart {
  const spec = workload({ driver: 'docker', image: IMAGE, command: words, ...parts })
  const where = { node: 'n1', host: '127.0.0.1', dns: '10.0.0.1:7053' }
  const ports = spec.ports.map(({ target }, i) => ({ target, port: 29_501 + i }))
  return { taskId, service: 'web', namespace: 'default', run, ports, workload: spec, ...where }
}

function makeHarness(allowedBinds: readonly string[] = [], allowedDevices: readonly string[] = []) {
  const owner = { clusterId: `test${newId()}`, nodeId: newId() }
  const options = { owner, socketPath: null, allowedBinds, allowedDevices, config: CONFIG }
  const http = { name: 'http', target: 3000, protocol: 'tcp' } as const
  return realHarness({
    make: () => DockerDriver.open({ ...options, clock: systemClock, logger: quietLogger }),
    task: (taskId, behaviour, run) =>
      containerTask(taskId, COMMANDS[behaviour], { ports: [http] }, run),
    cleanUp: () => Promise.resolve(),
  })
}

async function harnessFor(t: TestContext, ...allowed: Parameters<typeof makeHarness>) {
  const harness = await makeHarness(...allowed)
  t.after(() => harness.close())
  return harness
}

type Harness = Awaited<ReturnType<typeof makeHarness>>

/** Runs a script as a container of those settings; its exit code, and what it has written. */
async function runScript(
  harness: Harness,
  taskId: string,
  script: string,
  parts: Partial<WorkloadSpec> = {},
): Promise<{ code: number | null; reason: string; lines: string[] }> {
  harness.driver.start(containerTask(taskId, ['sh', '-c', script], parts))
  const { exit } = await harness.event('exited', taskId)
  return { code: exit.code, reason: exit.reason, lines: await linesOf(harness, taskId) }
}

async function linesOf(harness: Harness, taskId: string, tail: number | null = null) {
  const lines: string[] = []
  const query = { tail, sinceMs: null, follow: false }
  for await (const { text } of harness.driver.logs(taskId, query, AbortSignal.timeout(10_000))) {
    lines.push(text)
  }
  return lines
}

async function exec(harness: Harness, taskId: string, words: readonly string[], input = '') {
  let output = ''
  const request = { command: words, input: Buffer.from(input) }
  for await (const event of harness.driver.exec(taskId, request, AbortSignal.timeout(10_000))) {
    if (event.kind === 'exit') return { code: event.code, output }
    output += `${event.stream}:${Buffer.from(event.data).toString()}`
  }
  return { code: null, output }
}

/** Removes the volumes that these tests have made. */
async function removeVolumes(): Promise<void> {
  const filter = ['--filter', 'label=io.polis.cluster']
  const names = await command('docker', ['volume', 'ls', '-q', ...filter])
  const own = names.split('\n').filter(name => name.startsWith('polis-test'))
  await command('docker', ['volume', 'rm', ...own])
}

before(async () => {
  await requireEngine()
  const has = await command('docker', ['image', 'inspect', IMAGE]).then(
    () => true,
    () => false,
  )
  if (!has) await command('scripts/base-image.sh', [IMAGE])
})

driverCases('the docker driver', makeHarness)

test('a container knows its ports and who it is, and nothing of the node', async t => {
  const harness = await harnessFor(t)
  const ports = [{ name: 'http', target: 3000, protocol: 'tcp' }] as const
  const environment = { GREETING: 'hello' }
  const { lines } = await runScript(harness, 'a', 'env', { ports, environment })
  for (const line of ['PORT=3000', 'PORT_3000=3000', 'HOST=0.0.0.0', 'GREETING=hello']) {
    assert.ok(lines.includes(line), `${line} in ${lines}`)
  }
  for (const line of ['POLIS_TASK=a', 'POLIS_SERVICE=web', 'POLIS_NODE=n1']) {
    assert.ok(lines.includes(line), `${line} in ${lines}`)
  }
  assert.ok(!lines.some(line => line.startsWith('POLIS_ADMIN_TOKEN')))
})

test('a published port is reached at the node port', async t => {
  const harness = await harnessFor(t)
  const script =
    "require('http').createServer((_, r) => r.end('hi')).listen(process.env.PORT, process.env.HOST)"
  const ports = [{ name: 'http', target: 8000, protocol: 'tcp' }] as const
  harness.driver.start(containerTask('a', ['node', '-e', script], { ports }))
  await harness.event('started', 'a')
  let text = ''
  for (let i = 0; i < 100 && text === ''; i++) {
    await new Promise(resolve => setTimeout(resolve, 50))
    text = await fetch('http://127.0.0.1:29501/')
      .then(response => response.text())
      .catch(() => '')
  }
  assert.equal(text, 'hi')
})

test('a memory hog is killed at its limit, with the reason', async t => {
  const harness = await harnessFor(t)
  const hog = 'exec node -e "const a=[];for(;;)a.push(Buffer.alloc(1e6,1))"'
  const limits = { cpuMillicores: 0, memoryBytes: 64 * 1024 * 1024 }
  const { code, reason } = await runScript(harness, 'a', hog, { limits })
  assert.equal(code, 137)
  assert.match(reason, /^out of memory/)
})

test('what a container uses is measured', async t => {
  const harness = await harnessFor(t)
  harness.driver.start(containerTask('a', ['sh', '-c', 'while :; do :; done']))
  await harness.event('started', 'a')
  await new Promise(resolve => setTimeout(resolve, 1_000))
  const usage = (await harness.driver.usage()).get('a')
  assert.ok(usage !== undefined && usage.cpuMillicores > 100, JSON.stringify(usage))
  assert.ok(usage.memoryBytes > 0 && usage.memoryBytes < 64 * 1024 * 1024)
})

test('settings from the allow-list take effect', async t => {
  const harness = await harnessFor(t)
  const container: ContainerSettings = {
    hostname: 'box',
    hasInit: true,
    pidsMax: 50,
    ulimits: { nofile: { soft: 100, hard: 200 } },
    extraHosts: ['elsewhere:192.0.2.9'],
    dns: ['192.0.2.53'],
    mounts: [{ kind: 'tmpfs', target: '/scratch', sizeBytes: 1024 * 1024 }],
  }
  const script = `
    cat /etc/hostname; ulimit -n; cat /etc/hosts /etc/resolv.conf
    echo x >/scratch/x && echo wrote scratch`
  const { lines } = await runScript(harness, 'a', script, { container })
  const text = lines.join('\n')
  for (const expected of [/^box$/m, /^100$/m, /192\.0\.2\.9\s+elsewhere/, /192\.0\.2\.53/]) {
    assert.match(text, expected)
  }
  assert.match(text, /^wrote scratch$/m)
  const readOnly = { container: { isReadOnly: true } }
  const refused = await runScript(harness, 'b', 'echo x >/x', readOnly)
  assert.notEqual(refused.code, 0)
})

test('configs and secrets are files of memory with their owner and mode', async t => {
  const harness = await harnessFor(t)
  const files = new TaskFiles(`/dev/shm/polis-test-${newId()}`, '/')
  t.after(() => files.clear())
  const named = { kind: 'secret', name: 'key', version: 'v', mode: 0o440, uid: 7, gid: 8 } as const
  const file = { ...named, target: '/run/secrets/key' }
  const placed = await files.place('a', [{ file, content: Buffer.from('hidden') }])
  // The image has no stat(1) and no grep(1).
  const look = `const { statSync, readFileSync } = require('node:fs')
    const { uid, gid, mode } = statSync('/run/secrets/key')
    console.log(uid, gid, (mode & 0o777).toString(8), readFileSync('/run/secrets/key', 'utf8'))
    const mounts = readFileSync('/proc/self/mountinfo', 'utf8').split('\\n')
    console.log(mounts.find(line => line.includes('/run/secrets/key')).includes('- tmpfs'))`
  const script = `node -e "${look}"; echo x >/run/secrets/key || echo read-only`
  const settings = { container: { isReadOnly: true }, files: [file] }
  const task = containerTask('a', ['sh', '-c', script], settings)
  harness.driver.start({ ...task, files: placed })
  await harness.event('exited', 'a')
  const lines = (await linesOf(harness, 'a')).filter(line => !line.includes('sh:'))
  assert.deepEqual(lines, ['7 8 440 hidden', 'true', 'read-only'])
})

test('a container whose health check passes is started only then', async t => {
  const harness = await harnessFor(t)
  const container: ContainerSettings = {
    healthcheck: { test: ['CMD-SHELL', 'cat /tmp/up'], intervalMs: 200, retries: 100 },
  }
  const script = 'sleep 1; echo >/tmp/up; exec sleep 60'
  const startedMs = performance.now()
  harness.driver.start(containerTask('a', ['sh', '-c', script], { container }))
  assert.match((await harness.event('progress', 'a')).reason, /health check/)
  await harness.event('started', 'a')
  assert.ok(performance.now() - startedMs > 900)
})

test('a container whose health check fails is reported with what the check says', async t => {
  const harness = await harnessFor(t)
  const container: ContainerSettings = {
    healthcheck: { test: ['CMD-SHELL', 'echo broken; exit 1'], intervalMs: 200, retries: 2 },
  }
  harness.driver.start(containerTask('a', ['sleep', '60'], { container }))
  assert.match((await harness.event('unhealthy', 'a')).reason, /fails: broken/)
})

test('a named volume outlives its tasks', async t => {
  const harness = await harnessFor(t)
  const mount = { kind: 'volume', source: 'data', target: '/data', isReadOnly: false } as const
  const container: ContainerSettings = { mounts: [mount] }
  await runScript(harness, 'a', 'echo kept >/data/file', { container })
  harness.driver.remove('a')
  await harness.event('removed', 'a')
  const { lines } = await runScript(harness, 'b', 'cat /data/file', { container })
  assert.deepEqual(lines, ['kept'])
  harness.driver.remove('b')
  await harness.event('removed', 'b')
  await removeVolumes()
})

test('volumes of every kind are written where they may be', async t => {
  const folder = mkdtempSync(join(tmpdir(), 'polis-bind-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const harness = await harnessFor(t, [folder])
  const bind = { kind: 'bind', source: folder } as const
  const volume = { kind: 'volume', source: 'kinds' } as const
  const container: ContainerSettings = {
    isReadOnly: true,
    mounts: [
      { ...bind, target: '/bind', isReadOnly: false },
      { ...bind, target: '/bind-ro', isReadOnly: true },
      { ...volume, target: '/volume', isReadOnly: false },
      { ...volume, target: '/volume-ro', isReadOnly: true },
      { ...volume, source: '', target: '/anonymous', isReadOnly: false },
      { kind: 'tmpfs', target: '/memory', sizeBytes: 1024 * 1024 },
    ],
  }
  const script = `for at in /bind /bind-ro /volume /volume-ro /anonymous /memory /; do
      (echo x >$at/x) 2>/dev/null && echo $at
    done
    head -c 2000000 /dev/zero >/memory/y 2>/dev/null || echo memory is full`
  const { lines } = await runScript(harness, 'a', script, { container })
  assert.deepEqual(lines, ['/bind', '/volume', '/anonymous', '/memory', 'memory is full'])
  assert.equal(readFileSync(join(folder, 'x'), 'utf8'), 'x\n')
  harness.driver.remove('a')
  await harness.event('removed', 'a')
  await removeVolumes()
})

test('a bind is refused unless its path is allowed, links resolved', async t => {
  const mount = { kind: 'bind', source: '/etc', target: '/host', isReadOnly: true } as const
  const container: ContainerSettings = { mounts: [mount] }
  const closed = await harnessFor(t)
  closed.driver.start(containerTask('a', ['true'], { container }))
  assert.match((await closed.event('start-failed', 'a')).reason, /not allowed.*--allow-bind/)
  const open = await harnessFor(t, ['/etc'])
  const { code } = await runScript(open, 'a', 'cat /host/passwd', { container })
  assert.equal(code, 0)
})

test('a device is handed over under its name there, to be read but not written', {
  skip: existsSync('/dev/fuse') && process.getuid?.() === 0 ? false : 'no root or no /dev/fuse',
}, async t => {
  const source = '/dev/apex_977'
  await command('mknod', [source, 'c', '10', '229']) // FUSE's: no container has it by itself.
  t.after(() => rmSync(source))
  const harness = await harnessFor(t, [], [source])
  const target = '/dev/polis-device'
  const container = { devices: [{ source, target, permissions: 'r' }] }
  harness.driver.start(containerTask('a', ['node', '-e', OPEN_BOTH_WAYS, target], { container }))
  await harness.event('exited', 'a')
  assert.deepEqual(await linesOf(harness, 'a'), ['opened', 'EPERM'])
})

test('a command runs inside a container: output, input and exit code', async t => {
  const harness = await harnessFor(t)
  const environment = { GREETING: 'hello' }
  harness.driver.start(containerTask('a', ['sleep', '60'], { environment }))
  await harness.event('started', 'a')
  const said = await exec(harness, 'a', ['sh', '-c', 'echo $GREETING; exit 7'])
  assert.deepEqual(said, { code: 7, output: 'stdout:hello\n' })
  assert.deepEqual(await exec(harness, 'a', ['cat'], 'from here'), {
    code: 0,
    output: 'stdout:from here',
  })
})

test('output of the run before is read together with that of the current one', async t => {
  const harness = await harnessFor(t)
  harness.driver.start(containerTask('a', ['sh', '-c', 'echo one; echo two']))
  await harness.event('exited', 'a')
  harness.driver.start(containerTask('a', ['sh', '-c', 'echo three'], {}, 2))
  await harness.event('exited', 'a')
  assert.deepEqual(await linesOf(harness, 'a'), ['one', 'two', 'three'])
  assert.deepEqual(await linesOf(harness, 'a', 2), ['two', 'three'])
})

test('an image that is nowhere is a start that failed, with the reason', async t => {
  const harness = await harnessFor(t)
  const container: ContainerSettings = { pullPolicy: 'never' }
  const image = 'no-such-image'
  harness.driver.start(containerTask('a', ['true'], { image, container }))
  assert.match((await harness.event('start-failed', 'a')).reason, /not here.*pull_policy is never/)
})

test("a container of somebody else with the run's name is not touched", async t => {
  const harness = await harnessFor(t)
  const name = 'polis-web-a-1'
  await command('docker', ['run', '-d', '--name', name, IMAGE, 'sleep', '60'])
  t.after(() => command('docker', ['rm', '-f', name]))
  harness.driver.start(containerTask('a', ['true']))
  assert.match((await harness.event('start-failed', 'a')).reason, /not of this node/)
  const running = await command('docker', ['ps', '-q', '--filter', `name=${name}`])
  assert.notEqual(running, '')
})
