/**
 * Mends deaf connections: gossipsub never reopens its stream on a connection that stands.
 *
 * A stream that was reset alone (a full buffer, a refusal while the peer did not know us), or that
 * went down with a surplus connection of the pair, leaves both sides connected and silent for ever.
 * Every half second each connected member is checked. A miss asks gossipsub to open the stream; if
 * that does not help, the connection is closed and the transport dials anew. Only one side need do
 * that, so the higher id of a pair waits twice as long; each failed repair doubles the wait.
 */

import type { Logger, Random } from '@polis/base'
import type { PeerId, Transport } from '@polis/transport'

const CHECK_INTERVAL_MS = 500
const MISSES = 3
/** Repairs back off up to this factor: 3 * 16 checks are 24 s. */
const BACKOFF_MAX = 16
const GOSSIPSUB_PROTOCOL = '/meshsub/'

type WatchedConnection = {
  readonly remotePeer: { toString(): string }
  readonly status: string
  readonly streams: readonly {
    readonly protocol: string
    readonly direction: string
    readonly status: string
  }[]
}

/** What is looked at of a libp2p host. */
export type WatchedHost = {
  getConnections(): readonly WatchedConnection[]
  readonly services: { readonly pubsub: object }
}

/** gossipsub 17.1.1's own queue of streams to open; private there, so it may be missing. */
type OpenQueue = {
  push(item: { peerId: WatchedConnection['remotePeer']; connection: WatchedConnection }): void
}

/** What the watchdog works with. */
export type StreamWatchdogOptions = {
  readonly host: WatchedHost
  readonly transport: Pick<Transport, 'self' | 'disconnect'>
  readonly isMember: (peer: PeerId) => boolean
  readonly random: Random
  readonly logger: Logger
}

type Patient = { misses: number; backoff: number; limit: number }

/** Checks until the answer is called. */
export function watchStreams(options: StreamWatchdogOptions): () => void {
  const patients = new Map<PeerId, Patient>()
  const timer = setInterval(() => checkAll(options, patients), CHECK_INTERVAL_MS)
  timer.unref()
  return () => clearInterval(timer)
}

function checkAll(options: StreamWatchdogOptions, patients: Map<PeerId, Patient>): void {
  const hasStream = new Map<PeerId, boolean>()
  const connectionOf = new Map<PeerId, WatchedConnection>()
  for (const connection of options.host.getConnections()) {
    if (connection.status !== 'open') continue
    const peer = connection.remotePeer.toString()
    connectionOf.set(peer, connection)
    const isFine = connection.streams.some(
      stream =>
        stream.protocol?.startsWith(GOSSIPSUB_PROTOCOL) &&
        stream.direction === 'outbound' &&
        stream.status === 'open',
    )
    hasStream.set(peer, isFine || hasStream.get(peer) === true)
  }
  for (const peer of patients.keys()) if (hasStream.get(peer) === true) patients.delete(peer)
  for (const [peer, isFine] of hasStream) {
    if (isFine || !options.isMember(peer)) continue
    if (!miss(options, patients, peer)) reopen(options.host, connectionOf.get(peer)!)
  }
}

/** Asks gossipsub to open its stream on `connection`. */
function reopen(host: WatchedHost, connection: WatchedConnection): void {
  const service = host.services.pubsub as { readonly outboundInflightQueue?: OpenQueue }
  service.outboundInflightQueue?.push({ peerId: connection.remotePeer, connection })
}

/** Counts a miss of `peer`; true if it was one too many and the connection is being closed. */
function miss(
  options: StreamWatchdogOptions,
  patients: Map<PeerId, Patient>,
  peer: PeerId,
): boolean {
  const { transport, random, logger } = options
  const patient = patients.get(peer) ?? { misses: 0, backoff: 1, limit: limitOf(1) }
  patients.set(peer, patient)
  patient.misses++
  if (patient.misses < patient.limit) return false
  patient.backoff = Math.min(BACKOFF_MAX, patient.backoff * 2)
  patient.limit = limitOf(patient.backoff)
  patient.misses = 0
  logger.warn({ peer }, 'gossip stream is missing: closing the connection to open it anew')
  transport.disconnect(peer).catch(error => logger.warn({ peer, error }, 'cannot disconnect'))
  return true

  function limitOf(backoff: number): number {
    const share = transport.self < peer ? 1 : 2
    return MISSES * share * backoff + random.int(2)
  }
}
