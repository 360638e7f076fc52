/**
 * The ports of a node's balancer: which of a table's can be opened, and what port 0 has become.
 *
 * A port is kept for as long as tables name it. One that is refused, or that a thread could not
 * open, is tried again with the next table.
 */

import { type Listener, listenerKey, type RouteTable } from '../routes.ts'
import type { Inheritance } from './inheritance.ts'
import { probePort, probeUdpPort } from './ports.ts'

/** What became of one listener of a table. `port` is the one in use. */
export type ListenerResult = { readonly host: string; readonly port: number } & (
  | { readonly state: 'bound' }
  | { readonly state: 'failed'; readonly reason: string }
)

/** In the order of the table's listeners. */
export type ApplyResult = {
  readonly version: number
  readonly listeners: readonly ListenerResult[]
}

export class PortBook {
  readonly #ports = new Map<string, number>()
  readonly #inheritance: Inheritance

  constructor(inheritance: Inheritance) {
    this.#inheritance = inheritance
  }

  /**
   * Finds out whether new ports are free, and the actual ones for port 0; answers refusals by key.
   * `isBroken`: a thread could not open the port.
   */
  async probe(table: RouteTable, isBroken: (key: string) => boolean): Promise<Map<string, string>> {
    const refused = new Map<string, string>()
    const keys = new Set(table.listeners.map(listenerKey))
    for (const key of this.#ports.keys()) {
      if (!keys.has(key) || isBroken(key)) this.#ports.delete(key)
    }
    for (const listener of table.listeners) {
      const key = listenerKey(listener)
      if (this.#inheritance.has(listener)) this.#ports.set(key, listener.port)
      if (this.#ports.has(key)) continue
      const isFree = listener.protocol === 'udp' ? probeUdpPort : probePort
      const probe = await isFree(listener.host, listener.port)
      if ('port' in probe) this.#ports.set(key, probe.port)
      else refused.set(key, probe.reason)
    }
    return refused
  }

  /** A port behind TLS with nothing to show is no port: adds it to `refused`. */
  refuseWithoutCertificate(table: RouteTable, refused: Map<string, string>): void {
    for (const listener of table.listeners) {
      if (listener.protocol !== 'https') continue
      if (listener.services.some(({ http }) => (http?.certificates?.length ?? 0) > 0)) continue
      const key = listenerKey(listener)
      this.#ports.delete(key)
      refused.set(key, 'none of its certificates can be used')
    }
  }

  /** The first table is in force: sockets that it has not taken over are closed. */
  settle(): void {
    this.#inheritance.settle()
  }

  /** Actual ports by the keys of their listeners. */
  actual(): ReadonlyMap<string, number> {
    return new Map(this.#ports)
  }

  /** The listeners of `table` that have a port, with that one. */
  open(table: RouteTable): Listener[] {
    return table.listeners.flatMap(listener => {
      const port = this.#ports.get(listenerKey(listener))
      return port === undefined ? [] : [{ ...listener, port }]
    })
  }

  /** What became of a table; `failureOf` a key is why a thread could not open that port. */
  results(
    table: RouteTable,
    refused: ReadonlyMap<string, string>,
    failureOf: (key: string) => string | undefined,
  ): ApplyResult {
    const listeners = table.listeners.map((listener): ListenerResult => {
      const key = listenerKey(listener)
      const port = this.#ports.get(key) ?? listener.port
      const reason = refused.get(key) ?? failureOf(key)
      const { host } = listener
      return reason === undefined
        ? { host, port, state: 'bound' }
        : { host, port, state: 'failed', reason }
    })
    return { version: table.version, listeners }
  }
}
