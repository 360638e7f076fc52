import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import type { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { connect as connectTls, createServer as createTlsServer } from 'node:tls'
import { readProxyHeader } from '../proxy-header.ts'
import { type Endpoint, listenerKey, type Service } from '../routes.ts'
import { Fixture, testService } from './fixture.ts'

const HEADER = 'PROXY TCP4 203.0.113.7 198.51.100.1 4711 443\r\n'

describe('the PROXY protocol', () => {
  let fixture: Fixture
  beforeEach(() => {
    fixture = new Fixture()
  })
  afterEach(() => fixture.close())

  const accept = { acceptFrom: ['127.0.0.0/8'] }
  /** A server that sends back everything it received, once the client has ended. */
  const mirror = (id: string) =>
    fixture.raw(id, socket => {
      const parts: Buffer[] = []
      socket.on('data', bytes => parts.push(bytes))
      socket.on('end', () => socket.end(Buffer.concat(parts)))
    })

  it('gives a TCP service the bytes behind the header, in whatever pieces it comes', async () => {
    await fixture.serve(
      testService([await mirror('a')], { protocol: 'tcp', proxyProtocol: accept }),
    )
    for (const pieces of [[`${HEADER}hello`], [HEADER, 'hello'], [...HEADER, 'hello']]) {
      const client = fixture.client()
      for (const piece of pieces) {
        client.send(piece)
        await new Promise(setImmediate)
      }
      client.socket.end()
      assert.equal(await client.response(), 'hello')
    }
  })

  it('passes on the end of a client that sends nothing but the header', async () => {
    const proxyProtocol = { ...accept, send: 'v1' } as const
    await fixture.serve(testService([await mirror('a')], { protocol: 'tcp', proxyProtocol }))
    const client = fixture.client()
    client.socket.end(HEADER)
    assert.equal(await client.response(), HEADER)
  })

  it('picks by the address in the header', async () => {
    const servers = await Promise.all(
      ['a', 'b', 'c', 'd'].map(id => fixture.raw(id, s => s.end(id))),
    )
    await fixture.serve(
      testService(servers, { protocol: 'tcp', algorithm: 'ip-hash', proxyProtocol: accept }),
    )
    const ask = (address: string) => {
      const client = fixture.client()
      client.send(`PROXY TCP4 ${address} 198.51.100.1 4711 443\r\n`)
      return client.response()
    }
    assert.equal(await ask('203.0.113.1'), await ask('203.0.113.1'))
    const answers = new Set<string>()
    for (let i = 0; i < 30; i++) answers.add(await ask(`203.0.113.${i}`))
    assert.equal(answers.size, 4)
  })

  it('resets a client that must send a header and does not, and counts it', async () => {
    await fixture.serve(
      testService([await mirror('a')], { protocol: 'tcp', proxyProtocol: accept }),
    )
    const client = fixture.client()
    client.send('GET / HTTP/1.1\r\n')
    await client.until(({ isClosed }) => isClosed)
    assert.equal(client.received, '')
    const { requests, failures } = fixture.counters.read(fixture.row('service web'))
    assert.deepEqual([requests, failures], [1, 1])
  })

  it('takes a header from other networks for what the client says', async () => {
    const proxyProtocol = { acceptFrom: ['192.0.2.0/24'] }
    await fixture.serve(testService([await mirror('a')], { protocol: 'tcp', proxyProtocol }))
    const client = fixture.client()
    client.send(`${HEADER}hello`)
    client.socket.end()
    assert.equal(await client.response(), `${HEADER}hello`)
  })

  it('tells an HTTP service the client of the header', async () => {
    const a = await fixture.http('a', (request, response) => {
      response.end(String(request.headers['x-forwarded-for']))
    })
    await fixture.serve(testService([a], { proxyProtocol: accept }))
    const client = fixture.client()
    client.send(`${HEADER}GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`)
    assert.match(await client.response(), /\r\n\r\n203\.0\.113\.7$/)
  })

  for (const send of ['v1', 'v2'] as const) {
    it(`sends endpoints a header of version ${send[1]}, before the client's bytes`, async () => {
      const proxyProtocol = { ...accept, send }
      await fixture.serve(testService([await mirror('a')], { protocol: 'tcp', proxyProtocol }))
      const client = fixture.client()
      client.send(`${HEADER}hello`)
      client.socket.end()
      const received = Buffer.from(await client.response(), 'latin1')
      const header = readProxyHeader(received)
      assert.ok(header.kind === 'header')
      assert.deepEqual(header.addresses, {
        source: { address: '203.0.113.7', port: 4711 },
        destination: { address: '198.51.100.1', port: 443 },
      })
      assert.equal(received.toString('latin1', header.length), 'hello')
    })
  }

  it('names the connection itself when nobody else did', async () => {
    const proxyProtocol = { send: 'v1' } as const
    await fixture.serve(testService([await mirror('a')], { protocol: 'tcp', proxyProtocol }))
    const client = fixture.client()
    await once(client.socket, 'connect')
    client.socket.end('x')
    const from = client.socket.localPort
    const line = `PROXY TCP4 127.0.0.1 127.0.0.1 ${from} ${fixture.port}\r\nx`
    assert.equal(await client.response(), line)
  })
})

describe('TLS passed through by SNI', () => {
  const psk = Buffer.alloc(16, 1)
  const ciphers = 'PSK-AES128-GCM-SHA256'
  let fixture: Fixture
  beforeEach(() => {
    fixture = new Fixture()
  })
  afterEach(() => fixture.close())

  /** A TLS endpoint (with a shared key, so without a certificate) that says its name. */
  async function tlsServer(id: string): Promise<Endpoint> {
    const server = createTlsServer(
      { pskCallback: () => psk, ciphers, maxVersion: 'TLSv1.2' },
      socket => socket.end(id),
    )
    return fixture.raw(id, socket => server.emit('connection', socket))
  }

  function askTls(servername: string | undefined): Promise<string> {
    const { promise, resolve } = Promise.withResolvers<string>()
    const socket = connectTls({
      port: fixture.port,
      host: '127.0.0.1',
      ...(servername === undefined ? {} : { servername }),
      pskCallback: () => ({ psk, identity: 'test' }),
      ciphers,
      checkServerIdentity: () => undefined,
    })
    let text = ''
    socket.on('data', bytes => {
      text += bytes.toString()
    })
    socket.on('error', () => resolve('error'))
    socket.on('close', () => resolve(text))
    return promise
  }

  async function serveNames(hosts: readonly (readonly [string, string | undefined])[]) {
    const services: Service[] = []
    for (const [id, host] of hosts) {
      const more = {
        id,
        name: id,
        protocol: 'tls',
        ...(host === undefined ? {} : { host }),
      } as const
      services.push(testService([await tlsServer(id)], more))
    }
    await fixture.serve(...services)
  }

  it('reaches the service of the name, of the wildcard, or the default', async () => {
    await serveNames([
      ['exact', 'a.example'],
      ['wild', '*.example'],
      ['rest', undefined],
    ])
    assert.equal(await askTls('a.example'), 'exact')
    assert.equal(await askTls('b.example'), 'wild')
    assert.equal(await askTls('elsewhere.test'), 'rest')
    assert.equal(await askTls(undefined), 'rest')
  })

  it('resets who asks for a name that nobody has, and who speaks no TLS', async () => {
    await serveNames([['exact', 'a.example']])
    assert.equal(await askTls('b.example'), 'error')
    const client = fixture.client()
    client.send('GET / HTTP/1.1\r\nHost: a.example\r\n\r\n')
    await client.until(({ isClosed }) => isClosed)
    assert.equal(client.received, '')
    assert.equal(await askTls('a.example'), 'exact')
  })
})

describe('custom protocols', () => {
  let fixture: Fixture
  let folder = ''
  beforeEach(async () => {
    fixture = new Fixture()
    folder = await mkdtemp(join(tmpdir(), 'polis-peek-'))
  })
  afterEach(async () => {
    fixture.close()
    await rm(folder, { recursive: true, force: true })
  })

  async function module(name: string, source: string): Promise<string> {
    const path = join(folder, `${name}.mjs`)
    await writeFile(path, source)
    return path
  }

  /** The key is the first line. */
  const FIRST_LINE = `export function peek(bytes) {
    const text = Buffer.from(bytes).toString('latin1')
    const end = text.indexOf('\\n')
    bytes.fill(0)
    if (end < 0) return 'more'
    return text.startsWith('KEY ') ? { key: text.slice(4, end) } : { reject: 'no key' }
  }`

  async function serveCustom(customProtocol: string) {
    const echo = (id: string) => (socket: Socket) =>
      socket.once('data', b => socket.end(`${id} ${b}`))
    const endpoints = await Promise.all(['a', 'b', 'c'].map(id => fixture.raw(id, echo(id))))
    const more = { protocol: 'tcp', algorithm: 'consistent-hash', customProtocol } as const
    return fixture.serve(testService(endpoints, more))
  }

  async function say(text: string): Promise<string> {
    const client = fixture.client()
    client.send(text)
    return client.response()
  }

  it('send equal keys to one endpoint and leave the bytes as they came', async () => {
    await fixture.thread.loadProtocols({ lines: await module('lines', FIRST_LINE) })
    await serveCustom('lines')
    const first = await say('KEY x\nrest')
    assert.match(first, /^[abc] KEY x\nrest$/)
    const reached = new Set<string>()
    for (let i = 0; i < 20; i++) {
      assert.equal(await say('KEY x\nrest'), first)
      reached.add((await say(`KEY ${i}\n`)).slice(0, 1))
    }
    assert.equal(reached.size, 3)
    const client = fixture.client()
    for (const piece of 'KEY x\n') {
      client.send(piece)
      await new Promise(setImmediate)
    }
    assert.equal(await client.response(), first.slice(0, -'rest'.length))
  })

  it('refuse connections, and what they throw refuses only that one', async () => {
    const source = `${FIRST_LINE.replace('peek', 'inner')}
      export function peek(bytes) {
        if (bytes[0] === 33) throw new Error('a bug')
        if (bytes[0] === 63) return 42
        return inner(bytes)
      }`
    await fixture.thread.loadProtocols({ lines: await module('lines', source) })
    await serveCustom('lines')
    for (const text of ['NO KEY\n', '!\n', '?\n', 'x'.repeat(20_000)]) {
      const client = fixture.client()
      client.send(text)
      await client.until(({ isClosed }) => isClosed)
      assert.equal(client.received, '')
    }
    assert.match(await say('KEY x\n'), /^[abc] KEY x\n$/)
    const { requests, failures } = fixture.counters.read(fixture.row('service web'))
    assert.deepEqual([requests, failures], [5, 4])
  })

  it('that never return are stopped, and disabled the third time', async () => {
    await fixture.thread.loadProtocols({
      stuck: await module('stuck', 'export function peek() { for (;;); }'),
    })
    await serveCustom('stuck')
    for (let i = 0; i < 4; i++) {
      const client = fixture.client()
      client.send('x')
      await client.until(({ isClosed }) => isClosed)
    }
    const reason = 'it took too long'
    assert.deepEqual(fixture.events, [{ kind: 'protocol-disabled', protocol: 'stuck', reason }])
  })

  it('that are not registered, or do not load, keep their port closed with the reason', async () => {
    await fixture.thread.loadProtocols({ broken: await module('broken', 'export const peek = 1') })
    const { failed } = await serveCustom('unknown')
    assert.deepEqual([...failed.values()], ["protocol 'unknown' is not registered on this node"])
    const other = await serveCustom('broken')
    assert.match([...other.failed.values()].join(), /cannot be used: .*does not export/)
    const key = listenerKey({
      host: '127.0.0.1',
      port: fixture.port,
      protocol: 'tcp',
      services: [],
    })
    assert.deepEqual([...other.failed.keys()], [key])
  })

  it('that hang, throw or end their thread when loaded leave the others alone', async () => {
    await fixture.thread.loadProtocols({
      throwing: await module('throwing', 'throw new Error("at load")'),
      ending: await module('ending', 'process.exit(3)'),
      hanging: await module('hanging', 'for (;;);'),
      none: join(folder, 'none.mjs'),
      http: await module('http', FIRST_LINE),
      lines: await module('lines', FIRST_LINE),
    })
    const disabled = fixture.events.map(event => 'protocol' in event && event.protocol)
    assert.deepEqual(disabled.sort(), ['ending', 'hanging', 'http', 'none', 'throwing'])
    await serveCustom('lines')
    assert.match(await say('KEY x\n'), /^[abc] KEY x\n$/)
  })

  it('that end their thread cost one connection, and those behind it only time', async () => {
    const source = `${FIRST_LINE.replace('peek', 'inner')}
      export function peek(bytes) {
        if (bytes[0] === 33) process.exit(1)
        return inner(bytes)
      }`
    await fixture.thread.loadProtocols({ lines: await module('lines', source) })
    await serveCustom('lines')
    const clients = ['!', 'KEY x\n', 'KEY y\n'].map(text => {
      const client = fixture.client()
      client.send(text)
      return client
    })
    const [bad, ...good] = clients
    await bad!.until(({ isClosed }) => isClosed)
    for (const client of good) assert.match(await client.response(), /^[abc] KEY [xy]\n$/)
  })

  it('are asked about a client that has ended already', async () => {
    await fixture.thread.loadProtocols({ lines: await module('lines', FIRST_LINE) })
    await serveCustom('lines')
    const client = fixture.client()
    client.socket.end('KEY x\n')
    assert.match(await client.response(), /^[abc] KEY x\n$/)
    const incomplete = fixture.client()
    incomplete.socket.end('KEY')
    await incomplete.until(({ isClosed }) => isClosed)
    assert.equal(incomplete.received, '')
  })
})

describe('holding TCP clients', () => {
  let fixture: Fixture
  beforeEach(() => {
    fixture = new Fixture()
  })
  afterEach(() => fixture.close())

  it('lets them wait for an endpoint and release them to it', async () => {
    const hold = { timeoutMs: 5_000, max: 2 }
    await fixture.serve(testService([], { protocol: 'tcp', hold }))
    const clients = [fixture.client(), fixture.client()]
    for (const client of clients) client.send('hello')
    const row = () => fixture.counters.read(fixture.row('service web'))
    const deadline = AbortSignal.timeout(5_000)
    while (row().inFlight < 2 && !deadline.aborted) await new Promise(setImmediate)
    const third = fixture.client()
    await third.until(({ isClosed }) => isClosed)
    const a = await fixture.raw('a', socket => socket.once('data', bytes => socket.end(bytes)))
    await fixture.serve(testService([a], { protocol: 'tcp', hold }))
    for (const client of clients) assert.equal(await client.response(), 'hello')
    assert.deepEqual([row().requests, row().failures], [3, 1])
  })

  it('gives them up after their time', async () => {
    const a = await fixture.raw('a', socket => socket.end('a'))
    const hold = { timeoutMs: 100, max: 1 }
    await fixture.serve(
      testService([a], { protocol: 'tcp', hold, pausedUntilMs: Number.POSITIVE_INFINITY }),
    )
    const client = fixture.client()
    await client.until(({ isClosed }) => isClosed)
    assert.equal(client.received, '')
    await fixture.serve(testService([a], { protocol: 'tcp' }))
    assert.equal(await fixture.client().response(), 'a')
  })
})

describe('holding HTTP requests', () => {
  let fixture: Fixture
  beforeEach(() => {
    fixture = new Fixture()
  })
  afterEach(() => fixture.close())

  const REQUEST = 'POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 5\r\n\r\n'
  const hold = { timeoutMs: 5_000, max: 2 }
  const inFlight = () => fixture.counters.read(fixture.row('service web')).inFlight

  it('lets them wait, body and all, and releases them in order', async () => {
    const bodies: string[] = []
    const a = await fixture.http('a', (request, response) => {
      let body = ''
      request.on('data', bytes => {
        body += bytes
      })
      request.on('end', () => {
        bodies.push(body)
        response.end(body)
      })
    })
    await fixture.serve(testService([a], { hold, pausedUntilMs: Number.POSITIVE_INFINITY }))
    const [whole, cut] = [fixture.client(), fixture.client()]
    whole.send(`${REQUEST}whole`)
    cut.send(`${REQUEST}c`)
    const deadline = AbortSignal.timeout(5_000)
    while (inFlight() < 2 && !deadline.aborted) await new Promise(setImmediate)
    const third = fixture.client()
    third.send(`${REQUEST}third`)
    assert.match(await third.response(), /^HTTP\/1\.1 503/)
    cut.send('ut!!')
    await fixture.serve(testService([a], { hold }))
    assert.match(await whole.response(), /^HTTP\/1\.1 200 [\s\S]*\r\n\r\nwhole$/)
    assert.match(await cut.response(), /^HTTP\/1\.1 200 [\s\S]*\r\n\r\ncut!!$/)
  })

  it('answers 503 after their time, and forgets clients that leave', async () => {
    await fixture.serve(testService([], { hold: { timeoutMs: 100, max: 1 } }))
    const client = fixture.client()
    client.send('GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')
    assert.match(await client.response(), /^HTTP\/1\.1 503 [\s\S]*Retry-After: 1/)
    await fixture.serve(testService([], { hold: { timeoutMs: 60_000, max: 1 } }))
    const leaving = fixture.client()
    leaving.send('GET / HTTP/1.1\r\nHost: a\r\n\r\n')
    const deadline = AbortSignal.timeout(5_000)
    while (inFlight() < 1 && !deadline.aborted) await new Promise(setImmediate)
    leaving.socket.resetAndDestroy()
    while (inFlight() > 0 && !deadline.aborted) await new Promise(setImmediate)
    assert.equal(inFlight(), 0)
  })
})
