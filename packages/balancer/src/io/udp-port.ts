/**
 * A UDP port in one thread: datagrams in, to their flows, and answers out.
 *
 * Threads share the port (`reusePort`); the kernel chooses by a hash of both addresses, so the
 * datagrams of a client reach the thread that has its flow while the number of threads stays. A
 * port that closes takes no new flows and is open until its last one has ended, since answers leave
 * through it; a table that names it again revives it.
 */

import { createSocket, type Socket } from 'node:dgram'
import { messageOf } from '@polis/base'
import { UDP_LAST_ANSWER_MS, UDP_PENDING_MAX, UDP_RECEIVE_BUFFER_BYTES } from '../config.ts'
import { FlowTable } from '../flow-table.ts'
import type { ListenerState, ServiceState, ThreadContext } from './thread-context.ts'
import { type FlowOwner, lookupAddress, UdpFlow } from './udp-flow.ts'

export class UdpPort implements FlowOwner {
  readonly listener: ListenerState
  readonly #context: ThreadContext
  readonly #socket: Socket
  readonly #flows = new FlowTable<UdpFlow>()
  readonly #onClosed: () => void
  #openFlows = 0
  #isClosed = false
  #pending = 0
  /** Datagrams of clients so far, and clients that wait for an answer. */
  #received = 0
  #awaited = 0

  private constructor(
    listener: ListenerState,
    context: ThreadContext,
    socket: Socket,
    onClosed: () => void,
  ) {
    this.listener = listener
    this.#context = context
    this.#socket = socket
    this.#onClosed = onClosed
    socket.on('message', (bytes, { address, port }) => this.#onDatagram(bytes, address, port))
    // A datagram that could not be sent is told to `#onSent`; the port goes on.
    socket.on('error', () => undefined)
  }

  /** Opens the port of `listener`, or takes over its socket; answers why it could not. */
  static async open(
    where: { readonly host: string } & ({ readonly reusePort: boolean } | { readonly fd: number }),
    listener: ListenerState,
    context: ThreadContext,
    onClosed: () => void,
  ): Promise<UdpPort | string> {
    const type = where.host.includes(':') ? 'udp6' : 'udp4'
    const reusePort = 'reusePort' in where && where.reusePort
    const socket = createSocket({ type, reusePort, lookup: lookupAddress })
    const { promise, resolve } = Promise.withResolvers<string | undefined>()
    socket.once('error', error => resolve(messageOf(error)))
    const { port } = listener
    const address = { address: where.host, port, exclusive: true }
    socket.bind('fd' in where ? { fd: where.fd } : address, () => resolve(undefined))
    const reason = await promise
    socket.removeAllListeners('error')
    if (reason !== undefined) {
      socket.close()
      return reason
    }
    socket.setRecvBufferSize(UDP_RECEIVE_BUFFER_BYTES)
    return new UdpPort(listener, context, socket, onClosed)
  }

  /** Takes no new flows; closes with the last one. */
  close(): void {
    this.listener.isClosing = true
    this.#closeIfUnused()
  }

  /**
   * Another thread or process reads the port as well by now. It goes on until a moment in which
   * nothing has come and nobody waits for an answer, and not for longer than late answers are
   * passed.
   */
  handOver(nowMs: number): void {
    this.#endWhenQuiet(this.#received, nowMs + UDP_LAST_ANSWER_MS)
  }

  awaits(change: 1 | -1): void {
    this.#awaited += change
  }

  /** Looks right after the loop has read all that there was: what comes later is read by the other. */
  #endWhenQuiet(before: number, endMs: number): void {
    setImmediate(() => {
      const isQuiet = this.#received === before && this.#awaited === 0
      if (!isQuiet && this.#context.nowMs() < endMs) {
        this.#endWhenQuiet(this.#received, endMs)
        return
      }
      this.listener.isClosing = true
      for (const connection of [...this.#context.connections]) {
        if (connection.isOf(this.listener)) connection.destroy()
      }
      this.#closeIfUnused()
    })
  }

  /** Takes new flows again, for `service`. */
  reopen(service: ServiceState | undefined): void {
    this.listener.isClosing = false
    this.listener.sole = service
  }

  answer(bytes: Buffer, port: number, address: string): void {
    if (this.#isClosed || this.#pending >= UDP_PENDING_MAX) {
      this.#drop()
      return
    }
    this.#pending++
    this.#socket.send(bytes, port, address, this.#onSent)
  }

  forget(flow: UdpFlow): void {
    this.#flows.delete(flow.address, flow.port, flow)
  }

  closed(): void {
    this.#openFlows--
    this.#closeIfUnused()
  }

  #onDatagram(bytes: Buffer, address: string, port: number): void {
    this.#received++
    let flow = this.#flows.get(address, port)
    if (flow?.isStale === true) {
      flow.retire()
      flow = undefined
    }
    flow ??= this.#open(address, port)
    flow?.send(bytes)
  }

  #open(address: string, port: number): UdpFlow | undefined {
    const { sole, isClosing } = this.listener
    if (sole === undefined) return undefined
    if (isClosing || !this.#flows.hasRoom(address)) {
      this.#drop()
      return undefined
    }
    const flow = new UdpFlow(address, port, this, sole, this.#context)
    this.#openFlows++
    this.#flows.add(address, port, flow)
    return flow
  }

  #drop(): void {
    const row = this.listener.sole?.row
    if (row !== undefined) this.#context.counters.dropped(row)
  }

  readonly #onSent = (error: Error | null): void => {
    this.#pending--
    if (error !== null) this.#drop()
  }

  #closeIfUnused(): void {
    if (!this.listener.isClosing || this.#openFlows > 0 || this.#isClosed) return
    this.#isClosed = true
    this.#socket.close()
    this.#onClosed()
  }
}
