/**
 * A request on its way to an endpoint, whichever protocol the endpoint speaks.
 *
 *     open ─► ready ─► begin ─► send … end
 *       │        └──────────────► response ─► data … ─► complete
 *       └─► unreachable                  └─► broken
 *
 * Head and fields are written as the proxy writes them for HTTP/1.1 in one direction, and as HTTP/2
 * has them in the other.
 */

import type { OutgoingH2Headers } from '../http/h2-heads.ts'
import type { UpstreamFailure } from './upstream.ts'

/** Why a request that was sent came to nothing: `refused` if it is certain that nobody read it. */
export type Breakage = 'closed' | 'refused' | 'malformed'

/** Who is told what becomes of a request. After `onUnreachable`, `onBroken` or `onComplete` nothing. */
export type TransferUser = {
  /** The endpoint is there: `begin` may be called. */
  onReady(): void
  onUnreachable(failure: UpstreamFailure): void
  /** An interim response (RFC 9110 §15.2). */
  onInterim(headers: OutgoingH2Headers): void
  /** The final head, with `:status`; `isEnd` if it is the whole response. */
  onResponse(headers: OutgoingH2Headers, isEnd: boolean): void
  /** Part of the body. The bytes are the caller's to keep. */
  onData(bytes: Buffer): void
  onTrailers(trailers: OutgoingH2Headers): void
  onComplete(): void
  /** More of the request may be sent. */
  onDrain(): void
  /** `code` is the error code of HTTP/2 that came with it, if one did. */
  onBroken(breakage: Breakage, code?: number): void
  /** The endpoint's time is over: true if that was all that the client needs of the response. */
  onCut?(): boolean
}

export type Transfer = {
  /** Who is told. */
  user: TransferUser
  /** Finds a connection; one that has been used before only if `mayReuse`. */
  open(nowMs: number, mayReuse: boolean): void
  /** Sends a head; `isEnd` if it is the whole request. */
  begin(text: string, isEnd: boolean): void
  /** Sends part of the body; false if the rest should wait for `onDrain`. */
  send(bytes: Buffer): boolean
  /** The body is whole. */
  end(trailers: OutgoingH2Headers | undefined): void
  pause(): void
  resume(): void
  /** Gives it up; nothing more is told. */
  cancel(): void
  /** False if a failure may only mean that a connection had grown old. */
  readonly isSuspect: boolean
  readonly isConnected: boolean
}
