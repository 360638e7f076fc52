/**
 * A backtest as it is asked for: a recorded load and perhaps a policy, beside the alternatives.
 *
 * The same function answers `polis autoscale backtest --trace` where it runs, and a thread of the
 * node for `POST /v1/autoscale/backtest`; what it takes and answers is plain data.
 */

import { PolisError } from '@polis/base'
import { type ComparisonRow, capacityFor, compare, replay } from './comparison.ts'
import { READING_LAG_MS, STARTUP_DEFAULT_MS } from './config.ts'
import { isDemand, type PolicySpec, targetsOf } from './policy.ts'
import { plotOf, type Summary, summaryOf } from './report.ts'
import { parseTrace, type TraceColumns, type TracePoint, traceOf } from './trace.ts'

/** What is to be replayed; the load is text or points. */
export type BacktestRequest = {
  /** CSV: a time and a load a line. */
  readonly trace?: string
  readonly columns?: TraceColumns
  readonly points?: readonly TracePoint[]
  /** Name under which the policy's row stands. */
  readonly name?: string
  readonly policy?: PolicySpec
  /** Load that one replica carries at full use. */
  readonly capacity?: number
  readonly startupMs?: number
  /** Only the policy, without the alternatives. */
  readonly isAlone?: boolean
  readonly hasPlot?: boolean
}

export type BacktestAnswer = {
  readonly capacity: number
  readonly startupMs: number
  /** Usual time between two points, and how many there are. */
  readonly stepMs: number
  readonly points: number
  readonly fromMs: number
  readonly toMs: number
  /** Targets of the policy that the load says nothing of; they were left out. */
  readonly leftOut: readonly string[]
  readonly rows: readonly Summary[]
  /** An SVG. */
  readonly plot?: string
}

/** Where a policy counts a load in its own unit, its target is this share of what a replica can. */
const TARGET_SHARE = 0.7

/**
 * Replays. Throws `autoscaler/bad-trace`, and `autoscaler/bad-policy` for a policy that no recorded
 * load drives.
 */
export function runBacktest(request: BacktestRequest): BacktestAnswer {
  const { trace: text, columns, points = [], name = 'policy', isAlone = false } = request
  const trace = text === undefined ? traceOf(points) : parseTrace(text, columns)
  const { policy, leftOut } = demanding(name, request.policy)
  const capacity = request.capacity ?? ownCapacity(policy) ?? capacityFor(trace)
  const startupMs = request.startupMs ?? STARTUP_DEFAULT_MS
  const world = { capacity, startupMs, lagMs: READING_LAG_MS }
  const rows: ComparisonRow[] = []
  if (policy === undefined || !isAlone) rows.push(...compare(trace, world))
  if (policy !== undefined) rows.push(replay(name, policy, trace, world))
  return {
    ...{ capacity, startupMs, stepMs: trace.stepMs, points: trace.points.length },
    ...{ fromMs: trace.points[0]!.atMs, toMs: trace.points.at(-1)!.atMs },
    leftOut,
    rows: rows.map(summaryOf),
    ...(request.hasPlot === true ? { plot: plotOf(trace, capacity, rows) } : {}),
  }
}

/**
 * The metric of a policy whose recorded load a backtest replays: its first that is a load;
 * undefined if none is.
 */
export function replayedMetric(policy: PolicySpec): string | undefined {
  return targetsOf(policy).find(isDemand)?.metric
}

/**
 * The policy with the targets alone that a recorded load drives: of the others there is no reading,
 * and a policy never shrinks on what it does not know.
 */
function demanding(
  name: string,
  policy: PolicySpec | undefined,
): { readonly policy: PolicySpec | undefined; readonly leftOut: readonly string[] } {
  if (policy === undefined) return { policy, leftOut: [] }
  const targets = targetsOf(policy)
  const leftOut = targets.filter(target => !isDemand(target)).map(({ metric }) => metric)
  if (leftOut.length === targets.length) {
    throw new PolisError('autoscaler/bad-policy', {
      message: `the policy ${name} has no target that a recorded load drives (cpu, rps, a total)`,
    })
  }
  const { memory: _, responseTimeMs: __, errorRate: ___, ...rest } = policy
  const custom = policy.custom.filter(({ metric }) => !leftOut.includes(metric))
  return { policy: leftOut.length === 0 ? policy : { ...rest, custom }, leftOut }
}

function ownCapacity(policy: PolicySpec | undefined): number | undefined {
  const first = policy && targetsOf(policy).find(isDemand)
  return first?.type === 'total' ? first.target / TARGET_SHARE : undefined
}
