/**
 * The autoscaler's figures: evaluating many policies, one decision, and taking samples in.
 *
 * There is no peer to install beside it: Kubernetes' HPA does not run without Kubernetes. What it
 * decides is compared on recorded loads (docs/design/autoscaler.md).
 */

import {
  type MetricReading,
  PolicyMemory,
  type PolicySpec,
  policySpec,
  ServiceWindows,
} from '@polis/autoscaler'
import { seededRandom } from '@polis/base'
import { type Measure, Measurements, OURS } from './report.ts'
import type { Subsystem } from './subsystem.ts'

const TURNS = 5
const POLICIES = 1_000
const TASKS = 10
const DECISIONS = 100_000
const SAMPLES = 1_000_000
/** Evaluations before the clock is read: windows fill, and the code is compiled. */
const WARM_UP = 60
const INTERVAL_MS = 5_000

const ROUND: Measure = {
  ...{ name: `evaluating ${POLICIES} policies`, unit: 'ms', goal: { most: 50 } },
}
const DECISION: Measure = {
  ...{ name: 'one decision, p99', unit: 'ms', goal: { most: 1 } },
}
const INTAKE: Measure = {
  ...{ name: 'samples taken in', unit: '1/s', goal: { least: 100_000 } },
}

export const autoscaler: Subsystem = async (note, { turns = TURNS }) => {
  const measurements = new Measurements()
  for (let turn = 0; turn < turns; turn++) {
    measurements.add(ROUND, OURS, roundMs())
    measurements.add(DECISION, OURS, decisionP99Ms())
    measurements.add(INTAKE, OURS, samplesPerSecond())
    note(`turn ${turn + 1} of ${turns}`)
  }
  return {
    method: [
      `${POLICIES} policies with three targets, a rate, cooldowns and a forecast, ${TASKS} tasks each`,
      'one decision of such a policy, 100,000 in a row',
      'samples of five series of 1,000 services into their windows',
    ],
    rows: measurements.rows(),
    versions: {},
    missing: [],
  }
}

const POLICY: PolicySpec = policySpec({
  ...{ min: 1, max: 100, cpu: 70, memory: 80, rps: 100, predict: { quantile: 0.65 } },
  scaleUp: { select: 'max', policies: [{ type: 'percent', value: 100, periodMs: 15_000 }] },
})
const random = seededRandom(1)

function readings(): MetricReading[] {
  const each = (metric: string): MetricReading => ({
    ...{ kind: 'per-replica' as const, metric, missing: 0, starting: 0 },
    samples: Array.from({ length: TASKS }, () => 40 + random.next() * 60),
  })
  const rps = { kind: 'service' as const, metric: 'rps', value: 900, isComplete: true }
  return [each('cpu'), each('memory'), rps]
}

function decide(memory: PolicyMemory, now: MetricReading[], nowMs: number): void {
  const momentary = { replicas: TASKS, ready: TASKS, readings: now, canScaleDown: true }
  memory.decide(POLICY, momentary, nowMs)
}

function roundMs(): number {
  const memories = Array.from({ length: POLICIES }, () => new PolicyMemory())
  const inputs = Array.from({ length: POLICIES }, readings)
  for (let i = 0; i < WARM_UP; i++) {
    for (const [k, memory] of memories.entries()) decide(memory, inputs[k]!, i * INTERVAL_MS)
  }
  const startedMs = performance.now()
  for (const [k, memory] of memories.entries()) decide(memory, inputs[k]!, WARM_UP * INTERVAL_MS)
  return performance.now() - startedMs
}

function decisionP99Ms(): number {
  const memory = new PolicyMemory()
  const inputs = Array.from({ length: 100 }, readings)
  const times = new Float64Array(DECISIONS)
  for (let i = 0; i < DECISIONS; i++) {
    const startedMs = performance.now()
    decide(memory, inputs[i % inputs.length]!, i * INTERVAL_MS)
    times[i] = performance.now() - startedMs
  }
  return times.sort()[Math.floor(DECISIONS * 0.99)]!
}

function samplesPerSecond(): number {
  const services = Array.from({ length: 1_000 }, () => new ServiceWindows())
  const report = new Map(
    ['cpu', 'memory', 'rps', 'errorRate', 'queue_depth'].map(series => [series, random.next()]),
  )
  const startedMs = performance.now()
  for (let i = 0; i < SAMPLES / report.size; i++) {
    services[i % services.length]!.add(report, Math.floor(i / services.length) * 1_000)
  }
  return SAMPLES / ((performance.now() - startedMs) / 1_000)
}
