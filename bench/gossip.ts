/**
 * Gossip beside serf: how soon a dead or hung member is known to all, and whether a living one is
 * ever taken for dead while others pause or starve (the method of Lifeguard, arXiv 1707.00788 §5).
 *
 * Both programs go through the same scenarios, one after the other, each cluster in a network
 * namespace of its own. Random waits part the faults from the programs' own rhythms.
 */

import { setTimeout as sleep } from 'node:timers/promises'
import { quantile } from '@polis/base'
import { GossipCluster, type GossipProgram, POLIS, SERF } from './gossip-cluster.ts'
import { disturb, FAULTS } from './gossip-faults.ts'
import { loopbackBytes, NetworkNamespace } from './network-namespace.ts'
import { cpuUs, privateBytes } from './process-usage.ts'
import { find, packageVersion } from './programs.ts'
import { Measurements } from './report.ts'
import type { Findings, Subsystem } from './subsystem.ts'

const SIZES = [8, 16, 32]
const KILLS = 10
const HANGS = 3
/** Members of the clusters in which others pause or starve, as in the paper's scaled-down form. */
const DISTURBED_SIZE = 12
const KNOWN_MS_MAX = 60_000
const REJOIN_MS_MAX = 90_000
const IDLE_MS = 15_000

const METHOD: readonly string[] = [
  'A member is a process: for Polis transport and gossip alone, for serf `serf agent`, both with ' +
    'their settings for a LAN. Times are from the signal to the line of the last other member.',
  `${KILLS} members killed one after the other and started again, ${HANGS} stopped until all hold ` +
    'them failed and continued, at each size.',
  `Disturbances in a cluster of ${DISTURBED_SIZE}: members paused once; C members together stopped ` +
    'for D and running for I, for 30 s; all members on one core with two busy loops for 20 s. ' +
    'Counted is how often any member said "failed" of a member that was not stopped at all, and ' +
    'of the stopped ones.',
  `Idle figures are those of ${IDLE_MS / 1_000} s without any event, a member; bytes are those on ` +
    'the loopback of the namespace, headers included.',
]

/** Measures both programs, serf where it is installed. */
export const gossip: Subsystem = async (note, options) => {
  const serf = find('serf')
  const programs = serf === undefined ? [POLIS] : [POLIS, SERF]
  const measurements = new Measurements()
  const { members } = options
  for (const size of members === undefined ? SIZES : [members]) {
    for (const program of programs) {
      await inCluster(program, size, async cluster => {
        note(`${program.name}, ${size} members`)
        await measureIdle(cluster, measurements)
        await measureKills(cluster, measurements, note)
        await measureHangs(cluster, measurements, note)
      })
    }
  }
  for (const fault of members === undefined ? FAULTS : []) {
    for (const program of programs) {
      await inCluster(program, DISTURBED_SIZE, async cluster => {
        const { ofOthers, ofVictims } = await disturb(cluster, fault)
        note(`${program.name}, ${fault.name}: ${ofOthers} of others, ${ofVictims} of victims`)
        const goal = { most: 0 }
        measurements.add(
          { name: `${fault.name}: others held failed`, unit: 'times', goal },
          program.name,
          ofOthers,
        )
        measurements.add(
          {
            name: `${fault.name}: victims held failed`,
            unit: 'times',
            ...(fault.isHarmless && { goal }),
          },
          program.name,
          ofVictims,
        )
      })
    }
  }
  const findings: Findings = {
    method: METHOD,
    rows: measurements.rows(),
    versions: serf === undefined ? {} : { serf: packageVersion(serf) },
    missing: serf === undefined ? ['serf'] : [],
  }
  return findings
}

async function inCluster(
  program: GossipProgram,
  size: number,
  measure: (cluster: GossipCluster) => Promise<void>,
): Promise<void> {
  const namespace = NetworkNamespace.create(`polis-bench-${process.pid}`)
  if (namespace === undefined) throw new Error('the gossip bench needs root and `ip` (iproute2)')
  const remove = () => namespace.remove()
  process.once('exit', remove)
  let cluster: GossipCluster | undefined
  try {
    cluster = await GossipCluster.form(program, size, namespace)
    await measure(cluster)
  } finally {
    await cluster?.stop()
    remove()
    process.off('exit', remove)
  }
}

async function measureIdle(cluster: GossipCluster, measurements: Measurements): Promise<void> {
  const { pids, program } = cluster
  // What forming the cluster left to do is not idleness.
  await sleep(5_000)
  const before = { cpuUs: cpuUs(pids), bytes: loopbackBytes(pids[0]!), ms: performance.now() }
  await sleep(IDLE_MS)
  const seconds = (performance.now() - before.ms) / 1_000
  const add = (name: string, unit: string, total: number) =>
    measurements.add(
      { name: `idle ${name}, ${pids.length} members`, unit },
      program.name,
      total / pids.length,
    )
  add('CPU', '% of a core', (cpuUs(pids) - before.cpuUs) / 1e4 / seconds)
  add('traffic', 'B/s', (loopbackBytes(pids[0]!) - before.bytes) / seconds)
  add('memory', 'MB', privateBytes(pids) / 1e6)
}

async function measureKills(
  cluster: GossipCluster,
  measurements: Measurements,
  note: (text: string) => void,
): Promise<void> {
  const { names, program } = cluster
  const tookMs: number[] = []
  for (let i = 0; i < KILLS; i++) {
    const victim = names.at(-1 - (i % (names.length - 1)))!
    await randomPause()
    const startMs = performance.now()
    cluster.signal(victim, 'SIGKILL')
    const knownMs = await cluster.untilFailedEverywhere(victim, KNOWN_MS_MAX)
    if (knownMs === undefined)
      throw new Error(`${program.name}: not all noticed that ${victim} died`)
    tookMs.push(knownMs - startMs)
    cluster.start(victim)
    await cluster.untilAllUp(REJOIN_MS_MAX)
  }
  note(`  killed → known: ${tookMs.map(ms => ms.toFixed(0)).join(' ')} ms`)
  const name = `killed → known to all, ${names.length} members`
  for (const ms of tookMs) {
    measurements.add({ name, unit: 'ms', goal: { most: 500 } }, program.name, ms)
  }
  const slowest = { name: `${name}, p99`, unit: 'ms', goal: { most: 1_500 } }
  measurements.add(slowest, program.name, quantile(tookMs, 0.99))
}

async function measureHangs(
  cluster: GossipCluster,
  measurements: Measurements,
  note: (text: string) => void,
): Promise<void> {
  const { names, program } = cluster
  for (let i = 0; i < HANGS; i++) {
    const victim = names[1 + i]!
    await randomPause()
    const startMs = performance.now()
    cluster.signal(victim, 'SIGSTOP')
    const knownMs = await cluster.untilFailedEverywhere(victim, KNOWN_MS_MAX)
    cluster.signal(victim, 'SIGCONT')
    if (knownMs === undefined)
      throw new Error(`${program.name}: not all noticed that ${victim} hung`)
    note(`  hung → known: ${(knownMs - startMs).toFixed(0)} ms`)
    const name = `hung → known to all, ${names.length} members`
    measurements.add(
      { name, unit: 'ms', goal: { ratioTo: 'serf', most: 1 } },
      program.name,
      knownMs - startMs,
    )
    await cluster.untilAllUp(REJOIN_MS_MAX)
  }
}

/** Long enough to part a fault from what came before, at any phase of a probe interval. */
function randomPause(): Promise<void> {
  return sleep(300 + Math.random() * 900)
}
