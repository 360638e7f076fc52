/** Who is alive and what is healthy: SWIM with Lifeguard, health records, anti-entropy. */

export { type Claim, firstIncarnation, type Liveness, type Reason } from './claim.ts'
export { type GossipConfig, LAN, LOCAL, PRESETS, type Preset, WAN } from './config.ts'
export { GOSSIP_ERRORS, type GossipErrorCode } from './errors.ts'
export { ed25519Signatures } from './io/ed25519.ts'
export { Gossip, type GossipOptions, type GossipStats } from './io/gossip.ts'
export {
  type GossipMember,
  type GossipMemberOptions,
  startGossipMember,
} from './io/gossip-member.ts'
export { createGossipsub, type GossipSub } from './io/gossipsub.ts'
export { libp2pPubSub } from './io/libp2p-pubsub.ts'
export { type StreamWatchdogOptions, type WatchedHost, watchStreams } from './io/stream-watchdog.ts'
export { GossipMachine, type GossipMachineOptions } from './machine.ts'
export { MemoryPubSubHub } from './memory-pubsub.ts'
export type {
  Effect,
  Input,
  MemberAddress,
  MemberEvent,
  OwnHealth,
  ProbeMessage,
  Publication,
  RecordsEvent,
  SyncAnswer,
  SyncRequest,
  Verdict,
} from './message.ts'
export { type PropagationLag, PropagationMeter } from './propagation.ts'
export { GOSSIP_TOPIC, type PubSub, type PubSubHandler } from './pubsub.ts'
export type { HealthRecord, HealthState, Metadata } from './record.ts'
export type { Signatures } from './stamp.ts'
export type { Conflict, GossipCounts, MemberView } from './view.ts'
export {
  balancersKey,
  ballotOf,
  soleKey,
  type Vote,
  verdictOf,
  voteKey,
  weigh,
} from './votes.ts'
