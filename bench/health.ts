/**
 * Health checks: what ten thousand of them cost a node, how punctual they are, and how long it
 * takes to process a result, to tell of a change and to sum all of them up.
 */

import { ManualClock, seededRandom } from '@polis/base'
import { HealthCheck, HealthMonitor } from '@polis/health'
import { runToEnd, start } from './programs.ts'
import { type Measure, Measurements, OURS } from './report.ts'
import type { Findings, Subsystem } from './subsystem.ts'

const TURNS = 3
const CHECKS = 10_000
const CHECKS_PER_SECOND = CHECKS / 10
/** First probes, and then the rhythm of every check. */
const WARM_UP_MS = 22_000
const RUN_MS = 15_000
/** A run that takes longer hangs. */
const RUN_MS_MAX = 90_000
const RESULTS_PER_CHECK = 10
const SUMMARIES = 40

const CPU: Measure = {
  name: '10,000 HTTP checks at 10 s, of a core',
  unit: '%',
  goal: { most: 30 },
}
const RATE: Measure = { name: 'HTTP checks sent a second, of 1,000', unit: '1/s' }
const CPU_PER_CHECK: Measure = { name: 'an HTTP check, CPU', unit: 'µs' }
const LATE: Measure = { name: 'scheduling error, p99', unit: 'ms', goal: { most: 50 } }
const RESULT: Measure = { name: 'processing a result, p99', unit: 'ms', goal: { most: 1 } }
const EVENT: Measure = { name: 'result → event of a change, p99', unit: 'ms', goal: { most: 0.1 } }
const SUMMARY: Measure = {
  name: 'summary of 10,000 checks, CPU, median',
  unit: 'ms',
  goal: { most: 5 },
}

const METHOD: readonly string[] = [
  `${CHECKS} checks by HTTP/1.1, each every 10 s on a connection of its own, of a server on 20 ` +
    `loopback addresses; user + system time of the checking process over ${RUN_MS / 1_000} s, ` +
    `after ${WARM_UP_MS / 1_000} s to warm up; of a core: by the check, times 1,000 a second. node:http: the same schedule with its requests.`,
  'Scheduling error: from the time that a probe is due to the time that it is sent, wall-clock.',
  `Results, events and summaries: in this process, ${CHECKS} checks of type ttl of one ` +
    'HealthMonitor; a change is one that turns a check, from its report to its listener. Wall-clock ' +
    'times, but for the summary, which is CPU time of the thread.',
]

type Ran = {
  readonly cpuUsPerCheck: number
  readonly perSecond: number
  readonly lateP99Ms: number
  readonly failed: number
}

/** `npm run bench -- health`. */
export const health: Subsystem = async (note, { turns = TURNS }) => {
  const measurements = new Measurements()
  await measureProbes(measurements, turns, note)
  for (let turn = 0; turn < turns; turn++) await measureProcessing(measurements, turn)
  const findings: Findings = {
    method: METHOD,
    rows: measurements.rows(),
    versions: { node: process.version },
    missing: [],
  }
  return findings
}

async function measureProbes(
  measurements: Measurements,
  turns: number,
  note: (text: string) => void,
): Promise<void> {
  const server = start(process.execPath, ['bench/answering-process.ts'], 'load')
  try {
    const { port } = JSON.parse(await server.firstLine) as { port: number }
    for (let turn = 0; turn < turns; turn++) {
      for (const program of [OURS, 'node:http']) {
        const args = ['bench/health-process.ts', ...[port, CHECKS, WARM_UP_MS, RUN_MS].map(String)]
        if (program !== OURS) args.push(program)
        const text = await runToEnd(process.execPath, args, 'measured', RUN_MS_MAX)
        const ran = JSON.parse(text) as Ran
        note(`${program}: ${Math.round(ran.perSecond)} a second, ${ran.failed} failed`)
        // A machine that is busy with others may not let all of them be sent: so by the check.
        const corePercent = (ran.cpuUsPerCheck * CHECKS_PER_SECOND) / 10_000
        measurements.add(CPU, program, corePercent)
        measurements.add(CPU_PER_CHECK, program, ran.cpuUsPerCheck)
        measurements.add(RATE, program, ran.perSecond)
        if (program === OURS) measurements.add(LATE, program, ran.lateP99Ms)
      }
    }
  } finally {
    await server.stop()
  }
}

async function measureProcessing(measurements: Measurements, turn: number): Promise<void> {
  const clock = new ManualClock(1_000_000_000)
  const monitor = new HealthMonitor({ clock, random: seededRandom(turn) })
  for (let i = 0; i < CHECKS; i++) {
    const check = new HealthCheck(`c${i}`, `check ${i}`, 'service', `s${i % 100}`, 'ttl')
    await monitor.registerCheck(check.withInterval('10s'))
  }
  let told = 0
  monitor.on('change', () => {
    told = performance.now()
  })
  const resultMs: number[] = []
  const eventMs: number[] = []
  for (let round = 0; round < RESULTS_PER_CHECK; round++) {
    clock.advance(10_000)
    const isTurn = round % 2 === 1
    for (let i = 0; i < CHECKS; i++) {
      const before = performance.now()
      monitor.report(`c${i}`, round % 4 === 1 ? 'warn' : 'pass', 'as it is')
      resultMs.push(performance.now() - before)
      if (isTurn && told > before) eventMs.push(told - before)
    }
  }
  measurements.add(RESULT, OURS, p99(resultMs))
  measurements.add(EVENT, OURS, p99(eventMs))
  const summaryMs: number[] = []
  for (let i = 0; i < SUMMARIES; i++) {
    clock.advance(100)
    const before = process.threadCpuUsage()
    await monitor.getHealthSummary()
    const { user, system } = process.threadCpuUsage(before)
    summaryMs.push((user + system) / 1_000)
  }
  measurements.add(SUMMARY, OURS, summaryMs.toSorted((a, b) => a - b)[SUMMARIES / 2]!)
}

function p99(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(0.99 * values.length)]!
}
