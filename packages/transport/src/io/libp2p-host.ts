/**
 * libp2p, set up for a cluster rather than for the open internet.
 *
 * TLS 1.3 proves the peer ids; yamux carries many streams over one connection. Where a setting
 * differs from libp2p's default, the default was found to hurt: twelve nodes on one machine are
 * refused by the fifth, one failed ping aborts a connection, a slow reader's buffer has no end.
 */

import { identify } from '@libp2p/identify'
import type { Libp2p, PrivateKey, ServiceMap } from '@libp2p/interface'
import { tcp } from '@libp2p/tcp'
import { tls } from '@libp2p/tls'
import { yamux } from '@libp2p/yamux'
import { createLibp2p, type ServiceFactoryMap } from 'libp2p'
import type { TransportConfig } from '../config.ts'
import type { PeerAddress } from '../transport.ts'
import { resolveHost, toMultiaddr } from './addresses.ts'
import { withJoinedWrites } from './joined-writes.ts'

/** Inbound connections a second from one host before libp2p refuses them. */
const INBOUND_CONNECTIONS_PER_HOST = 1_000
/** Inbound connections whose handshake is under way: all of a large cluster after a power cut. */
const INBOUND_HANDSHAKES_MAX = 200
/** Far beyond one connection for each node of the largest cluster meant here. */
const CONNECTIONS_MAX = 2_000
/** Beyond it yamux aborts the stream; our own bounds are lower, so this is the last resort. */
const STREAM_WRITE_BYTES_MAX = 8 << 20
/** Below libp2p's read buffer of 4 MiB: else a paused reader's stream would be reset. */
const STREAM_WINDOW_BYTES_MAX = 2 << 20
/** Below every idle timeout of the sockets and of usual middleboxes. */
const KEEP_ALIVE_MS = 15_000

/** What a host is made of. */
export type HostOptions<S extends ServiceMap> = {
  readonly privateKey: PrivateKey
  /** Absent: nobody can dial it. */
  readonly listen?: PeerAddress
  readonly services: ServiceFactoryMap<S>
  readonly config: TransportConfig
}

/** A libp2p node, not started. */
export async function createHost<S extends ServiceMap>(
  options: HostOptions<S>,
): Promise<Libp2p<S>> {
  const { privateKey, listen, services, config } = options
  const host = await createLibp2p<ServiceMap>({
    privateKey,
    start: false,
    addresses: { listen: listen === undefined ? [] : [await listenText(listen)] },
    transports: [tcp()],
    connectionEncrypters: [withJoinedWrites(tls())],
    streamMuxers: [
      yamux({
        enableKeepAlive: true,
        keepAliveInterval: KEEP_ALIVE_MS,
        streamOptions: {
          maxWriteBufferLength: STREAM_WRITE_BYTES_MAX,
          maxStreamWindowSize: STREAM_WINDOW_BYTES_MAX,
        },
      }),
    ],
    connectionManager: {
      inboundConnectionThreshold: INBOUND_CONNECTIONS_PER_HOST,
      maxIncomingPendingConnections: INBOUND_HANDSHAKES_MAX,
      maxConnections: CONNECTIONS_MAX,
      dialTimeout: Math.max(config.dialTimeoutMs, config.dialTimeoutMsMax),
      addressDialTimeout: Math.max(config.dialTimeoutMs, config.dialTimeoutMsMax),
      connectionCloseTimeout: config.closeTimeoutMs,
    },
    connectionMonitor: { enabled: false },
    // The default refuses to dial private addresses in some environments; ours are private.
    connectionGater: { denyDialMultiaddr: () => false },
    services: { identify: identify(), ...(services as ServiceFactoryMap) },
  })
  return host as Libp2p<S>
}

async function listenText({ host, port }: PeerAddress): Promise<string> {
  const [ip] = await resolveHost(host)
  return toMultiaddr(ip ?? host, port).toString()
}
