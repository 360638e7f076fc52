import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer as createHttpsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Duplex } from 'node:stream'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { connect, type TLSSocket } from 'node:tls'
import type { HttpOptions } from '../http/options.ts'
import { makeCertificate } from './certificate-fixture.ts'
import { DataPlane } from './data-plane.ts'
import { askH2, Fixture, testService } from './fixture.ts'

const FIRST = makeCertificate('a.example')
const WILD = makeCertificate('*.b.example')

type Pair = ReturnType<typeof makeCertificate>

function shown(...pairs: Pair[]): HttpOptions {
  return {
    certificates: pairs.map(({ certificate, key }) => ({
      certificate: { pem: certificate },
      key: { pem: key },
    })),
  }
}

describe('HTTPS', () => {
  let fixture: Fixture
  const sockets: TLSSocket[] = []
  beforeEach(() => {
    fixture = new Fixture()
  })
  afterEach(() => {
    for (const socket of sockets.splice(0)) socket.destroy()
    fixture.close()
  })

  /** Shakes hands, asking for `servername`, and checks the certificate against `ca`. */
  function handshake(
    servername: string,
    ca: Pair,
    options: { protocols?: string[]; session?: Buffer } = {},
  ): Promise<TLSSocket> {
    const { promise, resolve, reject } = Promise.withResolvers<TLSSocket>()
    const socket = connect({
      host: '127.0.0.1',
      port: fixture.port,
      servername,
      ca: ca.certificate,
      ALPNProtocols: options.protocols ?? ['http/1.1'],
      ...(options.session === undefined ? {} : { session: options.session }),
    })
    sockets.push(socket)
    socket.on('secureConnect', () => resolve(socket))
    socket.on('error', reject)
    return promise
  }

  async function get(socket: TLSSocket): Promise<string> {
    socket.write('GET / HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n\r\n')
    let received = ''
    for await (const bytes of socket) received += bytes
    return received
  }

  it('is ended here, and the endpoint is told', async () => {
    const a = await fixture.http('a', (request, response) =>
      response.end(String(request.headers['x-forwarded-proto'])),
    )
    await fixture.serve(testService([a], { protocol: 'https', http: shown(FIRST) }))
    assert.match(await get(await handshake('a.example', FIRST)), /\r\n\r\nhttps$/)
  })

  it('shows each name its certificate, and the first one to everybody else (RFC 6066 §3)', async () => {
    await fixture.serve(testService([], { protocol: 'https', http: shown(FIRST, WILD) }))
    await handshake('a.example', FIRST)
    await handshake('x.b.example', WILD)
    await assert.rejects(handshake('x.example', FIRST), /does not match certificate's altnames/)
    await assert.rejects(handshake('x.y.b.example', WILD), /self-signed|unable to verify/)
  })

  it('agrees on HTTP/2 with those who want it (ALPN, RFC 7301)', async () => {
    const a = await fixture.http('a', (_, response) => response.end('hello'))
    await fixture.serve(testService([a], { protocol: 'https', http: shown(FIRST) }))
    const both = await handshake('a.example', FIRST, { protocols: ['h2', 'http/1.1'] })
    assert.equal(both.alpnProtocol, 'h2')
    const session = fixture.h2({ createConnection: () => both }, 'https')
    const stream = session.request({ ':path': '/', ':authority': 'a.example' })
    let body = ''
    for await (const bytes of stream) body += bytes
    assert.equal(body, 'hello')
    const none = await handshake('a.example', FIRST, { protocols: [] })
    assert.match(await get(none), /hello$/)
  })

  it('takes new certificates between two handshakes, and drops no connection', async () => {
    const a = await fixture.http('a', (_, response) => response.end('hello'))
    await fixture.serve(testService([a], { protocol: 'https', http: shown(FIRST) }))
    const before = await handshake('a.example', FIRST)
    const renewed = makeCertificate('a.example')
    await fixture.serve(testService([a], { protocol: 'https', http: shown(renewed) }))
    await handshake('a.example', renewed)
    assert.match(await get(before), /hello$/)
  })

  it('resumes sessions, by name and without one (RFC 8446 §2.2)', async () => {
    const a = await fixture.http('a', (_, response) => response.end('hello'))
    await fixture.serve(testService([a], { protocol: 'https', http: shown(FIRST, WILD) }))
    for (const [name, ca] of [['a.example', FIRST] as const, ['x.b.example', WILD] as const]) {
      const first = await handshake(name, ca)
      assert.equal(first.isSessionReused(), false)
      const session = new Promise<Buffer>(resolve => first.once('session', resolve))
      await get(first)
      const again = await handshake(name, ca, { session: await session })
      assert.equal(again.isSessionReused(), true)
    }
  })

  it('speaks no TLS older than 1.2', async () => {
    await fixture.serve(testService([], { protocol: 'https', http: shown(FIRST) }))
    const old = connect({
      host: '127.0.0.1',
      port: fixture.port,
      ca: FIRST.certificate,
      servername: 'a.example',
      maxVersion: 'TLSv1.1',
      minVersion: 'TLSv1',
      ciphers: 'DEFAULT@SECLEVEL=0',
    })
    sockets.push(old)
    const error = await new Promise<NodeJS.ErrnoException>(resolve => old.on('error', resolve))
    assert.match(String(error.code), /PROTOCOL_VERSION|ECONNRESET/)
  })

  it('survives those who speak none', async () => {
    const a = await fixture.http('a', (_, response) => response.end('hello'))
    await fixture.serve(testService([a], { protocol: 'https', http: shown(FIRST) }))
    const plain = fixture.client()
    plain.send('GET / HTTP/1.1\r\nHost: a.example\r\n\r\n')
    await plain.response()
    assert.match(await get(await handshake('a.example', FIRST)), /hello$/)
  })

  it('speaks TLS to endpoints, and checks who they are', async () => {
    const pair = makeCertificate('inner.example', '127.0.0.1')
    const server = createHttpsServer({ cert: pair.certificate, key: pair.key }, (_, response) =>
      response.end('inner'),
    )
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const endpoint = { id: 's', address: '127.0.0.1', port, weight: 1 }
    const ca = { pem: pair.certificate }
    const statusWith = async (upstream: HttpOptions['upstream']) => {
      await fixture.serve(testService([]))
      await fixture.serve(testService([endpoint], { http: { ...(upstream && { upstream }) } }))
      const client = fixture.client()
      client.send('GET / HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n\r\n')
      return /^HTTP\/1\.1 (\d+)/.exec(await client.response())?.[1]
    }
    try {
      assert.equal(await statusWith({ isTls: true, ca }), '200')
      assert.equal(await statusWith({ isTls: true, ca, serverName: 'inner.example' }), '200')
      assert.equal(await statusWith({ isTls: true, isVerified: false }), '200')
      assert.equal(await statusWith({ isTls: true, ca, serverName: 'other.example' }), '502')
      assert.equal(await statusWith({ isTls: true }), '502')
    } finally {
      server.closeAllConnections()
      server.close()
    }
  })
})

describe('HTTPS in the data plane', { timeout: 30_000 }, () => {
  it('takes certificates from files, and resumes sessions whichever thread it meets', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'polis-https-'))
    const file = (name: string) => ({ file: join(folder, `${name}.pem`) })
    const plane = await DataPlane.start({ workers: 2 })
    const sockets: TLSSocket[] = []
    const write = ({ certificate, key }: Pair) => {
      writeFileSync(file('cert').file, certificate)
      writeFileSync(file('key').file, key)
    }
    let version = 0
    const apply = async () => {
      const http = { certificates: [{ certificate: file('cert'), key: file('key') }] }
      const service = testService([], { protocol: 'https', http })
      const listener = { host: '127.0.0.1', port: 0, protocol: 'https' as const }
      const listeners = [{ ...listener, services: [service] }]
      return (await plane.apply({ version: ++version, listeners })).listeners[0]!
    }
    const handshake = (port: number, ca: Pair, session?: Buffer) =>
      new Promise<TLSSocket>((resolve, reject) => {
        const options = { host: '127.0.0.1', port, servername: 'a.example', ca: ca.certificate }
        const socket = connect({ ...options, ...(session && { session }) })
        sockets.push(socket)
        socket.on('secureConnect', () => resolve(socket))
        socket.on('error', reject)
      })
    try {
      const missing = await apply()
      assert.equal(missing.state, 'failed')
      write(FIRST)
      const { port, state } = await apply()
      assert.equal(state, 'bound')
      const first = await handshake(port, FIRST)
      const session = new Promise<Buffer>(resolve => first.once('session', resolve))
      first.write('GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')
      first.resume()
      const ticket = await session
      for (let i = 0; i < 8; i++) {
        const again = await handshake(port, FIRST, ticket)
        assert.equal(again.isSessionReused(), true)
      }
      const renewed = makeCertificate('a.example')
      write(renewed)
      await apply()
      await handshake(port, renewed)
    } finally {
      for (const socket of sockets) socket.destroy()
      await plane.stop()
      rmSync(folder, { recursive: true })
    }
  })
})

describe('HTTP behind a proxy that names its clients', () => {
  let fixture: Fixture
  beforeEach(() => {
    fixture = new Fixture()
  })
  afterEach(() => fixture.close())

  const proxyProtocol = { acceptFrom: ['127.0.0.0/8'] }
  const header = (address: string) => `PROXY TCP4 ${address} 198.51.100.1 4711 443\r\n`
  const GET = 'GET / HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n\r\n'
  /** Answers with the client's address, as far as an endpoint is told. */
  const telling = () =>
    fixture.http('a', (request, response) => {
      response.end(String(request.headers['x-forwarded-for']))
    })

  /** A connection whose first packet has the PROXY header before whatever else is in it. */
  function proxied(address: string): Duplex {
    const { socket } = fixture.client()
    let before = header(address)
    const duplex = new Duplex({
      read: () => undefined,
      write: (bytes: Buffer, _, done) => {
        socket.write(Buffer.concat([Buffer.from(before), bytes]), done)
        before = ''
      },
    })
    socket.on('data', bytes => duplex.push(bytes))
    socket.on('end', () => duplex.push(null))
    return duplex
  }

  it('is told of them by HTTPS, in the packet of the handshake', async () => {
    const http = shown(FIRST)
    await fixture.serve(testService([await telling()], { protocol: 'https', http, proxyProtocol }))
    const tls = { ca: FIRST.certificate, servername: 'a.example' }
    const socket = connect({ ...tls, socket: proxied('203.0.113.7') })
    socket.write(GET)
    let received = ''
    for await (const bytes of socket) received += bytes
    assert.match(received, /\r\n\r\n203\.0\.113\.7$/)
    const secure = connect({ ...tls, ALPNProtocols: ['h2'], socket: proxied('203.0.113.8') })
    const overTls = fixture.h2({ createConnection: () => secure }, 'https')
    assert.equal(String((await askH2(overTls, { ':path': '/' })).body), '203.0.113.8')
  })

  it('is told of them by HTTP/2 in the clear', async () => {
    await fixture.serve(testService([await telling()], { proxyProtocol }))
    const session = fixture.h2({ createConnection: () => proxied('203.0.113.9') })
    assert.equal(String((await askH2(session, { ':path': '/' })).body), '203.0.113.9')
  })

  it('limits the connections of each of them', async () => {
    const http = { limits: { clientConnections: 1 } }
    await fixture.serve(testService([await telling()], { http, proxyProtocol }))
    const ask = (address: string) => {
      const client = fixture.client()
      client.send(header(address) + GET.replace('close', 'keep-alive'))
      return client
    }
    const first = ask('203.0.113.1')
    await first.until(({ received }) => received.endsWith('203.0.113.1'))
    const second = ask('203.0.113.1')
    await second.until(({ isClosed }) => isClosed)
    assert.equal(second.received, '')
    const other = ask('203.0.113.2')
    await other.until(({ received }) => received.endsWith('203.0.113.2'))
  })
})
