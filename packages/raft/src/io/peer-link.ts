/**
 * Raft's messages on the transport: frames of channel `raft`, and snapshots beside them.
 *
 * Who a raft id is comes from the membership (`peerOf`). A node that has just joined does not know
 * its leader that way yet, so it remembers who spoke for an id; it never overrides the membership.
 */

import { type Logger, messageOf } from '@polis/base'
import type { PeerId, Transport } from '@polis/transport'
import type { RaftConfig } from '../config.ts'
import type { Message, RaftId, SnapshotMetadata } from '../message.ts'
import {
  decodeFrame,
  type Envelope,
  encodeFrames,
  encodeRefillOffer,
  encodeRefillRequest,
  type Frame,
  type RefillOffer,
  type SnapshotOffer,
} from '../wire.ts'
import type { StagedSnapshot } from './raft-storage.ts'
import { SnapshotOffers } from './snapshot-offers.ts'
import { fetchSnapshot } from './snapshot-transfer.ts'

/** The channel of frames. */
const RAFT_CHANNEL = 'raft'

/** Ids remembered before the membership names them: those that speak to a node that just joined. */
const STRANGERS_MAX = 64

/** What arrives and what is found out about sending. */
export type PeerLinkEvents = {
  onMessage(message: Message): void
  onRefillRequest(from: RaftId): void
  onRefillOffer(offer: RefillOffer): void
  onUnreachable(id: RaftId): void
  onSnapshotReport(id: RaftId, isSuccess: boolean): void
  /** A snapshot comes in: where its chunks go. */
  stageSnapshot(metadata: SnapshotMetadata): StagedSnapshot
}

export type PeerLinkOptions = {
  readonly raftId: RaftId
  readonly transport: Transport
  readonly peerOf: (raftId: RaftId) => PeerId | undefined
  readonly config: RaftConfig
  readonly logger: Logger
  readonly events: PeerLinkEvents
}

/** Sends and receives for one node. */
export class PeerLink {
  readonly #options: PeerLinkOptions
  readonly #offers: SnapshotOffers
  readonly #spokeFor = new Map<RaftId, PeerId>()
  readonly #closed = new AbortController()
  /** Snapshots being fetched, by sender: a second offer meanwhile is ignored. */
  readonly #fetching = new Set<RaftId>()

  constructor(options: PeerLinkOptions) {
    this.#options = options
    const { transport, config, events } = options
    this.#offers = new SnapshotOffers(transport, config, (to, isSuccess) =>
      events.onSnapshotReport(to, isSuccess),
    )
    transport.receive(RAFT_CHANNEL, (bytes, from) => this.#receive(bytes, from))
  }

  /** The peer behind an id, if anybody knows. */
  peerOf(id: RaftId): PeerId | undefined {
    return this.#options.peerOf(id) ?? this.#spokeFor.get(id)
  }

  /** Sends messages to one member; what cannot be sent is reported, never queued. */
  send(to: RaftId, messages: readonly Message[]): void {
    const { config, events } = this.#options
    const peer = this.peerOf(to)
    const envelopes: Envelope[] = []
    for (const message of messages) {
      const envelope = peer === undefined ? undefined : this.#envelope(to, peer, message)
      if (envelope !== undefined) envelopes.push(envelope)
      else if (message.type === 'snapshot') events.onSnapshotReport(to, false)
    }
    const sent = encodeFrames(envelopes, config.frameBytesMax).map(
      frame => peer !== undefined && this.#options.transport.send(peer, RAFT_CHANNEL, frame),
    )
    const isSent = sent.every(each => each) && peer !== undefined
    if (!isSent) events.onUnreachable(to)
    // One that waits to be fetched is reported when it has been.
    const hasOffer = envelopes.some(({ offer }) => offer !== undefined)
    if (hasOffer && !isSent) events.onSnapshotReport(to, false)
  }

  askRefill(to: RaftId): void {
    // What is on its way is what it would be sent again.
    if (this.#fetching.has(to)) return
    this.#sendFrame(to, encodeRefillRequest({ raftId: this.#options.raftId }))
  }

  offerRefill(to: RaftId, offer: RefillOffer): void {
    this.#sendFrame(to, encodeRefillOffer(offer))
  }

  /** Gives up transfers and hears nothing any more. */
  close(): void {
    this.#closed.abort()
    this.#offers.close()
  }

  #sendFrame(to: RaftId, frame: Uint8Array): void {
    const peer = this.peerOf(to)
    // Asked again after a while, so a loss needs no answer.
    if (peer !== undefined) this.#options.transport.send(peer, RAFT_CHANNEL, frame)
  }

  #envelope(to: RaftId, peer: PeerId, message: Message): Envelope | undefined {
    const { snapshot } = message
    if (snapshot === undefined) return { message }
    const offered = this.#offers.offer(to, peer, snapshot)
    if (offered === undefined) return undefined
    const { offer, metadata } = offered
    return { message: { ...message, snapshot: { data: [], metadata } }, offer }
  }

  #receive(bytes: Uint8Array, from: PeerId): void {
    if (this.#closed.signal.aborted) return
    const { events, raftId } = this.#options
    const frame = this.#decode(bytes, from)
    if (frame === undefined) return
    for (const envelope of frame.envelopes) this.#take(envelope, from)
    const { refillRequest, refillOffer } = frame
    if (refillRequest !== undefined && this.#speaksFor(refillRequest.raftId, from)) {
      events.onRefillRequest(refillRequest.raftId)
    }
    if (refillOffer?.raftId === raftId) events.onRefillOffer(refillOffer)
  }

  #decode(bytes: Uint8Array, from: PeerId): Frame | undefined {
    try {
      return decodeFrame(bytes, this.#options.config)
    } catch (error) {
      const reason = messageOf(error)
      this.#options.logger.warn({ from, reason }, 'dropped a frame that does not decode')
      return undefined
    }
  }

  #take({ message, offer }: Envelope, from: PeerId): void {
    if (message.to !== this.#options.raftId) return
    // A hand-over names its target as sender, whoever forwards it.
    const isOwnWord = message.type !== 'transfer-leader'
    if (isOwnWord && !this.#speaksFor(message.from, from)) return
    if (message.type !== 'snapshot') this.#options.events.onMessage(message)
    else if (offer !== undefined) void this.#fetch(message, offer, from)
  }

  async #fetch(message: Message, offer: SnapshotOffer, from: PeerId): Promise<void> {
    const { snapshot } = message
    const sender = message.from
    if (snapshot === undefined || this.#fetching.has(sender)) return
    const { transport, config, logger, events } = this.#options
    const { metadata } = snapshot
    const { signal } = this.#closed
    this.#fetching.add(sender)
    const sink = events.stageSnapshot(metadata)
    const { index } = metadata
    const fetch = { transport, peer: from, offer, index, sink, config, signal }
    const staged = await fetchSnapshot(fetch).catch(error => {
      // The leader hears of it from its own end of the stream and sends again.
      logger.warn({ from, reason: messageOf(error) }, 'a snapshot did not arrive')
      sink.abandon()
      return undefined
    })
    this.#fetching.delete(sender)
    if (staged === undefined || signal.aborted) return
    events.onMessage({ ...message, snapshot: staged })
  }

  /** True if `peer` is the member `id`, as far as this node can know. */
  #speaksFor(id: RaftId, peer: PeerId): boolean {
    const known = this.#options.peerOf(id)
    if (known !== undefined) return known === peer
    if (this.#spokeFor.size < STRANGERS_MAX) this.#spokeFor.set(id, peer)
    return true
  }
}
