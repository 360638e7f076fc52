/**
 * Dials peers: those that should be connected, by schedule; others when somebody asks.
 *
 * A dial ends with the hello of both sides, or with a `PolisError` that says why not. Names are
 * resolved anew at each dial, and every dial has a bound.
 */

import type { Connection, Libp2p } from '@libp2p/interface'
import { type Clock, hasCode, type Logger, messageOf, PolisError, type Random } from '@polis/base'
import type { TransportConfig } from '../config.ts'
import { DialSchedule } from '../dial-schedule.ts'
import { selfDial, transportClosed, unreachablePeer } from '../errors.ts'
import type { PeerAddress, PeerId } from '../transport.ts'
import { addressText, resolveHost, toMultiaddr } from './addresses.ts'
import type { PeerLink } from './peer-link.ts'

/** What a dialler needs to know. */
export type DiallerOptions = {
  readonly self: PeerId
  readonly config: TransportConfig
  readonly logger: Logger
  readonly clock: Clock
  readonly random: Random
  readonly libp2p: Pick<Libp2p, 'dial'>
  /** Says hello on a new connection. */
  readonly greet: (connection: Connection) => Promise<PeerLink>
  /** The link to a peer that is connected. */
  readonly linkOf: (peer: PeerId) => PeerLink | undefined
}

/** Keeps the peers whose address is known connected. */
export class Dialler {
  readonly #options: DiallerOptions
  readonly #schedule: DialSchedule
  readonly #addresses = new Map<PeerId, PeerAddress>()
  readonly #dials = new Map<PeerId, Promise<PeerLink>>()
  readonly #complaints = new Map<PeerId, string>()
  /** How long the next dial may take, of peers whose last one took too long. */
  readonly #patienceMs = new Map<PeerId, number>()
  readonly #stopping = new AbortController()
  #isRunning = false
  #timer: NodeJS.Timeout | undefined

  constructor(options: DiallerOptions) {
    this.#options = options
    this.#schedule = new DialSchedule(options.self, options.config, options.random)
  }

  start(): void {
    this.#isRunning = true
    for (const peer of this.#addresses.keys()) this.want(peer)
  }

  stop(): void {
    this.#isRunning = false
    this.#stopping.abort()
    clearTimeout(this.#timer)
  }

  setAddress(peer: PeerId, address: PeerAddress): void {
    this.#addresses.set(peer, address)
    this.want(peer)
  }

  forget(peer: PeerId): void {
    this.#addresses.delete(peer)
    this.#schedule.settle(peer)
    this.#complaints.delete(peer)
    this.#patienceMs.delete(peer)
  }

  /** Dials `peer` soon, and until it is connected, if its address is known. */
  want(peer: PeerId): void {
    if (!this.#isMissing(peer)) return
    this.#schedule.want(peer, this.#options.clock.nowMs())
    this.#pump()
  }

  /** The last connection to `peer` has closed: dials it again if its address is known. */
  lost(peer: PeerId): void {
    if (!this.#isMissing(peer)) return
    this.#schedule.lose(peer, this.#options.clock.nowMs())
    this.#pump()
  }

  /** `peer` is connected, whoever dialled. */
  connected(peer: PeerId): void {
    this.#schedule.settle(peer)
    this.#complaints.delete(peer)
    this.#patienceMs.delete(peer)
  }

  /** The link to `peer`, dialling it now if need be. Rejects with a `PolisError`. */
  connect(peer: PeerId): Promise<PeerLink> {
    const link = this.#options.linkOf(peer)
    if (link !== undefined) return Promise.resolve(link)
    const underWay = this.#dials.get(peer)
    if (underWay !== undefined) return underWay
    const address = this.#addresses.get(peer)
    if (address === undefined) {
      const why = this.#isRunning
        ? unreachablePeer(peer, 'its address is not known')
        : transportClosed()
      return Promise.reject(why)
    }
    const dial = this.dialAddress(address, peer, this.#stopping.signal).finally(() => {
      this.#dials.delete(peer)
    })
    this.#dials.set(peer, dial)
    return dial
  }

  /** Dials `address`, where only `peer` will do if it is given. Rejects with a `PolisError`. */
  async dialAddress(
    address: PeerAddress,
    peer: PeerId | undefined,
    giveUp: AbortSignal,
  ): Promise<PeerLink> {
    if (!this.#isRunning) throw transportClosed()
    const { config, libp2p, greet } = this.#options
    const timeoutMs = this.#timeoutMs(peer)
    const deadline = AbortSignal.timeout(timeoutMs)
    const signal = AbortSignal.any([deadline, giveUp, this.#stopping.signal])
    try {
      const ips = await untilAborted(resolveHost(address.host), signal)
      const places = ips.map(ip => toMultiaddr(ip, address.port, peer))
      const connection = await libp2p.dial(places, { signal })
      return await greet(connection)
    } catch (error) {
      if (error instanceof PolisError) throw error
      if (isSelfDial(error)) throw selfDial(addressText(address))
      // A starved machine may need longer than that for every handshake: the next one gets more.
      if (peer !== undefined && deadline.aborted) {
        const mostMs = Math.max(config.dialTimeoutMsMax, timeoutMs)
        this.#patienceMs.set(peer, Math.min(mostMs, 2 * timeoutMs))
      }
      const where = peer ?? addressText(address)
      throw unreachablePeer(where, dialFailure(address, error, signal), error)
    }
  }

  /** Logs why `peer` is not connected, once until the reason changes. */
  complain(peer: PeerId, error: unknown): void {
    const code = error instanceof PolisError ? error.code : 'unknown'
    if (this.#complaints.get(peer) === code || !this.#addresses.has(peer)) return
    this.#complaints.set(peer, code)
    const isTransient = hasCode(error, 'transport/unreachable')
    this.#options.logger[isTransient ? 'info' : 'warn']({ peer, code }, messageOf(error))
  }

  #timeoutMs(peer: PeerId | undefined): number {
    const { dialTimeoutMs } = this.#options.config
    return (peer === undefined ? undefined : this.#patienceMs.get(peer)) ?? dialTimeoutMs
  }

  #isMissing(peer: PeerId): boolean {
    const isKnown = this.#addresses.has(peer)
    return this.#isRunning && isKnown && this.#options.linkOf(peer) === undefined
  }

  /** Dials whoever is due, and comes back when the next one is. */
  #pump(): void {
    clearTimeout(this.#timer)
    if (!this.#isRunning) return
    const { clock } = this.#options
    for (const peer of this.#schedule.take(clock.nowMs())) {
      this.connect(peer).then(
        () => {
          // It may have closed again meanwhile; then it is due like any that failed.
          if (this.#options.linkOf(peer) === undefined) {
            this.#schedule.fail(peer, clock.nowMs())
          } else this.#schedule.settle(peer)
          this.#pump()
        },
        error => {
          this.complain(peer, error)
          this.#schedule.fail(peer, clock.nowMs())
          this.#pump()
        },
      )
    }
    const dueMs = this.#schedule.nextDueMs()
    if (dueMs === undefined) return
    this.#timer = setTimeout(() => this.#pump(), Math.max(1, dueMs - clock.nowMs()))
    this.#timer.unref()
  }
}

/** Why a dial failed, for a person. */
function dialFailure(address: PeerAddress, error: unknown, signal: AbortSignal): string {
  const where = addressText(address)
  const first = error instanceof AggregateError ? error.errors[0] : error
  const { code, name } = first as { code?: string; name?: string }
  if (code === 'ECONNREFUSED') return `nobody listens on ${where}`
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return `'${address.host}' cannot be resolved`
  if (name === 'UnexpectedPeerError') return `another node answers on ${where}`
  if (signal.aborted) return `no answer from ${where}`
  return `${where}: ${messageOf(first)}`
}

/** libp2p has no code of its own for it; TLS has told it that the other end is this node. */
function isSelfDial(error: unknown): boolean {
  const errors = error instanceof AggregateError ? error.errors : [error]
  return errors.some(one => /dial self/.test(messageOf(one)))
}

async function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise: aborted, reject } = Promise.withResolvers<never>()
  const onAbort = () => reject(signal.reason)
  if (signal.aborted) onAbort()
  signal.addEventListener('abort', onAbort)
  try {
    return await Promise.race([promise, aborted])
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}
