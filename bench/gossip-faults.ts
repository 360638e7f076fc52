/**
 * Disturbances that kill nobody, and how often somebody was held failed all the same.
 *
 * A member that is stopped long enough may be held failed, that is what a detector is for; one that
 * runs, or that was stopped for no more than three seconds, may not.
 */

import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import type { GossipCluster } from './gossip-cluster.ts'

/** A disturbance of some members. */
export type Fault = {
  readonly name: string
  /** How many members are disturbed: n1, n2, … */
  readonly victims: number
  /** True if not even the victims may be held failed. */
  readonly isHarmless: boolean
  readonly run: (cluster: GossipCluster, victims: readonly string[]) => Promise<void>
}

/** After the last disturbance, suspicions get this long to become verdicts. */
const WATCH_MS = 9_000
const PAUSE_SECONDS = [1, 3, 5, 8]
const ANOMALY_MS = 30_000
const STARVATION_MS = 20_000
/** Loops that share the core with all members. */
const BUSY_LOOPS = 2

/** Every disturbance that is measured. */
export const FAULTS: readonly Fault[] = [
  ...PAUSE_SECONDS.map(seconds => ({
    name: `paused for ${seconds} s`,
    victims: 2,
    isHarmless: seconds <= 3,
    run: (cluster: GossipCluster, victims: readonly string[]) =>
      pauseInTurn(cluster, victims, seconds * 1_000),
  })),
  ...[1, 3].flatMap(victims =>
    [1_024, 4_096, 8_192].flatMap(stoppedMs =>
      [64, 500].map(runningMs => ({
        name: `${victims} stopped for ${stoppedMs} ms, running for ${runningMs} ms, again`,
        victims,
        isHarmless: false,
        run: (cluster: GossipCluster, names: readonly string[]) =>
          stutter(cluster, names, stoppedMs, runningMs),
      })),
    ),
  ),
  { name: 'starved of CPU', victims: 0, isHarmless: false, run: starve },
]

/** Runs one disturbance and counts who was held failed by whom, whenever it was said. */
export async function disturb(
  cluster: GossipCluster,
  fault: Fault,
): Promise<{ ofOthers: number; ofVictims: number }> {
  const victims = cluster.names.slice(1, 1 + fault.victims)
  const seen = cluster.observations.length
  await fault.run(cluster, victims)
  await sleep(WATCH_MS)
  const failed = cluster.observations.slice(seen).filter(({ verdict }) => verdict === 'failed')
  const ofVictims = failed.filter(({ about }) => victims.includes(about)).length
  return { ofOthers: failed.length - ofVictims, ofVictims }
}

async function pauseInTurn(
  cluster: GossipCluster,
  victims: readonly string[],
  pauseMs: number,
): Promise<void> {
  for (const victim of victims) {
    cluster.signal(victim, 'SIGSTOP')
    await sleep(pauseMs)
    cluster.signal(victim, 'SIGCONT')
    await sleep(WATCH_MS)
  }
}

async function stutter(
  cluster: GossipCluster,
  victims: readonly string[],
  stoppedMs: number,
  runningMs: number,
): Promise<void> {
  const endMs = performance.now() + ANOMALY_MS
  while (performance.now() < endMs) {
    for (const victim of victims) cluster.signal(victim, 'SIGSTOP')
    await sleep(stoppedMs)
    for (const victim of victims) cluster.signal(victim, 'SIGCONT')
    await sleep(runningMs)
  }
}

async function starve(cluster: GossipCluster): Promise<void> {
  for (const pid of cluster.pids) spawnSync('taskset', ['-a', '-p', '-c', '0', String(pid)])
  const loops: ChildProcess[] = []
  const end = () => {
    for (const loop of loops) loop.kill('SIGKILL')
  }
  process.once('exit', end)
  for (let i = 0; i < BUSY_LOOPS; i++) {
    loops.push(spawn('taskset', ['-c', '0', process.execPath, '-e', 'for (;;);']))
  }
  await sleep(STARVATION_MS)
  end()
  process.off('exit', end)
}
