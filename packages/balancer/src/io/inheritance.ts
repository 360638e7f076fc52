/**
 * The listening sockets of the process before, until the first table says which of them are wanted.
 *
 * A thread that opens a port takes its socket over. What no port has taken is closed: connections
 * would wait on it for ever.
 */

import { closeSync } from 'node:fs'
import {
  type InheritedSocket,
  type InheritedSockets,
  shareOut,
  socketKey,
} from '../inherited-sockets.ts'
import type { Listener } from '../routes.ts'

export class Inheritance {
  /** What each data thread may take over, in the order of their start. */
  readonly shares: readonly InheritedSockets[]
  readonly #unwanted: Map<number, string>

  constructor(sockets: readonly InheritedSocket[], threads: number) {
    this.shares = shareOut(sockets, threads)
    this.#unwanted = new Map(
      sockets.map(({ fd, transport, host, port }) => [fd, socketKey(transport, host, port)]),
    )
  }

  /** True if the port comes with its socket; it is wanted then. */
  has({ protocol, host, port }: Listener): boolean {
    const key = socketKey(protocol === 'udp' ? 'udp' : 'tcp', host, port)
    const shared = this.shares.map(share => share.get(key)).filter(fd => fd !== undefined)
    const isThere = shared.some(fd => this.#unwanted.get(fd) === key)
    for (const fd of shared) this.#unwanted.delete(fd)
    return isThere
  }

  /** Closes what no port of the first table has taken. */
  settle(): void {
    for (const fd of this.#unwanted.keys()) closeSync(fd)
    this.#unwanted.clear()
  }
}
