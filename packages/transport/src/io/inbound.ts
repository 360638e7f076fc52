/**
 * The receiving end of every protocol: who may open it, and what serves it.
 *
 * Each stream is checked when it is opened. While the answer is awaited (a hello that is still
 * under way, an `authorize` that asks other members) the stream is paused, so a stranger can make
 * this node hold no more than a window of bytes.
 */

import type { Connection, Libp2p, Stream, StreamMiddleware } from '@libp2p/interface'
import { assert, type Logger, messageOf, type PolisError } from '@polis/base'
import type { TransportConfig } from '../config.ts'
import { noSuchMethod, notAllowed } from '../errors.ts'
import { plainBytes } from '../frames.ts'
import type { Access, PeerId, RequestHandler, StreamHandler } from '../transport.ts'
import { encodeCall } from '../wire.ts'
import { FramedStream } from './framed-stream.ts'
import { channelProtocol, JOIN_PROTOCOL, RPC_PROTOCOL, STREAM_PROTOCOL } from './peer-link.ts'
import { RpcServer } from './rpc-server.ts'
import { StreamServer } from './stream-call.ts'

/** What serving needs to know. */
export type InboundOptions = {
  readonly self: PeerId
  readonly libp2p: Pick<Libp2p, 'handle' | 'use' | 'getProtocols'>
  readonly config: TransportConfig
  readonly logger: Logger
  /** True once hello was said on `connection` (false if it failed) and `access` is granted. */
  readonly admits: (connection: Connection, access: Access) => boolean | Promise<boolean>
  /** True for a client that is no member. */
  readonly isClient: (peer: PeerId) => boolean
}

type Served = { readonly handler: RequestHandler; readonly access: Access }
type ChannelHandler = (message: Uint8Array, from: PeerId) => void

/** Streams of a protocol that a peer may have open while it replaces an old one. */
const STREAMS_PER_PROTOCOL = 4

/** Protocols that strangers may open; whatever another service adds is for members only. */
const OPEN_PROTOCOLS = /^\/(?:polis|ipfs\/id)\//

/** Serves methods, streams and channels. */
export class Inbound {
  readonly #options: InboundOptions
  readonly #methods = new Map<string, Served>()
  readonly #streams = new Map<string, StreamHandler>()
  readonly #channels = new Set<string>()

  constructor(options: InboundOptions) {
    this.#options = options
    this.#serve(RPC_PROTOCOL, 'clients', STREAMS_PER_PROTOCOL, (stream, peer) => {
      const { frameBytesMax, servedRequestsMax } = options.config
      this.#serveRpc(stream, peer, frameBytesMax, servedRequestsMax, method => {
        const served = this.#methods.get(method)
        if (served === undefined) return noSuchMethod(options.self, method)
        const isRefused = served.access === 'members' && options.isClient(peer)
        return isRefused ? notAllowed(options.self) : served.handler
      })
    })
    this.#serve(JOIN_PROTOCOL, 'open', STREAMS_PER_PROTOCOL, (stream, peer) => {
      const { strangerFrameBytesMax, strangerRequestsMax } = options.config
      this.#serveRpc(stream, peer, strangerFrameBytesMax, strangerRequestsMax, method => {
        const served = this.#methods.get(method)
        return served?.access === 'open' ? served.handler : notAllowed(options.self)
      })
    })
    this.#serve(STREAM_PROTOCOL, 'members', options.config.streamsPerPeerMax, (stream, peer) => {
      this.#serveStream(stream, peer)
    })
  }

  handle(method: string, handler: RequestHandler, access: Access): void {
    assert(!this.#methods.has(method), `one handler for ${method}`)
    this.#methods.set(method, { handler, access })
  }

  handleStream(method: string, handler: StreamHandler): void {
    assert(!this.#streams.has(method), `one handler for stream ${method}`)
    this.#streams.set(method, handler)
  }

  receive(channel: string, handler: ChannelHandler): void {
    assert(!this.#channels.has(channel), `one receiver for channel ${channel}`)
    this.#channels.add(channel)
    const newest = new Map<PeerId, FramedStream>()
    this.#serve(channelProtocol(channel), 'members', STREAMS_PER_PROTOCOL, (stream, peer) => {
      const framed: FramedStream = new FramedStream(stream, {
        frameBytesMax: this.#options.config.frameBytesMax,
        bufferBytesMax: 1,
        onFrame: message => {
          if (newest.get(peer) !== framed) return
          try {
            handler(plainBytes(message), peer)
          } catch (error) {
            // The message is lost, as any message may be; the stream is sound.
            this.#report({ channel, peer }, error)
          }
        },
        onClose: () => {
          if (newest.get(peer) === framed) newest.delete(peer)
        },
      })
      // Order holds across streams: once a newer one is open, the old one is not read any more.
      newest.get(peer)?.abort('a newer stream has taken its place')
      newest.set(peer, framed)
    })
  }

  /** Closes to strangers every protocol that other services of the host have registered. */
  guardServices(): void {
    const { libp2p, admits } = this.#options
    for (const protocol of libp2p.getProtocols()) {
      if (OPEN_PROTOCOLS.test(protocol)) continue
      const guard: StreamMiddleware = async (stream, connection, next) => {
        // libp2p 3.3.11 appends the handler to the registered list itself at every inbound stream,
        // so handlers would pile up and run on outbound streams, too: each run leaves a clean list.
        libp2p.use(protocol, [guard])
        const verdict = admits(connection, 'members')
        const isAdmitted = typeof verdict === 'boolean' ? verdict : await paused(stream, verdict)
        if (!isAdmitted) throw notAllowed(this.#options.self)
        next(stream, connection)
      }
      libp2p.use(protocol, [guard])
    }
  }

  #serve(
    protocol: string,
    access: Access,
    streamsMax: number,
    begin: (stream: Stream, peer: PeerId) => void,
  ): void {
    const { libp2p, admits, logger } = this.#options
    const onStream = async (stream: Stream, connection: Connection) => {
      const verdict = admits(connection, access)
      const isAdmitted = typeof verdict === 'boolean' ? verdict : await paused(stream, verdict)
      if (isAdmitted) begin(stream, connection.remotePeer.toString())
      else this.#refuse(stream, protocol)
    }
    libp2p
      .handle(protocol, onStream, { maxInboundStreams: streamsMax, maxOutboundStreams: streamsMax })
      .catch(error => logger.error({ protocol, reason: messageOf(error) }, 'cannot serve protocol'))
  }

  /** A handler's failure that is no operating error: somebody has to mend it. */
  #report(where: Record<string, string>, error: unknown): void {
    this.#options.logger.error({ ...where, err: error }, `a handler failed: ${messageOf(error)}`)
  }

  #refuse(stream: Stream, protocol: string): void {
    if (protocol !== RPC_PROTOCOL && protocol !== STREAM_PROTOCOL) {
      stream.abort(notAllowed(this.#options.self))
      return
    }
    const framed = new FramedStream(stream, {
      frameBytesMax: this.#options.config.frameBytesMax,
      bufferBytesMax: 1,
      onFrame: () => {},
      onClose: () => {},
    })
    framed.sendLast(encodeCall({ kind: 'refused', id: 0 }))
  }

  #serveRpc(
    stream: Stream,
    peer: PeerId,
    frameBytesMax: number,
    servedRequestsMax: number,
    find: (method: string) => RequestHandler | PolisError,
  ): void {
    const { self, config } = this.#options
    const server: RpcServer = new RpcServer({
      self,
      peer,
      frameBytesMax: config.frameBytesMax,
      servedRequestsMax,
      find,
      stream: () => framed,
      onBug: (method, error) => this.#report({ method, peer }, error),
    })
    const framed: FramedStream = new FramedStream(stream, {
      frameBytesMax,
      bufferBytesMax: config.rpcBufferBytes,
      onFrame: frame => server.onFrame(frame),
      onClose: () => server.onClose(),
    })
  }

  #serveStream(stream: Stream, peer: PeerId): void {
    const { self, config } = this.#options
    const server: StreamServer = new StreamServer({
      peer,
      frameBytesMax: config.frameBytesMax,
      find: method => this.#streams.get(method) ?? noSuchMethod(self, method),
      stream: () => framed,
      onBug: (method, error) => this.#report({ method, peer }, error),
    })
    const framed: FramedStream = new FramedStream(stream, {
      frameBytesMax: config.frameBytesMax,
      bufferBytesMax: config.streamWindowBytes,
      onFrame: frame => server.onFrame(frame),
      onClose: () => server.onClose(),
      onRoom: () => server.onRoom(),
    })
  }
}

/** Waits for `verdict` with the stream paused; false if the stream closed meanwhile. */
async function paused(stream: Stream, verdict: Promise<boolean>): Promise<boolean> {
  if (stream.readStatus === 'readable') stream.pause()
  const isAdmitted = await verdict.catch(() => false)
  // Read by the one who begins, once it listens; resuming before loses nothing, it is buffered.
  if (stream.readStatus === 'paused') stream.resume()
  return isAdmitted && stream.status === 'open'
}
