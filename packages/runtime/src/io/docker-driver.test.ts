/**
 * The Docker driver and an engine that misbehaves: down, silent, failing, coming back. A small
 * server on a unix socket stands in for what a real engine cannot be made to do; all else is tested
 * on a real one (test/docker/driver.test.ts).
 */

import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { hasCode, quietLogger, systemClock } from '@polis/base'
import { DEFAULT_RUNTIME_CONFIG } from '../config.ts'
import type { DriverEvent } from '../driver.ts'
import type { TaskStart } from '../task.ts'
import { workload } from '../workload.ts'
import { DockerDriver } from './docker-driver.ts'
import { withHostPaths } from './host-paths.ts'

type Answer = (request: IncomingMessage, response: ServerResponse) => void

const CONFIG = {
  ...DEFAULT_RUNTIME_CONFIG,
  ...{ engineSilentMs: 100, engineBackMs: 30, engineLookMs: 10 },
  ...{ engineRetryMs: 5, engineRetryMaxMs: 20, engineWaitMs: 60, engineTimeoutMs: 50 },
}

const TASK: TaskStart = {
  ...{ taskId: 'a', service: 'web', namespace: 'default', node: 'n1', host: '127.0.0.1' },
  ...{ dns: null, run: 1, ports: [] },
  workload: workload({ driver: 'docker', image: 'a/b' }),
}

/** A driver on a socket where `listen` begins to answer and `stop` ends it. */
async function scene(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'polis-engine-'))
  const socketPath = join(folder, 'engine.sock')
  let server: Server | null = null
  const stop = async () => {
    server?.closeAllConnections()
    await new Promise<void>(resolve =>
      server === null ? resolve() : server.close(() => resolve()),
    )
    server = null
  }
  const listen = (answer: Answer) =>
    new Promise<void>(resolve => {
      server = createServer(answer).listen(socketPath, resolve)
    })
  let silences = Promise.withResolvers<void>()
  const answering = Promise.withResolvers<void>()
  const logger = {
    ...quietLogger,
    warn: () => silences.resolve(),
    info: () => answering.resolve(),
  }
  /** Resolves when the driver has noticed that the engine does not answer. */
  const noticed = async () => {
    await silences.promise
    silences = Promise.withResolvers<void>()
  }
  const driver = await DockerDriver.open({
    owner: { clusterId: 'c1', nodeId: 'n1' },
    ...{ socketPath, allowedBinds: [], config: CONFIG },
    ...{ clock: systemClock, logger },
  })
  const events: DriverEvent[] = []
  let wake = () => {}
  driver.onEvent(event => {
    events.push(event)
    wake()
  })
  t.after(async () => {
    await driver.close()
    await stop()
    rmSync(folder, { recursive: true })
  })
  async function event<K extends DriverEvent['kind']>(kind: K) {
    for (;;) {
      const found = events.find(one => one.kind === kind)
      if (found !== undefined) return found as Extract<DriverEvent, { kind: K }>
      await new Promise<void>(resolve => {
        wake = resolve
      })
    }
  }
  return { driver, event, listen, stop, noticed, answers: answering.promise, socketPath, events }
}

/** An engine without any container, that keeps streams of events open. */
const emptyEngine: Answer = (request, response) => {
  if (request.url?.includes('/events')) response.flushHeaders()
  else response.end('[]')
}

test('adoption waits for an engine that is down and goes on when it answers', async t => {
  const { driver, event, listen, noticed, events } = await scene(t)
  driver.adopt()
  await noticed()
  assert.deepEqual(events, [])
  await listen(emptyEngine)
  assert.deepEqual((await event('adopted')).tasks, [])
})

test('a start says that it waits for the engine, and fails after a bounded wait', async t => {
  const { driver, event } = await scene(t)
  driver.start(TASK)
  assert.match((await event('progress')).reason, /waiting for the container engine/)
  assert.match((await event('start-failed')).reason, /ENOENT/)
})

test('a start that waits is given up when the task is to stop', async t => {
  const { driver, event } = await scene(t)
  driver.start(TASK)
  await event('progress')
  driver.signal('a', 'SIGTERM')
  assert.equal((await event('start-failed')).reason, 'stopped while starting')
  await event('absent')
})

test('an engine that fails a request is quoted, and not asked again', async t => {
  const { driver, event, listen } = await scene(t)
  let asked = 0
  await listen((request, response) => {
    if (!request.url?.startsWith('/images/')) return emptyEngine(request, response)
    asked++
    response.writeHead(500, { 'content-type': 'application/json' })
    response.end('{"message":"no space left on device"}')
  })
  driver.start(TASK)
  assert.equal((await event('start-failed')).reason, 'no space left on device')
  assert.equal(asked, 1)
})

test('an engine that takes requests and does not answer is silent, not waited for', async t => {
  const { driver, event, listen } = await scene(t)
  await listen((request, response) => {
    if (!request.url?.startsWith('/images/')) emptyEngine(request, response)
  })
  driver.start(TASK)
  assert.match((await event('progress')).reason, /waiting for the container engine/)
  await event('start-failed')
})

test('an engine that stops answering does not end the tasks that run', async t => {
  const { driver, event, listen, stop, noticed, answers, events } = await scene(t)
  const labels = {
    ...{ 'io.polis.cluster': 'c1', 'io.polis.node': 'n1', 'io.polis.task': 'a' },
    ...{ 'io.polis.run': '1', 'io.polis.ports': '[]' },
  }
  const state = { Running: true, StartedAt: '2026-01-01T00:00:00Z', Error: '', ExitCode: 0 }
  let isRunning = true
  const engine: Answer = (request, response) => {
    if (request.url?.includes('/containers/json')) {
      const word = isRunning ? 'running' : 'exited'
      response.end(JSON.stringify([{ Id: 'c1', State: word, Status: '', Labels: labels }]))
    } else if (request.url?.includes('/containers/c1/json')) {
      response.end(JSON.stringify({ State: { ...state, Running: isRunning, ExitCode: 9 } }))
    } else emptyEngine(request, response)
  }
  await noticed()
  await listen(engine)
  driver.adopt()
  assert.equal((await event('adopted')).tasks.length, 1)
  await answers
  await stop()
  await noticed()
  assert.equal(events.length, 1)
  isRunning = false // It ends while nobody can tell.
  await listen(engine)
  assert.equal((await event('exited')).exit.code, 9)
})

const LABELS = {
  ...{ 'io.polis.cluster': 'c1', 'io.polis.node': 'n1', 'io.polis.task': 'a' },
  ...{ 'io.polis.ports': '[]' },
}

/** An engine with one image, whose requests are kept; `answer` goes first, and says if it did. */
function engineWith(answer: (path: string, response: ServerResponse) => boolean) {
  const requests: { readonly line: string; readonly body: string }[] = []
  const gone = Promise.withResolvers<string>()
  const engine: Answer = async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const line = `${request.method} ${request.url}`
    requests.push({ line, body: Buffer.concat(chunks).toString() })
    if (request.method === 'DELETE') {
      gone.resolve(line)
      response.writeHead(204).end()
    } else if (answer(line, response)) return
    else if (line.startsWith('GET /images/')) response.end('{}')
    else if (line.startsWith('POST /containers/create')) {
      response.writeHead(201).end('{"Id":"new"}')
    } else if (line.startsWith('POST /containers/new/start')) response.writeHead(204).end()
    else emptyEngine(request, response)
  }
  return { engine, requests, gone: gone.promise }
}

const SECRET_TASK: TaskStart = {
  ...TASK,
  workload: { ...TASK.workload, environment: { PASSWORD: 'hunter2' } },
}

test('what a container is given is in the body of the request, not in its address', async t => {
  const { driver, event, listen } = await scene(t)
  const state = { Running: true, StartedAt: '2026-01-01T00:00:00Z' }
  const { engine, requests } = engineWith((line, response) => {
    if (line !== 'GET /containers/new/json') return false
    response.end(JSON.stringify({ Id: 'new', State: state }))
    return true
  })
  await listen(engine)
  driver.start(SECRET_TASK)
  await event('started')
  const [created] = requests.filter(({ line }) => line.includes('/create'))
  assert.equal(created!.line, 'POST /containers/create?name=polis-web-a-1')
  assert.ok(JSON.parse(created!.body).Env.includes('PASSWORD=hunter2'))
  assert.ok(!requests.some(({ line }) => line.includes('hunter2')))
})

test('a pull sends neither credentials nor anything but the image in its address', async t => {
  const folder = mkdtempSync(join(tmpdir(), 'polis-login-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const auth = Buffer.from('me:hunter2').toString('base64')
  const auths = { 'https://index.docker.io/v1/': { auth } }
  writeFileSync(join(folder, 'config.json'), JSON.stringify({ auths }))
  const before = process.env['DOCKER_CONFIG']
  process.env['DOCKER_CONFIG'] = folder
  t.after(() => {
    if (before === undefined) delete process.env['DOCKER_CONFIG']
    else process.env['DOCKER_CONFIG'] = before
  })
  const { driver, event, listen } = await scene(t)
  let header = ''
  const { engine, requests } = engineWith((line, response) => {
    if (line.startsWith('GET /images/')) response.writeHead(404).end('{"message":"no such image"}')
    else if (line.startsWith('POST /images/')) {
      header = String(response.req.headers['x-registry-auth'])
      response.end('{"error":"denied"}\n')
    } else return false
    return true
  })
  await listen(engine)
  driver.start(TASK)
  assert.match((await event('start-failed')).reason, /denied/)
  const [pull] = requests.filter(({ line }) => line.startsWith('POST /images/'))
  assert.equal(pull!.line, 'POST /images/create?fromImage=a%2Fb%3Alatest')
  assert.equal(pull!.body, '')
  assert.equal(JSON.parse(Buffer.from(header, 'base64url').toString()).password, 'hunter2')
})

test('a start that fails late leaves no container behind', async t => {
  const { driver, event, events, listen } = await scene(t)
  let looks = 0
  const { engine, gone } = engineWith((line, response) => {
    if (line === 'GET /containers/polis-web-a-1/json') {
      const labels = { ...LABELS, 'io.polis.run': '1' }
      response.end(JSON.stringify({ Id: 'new', Config: { Labels: labels } }))
    } else if (line === 'GET /containers/new/json') {
      // It runs, but what the engine says of it does not arrive.
      if (looks++ === 0) response.writeHead(500).end('{"message":"the disk is slow"}')
      else response.end('{}')
    } else return false
    return true
  })
  await listen(engine)
  driver.start(TASK)
  assert.match(await gone, /^DELETE \/containers\/new\?/)
  assert.ok(!events.some(({ kind }) => kind === 'start-failed'), 'it is removed first')
  assert.equal((await event('start-failed')).reason, 'the disk is slow')
})

test('of two runs of a task that run, adoption keeps the later one and removes the other', async t => {
  const { driver, event, listen } = await scene(t)
  const { engine, gone } = engineWith((line, response) => {
    if (line.startsWith('GET /containers/json')) {
      const all = [1, 2].map(run => {
        const Labels = { ...LABELS, 'io.polis.run': String(run) }
        return { Id: `run${run}`, State: 'running', Status: '', Labels }
      })
      response.end(JSON.stringify(all))
    } else if (line === 'GET /containers/run2/json') {
      response.end('{"State":{"Running":true,"StartedAt":"2026-01-01T00:00:00Z"}}')
    } else return false
    return true
  })
  await listen(engine)
  driver.adopt()
  assert.deepEqual(
    (await event('adopted')).tasks.map(({ run }) => run),
    [2],
  )
  assert.match(await gone, /^DELETE \/containers\/run1\?/)
})

test('an engine that goes away for long is said to be gone, and back once it answers', async t => {
  const { driver, listen, stop, answers } = await scene(t)
  const told: (string | null)[] = []
  let wake = () => {}
  driver.onSilence(reason => {
    told.push(reason)
    wake()
  })
  const news = () => new Promise<void>(resolve => (wake = resolve))
  await listen(emptyEngine)
  await answers
  const gone = news()
  await stop()
  await gone
  assert.match(told[0]!, /^the container engine does not answer: .*ENOENT/)
  const back = news()
  await listen(emptyEngine)
  await back
  assert.equal(told[1], null)
})

test('a device is handed over only where the node allows it', async t => {
  const { driver, event, listen, socketPath, events } = await scene(t)
  await listen(emptyEngine)
  const device = (source: string) => ({ source, target: '/dev/x', permissions: 'rw' })
  const taskWith = (source: string): TaskStart => ({
    ...TASK,
    workload: { ...TASK.workload, container: { devices: [device(source)] } },
  })
  driver.start(taskWith('/dev/dri'))
  assert.match((await event('start-failed')).reason, /\/dev\/dri is not allowed.*--allow-device/)
  events.length = 0
  const allowed = { binds: [], devices: ['/dev/video77', '/dev/snd', dirname(socketPath)] }
  await assert.rejects(withHostPaths(taskWith('/dev/video77'), allowed), /has no device .* now/)
  // Whatever a link says it is: what is behind it counts.
  const link = join(dirname(socketPath), 'video0')
  symlinkSync('/dev/zero', link)
  await assert.rejects(withHostPaths(taskWith(link), allowed), /no device that a task may be given/)
})

test('a node looks for an engine without waiting for one that is not there', async t => {
  const { socketPath, listen } = await scene(t)
  await assert.rejects(DockerDriver.check(socketPath, 100), e => hasCode(e, 'runtime/no-engine'))
  await listen((_, response) => response.end('OK'))
  await DockerDriver.check(socketPath, 1_000)
})
