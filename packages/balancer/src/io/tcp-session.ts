/**
 * One TCP connection through the proxy: bytes both ways, each direction closed on its own.
 *
 * The client is not read before an endpoint has accepted, so a refused connect goes to the next
 * endpoint and nothing is lost. FIN is passed on in its direction (RFC 9293 §3.6); an error on one
 * side resets the other, so nobody takes a cut stream for a whole one.
 */

import { connect, type Socket } from 'node:net'
import { CONNECT_ATTEMPTS_MAX } from '../config.ts'
import { hash32 } from '../hash.ts'
import type { Candidate } from '../pickers/picker.ts'
import type { ListenerState, ServiceState, Swept, ThreadContext } from './thread-context.ts'
import { connectFailure, type UpstreamEndpoint, type UpstreamFailure } from './upstream.ts'

export class TcpSession implements Swept {
  readonly #client: Socket
  readonly #listener: ListenerState
  readonly #context: ThreadContext
  readonly #state: ServiceState
  readonly #hash: number
  readonly #startedMs: number
  readonly #tried: number[] = []
  #candidate: Candidate | undefined
  #endpoint: UpstreamEndpoint | undefined
  #upstream: Socket | undefined
  #isConnected = false
  #isOver = false
  #deadlineMs = 0
  #bytesIn = 0
  #bytesOut = 0

  /** `client` is paused; `listener` has a TCP service. */
  constructor(client: Socket, listener: ListenerState, context: ThreadContext) {
    this.#client = client
    this.#listener = listener
    this.#context = context
    this.#state = listener.tcp!
    this.#hash = hash32(client.remoteAddress ?? '')
    this.#startedMs = context.nowMs()
    context.connections.add(this)
    context.counters.request(this.#state.row)
    context.counters.begin(this.#state.row)
    // 'close' follows an error; here only its kind is needed.
    client.on('error', () => this.#close(true))
    client.on('close', () => this.#close(false))
    this.#attempt(this.#startedMs)
  }

  sweep(nowMs: number): void {
    if (nowMs < this.#deadlineMs) return
    if (this.#isConnected) this.destroy()
    else this.#connectFailed('timeout')
  }

  isOf(listener: ListenerState): boolean {
    return this.#listener === listener
  }

  /** A TCP connection is never idle as far as anybody can tell. */
  closeWhenIdle(): void {}

  destroy(): void {
    this.#close(true)
  }

  #attempt(nowMs: number): void {
    const { balancer, service } = this.#state
    const request = { hash: this.#hash, nowMs, attempt: 0 }
    const candidate = balancer.acquire(request, this.#tried)
    if (candidate === undefined) {
      this.#close(true)
      return
    }
    const endpoint = this.#context.endpointAt(candidate.slot)
    this.#candidate = candidate
    this.#endpoint = endpoint
    this.#context.counters.request(candidate.slot)
    this.#deadlineMs = this.#context.coarseMs + service.connectTimeoutMs
    endpoint.occupy(this)
    const upstream = connect({
      host: endpoint.address,
      port: endpoint.port,
      noDelay: true,
      allowHalfOpen: true,
    })
    this.#upstream = upstream
    upstream.on('connect', () => this.#connected(upstream))
    upstream.on('error', error => {
      if (this.#upstream !== upstream) return
      if (this.#isConnected) this.#close(true)
      else this.#connectFailed(connectFailure((error as NodeJS.ErrnoException).code))
    })
  }

  #connected(upstream: Socket): void {
    const { balancer, row } = this.#state
    const candidate = this.#candidate!
    const nowMs = this.#context.nowMs()
    const latencyMs = nowMs - this.#startedMs
    this.#isConnected = true
    if (balancer.succeeded(candidate, latencyMs, nowMs)) {
      this.#context.reportReadmitted(candidate.id)
    }
    this.#context.counters.latency(row, latencyMs)
    this.#context.counters.latency(candidate.slot, latencyMs)
    this.#touch()
    upstream.on('close', () => this.#close(false))
    this.#relay(this.#client, upstream, size => {
      this.#bytesIn += size
    })
    this.#relay(upstream, this.#client, size => {
      this.#bytesOut += size
    })
  }

  /** Passes on what `from` sends, as fast as `to` takes it. */
  #relay(from: Socket, to: Socket, count: (size: number) => void): void {
    from.on('data', bytes => {
      count(bytes.length)
      this.#touch()
      if (!to.write(bytes)) from.pause()
    })
    from.on('end', () => to.end())
    to.on('drain', () => from.resume())
    from.resume()
  }

  #connectFailed(failure: UpstreamFailure): void {
    const candidate = this.#candidate!
    const { balancer, row } = this.#state
    const nowMs = this.#context.nowMs()
    this.#context.counters.connectFailure(candidate.slot)
    this.#context.counters.connectFailure(row)
    this.#leave(true)
    if (failure !== 'local' && failure !== 'closed') {
      if (balancer.failed(candidate, failure, nowMs)) {
        this.#context.reportEjected(candidate.id, failure)
      }
    }
    this.#tried.push(candidate.slot)
    if (this.#tried.length >= CONNECT_ATTEMPTS_MAX) {
      this.#close(true)
      return
    }
    this.#context.counters.retry(row)
    this.#attempt(nowMs)
  }

  /** Lets go of the endpoint. */
  #leave(isFailure: boolean): void {
    const candidate = this.#candidate
    if (candidate === undefined) return
    const upstream = this.#upstream!
    const { counters } = this.#context
    this.#candidate = undefined
    this.#upstream = undefined
    counters.bytes(candidate.slot, this.#bytesIn, this.#bytesOut)
    if (isFailure) counters.failure(candidate.slot)
    this.#state.balancer.release(candidate)
    if (isFailure) upstream.resetAndDestroy()
    else upstream.destroySoon()
    this.#endpoint!.vacate(this)
  }

  #close(isFailure: boolean): void {
    if (this.#isOver) return
    this.#isOver = true
    const { counters, connections } = this.#context
    connections.delete(this)
    counters.bytes(this.#state.row, this.#bytesIn, this.#bytesOut)
    if (isFailure) counters.failure(this.#state.row)
    counters.end(this.#state.row)
    this.#leave(isFailure)
    if (isFailure) this.#client.resetAndDestroy()
    else this.#client.destroySoon()
  }

  #touch(): void {
    this.#deadlineMs = this.#context.coarseMs + this.#state.service.idleTimeoutMs
  }
}
