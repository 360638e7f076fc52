/**
 * A connection that has switched to another protocol (RFC 9110 §7.8): bytes pass both ways, each
 * direction closes on its own.
 *
 *     passing ──endpoint's drain is over──► WebSocket: each direction goes on to the end of its
 *        │                                  frame, then Close 1001 ─► both closed
 *        └── any other protocol: cut
 *
 * A WebSocket's two ends are told that they lose one another (RFC 6455 §7.4.1), so that clients come
 * back at once instead of waiting for a connection that nobody answers.
 */

import { FrameReader, goingAwayFrame } from '../http/websocket-frames.ts'
import type { HttpConnection } from './http-connection.ts'
import { writeLent } from './socket-writes.ts'
import type { UpstreamConnection, UpstreamUser } from './upstream.ts'

/** What a tunnel is told when it begins. */
export type TunnelOptions = {
  readonly isWebSocket: boolean
  /** How long nothing may pass, ms. */
  readonly idleMs: number
  /** It is over, after so many bytes of the client and of the endpoint. */
  readonly onEnd: (bytesIn: number, bytesOut: number) => void
}

export class Tunnel implements UpstreamUser {
  readonly #client: HttpConnection
  readonly #upstream: UpstreamConnection
  readonly #options: TunnelOptions
  /** Frames of the client and of the endpoint; undefined if it is no WebSocket. */
  readonly #frames: { readonly up: FrameReader; readonly down: FrameReader } | undefined
  #bytesIn = 0
  #bytesOut = 0
  #isLeaving = false
  /** Directions in which the tunnel has said goodbye. */
  #isUpOver = false
  #isDownOver = false
  #isDone = false

  constructor(client: HttpConnection, upstream: UpstreamConnection, options: TunnelOptions) {
    this.#client = client
    this.#upstream = upstream
    this.#options = options
    const { isWebSocket } = options
    this.#frames = isWebSocket ? { up: new FrameReader(), down: new FrameReader() } : undefined
    upstream.user = this
    this.#touch()
  }

  onUpstreamConnect(): void {}

  onUpstreamData(bytes: Buffer): void {
    if (this.#isDownOver) return
    this.#touch()
    const passed = this.#readOn(this.#frames?.down, bytes)
    this.#bytesOut += passed.length
    if (!writeLent(this.#client.socket, passed)) this.#upstream.socket.pause()
    this.#leave()
  }

  onUpstreamDrain(): void {
    if (!this.#isDone) this.#client.socket.resume()
  }

  /** After a goodbye it is its answer, and the end. */
  onUpstreamEnd(): void {
    if (this.#isDone) this.#drop()
    else this.#client.socket.end()
  }

  onUpstreamFailure(): void {
    this.#end()
  }

  onUpstreamCut(): boolean {
    if (this.#frames === undefined) return false
    this.#isLeaving = true
    this.#leave()
    return true
  }

  /** Bytes of the client. */
  onClientData(bytes: Buffer): void {
    if (this.#isUpOver) return
    this.#touch()
    const passed = this.#readOn(this.#frames?.up, bytes)
    this.#bytesIn += passed.length
    if (!this.#upstream.socket.write(passed)) this.#client.socket.pause()
    this.#leave()
  }

  onClientDrain(): void {
    this.#upstream.socket.resume()
  }

  /** The client will send no more; the endpoint still may. */
  onClientEnd(): void {
    this.#upstream.socket.end()
  }

  onClientClosed(): void {
    if (this.#isDone) return
    this.#drop()
    this.#end()
  }

  onDeadline(): void {
    this.#drop()
    this.#end()
  }

  /** What of `bytes` is passed on: all, or up to the end of a frame once it is leaving. */
  #readOn(frames: FrameReader | undefined, bytes: Buffer): Buffer {
    if (this.#isLeaving && frames !== undefined) return bytes.subarray(0, frames.readFrame(bytes))
    frames?.read(bytes)
    return bytes
  }

  /** Says goodbye in each direction that is between two frames, unless that side has done so. */
  #leave(): void {
    if (!this.#isLeaving || this.#isDone) return
    const { up, down } = this.#frames!
    if (!this.#isDownOver && down.isBetween) {
      this.#isDownOver = true
      if (!down.hasClose) this.#client.socket.write(goingAwayFrame())
      this.#upstream.socket.resume()
    }
    if (!this.#isUpOver && up.isBetween) {
      this.#isUpOver = true
      const mask = this.#client.context.random.int(2 ** 32)
      if (!up.hasClose) this.#upstream.socket.write(goingAwayFrame(mask))
      this.#client.socket.resume()
    }
    if (this.#isDownOver && this.#isUpOver) this.#end()
  }

  #end(): void {
    if (this.#isDone) return
    this.#isDone = true
    this.#options.onEnd(this.#bytesIn, this.#bytesOut)
    this.#client.exchangeDone(false)
  }

  #drop(): void {
    this.#upstream.user = undefined
    this.#upstream.destroy()
  }

  #touch(): void {
    this.#client.deadlineMs = this.#client.context.coarseMs + this.#options.idleMs
  }
}
