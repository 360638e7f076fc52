import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs'
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { hasCode, quietLogger, systemClock } from '@polis/base'
import { DEFAULT_RUNTIME_CONFIG } from '../config.ts'
import type { LogLine } from '../driver.ts'
import { type Behaviour, type DriverHarness, driverCases } from '../driver-cases.test.ts'
import { realHarness } from '../driver-harness.test.ts'
import type { TaskStart } from '../task.ts'
import { workload } from '../workload.ts'
import { OWNER_FILE, removeAbandoned } from './abandoned-files.ts'
import { findCgroups, foundTaskCgroup } from './cgroup.ts'
import * as proc from './proc.ts'
import { ProcessDriver } from './process-driver.ts'
import { processUser } from './process-user.ts'
import { TASK_FILES } from './supervisor.ts'
import { TaskFiles } from './task-files.ts'
import { TaskFolder } from './task-folder.ts'

const EVENT_TIMEOUT_MS = 10_000
const CONFIG = { ...DEFAULT_RUNTIME_CONFIG, adoptedPollMs: 20, logPollMs: 20, followPollMs: 10 }

const COMMANDS: Record<Behaviour, readonly string[]> = {
  sleeps: ['sleep', '60'],
  'exits with 3': ['sh', '-c', 'exit 3'],
  'ignores SIGTERM': ['sh', '-c', "trap '' TERM; while :; do sleep 1; done"],
  'cannot start': ['no-such-program', '--help'],
}

function processTask(taskId: string, command: readonly string[], run = 1): TaskStart {
  const spec = workload({
    driver: 'process',
    command,
    environment: { GREETING: 'hello', PORT: '1' },
    ports: [{ name: 'http', target: 3000, protocol: 'tcp' }],
  })
  const where = { node: 'n1', host: '127.0.0.1', dns: '127.0.0.1:7053' }
  const ports = [{ target: 3000, port: 20_001 }]
  return { taskId, service: 'web', namespace: 'default', run, ports, workload: spec, ...where }
}

type ProcessHarness = DriverHarness & { readonly driver: ProcessDriver; readonly stateDir: string }

async function makeHarness(): Promise<ProcessHarness> {
  const stateDir = await mkdtemp(join(tmpdir(), 'polis-runtime-'))
  const make = () =>
    new ProcessDriver({ stateDir, clock: systemClock, logger: quietLogger, config: CONFIG })
  const harness = await realHarness({
    make,
    task: (taskId, behaviour, run) => processTask(taskId, COMMANDS[behaviour], run),
    cleanUp: () => rm(stateDir, { recursive: true, force: true }),
  })
  return Object.assign(harness, { stateDir })
}

async function harnessFor(context: TestContext): Promise<ProcessHarness> {
  const harness = await makeHarness()
  context.after(() => harness.close())
  return harness
}

/** All lines there are, or with `follow` the first `count`. */
async function linesOf(
  harness: ProcessHarness,
  taskId: string,
  { tail = null as number | null, count = Number.POSITIVE_INFINITY } = {},
): Promise<LogLine[]> {
  const lines: LogLine[] = []
  const follow = Number.isFinite(count)
  const query = { tail, sinceMs: null, follow }
  const signal = AbortSignal.timeout(EVENT_TIMEOUT_MS)
  for await (const line of harness.driver.logs(taskId, query, signal)) {
    lines.push(line)
    if (lines.length >= count) break
  }
  return lines
}

async function until(isTrue: () => boolean, what: string): Promise<void> {
  // Five times what it may take: a busy machine fails no test.
  for (let i = 0; i < 2_500 && !isTrue(); i++) await delay(10)
  assert(isTrue(), what)
}

/** What a command beside task `a` writes, by stream, and how it ends. */
async function execIn(
  { driver }: ProcessHarness,
  command: readonly string[],
  input = '',
): Promise<string> {
  let output = ''
  const request = { command, input: Buffer.from(input) }
  const signal = AbortSignal.timeout(EVENT_TIMEOUT_MS)
  for await (const event of driver.exec('a', request, signal)) {
    if (event.kind === 'exit') return `${output}exit ${event.code}`
    output += `${event.stream}: ${Buffer.from(event.data)}`
  }
  return output
}

const bootId = proc.currentBootId()!
const isRunning = (pid: number) => proc.identityOf(pid, bootId) !== undefined

driverCases('the process driver', makeHarness)

test('a task sees its port, its host and who it is, and little of the node', async context => {
  const harness = await harnessFor(context)
  process.env['POLIS_TEST_SECRET'] = 'of the node'
  context.after(() => delete process.env['POLIS_TEST_SECRET'])
  harness.driver.start(processTask('a', ['env']))
  await harness.event('exited', 'a')
  const lines = (await linesOf(harness, 'a')).map(line => line.text)
  for (const expected of [
    'PORT=20001',
    'PORT_3000=20001',
    'HOST=127.0.0.1',
    'POLIS_TASK=a',
    'POLIS_SERVICE=web',
    'POLIS_NODE=n1',
    'POLIS_DNS=127.0.0.1:7053',
    'GREETING=hello',
  ]) {
    assert(lines.includes(expected), `${expected} in ${lines.join(' ')}`)
  }
  assert(!lines.some(line => line.includes('POLIS_TEST_SECRET')))
})

for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGUSR1', 'SIGQUIT'] as const) {
  test(`${signal} reaches the workload, whose exit code is kept`, async context => {
    const harness = await harnessFor(context)
    const name = signal.slice(3)
    const script = `trap 'echo got ${name}; exit 9' ${name}; echo up; while :; do sleep 0.05; done`
    harness.driver.start(processTask('a', ['sh', '-c', script]))
    await harness.event('started', 'a')
    await linesOf(harness, 'a', { count: 1 })
    harness.driver.signal('a', signal)
    const { exit } = await harness.event('exited', 'a')
    assert.equal(exit.code, 9)
    assert.deepEqual(
      (await linesOf(harness, 'a')).map(line => line.text),
      ['up', `got ${name}`],
    )
  })
}

test('a program without handlers of its own ends on SIGINT', async context => {
  const harness = await harnessFor(context)
  harness.driver.start(processTask('a', ['sh', '-c', 'echo up; exec sleep 60']))
  await harness.event('started', 'a')
  await linesOf(harness, 'a', { count: 1 })
  harness.driver.signal('a', 'SIGINT')
  assert.equal((await harness.event('exited', 'a')).exit.signal, 'SIGINT')
})

test('a kill ends grandchildren, also in a session of their own', async context => {
  const harness = await harnessFor(context)
  const script = `trap '' TERM
    sh -c 'trap "" TERM; sleep 61 & echo $!; wait; sleep 61' &
    setsid sleep 62 & echo $!
    while :; do sleep 1; done`
  harness.driver.start(processTask('a', ['sh', '-c', script]))
  await harness.event('started', 'a')
  const pids = (await linesOf(harness, 'a', { count: 2 })).map(line => Number(line.text))
  harness.driver.signal('a', 'SIGTERM')
  await delay(50)
  assert.deepEqual(pids.map(isRunning), [true, true])
  harness.driver.kill('a')
  await harness.event('exited', 'a')
  await until(() => !pids.some(isRunning), 'nothing of the task runs')
})

test('what a workload leaves behind is ended with it', async context => {
  const harness = await harnessFor(context)
  harness.driver.start(processTask('a', ['sh', '-c', 'sleep 63 & echo $!; exit 0']))
  const { exit } = await harness.event('exited', 'a')
  assert.equal(exit.code, 0)
  const [line] = await linesOf(harness, 'a')
  await until(() => !isRunning(Number(line!.text)), 'the child in the background is gone')
})

test('a task whose supervisor is killed ends with it, and the reason says so', async context => {
  const harness = await harnessFor(context)
  harness.driver.start(processTask('a', ['sh', '-c', 'echo $$ $PPID; exec sleep 60']))
  await harness.event('started', 'a')
  const [line] = await linesOf(harness, 'a', { count: 1 })
  const [child, supervisor] = line!.text.split(' ').map(Number)
  process.kill(supervisor!, 'SIGKILL')
  const { exit } = await harness.event('exited', 'a')
  assert.equal(exit.code, null)
  assert.match(exit.reason, /supervisor was killed/)
  await until(() => !isRunning(child!), 'the workload is gone as well')
})

test('tasks outlive a killed node, and the next adopts and stops them', async context => {
  const harness = await harnessFor(context)
  const main = fileURLToPath(new URL('./process-driver.peer.ts', import.meta.url))
  const tasks = [
    processTask('a', ['sh', '-c', 'echo $$; exec sleep 60']),
    processTask('b', ['sh', '-c', 'sleep 0.3; exit 5']),
  ]
  const node = spawn(process.execPath, [main, harness.stateDir, JSON.stringify(tasks)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  for await (const chunk of node.stdout) if (String(chunk).includes('started')) break
  node.kill('SIGKILL')
  await new Promise(resolve => node.once('exit', resolve))
  const ended = new TaskFolder(harness.stateDir, 'b')
  await until(() => existsSync(join(ended.path, TASK_FILES.exit(1))), 'its status is written')
  // Its supervisor writes the status first and ends then: until it has, it is adopted as running.
  const { pid } = (await ended.readIdentity(1))!
  await until(() => !isRunning(pid), 'the second task has ended')

  harness.driver.adopt()
  const adopted = (await harness.event('adopted')).tasks
  assert.deepEqual(
    adopted.map(task => [task.taskId, task.run, task.ports[0]?.port, task.exit?.code ?? null]),
    [
      ['a', 1, 20_001, null],
      ['b', 1, 20_001, 5],
    ],
  )
  const [line] = await linesOf(harness, 'a', { count: 1 })
  assert(isRunning(Number(line!.text)), 'the workload runs on')
  harness.driver.signal('a', 'SIGTERM')
  assert.equal((await harness.event('exited', 'a')).exit.code, 143)
})

test('a process that has got the pid of an ended task is not touched', async context => {
  const harness = await harnessFor(context)
  harness.driver.start(processTask('a', ['sleep', '60']))
  await harness.event('started', 'a')
  const path = join(harness.stateDir, 'a', '1.pid')
  let pidFile = ''
  for (let i = 0; i < 100 && pidFile === ''; i++) {
    pidFile = await readFile(path, 'utf8').catch(() => '')
    if (pidFile === '') await delay(10)
  }
  harness.driver.kill('a')
  await harness.event('exited', 'a')

  const stranger = spawn('sleep', ['60'], { detached: true, stdio: 'ignore' })
  context.after(() => stranger.kill('SIGKILL'))
  const [, startTicks, boot] = pidFile.trim().split(' ')
  await writeFile(path, `${stranger.pid} ${startTicks} ${boot}\n`)
  await harness.restart()
  harness.driver.adopt()
  const { tasks } = await harness.event('adopted')
  assert.equal(tasks[0]?.exit?.code, null)
  harness.driver.signal('a', 'SIGTERM')
  harness.driver.kill('a')
  harness.driver.remove('a')
  await harness.event('removed', 'a')
  assert(isRunning(stranger.pid!), 'the stranger runs on')
})

test('a working directory that is missing is named', async context => {
  const harness = await harnessFor(context)
  const task = processTask('a', ['sleep', '60'])
  harness.driver.start({ ...task, workload: { ...task.workload, workingDir: '/no/such/folder' } })
  const { reason } = await harness.event('start-failed', 'a')
  assert.equal(reason, 'working directory not found: /no/such/folder')
})

test('a folder without a readable record is cleared away on adoption', async context => {
  const harness = await harnessFor(context)
  harness.driver.start(processTask('a', ['sleep', '60']))
  await harness.event('started', 'a')
  const mark = `POLIS_TASK_DIR=${join(harness.stateDir, 'a')}`
  const supervisor = (await proc.pidsWithEnvironment([mark]))[0]!
  await writeFile(join(harness.stateDir, 'a', 'task.json'), '{"version":1,"taskId"')
  await harness.restart()
  harness.driver.adopt()
  assert.deepEqual((await harness.event('adopted')).tasks, [])
  await until(() => !isRunning(supervisor), 'what it had been is ended')
})

test('usage is what the whole group of a task uses', async context => {
  const harness = await harnessFor(context)
  harness.driver.start(processTask('busy', ['sh', '-c', 'while :; do :; done']))
  harness.driver.start(processTask('idle', ['sleep', '60']))
  await harness.event('started', 'busy')
  await harness.event('started', 'idle')
  await delay(300)
  await harness.driver.usage()
  await delay(700)
  const usage = await harness.driver.usage()
  assert(usage.get('busy')!.cpuMillicores > 200, `busy: ${usage.get('busy')!.cpuMillicores}`)
  assert(usage.get('idle')!.cpuMillicores < 100, `idle: ${usage.get('idle')!.cpuMillicores}`)
  assert(usage.get('idle')!.memoryBytes > 100_000)
})

test('logs of a task that never ran here are refused', async context => {
  const harness = await harnessFor(context)
  await assert.rejects(linesOf(harness, 'nobody'), error => hasCode(error, 'runtime/unknown-task'))
})

test('a command beside a task has its environment, its folder and an exit code', async t => {
  const harness = await harnessFor(t)
  const exec = (command: readonly string[], input = '') => execIn(harness, command, input)
  await assert.rejects(exec(['true']), error => hasCode(error, 'runtime/not-running'))
  harness.driver.start(processTask('a', ['sh', '-c', 'cd / && sleep 60']))
  await harness.event('started', 'a')
  assert.equal(await exec(['sh', '-c', 'echo $GREETING; exit 3']), 'stdout: hello\nexit 3')
  assert.equal(await exec(['sh', '-c', 'echo no >&2']), 'stderr: no\nexit 0')
  assert.equal(await exec(['cat'], 'from here'), 'stdout: from hereexit 0')
  assert.match(await exec(['no-such-program']), /command not found: no-such-program\nexit 127/)
  assert.equal(await exec(['sh', '-c', 'kill -TERM $$']), 'exit 143')
})

test('a task has its own user, and so has a command beside it, where the node is root', async t => {
  if (process.getuid?.() !== 0) return t.skip('only root can start a task as somebody else')
  const harness = await harnessFor(t)
  const root = `/dev/shm/polis-test-user-${process.pid}`
  const files = new TaskFiles(root, harness.stateDir)
  t.after(() => files.clear())
  const file = { kind: 'secret', name: 'k', version: 'v', target: 'key', mode: 0o400 } as const
  const who = await processUser('nobody')
  const placed = await files.place('a', [{ file, content: Buffer.from('one') }], who)
  const script =
    'id -un; id -u; echo $HOME $USER; cat $POLIS_SECRETS/key; echo; touch x && sleep 60'
  const task = processTask('a', ['sh', '-c', script])
  const spec = { ...task.workload, user: 'nobody' }
  harness.driver.start({ ...task, workload: spec, files: placed })
  const lines = (await linesOf(harness, 'a', { count: 4 })).map(({ text }) => text)
  assert.deepEqual(lines, ['nobody', '65534', '/nonexistent nobody', 'one'])
  assert.equal(await execIn(harness, ['id', '-un']), 'stdout: nobody\nexit 0')
  harness.driver.signal('a', 'SIGTERM')
  assert.equal((await harness.event('exited', 'a')).exit.code, 143)
})

test('a user that is not there, or not to be had, is named before anything is started', async t => {
  await assert.rejects(processUser('no-such-user'), /this machine has no user 'no-such-user'/)
  await assert.rejects(processUser('0:no-such-group'), /this machine has no group/)
  const own = `${process.getuid?.()}:${process.getgid?.()}`
  assert.equal(await processUser(own), null, "the node's own needs nothing")
  const { uid, gid, home } = (await processUser('12345:12346').catch(() => null)) ?? {}
  if (process.getuid?.() === 0) assert.deepEqual([uid, gid, home], [12345, 12346, null])
  const harness = await harnessFor(t)
  const task = processTask('a', ['true'])
  harness.driver.start({ ...task, workload: { ...task.workload, user: 'no-such-user' } })
  assert.match((await harness.event('start-failed', 'a')).reason, /has no user/)
})

test('a task does not inherit what a library of the node has left open', async context => {
  const harness = await harnessFor(context)
  const main = fileURLToPath(new URL('./process-driver.peer.ts', import.meta.url))
  // The node would hand this one on, as it would LevelDB's; the first it closes when it starts.
  const open = openSync(main, 'r')
  context.after(() => closeSync(open))
  const list = 'for fd in /proc/self/fd/*; do readlink $fd; done; echo end; sleep 60'
  const tasks = JSON.stringify([processTask('a', ['sh', '-c', list])])
  const rest = Array.from({ length: 150 }, (_, i) => (i === 149 ? open : ('ignore' as const)))
  const node = spawn(process.execPath, [main, harness.stateDir, tasks], {
    stdio: ['ignore', 'pipe', 'inherit', ...rest],
  })
  for await (const chunk of node.stdout!) if (String(chunk).includes('started')) break
  node.kill('SIGKILL')
  harness.driver.adopt()
  await harness.event('adopted')
  const log = join(harness.stateDir, 'a', TASK_FILES.output)
  await until(() => readFileSync(log, 'utf8').includes('end'), 'it has listed them')
  const listed = readFileSync(log, 'utf8')
  assert.ok(!listed.includes(main), listed)
})

test('a command beside a task shares its limits', async t => {
  const cgroups = findCgroups()
  if (cgroups.kind === 'none') return t.skip(`no control groups: ${cgroups.reason}`)
  const harness = await harnessFor(t)
  const task = processTask('a', ['sleep', '60'])
  const limits = { cpuMillicores: 500, memoryBytes: 80 * 1024 * 1024 }
  harness.driver.start({ ...task, workload: { ...task.workload, limits } })
  await harness.event('started', 'a')
  assert.match(
    await execIn(harness, ['cat', '/proc/self/cgroup']),
    /memory:.*\/polis\/a\n|0::\/polis\/a/,
  )
  assert.match(await execIn(harness, ['sh', '-c', 'exit 7']), /exit 7$/)
})

test('a memory hog is killed at its limit where control groups can be made', async t => {
  const harness = await harnessFor(t)
  const hog = 'const a = []; setInterval(() => a.push(Buffer.alloc(8e6, 1)), 1)'
  const task = processTask('hog', [process.execPath, '-e', hog])
  const limits = { cpuMillicores: 500, memoryBytes: 80 * 1024 * 1024 }
  const cgroups = findCgroups()
  if (cgroups.kind === 'none') return t.skip(`no control groups: ${cgroups.reason}`)
  harness.driver.start({ ...task, workload: { ...task.workload, limits } })
  const { exit } = await harness.event('exited', 'hog')
  assert.deepEqual(
    [exit.code, exit.reason],
    [...[137, 'out of memory: killed at its limit (exit code 137)']],
  )
  assert.equal(foundTaskCgroup(cgroups.kind, 'hog'), null)
})

test('configs and secrets are on a tmpfs that nobody else may enter', async context => {
  const harness = await harnessFor(context)
  const root = `/dev/shm/polis-test-${process.pid}`
  const files = new TaskFiles(root, harness.stateDir)
  context.after(() => files.clear())
  const common = { version: 'v', mode: 0o400 }
  const contents = [
    { file: { ...common, kind: 'secret', name: 'k', target: 'key' }, content: Buffer.from('one') },
    { file: { ...common, kind: 'config', name: 'c', target: 'c.json' }, content: Buffer.of(0) },
  ] as const
  const placed = await files.place('a', contents)
  const script = 'cat "$POLIS_SECRETS/key"; stat -c " %a" "$POLIS_SECRETS/key"; ls "$POLIS_CONFIGS"'
  harness.driver.start({ ...processTask('a', ['sh', '-c', script]), files: placed })
  assert.equal((await harness.event('exited', 'a')).exit.code, 0)
  const lines = (await linesOf(harness, 'a')).map(({ text }) => text)
  assert.deepEqual(lines, ['one 400', 'c.json'])
  assert.equal((await stat(root)).mode & 0o777, 0o700)
  const [again] = await files.place('a', contents.slice(0, 1))
  assert.equal(await readFile(again!.source, 'utf8'), 'one')
  await assert.rejects(stat(placed[1]!.source), 'what the run before had is gone')
  await files.keepOnly(new Set(['b']))
  await assert.rejects(stat(again!.source), 'its task is not known any more')
  assert.ok(!(await removeAbandoned('/dev/shm')).includes(root), 'this process lives')
  const path = join(root, OWNER_FILE)
  const owner = JSON.parse(await readFile(path, 'utf8'))
  await writeFile(path, JSON.stringify({ ...owner, process: { ...owner.process, startTicks: 1 } }))
  assert.ok(!(await removeAbandoned('/dev/shm')).includes(root), 'its data are there')
  await writeFile(path, JSON.stringify({ ...owner, dataDir: '/no/such', mounts: 'others' }))
  assert.ok(!(await removeAbandoned('/dev/shm')).includes(root), 'it sees other mounts')
  const dead = { ...owner, dataDir: '/no/such', process: { ...owner.process, startTicks: 1 } }
  await writeFile(path, JSON.stringify(dead))
  assert.ok((await removeAbandoned('/dev/shm')).includes(root))
  await files.place('a', contents)
  await chmod(root, 0o755)
  await assert.rejects(files.place('a', contents), /not a folder of this node's user alone/)
  await assert.rejects(new TaskFiles('/proc/self/x', '/').place('a', contents), /need a tmpfs/)
})
