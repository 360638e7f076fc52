/**
 * One TCP connection through the proxy: bytes both ways, each direction closed on its own.
 *
 * The client is not read before an endpoint has accepted, so a refused connect goes to the next
 * endpoint and nothing is lost; it may be held back until there is an endpoint. FIN is passed on in
 * its direction (RFC 9293 §3.6); an error on one side resets the other, so that nobody takes a cut
 * stream for a whole one.
 */

import { connect, type Socket } from 'node:net'
import { Attempts, type ConnectFailure, NO_AFFINITY } from '../attempts.ts'
import { CLIENT_IDLE_MS, COALESCE_BYTES_MAX } from '../config.ts'
import { hash32 } from '../hash.ts'
import { holdFor } from '../hold-queue.ts'
import { type ConnectionAddresses, writeProxyHeader } from '../proxy-header.ts'
import { giveBuffer, takeBuffer } from './buffer-pool.ts'
import { resetSocket } from './socket-reset.ts'
import { writeLent } from './socket-writes.ts'
import type { ListenerState, ServiceState, Swept, ThreadContext } from './thread-context.ts'
import { connectFailure, READ_BUFFER, type UpstreamEndpoint } from './upstream.ts'

/** What is known of a connection before an endpoint is picked. */
export type SessionOpening = {
  readonly state: ServiceState
  /** Who is really connected, where a proxy in front said so. */
  readonly addresses?: ConnectionAddresses | undefined
  /** Hash to pick by; that of the client's address if absent. */
  readonly hash?: number
}

export class TcpSession implements Swept {
  readonly #client: Socket
  readonly #listener: ListenerState
  readonly #context: ThreadContext
  readonly #state: ServiceState
  readonly #attempts: Attempts
  readonly #addresses: ConnectionAddresses | undefined
  #isHeld = false
  #upstream: Socket | undefined
  #isConnected = false
  /** Where the endpoint's next bytes are read to. */
  #buffer = READ_BUFFER
  #deadlineMs = 0
  #bytesIn = 0
  #bytesOut = 0

  /** `client` is paused; it came in through `listener`. */
  constructor(
    client: Socket,
    listener: ListenerState,
    context: ThreadContext,
    opening: SessionOpening,
  ) {
    this.#client = client
    this.#listener = listener
    this.#context = context
    this.#state = opening.state
    this.#addresses = opening.addresses
    this.#attempts = new Attempts(context.counters, context)
    context.connections.add(this)
    client.on('error', () => this.#close(true))
    client.on('close', () => {
      this.#close(false)
      this.#forget()
    })
    const nowMs = context.nowMs()
    const address = opening.addresses?.source.address ?? client.remoteAddress ?? ''
    const hash = opening.hash ?? hash32(address)
    const { balancer, service } = this.#state
    const affinity = service.policy?.affinity === undefined ? NO_AFFINITY : hash32(address)
    this.#attempts.begin(balancer, hash, '', nowMs, affinity)
    this.#attempt(nowMs)
  }

  sweep(nowMs: number): void {
    if (nowMs < this.#deadlineMs) return
    if (this.#isConnected || this.#isHeld || !this.#attempts.isActive) this.destroy()
    else this.#connectFailed('timeout')
  }

  isOf(listener: ListenerState): boolean {
    return this.#listener === listener
  }

  /** A TCP connection is never idle as far as anybody can tell. */
  closeWhenIdle(): void {}

  /** The service takes clients again. */
  released(nowMs: number): void {
    this.#isHeld = false
    this.#attempt(nowMs)
  }

  destroy(): void {
    this.#close(true)
    this.#client.destroy()
    this.#upstream?.destroy()
  }

  #attempt(nowMs: number): void {
    const heldUntilMs = holdFor(this, this.#state, nowMs)
    if (typeof heldUntilMs === 'number') {
      this.#isHeld = true
      this.#deadlineMs = heldUntilMs
      return
    }
    const candidate = heldUntilMs === 'refused' ? undefined : this.#attempts.next(nowMs)
    if (candidate === undefined) {
      this.#close(true)
      return
    }
    this.#connect(this.#context.endpointAt(candidate.slot))
  }

  #connect(endpoint: UpstreamEndpoint): void {
    const { target } = endpoint
    const occupant = { destroy: () => this.destroy() }
    this.#deadlineMs = this.#context.coarseMs + this.#state.service.connectTimeoutMs
    endpoint.occupy(occupant)
    const upstream: Socket = connect({
      host: target.address,
      port: target.port,
      noDelay: true,
      allowHalfOpen: true,
      onread: {
        buffer: () => this.#buffer,
        callback: size => this.#onUpstreamRead(upstream, size),
      },
    })
    this.#upstream = upstream
    upstream.on('connect', () => {
      endpoint.connected()
      this.#connected(upstream)
    })
    upstream.on('close', () => {
      endpoint.vacate(occupant)
      this.#forget()
    })
    upstream.on('error', error => {
      if (this.#upstream !== upstream) return
      if (this.#isConnected) this.#close(true)
      else if (endpoint.isElsewhere(target)) this.#connect(endpoint)
      else this.#connectFailed(connectFailure((error as NodeJS.ErrnoException).code))
    })
  }

  #connected(upstream: Socket): void {
    if (!this.#attempts.isActive) return
    const client = this.#client
    this.#isConnected = true
    this.#attempts.answered(this.#context.nowMs())
    this.#touch()
    const version = this.#state.service.proxyProtocol?.send
    if (version !== undefined) upstream.write(writeProxyHeader(version, this.#ends()))
    upstream.on('close', () => this.#close(false))
    upstream.on('end', () => client.end())
    upstream.on('drain', () => client.resume())
    client.on('drain', () => upstream.resume())
    // A client that said nothing but a PROXY header may have ended before there was an endpoint.
    if (client.readableEnded) upstream.end()
    else client.on('end', () => upstream.end())
    client.on('data', bytes => {
      this.#bytesIn += bytes.length
      this.#touch()
      if (!upstream.write(bytes)) client.pause()
    })
    client.resume()
  }

  /** The client and what it had connected to, for the endpoint. */
  #ends(): ConnectionAddresses {
    if (this.#addresses !== undefined) return this.#addresses
    const { remoteAddress, remotePort, localAddress, localPort } = this.#client
    return {
      source: { address: remoteAddress ?? '0.0.0.0', port: remotePort ?? 0 },
      destination: { address: localAddress ?? '0.0.0.0', port: localPort ?? 0 },
    }
  }

  #onUpstreamRead(upstream: Socket, size: number): boolean {
    this.#bytesOut += size
    this.#touch()
    if (!this.#pass(size)) upstream.pause()
    return true
  }

  /**
   * Writes what was read; false if the client should be waited for. A stream of large reads gets a
   * buffer of its own, so that nothing is copied: the same one again if the kernel has taken all of
   * it, else another, as the rest is still in it.
   */
  #pass(size: number): boolean {
    const buffer = this.#buffer
    const bytes = buffer.subarray(0, size)
    const isShared = buffer === READ_BUFFER
    const isOpen = isShared
      ? writeLent(this.#client, bytes)
      : // Called before the next read if the kernel took all at once: the buffer is ours then.
        this.#client.write(bytes, () => {
          if (this.#buffer !== buffer) giveBuffer(buffer)
        })
    if (size <= COALESCE_BYTES_MAX) this.#buffer = READ_BUFFER
    else if (isShared || this.#client.writableLength > 0) this.#buffer = takeBuffer()
    return isOpen
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
    if (this.#isHeld) this.#state.holds.delete(this)
    this.#attempts.end(isFailure, this.#bytesIn, this.#bytesOut)
    this.#deadlineMs = this.#context.coarseMs + CLIENT_IDLE_MS
    for (const socket of [this.#client, this.#upstream]) {
      if (!isFailure) socket?.destroySoon()
      else if (socket?.connecting === true) socket.destroy()
      else if (socket !== undefined) resetSocket(socket)
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
