/**
 * What a service may ask for below HTTP: UDP times, the PROXY protocol, a protocol of its own,
 * holding clients while nothing can serve them, and forwarding in the kernel.
 *
 * All of it is optional, and what is absent costs a connection nothing. The same fields stand in
 * the replicated specification of a service and in the route table.
 */

import { PolisError } from '@polis/base'
import { isNetwork } from './ip-address.ts'

/** The PROXY protocol (HAProxy, proxy-protocol.txt) on a service's port and to its endpoints. */
export type ProxyProtocol = {
  /** Networks (CIDR) whose connections must open with a PROXY header; others must not. */
  readonly acceptFrom?: readonly string[]
  /** The header that the service's endpoints are sent. */
  readonly send?: 'v1' | 'v2'
}

/** Clients wait for an endpoint instead of being refused. */
export type Hold = {
  /** Longest wait of one client, milliseconds. */
  readonly timeoutMs: number
  /** Clients that wait in one data thread; more are refused. */
  readonly max: number
}

export type L4Options = {
  /** Name of the registered protocol that finds the key to balance on (TCP). */
  readonly customProtocol?: string
  /** A UDP flow that never got an answer, or is younger than a stream, ends after this silence. */
  readonly udpIdleMs?: number
  /** A UDP flow that is a stream ends after this silence. */
  readonly udpStreamIdleMs?: number
  readonly proxyProtocol?: ProxyProtocol
  readonly hold?: Hold
  /**
   * Until then (milliseconds since 1970) new clients wait although there are endpoints, at most as
   * many and, where `hold` says so, as long as it allows.
   */
  readonly pausedUntilMs?: number
  /** `kernel`: forwarded by nftables where the node can (TCP and UDP). */
  readonly mode?: 'kernel'
}

const KEYS = [
  'customProtocol',
  'udpIdleMs',
  'udpStreamIdleMs',
  'proxyProtocol',
  'hold',
  'pausedUntilMs',
  'mode',
] as const satisfies readonly (keyof L4Options)[]

/** Those fields of `from` that are options below HTTP; absent ones stay absent. */
export function l4Options(from: L4Options): L4Options {
  const entries = KEYS.flatMap(key => (from[key] === undefined ? [] : [[key, from[key]]]))
  return Object.fromEntries(entries)
}

/** Throws `balancer/bad-route-table` unless the options of service `name` can be carried out. */
export function checkL4Options(options: L4Options, name: string): void {
  for (const key of ['udpIdleMs', 'udpStreamIdleMs'] as const) {
    const value = options[key]
    if (value !== undefined && !(value > 0)) throw bad(`service ${name} has ${key} ${value}`)
  }
  const { hold, proxyProtocol } = options
  if (hold !== undefined && !(hold.timeoutMs > 0 && hold.max > 0)) {
    throw bad(`service ${name} holds ${hold.max} clients for ${hold.timeoutMs} ms`)
  }
  for (const network of proxyProtocol?.acceptFrom ?? []) {
    if (!isNetwork(network)) throw bad(`service ${name} takes PROXY headers from '${network}'`)
  }
}

function bad(message: string): PolisError<'balancer/bad-route-table'> {
  return new PolisError('balancer/bad-route-table', { message })
}
