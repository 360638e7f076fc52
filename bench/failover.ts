/**
 * How long nothing can be written after the leader was killed: ours beside etcd.
 *
 * The leader gets SIGKILL; from that moment a write is tried at a survivor every few milliseconds,
 * and the first one that is acknowledged ends the time. Then the node is started again, and once
 * it takes writes, too, the next leader is killed.
 */

import { setTimeout as sleep } from 'node:timers/promises'
import { connectKv, type KvClient } from './kv-client.ts'
import { installed } from './raft.ts'
import { CLUSTERS, type Cluster, until } from './raft-clusters.ts'
import { Measurements, OURS } from './report.ts'
import type { Subsystem } from './subsystem.ts'

const KILLS = 50
/** Of the peer a fifth: its kills take longer and are for comparison alone. */
const PEER_SHARE = 0.2
const TRY_EVERY_MS = 10
/** A leader is left alone for as long before it is killed: the others have heard of it by then. */
const SETTLE_MS = 300

const method = (kills: number, peerKills: number): readonly string[] => [
  `Three nodes; the leader is killed with SIGKILL ${kills} times (etcd's ${peerKills} times), and ` +
    'started again once the survivors take writes. From the kill on a write of a survivor is ' +
    `tried every ${TRY_EVERY_MS} ms; the time ends with the first that is acknowledged.`,
  'Both programs have their default timings: etcd an election timeout of 1 s and heartbeats of ' +
    '100 ms, ours 1 to 2 s and 100 ms, and followers that look whether the leader still listens.',
]

/** `npm run bench -- failover`. */
export const failover: Subsystem = async (note, { kills = KILLS }) => {
  const peerKills = Math.ceil(kills * PEER_SHARE)
  const measurements = new Measurements()
  for (const [name, startCluster] of Object.entries(CLUSTERS)) {
    if (startCluster === undefined) continue
    const cluster = await startCluster()
    try {
      const times = await killLeaders(cluster, name === OURS ? kills : peerKills, (i, ms) =>
        note(`  ${name}, kill ${i}: ${Math.round(ms)} ms`),
      )
      times.sort((a, b) => a - b)
      const at = (share: number) =>
        times[Math.min(times.length - 1, Math.floor(times.length * share))]!
      const what = 'leader killed → next committed write'
      measurements.add({ name: `${what}, p50`, unit: 'ms', goal: { most: 400 } }, name, at(0.5))
      measurements.add({ name: `${what}, p99`, unit: 'ms', goal: { most: 1_500 } }, name, at(0.99))
    } finally {
      await cluster.stop()
    }
  }
  return { method: method(kills, peerKills), rows: measurements.rows(), ...installed() }
}

async function killLeaders(
  cluster: Cluster,
  kills: number,
  note: (kill: number, ms: number) => void,
): Promise<number[]> {
  const { nodes } = cluster
  const times: number[] = []
  while (times.length < kills) {
    await sleep(SETTLE_MS)
    const asked = times.length % nodes.length
    const leader = await cluster.leader(asked)
    if (leader === undefined) continue
    const client = await connectKv(nodes[(leader + 1) % nodes.length]!)
    await client.put('before', Buffer.from('the kill'))
    const killedMs = performance.now()
    const ended = nodes[leader]!.kill()
    await firstWrite(client)
    times.push(performance.now() - killedMs)
    note(times.length, times.at(-1)!)
    await client.close()
    await ended
    await nodes[leader]!.restart()
    await until('the restarted node takes writes', () => takesWrites(cluster, leader))
  }
  return times
}

/** Resolves with the first of many tries that succeeds; the others are left to fail. */
function firstWrite(client: KvClient): Promise<void> {
  return new Promise(resolve => {
    const once = () =>
      client.put('after', Buffer.from('the kill')).then(
        () => {
          clearInterval(timer)
          resolve()
        },
        // Without a leader: the next try is under way.
        () => undefined,
      )
    const timer = setInterval(once, TRY_EVERY_MS)
    once()
  })
}

async function takesWrites({ nodes }: Cluster, position: number): Promise<boolean> {
  const client = await connectKv(nodes[position]!)
  try {
    await client.put('restarted', Buffer.from('yes'))
    return true
  } finally {
    await client.close()
  }
}
