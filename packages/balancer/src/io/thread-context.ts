/**
 * What the connections of one data thread share: counters, time, endpoints and reusable parsers.
 *
 * Time comes in two grains: `nowMs()` asks the clock and is for latencies; `coarseMs` is as old as
 * the last sweep and is for deadlines, which are not looked at more often anyway.
 */

import type { Random } from '@polis/base'
import type { EndpointReports } from '../attempts.ts'
import type { Counters } from '../counters.ts'
import type { HoldQueue } from '../hold-queue.ts'
import type { RouteMatch } from '../http/options.ts'
import type { RequestHead } from '../http/request-head.ts'
import type { ResponseHead } from '../http/response-head.ts'
import type { HttpRules } from '../http/rules.ts'
import type { Networks } from '../ip-address.ts'
import type { RateLimiter } from '../rate-limiter.ts'
import type { RouteIndex } from '../route-index.ts'
import type { ListenerProtocol, Service } from '../routes.ts'
import type { ServerNames } from '../server-names.ts'
import type { ServiceBalancer } from '../service-balancer.ts'
import type { AccessQueue } from './access-queue.ts'
import type { HttpExchange } from './http-exchange.ts'
import type { HttpsPort } from './http-port.ts'
import type { ProtocolRunner } from './protocol-runner.ts'
import type { UpstreamEndpoint } from './upstream.ts'

/** A service as one thread runs it; `service` is replaced when a new table changes it. */
export type ServiceState = {
  service: Service
  readonly row: number
  balancer: ServiceBalancer
  /** Clients that wait for an endpoint of it. */
  readonly holds: HoldQueue
  /** What it asks of the HTTP data plane; undefined if it is nothing. */
  rules: HttpRules | undefined
}

/** A route to a service; the index needs host and path beside it. */
export type ServiceRoute = {
  readonly host?: string
  readonly path?: string
  readonly routes?: readonly RouteMatch[]
  readonly state: ServiceState
}

/** A port as its connections see it; a new table changes the fields, connections stay. */
export type ListenerState = {
  readonly key: string
  readonly port: number
  readonly protocol: ListenerProtocol
  routes: RouteIndex<ServiceRoute>
  /** The service that has a TCP or UDP port to itself. */
  sole: ServiceState | undefined
  /** The services of a TLS port. */
  names: ServerNames<ServiceRoute> | undefined
  /** Networks whose connections begin with a PROXY header. */
  proxyFrom: Networks | undefined
  /** Connections that one client address may have; `Infinity` without a limit. */
  clientConnectionsMax: number
  /** What shakes hands on a port of HTTP behind TLS. */
  https: HttpsPort | undefined
  /** True once the port is no longer in the table, or the thread is stopping. */
  isClosing: boolean
}

/** A connection that has deadlines. */
export type Swept = {
  /** Called every sweep. */
  sweep(nowMs: number): void
  /** True if it came in through that port. */
  isOf(listener: ListenerState): boolean
  /**
   * Closes it if nothing is in progress on it; else it closes after that. `isPatient`: what might
   * be about to carry a request stays for that one.
   */
  closeWhenIdle(isPatient?: boolean): void
  destroy(): void
}

export type ThreadContext = EndpointReports & {
  readonly counters: Counters
  readonly connections: Set<Swept>
  /** Connections in their TLS handshake, by both ends. */
  readonly handshakes: Set<string>
  readonly requestHead: RequestHead
  readonly responseHead: ResponseHead
  /** Exchanges of HTTP/1.1 that are over, for the next requests. */
  readonly freeExchanges: HttpExchange[]
  readonly protocols: ProtocolRunner
  readonly limiter: RateLimiter
  readonly random: Random
  readonly accessQueue: AccessQueue
  /** Time as of the last sweep. */
  coarseMs: number
  nowMs(): number
  nextRequestId(): string
  endpointAt(slot: number): UpstreamEndpoint
}
