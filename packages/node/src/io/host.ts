/**
 * This node's end of the cluster: a transport with gossipsub on it, open to members, and to
 * strangers as far as joining needs.
 */

import type { Logger } from '@polis/base'
import { createGossipsub, type GossipSub } from '@polis/gossip'
import { createLibp2pTransport, type Identity, type Libp2pTransport } from '@polis/transport'
import type { NodeOptions } from '../options.ts'
import { Clients } from './clients.ts'
import type { DataDir } from './data-dir.ts'
import { advertisedHost } from './describe.ts'
import type { Credentials } from './enter.ts'
import type { Fence } from './fence.ts'
import { serveJoins } from './join.ts'
import type { Membership } from './membership.ts'

export type Host = Libp2pTransport<{ pubsub: GossipSub }>

export type HostDependencies = {
  readonly options: NodeOptions
  readonly identity: Identity
  readonly dataDir: DataDir
  readonly credentials: Credentials
  readonly membership: Membership
  readonly fence: Fence
  readonly logger: Logger
}

/** Makes the transport and serves joins and clients on it; it listens after `start`. */
export async function createNodeHost(deps: HostDependencies): Promise<Host> {
  const { options, identity, dataDir, credentials, membership, fence, logger } = deps
  const { bind, clusterPort } = options
  const clients = new Clients(peer => membership.isMember(peer))
  const transport = await createLibp2pTransport<{ pubsub: GossipSub }>({
    privateKey: identity.privateKey,
    listen: { host: bind, port: clusterPort },
    advertise: { host: advertisedHost(options), port: clusterPort },
    clusterId: () => dataDir.record.clusterId,
    epoch: () => dataDir.record.epoch,
    onFenced: (peer, error) => fence.raise(peer, error),
    authorize: peer => membership.authorize(peer),
    isClient: peer => clients.has(peer),
    services: { pubsub: createGossipsub(peer => membership.isMember(peer)) },
    logger,
  })
  serveJoins({
    transport,
    secret: () => credentials.secret,
    clusterId: () => dataDir.record.clusterId,
    epoch: () => dataDir.record.epoch,
    name: dataDir.record.name,
    mayFound: options.isBootstrap,
    addMember: (peer, node) => membership.add(peer, node),
    admitClient: peer => clients.admit(peer),
  })
  clients.watch(transport)
  return transport
}
