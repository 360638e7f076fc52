/**
 * The connections of one thread to one endpoint.
 *
 * Idle ones are kept on a stack, so the most recent is used first and the rest grow old and are
 * closed before the server would close them. Where an endpoint is, and how it is spoken to, is its
 * target: a connection that was made for another target takes no further request. An endpoint that
 * was withdrawn gets nothing new; when its last connection has closed, its owner is told.
 */

import { connect, isIP, type OnReadOpts, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { isDeepStrictEqual } from 'node:util'
import type { ConnectFailure } from '../attempts.ts'
import {
  GOODBYE_MS,
  READ_BUFFER_BYTES,
  UPSTREAM_IDLE_CONNECTIONS_MAX,
  UPSTREAM_IDLE_MARGIN_MS,
  UPSTREAM_IDLE_MS,
} from '../config.ts'
import type { Service } from '../routes.ts'

/** How a connect failed, or that a connection has closed. */
export type UpstreamFailure = ConnectFailure | 'closed'

/**
 * What endpoints send is read into one buffer for the whole thread: a read allocates nothing. Its
 * content is good until the reader returns; who keeps any of it copies it.
 */
export const READ_BUFFER = Buffer.allocUnsafeSlow(READ_BUFFER_BYTES)

/** Who uses a connection at the moment. */
export type UpstreamUser = {
  onUpstreamConnect(): void
  /** `bytes` are only lent: they change with the next read of any connection. */
  onUpstreamData(bytes: Buffer): void
  /** The endpoint will send no more. */
  onUpstreamEnd(): void
  /** What was written has been taken; more may be written. */
  onUpstreamDrain(): void
  /** The connection is gone, or was never made. */
  onUpstreamFailure(failure: UpstreamFailure): void
  /** The endpoint's time is over: true if it ends by itself in a moment, as its protocol has it. */
  onUpstreamCut?(): boolean
}

/** Anything that occupies an endpoint until it is destroyed. */
export type Occupant = {
  destroy(): void
  /** As `onUpstreamCut`. */
  takeLeave?(): boolean
}

const LOCAL_ERRORS: ReadonlySet<string> = new Set([
  'EMFILE',
  'ENFILE',
  'EADDRNOTAVAIL',
  'ENOBUFS',
  'ENOMEM',
])

/** What an error code of a connect says about the endpoint. */
export function connectFailure(code: string | undefined): ConnectFailure {
  if (code === 'ECONNREFUSED') return 'refused'
  if (code === 'ETIMEDOUT') return 'timeout'
  return code !== undefined && LOCAL_ERRORS.has(code) ? 'local' : 'unreachable'
}

/** How long a connection may be idle whose server said `Keep-Alive: timeout=`; below 0: it did not. */
export function upstreamIdleMs(timeoutSeconds: number): number {
  if (timeoutSeconds < 0) return UPSTREAM_IDLE_MS
  return Math.min(UPSTREAM_IDLE_MS, timeoutSeconds * 1000 - UPSTREAM_IDLE_MARGIN_MS)
}

/** TLS to an endpoint: authorities (PEM), the name it must have, and whether that is checked. */
export type UpstreamTls = {
  readonly ca?: string
  readonly serverName?: string
  readonly isVerified: boolean
}

/** What a service says about TLS to its endpoints; files have become texts by now. */
export function upstreamTls({ http }: Pick<Service, 'http'>): UpstreamTls | undefined {
  const upstream = http?.upstream
  if (upstream?.isTls !== true) return undefined
  const { ca, serverName, isVerified = true } = upstream
  return {
    ...(ca !== undefined && 'pem' in ca ? { ca: ca.pem } : {}),
    ...(serverName === undefined ? {} : { serverName }),
    isVerified,
  }
}

/** Where an endpoint is connected to, and how; without `tls` in the clear. */
export type UpstreamTarget = {
  readonly address: string
  readonly port: number
  readonly tls?: UpstreamTls | undefined
}

/** HTTP/2 sessions with one endpoint. */
export type EndpointSessions = {
  sweep(nowMs: number): void
  /** Sessions take nothing new and close when their streams have ended. */
  withdraw(): void
}

/** How a socket to an endpoint differs from others. */
export type SocketOptions = {
  readonly allowHalfOpen?: boolean
  readonly onread?: OnReadOpts
  readonly protocols?: readonly string[]
}

/** Connects to a target, with TLS if it asks for it. */
export function connectTo(target: UpstreamTarget, options: SocketOptions): Socket {
  const { tls, address, port } = target
  const { protocols, ...rest } = options
  const tcp = { host: address, port, noDelay: true, ...rest }
  if (tls === undefined) return connect(tcp)
  const name = tls.serverName ?? address
  return connectTls({
    ...tcp,
    ...(tls.ca === undefined ? {} : { ca: tls.ca }),
    // An address is no server name (RFC 6066 §3), but it is what the certificate has to name.
    ...(isIP(name) === 0 ? { servername: name } : {}),
    rejectUnauthorized: tls.isVerified,
    minVersion: 'TLSv1.2',
    ALPNProtocols: [...(protocols ?? ['http/1.1'])],
  })
}

/** Who is told what becomes of an endpoint. */
export type EndpointOwner = {
  /** Nothing is connected to it any more, and it has been withdrawn. */
  drained(endpoint: UpstreamEndpoint): void
  connected(endpoint: UpstreamEndpoint): void
}

/** An endpoint as one thread knows it. `slot` is its row of counters. */
export class UpstreamEndpoint {
  readonly id: string
  readonly slot: number
  #target: UpstreamTarget
  /** Its HTTP/2 sessions, if it was ever asked for one. */
  h2: EndpointSessions | undefined
  isWithdrawn = false
  /** Row of counters of the service that it is of. */
  serviceRow = 0
  readonly #occupants = new Set<Occupant>()
  /** When the goodbyes of a cut are over. */
  #cutMs = Number.POSITIVE_INFINITY
  readonly #idle: UpstreamConnection[] = []
  readonly #owner: EndpointOwner

  constructor(id: string, slot: number, target: UpstreamTarget, owner: EndpointOwner) {
    this.id = id
    this.slot = slot
    this.#target = target
    this.#owner = owner
  }

  /** A connection to it has been made. */
  connected(): void {
    this.#owner.connected(this)
  }

  /** What new connections are made to; the same object until it changes. */
  get target(): UpstreamTarget {
    return this.#target
  }

  /** True if `target` is where it was: that nobody is there says nothing about where it is. */
  isElsewhere(target: UpstreamTarget): boolean {
    return target !== this.#target && !this.isWithdrawn
  }

  /** New requests go to `target`; connections to another one end with what is on them. */
  retarget(target: UpstreamTarget): void {
    if (isDeepStrictEqual(target, this.#target)) return
    this.#target = target
    this.#closeIdle()
  }

  /** True if nothing of this thread is connected to it. */
  get isDrained(): boolean {
    return this.#occupants.size === 0
  }

  occupy(occupant: Occupant): void {
    this.#occupants.add(occupant)
  }

  vacate(occupant: Occupant): void {
    if (!this.#occupants.delete(occupant)) return
    if (this.isWithdrawn && this.isDrained) this.#owner.drained(this)
  }

  /** The most recently used idle connection, if it has been idle for less than `idleMsMax`. */
  take(idleMsMax: number, nowMs: number): UpstreamConnection | undefined {
    for (;;) {
      const connection = this.#idle.at(-1)
      if (connection === undefined || nowMs - connection.idleSinceMs >= idleMsMax) return undefined
      this.#idle.pop()
      if (connection.isUsable(nowMs)) return connection
      connection.destroy()
    }
  }

  /** Keeps a connection for the next request, for `idleMs`, or closes it. */
  put(connection: UpstreamConnection, idleMs: number, nowMs: number): void {
    connection.user = undefined
    connection.idleSinceMs = nowMs
    connection.idleMs = idleMs
    const isFull = this.#idle.length >= UPSTREAM_IDLE_CONNECTIONS_MAX
    const isLast = this.isWithdrawn || isFull || connection.isOutdated
    if (isLast || !connection.isUsable(nowMs)) connection.destroy()
    else this.#idle.push(connection)
  }

  /** Forgets an idle connection that has closed. */
  drop(connection: UpstreamConnection): void {
    const index = this.#idle.indexOf(connection)
    if (index >= 0) this.#idle.splice(index, 1)
  }

  /** Closes idle connections whose time is over. */
  sweep(nowMs: number): void {
    this.h2?.sweep(nowMs)
    if (nowMs >= this.#cutMs) {
      this.#cutMs = Number.POSITIVE_INFINITY
      this.destroy()
    }
    for (let i = this.#idle.length - 1; i >= 0; i--) {
      const connection = this.#idle[i]!
      if (!connection.isUsable(nowMs)) connection.destroy()
    }
  }

  /** Nothing new goes to it; what is idle is closed now, what is in use when it has ended. */
  withdraw(): void {
    this.isWithdrawn = true
    this.#closeIdle()
  }

  #closeIdle(): void {
    this.h2?.withdraw()
    for (const connection of [...this.#idle]) connection.destroy()
    this.#idle.length = 0
  }

  /** Closes everything; what can say goodbye gets a moment for it. */
  cut(nowMs: number): void {
    this.#cutMs = nowMs + GOODBYE_MS
    for (const occupant of [...this.#occupants]) {
      if (occupant.takeLeave?.() !== true) occupant.destroy()
    }
  }

  /** Closes everything at once. */
  destroy(): void {
    for (const occupant of [...this.#occupants]) occupant.destroy()
  }
}

/** One HTTP connection to an endpoint, for one exchange after another. */
export class UpstreamConnection implements Occupant {
  readonly endpoint: UpstreamEndpoint
  /** What it was made to; its endpoint may have another by now. */
  readonly target: UpstreamTarget
  readonly socket: Socket
  user: UpstreamUser | undefined
  isConnected = false
  /** Exchanges so far, the present one included. */
  uses = 0
  idleSinceMs = 0
  idleMs = 0
  #errorCode: string | undefined

  constructor(endpoint: UpstreamEndpoint, user: UpstreamUser) {
    this.endpoint = endpoint
    this.target = endpoint.target
    this.user = user
    const onread = { buffer: READ_BUFFER, callback: (size: number) => this.#onRead(size) }
    this.socket = connectTo(this.target, { allowHalfOpen: true, onread })
    endpoint.occupy(this)
    this.#listen()
  }

  /** True if its endpoint is elsewhere by now, so that its failure says nothing of it. */
  get isOutdated(): boolean {
    return this.endpoint.isElsewhere(this.target)
  }

  /** True if the next request may be sent on it. */
  isUsable(nowMs: number): boolean {
    return this.socket.writable && this.socket.readable && nowMs - this.idleSinceMs < this.idleMs
  }

  takeLeave(): boolean {
    return this.user?.onUpstreamCut?.() === true
  }

  destroy(): void {
    this.socket.destroy()
    this.#gone()
  }

  #listen(): void {
    const { socket } = this
    socket.on(this.target.tls === undefined ? 'connect' : 'secureConnect', () => {
      this.isConnected = true
      this.endpoint.connected()
      this.user?.onUpstreamConnect()
    })
    socket.on('end', () => {
      if (this.user === undefined) this.destroy()
      else this.user.onUpstreamEnd()
    })
    socket.on('drain', () => this.user?.onUpstreamDrain())
    socket.on('error', error => {
      this.#errorCode = (error as NodeJS.ErrnoException).code
    })
    socket.on('close', () => this.#gone())
  }

  #onRead(size: number): boolean {
    // Bytes that nobody asked for could be taken for the answer to the next request.
    if (this.user === undefined) this.destroy()
    else this.user.onUpstreamData(READ_BUFFER.subarray(0, size))
    return true
  }

  #gone(): void {
    const { user } = this
    this.user = undefined
    this.endpoint.drop(this)
    user?.onUpstreamFailure(this.isConnected ? 'closed' : connectFailure(this.#errorCode))
    this.endpoint.vacate(this)
  }
}
