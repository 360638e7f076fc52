/**
 * One TCP connection through the proxy: bytes both ways, each direction closed on its own.
 *
 * The client is not read before an endpoint has accepted, so a refused connect goes to the next
 * endpoint and nothing is lost. FIN is passed on in its direction (RFC 9293 §3.6); an error on one
 * side resets the other, so nobody takes a cut stream for a whole one.
 */

import { connect, type Socket } from 'node:net'
import { Attempts, type ConnectFailure, NO_AFFINITY } from '../attempts.ts'
import { CLIENT_IDLE_MS } from '../config.ts'
import { hash32 } from '../hash.ts'
import { writeLent } from './socket-writes.ts'
import type { ListenerState, ServiceState, Swept, ThreadContext } from './thread-context.ts'
import { connectFailure, READ_BUFFER } from './upstream.ts'

export class TcpSession implements Swept {
  readonly #client: Socket
  readonly #listener: ListenerState
  readonly #context: ThreadContext
  readonly #state: ServiceState
  readonly #attempts: Attempts
  #upstream: Socket | undefined
  #isConnected = false
  #deadlineMs = 0
  #bytesIn = 0
  #bytesOut = 0

  /** `client` is paused; `listener` has a TCP service. */
  constructor(client: Socket, listener: ListenerState, context: ThreadContext) {
    this.#client = client
    this.#listener = listener
    this.#context = context
    this.#state = listener.tcp!
    this.#attempts = new Attempts(context.counters, context)
    context.connections.add(this)
    client.on('error', () => this.#close(true))
    client.on('close', () => {
      this.#close(false)
      this.#forget()
    })
    const nowMs = context.nowMs()
    const hash = hash32(client.remoteAddress ?? '')
    const isKept = this.#state.service.policy?.affinity !== undefined
    this.#attempts.begin(this.#state.balancer, hash, '', nowMs, isKept ? hash : NO_AFFINITY)
    this.#attempt(nowMs)
  }

  sweep(nowMs: number): void {
    if (nowMs < this.#deadlineMs) return
    if (this.#isConnected || !this.#attempts.isActive) this.destroy()
    else this.#connectFailed('timeout')
  }

  isOf(listener: ListenerState): boolean {
    return this.#listener === listener
  }

  /** A TCP connection is never idle as far as anybody can tell. */
  closeWhenIdle(): void {}

  destroy(): void {
    this.#close(true)
    this.#client.destroy()
    this.#upstream?.destroy()
  }

  #attempt(nowMs: number): void {
    const candidate = this.#attempts.next(nowMs)
    if (candidate === undefined) {
      this.#close(true)
      return
    }
    const endpoint = this.#context.endpointAt(candidate.slot)
    this.#deadlineMs = this.#context.coarseMs + this.#state.service.connectTimeoutMs
    endpoint.occupy(this)
    const upstream: Socket = connect({
      host: endpoint.address,
      port: endpoint.port,
      noDelay: true,
      allowHalfOpen: true,
      onread: { buffer: READ_BUFFER, callback: size => this.#onUpstreamRead(upstream, size) },
    })
    this.#upstream = upstream
    upstream.on('connect', () => this.#connected(upstream))
    upstream.on('close', () => {
      endpoint.vacate(this)
      this.#forget()
    })
    upstream.on('error', error => {
      if (this.#upstream !== upstream) return
      if (this.#isConnected) this.#close(true)
      else this.#connectFailed(connectFailure((error as NodeJS.ErrnoException).code))
    })
  }

  #connected(upstream: Socket): void {
    if (!this.#attempts.isActive) return
    const client = this.#client
    this.#isConnected = true
    this.#attempts.answered(this.#context.nowMs())
    this.#touch()
    upstream.on('close', () => this.#close(false))
    upstream.on('end', () => client.end())
    upstream.on('drain', () => client.resume())
    client.on('drain', () => upstream.resume())
    client.on('end', () => upstream.end())
    client.on('data', bytes => {
      this.#bytesIn += bytes.length
      this.#touch()
      if (!upstream.write(bytes)) client.pause()
    })
    client.resume()
  }

  #onUpstreamRead(upstream: Socket, size: number): boolean {
    this.#bytesOut += size
    this.#touch()
    if (!writeLent(this.#client, READ_BUFFER.subarray(0, size))) upstream.pause()
    return true
  }

  #connectFailed(failure: ConnectFailure): void {
    const nowMs = this.#context.nowMs()
    const isMore = this.#attempts.connectFailed(failure, nowMs)
    const failed = this.#upstream
    this.#upstream = undefined
    failed?.destroy()
    if (isMore) this.#attempt(nowMs)
    else this.#close(true)
  }

  /** Ends both sides; without a failure, what has been read is still delivered. */
  #close(isFailure: boolean): void {
    if (!this.#attempts.isActive) return
    this.#attempts.end(isFailure, this.#bytesIn, this.#bytesOut)
    this.#deadlineMs = this.#context.coarseMs + CLIENT_IDLE_MS
    for (const socket of [this.#client, this.#upstream]) {
      if (!isFailure) socket?.destroySoon()
      else if (socket?.connecting === true) socket.destroy()
      else socket?.resetAndDestroy()
    }
  }

  /** A side has closed; with the other the session is gone. */
  #forget(): void {
    const isGone = this.#client.closed && (this.#upstream?.closed ?? true)
    if (isGone) this.#context.connections.delete(this)
  }

  #touch(): void {
    this.#deadlineMs = this.#context.coarseMs + this.#state.service.idleTimeoutMs
  }
}
