/**
 * The DNS server of a node: `polis.` from the catalog, other names through a forwarder.
 *
 * Answers from the catalog are made and sent in the turn in which the question came, over UDP and
 * TCP on one port. Other names are asked for clients on loopback and private networks only, so this
 * is never an open resolver.
 */

import { createSocket, type RemoteInfo, type Socket as UdpSocket } from 'node:dgram'
import { createServer, type Server, type Socket } from 'node:net'
import {
  type Clock,
  messageOf,
  PolisError,
  type Random,
  systemClock,
  systemRandom,
} from '@polis/base'
import { isPrivateAddress } from '../address.ts'
import type { Catalog } from '../catalog.ts'
import {
  QUERY_BYTES_MAX,
  TCP_BYTES_MAX,
  TCP_CONNECTIONS_MAX,
  TCP_IDLE_MS,
  TCP_UNSENT_BYTES_MAX,
  UDP_BYTES_MAX,
  UDP_BYTES_PLAIN,
} from '../config.ts'
import { type AnswerContext, answerQuestion, bare } from '../dns/answer.ts'
import { type Query, type QueryHeader, readQuery } from '../dns/query.ts'
import type { DnsAnswer, ResponseCode } from '../dns/records.ts'
import { writeResponse } from '../dns/response.ts'
import { parseServer } from '../dns/server-address.ts'
import { TcpFrames, tcpFrame } from '../dns/tcp-frames.ts'
import type { CacheStats } from '../dns/ttl-cache.ts'
import { DISCOVERY_ERRORS } from '../errors.ts'
import type { DnsTransport } from './exchange.ts'
import { Forwarder } from './forwarder.ts'

/** Settings of a `DnsServer`. */
export type DnsServerOptions = {
  readonly catalog: Catalog
  /** This node's name, for the NS and SOA records. */
  readonly nodeName: string
  /** The address to listen on. */
  readonly host: string
  /** 0 takes any port that is free for both UDP and TCP. */
  readonly port: number
  /** `polis` by default. */
  readonly zone?: string
  /**
   * Where other names are asked, as `IP`, `IP:PORT` or `[IPv6]:PORT`; without any they are refused.
   */
  readonly upstreams?: readonly string[]
  readonly clock?: Clock
  readonly random?: Random
}

/** What the server has done since it started. */
export type DnsServerStats = {
  readonly udpQueries: number
  readonly tcpQueries: number
  readonly forwarded: number
  readonly dropped: number
  readonly cache: CacheStats
}

/** Any free port must be free twice; another program may take one in between. */
const PORT_ATTEMPTS_MAX = 10

/** A running server. */
export class DnsServer {
  readonly host: string
  readonly port: number
  readonly #context: AnswerContext
  readonly #forwarder: Forwarder | undefined
  readonly #clock: Clock
  readonly #udp: UdpSocket
  readonly #tcp: Server
  readonly #connections = new Set<Socket>()
  #udpQueries = 0
  #tcpQueries = 0
  #forwarded = 0
  #dropped = 0

  /**
   * Starts a server. Rejects with `discovery/port-in-use`, `discovery/cannot-listen` or
   * `discovery/bad-server`.
   */
  static async listen(options: DnsServerOptions): Promise<DnsServer> {
    for (const upstream of options.upstreams ?? []) parseServer(upstream)
    for (let attempt = 1; ; attempt++) {
      const tcp = await listenTcp(options.host, options.port)
      const { port } = tcp.address() as { port: number }
      try {
        return new DnsServer(options, tcp, await bindUdp(options.host, port), port)
      } catch (error) {
        await closeTcp(tcp)
        if (options.port !== 0 || attempt === PORT_ATTEMPTS_MAX) throw error
      }
    }
  }

  private constructor(options: DnsServerOptions, tcp: Server, udp: UdpSocket, port: number) {
    this.host = options.host
    this.port = port
    this.#clock = options.clock ?? systemClock
    this.#context = {
      catalog: options.catalog,
      zone: (options.zone ?? 'polis').toLowerCase(),
      nodeName: options.nodeName,
      random: options.random ?? systemRandom(),
    }
    // A system that resolves through this very server would make it ask itself.
    const upstreams = (options.upstreams ?? [])
      .map(parseServer)
      .filter(server => server.port !== port || server.host !== options.host)
    this.#forwarder = upstreams.length > 0 ? new Forwarder(upstreams, this.#clock) : undefined
    this.#tcp = tcp
    this.#udp = udp
    udp.on('message', (packet, remote) => this.#onDatagram(packet, remote))
    // A reply that could not be delivered is the client's loss alone; it asks again.
    udp.on('error', () => this.#dropped++)
    tcp.on('connection', socket => this.#onConnection(socket))
    tcp.on('error', () => this.#dropped++)
  }

  get stats(): DnsServerStats {
    return {
      udpQueries: this.#udpQueries,
      tcpQueries: this.#tcpQueries,
      forwarded: this.#forwarded,
      dropped: this.#dropped,
      cache: this.#forwarder?.cacheStats ?? { entries: 0, hits: 0, misses: 0, evictions: 0 },
    }
  }

  /** Stops listening, closes connections and ends what is being forwarded. */
  async close(): Promise<void> {
    for (const socket of this.#connections) socket.destroy()
    await Promise.all([
      this.#forwarder?.close(),
      closeTcp(this.#tcp),
      new Promise<void>(resolve => this.#udp.close(resolve)),
    ])
  }

  #onDatagram(packet: Buffer, remote: RemoteInfo): void {
    this.#udpQueries++
    this.#handle(packet, remote.address, 'udp', response => {
      this.#udp.send(response, remote.port, remote.address, error => {
        if (error !== null) this.#dropped++
      })
    })
  }

  #onConnection(socket: Socket): void {
    this.#connections.add(socket)
    const frames = new TcpFrames(QUERY_BYTES_MAX)
    // Counted from the last whole message, so that dripping bytes do not hold a connection.
    const idle = setTimeout(() => socket.destroy(), TCP_IDLE_MS)
    const send = (response: Buffer) => {
      if (socket.destroyed) return
      idle.refresh()
      socket.write(tcpFrame(response))
    }
    const serve = () => {
      for (;;) {
        if (socket.writableLength > TCP_UNSENT_BYTES_MAX) return void socket.pause()
        const packet = frames.next()
        if (packet === 'too-large') return void socket.destroy()
        if (packet === undefined) return void socket.resume()
        idle.refresh()
        this.#tcpQueries++
        this.#handle(packet, socket.remoteAddress ?? '', 'tcp', send)
      }
    }
    socket.on('data', chunk => {
      frames.push(chunk)
      serve()
    })
    socket.on('drain', serve)
    // Resets are how impatient clients leave; 'close' follows and cleans up.
    socket.on('error', () => this.#dropped++)
    socket.on('close', () => {
      clearTimeout(idle)
      this.#connections.delete(socket)
    })
  }

  #handle(
    packet: Buffer,
    remoteAddress: string,
    transport: DnsTransport,
    send: (response: Buffer) => void,
  ): void {
    const query = readQuery(packet)
    if (query.kind === 'dropped') {
      this.#dropped++
      return
    }
    const { header } = query
    const limit = limitOf(header, transport)
    const response = this.#respond(query, remoteAddress, limit)
    if (response !== undefined) send(response)
    else this.#forward(header, transport, limit, send)
  }

  /** The response, or undefined if the question is to be forwarded. */
  #respond(
    query: Exclude<Query, { kind: 'dropped' }>,
    remoteAddress: string,
    limit: number,
  ): Buffer | undefined {
    const { header } = query
    if (query.kind === 'refused') return this.#refusal(header, query.code, limit)
    const answer = answerQuestion(query.question, this.#context)
    if (answer !== undefined) return this.#write(header, answer, limit, true)
    const mayAsk = header.isRecursionDesired && isPrivateAddress(remoteAddress)
    const canAsk = this.#forwarder !== undefined && mayAsk
    return canAsk ? undefined : this.#refusal(header, 'REFUSED', limit)
  }

  #forward(
    header: QueryHeader,
    transport: DnsTransport,
    limit: number,
    send: (response: Buffer) => void,
  ): void {
    this.#forwarded++
    this.#forwarder!.ask(header, transport, limit)
      .then(response => send(response ?? this.#refusal(header, 'SERVFAIL', limit)))
      // Sending fails only on a socket that is being closed.
      .catch(() => this.#dropped++)
  }

  #refusal(header: QueryHeader, code: ResponseCode, limit: number): Buffer {
    return this.#write(header, bare(code), limit, false)
  }

  #write(header: QueryHeader, answer: DnsAnswer, limit: number, isAuthoritative: boolean): Buffer {
    return writeResponse(header, answer, {
      limit,
      isAuthoritative: isAuthoritative && answer.code !== 'REFUSED',
      canRecurse: this.#forwarder !== undefined,
      udpBytes: UDP_BYTES_MAX,
    })
  }
}

function limitOf({ edns }: QueryHeader, transport: DnsTransport): number {
  if (transport === 'tcp') return TCP_BYTES_MAX
  return edns === undefined ? UDP_BYTES_PLAIN : Math.min(edns.udpBytes, UDP_BYTES_MAX)
}

function listenTcp(host: string, port: number): Promise<Server> {
  const server = createServer({ noDelay: true })
  server.maxConnections = TCP_CONNECTIONS_MAX
  return new Promise((resolve, reject) => {
    server.once('error', error => reject(listenError(error, host, port)))
    server.listen({ host, port }, () => {
      server.removeAllListeners('error')
      resolve(server)
    })
  })
}

function bindUdp(host: string, port: number): Promise<UdpSocket> {
  const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4')
  return new Promise((resolve, reject) => {
    socket.once('error', error => {
      socket.close()
      reject(listenError(error, host, port))
    })
    socket.bind({ address: host, port, exclusive: true }, () => {
      socket.removeAllListeners('error')
      resolve(socket)
    })
  })
}

function closeTcp(server: Server): Promise<void> {
  return new Promise(resolve => server.close(() => resolve()))
}

function listenError(error: Error, host: string, port: number): PolisError {
  const isInUse = (error as NodeJS.ErrnoException).code === 'EADDRINUSE'
  return new PolisError(isInUse ? DISCOVERY_ERRORS.portInUse : DISCOVERY_ERRORS.cannotListen, {
    message: isInUse
      ? `DNS port ${port} on ${host} is in use`
      : `cannot listen for DNS on ${host} port ${port}: ${messageOf(error)}`,
    hint: isInUse ? 'stop the other program, or choose another with --dns-port' : '',
    fields: { host, port },
    cause: error,
  })
}
