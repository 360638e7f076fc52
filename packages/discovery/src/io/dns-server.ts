/**
 * The DNS server of a node: `polis.` from the catalog, other names through a forwarder.
 *
 * Answers from the catalog are made and sent in the turn in which the question came, over UDP and
 * TCP on one port. Other names are asked for clients on loopback and private networks only, so this
 * is never an open resolver.
 */

import { createSocket, type RemoteInfo, type Socket as UdpSocket } from 'node:dgram'
import { lookup } from 'node:dns'
import { BlockList, createServer, isIP, type Server, type Socket } from 'node:net'
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
  STALE_AFTER_MS,
  TCP_BYTES_MAX,
  TCP_CONNECTIONS_MAX,
  TCP_IDLE_MS,
  TCP_UNSENT_BYTES_MAX,
  UDP_BUFFER_BYTES,
  UDP_BYTES_MAX,
  UDP_BYTES_PLAIN,
} from '../config.ts'
import { type AnswerContext, answerQuestion, bare } from '../dns/answer.ts'
import { PreparedAnswers } from '../dns/prepared-answers.ts'
import { type Query, type QueryHeader, readQuery } from '../dns/query.ts'
import type { DnsAnswer, ResponseCode } from '../dns/records.ts'
import { type ExtendedError, writeResponse } from '../dns/response.ts'
import { TcpFrames, tcpFrame } from '../dns/tcp-frames.ts'
import { Upstreams } from '../dns/upstreams.ts'
import type { DnsTransport } from './exchange.ts'
import { Forwarder, type ForwarderStats, type UpstreamOrder } from './forwarder.ts'

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
   * Where other names are asked, as `IP`, `IP:PORT` or `[IPv6]:PORT`, or `ZONE=` and one of those for
   * the names of that zone; without any they are refused.
   */
  readonly upstreams?: readonly string[]
  /** How several upstreams are asked; in the order given by default. */
  readonly upstreamOrder?: UpstreamOrder
  /**
   * Networks (`10.1.0.0/16`) whose clients may ask for other names, besides loopback and private
   * ones.
   */
  readonly allowedClients?: readonly string[]
  /** For how long the catalog may have been behind, in milliseconds; 0 while it is not. */
  readonly stalenessMs?: () => number
  readonly clock?: Clock
  readonly random?: Random
}

/** What the server has done since it started. */
export type DnsServerStats = {
  readonly udpQueries: number
  readonly tcpQueries: number
  readonly forwarded: number
  readonly dropped: number
  readonly cache: ForwarderStats
}

/** Any free port must be free twice; another program may take one in between. */
const PORT_ATTEMPTS_MAX = 10

/** RFC 8914 §4.4. */
const STALE_ANSWER = 3

const NO_FORWARDER: ForwarderStats = {
  ...{ entries: 0, hits: 0, misses: 0, evictions: 0 },
  ...{ stale: 0, prefetched: 0 },
}

/** A running server. */
export class DnsServer {
  readonly host: string
  readonly port: number
  readonly #context: AnswerContext
  readonly #prepared: PreparedAnswers
  readonly #allowed: BlockList
  readonly #stalenessMs: () => number
  readonly #forwarder: Forwarder | undefined
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
    new Upstreams(options.upstreams ?? [])
    clientNetworks(options.allowedClients ?? [])
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
    this.#stalenessMs = options.stalenessMs ?? (() => 0)
    this.#allowed = clientNetworks(options.allowedClients ?? [])
    this.#context = {
      catalog: options.catalog,
      zone: (options.zone ?? 'polis').toLowerCase(),
      nodeName: options.nodeName,
      random: options.random ?? systemRandom(),
    }
    // A system that resolves through this very server would make it ask itself.
    const upstreams = new Upstreams(
      options.upstreams ?? [],
      server => server.port === port && server.host === options.host,
    )
    const { upstreamOrder: order = 'in-order', clock = systemClock } = options
    this.#forwarder = upstreams.isEmpty ? undefined : new Forwarder({ upstreams, order, clock })
    this.#prepared = new PreparedAnswers(this.#context, this.#forwarder !== undefined)
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
      cache: this.#forwarder?.stats ?? NO_FORWARDER,
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
    // Only a forger sends from port 0, and nothing can be sent back to it.
    if (remote.port === 0) {
      this.#dropped++
      return
    }
    const response = this.#isStale() ? undefined : this.#prepared.respond(packet)
    // Without a callback: a reply that is lost is the client's to ask for again.
    if (response !== undefined) {
      this.#udp.send(response, remote.port, remote.address)
      return
    }
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
    const mayAsk = header.isRecursionDesired && this.#isAllowed(remoteAddress)
    const canAsk = this.#forwarder !== undefined && mayAsk
    return canAsk ? undefined : this.#refusal(header, 'REFUSED', limit)
  }

  #isAllowed(address: string): boolean {
    if (isPrivateAddress(address)) return true
    const kind = isIP(address)
    return kind !== 0 && this.#allowed.check(address, kind === 4 ? 'ipv4' : 'ipv6')
  }

  #isStale(): boolean {
    return this.#stalenessMs() >= STALE_AFTER_MS
  }

  /** Why an answer of ours may be out of date; absent while it is not. */
  #staleness(): { readonly extendedError?: ExtendedError } {
    if (!this.#isStale()) return {}
    const seconds = Math.round(this.#stalenessMs() / 1000)
    return { extendedError: { code: STALE_ANSWER, text: `no leader for ${seconds} s` } }
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
      ...(isAuthoritative ? this.#staleness() : {}),
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
  const socket = createSocket({
    type: host.includes(':') ? 'udp6' : 'udp4',
    recvBufferSize: UDP_BUFFER_BYTES,
    sendBufferSize: UDP_BUFFER_BYTES,
    lookup: lookupAtOnce,
  })
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

/**
 * Node looks up the address of each datagram, at the cost of a turn of the event loop; here it is
 * always an address already.
 */
const lookupAtOnce: typeof lookup = ((
  host: string,
  options: never,
  callback: (error: Error | null, address: string, family: number) => void,
) => {
  const family = isIP(host)
  if (family !== 0) callback(null, host, family)
  else lookup(host, options, callback as never)
}) as never

/** Throws `discovery/bad-server` for what is no network. */
function clientNetworks(texts: readonly string[]): BlockList {
  const networks = new BlockList()
  for (const text of texts) {
    const [address = '', bits] = text.split('/')
    const kind = isIP(address)
    const bitsMax = kind === 4 ? 32 : 128
    const prefix = bits === undefined ? bitsMax : Number(bits)
    if (kind === 0 || !(prefix >= 0 && prefix <= bitsMax)) {
      throw new PolisError('discovery/bad-server', {
        message: `'${text}' is not a network of DNS clients`,
        hint: 'use ADDRESS/BITS, for example 203.0.113.0/24',
        fields: { network: text },
      })
    }
    networks.addSubnet(address, prefix, kind === 4 ? 'ipv4' : 'ipv6')
  }
  return networks
}

function closeTcp(server: Server): Promise<void> {
  return new Promise(resolve => server.close(() => resolve()))
}

function listenError(error: Error, host: string, port: number): PolisError {
  const isInUse = (error as NodeJS.ErrnoException).code === 'EADDRINUSE'
  return new PolisError(isInUse ? 'discovery/port-in-use' : 'discovery/cannot-listen', {
    message: isInUse
      ? `DNS port ${port} on ${host} is in use`
      : `cannot listen for DNS on ${host} port ${port}: ${messageOf(error)}`,
    hint: isInUse ? 'stop the other program, or choose another with --dns-port' : '',
    fields: { host, port },
    cause: error,
  })
}
