/**
 * A node's messages on the simulated network, as `PeerLink` has them on the transport: through the
 * wire codec, one frame a turn and a peer, snapshots too large for a frame beside them.
 *
 *     leader ──frame with an offer──► follower ──fetch──► leader ──data──► follower
 *
 * A peer whose process was killed refuses; everything else that is lost is lost in silence. An
 * offer that nobody has fetched in time is reported as failed.
 */

import { crc32c } from '@polis/base'
import {
  decodeFrame,
  type Envelope,
  encodeFrames,
  encodeRefillOffer,
  encodeRefillRequest,
  type Message,
  message,
  type RaftConfig,
  type RaftId,
  type RefillOffer,
  type SnapshotOffer,
} from '@polis/raft'
import type { Mutation } from './mutation.ts'

/** What a link tells its node. */
export type LinkEvents = {
  onMessage(message: Message): void
  onRefillRequest(from: RaftId): void
  onRefillOffer(offer: RefillOffer): void
  onUnreachable(id: RaftId): void
  onSnapshotReport(id: RaftId, isSuccess: boolean): void
}

/** What a link needs of the world. */
export type LinkWorld = {
  /** Hands a frame to the network; false if the peer refuses connections. */
  send(from: RaftId, to: RaftId, frame: Uint8Array, isRefill: boolean): boolean
  /** Asks `from` for what it offers; the answer never comes if the way is cut. */
  fetch(from: RaftId, to: RaftId, offerId: number, take: (data: Uint8Array) => void): void
  after(delayMs: number, task: () => void): void
}

type Offered = { readonly to: RaftId; readonly data: Uint8Array }

/** One life of one node's link. */
export class SimulatedLink {
  readonly #id: RaftId
  readonly #config: RaftConfig
  readonly #world: LinkWorld
  readonly #events: LinkEvents
  readonly #mutation: Mutation | undefined
  readonly #offers = new Map<number, Offered>()
  #lastOffer = 0

  constructor(
    id: RaftId,
    config: RaftConfig,
    world: LinkWorld,
    events: LinkEvents,
    mutation: Mutation | undefined,
  ) {
    this.#id = id
    this.#config = config
    this.#world = world
    this.#events = events
    this.#mutation = mutation
  }

  /** Sends messages to one peer. */
  send(to: RaftId, messages: readonly Message[]): void {
    const envelopes = messages
      .filter(each => !this.#isForged(each))
      .map(each => this.#envelope(to, each))
    const { frameBytesMax, frameMessagesMax } = this.#config
    const frames = encodeFrames(envelopes, frameBytesMax, frameMessagesMax)
    const isSent = frames.every(frame => this.#world.send(this.#id, to, frame, false))
    if (!isSent) this.#events.onUnreachable(to)
    for (const { message, offer } of envelopes) {
      if (message.type !== 'snapshot') continue
      if (offer === undefined || !isSent) this.#events.onSnapshotReport(to, isSent)
    }
  }

  askRefill(to: RaftId): void {
    this.#world.send(this.#id, to, encodeRefillRequest({ raftId: this.#id }), true)
  }

  offerRefill(to: RaftId, offer: RefillOffer): void {
    this.#world.send(this.#id, to, encodeRefillOffer(offer), true)
  }

  /** Takes a frame off the network. */
  receive(frame: Uint8Array): void {
    const { envelopes, refillRequest, refillOffer } = decodeFrame(frame, this.#config)
    for (const envelope of envelopes) {
      if (envelope.message.to === this.#id) this.#take(envelope)
    }
    if (refillRequest !== undefined) this.#events.onRefillRequest(refillRequest.raftId)
    if (refillOffer?.raftId === this.#id) this.#events.onRefillOffer(refillOffer)
  }

  /** The data offered to `to` as `id`, once; undefined if there is no such offer any more. */
  takeOffer(to: RaftId, id: number): Uint8Array | undefined {
    const offered = this.#offers.get(id)
    if (offered?.to !== to) return undefined
    this.#offers.delete(id)
    this.#events.onSnapshotReport(to, true)
    return offered.data
  }

  #envelope(to: RaftId, message: Message): Envelope {
    const { snapshot } = message
    if (snapshot === undefined) return { message }
    if (snapshot.data.length <= this.#config.snapshotInlineBytesMax) return { message }
    return { message, offer: this.#offer(to, snapshot.data) }
  }

  /** Keeps `data` to be fetched; a newer offer to the same peer replaces it. */
  #offer(to: RaftId, data: Uint8Array): SnapshotOffer {
    for (const [id, offered] of this.#offers) {
      if (offered.to === to) this.#offers.delete(id)
    }
    const id = ++this.#lastOffer
    this.#offers.set(id, { to, data })
    this.#world.after(this.#config.snapshotIdleMs, () => {
      if (this.#offers.delete(id)) this.#events.onSnapshotReport(to, false)
    })
    return { id, length: data.length, crc32c: crc32c(data) }
  }

  #take({ message, offer }: Envelope): void {
    const received = this.#mutation === 'vote-forged' ? granted(message) : message
    const { snapshot, from } = received
    if (offer === undefined || snapshot === undefined) {
      this.#events.onMessage(received)
      return
    }
    this.#world.fetch(this.#id, from, offer.id, data =>
      this.#events.onMessage({ ...received, snapshot: { ...snapshot, data } }),
    )
  }

  /** With the mutation: the append is lost, and its acknowledgement comes all the same. */
  #isForged({ type, entries, from, to, term, index }: Message): boolean {
    if (this.#mutation !== 'acknowledgement-forged' || type !== 'append') return false
    if (entries.length === 0 || (index + to) % 3 !== 0) return false
    const last = index + entries.length
    this.#events.onMessage(
      message({ type: 'append-response', from: to, to: from, term, index: last }),
    )
    return true
  }
}

function granted(response: Message): Message {
  const isVote = response.type === 'vote-response' || response.type === 'pre-vote-response'
  return isVote && response.reject ? { ...response, reject: false } : response
}
