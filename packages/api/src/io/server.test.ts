/** The HTTP layer over real sockets, on a backend that applies every write at once. */

import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { createLogger } from '@polis/base'
import { ClusterState, type Operation } from '@polis/cluster'
import { ObservedJournal } from '@polis/discovery'
import type { Backend } from '../backend.ts'
import { BODY_BYTES_MAX, IDEMPOTENCY_KEY_LENGTH_MAX } from '../config.ts'
import type { FeedSource } from '../event-feed.ts'
import { tokenHash } from '../token-hash.ts'
import { ApiClient } from './client.ts'
import { ApiServer, ROUTES } from './server.ts'

const TOKEN = 'let-me-in'
/** Far more than sockets and streams buffer together: 64 MiB. */
const SNAPSHOT_PIECES = 1_024
const SNAPSHOT_PIECE = Buffer.alloc(64 * 1024, 'x')

/** Everything that the tests ask of a node; the rest is not called. */
class MemoryBackend {
  readonly isOpen: boolean
  readonly cluster = new ClusterState()
  readonly #restored = new Set<() => void>()

  constructor(isOpen: boolean) {
    this.isOpen = isOpen
    this.apply([{ op: 'cluster.init', clusterId: 'c1', adminTokenHash: tokenHash(TOKEN) }])
  }

  apply(operations: readonly Operation[], requestId = '') {
    const index = this.cluster.index + 1
    return this.cluster.apply(index, { requestId, timeMs: index, operations })
  }

  async *#pieces(): AsyncGenerator<Uint8Array> {
    for (; this.piecesMade < SNAPSHOT_PIECES; this.piecesMade++) yield SNAPSHOT_PIECE
  }

  /** As when a snapshot takes the place of entries that this node never had. */
  skip(): void {
    for (const listener of this.#restored) listener()
  }

  state = () => this.cluster
  leaderId = () => 'n1'
  stalenessMs = () => 0
  notReadyReason = () => 'the node is starting'
  isAdmin = (token: string) => tokenHash(token) === this.cluster.adminTokenHash
  readBarrier = () => Promise.resolve()
  piecesMade = 0
  saveSnapshot = (_: AbortSignal) => Promise.resolve(this.#pieces())
  readonly observed = new ObservedJournal('n1-1', () => ({ nodes: [], endpoints: [] }))
  events(): FeedSource {
    const { cluster, observed } = this
    const decidedAfter = (id: string | null, limit: number) => cluster.eventsSince(id, limit)
    return { decidedAfter, decidedIndex: () => cluster.index, observed, nowMs: () => 0 }
  }

  async execute(operations: readonly Operation[], options: { requestId?: string }) {
    return this.apply(operations, options.requestId)
  }

  waitNewer(index: number, waitMs: number, signal: AbortSignal): Promise<void> {
    return new Promise(resolve => {
      const timer = setTimeout(() => resolve(), waitMs)
      const stop = this.cluster.onApplied(() => this.cluster.index > index && done())
      const done = () => {
        clearTimeout(timer)
        stop()
        resolve()
      }
      signal.addEventListener('abort', done)
      if (this.cluster.index > index) done()
    })
  }

  onEvents(listener: () => void): () => void {
    this.#restored.add(listener)
    const stop = this.cluster.onApplied(listener)
    return () => {
      this.#restored.delete(listener)
      stop()
    }
  }
}

type Served = { readonly backend: MemoryBackend; readonly port: number; readonly socket: string }

const folder = mkdtempSync(join(tmpdir(), 'polis-api-'))
const servers: ApiServer[] = []
after(async () => {
  await Promise.all(servers.map(server => server.stop()))
  rmSync(folder, { recursive: true })
})

async function serve(isOpen = false): Promise<Served> {
  const backend = new MemoryBackend(isOpen)
  const socketPath = join(folder, `${servers.length}.sock`)
  const server = await ApiServer.start({
    backend: backend as unknown as Backend,
    host: '127.0.0.1',
    port: 0,
    socketPath,
    version: '0',
    logger: createLogger('silent', 'json'),
  })
  servers.push(server)
  return { backend, port: server.port, socket: socketPath }
}

type Reply = {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly text: string
}
type Ask = {
  readonly body?: string | Buffer
  readonly headers?: Readonly<Record<string, string>>
  readonly token?: string | null
  readonly onSocket?: boolean
  /** Ends the reading once this has been seen: for answers that go on. */
  readonly until?: string
}

function ask(served: Served, method: string, path: string, options: Ask = {}): Promise<Reply> {
  const { token = TOKEN, body, until, onSocket = false } = options
  const where = onSocket ? { socketPath: served.socket } : { host: '127.0.0.1', port: served.port }
  const headers = {
    ...(token === null ? {} : { authorization: `Bearer ${token}` }),
    ...options.headers,
  }
  return new Promise((resolve, reject) => {
    const request = httpRequest({ ...where, method, path, headers, agent: false }, response => {
      let text = ''
      const done = () => resolve({ status: response.statusCode!, headers: response.headers, text })
      response.setEncoding('utf8').on('data', chunk => {
        text += chunk
        if (until === undefined || !text.includes(until)) return
        done()
        request.destroy()
      })
      response.on('end', done).on('error', () => {})
    })
    request.on('error', reject).end(body)
  })
}

function assertProblem(reply: Reply, status: number, code: string): void {
  assert.equal(reply.status, status, reply.text)
  assert.match(String(reply.headers['content-type']), /^application\/problem\+json/)
  const problem = JSON.parse(reply.text)
  assert.deepEqual([problem.status, problem.code], [status, code])
  for (const field of ['type', 'title', 'detail', 'hint']) {
    assert.equal(typeof problem[field], 'string', field)
  }
}

describe('who may ask', async () => {
  const served = await serve()
  const all = [...ROUTES, { method: 'GET', path: '/v1/openapi.json' } as const]
  const closed = all.filter(({ path }) => path !== '/livez' && path !== '/readyz')

  test('every route but the two probes wants the token, and says how it is given', async () => {
    assert.equal(closed.length, all.length - 2)
    for (const { method, path } of closed) {
      const url = path.replaceAll(/\{\w+\}/g, 'x')
      for (const token of [null, 'wrong']) {
        const body = method === 'PUT' || method === 'POST' ? { body: '{' } : {}
        const reply = await ask(served, method, url, { token, ...body })
        assertProblem(reply, 401, 'api/not-allowed')
        assert.equal(reply.headers['www-authenticate'], 'Bearer', `${method} ${path}`)
      }
    }
  })

  test('the probes answer anybody', async () => {
    assert.equal((await ask(served, 'GET', '/livez', { token: null })).status, 200)
    const ready = await ask(served, 'GET', '/readyz', { token: null })
    assert.deepEqual([ready.status, JSON.parse(ready.text).code], [503, 'api/not-ready'])
  })

  test('the token lets in, and the unix socket is for its owner alone and wants none', async () => {
    assert.equal((await ask(served, 'GET', '/v1/services')).status, 200)
    const onSocket = { token: null, onSocket: true }
    assert.equal((await ask(served, 'GET', '/v1/services', onSocket)).status, 200)
    assert.equal(statSync(served.socket).mode & 0o777, 0o600)
  })

  test('without tokens, other web sites give no orders', async () => {
    const open = await serve(true)
    const own = `http://127.0.0.1:${open.port}`
    const put = (headers: Record<string, string>) =>
      ask(open, 'PUT', '/v1/kv/a', { token: null, body: '1', headers })
    assert.equal((await put({})).status, 200)
    assert.equal((await put({ origin: own })).status, 200)
    assert.equal((await put({ host: `localhost:${open.port}` })).status, 200)
    assertProblem(await put({ origin: 'https://evil.example' }), 401, 'api/not-allowed')
    assertProblem(await put({ host: `evil.example:${open.port}` }), 401, 'api/not-allowed')
  })
})

describe('what cannot be understood', async () => {
  const served = await serve()

  test('is refused as a problem with its code', async () => {
    const big = Buffer.alloc(BODY_BYTES_MAX + 1)
    const longKey = { 'idempotency-key': 'k'.repeat(IDEMPOTENCY_KEY_LENGTH_MAX + 1) }
    const cases: [string, string, Ask, number, string][] = [
      ['GET', '/v1/nothing', {}, 404, 'api/not-found'],
      ['GET', '/v1/services/none', {}, 404, 'api/not-found'],
      ['PUT', '/v1/services/web', { body: '{"ports":' }, 400, 'api/invalid'],
      ['PUT', '/v1/services/web', { body: '{"prots":[]}' }, 400, 'api/invalid'],
      ['PUT', '/v1/services/Web!', { body: '{}' }, 400, 'api/invalid'],
      ['PUT', '/v1/kv/big', { body: big }, 413, 'api/too-large'],
      ['PUT', '/v1/kv/a?cas=-1', { body: '1' }, 400, 'api/invalid'],
      ['PUT', '/v1/kv/a', { body: '1', headers: { 'if-match': 'W/x' } }, 400, 'api/invalid'],
      ['PUT', '/v1/kv/a', { body: '1', headers: longKey }, 400, 'api/invalid'],
      ['GET', '/v1/services?index=x', {}, 400, 'api/invalid'],
      ['GET', '/v1/services?index=1&wait=soon', {}, 400, 'api/invalid'],
      ['GET', '/v1/events?since=yesterday', {}, 400, 'api/invalid'],
    ]
    for (const [method, path, options, status, code] of cases) {
      assertProblem(await ask(served, method, path, options), status, code)
    }
  })

  test('a condition that a request does not honour is refused, never ignored', async () => {
    const headers = { 'if-match': '7' }
    const reply = await ask(served, 'DELETE', '/v1/stacks/shop', { headers })
    assertProblem(reply, 400, 'api/invalid')
  })
})

describe('writes', async () => {
  const served = await serve()
  const put = (path: string, headers = {}, body = '1') =>
    ask(served, 'PUT', path, { headers, body })
  const revisionOf = (reply: Reply) => JSON.parse(reply.text).revision as number

  test('?cas= and If-Match compare and set', async () => {
    const first = revisionOf(await put('/v1/kv/a?cas=0'))
    assertProblem(await put('/v1/kv/a?cas=0'), 412, 'api/stale-revision')
    const second = revisionOf(await put('/v1/kv/a', { 'if-match': `"${first}"` }))
    assert.ok(second > first)
    assertProblem(await put('/v1/kv/a', { 'if-match': `${first}` }), 412, 'api/stale-revision')
    const gone = await ask(served, 'DELETE', '/v1/kv/a', { headers: { 'if-match': `${first}` } })
    assertProblem(gone, 412, 'api/stale-revision')
  })

  test('a retry under the same Idempotency-Key answers the same and changes nothing', async () => {
    const key = { 'idempotency-key': 'once' }
    const first = revisionOf(await put('/v1/kv/b', key, 'one'))
    await put('/v1/kv/b', {}, 'two')
    assert.equal(revisionOf(await put('/v1/kv/b', key, 'one')), first)
    assert.equal((await ask(served, 'GET', '/v1/kv/b')).text, 'two')
  })

  test('a service is paused for a bounded time, and goes on', async () => {
    const post = (action: string, body?: string) =>
      ask(served, 'POST', `/v1/services/web/${action}`, {
        headers: { 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body }),
      })
    const untilMs = () => served.backend.cluster.sorted('service')[0]!.pausedUntilMs
    assertProblem(await post('pause', '{}'), 404, 'api/not-found')
    const service = { ports: [{ target: 80, protocol: 'tcp', published: 80 }] }
    const headers = { 'content-type': 'application/json' }
    await ask(served, 'PUT', '/v1/services/web', { headers, body: JSON.stringify(service) })
    assert.equal((await post('pause', '{"for": "2m"}')).status, 200)
    assert.equal(untilMs(), served.backend.cluster.index + 120_000)
    assertProblem(await post('pause', '{"for": "11m"}'), 400, 'api/invalid')
    assert.equal((await post('unpause')).status, 200)
    assert.equal(untilMs(), undefined)
  })

  test('a value comes back byte for byte with its revision', async () => {
    const body = Buffer.from([0, 255, 10, 128])
    await ask(served, 'PUT', '/v1/kv/deep/er', { body })
    const reply = await ask(served, 'GET', '/v1/kv/deep/er')
    assert.equal(reply.headers['content-length'], '4')
    assert.equal(Number(reply.headers['polis-revision']), served.backend.cluster.index)
  })
})

describe('reads that wait', async () => {
  const served = await serve()

  test('a list answers once the log has something newer, and says how fresh it is', async () => {
    const { index } = served.backend.cluster
    const answer = ask(served, 'GET', `/v1/kv?index=${index}&wait=30s`)
    await ask(served, 'PUT', '/v1/kv/a', { body: '1' })
    const { headers, text } = await answer
    assert.equal(JSON.parse(text).length, 1)
    assert.equal(Number(headers['polis-index']), index + 1)
    assert.deepEqual([headers['polis-leader'], headers['polis-staleness-ms']], ['n1', '0'])
  })

  test('one whose time is over answers what there is', async () => {
    const { index } = served.backend.cluster
    const { status, headers } = await ask(served, 'GET', `/v1/nodes?index=${index}&wait=20ms`)
    assert.deepEqual([status, Number(headers['polis-index'])], [200, index])
  })

  test('many requests on one connection leave nothing behind on it', async t => {
    const warnings: Error[] = []
    const warn = (warning: Error) => warnings.push(warning)
    process.on('warning', warn)
    t.after(() => process.off('warning', warn))
    for (let i = 0; i < 15; i++) {
      const url = `http://127.0.0.1:${served.port}/v1/kv/a`
      await (await fetch(url, { headers: { authorization: `Bearer ${TOKEN}` } })).arrayBuffer()
    }
    assert.deepEqual(warnings, [])
  })
})

describe('events', async () => {
  const served = await serve()
  const { cluster } = served.backend
  const follow = (path: string, options: Ask) => ask(served, 'GET', path, options)
  const put = (key: string) => ask(served, 'PUT', `/v1/kv/${key}`, { body: '1' })
  const idsOf = ({ text }: Reply) => [...text.matchAll(/^id: (.*)$/gm)].map(([, id]) => id)
  await put('a')
  await put('b')
  const [a, b] = [cluster.index - 1, cluster.index]

  test('the stream goes on after the id that was seen last, by header or by query', async () => {
    const options = { headers: { 'last-event-id': `${a}.0` }, until: '\n\n' }
    assert.deepEqual(idsOf(await follow('/v1/events?topic=kv', options)), [`${b}.0`])
    const all = await follow(`/v1/events?since=${a - 1}&follow=false`, {})
    assert.deepEqual(idsOf(all), ['n1-1-0', `${a}.0`, `${b}.0`], 'the observed state first')
  })

  test('NDJSON by Accept, one topic by ?topic=', async () => {
    const headers = { accept: 'application/x-ndjson' }
    const reply = await follow('/v1/events?topic=kv&follow=false', { headers })
    const events = reply.text
      .trim()
      .split('\n')
      .map(line => JSON.parse(line))
    assert.deepEqual(
      events.map(({ id }) => id),
      [`${a}.0`, `${b}.0`],
    )
    const none = await follow('/v1/events?topic=policy&follow=false', { headers })
    assert.equal(none.text, '')
  })

  test('a node that is behind does not repeat what was seen elsewhere', async () => {
    const ahead = cluster.index + 1
    const listening = follow(`/v1/events?topic=kv&since=${ahead}.0`, { until: '\n\n' })
    await waitForListener()
    await put('seen')
    await put('new')
    assert.deepEqual(idsOf(await listening), [`${ahead + 1}.0`])
  })

  test('who has missed what a snapshot skipped is told so, and reads on', async () => {
    const other = await serve()
    const since = other.backend.cluster.index
    const path = `/v1/events?topic=kv&since=${since}`
    const listening = ask(other, 'GET', path, { until: 'event: kv' })
    await waitForListener(other)
    other.backend.cluster.restoreAll(cluster.snapshot())
    other.backend.skip()
    await ask(other, 'PUT', '/v1/kv/late', { body: '1' })
    const { text } = await listening
    assert.match(text, /^event: lagged\ndata: .*"oldest":/)
    assert.match(text, new RegExp(`^id: ${other.backend.cluster.index}\\.0$`, 'm'))
  })

  test('what is no longer kept answers 410 with the oldest id', async () => {
    const other = await serve()
    other.backend.cluster.restoreAll(cluster.snapshot())
    const reply = await ask(other, 'GET', '/v1/events?since=1')
    assertProblem(reply, 410, 'api/gone')
    assert.equal(typeof JSON.parse(reply.text).oldest, 'string')
  })

  /** Resolves once a stream that was asked for listens: the backend has one listener more. */
  async function waitForListener(at: Served = served): Promise<void> {
    const { onEvents } = at.backend
    await new Promise<void>(resolve => {
      at.backend.onEvents = listener => {
        at.backend.onEvents = onEvents
        resolve()
        return onEvents.call(at.backend, listener)
      }
    })
  }
})

describe('a snapshot', () => {
  test('wants the token, and is made no faster than it is read', async () => {
    const { backend, port } = await serve()
    const address = `http://127.0.0.1:${port}`
    const stranger = new ApiClient({ address }).chunks('/v1/snapshot')
    await assert.rejects(stranger.next(), { code: 'api/not-allowed' })
    assert.equal(backend.piecesMade, 0)
    const chunks = new ApiClient({ address, token: TOKEN }).chunks('/v1/snapshot')
    let bytes = (await chunks.next()).value!.length
    // Requests on another connection are answered, so the server has had its turns by then.
    for (let i = 0; i < 20; i++) await new ApiClient({ address }).call('GET', '/livez')
    const ahead = backend.piecesMade
    assert.ok(ahead < SNAPSHOT_PIECES / 2, `${ahead} pieces were made for a client that waits`)
    for await (const chunk of chunks) bytes += chunk.length
    assert.equal(bytes, SNAPSHOT_PIECES * SNAPSHOT_PIECE.length)
  })

  test('a client that goes away ends it', async () => {
    const { backend, port } = await serve()
    const client = new ApiClient({ address: `http://127.0.0.1:${port}`, token: TOKEN })
    let signal: AbortSignal | undefined
    const save = backend.saveSnapshot
    backend.saveSnapshot = given => {
      signal = given
      return save(given)
    }
    const chunks = client.chunks('/v1/snapshot')
    await chunks.next()
    const hasEnded = new Promise(resolve => signal!.addEventListener('abort', resolve))
    await chunks.return(undefined)
    await hasEnded
    assert.ok(backend.piecesMade < SNAPSHOT_PIECES)
  })
})
