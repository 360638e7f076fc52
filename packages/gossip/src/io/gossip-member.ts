/**
 * A member that does nothing but gossip: transport, gossipsub, machine and watchdog put together.
 *
 * A node puts the same parts together for itself (packages/node/src/io/gossiping.ts), with Raft to
 * say who belongs to the cluster. Here the caller says it: for tests with real connections, and for
 * measuring gossip alone.
 */

import { type Logger, quietLogger, systemClock, systemRandom } from '@polis/base'
import {
  createLibp2pTransport,
  type Identity,
  type Libp2pTransport,
  type PeerAddress,
  publicKeyOf,
} from '@polis/transport'
import type { Preset } from '../config.ts'
import type { MemberAddress } from '../message.ts'
import { ed25519Signatures } from './ed25519.ts'
import { Gossip } from './gossip.ts'
import { createGossipsub, type GossipSub } from './gossipsub.ts'
import { libp2pPubSub } from './libp2p-pubsub.ts'
import { watchStreams } from './stream-watchdog.ts'

/** What a member is made of. */
export type GossipMemberOptions = {
  readonly identity: Identity
  readonly name: string
  readonly listen: PeerAddress
  readonly bootCount: number
  readonly clusterId: string
  readonly preset?: Preset
  readonly logger?: Logger
}

/** A running member. */
export type GossipMember = {
  readonly identity: Identity
  readonly transport: Libp2pTransport<{ pubsub: GossipSub }>
  readonly gossip: Gossip
  readonly stopWatchdog: () => void
  /** Says who belongs to the cluster; only they are spoken to. */
  setMembers(members: readonly MemberAddress[]): void
  stop(): Promise<void>
}

/** Starts a member that knows nobody yet. */
export async function startGossipMember(options: GossipMemberOptions): Promise<GossipMember> {
  const { identity, name, listen, bootCount, clusterId, preset = 'lan' } = options
  const logger = options.logger ?? quietLogger
  const members = new Set<string>()
  const isMember = (peer: string) => members.has(peer)
  const transport = await createLibp2pTransport<{ pubsub: GossipSub }>({
    ...{ privateKey: identity.privateKey, listen, clusterId, logger },
    authorize: isMember,
    services: { pubsub: createGossipsub(isMember) },
  })
  await transport.start()
  const gossip = Gossip.start({
    self: { peer: identity.peerId, name, bootCount },
    ...{ clusterId, transport, preset, logger },
    pubsub: libp2pPubSub(transport.libp2p.services.pubsub, logger),
    signatures: ed25519Signatures(identity.privateKey.raw, publicKeyOf),
    clock: systemClock,
    random: systemRandom(),
  })
  const stopWatchdog = watchStreams({
    ...{ host: transport.libp2p, transport, isMember },
    ...{ random: systemRandom(), logger },
  })
  return {
    ...{ identity, transport, gossip, stopWatchdog },
    setMembers: list => {
      for (const { peer, address } of list) {
        members.add(peer)
        transport.setAddress(peer, address)
      }
      gossip.setMembers(list)
    },
    stop: async () => {
      stopWatchdog()
      gossip.stop()
      await transport.stop()
    },
  }
}
