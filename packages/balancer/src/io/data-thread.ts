/**
 * What one data thread does: it runs the latest route table, and connections live through changes.
 *
 * A table replaces endpoints, services and ports by difference. An endpoint that is no longer named
 * gets nothing new from that moment; when its last connection has closed, `drained` is posted. A
 * port that is no longer named stops accepting, its idle connections are closed and the busy ones
 * close after their response.
 */

import { randomBytes } from 'node:crypto'
import { createServer } from 'node:net'
import { messageOf, type Random } from '@polis/base'
import type { EjectionReason } from '../attempts.ts'
import {
  ACCEPT_TURNS_MAX,
  CLIENT_CONNECTIONS_MAX,
  COUNTER_ROWS_MAX,
  LISTEN_BACKLOG,
  SWEEP_INTERVAL_MS,
} from '../config.ts'
import type { Counters } from '../counters.ts'
import type { ProtocolModules } from '../custom-protocol.ts'
import { HoldQueue, isPausedAt } from '../hold-queue.ts'
import { RequestHead } from '../http/request-head.ts'
import { ResponseHead } from '../http/response-head.ts'
import { HttpRules } from '../http/rules.ts'
import { type InheritedSockets, socketKey } from '../inherited-sockets.ts'
import type { Candidate } from '../pickers/picker.ts'
import { allocateLimits, type LimitMemory, RateLimiter } from '../rate-limiter.ts'
import { type Listener, listenerKey, type RouteTable, type Service } from '../routes.ts'
import { ServiceBalancer } from '../service-balancer.ts'
import { hasSameEndpoints, isOtherwise } from '../service-changes.ts'
import { type AccessBatch, AccessQueue } from './access-queue.ts'
import { HttpsPort } from './http-port.ts'
import { newListenerState, routeListener } from './listener-state.ts'
import { ProtocolRunner } from './protocol-runner.ts'
import { takeIn } from './take-in.ts'
import type { ListenerState, ServiceState, ThreadContext } from './thread-context.ts'
import { UdpPort } from './udp-port.ts'
import {
  type EndpointOwner,
  UpstreamEndpoint,
  type UpstreamTarget,
  upstreamTls,
} from './upstream.ts'

/** A table for data threads: with the rows of counters, and the ports behind port 0. */
export type ThreadTable = {
  readonly table: RouteTable
  /** Row of each service and endpoint, by id. */
  readonly serviceRows: ReadonlyMap<string, number>
  readonly endpointRows: ReadonlyMap<string, number>
  /** Actual port of each listener to run, by its key; a listener without one is left out. */
  readonly ports: ReadonlyMap<string, number>
}

/** What a data thread tells the control thread. */
export type ThreadEvent =
  | { readonly kind: 'ejected'; readonly endpointId: string; readonly failure: EjectionReason }
  | { readonly kind: 'readmitted'; readonly endpointId: string }
  | { readonly kind: 'drained'; readonly endpointId: string }
  /** A custom protocol cannot be used, or no more; its connections are refused from now on. */
  | { readonly kind: 'protocol-disabled'; readonly protocol: string; readonly reason: string }
  | { readonly kind: 'idle' }
  | ({ readonly kind: 'access' } & AccessBatch)

/** Outcome of a table: ports that could not be opened, and endpoints that still are in use. */
export type ThreadApplied = {
  readonly failed: ReadonlyMap<string, string>
  readonly draining: readonly string[]
}

export type DataThreadOptions = {
  readonly counters: Counters
  readonly random: Random
  readonly post: (event: ThreadEvent) => void
  /** Milliseconds, the same in all threads of the node. */
  readonly nowMs: () => number
  /** Whether several threads share a port. */
  readonly reusePort: boolean
  /** Beginning of the request ids this thread makes. */
  readonly requestIdPrefix: string
  /** What the keys of TLS session tickets are made of, the same in all threads; absent: its own. */
  readonly ticketSecret?: string
  /** What limits are counted in, shared by all threads, and the number of this one. */
  readonly limits?: LimitMemory
  readonly number?: number
  /** Listening sockets to take over instead of opening ports. */
  readonly inherited?: InheritedSockets
}

type OpenListener = {
  /** Stops accepting; what is open goes on. */
  readonly server: { close(): unknown }
  readonly state: ListenerState
  /** Connections that came in so far. */
  accepted: number
}

export class DataThread {
  readonly #options: DataThreadOptions
  readonly #context: ThreadContext
  readonly #endpoints = new Map<string, UpstreamEndpoint>()
  readonly #bySlot: UpstreamEndpoint[] = []
  readonly #services = new Map<string, ServiceState>()
  readonly #listeners = new Map<string, OpenListener>()
  readonly #ticketSecret: string
  /** UDP ports, those included that close with their last flow. */
  readonly #udpPorts = new Map<string, UdpPort>()
  readonly #sweeper: NodeJS.Timeout
  readonly #endpointOwner: EndpointOwner = {
    drained: endpoint => this.#drained(endpoint),
    connected: ({ slot, serviceRow }) => {
      this.#options.counters.connection(slot)
      this.#options.counters.connection(serviceRow)
    },
  }
  readonly #inherited: Map<string, number>
  #requestCount = 0
  #isStopping = false

  constructor(options: DataThreadOptions) {
    this.#options = options
    this.#inherited = new Map(options.inherited)
    this.#ticketSecret = options.ticketSecret ?? randomBytes(32).toString('hex')
    this.#context = {
      counters: options.counters,
      connections: new Set(),
      handshakes: new Set(),
      requestHead: new RequestHead(),
      responseHead: new ResponseHead(),
      protocols: new ProtocolRunner((protocol, reason) =>
        options.post({ kind: 'protocol-disabled', protocol, reason }),
      ),
      limiter: new RateLimiter(
        options.limits ?? allocateLimits(1, COUNTER_ROWS_MAX, 1),
        options.number ?? 0,
      ),
      random: options.random,
      accessQueue: new AccessQueue(batch => options.post({ kind: 'access', ...batch })),
      coarseMs: options.nowMs(),
      nowMs: options.nowMs,
      nextRequestId: () => `${options.requestIdPrefix}-${(++this.#requestCount).toString(36)}`,
      endpointAt: slot => this.#bySlot[slot]!,
      reportEjected: (endpointId, failure) =>
        options.post({ kind: 'ejected', endpointId, failure }),
      reportReadmitted: endpointId => options.post({ kind: 'readmitted', endpointId }),
    }
    this.#sweeper = setInterval(() => this.#sweep(), SWEEP_INTERVAL_MS)
  }

  /** Loads custom protocols; a table may name them from then on. */
  loadProtocols(modules: ProtocolModules): Promise<void> {
    return this.#context.protocols.load(modules)
  }

  /** Runs `next` from now on; resolves when its ports are open, or refused. */
  async apply(next: ThreadTable): Promise<ThreadApplied> {
    this.#applyEndpoints(next)
    this.#applyServices(next)
    const failed = await this.#applyListeners(next)
    const draining = [...this.#endpoints.values()]
      .filter(endpoint => endpoint.isWithdrawn)
      .map(endpoint => endpoint.id)
    return { failed, draining }
  }

  /** Cuts what still runs on withdrawn endpoints; those of the table are left alone. */
  cut(endpointIds: readonly string[]): void {
    for (const id of endpointIds) {
      const endpoint = this.#endpoints.get(id)
      if (endpoint?.isWithdrawn === true) endpoint.cut(this.#context.nowMs())
    }
  }

  /** The time of all that runs is over: what can say goodbye does. */
  cutAll(): void {
    for (const endpoint of this.#endpoints.values()) endpoint.cut(this.#context.nowMs())
  }

  /** A batch of access log lines has been written. */
  accessWritten(): void {
    this.#context.accessQueue.written()
  }

  /** Accepts nothing more and posts `idle` once the last connection has closed. */
  drain(): void {
    this.#isStopping = true
    for (const [key, listener] of this.#listeners) this.#closeListener(key, listener)
    this.#reportIdle()
  }

  /** Another thread or process is about to read the UDP ports: their flows stay in this one. */
  keepFlows(): void {
    for (const port of this.#udpPorts.values()) port.keepFlows()
  }

  /**
   * Another thread or process listens on the ports by now: takes in what waits to be accepted,
   * closes them, and posts `idle` once the last connection has ended by itself. `areShared`: the
   * other one has these very sockets.
   */
  retire(areShared: boolean): void {
    this.#isStopping = true
    for (const [key, listener] of this.#listeners) {
      if (listener.server instanceof UdpPort) listener.server.handOver(areShared)
      else this.#acceptThenClose(key, listener, listener.accepted, ACCEPT_TURNS_MAX)
    }
  }

  /** Closes a port when two turns of the loop have brought nobody: what waits then is reset. */
  #acceptThenClose(key: string, open: OpenListener, before: number, turns: number): void {
    setImmediate(() =>
      setImmediate(() => {
        const isQuiet = open.accepted === before || turns === 0
        if (isQuiet) this.#closeListener(key, open, true)
        else this.#acceptThenClose(key, open, open.accepted, turns - 1)
      }),
    )
  }

  /** Cuts everything. */
  stop(): void {
    this.drain()
    this.#context.protocols.stop()
    clearInterval(this.#sweeper)
    for (const connection of [...this.#context.connections]) connection.destroy()
    for (const endpoint of this.#endpoints.values()) endpoint.destroy()
  }

  #applyEndpoints(next: ThreadTable): void {
    const named = new Set<string>()
    for (const listener of next.table.listeners) {
      for (const service of listener.services) {
        const tls = upstreamTls(service)
        for (const { id, address, port } of service.endpoints) {
          named.add(id)
          const endpoint = this.#applyEndpoint(id, next.endpointRows.get(id)!, {
            address,
            port,
            tls,
          })
          endpoint.serviceRow = next.serviceRows.get(service.id)!
        }
      }
    }
    for (const endpoint of this.#endpoints.values()) {
      if (named.has(endpoint.id)) continue
      if (!endpoint.isWithdrawn) endpoint.withdraw()
      if (endpoint.isDrained) this.#endpoints.delete(endpoint.id)
    }
  }

  #applyEndpoint(id: string, slot: number, target: UpstreamTarget): UpstreamEndpoint {
    let endpoint = this.#endpoints.get(id)
    if (endpoint === undefined || endpoint.slot !== slot) {
      endpoint?.withdraw()
      endpoint = new UpstreamEndpoint(id, slot, target, this.#endpointOwner)
      this.#endpoints.set(id, endpoint)
      this.#bySlot[slot] = endpoint
    } else {
      endpoint.retarget(target)
    }
    endpoint.isWithdrawn = false
    return endpoint
  }

  #drained(endpoint: UpstreamEndpoint): void {
    if (this.#endpoints.get(endpoint.id) === endpoint) this.#endpoints.delete(endpoint.id)
    this.#options.post({ kind: 'drained', endpointId: endpoint.id })
  }

  #applyServices(next: ThreadTable): void {
    const named = new Set<string>()
    for (const service of next.table.listeners.flatMap(listener => listener.services)) {
      if (named.has(service.id)) continue
      named.add(service.id)
      this.#applyService(service, next)
    }
    for (const [id, state] of this.#services) {
      if (named.has(id)) continue
      this.#retire(state)
      this.#services.delete(id)
    }
  }

  /** A request in progress must not find an endpoint through a service that is gone. */
  #retire(state: ServiceState): void {
    const nowMs = this.#context.nowMs()
    state.balancer.update([], nowMs)
    state.service = { ...state.service, hold: undefined, pausedUntilMs: 0 }
    state.holds.release(nowMs)
  }

  #applyService(service: Service, next: ThreadTable): void {
    const row = next.serviceRows.get(service.id)!
    const before = this.#services.get(service.id)
    const state = before?.row === row ? before : this.#newService(service, row, before)
    const isSame = hasSameEndpoints(state.service, service) && !isOtherwise(state.service, service)
    if (state === before && !isSame) state.balancer.configure({ ...service, row })
    state.service = service
    state.rules = service.http && new HttpRules(service.http)
    if (state !== before || !isSame) {
      const candidates: Candidate[] = service.endpoints.map(({ id, weight, zone }) => ({
        id,
        weight,
        slot: next.endpointRows.get(id)!,
        zone,
      }))
      state.balancer.update(candidates, this.#context.nowMs(), service.zone)
    }
    this.#release(state)
  }

  #newService(service: Service, row: number, before: ServiceState | undefined): ServiceState {
    if (before !== undefined) this.#retire(before)
    const { counters, random } = this.#options
    const balancer = new ServiceBalancer({ ...service, row }, counters, random)
    const state = { service, row, balancer, holds: new HoldQueue(), rules: undefined }
    this.#services.set(service.id, state)
    return state
  }

  /** Clients that wait go on, once there is somewhere to go. */
  #release({ service, balancer, holds }: ServiceState): void {
    const nowMs = this.#context.nowMs()
    if (!isPausedAt(service, nowMs) && balancer.usableCount > 0) holds.release(nowMs)
  }

  /** A pause whose time is over: whoever waits is served, or waits as `hold` says. */
  #sweepPause(state: ServiceState, nowMs: number): void {
    const { pausedUntilMs, ...service } = state.service
    if (pausedUntilMs === undefined || nowMs < pausedUntilMs) return
    state.service = service
    state.holds.release(nowMs)
  }

  async #applyListeners(next: ThreadTable): Promise<ReadonlyMap<string, string>> {
    const failed = new Map<string, string>()
    const named = new Map(next.table.listeners.map(listener => [listenerKey(listener), listener]))
    for (const [key, open] of this.#listeners) {
      if (!named.has(key) || open.state.port !== next.ports.get(key)) this.#closeListener(key, open)
    }
    for (const [key, listener] of named) {
      const port = next.ports.get(key)
      if (port === undefined || this.#isStopping) continue
      const open = this.#listeners.get(key)
      if (open !== undefined) {
        if (listener.protocol === open.state.protocol) {
          this.#route(open.state, listener)
          continue
        }
        // The same port in another language: its new server is opened beside the old one.
        await this.#closed(key, open)
      }
      const reason = await this.#open(key, listener, port)
      if (reason !== undefined) failed.set(key, reason)
    }
    return failed
  }

  #route(state: ListenerState, listener: Listener): void {
    routeListener(state, listener, id => this.#services.get(id)!, this.#context.nowMs())
  }

  /** Opens a port; answers why it could not. */
  #open(key: string, listener: Listener, port: number): Promise<string | undefined> {
    const state = newListenerState(key, port, listener.protocol)
    if (listener.protocol === 'https') {
      state.https = new HttpsPort(state, this.#context, this.#ticketSecret)
    }
    this.#route(state, listener)
    if (listener.protocol === 'udp') {
      return this.#openUdp(state, listener.host, this.#takeInherited(listener, port))
    }
    const { customProtocol } = listener.services[0] ?? {}
    const problem =
      customProtocol === undefined ? undefined : this.#context.protocols.problem(customProtocol)
    if (problem !== undefined) return Promise.resolve(problem)
    const pauseOnConnect = listener.protocol === 'tcp' || listener.protocol === 'tls'
    const server = createServer({ allowHalfOpen: true, noDelay: true, pauseOnConnect })
    server.maxConnections = CLIENT_CONNECTIONS_MAX
    const open: OpenListener = { server, state, accepted: 0 }
    server.on('connection', socket => {
      open.accepted++
      takeIn(socket, state, this.#context)
    })
    const { promise, resolve } = Promise.withResolvers<string | undefined>()
    // Behind the start it would be a failed accept: that client is lost, the port goes on.
    server.on('error', error => resolve(messageOf(error)))
    const fd = this.#takeInherited(listener, port)
    const { host } = listener
    const { reusePort } = this.#options
    const where = fd === undefined ? { host, port, reusePort } : { fd }
    server.listen({ ...where, backlog: LISTEN_BACKLOG }, () => {
      this.#listeners.set(key, open)
      if (this.#isStopping) this.#closeListener(key, open)
      resolve(undefined)
    })
    return promise
  }

  /** The socket that this port already has, if one was handed over; it is taken once. */
  #takeInherited({ host, protocol }: Listener, port: number): number | undefined {
    const key = socketKey(protocol === 'udp' ? 'udp' : 'tcp', host, port)
    const fd = this.#inherited.get(key)
    this.#inherited.delete(key)
    return fd
  }

  async #openUdp(
    state: ListenerState,
    host: string,
    fd: number | undefined,
  ): Promise<string | undefined> {
    const { key } = state
    const { reusePort } = this.#options
    const closing = this.#udpPorts.get(key)
    closing?.reopen(state.sole)
    const onClosed = () => {
      this.#udpPorts.delete(key)
      if (this.#isStopping) this.#listeners.delete(key)
    }
    const where = fd === undefined ? { host, reusePort } : { fd, host }
    const port = closing ?? (await UdpPort.open(where, state, this.#context, onClosed))
    if (typeof port === 'string') return port
    this.#udpPorts.set(key, port)
    const open: OpenListener = { server: port, state: port.listener, accepted: 0 }
    this.#listeners.set(key, open)
    if (this.#isStopping) this.#closeListener(key, open)
    return undefined
  }

  /** Closes a port and resolves once it is free. */
  #closed(key: string, open: OpenListener): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#closeListener(key, open)
    // With connections left the server never says so, but its port is free at the next turn.
    setImmediate(resolve)
    return promise
  }

  /** `isPatient`: idle clients may send a last request instead of meeting a closed connection. */
  #closeListener(key: string, { server, state }: OpenListener, isPatient = false): void {
    state.isClosing = true
    server.close()
    this.#listeners.delete(key)
    for (const connection of [...this.#context.connections]) {
      if (connection.isOf(state)) connection.closeWhenIdle(isPatient)
    }
  }

  #sweep(): void {
    const nowMs = this.#context.nowMs()
    this.#context.coarseMs = nowMs
    // Before the deadlines: with the pause, the wait of those that it held ends well.
    for (const state of this.#services.values()) this.#sweepPause(state, nowMs)
    for (const connection of this.#context.connections) connection.sweep(nowMs)
    for (const endpoint of this.#endpoints.values()) endpoint.sweep(nowMs)
    for (const { state } of this.#listeners.values()) state.https?.sweep(nowMs)
    this.#context.limiter.sweep(nowMs)
    this.#context.accessQueue.flush()
    for (const { balancer } of this.#services.values()) this.#sweepOutliers(balancer, nowMs)
    if (this.#isStopping) this.#reportIdle()
  }

  #sweepOutliers(balancer: ServiceBalancer, nowMs: number): void {
    for (const { id, slot, reason } of balancer.sweep(nowMs)) {
      this.#options.counters.ejection(slot)
      this.#options.counters.ejection(balancer.row)
      this.#context.reportEjected(id, reason)
    }
  }

  #reportIdle(): void {
    const { connections, handshakes } = this.#context
    // A port that still listens takes in what waits to be accepted first.
    if (this.#listeners.size + this.#udpPorts.size + connections.size + handshakes.size > 0) return
    this.#context.accessQueue.flush()
    this.#options.post({ kind: 'idle' })
  }
}
