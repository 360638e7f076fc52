/**
 * HTTP/2 sessions with one endpoint, and streams on them.
 *
 *     open ─► session with room ─────────────► stream
 *              └ none: connect ─► session ──┘
 *
 * A session is given up for new streams when the endpoint says so (GOAWAY, RFC 9113 §6.8), has been
 * withdrawn or has another target; it closes when its last stream has ended. What a GOAWAY left
 * unprocessed ends with REFUSED_STREAM, which is the sign that it may be sent again (§8.7). One
 * whose endpoint does not answer any more is cut, and its streams go elsewhere.
 */

import { type ClientHttp2Session, type ClientHttp2Stream, connect, constants } from 'node:http2'
import type { Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'
import {
  H2_CONNECTION_WINDOW_BYTES,
  H2_KEEP_ALIVE_MS,
  H2_SESSION_MEGABYTES,
  H2_SESSIONS_MAX,
  H2_STREAM_WINDOW_BYTES,
  H2_STREAMS_ASSUMED,
  H2_UPSTREAM_IDLE_MS,
  HEAD_BYTES_MAX,
} from '../config.ts'
import type { OutgoingH2Headers } from '../http/h2-heads.ts'
import { SessionLiveness } from '../session-liveness.ts'
import { cutSession, isSent } from './h2-refusal.ts'
import {
  connectFailure,
  connectTo,
  type EndpointSessions,
  type Occupant,
  type UpstreamEndpoint,
  type UpstreamFailure,
  type UpstreamTarget,
} from './upstream.ts'

/** Who waits for a session. */
export type SessionUser = {
  /** How long a connection to the endpoint may take to be made. */
  readonly connectTimeoutMs: number
  /** A stream may be opened, now. */
  onSession(session: H2UpstreamSession): void
  onSessionFailure(failure: UpstreamFailure): void
}

/** The sessions of an endpoint; made when it is first asked. */
export function sessionsOf(endpoint: UpstreamEndpoint, nowMs: () => number): H2Sessions {
  endpoint.h2 ??= new H2Sessions(endpoint, nowMs)
  return endpoint.h2 as H2Sessions
}

export class H2Sessions implements EndpointSessions {
  readonly endpoint: UpstreamEndpoint
  readonly nowMs: () => number
  readonly #sessions = new Set<H2UpstreamSession>()

  constructor(endpoint: UpstreamEndpoint, nowMs: () => number) {
    this.endpoint = endpoint
    this.nowMs = nowMs
  }

  /** Tells `user` of a session with room, at once or when one has been connected. */
  open(user: SessionUser): void {
    let best: H2UpstreamSession | undefined
    for (const session of this.#sessions) {
      if (!session.isOpen) continue
      if (best === undefined || isBetter(session, best)) best = session
    }
    const hasRoom = best !== undefined && !best.isUnsure && best.load < best.streamsMax
    if (!hasRoom && this.#sessions.size < H2_SESSIONS_MAX) best = this.#connect(user)
    if (best === undefined) user.onSessionFailure('local')
    else best.admit(user)
  }

  #connect({ connectTimeoutMs }: SessionUser): H2UpstreamSession {
    const onGone = () => this.#sessions.delete(session)
    const session = new H2UpstreamSession(this, connectTimeoutMs, onGone)
    this.#sessions.add(session)
    return session
  }

  sweep(nowMs: number): void {
    for (const session of this.#sessions) session.sweep(nowMs)
  }

  withdraw(): void {
    for (const session of [...this.#sessions]) session.retire()
  }
}

function isBetter(a: H2UpstreamSession, b: H2UpstreamSession): boolean {
  return a.isUnsure === b.isUnsure ? a.load < b.load : b.isUnsure
}

export class H2UpstreamSession implements Occupant {
  /** What it was connected to. */
  readonly target: UpstreamTarget
  readonly #owner: H2Sessions
  readonly #liveness: SessionLiveness
  readonly #connectUntilMs: number
  readonly #socket: Socket
  readonly #onGone: () => void
  #session: ClientHttp2Session | undefined
  #waiting = new Set<SessionUser>()
  #streams = 0
  #idleSinceMs: number
  #isRetired = false
  #isGone = false
  #isDead = false
  #errorCode: string | undefined

  constructor(owner: H2Sessions, connectTimeoutMs: number, onGone: () => void) {
    this.#owner = owner
    this.#onGone = onGone
    const nowMs = owner.nowMs()
    this.#idleSinceMs = nowMs
    this.#connectUntilMs = nowMs + connectTimeoutMs
    this.#liveness = new SessionLiveness(nowMs)
    const { endpoint } = owner
    endpoint.occupy(this)
    this.target = endpoint.target
    this.#socket = connectTo(this.target, { protocols: ['h2'] })
    this.#socket.setKeepAlive(true, H2_KEEP_ALIVE_MS)
    this.#socket.on(this.target.tls === undefined ? 'connect' : 'secureConnect', () =>
      this.#start(),
    )
    this.#socket.on('error', error => {
      this.#errorCode = (error as NodeJS.ErrnoException).code
    })
    this.#socket.on('close', () => this.#gone())
  }

  /** True if new streams may be opened. */
  get isOpen(): boolean {
    return !this.#isRetired && !this.#isGone
  }

  /** True if it is not certain that the endpoint is still there. */
  get isUnsure(): boolean {
    return this.#liveness.isUnsure(this.#owner.nowMs())
  }

  /** True if it was cut because the endpoint did not answer. */
  get isDead(): boolean {
    return this.#isDead
  }

  /** Streams that are open or about to be. */
  get load(): number {
    return this.#streams + this.#waiting.size
  }

  /** Streams that the endpoint takes at a time. */
  get streamsMax(): number {
    return this.#session?.remoteSettings?.maxConcurrentStreams ?? H2_STREAMS_ASSUMED
  }

  /** Lets `user` open a stream as soon as the session is there. */
  admit(user: SessionUser): void {
    if (this.#session === undefined) this.#waiting.add(user)
    else user.onSession(this)
  }

  /** `user` wants no stream any more. */
  dismiss(user: SessionUser): void {
    this.#waiting.delete(user)
  }

  /** Opens a stream; undefined if the session has just come to its end or refuses the fields. */
  request(headers: OutgoingH2Headers, isEnd: boolean): ClientHttp2Stream | undefined {
    const session = this.#session
    if (session === undefined || session.closed || session.destroyed) return undefined
    let stream: ClientHttp2Stream | undefined
    const options = { endStream: isEnd, waitForTrailers: !isEnd }
    if (!isSent(() => (stream = session.request(headers, options)))) return undefined
    if (stream === undefined) return undefined
    this.#streams++
    stream.on('close', () => {
      this.#streams--
      this.#idleSinceMs = this.#owner.nowMs()
    })
    return stream
  }

  sweep(nowMs: number): void {
    const session = this.#session
    if (session === undefined) {
      if (nowMs >= this.#connectUntilMs) this.#fail('ETIMEDOUT')
      return
    }
    const isIdle = this.load === 0 && nowMs - this.#idleSinceMs >= H2_UPSTREAM_IDLE_MS
    if (isIdle) this.retire()
    if (session.destroyed) return
    const next = this.#liveness.sweep(nowMs, this.#socket.bytesRead, this.#streams > 0)
    if (next === 'dead') {
      this.#isDead = true
      this.destroy()
    } else if (next === 'ask') {
      session.ping(error => {
        if (error === null) this.#liveness.answered(this.#owner.nowMs())
      })
    }
  }

  /** Takes no new streams; closes when those that are open have ended. */
  retire(): void {
    if (this.#isRetired) return
    this.#isRetired = true
    // Who waits for it still gets a stream.
    if (this.#session !== undefined) this.#session.close()
    else if (this.#waiting.size === 0) this.#socket.destroy()
  }

  destroy(): void {
    this.#isRetired = true
    if (this.#session !== undefined) cutSession(this.#session, constants.NGHTTP2_CANCEL)
    this.#socket.destroy()
  }

  #start(): void {
    const { tls } = this.target
    if (tls !== undefined && (this.#socket as TLSSocket).alpnProtocol !== 'h2') {
      this.#fail('ERR_HTTP2_ERROR')
      return
    }
    const session = connect(tls === undefined ? 'http://endpoint' : 'https://endpoint', {
      createConnection: () => this.#socket,
      maxSessionMemory: H2_SESSION_MEGABYTES,
      settings: {
        enablePush: false,
        initialWindowSize: H2_STREAM_WINDOW_BYTES,
        maxHeaderListSize: HEAD_BYTES_MAX,
      },
    })
    this.#session = session
    this.#owner.endpoint.connected()
    session.on('connect', () => session.setLocalWindowSize(H2_CONNECTION_WINDOW_BYTES))
    session.on('goaway', () => this.retire())
    // 'close' follows, and streams learn it by themselves.
    session.on('error', () => undefined)
    session.on('close', () => this.#gone())
    const waiting = this.#waiting
    this.#waiting = new Set()
    for (const user of waiting) user.onSession(this)
    if (this.#isRetired) session.close()
  }

  #fail(code: string): void {
    this.#errorCode = code
    this.#socket.destroy()
  }

  #gone(): void {
    if (this.#isGone) return
    this.#isGone = true
    this.#onGone()
    this.#socket.destroy()
    const waiting = this.#waiting
    this.#waiting = new Set()
    const { endpoint } = this.#owner
    const isMoved = endpoint.isElsewhere(this.target)
    for (const user of waiting) {
      if (isMoved) this.#owner.open(user)
      else user.onSessionFailure(connectFailure(this.#errorCode))
    }
    endpoint.vacate(this)
  }
}
