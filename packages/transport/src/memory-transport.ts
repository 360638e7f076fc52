/**
 * The in-memory twin of the real transport: one peer of a `MemoryNetwork`.
 *
 * It keeps every promise of `Transport` that others rely on: who is served what, which code a
 * failure has, order, loss when nothing is connected, link events, backpressure. What takes time
 * takes it from the network's `schedule`, so a simulator can run it deterministically.
 */

import { assert, compareEpochs, type Epoch, FIRST_EPOCH, type PolisError } from '@polis/base'
import { DEFAULT_TRANSPORT_CONFIG } from './config.ts'
import {
  abortedCall,
  handlerFailure,
  noSuchMethod,
  notAllowed,
  otherEpoch,
  timedOut,
  transportClosed,
  unreachablePeer,
  wrongCluster,
} from './errors.ts'
import type { MemoryLink, MemoryNetwork } from './memory-network.ts'
import { openMemoryStream } from './memory-stream.ts'
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
} from './transport.ts'

/** What one peer of a network in memory is made of. */
export type MemoryPeerOptions = {
  /** Where it listens; an address of its own when absent. */
  readonly address?: PeerAddress
  /** Who may speak member protocols; everybody when absent. */
  readonly authorize?: Authorize
  /** Who may call the methods for clients; members alone when absent. */
  readonly isClient?: (peer: PeerId) => boolean
  /** The cluster's id; empty while there is none. Two different ones refuse each other. */
  readonly clusterId?: () => string
  /** The cluster's epoch; the first when absent. Members of different ones refuse each other. */
  readonly epoch?: () => Epoch
  /** What every peer is told at the start of a connection. */
  readonly helloPayload?: () => Uint8Array
  /** Receives what a peer said at the start of a connection. */
  readonly onHello?: (peer: PeerId, payload: Uint8Array) => void
}

type Served = { readonly handler: RequestHandler; readonly access: Access }
type DialWaiter = (failure: PolisError | undefined) => void

/** One peer of a `MemoryNetwork`; the network creates it. */
export class MemoryTransport implements Transport {
  readonly self: PeerId
  readonly address: PeerAddress
  readonly network: MemoryNetwork
  readonly #options: MemoryPeerOptions
  readonly #addresses = new Map<PeerId, PeerAddress>()
  readonly #links = new Map<PeerId, MemoryLink>()
  readonly #dialling = new Map<PeerId, DialWaiter[]>()
  readonly #methods = new Map<string, Served>()
  readonly #streams = new Map<string, StreamHandler>()
  readonly #channels = new Map<string, (message: Uint8Array, from: PeerId) => void>()
  readonly #listeners = new Set<(event: LinkEvent) => void>()
  readonly #onClose = new Map<MemoryLink, Set<() => void>>()
  #isRunning = false

  constructor(
    network: MemoryNetwork,
    self: PeerId,
    address: PeerAddress,
    options: MemoryPeerOptions,
  ) {
    this.network = network
    this.self = self
    this.address = address
    this.#options = options
  }

  get isRunning(): boolean {
    return this.#isRunning
  }

  start(): Promise<void> {
    assert(!this.#isRunning, 'a transport is started once')
    this.#isRunning = true
    assert(this.network.listen(this), 'an address in memory has one listener')
    return Promise.resolve()
  }

  stop(): Promise<void> {
    this.#isRunning = false
    this.network.silence(this)
    return Promise.resolve()
  }

  setAddress(peer: PeerId, address: PeerAddress): void {
    if (peer === this.self) return
    this.#addresses.set(peer, address)
    if (this.#isRunning) this.#connect(peer, () => {})
  }

  forget(peer: PeerId): void {
    this.#addresses.delete(peer)
  }

  revoke(peer: PeerId): Promise<void> {
    this.forget(peer)
    return this.disconnect(peer)
  }

  disconnect(peer: PeerId): Promise<void> {
    const link = this.#links.get(peer)
    if (link !== undefined) this.network.closeEnd(link, this)
    return Promise.resolve()
  }

  connected(): PeerId[] {
    return [...this.#links.keys()].sort()
  }

  dial(address: PeerAddress, options: RequestOptions): Promise<PeerId> {
    const { promise, resolve, reject } = Promise.withResolvers<PeerId>()
    const where = `${address.host}:${address.port}`
    const call = this.#startCall(where, 'dial', options, reject)
    this.#dialAddress(address, (peer, failure) => {
      if (call.end()) failure === undefined ? resolve(peer) : reject(failure)
    })
    return promise
  }

  request(
    peer: PeerId,
    method: string,
    body: Uint8Array,
    options: RequestOptions,
  ): Promise<Uint8Array> {
    const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>()
    const cancel = new AbortController()
    const call = this.#startCall(peer, method, options, error => {
      cancel.abort(error)
      reject(error)
    })
    const copy = new Uint8Array(body)
    this.#connect(peer, failure => {
      if (failure !== undefined && call.end()) reject(failure)
      const link = this.#links.get(peer)
      if (call.isOver() || link === undefined) return
      const forget = this.whenClosed(link, () => {
        if (call.end()) reject(unreachablePeer(peer, 'the connection closed'))
      })
      this.network.deliverOver(link, this, () => {
        const other = otherEnd(link, this)
        other.#serve(method, copy, this.self, link, cancel.signal, answer => {
          this.network.deliverOver(link, other, () => {
            forget()
            if (call.end()) 'error' in answer ? reject(answer.error) : resolve(answer.body)
          })
        })
      })
    })
    return promise
  }

  handle(method: string, handler: RequestHandler, access: Access = 'members'): void {
    assert(!this.#methods.has(method), `one handler for ${method}`)
    this.#methods.set(method, { handler, access })
  }

  send(peer: PeerId, channel: string, message: Uint8Array): boolean {
    const link = this.#links.get(peer)
    if (link === undefined) {
      if (this.#isRunning && this.#addresses.has(peer)) this.#connect(peer, () => {})
      return false
    }
    const copy = new Uint8Array(message)
    this.network.deliverOver(link, this, () => {
      const other = otherEnd(link, this)
      other.#whenAuthorised(this.self, isMember => {
        if (isMember && other.#links.get(this.self) === link) {
          other.#channels.get(channel)?.(copy, this.self)
        }
      })
    })
    return true
  }

  receive(channel: string, handler: (message: Uint8Array, from: PeerId) => void): void {
    assert(!this.#channels.has(channel), `one receiver for channel ${channel}`)
    this.#channels.set(channel, handler)
  }

  openStream(
    peer: PeerId,
    method: string,
    body: Uint8Array,
    signal: AbortSignal,
  ): AsyncIterable<Uint8Array> {
    return openMemoryStream({
      method,
      peer,
      signal,
      connect: connected => {
        this.#connect(peer, failure => connected(failure, this.#links.get(peer)))
      },
      whenClosed: (link, task) => this.whenClosed(link, task),
      toServer: (link, task) => this.network.deliverOver(link, this, task),
      toClient: (link, task) => this.network.deliverOver(link, otherEnd(link, this), task),
      windowBytes: DEFAULT_TRANSPORT_CONFIG.streamWindowBytes,
      serve: (link, serverSignal, refuse, begin) => {
        const other = otherEnd(link, this)
        const copy = new Uint8Array(body)
        other.#whenAuthorised(this.self, isMember => {
          const handler = other.#streams.get(method)
          if (!isMember) refuse(notAllowed(other.self))
          else if (handler === undefined) refuse(noSuchMethod(other.self, method))
          else begin(handler(copy, this.self, serverSignal), other, link)
        })
      },
    })
  }

  handleStream(method: string, handler: StreamHandler): void {
    assert(!this.#streams.has(method), `one handler for stream ${method}`)
    this.#streams.set(method, handler)
  }

  onLink(listener: (event: LinkEvent) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  probeDial(address: PeerAddress, timeoutMs: number): Promise<DialOutcome> {
    const { promise, resolve } = Promise.withResolvers<DialOutcome>()
    const cancel = this.network.schedule(() => resolve('unreachable'), timeoutMs)
    this.#knock(address, (listener, answer) => {
      answer(() => {
        cancel()
        resolve(listener === undefined ? 'refused' : 'accepted')
      })
    })
    return promise
  }

  /** The network says that a connection stands, at this end. */
  linkOpened(other: MemoryTransport, link: MemoryLink): void {
    const old = this.#links.get(other.self)
    if (old !== undefined) this.linkClosed(other.self, old)
    this.#links.set(other.self, link)
    this.#options.onHello?.(other.self, other.#options.helloPayload?.() ?? new Uint8Array())
    this.#settleDials(other.self, undefined)
    this.#emit({ kind: 'up', peer: other.self })
  }

  /** The network says that a connection is gone, at this end. */
  linkClosed(peer: PeerId, link: MemoryLink): void {
    if (this.#links.get(peer) !== link) return
    this.#links.delete(peer)
    for (const task of this.#onClose.get(link) ?? []) task()
    this.#onClose.delete(link)
    this.#emit({ kind: 'down', peer })
    this.network.schedule(() => this.dialMissing(), DEFAULT_TRANSPORT_CONFIG.reconnectMinMs)
  }

  /** Dials every peer with a known address and no connection. */
  dialMissing(): void {
    if (!this.#isRunning) return
    for (const peer of [...this.#addresses.keys()].sort()) this.#connect(peer, () => {})
  }

  /** Runs `task` when this end of `link` closes; the answer takes that back. */
  whenClosed(link: MemoryLink, task: () => void): () => void {
    const tasks = this.#onClose.get(link) ?? new Set()
    this.#onClose.set(link, tasks)
    tasks.add(task)
    return () => tasks.delete(task)
  }

  #emit(event: LinkEvent): void {
    for (const listener of [...this.#listeners]) listener(event)
  }

  /** Calls `done` once `peer` is connected, or cannot be. */
  #connect(peer: PeerId, done: DialWaiter): void {
    const address = this.#addresses.get(peer)
    const isUnknown = address === undefined
    const isConnected = this.#links.has(peer)
    if (!this.#isRunning || isConnected || isUnknown) {
      const why = isConnected ? undefined : unreachablePeer(peer, 'its address is not known')
      done(this.#isRunning ? why : transportClosed())
      return
    }
    const waiting = this.#dialling.get(peer)
    if (waiting !== undefined) {
      waiting.push(done)
      return
    }
    this.#dialling.set(peer, [done])
    const { dialTimeoutMs } = DEFAULT_TRANSPORT_CONFIG
    const cancel = this.network.schedule(() => {
      this.#settleDials(peer, unreachablePeer(peer, 'no answer'))
    }, dialTimeoutMs)
    this.#dialAddress(address, (found, failure) => {
      cancel()
      const isOther = failure === undefined && found !== peer
      const why = isOther ? unreachablePeer(peer, `${found} answers at its address`) : failure
      this.#settleDials(peer, why)
    })
  }

  #settleDials(peer: PeerId, failure: PolisError | undefined): void {
    const waiting = this.#dialling.get(peer) ?? []
    this.#dialling.delete(peer)
    for (const done of waiting) done(failure)
  }

  #dialAddress(
    address: PeerAddress,
    done: (peer: PeerId, failure: PolisError | undefined) => void,
  ): void {
    const where = `${address.host}:${address.port}`
    if (!this.#isRunning) {
      done(where, transportClosed())
      return
    }
    this.#knock(address, (listener, answer) => {
      if (listener === undefined) {
        return answer(() => done(where, unreachablePeer(where, 'connection refused')))
      }
      const peer = listener.self
      if (peer === this.self) return answer(() => done(where, unreachablePeer(where, 'that is us')))
      const ours = this.#options.clusterId?.() ?? ''
      const theirs = listener.#options.clusterId?.() ?? ''
      if (ours !== '' && theirs !== '' && ours !== theirs) {
        return answer(() => done(where, wrongCluster(peer, ours, theirs)))
      }
      const epochs = { ours: this.#epoch, theirs: listener.#epoch }
      const order = compareEpochs(epochs.ours, epochs.theirs)
      if (ours !== '' && theirs !== '' && order !== 'same') {
        return answer(() => done(where, otherEpoch(peer, order, epochs)))
      }
      this.network.openLink(this, listener)
      answer(() => {
        const isUp = this.#links.has(peer)
        done(peer, isUp ? undefined : unreachablePeer(peer, 'the connection closed'))
      })
    })
  }

  get #epoch(): Epoch {
    return this.#options.epoch?.() ?? FIRST_EPOCH
  }

  /** Asks who listens at `address`, as a TCP SYN does; without an answer nothing is called. */
  #knock(
    address: PeerAddress,
    met: (listener: MemoryTransport | undefined, answer: (task: () => void) => void) => void,
  ): void {
    const place = `${address.host}:${address.port}`
    const to = this.network.ownerOf(address)?.self ?? place
    this.network.deliver(this.self, to, () => {
      const listener = this.network.listenerAt(address)
      met(listener, task => this.network.deliver(listener?.self ?? to, this.self, task))
    })
  }

  #whenAuthorised(peer: PeerId, then: (isMember: boolean) => void): void {
    const verdict = this.#options.authorize?.(peer) ?? true
    if (typeof verdict === 'boolean') then(verdict)
    else verdict.then(then, () => then(false))
  }

  #serve(
    method: string,
    body: Uint8Array,
    from: PeerId,
    link: MemoryLink,
    cancelled: AbortSignal,
    answer: (result: { body: Uint8Array } | { error: PolisError }) => void,
  ): void {
    const run = (handler: RequestHandler) => {
      const gone = new AbortController()
      const forget = this.whenClosed(link, () => gone.abort())
      const signal = AbortSignal.any([gone.signal, cancelled])
      new Promise<Uint8Array>(resolve => resolve(handler(body, from, signal))).then(
        result => {
          forget()
          answer({ body: new Uint8Array(result) })
        },
        error => {
          forget()
          answer({ error: handlerFailure(method, error) })
        },
      )
    }
    const served = this.#methods.get(method)
    const isForAll = served?.access === 'open'
    const isForClients = served?.access === 'clients' && this.#options.isClient?.(from) === true
    const ask =
      isForAll || isForClients
        ? (then: (isAllowed: boolean) => void) => then(true)
        : (then: (isAllowed: boolean) => void) => this.#whenAuthorised(from, then)
    ask(isAllowed => {
      if (!isAllowed) answer({ error: notAllowed(this.self) })
      else if (served === undefined) answer({ error: noSuchMethod(this.self, method) })
      else run(served.handler)
    })
  }

  /** Timeout and cancellation of one call; `end` answers true to the first that ends it. */
  #startCall(
    peer: string,
    method: string,
    options: RequestOptions,
    fail: (error: PolisError) => void,
  ): { end: () => boolean; isOver: () => boolean } {
    let isOver = false
    const end = () => {
      if (isOver) return false
      isOver = true
      cancelTimer()
      options.signal?.removeEventListener('abort', onAbort)
      return true
    }
    const onAbort = () => {
      if (end()) fail(abortedCall(method, options.signal?.reason))
    }
    const cancelTimer = this.network.schedule(() => {
      if (end()) fail(timedOut(peer, method, options.timeoutMs))
    }, options.timeoutMs)
    options.signal?.addEventListener('abort', onAbort)
    if (options.signal?.aborted) onAbort()
    return { end, isOver: () => isOver }
  }
}

function otherEnd(link: MemoryLink, end: MemoryTransport): MemoryTransport {
  return link.dialler === end ? link.listener : link.dialler
}
