/**
 * `npm run simulate:gossip -- [--seed N] [--seeds COUNT]`: random trouble, a line a seed.
 * `npm run simulate:gossip -- --nodes 1000 [--seconds S] [--loss 0.1] [--churn 0.05]`: a large
 * cluster, with what it costs each member and how its deaths are found.
 */

import { parseArgs } from 'node:util'
import { type Detection, runLargeCluster } from '../simulation/large-cluster.ts'
import { runSwarm } from '../simulation/swarm.ts'

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    seeds: { type: 'string', default: '1' },
    nodes: { type: 'string' },
    seconds: { type: 'string', default: '40' },
    loss: { type: 'string', default: '0.1' },
    churn: { type: 'string', default: '0.05' },
  },
})

function simulateSeeds(first: number, count: number): boolean {
  let hasFailed = false
  for (let seed = first; seed < first + count; seed++) {
    const report = runSwarm(seed)
    console.log(JSON.stringify(report))
    hasFailed ||= report.failure !== undefined
  }
  return !hasFailed
}

function line(what: string, { faults, firstP50Ms, allP50Ms, allMaxMs, missed }: Detection): string {
  const ms = (value: number) => `${value.toFixed(0)} ms`
  return (
    `${faults} ${what}: first observer ${ms(firstP50Ms)} (p50), ` +
    `nine tenths ${ms(allP50Ms)} (p50) ${ms(allMaxMs)} (max), ${missed} missed`
  )
}

function simulateLarge(nodes: number): void {
  const [seconds, loss, churnPerMinute] = [values.seconds, values.loss, values.churn].map(Number)
  const options = { nodes, seconds: seconds!, loss: loss!, churnPerMinute: churnPerMinute! }
  const before = process.cpuUsage()
  const report = runLargeCluster({ seed: Number(values.seed), ...options })
  const cpuMs = process.cpuUsage(before).user / 1_000
  const kinds = Object.entries(report.bytesByKind).map(([kind, b]) => `${kind} ${b.toFixed(0)}`)
  console.log(
    [
      `${nodes} members, ${seconds} s, ${loss! * 100} % loss, ${churnPerMinute! * 100} % churn a minute`,
      line('crashes', report.crashes),
      line('hangs', report.hangs),
      `${report.suspicions} views of a well member as suspect, all but ${report.falseDeaths} refuted`,
      `${report.falseDeaths} false deaths, of ${report.falselyDead} members`,
      `a member sends ${report.messagesPerNodeSecond.toFixed(0)} messages a second, ` +
        `${report.bytesPerNodeSecond.toFixed(0)} bytes (${kinds.join(', ')})`,
      `the simulation took ${((cpuMs / nodes / (seconds! + 5)) * 1000).toFixed(0)} µs of CPU ` +
        'for a second of a member, its network included',
    ].join('\n'),
  )
}

if (values.nodes === undefined) {
  process.exitCode = simulateSeeds(Number(values.seed), Number(values.seeds)) ? 0 : 1
} else simulateLarge(Number(values.nodes))
