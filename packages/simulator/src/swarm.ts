/**
 * What kind of world a seed makes (swarm testing, Groce et al., ISSTA 2012).
 *
 * Every seed turns a random set of faults on and draws how bad each is, and how small the bounds of
 * Raft are. Runs that do a few things much find more than runs that do everything a little.
 */

import type { Random } from '@polis/base'
import { DEFAULT_RAFT_CONFIG, type RaftConfig } from '@polis/raft'
import { CALM_MS, SAFETY_MS, TURN_MS_MAX } from './config.ts'
import { CALM_DISK, type DiskOptions } from './disk.ts'
import { between, chance, pick } from './draw.ts'
import { CALM_NETWORK, type NetworkOptions } from './network.ts'

/** Faults that happen at moments, each with its share of them. */
export const FAULTS = [
  'kill',
  'power-cut',
  'blackout',
  'pause',
  'partition',
  'regroup',
  'clog',
  'transfer',
  'clock',
  'clock-jump',
  'disk-full',
] as const
export type Fault = (typeof FAULTS)[number]

/**
 * A voter that the others must do without: nothing reaches it, it reaches nobody, both, it does
 * not run, or its disk takes seconds.
 */
export const STRAGGLERS = ['deaf', 'mute', 'apart', 'paused', 'slow-disk'] as const
export type Straggler = (typeof STRAGGLERS)[number]

/** One world. */
export type Swarm = {
  /** Virtual time of the safety phase. */
  readonly safetyMs: number
  readonly voters: number
  readonly clients: number
  readonly keys: number
  readonly thinkMsMax: number
  readonly readShare: number
  readonly network: NetworkOptions
  readonly disk: DiskOptions
  readonly faults: readonly Fault[]
  /** Mean time between two faults. */
  readonly faultMs: number
  /** Longest time that a node is down or paused, or links are cut. */
  readonly outageMsMax: number
  /** Chance that a node crashes between two effects of one pump. */
  readonly crashInPump: number
  /** Chance that a disk has lost or garbled something when its node starts again. */
  readonly damageProbability: number
  /** Longest time from one turn of a process to its next: more where processors are scarce. */
  readonly turnMsMax: number
  /** What is wrong with the one voter that is not healed at first. */
  readonly straggler: Straggler | undefined
  /** Mean time between two membership changes; 0 for none. */
  readonly membershipMs: number
  /** Clocks run this much faster or slower at most, as a share. */
  readonly skewMax: number
  /**
   * True if tasks run on the nodes, with a leader that decides and users who change their minds.
   */
  readonly isOrchestrated: boolean
  readonly raft: RaftConfig
}

/** A world of many faults. */
export function drawSwarm(random: Random): Swarm {
  const faultMs = pick(random, [300, 1000, 3000])
  const faults = FAULTS.filter(() => chance(random, 0.6))
  return {
    safetyMs: SAFETY_MS,
    voters: pick(random, [3, 3, 3, 4, 4, 5, 5, 7]),
    clients: 2 + random.int(8),
    keys: 1 + random.int(5),
    thinkMsMax: pick(random, [20, 100, 400]),
    readShare: pick(random, [0.2, 0.5, 0.8]),
    network: drawNetwork(random),
    disk: drawDisk(random),
    faults,
    faultMs,
    // Short beside the time between two faults, or everything would always be down.
    outageMsMax: faultMs * pick(random, [0.2, 0.5, 1, 3]),
    crashInPump: pick(random, [0, 0, 0.0005, 0.003]),
    damageProbability: pick(random, [0, 0, 0.3]),
    turnMsMax: pick(random, [TURN_MS_MAX, TURN_MS_MAX, TURN_MS_MAX, 20, 150, 400]),
    straggler: pick(random, [undefined, ...STRAGGLERS]),
    membershipMs: pick(random, [0, 300, 800, 2000]),
    skewMax: pick(random, [0, 0.01, 0.1]),
    isOrchestrated: false,
    raft: drawRaft(random),
  }
}

/** The same world with tasks on its nodes, and members that stay. */
export function orchestrated(swarm: Swarm): Swarm {
  return {
    ...swarm,
    isOrchestrated: true,
    // A leader stamps what clients propose with its own clock. Here clients stamp themselves, and
    // one whose clock runs ahead would stop time for the leader's decisions.
    faults: swarm.faults.filter(fault => fault !== 'clock-jump'),
    straggler: undefined,
    membershipMs: 0,
    clients: 1,
    thinkMsMax: 400,
  }
}

/** The same world without faults: whatever fails here is not the weather's doing. */
export function calm(swarm: Swarm): Swarm {
  return {
    ...swarm,
    safetyMs: CALM_MS,
    network: CALM_NETWORK,
    disk: CALM_DISK,
    faults: [],
    crashInPump: 0,
    turnMsMax: TURN_MS_MAX,
    straggler: undefined,
    damageProbability: 0,
    skewMax: 0,
  }
}

function drawNetwork(random: Random): NetworkOptions {
  const isSlow = chance(random, 0.3)
  return {
    delayMsMin: 0.1,
    delayMsMax: pick(random, [1, 5, 40]),
    lossProbability: chance(random, 0.5) ? between(random, 0, 0.3) : 0,
    duplicateProbability: chance(random, 0.4) ? between(random, 0, 0.3) : 0,
    slowProbability: isSlow ? between(random, 0, 0.1) : 0,
    slowMsMax: isSlow ? pick(random, [200, 1000, 5000]) : 0,
    isOrdered: chance(random, 0.5),
  }
}

function drawDisk(random: Random): DiskOptions {
  const isSlow = chance(random, 0.3)
  return {
    syncMsMin: 0.1,
    syncMsMax: pick(random, [1, 5, 30]),
    slowProbability: isSlow ? between(random, 0, 0.05) : 0,
    slowMsMax: isSlow ? pick(random, [100, 1000, 3000]) : 0,
    failProbability: chance(random, 0.2) ? 0.001 : 0,
  }
}

/** Bounds so small that every limit is met within seconds. */
function drawRaft(random: Random): RaftConfig {
  const snapshotEntries = pick(random, [15, 60, 200])
  return {
    ...DEFAULT_RAFT_CONFIG,
    electionTicks: pick(random, [4, 4, 8, 8, 20]),
    heartbeatTicks: pick(random, [1, 2]),
    messageBytesMax: pick(random, [200, 2000, 256 << 10]),
    inflightMessagesMax: pick(random, [1, 4, 256]),
    inflightBytesMax: pick(random, [1000, 4 << 20]),
    uncommittedBytesMax: pick(random, [2000, 32 << 20]),
    applyBytesMax: pick(random, [1, 300, 1 << 20]),
    blockBytesMax: pick(random, [300, 4096, 512 << 10]),
    groupBytesMax: pick(random, [500, 512 << 10]),
    tailBytes: pick(random, [64 << 10, 256 << 10]),
    snapshotEntries,
    trailingEntries: pick(random, [0, 5, snapshotEntries]),
    trailingBytes: pick(random, [1000, 8 << 20]),
    snapshotIdleMs: 3000,
  }
}
