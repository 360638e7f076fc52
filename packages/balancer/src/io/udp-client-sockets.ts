/**
 * Sockets for single clients of a UDP port that another thread or process takes over.
 *
 * A flow stays where it is while its port goes: it gets a socket bound to the same port and
 * connected to its client, which the kernel prefers to the sockets that are for anybody (udp(7),
 * `compute_score` in Linux' net/ipv4/udp.c). By the same rule a socket is taken out of the port
 * without a loss: connected to a peer that never sends, it gets nothing new, and what it had got by
 * then is read before it closes.
 */

import { createSocket, type Socket } from 'node:dgram'
import { UDP_KEPT_CLIENTS_MAX, UDP_LAST_LOOK_MS } from '../config.ts'
import { FlowTable } from '../flow-table.ts'
import { lookupAddress } from './udp-flow.ts'

/** A port that nobody sends from (discard, RFC 863). */
const NOBODY_PORT = 9

type OnDatagram = (bytes: Buffer, client: { address: string; port: number }) => void

/** A port as its clients' sockets see it. */
export type ClientSocketsOwner = {
  /** A datagram; between binding and connecting it may be another client's. */
  readonly onDatagram: OnDatagram
  /** One socket less is open. */
  readonly onClosed: () => void
}

/** A client with a socket of its own, and how many flows use it. */
type Client = { readonly socket: Socket; flows: number }

export class ClientSockets {
  readonly #host: string
  readonly #port: number
  readonly #owner: ClientSocketsOwner
  readonly #clients = new FlowTable<Client>()
  #open = 0

  constructor(host: string, port: number, owner: ClientSocketsOwner) {
    this.#host = host
    this.#port = port
    this.#owner = owner
  }

  /** Sockets that are open. */
  get size(): number {
    return this.#open
  }

  /** The socket of a client, connected to it; undefined if it has none. */
  find(address: string, port: number): Socket | undefined {
    return this.#clients.get(address, port)?.socket
  }

  /** Gives a client a socket for one flow more; false at the bound, or if the system refuses. */
  add(address: string, port: number): boolean {
    const known = this.#clients.get(address, port)
    if (known !== undefined) {
      known.flows++
      return true
    }
    if (this.#open >= UDP_KEPT_CLIENTS_MAX || !this.#clients.hasRoom(address)) return false
    const socket = this.#connected(address, port)
    if (socket === undefined) return false
    this.#open++
    this.#clients.add(address, port, { socket, flows: 1 })
    return true
  }

  /** One flow of the client less. */
  release(address: string, port: number): void {
    const client = this.#clients.get(address, port)
    if (client === undefined || --client.flows > 0) return
    this.#clients.delete(address, port, client)
    client.socket.disconnect()
    turnAway(client.socket)
    setTimeout(() => {
      client.socket.close()
      this.#open--
      this.#owner.onClosed()
    }, UDP_LAST_LOOK_MS)
  }

  /** Bound and connected when it returns, as addresses are looked up at once. */
  #connected(address: string, port: number): Socket | undefined {
    const type = this.#host.includes(':') ? 'udp6' : 'udp4'
    const socket = createSocket({ type, reusePort: true, lookup: lookupAddress })
    let isBound = false
    // What the client refuses (ICMP) is a lost answer; a flow without a reader ends by its silence.
    socket.on('error', () => undefined)
    socket.once('listening', () => {
      isBound = true
    })
    socket.on('message', this.#owner.onDatagram)
    socket.bind({ address: this.#host, port: this.#port, exclusive: true })
    // One that is not bound would be connected from any port.
    if (isBound) socket.connect(port, address)
    if (isBound && isConnected(socket)) return socket
    socket.close()
    return undefined
  }
}

function isConnected(socket: Socket): boolean {
  try {
    return socket.remoteAddress().port > 0
  } catch {
    // Node.js throws for a socket that is connected to nobody.
    return false
  }
}

/**
 * Takes a socket out of its port: the kernel gives new datagrams to the other sockets there, and
 * what it has got by now is still read. Without effect where the kernel refuses to connect it.
 */
export function turnAway(socket: Socket): void {
  const { address } = socket.address()
  const isAny = address === '0.0.0.0' || address === '::'
  const nobody = isAny ? (address === '::' ? '::1' : '127.0.0.1') : address
  socket.connect(NOBODY_PORT, nobody)
}
