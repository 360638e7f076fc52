/**
 * Every bound of the transport, with its reason.
 *
 * Bounds on bytes exist so that a slow or broken peer costs a known amount of memory; bounds on
 * time so that nothing waits for ever.
 */

/** Bounds and intervals; `DEFAULT_TRANSPORT_CONFIG` gives each its value and reason. */
export type TransportConfig = {
  readonly frameBytesMax: number
  readonly strangerFrameBytesMax: number
  readonly channelBufferBytes: number
  readonly rpcBufferBytes: number
  readonly inFlightRequestsMax: number
  readonly servedRequestsMax: number
  readonly strangerRequestsMax: number
  readonly streamWindowBytes: number
  readonly streamsPerPeerMax: number
  readonly dialTimeoutMs: number
  readonly dialTimeoutMsMax: number
  readonly helloTimeoutMs: number
  readonly parallelDialsMax: number
  readonly reconnectMinMs: number
  readonly reconnectMaxMs: number
  readonly duplicateGraceMs: number
  readonly closeTimeoutMs: number
}

/** The values used unless a caller overrides some. */
export const DEFAULT_TRANSPORT_CONFIG: TransportConfig = {
  /** A snapshot chunk is 64 KiB and an append batch 1 MiB; four times that is a mistake. */
  frameBytesMax: 4 << 20,
  /** A join request carries an address and a proof; a stranger gets room for no more. */
  strangerFrameBytesMax: 64 << 10,
  /** One-way messages waiting for one peer and channel; Raft and SWIM resend what is dropped. */
  channelBufferBytes: 1 << 20,
  /** Requests or answers waiting for one peer: two of the largest frames. */
  rpcBufferBytes: 8 << 20,
  /** Requests of ours that one peer has not answered; beyond it a caller is refused at once. */
  inFlightRequestsMax: 1024,
  /** Requests of one member served at a time; equal, so a well-behaved caller never meets it. */
  servedRequestsMax: 1024,
  /** Requests of one stranger served at a time. */
  strangerRequestsMax: 4,
  /** Bytes of one stream under way to a slow reader: the initial window of yamux. */
  streamWindowBytes: 256 << 10,
  /** Streams (logs, exec, bulk) of one peer at a time. */
  streamsPerPeerMax: 256,
  /** A TCP and TLS handshake on a LAN takes 5 ms; WANs stay under 1 s. */
  dialTimeoutMs: 2_000,
  /**
   * After a dial that took too long the next may take twice as long, up to this: the kernel sends
   * SYN anew after 1, 3 and 7 s.
   */
  dialTimeoutMsMax: 8_000,
  /** Two round trips on a connection that stands, with a peer that may be starved of CPU. */
  helloTimeoutMs: 5_000,
  /** Dials of ours under way; dead peers must not starve the living of CPU. */
  parallelDialsMax: 16,
  /** The first redial comes quickly: most closes are a restart or a lost duplicate. */
  reconnectMinMs: 50,
  /** A peer that comes back is found within this. */
  reconnectMaxMs: 2_000,
  /** How long the surplus connection of a pair stays, so that answers under way arrive. */
  duplicateGraceMs: 1_000,
  /** A polite close gets this long before the connection is cut. */
  closeTimeoutMs: 500,
}
