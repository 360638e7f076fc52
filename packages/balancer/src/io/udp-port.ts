/**
 * A UDP port in one thread: datagrams in, to their flows, and answers out.
 *
 * Threads share the port (`reusePort`); the kernel chooses by a hash of both addresses, so the
 * datagrams of a client reach the thread that has its flow while the number of threads stays. A
 * port that closes takes no new flows and is open until its last one has ended, since answers leave
 * through it; a table that names it again revives it.
 *
 *     serving ─keepFlows─► clients of streams have their own sockets ─handOver─► the port's socket
 *       gets nothing new, is read to its end and closes ─► kept flows end by their silence
 */

import { createSocket, type Socket } from 'node:dgram'
import { messageOf } from '@polis/base'
import {
  RETIRE_IDLE_MS,
  UDP_LAST_LOOK_MS,
  UDP_PENDING_MAX,
  UDP_RECEIVE_BUFFER_BYTES,
} from '../config.ts'
import { FlowTable } from '../flow-table.ts'
import type { ListenerState, ServiceState, ThreadContext } from './thread-context.ts'
import { ClientSockets, turnAway } from './udp-client-sockets.ts'
import { type FlowOwner, lookupAddress, UdpFlow } from './udp-flow.ts'

export class UdpPort implements FlowOwner {
  readonly listener: ListenerState
  readonly #context: ThreadContext
  readonly #socket: Socket
  readonly #flows = new FlowTable<UdpFlow>()
  /** Sockets of clients that stay when the port goes. */
  readonly #clients: ClientSockets
  readonly #kept = new Set<UdpFlow>()
  readonly #onClosed: () => void
  #openFlows = 0
  #isRetiring = false
  #isSocketClosed = false
  #isClosed = false
  #pending = 0
  /** Datagrams of clients so far. */
  #received = 0

  private constructor(
    listener: ListenerState,
    host: string,
    context: ThreadContext,
    socket: Socket,
    onClosed: () => void,
  ) {
    this.listener = listener
    this.#context = context
    this.#socket = socket
    this.#onClosed = onClosed
    const onDatagram = (bytes: Buffer, from: { address: string; port: number }) =>
      this.#onDatagram(bytes, from.address, from.port)
    const onGone = () => this.#closeIfUnused()
    this.#clients = new ClientSockets(host, listener.port, { onDatagram, onClosed: onGone })
    socket.on('message', onDatagram)
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
    return new UdpPort(listener, where.host, context, socket, onClosed)
  }

  /** Takes no new flows; closes with the last one. */
  close(): void {
    this.listener.isClosing = true
    this.#closeIfUnused()
  }

  /** How long a flow may be silent at most: a thread that is to end does not wait for longer. */
  get silenceMsMax(): number {
    return this.#isRetiring ? RETIRE_IDLE_MS : Number.POSITIVE_INFINITY
  }

  /**
   * Another thread or process is about to read the port: clients of streams, and those that wait
   * for an answer, are given sockets of their own, by which their flows stay with their endpoints.
   */
  keepFlows(): void {
    const flows: UdpFlow[] = []
    for (const connection of this.#context.connections) {
      if (connection instanceof UdpFlow && connection.isOf(this.listener)) flows.push(connection)
    }
    // First who waits, since an answer would be lost; the newest first, as the oldest may be gone.
    const wanted = [
      ...flows.filter(flow => flow.isOwed).reverse(),
      ...flows.filter(flow => !flow.isOwed && flow.isKnown),
    ]
    for (const flow of wanted) this.#keep(flow)
  }

  /**
   * Another thread or process reads the port by now. Flows that are kept end by themselves, others
   * at once. `isShared`: the other one reads the very same socket, which is only let go of then.
   */
  handOver(isShared: boolean): void {
    this.#isRetiring = true
    this.keepFlows()
    for (const connection of [...this.#context.connections]) {
      if (!(connection instanceof UdpFlow) || !connection.isOf(this.listener)) continue
      if (this.#kept.has(connection)) connection.hasten()
      else connection.destroy()
    }
    if (!isShared) turnAway(this.#socket)
    this.#closeWhenRead(this.#received)
  }

  /** Closes the port's socket once nothing more comes out of it, and all answers are sent. */
  #closeWhenRead(before: number): void {
    setTimeout(() => {
      const isRead = this.#received === before && this.#pending === 0
      if (!isRead && !this.#isClosed) {
        this.#closeWhenRead(this.#received)
        return
      }
      this.#closeSocket()
      this.listener.isClosing = true
      this.#closeIfUnused()
    }, UDP_LAST_LOOK_MS)
  }

  #keep(flow: UdpFlow): void {
    if (this.#kept.has(flow)) return
    if (this.#clients.add(flow.address, flow.port)) this.#kept.add(flow)
  }

  /** Takes new flows again, for `service`. */
  reopen(service: ServiceState | undefined): void {
    this.listener.isClosing = false
    this.listener.sole = service
  }

  answer(bytes: Buffer, port: number, address: string): void {
    const own = this.#clients.size === 0 ? undefined : this.#clients.find(address, port)
    const isAway = own === undefined && (this.#isRetiring || this.#isClosed)
    if (isAway || this.#pending >= UDP_PENDING_MAX) {
      this.#drop()
      return
    }
    this.#pending++
    if (own === undefined) this.#socket.send(bytes, port, address, this.#onSent)
    else own.send(bytes, this.#onSent)
  }

  forget(flow: UdpFlow): void {
    this.#flows.delete(flow.address, flow.port, flow)
  }

  closed(flow: UdpFlow): void {
    this.#openFlows--
    if (this.#kept.delete(flow)) this.#clients.release(flow.address, flow.port)
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
    const isLate = isClosing && !this.#isRetiring
    if (isLate || !this.#flows.hasRoom(address)) {
      this.#drop()
      return undefined
    }
    const flow = new UdpFlow(address, port, this, sole, this.#context)
    this.#openFlows++
    this.#flows.add(address, port, flow)
    if (this.#isRetiring) this.#keep(flow)
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
    if (!this.listener.isClosing || this.#isClosed) return
    if (this.#openFlows + this.#clients.size > 0) return
    this.#isClosed = true
    this.#closeSocket()
    this.#onClosed()
  }

  #closeSocket(): void {
    if (this.#isSocketClosed) return
    this.#isSocketClosed = true
    this.#socket.close()
  }
}
