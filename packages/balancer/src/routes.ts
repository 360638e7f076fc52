/**
 * The route table: everything a data thread needs to know, as plain data.
 *
 * The control thread makes a table from the replicated state and gossip and pushes it whole; data
 * threads never change one. Endpoints in it are routable: what is not is simply not in it.
 */

import { isDeepStrictEqual } from 'node:util'
import { PolisError } from '@polis/base'
import {
  CONNECT_TIMEOUT_MS,
  DRAIN_MS,
  HTTP_IDLE_TIMEOUT_MS,
  TUNNEL_IDLE_TIMEOUT_MS,
} from './config.ts'
import type { HttpOptions } from './http/options.ts'
import { checkL4Options, type L4Options } from './l4-options.ts'
import { type BalancingPolicy, policyProblems, type ZonePreference } from './policy.ts'
import { routeClaims } from './route-claims.ts'

/** How an endpoint is chosen. */
export const ALGORITHMS = [
  'round-robin',
  'weighted-round-robin',
  'least-connections',
  'random',
  'power-of-two-choices',
  'ip-hash',
  'consistent-hash',
  'peak-ewma',
  'maglev',
  'rendezvous',
  'prequal',
] as const
export type Algorithm = (typeof ALGORITHMS)[number]

/** Those that go by a hash of the request alone, so every node answers the same. */
export const HASH_ALGORITHMS = ['ip-hash', 'consistent-hash', 'maglev', 'rendezvous'] as const
export type HashAlgorithm = (typeof HASH_ALGORITHMS)[number]

export function isHashing(algorithm: Algorithm): algorithm is HashAlgorithm {
  return HASH_ALGORITHMS.includes(algorithm as HashAlgorithm)
}

/**
 * What a service speaks; `grpc` is HTTP/2 to its endpoints. `tls`: passed through unopened, the
 * service chosen by the name that the client asks for (SNI).
 */
export type Protocol = 'http' | 'https' | 'grpc' | 'tcp' | 'udp' | 'tls'

/** What a port speaks: `https` is HTTP behind TLS. */
export type ListenerProtocol = Exclude<Protocol, 'grpc'>

/** True for protocols that are HTTP inside. */
export function isHttp(protocol: Protocol): protocol is 'http' | 'https' | 'grpc' {
  return protocol === 'http' || protocol === 'https' || protocol === 'grpc'
}

/** One replica. `id` is unique in the cluster; an id is never reused for another replica. */
export type Endpoint = {
  readonly id: string
  readonly address: string
  readonly port: number
  /** Relative share, above 0. */
  readonly weight: number
  readonly zone?: string
}

/**
 * A signed cookie that names the endpoint. `key` is the replicated signing key. With `maxAgeMs` it
 * ends that long after the client's last request; without, with the client's session.
 */
export type Sticky = {
  readonly cookie: string
  readonly key: string
  readonly maxAgeMs?: number
}

/** What hashes but `ip-hash` hash. */
export type HashBy = 'address' | 'path' | { readonly header: string }

/**
 * What becomes of X-Forwarded-* of the client: replaced (it could be a lie), appended to (there is
 * a trusted proxy in front), or passed on untouched.
 */
export type Forwarded = 'replace' | 'append' | 'off'

export type Service = L4Options & {
  readonly id: string
  readonly name: string
  readonly namespace: string
  readonly algorithm: Algorithm
  readonly protocol: Protocol
  /** Only requests for this host, compared without case; absent: any host. */
  readonly host?: string
  /** Only requests at or below this path; absent: `/`. */
  readonly path?: string
  readonly sticky?: Sticky
  readonly hashBy?: HashBy
  readonly forwarded?: Forwarded
  /** How long a request may go on after its endpoint was withdrawn. */
  readonly drainMs: number
  readonly connectTimeoutMs: number
  /** An exchange, or a TCP connection, in which nothing moves for this long is cut. */
  readonly idleTimeoutMs: number
  /** What else it asks of the HTTP data plane. */
  readonly http?: HttpOptions
  readonly endpoints: readonly Endpoint[]
  /** True if too few endpoints were healthy and the table holds the unhealthy ones as well. */
  readonly isPanic: boolean
  readonly policy?: BalancingPolicy
  /** The node's own zone first; absent: all zones alike. */
  readonly zone?: ZonePreference
}

/**
 * A port. One TCP or UDP service, HTTP services with distinct host and path, or TLS services with
 * distinct host.
 */
export type Listener = {
  readonly host: string
  /** 0: any free port; `apply` says which. */
  readonly port: number
  readonly protocol: ListenerProtocol
  readonly services: readonly Service[]
}

/** `version` is the Raft index that the table reflects; it never goes back. */
export type RouteTable = { readonly version: number; readonly listeners: readonly Listener[] }

/** A service with the defaults of this package for what `given` leaves out. */
export function newService(
  given: Pick<Service, 'id' | 'name' | 'endpoints'> & Partial<Service>,
): Service {
  return {
    namespace: 'default',
    algorithm: 'round-robin',
    protocol: 'http',
    drainMs: DRAIN_MS,
    connectTimeoutMs: CONNECT_TIMEOUT_MS,
    idleTimeoutMs: isHttp(given.protocol ?? 'http') ? HTTP_IDLE_TIMEOUT_MS : TUNNEL_IDLE_TIMEOUT_MS,
    isPanic: false,
    ...given,
  }
}

/** What rules a port, whichever of its services a connection turns out to be for. */
type PortRules = Pick<Service, 'proxyProtocol' | 'http'>

/** What the port of a service speaks. */
export function listenerProtocol(service: Pick<Service, 'protocol' | 'http'>): ListenerProtocol {
  if (!isHttp(service.protocol)) return service.protocol
  return service.protocol === 'https' || service.http?.certificates !== undefined ? 'https' : 'http'
}

/**
 * Why two services cannot be on one port, as its rules hold before anybody knows which of them a
 * connection is for; undefined if they agree.
 */
export function portRuleConflict(a: PortRules, b: PortRules): string | undefined {
  const [ours, theirs] = [a, b].map(one => ({
    'proxyProtocol.accept': [...new Set(one.proxyProtocol?.acceptFrom ?? [])].sort(),
    'limits.clientConnections': one.http?.limits?.clientConnections,
  }))
  return Object.keys(ours!).find(
    key => !isDeepStrictEqual(ours![key as keyof typeof ours], theirs![key as keyof typeof ours]),
  )
}

/** Names a listener through tables; a listener on any free port is known by its first service. */
export function listenerKey(listener: Listener): string {
  const suffix = listener.port === 0 ? `:${listener.services[0]?.id ?? ''}` : ''
  const transport = listener.protocol === 'udp' ? '/udp' : ''
  return `${listener.host}:${listener.port}${suffix}${transport}`
}

/** Throws `balancer/bad-route-table` unless `table` can be carried out as it stands. */
export function checkRouteTable(table: RouteTable): void {
  const ports = new Set<string>()
  for (const listener of table.listeners) {
    const key = listenerKey(listener)
    if (ports.has(key)) throw badTable(`port ${key} is listed twice`)
    ports.add(key)
    checkPort(listener.port, key)
    const claims = new Set<string>()
    for (const service of listener.services) {
      const own = routeClaims(service)
      const twice = own.find(claim => claims.has(claim))
      if (twice !== undefined) throw badTable(`port ${key} is claimed twice for '${twice}'`)
      if (listenerProtocol(service) !== listener.protocol) {
        throw badTable(`service ${service.name} speaks ${service.protocol}, port ${key} does not`)
      }
      for (const claim of own) claims.add(claim)
      const [problem] = policyProblems(service.policy ?? {})
      if (problem !== undefined) throw badTable(`service ${service.name}: ${problem}`)
      checkL4Options(service, service.name)
      for (const endpoint of service.endpoints) checkEndpoint(endpoint)
    }
  }
}

function checkEndpoint(endpoint: Endpoint): void {
  checkPort(endpoint.port, `of endpoint ${endpoint.id}`)
  if (!(endpoint.weight > 0 && Number.isFinite(endpoint.weight))) {
    throw badTable(`endpoint ${endpoint.id} has weight ${endpoint.weight}`)
  }
}

function checkPort(port: number, name: string): void {
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw badTable(`port ${port} ${name}`)
}

function badTable(message: string): PolisError<'balancer/bad-route-table'> {
  return new PolisError('balancer/bad-route-table', { message })
}
