/**
 * One UDP flow: the datagrams between one client and one endpoint.
 *
 *     open ──pick, connect──► relaying ──quiet for too long, or cut──► closed
 *      ▲  │nobody: held, with one datagram        │endpoint withdrawn, or elsewhere now
 *      │  ▼                                       ▼
 *      └──┴─◄─refused (ICMP)─────────         retiring: late answers only, then closed
 *
 * A connected socket a flow: the kernel then filters by the endpoint's address, and an ICMP refusal
 * (RFC 1122 §4.1.3.3) comes back as an error. The flow that was refused goes to another endpoint,
 * and takes the last datagram there if nothing was ever answered. UDP promises no delivery, so a
 * datagram that cannot be sent is dropped and counted.
 */

import { createSocket, type Socket } from 'node:dgram'
import { lookup } from 'node:dns'
import { isIP, isIPv6 } from 'node:net'
import { Attempts, type ConnectFailure, NO_AFFINITY } from '../attempts.ts'
import {
  UDP_IDLE_MS,
  UDP_LAST_ANSWER_MS,
  UDP_PENDING_MAX,
  UDP_STREAM_AGE_MS,
  UDP_STREAM_IDLE_MS,
} from '../config.ts'
import { hash32 } from '../hash.ts'
import { holdFor } from '../hold-queue.ts'
import type { ListenerState, ServiceState, Swept, ThreadContext } from './thread-context.ts'
import { connectFailure, type UpstreamEndpoint, type UpstreamTarget } from './upstream.ts'

/** The port as its flows see it. */
export type FlowOwner = {
  readonly listener: ListenerState
  /** Sends an answer to a client. */
  answer(bytes: Buffer, port: number, address: string): void
  /** New datagrams of the client no longer belong to `flow`. */
  forget(flow: UdpFlow): void
  /** Bound of the silence after which a flow ends, ms. */
  readonly silenceMsMax: number
  /** The flow is over. */
  closed(flow: UdpFlow): void
}

/** Errors that say something of a datagram, not of the endpoint. */
const DATAGRAM_ERRORS: ReadonlySet<string> = new Set(['EMSGSIZE', 'EAGAIN', 'ENOBUFS', 'ENOMEM'])

type LookupCallback = (error: NodeJS.ErrnoException | null, address: string, family: number) => void

/** Answers at once for an address, so that sending and connecting take no turn of the loop. */
export function lookupAddress(host: string, options: unknown, callback: LookupCallback): void {
  const family = isIP(host)
  if (family === 0) lookup(host, { family: options === 6 ? 6 : 4 }, callback)
  else callback(null, host, family)
}

export class UdpFlow implements Swept {
  readonly address: string
  readonly port: number
  readonly #owner: FlowOwner
  readonly #context: ThreadContext
  readonly #state: ServiceState
  readonly #attempts: Attempts
  readonly #startedMs: number
  #socket: Socket | undefined
  #endpoint: UpstreamEndpoint | undefined
  #target: UpstreamTarget | undefined
  #isConnected = false
  #isAnswered = false
  #isRetiring = false
  #isClosed = false
  #isHeld = false
  /** An answer is due, as far as one can tell: something was sent since the last one. */
  isOwed = false
  #pending = 0
  /** One function for all of a socket's datagrams; a refusal may be told to the sender. */
  #onSent: (error: Error | null) => void = () => undefined
  /** The last datagram, while nothing was answered. */
  #unanswered: Buffer | undefined
  /** Datagrams for a socket that is being connected. */
  #waiting: Buffer[] = []
  #deadlineMs = 0
  #bytesIn = 0
  #bytesOut = 0

  constructor(
    address: string,
    port: number,
    owner: FlowOwner,
    state: ServiceState,
    context: ThreadContext,
  ) {
    this.address = address
    this.port = port
    this.#owner = owner
    this.#context = context
    this.#state = state
    this.#attempts = new Attempts(context.counters, context)
    this.#startedMs = context.nowMs()
    context.connections.add(this)
    const hash = hash32(address)
    const affinity = state.service.policy?.affinity === undefined ? NO_AFFINITY : hash
    this.#attempts.begin(state.balancer, hash, '', this.#startedMs, affinity)
  }

  /** True if the client's next datagram should go to an endpoint picked anew. */
  get isStale(): boolean {
    const endpoint = this.#endpoint
    if (endpoint === undefined) return false
    if (endpoint.target !== this.#target) return true
    return endpoint.isWithdrawn && !this.#isStream(this.#context.coarseMs)
  }

  /** True if it should keep its endpoint as long as that may be: see `#isStream`. */
  get isKnown(): boolean {
    return !this.#isRetiring && this.#isStream(this.#context.nowMs())
  }

  /** Its port is about to end: it waits no longer than that allows. */
  hasten(): void {
    const endMs = this.#context.coarseMs + this.#owner.silenceMsMax
    this.#deadlineMs = Math.min(this.#deadlineMs, endMs)
  }

  /** A datagram of the client. */
  send(bytes: Buffer): void {
    if (!this.#isAnswered) this.#unanswered = bytes
    this.isOwed = true
    if (this.#endpoint === undefined) {
      // One datagram waits with a flow that is held; the newest, as a client repeats itself.
      if (!this.#isHeld) this.#attempt(this.#context.nowMs())
      else this.#context.counters.dropped(this.#state.row)
      return
    }
    this.#forward(bytes)
  }

  released(nowMs: number): void {
    this.#isHeld = false
    this.#attempt(nowMs)
  }

  /** Late answers are still passed on, for a moment; the client's datagrams go elsewhere. */
  retire(): void {
    if (this.#isRetiring || this.#isClosed) return
    this.#isRetiring = true
    this.#deadlineMs = this.#context.nowMs() + UDP_LAST_ANSWER_MS
    this.#owner.forget(this)
  }

  sweep(nowMs: number): void {
    if (!this.#isRetiring && this.#endpoint?.isWithdrawn === true && !this.#isStream(nowMs)) {
      this.retire()
    }
    if (nowMs < this.#deadlineMs) return
    if (this.#isHeld) this.#context.counters.dropped(this.#state.row)
    this.#close(this.#isHeld)
  }

  isOf(listener: ListenerState): boolean {
    return this.#owner.listener === listener
  }

  closeWhenIdle(): void {
    if (!this.#isStream(this.#context.nowMs())) this.retire()
  }

  destroy(): void {
    this.#close(false)
  }

  /** Answered, and older than a question and its answer: there may be a session behind it. */
  #isStream(nowMs: number): boolean {
    return this.#isAnswered && nowMs - this.#startedMs >= UDP_STREAM_AGE_MS
  }

  /** Picks an endpoint and sends it the datagram that waits. */
  #attempt(nowMs: number): void {
    const heldUntilMs = holdFor(this, this.#state, nowMs)
    if (typeof heldUntilMs === 'number') {
      this.#isHeld = true
      this.#deadlineMs = heldUntilMs
      return
    }
    const candidate = heldUntilMs === 'refused' ? undefined : this.#attempts.next(nowMs)
    if (candidate === undefined) {
      this.#context.counters.dropped(this.#state.row)
      this.#close(true)
      return
    }
    this.#connect(this.#context.endpointAt(candidate.slot))
    const bytes = this.#unanswered
    if (bytes !== undefined) this.#forward(bytes)
  }

  #connect(endpoint: UpstreamEndpoint): void {
    const { target } = endpoint
    const type = isIPv6(target.address) ? 'udp6' : 'udp4'
    const socket = createSocket({ type, lookup: lookupAddress })
    this.#socket = socket
    this.#onSent = error => {
      // What an earlier socket still has to tell is not about this endpoint.
      if (this.#socket !== socket) return
      this.#pending--
      if (error !== null) this.#onError(socket, error)
    }
    this.#endpoint = endpoint
    this.#target = target
    endpoint.occupy(this)
    this.#touch()
    socket.on('message', bytes => this.#onAnswer(bytes))
    socket.on('error', error => this.#onError(socket, error))
    socket.on('connect', () => {
      if (this.#socket !== socket) return
      this.#isConnected = true
      this.#attempts.sent()
      for (const bytes of this.#waiting) socket.send(bytes, this.#onSent)
      this.#waiting = []
    })
    socket.connect(target.port, target.address)
  }

  #forward(bytes: Buffer): void {
    const socket = this.#socket!
    if (this.#pending >= UDP_PENDING_MAX) {
      this.#context.counters.dropped(this.#state.row)
      return
    }
    this.#pending++
    this.#bytesIn += bytes.length
    this.#touch()
    if (this.#isConnected) socket.send(bytes, this.#onSent)
    else this.#waiting.push(bytes)
  }

  #onAnswer(bytes: Buffer): void {
    if (this.#isClosed) return
    if (!this.#isAnswered) {
      this.#isAnswered = true
      this.#unanswered = undefined
      this.#attempts.answered(this.#context.nowMs())
    }
    this.#bytesOut += bytes.length
    this.isOwed = false
    if (!this.#isRetiring) this.#touch()
    this.#owner.answer(bytes, this.port, this.address)
  }

  #onError(socket: Socket, error: Error): void {
    if (this.#socket !== socket || this.#isClosed) return
    const { code } = error as NodeJS.ErrnoException
    if (code !== undefined && DATAGRAM_ERRORS.has(code)) {
      this.#context.counters.dropped(this.#state.row)
      return
    }
    this.#refused(connectFailure(code))
  }

  #refused(failure: ConnectFailure): void {
    const nowMs = this.#context.nowMs()
    const isMore = this.#attempts.connectFailed(failure, nowMs)
    this.#leave()
    if (!isMore || this.#isRetiring) this.#close(true)
    else if (this.#unanswered !== undefined) this.#attempt(nowMs)
    // Else the client's next datagram makes the next attempt.
  }

  /** Closes the socket to the endpoint. */
  #leave(): void {
    this.#socket?.close()
    this.#socket = undefined
    this.#isConnected = false
    this.#isAnswered = false
    this.#pending = 0
    this.#waiting = []
    const endpoint = this.#endpoint
    this.#endpoint = undefined
    endpoint?.vacate(this)
  }

  #close(isFailure: boolean): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#isHeld = false
    this.#state.holds.delete(this)
    this.#attempts.end(isFailure, this.#bytesIn, this.#bytesOut)
    this.#leave()
    this.#unanswered = undefined
    this.#context.connections.delete(this)
    this.#owner.forget(this)
    this.#owner.closed(this)
  }

  #touch(): void {
    const { service } = this.#state
    const nowMs = this.#context.coarseMs
    const silenceMs = this.#isStream(nowMs)
      ? (service.udpStreamIdleMs ?? UDP_STREAM_IDLE_MS)
      : (service.udpIdleMs ?? UDP_IDLE_MS)
    this.#deadlineMs = nowMs + Math.min(silenceMs, this.#owner.silenceMsMax)
  }
}
