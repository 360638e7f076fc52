/**
 * A node's messages on the simulated network, as `PeerLink` has them on the transport: through the
 * wire codec, one frame a turn and a peer, snapshots beside them. A snapshot comes as a whole or
 * not at all, and is asked for again while it does not.
 *
 *     leader ──frame with an offer──► follower ──fetch──► leader ──chunks──► follower
 *
 * A peer whose process was killed refuses; everything else that is lost is lost in silence. An
 * offer that nobody has fetched in time is reported as failed.
 */

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
  type Snapshot,
  type SnapshotData,
  type SnapshotMetadata,
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
  /** Names an offer, never twice. */
  nextOfferId(): number
  /** Asks `to` for what it offers; the answer never comes if the way is cut. */
  fetch(from: RaftId, to: RaftId, offerId: number, take: TakeSnapshot): void
  after(delayMs: number, task: () => void): void
}

/** Hears the chunks of a snapshot; undefined if there is no such offer. */
export type TakeSnapshot = (data: SnapshotData | undefined) => void

type Offered = { readonly to: RaftId; readonly snapshot: Snapshot; isDone: boolean }

/** One life of one node's link. */
export class SimulatedLink {
  readonly #id: RaftId
  readonly #config: RaftConfig
  readonly #world: LinkWorld
  readonly #events: LinkEvents
  readonly #mutation: Mutation | undefined
  readonly #offers = new Map<number, Offered>()
  /** Whose snapshots are on their way: a second offer meanwhile is ignored. */
  readonly #fetching = new Set<RaftId>()

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
    const frames = encodeFrames(envelopes, this.#config.frameBytesMax)
    const isSent = frames.every(frame => this.#world.send(this.#id, to, frame, false))
    if (!isSent) this.#events.onUnreachable(to)
    const hasOffer = envelopes.some(({ offer }) => offer !== undefined)
    if (hasOffer && !isSent) this.#events.onSnapshotReport(to, false)
  }

  askRefill(to: RaftId): void {
    if (this.#fetching.has(to)) return
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

  /** The chunks offered to `to` as `id`; undefined if there is no such offer any more. */
  takeOffer(to: RaftId, id: number): SnapshotData | undefined {
    const offered = this.#offers.get(id)
    if (offered?.to !== to) return undefined
    if (!offered.isDone) this.#events.onSnapshotReport(to, true)
    offered.isDone = true
    return [...offered.snapshot.data]
  }

  #envelope(to: RaftId, message: Message): Envelope {
    const { snapshot } = message
    if (snapshot === undefined) return { message }
    const { id, metadata } = this.#offer(to, snapshot)
    return { message: { ...message, snapshot: { data: [], metadata } }, offer: { id } }
  }

  /** Keeps `snapshot` to be fetched; one that is under way to the peer is offered once more. */
  #offer(to: RaftId, snapshot: Snapshot): { id: number; metadata: SnapshotMetadata } {
    for (const [id, offered] of this.#offers) {
      if (offered.to !== to) continue
      if (!offered.isDone) return { id, metadata: offered.snapshot.metadata }
      this.#offers.delete(id)
    }
    const id = this.#world.nextOfferId()
    const offered: Offered = { to, snapshot, isDone: false }
    this.#offers.set(id, offered)
    this.#world.after(this.#config.snapshotIdleMs, () => {
      if (this.#offers.delete(id) && !offered.isDone) this.#events.onSnapshotReport(to, false)
    })
    return { id, metadata: snapshot.metadata }
  }

  #take({ message, offer }: Envelope): void {
    const received = this.#mutation === 'vote-forged' ? granted(message) : message
    if (received.type !== 'snapshot') this.#events.onMessage(received)
    else if (offer !== undefined && !this.#fetching.has(received.from)) {
      this.#fetch(received, offer)
    }
  }

  /** Asks for what is offered, again and again while it does not come; the first answer counts. */
  #fetch(received: Message, offer: SnapshotOffer): void {
    const { snapshotIdleMs, snapshotRetryMs } = this.#config
    const { from, snapshot } = received
    let remainingMs = snapshotIdleMs
    this.#fetching.add(from)
    const end = () => {
      remainingMs = 0
      this.#fetching.delete(from)
    }
    const ask = () => {
      if (remainingMs <= 0) return
      this.#world.fetch(this.#id, from, offer.id, data => {
        if (remainingMs <= 0) return
        end()
        if (data === undefined) return
        this.#events.onMessage({ ...received, snapshot: { ...snapshot!, data } })
      })
      this.#world.after(snapshotRetryMs, () => {
        remainingMs -= snapshotRetryMs
        if (remainingMs > 0) ask()
        else end()
      })
    }
    ask()
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
