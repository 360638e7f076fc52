/**
 * An engine of the test's own that is stopped, killed and started again under a driver: what ran is
 * found as it is, with and without `live-restore` (dockerd(8)).
 */

import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { newId, quietLogger, systemClock } from '@polis/base'
import {
  DEFAULT_RUNTIME_CONFIG,
  DockerDriver,
  type DriverEvent,
  type TaskStart,
  workload,
} from '@polis/runtime'
import { command } from './compose-cluster.ts'

const IMAGE = 'polis-tiny'
const EVENT_TIMEOUT_MS = 60_000
const CONFIG = {
  ...DEFAULT_RUNTIME_CONFIG,
  ...{ engineLookMs: 500, engineRetryMaxMs: 500, engineSilentMs: 1_500, engineBackMs: 1_000 },
}

/** As little as a shell and `sleep` need, as this machine has them. */
const FILES = ['/bin/sh', '/bin/sleep']

const isRunning = (daemon: ChildProcess) => daemon.exitCode === null && daemon.signalCode === null

async function ended(daemon: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  if (!isRunning(daemon)) return
  const exit = new Promise(resolve => daemon.once('exit', resolve))
  daemon.kill(signal)
  await exit
}

/** Why a daemon does not answer: the end of what it wrote. */
const lastLines = (file: string) => readFileSync(file, 'utf8').trim().split('\n').slice(-20)

/**
 * A dockerd on a socket and folders of its own, in a network namespace of its own: an engine
 * without a bridge removes `docker0`, which another engine of this machine may use. Its containerd
 * is a process of its own, as a distribution's services have it, so it outlives a dockerd that is
 * killed; one that dockerd starts dies with it, and the next waits until init has reaped it.
 */
class Engine {
  readonly socketPath: string
  readonly #folder: string
  readonly #containerd: ChildProcess
  #process: ChildProcess | null = null

  constructor(folder: string) {
    this.#folder = folder
    this.socketPath = join(folder, 'engine.sock')
    const places = ['--root', this.#own('images'), '--state', this.#own('state')]
    const words = ['--config', '/dev/null', '--address', this.#own('containerd.sock'), ...places]
    this.#containerd = this.#spawn('containerd', words)
  }

  async start(...flags: string[]): Promise<void> {
    const own = (name: string) => this.#own(name)
    const places = ['--data-root', own('data'), '--exec-root', own('exec'), '-p', own('pid')]
    const none = ['--bridge=none', '--iptables=false', '--ip6tables=false']
    const sockets = ['-H', `unix://${this.socketPath}`, '--containerd', own('containerd.sock')]
    const engine = this.#spawn('dockerd', [...sockets, ...places, ...none, ...flags])
    this.#process = engine
    for (let i = 0; i < 300 && isRunning(engine); i++) {
      if ((await this.docker('version').catch(() => '')) !== '') return
      await delay(100)
    }
    const logs = [...lastLines(own('containerd.log')), ...lastLines(own('dockerd.log'))]
    assert.fail(`dockerd does not answer (exit code ${engine.exitCode}):\n${logs.join('\n')}`)
  }

  #own(name: string): string {
    return join(this.#folder, name)
  }

  #spawn(program: string, words: readonly string[]): ChildProcess {
    const log = openSync(this.#own(`${program}.log`), 'a')
    const daemon = spawn('unshare', ['--net', program, ...words], { stdio: ['ignore', log, log] })
    closeSync(log)
    return daemon
  }

  async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const process = this.#process
    this.#process = null
    if (process !== null) await ended(process, signal)
  }

  async close(): Promise<void> {
    await this.end('SIGTERM')
    await ended(this.#containerd, 'SIGTERM')
  }

  docker(...words: string[]): Promise<string> {
    return command('docker', ['-H', `unix://${this.socketPath}`, ...words])
  }

  /** Makes the image from this machine's own files: no registry is needed. */
  async loadImage(): Promise<void> {
    const list = `{ for f in ${FILES.join(' ')}; do echo $f; ldd $f | grep -o '/[^ ]*'; done; }`
    const tar = `${list} | sort -u | tar -chPf - --transform 's,^/,,' -T -`
    const load = `docker -H unix://${this.socketPath} import - ${IMAGE}`
    await command('sh', ['-c', `${tar} | ${load}`])
  }
}

async function scene(t: TestContext, ...flags: string[]) {
  const folder = mkdtempSync(join(tmpdir(), 'polis-dockerd-'))
  const engine = new Engine(folder)
  let opened: DockerDriver | null = null
  t.after(async () => {
    await opened?.close()
    const ids = await engine.docker('ps', '-aq').catch(() => '') // It may not have started.
    if (ids) await engine.docker('rm', '-f', ...ids.split('\n'))
    await engine.close()
    const mounts = `grep -o ' ${folder}/[^ ]*' /proc/mounts | xargs -r umount -l`
    await command('sh', ['-c', mounts])
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
  })
  await engine.start(...flags)
  await engine.loadImage()
  const driver = await DockerDriver.open({
    owner: { clusterId: `test${newId()}`, nodeId: newId() },
    ...{ socketPath: engine.socketPath, allowedBinds: [], config: CONFIG },
    ...{ clock: systemClock, logger: quietLogger },
  })
  opened = driver
  const events: DriverEvent[] = []
  const silences: (string | null)[] = []
  driver.onEvent(event => events.push(event))
  driver.onSilence(reason => silences.push(reason))
  async function until<T>(what: string, look: () => T | undefined): Promise<T> {
    for (let i = 0; i < EVENT_TIMEOUT_MS / 50; i++) {
      const found = look()
      if (found !== undefined) return found
      await delay(50)
    }
    return assert.fail(`${what}: ${JSON.stringify(events)}`)
  }
  const event = <K extends DriverEvent['kind']>(kind: K) =>
    until(kind, () => events.find(one => one.kind === kind) as Extract<DriverEvent, { kind: K }>)
  driver.start(TASK)
  await event('started')
  return { engine, driver, events, silences, event, until, t }
}

const TASK: TaskStart = {
  ...{ taskId: 'a', service: 'web', namespace: 'default', node: 'n1', host: '127.0.0.1' },
  ...{ dns: null, run: 1, ports: [] },
  workload: workload({
    ...{ driver: 'docker', image: IMAGE, user: '0' },
    command: ['/bin/sh', '-c', 'trap "exit 7" TERM; while :; do sleep 0.1; done'],
  }),
}

const skip = process.getuid?.() === 0 ? false : 'only root can start an engine of its own'

test('containers end with an engine that is stopped, and are found as they ended', {
  skip,
}, async t => {
  const { engine, driver, silences, event, events, until } = await scene(t)
  await engine.end('SIGTERM')
  await until('silence', () => silences[0] ?? undefined)
  assert.match(silences[0]!, /the container engine does not answer/)
  await engine.start()
  assert.equal((await event('exited')).exit.code, 7)
  await until('its end', () => (silences.length > 1 ? true : undefined))
  assert.equal(silences[1], null)
  driver.start({ ...TASK, run: 2 })
  await until('the next run', () => events.find(one => one.kind === 'started' && one.run === 2))
})

test('containers run on while an engine with live-restore is killed', { skip }, async t => {
  const { engine, driver, event, events } = await scene(t, '--live-restore')
  await engine.end('SIGKILL')
  driver.signal('a', 'SIGTERM') // Waits for the engine.
  await delay(1_000)
  assert.ok(!events.some(({ kind }) => kind === 'exited'))
  await engine.start('--live-restore')
  assert.equal((await event('exited')).exit.code, 7)
})

test('a driver that starts while the engine is down adopts what runs once it is up', {
  skip,
}, async t => {
  const { engine, driver, event, events } = await scene(t, '--live-restore')
  await engine.end('SIGTERM')
  driver.adopt()
  await delay(500)
  assert.ok(!events.some(({ kind }) => kind === 'adopted'))
  await engine.start('--live-restore')
  const [adopted] = (await event('adopted')).tasks
  assert.deepEqual([adopted?.taskId, adopted?.run, adopted?.exit], ['a', 1, null])
})
