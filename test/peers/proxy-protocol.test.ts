/** The PROXY protocol with HAProxy at the other end, both ways and in both versions. */

import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer as createHttpServer } from 'node:http'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it, type TestContext } from 'node:test'
import { promisify } from 'node:util'
import { DataPlane, listenerProtocol, newService, type Service } from '@polis/balancer'
import { makeCertificate } from '../../packages/balancer/src/io/certificate-fixture.ts'
import { freePorts, requireTools, startTool } from './debian-tools.ts'

requireTools('curl', 'haproxy')

const HOST = '127.0.0.1'
/** The client's own address: loopback has more than one. */
const CLIENT = '127.0.0.77'

async function listening(t: TestContext, server: Server): Promise<number> {
  await new Promise<void>(resolve => server.listen(0, HOST, resolve))
  const sockets = new Set<Socket>()
  server.on('connection', socket => sockets.add(socket))
  t.after(() => {
    for (const socket of sockets) socket.destroy()
    return new Promise(resolve => server.close(resolve))
  })
  return (server.address() as AddressInfo).port
}

/** A plane with one service over the server on `port`; answers the service's port. */
async function balance(t: TestContext, port: number, more: Partial<Service>): Promise<number> {
  const plane = await DataPlane.start({ workers: 1 })
  t.after(() => plane.stop())
  const endpoints = [{ id: 'a', address: HOST, port, weight: 1 }]
  const service = newService({ id: 'web', name: 'web', endpoints, ...more })
  const protocol = listenerProtocol(service)
  const services = [service]
  const { listeners } = await plane.apply({
    version: 1,
    listeners: [{ host: HOST, port: 0, protocol, services }],
  })
  return listeners[0]!.port
}

/** HAProxy with these lines; answers the port that `LISTEN` stands for. */
async function haproxy(t: TestContext, lines: (port: number) => string): Promise<number> {
  const [port] = (await freePorts(1)) as [number]
  const folder = mkdtempSync(join(tmpdir(), 'polis-haproxy-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, 'haproxy.cfg')
  const times = 'timeout connect 5s\n  timeout client 10s\n  timeout server 10s'
  writeFileSync(file, `global\n  nbthread 1\ndefaults\n  ${times}\n${lines(port)}\n`)
  await startTool(t, 'haproxy', ['-f', file], port)
  return port
}

/** Sends `text` from `CLIENT` and answers all that comes back. */
async function say(port: number, text: string): Promise<{ answer: string; from: number }> {
  const socket: Socket = connect({ port, host: HOST, localAddress: CLIENT })
  let answer = ''
  socket.on('data', bytes => {
    answer += bytes.toString('latin1')
  })
  await new Promise(resolve => socket.once('connect', resolve))
  const from = socket.localPort ?? 0
  socket.end(text)
  await new Promise((resolve, reject) => socket.once('close', resolve).once('error', reject))
  return { answer, from }
}

const REQUEST = 'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'

describe('the PROXY protocol beside HAProxy', () => {
  for (const [version, word] of [
    ['v1', 'send-proxy'],
    ['v2', 'send-proxy-v2'],
  ] as const) {
    it(`takes what HAProxy sends (${version}) for an HTTP service`, async t => {
      const server = createHttpServer((request, response) => {
        response.end(String(request.headers['x-forwarded-for']))
      })
      const proxyProtocol = { acceptFrom: ['127.0.0.0/8'] }
      const port = await balance(t, await listening(t, server), { proxyProtocol })
      const front = await haproxy(
        t,
        own => `listen all\n  mode tcp\n  bind ${HOST}:${own}\n  server a ${HOST}:${port} ${word}`,
      )
      const { answer } = await say(front, REQUEST)
      assert.match(answer, new RegExp(`\\r\\n${CLIENT.replaceAll('.', '\\.')}\\r?\\n?`))
    })

    it(`takes what HAProxy sends (${version}) before the handshake of HTTPS`, async t => {
      const server = createHttpServer((request, response) => {
        response.end(String(request.headers['x-forwarded-for']))
      })
      const pair = makeCertificate('a.example')
      const certificates = [{ certificate: { pem: pair.certificate }, key: { pem: pair.key } }]
      const port = await balance(t, await listening(t, server), {
        protocol: 'https',
        http: { certificates },
        proxyProtocol: { acceptFrom: ['127.0.0.0/8'] },
      })
      const front = await haproxy(
        t,
        own => `listen all\n  mode tcp\n  bind ${HOST}:${own}\n  server a ${HOST}:${port} ${word}`,
      )
      for (const [protocol, more] of [
        ['http/1.1', '--http1.1'],
        ['h2', '--http2'],
      ] as const) {
        const url = `https://a.example:${front}/`
        const { stdout } = await promisify(execFile)('curl', [
          ...['--silent', '--insecure', more, '--interface', CLIENT, '--max-time', '10'],
          ...['--resolve', `a.example:${front}:${HOST}`, url],
        ])
        assert.equal(stdout, CLIENT, protocol)
      }
    })

    it(`passes on to TCP endpoints what HAProxy said (${version})`, async t => {
      const seen = Promise.withResolvers<string>()
      const server = createServer(socket => {
        let text = ''
        socket.on('data', bytes => {
          text += bytes.toString('latin1')
          // HAProxy was connected to before, to see whether it listens.
          if (!text.endsWith('hello')) return
          seen.resolve(text)
          socket.end()
        })
        socket.on('error', () => undefined)
      })
      const proxyProtocol = { acceptFrom: ['127.0.0.0/8'], send: 'v1' } as const
      const more = { protocol: 'tcp', proxyProtocol } as const
      const port = await balance(t, await listening(t, server), more)
      const front = await haproxy(
        t,
        own => `listen all\n  mode tcp\n  bind ${HOST}:${own}\n  server a ${HOST}:${port} ${word}`,
      )
      const { from } = await say(front, 'hello')
      assert.equal(await seen.promise, `PROXY TCP4 ${CLIENT} ${HOST} ${from} ${front}\r\nhello`)
    })

    it(`sends ${version} headers that HAProxy takes`, async t => {
      const server = createHttpServer((request, response) => {
        response.end(`client ${request.headers['x-forwarded-for']}`)
      })
      const behind = await listening(t, server)
      const middle = await haproxy(t, own =>
        [
          `listen all\n  mode http\n  option forwardfor\n  bind ${HOST}:${own} accept-proxy`,
          `  timeout http-request 5s\n  server a ${HOST}:${behind}`,
        ].join('\n'),
      )
      const port = await balance(t, middle, { protocol: 'tcp', proxyProtocol: { send: version } })
      const { answer } = await say(port, REQUEST)
      assert.match(answer, new RegExp(`client ${CLIENT.replaceAll('.', '\\.')}`))
    })
  }
})
