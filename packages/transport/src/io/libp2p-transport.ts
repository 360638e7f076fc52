/**
 * The real transport: libp2p over TCP and TLS.
 *
 *     dial ──► TLS proves the id ──► hello ──► link `up` ──► streams, each authorised on its own
 *
 * This file decides about connections: which are trusted, which are surplus or stale, and when a
 * peer is up or down. `Dialler` makes them, `Inbound` serves their streams, `PeerLink` opens them.
 */

import { randomBytes } from 'node:crypto'
import type { Connection, Libp2p, PrivateKey, ServiceMap } from '@libp2p/interface'
import { peerIdFromPrivateKey } from '@libp2p/peer-id'
import {
  assert,
  type Clock,
  type Epoch,
  FIRST_EPOCH,
  hasCode,
  type Logger,
  PolisError,
  quietLogger,
  type Random,
  systemClock,
  systemRandom,
} from '@polis/base'
import type { ServiceFactoryMap } from 'libp2p'
import { DEFAULT_TRANSPORT_CONFIG, type TransportConfig } from '../config.ts'
import { unreachablePeer } from '../errors.ts'
import type {
  Access,
  Authorize,
  DialOutcome,
  LinkEvent,
  PeerAddress,
  PeerId,
  RequestHandler,
  RequestOptions,
  StreamHandler,
  Transport,
} from '../transport.ts'
import { type Hello, PROTOCOL_VERSION } from '../wire.ts'
import { addressText, checkListen, listenFailure, probeTcp } from './addresses.ts'
import { startCallClock } from './call-clock.ts'
import { Dialler } from './dialler.ts'
import { answerHello, HELLO_PROTOCOL, sayHello } from './hello-exchange.ts'
import { Inbound } from './inbound.ts'
import { createHost } from './libp2p-host.ts'
import { PeerLink, STREAM_PROTOCOL } from './peer-link.ts'
import { guardProcess } from './process-guard.ts'
import { RefusedStream } from './rpc-caller.ts'
import { openStreamCall } from './stream-call.ts'

/** What a libp2p transport is made of. */
export type Libp2pTransportOptions<S extends ServiceMap = ServiceMap> = {
  /** The node's identity. */
  readonly privateKey: PrivateKey
  /** Where to listen; port 0 takes a free one. Absent: it dials and is not dialled. */
  readonly listen?: PeerAddress
  /** Where others reach this node; `listen` when absent. Port 0 stands for the port listened on. */
  readonly advertise?: PeerAddress
  /** The cluster's id, or a function for it; empty while there is none. */
  readonly clusterId?: string | (() => string)
  /** The cluster's epoch as this node knows it; the first when absent. */
  readonly epoch?: () => Epoch
  /** Called when `peer`, of our cluster, says that it was recovered without this node. */
  readonly onFenced?: (peer: PeerId, error: PolisError) => void
  /** Who may speak member protocols; nobody when absent. */
  readonly authorize?: Authorize
  /** Which peers that are no members may call the methods for clients; none when absent. */
  readonly isClient?: (peer: PeerId) => boolean
  /** What every peer is told at the start of a connection. */
  readonly helloPayload?: () => Uint8Array
  /** Receives what a peer said at the start of a connection, before its link is `up`. */
  readonly onHello?: (peer: PeerId, payload: Uint8Array) => void
  /** Further libp2p services, such as gossipsub; their protocols are for members only. */
  readonly services?: ServiceFactoryMap<S>
  readonly logger?: Logger
  readonly config?: Partial<TransportConfig>
  readonly clock?: Clock
  readonly random?: Random
}

/** The address of one that nobody can dial. */
const NOWHERE: PeerAddress = { host: '', port: 0 }

/** The hello of one connection: settled once both sides have said it, or it failed. */
type Greeting = PromiseWithResolvers<PeerLink> & { readonly startedMs: number }

/** Makes a transport; it listens and dials after `start`. */
export async function createLibp2pTransport<S extends ServiceMap = ServiceMap>(
  options: Libp2pTransportOptions<S>,
): Promise<Libp2pTransport<S>> {
  const config = { ...DEFAULT_TRANSPORT_CONFIG, ...options.config }
  const host = await createHost<S>({
    privateKey: options.privateKey,
    ...(options.listen && { listen: options.listen }),
    services: options.services ?? ({} as ServiceFactoryMap<S>),
    config,
  })
  return new Libp2pTransport<S>(host, options, config)
}

/** A `Transport` over libp2p. */
export class Libp2pTransport<S extends ServiceMap = ServiceMap> implements Transport {
  readonly self: PeerId
  /** The host, for services that bring their own protocols. */
  readonly libp2p: Libp2p<S>
  readonly #options: Libp2pTransportOptions<S>
  readonly #config: TransportConfig
  readonly #logger: Logger
  readonly #clock: Clock
  readonly #inbound: Inbound
  readonly #dialler: Dialler
  readonly #instance = randomBytes(8).toString('hex')
  readonly #links = new Map<PeerId, PeerLink>()
  readonly #greetings = new WeakMap<Connection, Greeting>()
  readonly #listeners = new Set<(event: LinkEvent) => void>()
  #state: 'new' | 'running' | 'stopped' = 'new'
  #port = 0
  #releaseGuard = () => {}

  constructor(host: Libp2p<S>, options: Libp2pTransportOptions<S>, config: TransportConfig) {
    this.self = peerIdFromPrivateKey(options.privateKey).toString()
    this.libp2p = host
    this.#options = options
    this.#config = config
    this.#logger = options.logger ?? quietLogger
    this.#clock = options.clock ?? systemClock
    this.#dialler = new Dialler({
      self: this.self,
      config,
      logger: this.#logger,
      clock: this.#clock,
      random: options.random ?? systemRandom(),
      libp2p: host,
      greet: connection => this.#greet(connection),
      linkOf: peer => this.#links.get(peer),
    })
    this.#inbound = new Inbound({
      self: this.self,
      libp2p: host,
      config,
      logger: this.#logger,
      admits: (connection, access) => this.#admits(connection, access),
      isClient: peer => options.isClient?.(peer) === true,
    })
  }

  get address(): PeerAddress {
    const { listen, advertise } = this.#options
    const { host, port } = advertise ?? listen ?? NOWHERE
    return { host, port: port === 0 ? this.#port : port }
  }

  async start(): Promise<void> {
    assert(this.#state === 'new', 'a transport is started once')
    const { listen } = this.#options
    if (listen !== undefined && listen.port !== 0) await checkListen(listen)
    this.#releaseGuard = guardProcess(this.#logger)
    try {
      await this.libp2p.handle(HELLO_PROTOCOL, (stream, connection) => {
        this.#answerHello(stream, connection)
      })
      this.libp2p.addEventListener('connection:open', event => this.#greet(event.detail))
      await this.libp2p.start()
    } catch (error) {
      this.#releaseGuard()
      throw listenFailure(listen ?? NOWHERE, error)
    }
    this.#port = portOf(this.libp2p)
    this.#inbound.guardServices()
    this.#state = 'running'
    this.#dialler.start()
  }

  async stop(): Promise<void> {
    if (this.#state === 'stopped') return
    const wasRunning = this.#state === 'running'
    this.#state = 'stopped'
    this.#dialler.stop()
    if (!wasRunning) return
    await Promise.all([...this.#links.keys()].map(peer => this.disconnect(peer)))
    await this.libp2p.stop()
    this.#releaseGuard()
  }

  setAddress(peer: PeerId, address: PeerAddress): void {
    if (peer !== this.self) this.#dialler.setAddress(peer, address)
  }

  forget(peer: PeerId): void {
    this.#dialler.forget(peer)
  }

  async revoke(peer: PeerId): Promise<void> {
    this.forget(peer)
    await this.disconnect(peer)
  }

  async disconnect(peer: PeerId): Promise<void> {
    const link = this.#links.get(peer)
    if (link === undefined) return
    for (const connection of link.connections()) {
      connection.abort(new Error('disconnected'))
      this.#dropped(link, connection)
    }
  }

  connected(): PeerId[] {
    return [...this.#links.keys()].sort()
  }

  dial(address: PeerAddress, options: RequestOptions): Promise<PeerId> {
    const { promise, resolve, reject } = Promise.withResolvers<PeerId>()
    const where = addressText(address)
    const giveUp = new AbortController()
    const end = startCallClock(where, 'dial', options, error => {
      giveUp.abort()
      reject(error)
    })
    this.#dialler.dialAddress(address, undefined, giveUp.signal).then(
      link => end() && resolve(link.peer),
      error => end() && reject(error),
    )
    return promise
  }

  request(
    peer: PeerId,
    method: string,
    body: Uint8Array,
    options: RequestOptions,
  ): Promise<Uint8Array> {
    const link = this.#links.get(peer)
    if (link !== undefined) return this.#requestOver(link, method, body, options)
    const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>()
    const startedMs = this.#clock.nowMs()
    const end = startCallClock(peer, method, options, reject)
    this.#dialler.connect(peer).then(
      connected => {
        if (!end()) return
        const timeoutMs = this.#remaining(options.timeoutMs, startedMs)
        resolve(this.#requestOver(connected, method, body, { ...options, timeoutMs }))
      },
      error => end() && reject(error),
    )
    return promise
  }

  handle(method: string, handler: RequestHandler, access: Access = 'members'): void {
    this.#inbound.handle(method, handler, access)
  }

  send(peer: PeerId, channel: string, message: Uint8Array): boolean {
    const link = this.#links.get(peer)
    if (link !== undefined) return link.channel(channel).send(message)
    this.#dialler.want(peer)
    return false
  }

  receive(channel: string, handler: (message: Uint8Array, from: PeerId) => void): void {
    this.#inbound.receive(channel, handler)
  }

  openStream(
    peer: PeerId,
    method: string,
    body: Uint8Array,
    signal: AbortSignal,
  ): AsyncIterable<Uint8Array> {
    return openStreamCall({
      peer,
      method,
      body,
      signal,
      frameBytesMax: this.#config.frameBytesMax,
      windowBytes: this.#config.streamWindowBytes,
      open: async options => {
        const link = this.#links.get(peer) ?? (await this.#dialler.connect(peer))
        return link.openStream(STREAM_PROTOCOL, options)
      },
    })
  }

  handleStream(method: string, handler: StreamHandler): void {
    this.#inbound.handleStream(method, handler)
  }

  onLink(listener: (event: LinkEvent) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  probeDial(address: PeerAddress, timeoutMs: number): Promise<DialOutcome> {
    return probeTcp(address, timeoutMs)
  }

  #requestOver(
    link: PeerLink,
    method: string,
    body: Uint8Array,
    options: RequestOptions,
  ): Promise<Uint8Array> {
    const startedMs = this.#clock.nowMs()
    return link.rpc.request(method, body, options).catch(error => {
      if (!(error instanceof RefusedStream)) throw error
      // Strangers are served open methods, on their own protocol.
      const timeoutMs = this.#remaining(options.timeoutMs, startedMs)
      return link.join.request(method, body, { ...options, timeoutMs })
    })
  }

  #remaining(timeoutMs: number, startedMs: number): number {
    return Math.max(1, timeoutMs - (this.#clock.nowMs() - startedMs))
  }

  /** Says or awaits hello on a new connection; always the same answer for the same connection. */
  #greet(connection: Connection): Promise<PeerLink> {
    const known = this.#greetings.get(connection)
    if (known !== undefined) return known.promise
    const startedMs = this.#clock.nowMs()
    const greeting: Greeting = { ...Promise.withResolvers<PeerLink>(), startedMs }
    this.#greetings.set(connection, greeting)
    const peer = connection.remotePeer.toString()
    const bounds = this.#helloBounds()
    if (connection.direction === 'outbound') {
      sayHello(connection, this.#hello(peer), bounds).then(
        theirs => this.#greeted(connection, theirs),
        error => this.#refuse(connection, error),
      )
    } else {
      const late = () => this.#refuse(connection, unreachablePeer(peer, 'it never said hello'))
      const timer = setTimeout(late, bounds.timeoutMs)
      const settled = () => clearTimeout(timer)
      greeting.promise.then(settled, settled)
    }
    connection.addEventListener('close', () => {
      greeting.reject(unreachablePeer(peer, 'the connection closed'))
      const link = this.#links.get(peer)
      if (link !== undefined) this.#dropped(link, connection)
    })
    // Whoever waits for the greeting hears of its failure; if nobody does, it has been logged.
    greeting.promise.catch(() => {})
    return greeting.promise
  }

  #answerHello(stream: Parameters<typeof answerHello>[1], connection: Connection): void {
    const peer = connection.remotePeer.toString()
    void this.#greet(connection)
    answerHello(
      peer,
      stream,
      () => this.#hello(peer),
      this.#helloBounds(),
      result => {
        if (result instanceof PolisError) this.#refuse(connection, result)
        else this.#greeted(connection, result)
      },
    )
  }

  #hello(peer: PeerId): Hello {
    const { clusterId, epoch, helloPayload } = this.#options
    return {
      protocolVersion: PROTOCOL_VERSION,
      clusterId: typeof clusterId === 'function' ? clusterId() : (clusterId ?? ''),
      epoch: epoch?.() ?? FIRST_EPOCH,
      peerId: this.self,
      instance: this.#instance,
      isAdditional: this.#links.has(peer),
      application: helloPayload?.() ?? new Uint8Array(),
    }
  }

  #helloBounds(): { frameBytesMax: number; timeoutMs: number } {
    return {
      frameBytesMax: this.#config.strangerFrameBytesMax,
      timeoutMs: this.#config.helloTimeoutMs,
    }
  }

  /** Closes a connection whose hello failed, late enough for our own hello to arrive. */
  #refuse(connection: Connection, error: PolisError): void {
    const peer = connection.remotePeer.toString()
    this.#dialler.complain(peer, error)
    this.#greetings.get(connection)?.reject(error)
    if (hasCode(error, 'transport/fenced')) this.#options.onFenced?.(peer, error)
    const close = () => connection.abort(error)
    if (connection.direction === 'outbound') close()
    else setTimeout(close, this.#config.closeTimeoutMs).unref()
  }

  /** Hello was said on both sides: the connection is trusted. */
  #greeted(connection: Connection, theirs: Hello): void {
    const peer = theirs.peerId
    if (connection.status !== 'open' || this.#state === 'stopped') return
    if (this.#links.get(peer)?.holds(connection)) return
    this.#dropStale(connection, theirs)
    const known = this.#links.get(peer)
    const link =
      known ??
      new PeerLink({
        self: this.self,
        peer,
        instance: theirs.instance,
        config: this.#config,
        nowMs: () => this.#clock.nowMs(),
      })
    link.add(connection)
    this.#links.set(peer, link)
    this.#dialler.connected(peer)
    this.#options.onHello?.(peer, theirs.application)
    this.#greetings.get(connection)?.resolve(link)
    if (known === undefined) this.#emit({ kind: 'up', peer })
    else if (this.self < peer) this.#dropSurplusLater(link)
    this.#logger.debug({ peer, direction: connection.direction }, 'connected')
  }

  /** Connections that the peer cannot know of: of an earlier run, or lost on its side only. */
  #dropStale(connection: Connection, theirs: Hello): void {
    const link = this.#links.get(theirs.peerId)
    if (link === undefined) return
    const isRestarted = link.instance !== theirs.instance
    if (!isRestarted && theirs.isAdditional) return
    // What came up just before this connection may not have been known there when it was opened.
    const openedMs = this.#greetings.get(connection)?.startedMs ?? 0
    const beforeMs = isRestarted
      ? Number.POSITIVE_INFINITY
      : openedMs - this.#config.duplicateGraceMs
    for (const stale of link.olderThan(beforeMs, connection)) {
      stale.abort(new Error('the peer has lost this connection'))
      this.#dropped(link, stale)
    }
  }

  #dropSurplusLater(link: PeerLink): void {
    setTimeout(() => {
      for (const surplus of link.surplus()) surplus.abort(new Error('one connection is enough'))
    }, this.#config.duplicateGraceMs).unref()
  }

  #dropped(link: PeerLink, connection: Connection): void {
    const { peer } = link
    if (!link.holds(connection)) return
    link.remove(connection)
    if (link.connectionCount > 0 || this.#links.get(peer) !== link) return
    this.#links.delete(peer)
    link.close()
    this.#emit({ kind: 'down', peer })
    this.#dialler.lost(peer)
  }

  #admits(connection: Connection, access: Access): boolean | Promise<boolean> {
    const peer = connection.remotePeer.toString()
    const { authorize = () => false, isClient = () => false } = this.#options
    const decide = () =>
      access === 'open' || (access === 'clients' && isClient(peer)) || authorize(peer)
    if (this.#links.get(peer)?.holds(connection)) return decide()
    return this.#greet(connection).then(decide)
  }

  #emit(event: LinkEvent): void {
    for (const listener of [...this.#listeners]) listener(event)
  }
}

function portOf(host: Pick<Libp2p, 'getMultiaddrs'>): number {
  for (const place of host.getMultiaddrs()) {
    const tcp = place.getComponents().find(component => component.name === 'tcp')
    if (tcp?.value !== undefined) return Number(tcp.value)
  }
  return 0
}
