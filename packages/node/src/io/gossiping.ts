/**
 * Gossip over this node's transport: signed with its identity, watched for streams that were reset.
 */

import { type Logger, systemClock, systemRandom } from '@polis/base'
import {
  ed25519Signatures,
  Gossip,
  type GossipSub,
  libp2pPubSub,
  watchStreams,
} from '@polis/gossip'
import { type Identity, type Libp2pTransport, publicKeyOf } from '@polis/transport'
import type { Cleanup } from './cleanup.ts'
import type { DataDir } from './data-dir.ts'
import type { Membership } from './membership.ts'

export type GossipingDependencies = {
  readonly identity: Identity
  readonly dataDir: DataDir
  readonly transport: Libp2pTransport<{ pubsub: GossipSub }>
  readonly membership: Membership
  readonly cleanup: Cleanup
  readonly logger: Logger
}

/** Starts to gossip with the members that are known now. */
export function startGossip(deps: GossipingDependencies): Gossip {
  const { identity, dataDir, transport, membership, cleanup, logger } = deps
  const { name, bootCount, clusterId } = dataDir.record
  const gossip = Gossip.start({
    self: { peer: identity.peerId, name, bootCount },
    clusterId,
    transport,
    pubsub: libp2pPubSub(transport.libp2p.services.pubsub, logger),
    signatures: ed25519Signatures(identity.privateKey.raw, publicKeyOf),
    clock: systemClock,
    random: systemRandom(),
    logger,
  })
  cleanup.add('gossip', () => gossip.stop())
  const stopWatchdog = watchStreams({
    host: transport.libp2p,
    transport,
    isMember: peer => membership.isMember(peer),
    random: systemRandom(),
    logger,
  })
  cleanup.add('stream watchdog', stopWatchdog)
  gossip.setMembers(membership.gossipMembers())
  return gossip
}
