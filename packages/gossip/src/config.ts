/**
 * Every knob of the gossip, with the formula it enters, and presets for three kinds of network.
 *
 * N is the number of members that are neither dead nor left, this node included. The formulas are
 * SWIM's (Das et al., DSN 2002) and Lifeguard's (Dadgar et al., arXiv 1707.00788) as memberlist
 * uses them; the values keep one promise: a node that is silent for three seconds is not declared
 * dead, because `probeIntervalMs + suspicionMinMs` is at least four.
 */

import type { Rate } from './rate-limit.ts'

/** Intervals and bounds; the comments at `LAN` say what each value means and why. */
export type GossipConfig = {
  readonly tickMs: number
  readonly probeIntervalMs: number
  readonly probeTimeoutMinMs: number
  readonly probeTimeoutMaxMs: number
  readonly probeTimeoutRttFactor: number
  readonly indirectProbes: number
  readonly nackAfterMs: number
  readonly probesMax: number
  readonly relaysMax: number
  readonly suspicionMinMs: number
  readonly suspicionMaxFactor: number
  readonly suspicionConfirmations: number
  readonly localHealthMax: number
  readonly lagThresholdMs: number
  readonly pauseGapMs: number
  readonly crashDialTimeoutMs: number
  readonly refusalFreshMs: number
  readonly restartGraceMs: number
  readonly deadProbeIntervalMs: number
  readonly retransmitFactor: number
  readonly piggybackClaimsMax: number
  readonly directFanoutMax: number
  readonly deltaBatchMs: number
  readonly urgentSpacingMs: number
  readonly lazyIntervalMs: number
  readonly lazyIntervalMembers: number
  readonly deltaBytesMax: number
  readonly publicationBytesMax: number
  readonly digestIntervalMs: number
  readonly digestJitter: number
  readonly digestIntervalMembers: number
  readonly meetingsMax: number
  readonly syncsMax: number
  readonly syncQueueMax: number
  readonly syncTimeoutMs: number
  readonly syncBytesMax: number
  readonly pullDelayMs: number
  readonly pullRetryMs: number
  readonly coordinateIntervalMs: number
  readonly messageRate: Rate
  readonly publicationRate: Rate
  readonly syncRate: Rate
  readonly recordsPerOwnerMax: number
  readonly keyBytesMax: number
  readonly outputBytesMax: number
  readonly metadataBytesMax: number
  readonly claimsPerMessageMax: number
}

/** Machines of one network: round trips under 5 ms, loss under 1 %. */
export const LAN: GossipConfig = {
  /** How often the machine is told the time; deadlines are met within this. */
  tickMs: 50,
  /** One member is probed every `probeIntervalMs * (local health + 1)`. */
  probeIntervalMs: 1_000,
  /** A direct ping waits min(max, max(min, factor * smoothed round trip)); then others. */
  probeTimeoutMinMs: 200,
  /** TCP sends a lost segment anew after 200 ms at the earliest, so two losses still fit. */
  probeTimeoutMaxMs: 500,
  probeTimeoutRttFactor: 4,
  /** k of SWIM: members asked to ping in our place. */
  indirectProbes: 3,
  /** A helper without an ack says so by then: 0.8 * (probeIntervalMs - probeTimeoutMaxMs). */
  nackAfterMs: 400,
  /** Pings under way; beyond it no new one starts (a round lasts one interval, so few are). */
  probesMax: 64,
  /** Pings in the place of others under way; beyond it requests are dropped, which costs a nack. */
  relaysMax: 256,
  /** A suspicion lasts at least suspicionMinMs * max(1, log10 N). */
  suspicionMinMs: 3_000,
  /** And without any confirmation this many times as long. */
  suspicionMaxFactor: 4,
  /** Other accusers after whom it lasts the minimum: min(this, N - 2). */
  suspicionConfirmations: 2,
  /** The local health score stays in [0, this]: the probe interval is at most 8 times as long. */
  localHealthMax: 7,
  /** An event loop delay (p99 of a second) above this counts against our own health. */
  lagThresholdMs: 100,
  /** A gap between ticks above this is a pause: as long as a peer may wait for a direct ack. */
  pauseGapMs: 200,
  /** The dial after a connection closed: on a LAN a refusal takes 1 ms. */
  crashDialTimeoutMs: 300,
  /** A refused dial counts as an observation for this long. */
  refusalFreshMs: 3_000,
  /** A member that said it restarts is left alone for this long. */
  restartGraceMs: 30_000,
  /** A dead or restarting member is pinged this often, so it comes back by itself. */
  deadProbeIntervalMs: 2_000,
  /** A claim is piggybacked retransmitFactor * ceil(log10(N + 1)) times. */
  retransmitFactor: 4,
  /** Claims on one ping or ack: about 200 bytes each, so under two frames of Ethernet. */
  piggybackClaimsMax: 8,
  /** A new claim goes directly to this many members at most; gossipsub carries it to all. */
  directFanoutMax: 32,
  /** Changes of our own records are gathered this long, and until the next tick: 50 to 100 ms. */
  deltaBatchMs: 50,
  /** A turn to critical is sent at once, but not within this of the last batch. */
  urgentSpacingMs: 50,
  /**
   * Metadata and changes of output alone wait lazyIntervalMs * max(1, N / lazyIntervalMembers), so
   * the whole cluster sends at most lazyIntervalMembers / lazyIntervalMs of them (12 a second).
   */
  lazyIntervalMs: 2_000,
  lazyIntervalMembers: 25,
  /** Records of one delta; what is left over goes with the next batch. */
  deltaBytesMax: 48 << 10,
  /** A publication above this is malformed: a delta, its stamp and room for long ids. */
  publicationBytesMax: 64 << 10,
  /** One random member is compared with every digestIntervalMs * (1 ± digestJitter). */
  digestIntervalMs: 10_000,
  digestJitter: 0.2,
  /** Above this many members the interval grows by log2 N - log2 of this, plus one (memberlist). */
  digestIntervalMembers: 32,
  /**
   * After a connection came up the two compare everything with the probability meetingsMax / N: a
   * restart among a thousand costs about this many comparisons of 70 kB, not a thousand. What each
   * says of itself needs none: the first message on a connection says how far its set is.
   */
  meetingsMax: 8,
  /** Comparisons under way: their answers can be large. */
  syncsMax: 4,
  /** Members waiting for a comparison after a connection came up; the oldest wait is kept. */
  syncQueueMax: 512,
  /** A comparison without an answer is given up after this. */
  syncTimeoutMs: 3_000,
  /** Deltas of one comparison; the rest follows with the next. A transport's frame is 4 MiB. */
  syncBytesMax: 3 << 20,
  /** A set that is behind is asked for after this: the publication may only have been overtaken. */
  pullDelayMs: 100,
  /** A set that was asked for is not asked for again within this. */
  pullRetryMs: 1_000,
  /** Our own network coordinate is looked at this often, and told if it has moved. */
  coordinateIntervalMs: 30_000,
  /** One-way messages of one member: a few a second, some hundred while many others come or go. */
  messageRate: { perSecond: 200, burst: 1_000 },
  /** Publications written by one member: urgent batches are urgentSpacingMs apart, so 20 a second. */
  publicationRate: { perSecond: 50, burst: 500 },
  /** Comparisons and pulls of one member; after a partition it pulls a set of each owner at once. */
  syncRate: { perSecond: 20, burst: 400 },
  /** A set fits one answer: 8192 records of at most 300 bytes are 2.4 MB. */
  recordsPerOwnerMax: 8_192,
  /** Ids are 12 characters; external names may be longer. */
  keyBytesMax: 128,
  /** One line for a person; longer output is cut. */
  outputBytesMax: 120,
  /** Metadata as JSON. */
  metadataBytesMax: 4_096,
  /** Claims of one message: a comparison carries one a member, a domain has about 300. */
  claimsPerMessageMax: 4_096,
}

/** Machines far apart: round trips up to a second, losses, congestion. */
export const WAN: GossipConfig = {
  ...LAN,
  probeIntervalMs: 5_000,
  probeTimeoutMinMs: 1_000,
  probeTimeoutMaxMs: 3_000,
  nackAfterMs: 1_600,
  suspicionMinMs: 10_000,
  crashDialTimeoutMs: 2_000,
  refusalFreshMs: 10_000,
  deadProbeIntervalMs: 5_000,
  deltaBatchMs: 150,
  urgentSpacingMs: 100,
  lazyIntervalMs: 5_000,
  digestIntervalMs: 20_000,
  syncTimeoutMs: 10_000,
  pullDelayMs: 1_000,
  pullRetryMs: 4_000,
}

/** One machine: nothing is lost, but processes starve each other of CPU. */
export const LOCAL: GossipConfig = {
  ...LAN,
  deadProbeIntervalMs: 1_000,
  digestIntervalMs: 5_000,
}

/** The presets by the name that the configuration of a node uses. */
export const PRESETS = { lan: LAN, wan: WAN, local: LOCAL } as const

/** A name of a preset. */
export type Preset = keyof typeof PRESETS

/** How long a direct ping to a member with that smoothed round trip may take. */
export function probeTimeoutMs(config: GossipConfig, rttMs: number | undefined): number {
  const scaledMs = config.probeTimeoutRttFactor * (rttMs ?? 0)
  return Math.min(config.probeTimeoutMaxMs, Math.max(config.probeTimeoutMinMs, scaledMs))
}

/** How often a claim is piggybacked in a cluster of `memberCount`. */
export function retransmits(config: GossipConfig, memberCount: number): number {
  return config.retransmitFactor * Math.ceil(Math.log10(memberCount + 1))
}

/** The mean interval between comparisons in a cluster of `memberCount`. */
export function digestIntervalMs(config: GossipConfig, memberCount: number): number {
  const excess = Math.log2(memberCount) - Math.log2(config.digestIntervalMembers)
  return config.digestIntervalMs * (excess <= 0 ? 1 : Math.ceil(excess) + 1)
}

/** How long metadata and output may wait in a cluster of `memberCount`. */
export function lazyIntervalMs(config: GossipConfig, memberCount: number): number {
  return config.lazyIntervalMs * Math.max(1, memberCount / config.lazyIntervalMembers)
}
