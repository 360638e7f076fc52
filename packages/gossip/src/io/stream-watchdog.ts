/**
 * Mends deaf connections: gossipsub never reopens its stream on a connection that stands.
 *
 * A reset of the outbound stream alone (a full buffer, a refusal while the peer did not know us)
 * leaves both sides connected and silent for ever. Every half second each connected member is
 * checked; after three misses the connection is closed, and the transport dials anew. Only one side
 * need act, so the higher id of a pair waits twice as long; each failed repair doubles the wait.
 */

import type { Logger, Random } from '@polis/base'
import type { PeerId, Transport } from '@polis/transport'

const CHECK_INTERVAL_MS = 500
const MISSES = 3
/** Repairs back off up to this factor: 3 * 16 checks are 24 s. */
const BACKOFF_MAX = 16
const GOSSIPSUB_PROTOCOL = '/meshsub/'

/** What is looked at of a libp2p host. */
export type WatchedHost = {
  getConnections(): readonly {
    readonly remotePeer: { toString(): string }
    readonly status: string
    readonly streams: readonly {
      readonly protocol: string
      readonly direction: string
      readonly status: string
    }[]
  }[]
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
  for (const connection of options.host.getConnections()) {
    if (connection.status !== 'open') continue
    const peer = connection.remotePeer.toString()
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
    if (!isFine && options.isMember(peer)) miss(options, patients, peer)
  }
}

function miss(options: StreamWatchdogOptions, patients: Map<PeerId, Patient>, peer: PeerId): void {
  const { transport, random, logger } = options
  const patient = patients.get(peer) ?? { misses: 0, backoff: 1, limit: limitOf(1) }
  patients.set(peer, patient)
  patient.misses++
  if (patient.misses < patient.limit) return
  patient.backoff = Math.min(BACKOFF_MAX, patient.backoff * 2)
  patient.limit = limitOf(patient.backoff)
  patient.misses = 0
  logger.warn({ peer }, 'gossip stream is missing: closing the connection to open it anew')
  transport.disconnect(peer).catch(error => logger.warn({ peer, error }, 'cannot disconnect'))

  function limitOf(backoff: number): number {
    const share = transport.self < peer ? 1 : 2
    return MISSES * share * backoff + random.int(2)
  }
}
