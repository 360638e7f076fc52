/**
 * An engine of the test's own that is stopped, killed and started again under a driver: what ran is
 * found as it is, with and without `live-restore` (dockerd(8)).
 */

import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
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

/** A dockerd on a socket and folders of its own, without a network. */
class Engine {
  readonly socketPath: string
  readonly #folder: string
  #process: ChildProcess | null = null

  constructor(folder: string) {
    this.#folder = folder
    this.socketPath = join(folder, 'engine.sock')
  }

  async start(...flags: string[]): Promise<void> {
    const own = (name: string) => join(this.#folder, name)
    const places = ['--data-root', own('data'), '--exec-root', own('exec'), '-p', own('pid')]
    const none = ['--bridge=none', '--iptables=false', '--ip6tables=false']
    const words = ['-H', `unix://${this.socketPath}`, ...places, ...none, ...flags]
    this.#process = spawn('dockerd', words, { stdio: 'ignore' })
    for (let i = 0; i < 300; i++) {
      if ((await this.docker('version').catch(() => '')) !== '') return
      await delay(100)
    }
    assert.fail('dockerd does not answer within 30 s')
  }

  async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const process = this.#process
    if (process === null) return
    this.#process = null
    process.kill(signal)
    if (process.exitCode === null && process.signalCode === null) {
      await new Promise(resolve => process.once('exit', resolve))
    }
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
  await engine.start(...flags)
  await engine.loadImage()
  const driver = await DockerDriver.open({
    owner: { clusterId: `test${newId()}`, nodeId: newId() },
    ...{ socketPath: engine.socketPath, allowedBinds: [], config: CONFIG },
    ...{ clock: systemClock, logger: quietLogger },
  })
  const events: DriverEvent[] = []
  const silences: (string | null)[] = []
  driver.onEvent(event => events.push(event))
  driver.onSilence(reason => silences.push(reason))
  t.after(async () => {
    await driver.close()
    await engine
      .docker('ps', '-aq')
      .then(ids => ids && engine.docker('rm', '-f', ...ids.split('\n')))
    await engine.end('SIGTERM')
    const mounts = `grep -o ' ${folder}/[^ ]*' /proc/mounts | xargs -r umount -l`
    await command('sh', ['-c', mounts])
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
  })
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
