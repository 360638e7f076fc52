/**
 * The UDP flows of one port in one thread, by the client's address and port.
 *
 * Two levels, so that a look-up joins no strings and the flows of an address are counted by the
 * map that holds them. Both counts are bounded: a flow is a socket, and a source address costs a
 * sender nothing.
 */

import { UDP_FLOWS_MAX, UDP_FLOWS_PER_ADDRESS_MAX } from './config.ts'

/** Bounds of a table. */
export type FlowLimits = { readonly flows: number; readonly flowsPerAddress: number }

const LIMITS: FlowLimits = { flows: UDP_FLOWS_MAX, flowsPerAddress: UDP_FLOWS_PER_ADDRESS_MAX }

export class FlowTable<T> {
  readonly #limits: FlowLimits
  readonly #byAddress = new Map<string, Map<number, T>>()
  #size = 0

  constructor(limits: FlowLimits = LIMITS) {
    this.#limits = limits
  }

  get size(): number {
    return this.#size
  }

  get(address: string, port: number): T | undefined {
    return this.#byAddress.get(address)?.get(port)
  }

  /** True if one more flow of `address` is within the bounds. */
  hasRoom(address: string): boolean {
    const { flows, flowsPerAddress } = this.#limits
    return this.#size < flows && (this.#byAddress.get(address)?.size ?? 0) < flowsPerAddress
  }

  /** Adds a flow that is not there. */
  add(address: string, port: number, flow: T): void {
    let ports = this.#byAddress.get(address)
    if (ports === undefined) {
      ports = new Map()
      this.#byAddress.set(address, ports)
    }
    ports.set(port, flow)
    this.#size++
  }

  /** Removes `flow` if it is the one of that client. */
  delete(address: string, port: number, flow: T): void {
    const ports = this.#byAddress.get(address)
    if (ports?.get(port) !== flow) return
    ports.delete(port)
    this.#size--
    if (ports.size === 0) this.#byAddress.delete(address)
  }
}
