/**
 * Everything this node has with one connected peer: connections, callers, channels.
 *
 * A pair needs one connection, but two nodes may dial each other at once. New streams go over the
 * one dialled by the node with the lower id, the newest if there are several; after a while that
 * node alone closes the others, so the two never close each other's.
 */

import type { Connection } from '@libp2p/interface'
import { assert } from '@polis/base'
import type { TransportConfig } from '../config.ts'
import { unreachablePeer } from '../errors.ts'
import type { PeerId } from '../transport.ts'
import { ChannelSender } from './channel-sender.ts'
import { FramedStream, type FramedStreamOptions } from './framed-stream.ts'
import { RpcCaller } from './rpc-caller.ts'

export const RPC_PROTOCOL = '/polis/rpc/1'
export const JOIN_PROTOCOL = '/polis/join/1'
export const STREAM_PROTOCOL = '/polis/stream/1'

/** The protocol of the one-way channel `name`. */
export function channelProtocol(name: string): string {
  return `/polis/channel/${name}/1`
}

type Held = { readonly connection: Connection; readonly openedMs: number }

/** What a link needs to know. */
export type PeerLinkOptions = {
  readonly self: PeerId
  readonly peer: PeerId
  /** The peer's run; another one means that it was restarted. */
  readonly instance: string
  readonly config: TransportConfig
  readonly nowMs: () => number
}

/** One connected peer. */
export class PeerLink {
  readonly peer: PeerId
  readonly instance: string
  readonly rpc: RpcCaller
  readonly join: RpcCaller
  readonly #options: PeerLinkOptions
  readonly #channels = new Map<string, ChannelSender>()
  #held: Held[] = []

  constructor(options: PeerLinkOptions) {
    this.peer = options.peer
    this.instance = options.instance
    this.#options = options
    this.rpc = this.#caller(RPC_PROTOCOL)
    this.join = this.#caller(JOIN_PROTOCOL)
  }

  get connectionCount(): number {
    return this.#held.length
  }

  holds(connection: Connection): boolean {
    return this.#held.some(held => held.connection === connection)
  }

  /** Adds a connection after its hello. */
  add(connection: Connection): void {
    this.#held.push({ connection, openedMs: this.#options.nowMs() })
  }

  /** Removes a connection that has closed. */
  remove(connection: Connection): void {
    this.#held = this.#held.filter(held => held.connection !== connection)
  }

  /** Connections opened before `beforeMs`, but for `connection`. */
  olderThan(beforeMs: number, connection: Connection): Connection[] {
    return this.#held
      .filter(held => held.openedMs < beforeMs && held.connection !== connection)
      .map(held => held.connection)
  }

  /** The connections that the node with the lower id closes, if there are several. */
  surplus(): Connection[] {
    const preferred = this.#preferred()
    return this.#held.map(held => held.connection).filter(one => one !== preferred)
  }

  /** Every connection. */
  connections(): Connection[] {
    return this.#held.map(held => held.connection)
  }

  /** The sending end of a channel. */
  channel(name: string): ChannelSender {
    let sender = this.#channels.get(name)
    if (sender === undefined) {
      const { config, nowMs } = this.#options
      sender = new ChannelSender({
        frameBytesMax: config.frameBytesMax,
        bufferBytesMax: config.channelBufferBytes,
        reopenMinMs: config.reconnectMinMs,
        reopenMaxMs: config.reconnectMaxMs,
        nowMs,
        open: options => this.openStream(channelProtocol(name), options),
      })
      this.#channels.set(name, sender)
    }
    return sender
  }

  /** Opens a stream of its own. Rejects with `transport/unreachable`. */
  async openStream(protocol: string, options: FramedStreamOptions): Promise<FramedStream> {
    const connection = this.#preferred()
    if (connection === undefined) throw unreachablePeer(this.peer, 'the connection closed')
    const { dialTimeoutMs, streamsPerPeerMax } = this.#options.config
    try {
      const stream = await connection.newStream(protocol, {
        signal: AbortSignal.timeout(dialTimeoutMs),
        maxOutboundStreams: streamsPerPeerMax,
      })
      return new FramedStream(stream, options)
    } catch (error) {
      throw unreachablePeer(this.peer, `${protocol} could not be opened`, error)
    }
  }

  /** Ends everything that is open. */
  close(): void {
    this.rpc.close()
    this.join.close()
    for (const channel of this.#channels.values()) channel.close()
  }

  #preferred(): Connection | undefined {
    const { self, peer } = this.#options
    assert(self !== peer, 'a link has two ends')
    const direction = self < peer ? 'outbound' : 'inbound'
    const open = this.#held.filter(held => held.connection.status === 'open')
    const best = open.findLast(held => held.connection.direction === direction) ?? open.at(-1)
    return best?.connection
  }

  #caller(protocol: string): RpcCaller {
    const { peer, config } = this.#options
    return new RpcCaller({
      peer,
      inFlightRequestsMax: config.inFlightRequestsMax,
      frameBytesMax: config.frameBytesMax,
      bufferBytesMax: config.rpcBufferBytes,
      open: options => this.openStream(protocol, options),
    })
  }
}
