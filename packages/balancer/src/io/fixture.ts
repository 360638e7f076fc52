/**
 * What the io tests share: a data thread without a thread around it, real servers, raw clients.
 *
 * Everything that is opened is closed by `close`, in reverse order.
 */

import { createServer as createHttpServer, type RequestListener } from 'node:http'
import {
  type ClientHttp2Session,
  type ClientSessionOptions,
  connect as connectHttp2,
  createServer as createHttp2Server,
  type IncomingHttpHeaders as H2,
  type SecureClientSessionOptions,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import { seededRandom } from '@polis/base'
import { allocateCounters, Counters } from '../counters.ts'
import {
  type Endpoint,
  listenerKey,
  listenerProtocol,
  newService,
  type RouteTable,
  type Service,
} from '../routes.ts'
import { DataThread, type ThreadApplied, type ThreadEvent } from './data-thread.ts'
import { probePort } from './ports.ts'
import { sharedNowMs } from './worker.ts'

const HOST = '127.0.0.1'

/** Servers and clients of one test. */
export class Fixture {
  readonly counters = new Counters(allocateCounters(1, 64), 0)
  readonly events: ThreadEvent[] = []
  /** How far the thread's clock is ahead of the real one. */
  aheadMs = 0
  readonly thread: DataThread
  port = 0
  readonly #closers: (() => void)[] = []
  readonly #rows = new Map<string, number>()

  /** `reusePort`: the thread shares its ports with another fixture's. */
  constructor(reusePort = false) {
    this.thread = new DataThread({
      counters: this.counters,
      random: seededRandom(1),
      post: event => this.events.push(event),
      nowMs: () => sharedNowMs() + this.aheadMs,
      reusePort,
      requestIdPrefix: 'test',
    })
  }

  /** An HTTP server of Node itself as an endpoint. */
  async http(id: string, onRequest: RequestListener): Promise<Endpoint> {
    const server = createHttpServer(onRequest)
    return endpointOf(id, await this.#listen(server, () => server.closeAllConnections()))
  }

  /** A raw server as an endpoint; connections it still has are cut at the end. */
  async raw(id: string, onConnection: (socket: Socket) => void): Promise<Endpoint> {
    const sockets = new Set<Socket>()
    const server = createServer({ allowHalfOpen: true }, socket => {
      sockets.add(socket)
      socket.on('error', () => undefined)
      onConnection(socket)
    })
    const cut = () => {
      for (const socket of sockets) socket.destroy()
    }
    return endpointOf(id, await this.#listen(server, cut))
  }

  /** A server of HTTP/2 without TLS as an endpoint. */
  async http2(id: string, onStream: (stream: ServerHttp2Stream, headers: H2) => void) {
    const sessions = new Set<ServerHttp2Session>()
    const server = createHttp2Server()
    server.on('session', session => {
      sessions.add(session)
      session.on('error', () => undefined)
    })
    server.on('stream', (stream, headers) => {
      stream.on('error', () => undefined)
      onStream(stream, headers)
    })
    const cut = () => {
      for (const session of sessions) session.destroy()
    }
    return endpointOf(id, await this.#listen(server, cut))
  }

  /** A client of HTTP/2, by prior knowledge. */
  h2(options: ClientSessionOptions | SecureClientSessionOptions = {}, scheme = 'http') {
    const session = connectHttp2(`${scheme}://127.0.0.1:${this.port}`, options)
    session.on('error', () => undefined)
    this.#closers.push(() => session.destroy())
    return session
  }

  /** An endpoint that refuses connections. */
  async refusing(id: string): Promise<Endpoint> {
    const probe = await probePort(HOST, 0)
    if (!('port' in probe)) throw new Error(probe.reason)
    return endpointOf(id, probe.port)
  }

  /** Serves `services` on one port, the same one each time. */
  async serve(...services: readonly Service[]): Promise<ThreadApplied> {
    if (this.port === 0) {
      const probe = await probePort(HOST, 0)
      if ('port' in probe) this.port = probe.port
    }
    const protocol = services[0] === undefined ? 'http' : listenerProtocol(services[0])
    const listener = { host: HOST, port: this.port, protocol, services }
    return this.apply({ version: 1, listeners: services.length === 0 ? [] : [listener] })
  }

  apply(table: RouteTable): Promise<ThreadApplied> {
    const services = table.listeners.flatMap(listener => listener.services)
    const endpoints = services.flatMap(service => service.endpoints)
    return this.thread.apply({
      table,
      serviceRows: new Map(services.map(({ id }) => [id, this.row(`service ${id}`)])),
      endpointRows: new Map(endpoints.map(({ id }) => [id, this.row(`endpoint ${id}`)])),
      ports: new Map(table.listeners.map(listener => [listenerKey(listener), listener.port])),
    })
  }

  /** The counter row of `service ID` or `endpoint ID`. */
  row(name: string): number {
    const row = this.#rows.get(name) ?? this.#rows.size
    this.#rows.set(name, row)
    return row
  }

  /** A client connection that collects what it receives. */
  client(port = this.port): RawClient {
    const client = new RawClient(port)
    this.#closers.push(() => client.socket.destroy())
    return client
  }

  close(): void {
    this.thread.stop()
    for (const close of this.#closers.reverse()) close()
  }

  async #listen(server: Server, cut: () => void): Promise<number> {
    await new Promise<void>(resolve => server.listen(0, HOST, resolve))
    this.#closers.push(() => {
      server.close()
      cut()
    })
    return (server.address() as AddressInfo).port
  }
}

/** A service over `endpoints` with an id and short times. */
export function testService(endpoints: readonly Endpoint[], more: Partial<Service> = {}): Service {
  return newService({ id: 'web', name: 'web', endpoints, connectTimeoutMs: 1_000, ...more })
}

function endpointOf(id: string, port: number): Endpoint {
  return { id, address: HOST, port, weight: 1 }
}

/** A TCP client that keeps everything it receives, one character a byte. */
export class RawClient {
  readonly socket: Socket
  received = ''
  hasEnded = false
  isClosed = false
  #error: Error | undefined
  #waiters: (() => void)[] = []

  constructor(port: number) {
    this.socket = connect({ host: HOST, port, allowHalfOpen: true, noDelay: true })
    this.socket.on('data', bytes => {
      this.received += bytes.toString('latin1')
      this.#wake()
    })
    this.socket.on('end', () => {
      this.hasEnded = true
      this.#wake()
    })
    this.socket.on('error', error => {
      this.#error = error
    })
    this.socket.on('close', () => {
      this.isClosed = true
      this.#wake()
    })
  }

  /** What ended the connection, if it was an error. */
  get error(): Error | undefined {
    return this.#error
  }

  send(text: string): void {
    this.socket.write(text, 'latin1')
  }

  /** Resolves when `condition` holds; fails after five seconds with what came until then. */
  async until(condition: (client: RawClient) => boolean): Promise<void> {
    const signal = AbortSignal.timeout(5_000)
    while (!condition(this)) {
      await new Promise<void>((resolve, reject) => {
        const fail = () =>
          reject(new Error(`still waiting; received: ${this.received.slice(-500)}`))
        this.#waiters.push(() => {
          signal.removeEventListener('abort', fail)
          resolve()
        })
        signal.addEventListener('abort', fail, { once: true })
      })
    }
  }

  /** The whole response once the server has closed its side. */
  async response(): Promise<string> {
    await this.until(client => client.hasEnded || client.isClosed)
    return this.received
  }

  #wake(): void {
    const waiters = this.#waiters
    this.#waiters = []
    for (const wake of waiters) wake()
  }
}

/** Sends one request text and answers all that comes until the server closes. */
export async function ask(fixture: Fixture, request: string): Promise<string> {
  const client = fixture.client()
  client.send(request)
  return client.response()
}

/** All that came for a request over HTTP/2; `code` is the error code of the stream. */
export type H2Answer = {
  readonly headers: H2 & { ':status'?: number }
  readonly body: Buffer
  readonly trailers: H2
  readonly code: number
}

/** Sends a request and collects all of the answer. */
export function askH2(
  session: ClientHttp2Session,
  headers: Record<string, string>,
  body?: string | Buffer,
): Promise<H2Answer> {
  const stream = session.request({ ':authority': 'a.example', ...headers }, { endStream: !body })
  if (body !== undefined) stream.end(body)
  const parts: Buffer[] = []
  let answered: H2Answer['headers'] = {}
  let trailers: H2 = {}
  stream.on('response', received => {
    answered = received
  })
  stream.on('trailers', received => {
    trailers = received
  })
  stream.on('data', bytes => parts.push(bytes))
  stream.on('error', () => undefined)
  return new Promise(resolve => {
    stream.on('close', () =>
      resolve({
        headers: answered,
        body: Buffer.concat(parts),
        trailers,
        code: stream.rstCode ?? 0,
      }),
    )
  })
}
