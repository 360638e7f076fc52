/**
 * Mends deaf connections: gossipsub never reopens its stream on a connection that stands.
 *
 * A stream that was reset alone (a full buffer, a refusal while the peer did not know us), or that
 * went down with a surplus connection of the pair, leaves both sides connected and silent for ever.
 * So does the end of an old connection that gossipsub hears of only after the new one has begun:
 * it forgets the peer and what that has subscribed to. And one peer that hangs holds up the streams
 * to all others, because gossipsub opens them one by one.
 *
 *     every 500 ms, a member without a stream ──► open one in place, beside gossipsub's queue
 *         opened ──► well     refused ──► again, ever later     5 refused ──► close connection
 *     a member that seems to subscribe to nothing ──► reset its stream, so it says so again
 *
 * The connection carries probes and Raft, and losing it makes its peer look dead; so it is closed
 * only after repairs that were refused, never for a peer that is merely slow to answer, and never
 * by a node that is itself late. The higher id of a pair takes twice as many, so one side does it.
 */

import { type Logger, messageOf, type Random, systemClock } from '@polis/base'
import type { PeerId, Transport } from '@polis/transport'
import { GOSSIP_TOPIC } from '../pubsub.ts'

const CHECK_INTERVAL_MS = 500
/** Repairs that were refused before the connection is closed: after 16 s, by then no passing state. */
const REFUSALS_MAX = 5
/** Checks between two repairs at most: 8 s. */
const SPACING_MAX = 16
/** Checks before a silent subscription counts: a member that starts subscribes a little later. */
const SUBSCRIPTION_CHECKS = 6
/** A check that comes this late says that this node was starved, and proves nothing. */
const LATE_MS = 2 * CHECK_INTERVAL_MS
const GOSSIPSUB_PROTOCOL = '/meshsub/'

type WatchedStream = {
  readonly protocol: string
  readonly direction: string
  readonly status: string
  readonly writeStatus: string
  abort(reason: Error): void
}

type WatchedConnection = {
  readonly remotePeer: { toString(): string }
  readonly direction: string
  readonly remoteAddr: unknown
  readonly status: string
  readonly streams: readonly WatchedStream[]
}

/** What is looked at of a libp2p host. */
export type WatchedHost = {
  getConnections(): readonly WatchedConnection[]
  readonly services: {
    readonly pubsub: { getSubscribers(topic: string): readonly { toString(): string }[] }
  }
}

/** What gossipsub 17.1.1 opens streams with; private there, so each may be missing. */
type Internals = {
  readonly peers?: ReadonlyMap<PeerId, unknown>
  readonly streamsOutbound?: Map<PeerId, unknown>
  addPeer?(peer: object, direction: string, address: unknown): void
  createOutboundStream?(peer: object, connection: WatchedConnection): Promise<void>
}

/** What the watchdog works with. */
export type StreamWatchdogOptions = {
  readonly host: WatchedHost
  readonly transport: Pick<Transport, 'self' | 'disconnect'>
  readonly isMember: (peer: PeerId) => boolean
  readonly random: Random
  readonly logger: Logger
  /** Milliseconds of a clock that only rises; the system's when absent. */
  readonly nowMs?: () => number
}

/** A member that is deaf or mute; `waitChecks` pass before the next repair. */
type Patient = {
  refusals: number
  spacing: number
  waitChecks: number
  isRepairing: boolean
  unsubscribedChecks: number
}

/** Checks until the answer is called. */
export function watchStreams(options: StreamWatchdogOptions): () => void {
  const patients = new Map<PeerId, Patient>()
  const nowMs = options.nowMs ?? (() => systemClock.nowMs())
  let lastMs = nowMs()
  const timer = setInterval(() => {
    const gapMs = nowMs() - lastMs
    lastMs += gapMs
    checkAll(options, patients, gapMs > LATE_MS)
  }, CHECK_INTERVAL_MS)
  timer.unref()
  return () => clearInterval(timer)
}

function checkAll(
  options: StreamWatchdogOptions,
  patients: Map<PeerId, Patient>,
  isLate: boolean,
): void {
  const { host, isMember } = options
  const { streamsOutbound } = host.services.pubsub as Internals
  const speaking = new Map<PeerId, WatchedConnection | true>()
  for (const connection of host.getConnections()) {
    if (connection.status !== 'open') continue
    const peer = connection.remotePeer.toString()
    const isFine = connection.streams.some(isOutbound) && streamsOutbound?.has(peer) !== false
    if (isFine) speaking.set(peer, true)
    else if (!speaking.has(peer)) speaking.set(peer, connection)
  }
  const subscribers = new Set(host.services.pubsub.getSubscribers(GOSSIP_TOPIC).map(String))
  for (const peer of patients.keys()) {
    const isWell = speaking.get(peer) === true && subscribers.has(peer)
    if (isWell || !isMember(peer)) patients.delete(peer)
  }
  for (const [peer, connection] of speaking) {
    if (isLate || !isMember(peer)) continue
    const isMute = connection !== true
    if (!isMute && subscribers.has(peer)) continue
    const patient = patients.get(peer) ?? newPatient()
    patients.set(peer, patient)
    if (isMute) openAnew(options, patient, peer, connection)
    else askAgain(options, patient, peer)
  }
}

function isOutbound({ protocol, direction, status, writeStatus }: WatchedStream): boolean {
  const isOpen = status === 'open' && writeStatus === 'writable'
  return isOpen && direction === 'outbound' && protocol?.startsWith(GOSSIPSUB_PROTOCOL)
}

/** The first check leaves the stream to gossipsub, which may be opening it. */
function newPatient(): Patient {
  return { refusals: 0, spacing: 1, waitChecks: 1, isRepairing: false, unsubscribedChecks: 0 }
}

/** Nothing can be sent to `peer`: opens a stream, or closes the connection if that never helps. */
function openAnew(
  options: StreamWatchdogOptions,
  patient: Patient,
  peer: PeerId,
  connection: WatchedConnection,
): void {
  const { transport, random, logger, host } = options
  if (patient.isRepairing || patient.waitChecks-- > 0) return
  const share = transport.self < peer ? 1 : 2
  if (patient.refusals >= REFUSALS_MAX * share) {
    patient.refusals = 0
    logger.warn({ peer }, 'gossip stream is refused: closing the connection to begin anew')
    transport.disconnect(peer).catch(error => logger.warn({ peer, error }, 'cannot disconnect'))
    return
  }
  patient.isRepairing = true
  const settled = () => {
    // Whether it has opened is for the next check to see; if so, there is no patient any more.
    patient.isRepairing = false
    patient.refusals++
    patient.waitChecks = patient.spacing + random.int(2) - 1
    patient.spacing = Math.min(SPACING_MAX, 2 * patient.spacing)
  }
  open(host, peer, connection).then(settled, error => {
    logger.debug({ peer, error: messageOf(error) }, 'gossip stream could not be opened')
    settled()
  })
}

/** Opens gossipsub's stream on `connection`; settles once that succeeded or failed. */
async function open(host: WatchedHost, peer: PeerId, connection: WatchedConnection): Promise<void> {
  const service = host.services.pubsub as Internals
  const { remotePeer, direction, remoteAddr } = connection
  // None of its streams is open, so what it holds is a dead one, which would keep a new one out.
  service.streamsOutbound?.delete(peer)
  if (service.peers?.has(peer) === false) resetInbound(host, peer)
  service.addPeer?.(remotePeer, direction, remoteAddr)
  await service.createOutboundStream?.(remotePeer, connection)
}

/** `peer` seems to subscribe to nothing, so nothing is sent to it: has it say so again. */
function askAgain({ host }: StreamWatchdogOptions, patient: Patient, peer: PeerId): void {
  if (++patient.unsubscribedChecks < SUBSCRIPTION_CHECKS * patient.spacing) return
  patient.unsubscribedChecks = 0
  patient.spacing = Math.min(SPACING_MAX, 2 * patient.spacing)
  resetInbound(host, peer)
}

/** Ends what `peer` speaks on: it opens another one, and says first what it subscribes to. */
function resetInbound(host: WatchedHost, peer: PeerId): void {
  for (const connection of host.getConnections()) {
    if (connection.remotePeer.toString() !== peer) continue
    for (const stream of connection.streams) {
      const isSpokenOn = stream.direction === 'inbound'
      if (!isSpokenOn || !stream.protocol?.startsWith(GOSSIPSUB_PROTOCOL)) continue
      stream.abort(new Error('its subscription was lost'))
    }
  }
}
