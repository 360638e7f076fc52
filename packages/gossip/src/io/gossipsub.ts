/**
 * gossipsub set up for a cluster of known members (libp2p specs, pubsub/gossipsub v1.2).
 *
 * Where a setting differs from its default, the default was found to hurt: nodes that share an
 * address score each other out of the mesh, a publication without subscribers throws, per-message
 * signatures cost a millisecond (each delta carries its owner's signature instead).
 */

import { hash } from 'node:crypto'
import { type GossipSub, gossipsub, StrictNoSign } from '@chainsafe/libp2p-gossipsub'
import type { PeerId } from '@polis/transport'
import { LAN } from '../config.ts'
import { GOSSIP_TOPIC } from '../pubsub.ts'

/** Bytes of SHA-256 that name a message: collisions within two minutes are out of the question. */
const MESSAGE_ID_BYTES = 20
/** One RPC frame may bring several messages that were asked for. */
const RPC_BYTES_MAX = 32 * LAN.publicationBytesMax
/** Messages waiting for a slow peer; beyond it its stream is reset, and anti-entropy takes over. */
const OUTBOUND_BYTES_MAX = 4 << 20
/** A loaded peer answers IWANT late; the default of 3 s would hold that against it. */
const IWANT_FOLLOW_UP_MS = 12_000
/** Below this, telling peers not to send costs more than the copy that it saves (Lodestar). */
const IDONTWANT_BYTES_MIN = 16_829

/**
 * A stranger's score: below the thresholds of gossip (-10) and publish (-50), so it is told nothing
 * and what it sends is ignored, but above the graylist (-80), where its subscription would be
 * dropped and a newcomer would stay deaf after it has become a member.
 */
const STRANGER_SCORE = -60
/** Three malformed or forged messages within seconds reach the graylist: -20 * 3^2. */
const INVALID_MESSAGE_WEIGHT = -20
const INVALID_MESSAGE_DECAY = 0.9

/** What `createLibp2pTransport` takes as `services.pubsub`; `isMember` is asked again and again. */
export function createGossipsub(isMember: (peer: PeerId) => boolean): ReturnType<typeof gossipsub> {
  return gossipsub({
    globalSignaturePolicy: StrictNoSign,
    msgIdFn: message => hash('sha256', message.data, 'buffer').subarray(0, MESSAGE_ID_BYTES),
    allowPublishToZeroTopicPeers: true,
    ignoreDuplicatePublishError: true,
    fallbackToFloodsub: false,
    floodPublish: true,
    batchPublish: true,
    doPX: false,
    allowedTopics: [GOSSIP_TOPIC],
    maxInboundDataLength: RPC_BYTES_MAX,
    maxOutboundBufferSize: OUTBOUND_BYTES_MAX,
    gossipsubIWantFollowupMs: IWANT_FOLLOW_UP_MS,
    idontwantMinDataSize: IDONTWANT_BYTES_MIN,
    scoreParams: {
      IPColocationFactorWeight: 0,
      appSpecificScore: peer => (isMember(peer) ? 0 : STRANGER_SCORE),
      appSpecificWeight: 1,
      topics: { [GOSSIP_TOPIC]: INVALID_MESSAGES_ONLY },
    },
  })
}

/** Only invalid messages count; a quiet topic is no fault of its peers. */
const INVALID_MESSAGES_ONLY = {
  ...{ topicWeight: 1, timeInMeshWeight: 0, timeInMeshQuantum: 1, timeInMeshCap: 1 },
  ...{ firstMessageDeliveriesWeight: 0, firstMessageDeliveriesDecay: 0.5 },
  ...{ firstMessageDeliveriesCap: 1, meshMessageDeliveriesWeight: 0 },
  ...{ meshMessageDeliveriesDecay: 0.5, meshMessageDeliveriesCap: 1 },
  ...{ meshMessageDeliveriesThreshold: 1, meshMessageDeliveriesWindow: 10 },
  ...{ meshMessageDeliveriesActivation: 5_000, meshFailurePenaltyWeight: 0 },
  ...{ meshFailurePenaltyDecay: 0.5 },
  invalidMessageDeliveriesWeight: INVALID_MESSAGE_WEIGHT,
  invalidMessageDeliveriesDecay: INVALID_MESSAGE_DECAY,
}

export type { GossipSub }
