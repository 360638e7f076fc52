/**
 * How nodes talk: requests, one-way messages and streams between peers known by their id.
 *
 * Everything above sees this interface only. `io/libp2p-transport.ts` is the real one (libp2p over
 * TCP and TLS); `memory-transport.ts` is its in-memory twin for tests and single-process use.
 *
 * A peer that is not a member may speak the protocols marked `open` (hello and join) and nothing
 * else; who is a member is decided by `authorize`. Between the two are clients: programs that have
 * proven something to this node, and may call the methods marked `clients`.
 */

/** A libp2p peer id in its text form: the identity of a node, proven by TLS. */
export type PeerId = string

/** Where a peer can be dialled: an IP address or DNS name, and a TCP port. */
export type PeerAddress = { readonly host: string; readonly port: number }

/** A connection to a peer came up or went away; `down` follows the last connection's close. */
export type LinkEvent = { readonly kind: 'up' | 'down'; readonly peer: PeerId }

/** What a fresh TCP dial met: somebody accepted, nobody listens, or no answer in time. */
export type DialOutcome = 'accepted' | 'refused' | 'unreachable'

/** Whom a method is served to; each includes those before it. */
export type Access = 'members' | 'clients' | 'open'

/** Answers a request; what it throws as `PolisError` reaches the caller with the same code. */
export type RequestHandler = (
  body: Uint8Array,
  from: PeerId,
  signal: AbortSignal,
) => Promise<Uint8Array> | Uint8Array

/** Answers a request with many messages; stops when `signal` aborts. */
export type StreamHandler = (
  body: Uint8Array,
  from: PeerId,
  signal: AbortSignal,
) => AsyncIterable<Uint8Array>

export type RequestOptions = { readonly timeoutMs: number; readonly signal?: AbortSignal }

export type Transport = {
  readonly self: PeerId
  /** Where it listens, valid after `start`. */
  readonly address: PeerAddress
  start(): Promise<void>
  stop(): Promise<void>

  /** Remembers where `peer` can be dialled, replaces what was known, and keeps it connected. */
  setAddress(peer: PeerId, address: PeerAddress): void
  /** Forgets the address of `peer` and stops dialling it; open connections stay. */
  forget(peer: PeerId): void
  /** Asks `authorize` about `peer` anew from now on: closes every connection, forgets it. */
  revoke(peer: PeerId): Promise<void>
  /** Dials an address whose peer is not known yet and answers with the id that TLS proved. */
  dial(address: PeerAddress, options: RequestOptions): Promise<PeerId>
  /** Closes every connection to `peer`. */
  disconnect(peer: PeerId): Promise<void>
  /** Peers with at least one open connection. */
  connected(): PeerId[]

  /** One request, one answer, over the long-lived RPC stream of that peer. */
  request(
    peer: PeerId,
    method: string,
    body: Uint8Array,
    options: RequestOptions,
  ): Promise<Uint8Array>
  /** Serves `method` to `access`, members unless it says more. */
  handle(method: string, handler: RequestHandler, access?: Access): void

  /**
   * Sends a one-way message over the long-lived stream of `channel`: in order, at most once, never
   * waiting. False if it was dropped because the peer is not connected (a dial starts in the
   * background) or its buffer is full.
   */
  send(peer: PeerId, channel: string, message: Uint8Array): boolean
  /** Receives the messages of `channel`. */
  receive(channel: string, handler: (message: Uint8Array, from: PeerId) => void): void

  /** A stream of its own: one request, many answers (logs, events, bulk), with backpressure. */
  openStream(
    peer: PeerId,
    method: string,
    body: Uint8Array,
    signal: AbortSignal,
  ): AsyncIterable<Uint8Array>
  handleStream(method: string, handler: StreamHandler): void

  /** Calls `listener` for every link event; the answer stops it. */
  onLink(listener: (event: LinkEvent) => void): () => void
  /** Dials `address` anew, bypassing every open connection, and says what it met. */
  probeDial(address: PeerAddress, timeoutMs: number): Promise<DialOutcome>
}

/** Whether `peer` may speak member protocols now. May ask other members first. */
export type Authorize = (peer: PeerId) => boolean | Promise<boolean>
