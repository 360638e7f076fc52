/**
 * Entry point of the measurements: side by side with the peers that are installed, in one run.
 *
 *     npm run bench            every subsystem
 *     npm run bench -- NAME    one of them; --turns N, --kills N, --members N, --part NAME (again
 *                              for another) measure less
 *
 * Prints a table and writes `bench/results/NAME.json`; parts alone are only printed.
 */

import { parseArgs } from 'node:util'
import { autoscaler } from './autoscaler.ts'
import { balancer } from './balancer.ts'
import { deploy } from './deploy.ts'
import { discovery } from './discovery.ts'
import { failover } from './failover.ts'
import { gossip } from './gossip.ts'
import { health } from './health.ts'
import { raft } from './raft.ts'
import { formatRows } from './report.ts'
import { loadAverage, writeResults } from './results-file.ts'
import { scheduler } from './scheduler.ts'
import type { BenchOptions, Subsystem } from './subsystem.ts'

const SUBSYSTEMS: Readonly<Record<string, Subsystem>> = {
  ...{ autoscaler, balancer, deploy, discovery, health, gossip, raft, failover, scheduler },
}

/** Ctrl-C and `kill` end in an ordinary exit, which ends everything that was started. */
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => process.exit(130))
}

const { values, positionals: wanted } = parseArgs({
  allowPositionals: true,
  options: {
    turns: { type: 'string' },
    kills: { type: 'string' },
    members: { type: 'string' },
    part: { type: 'string', multiple: true },
  },
})
const options: BenchOptions = {
  ...(values.turns !== undefined && { turns: Number(values.turns) }),
  ...(values.kills !== undefined && { kills: Number(values.kills) }),
  ...(values.members !== undefined && { members: Number(values.members) }),
  ...(values.part !== undefined && { parts: values.part }),
}
const unknown = wanted.filter(name => !Object.hasOwn(SUBSYSTEMS, name))
if (unknown.length > 0) {
  console.error(`unknown: ${unknown.join(', ')}; there is ${Object.keys(SUBSYSTEMS).join(', ')}`)
  process.exitCode = 2
} else {
  for (const name of wanted.length > 0 ? wanted : Object.keys(SUBSYSTEMS)) await measure(name)
}

async function measure(name: string): Promise<void> {
  const loadBefore = loadAverage()
  console.log(`== ${name} (load average ${loadBefore.join(', ')})`)
  const findings = await SUBSYSTEMS[name]!(text => console.log(text), options)
  console.log(`\n${formatRows(findings.rows)}\n`)
  console.log(
    'median [least, greatest]; ÷ is ours over theirs within a turn; less is better, except for a rate',
  )
  for (const missing of findings.missing) console.log(`left out: ${missing}`)
  if (options.parts === undefined) {
    console.log(`written to ${writeResults(name, findings, loadBefore)}`)
  }
}
