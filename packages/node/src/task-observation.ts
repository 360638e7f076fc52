/**
 * From a task machine's report to what the log says about a task.
 */

import type { TaskObserved, TaskPhase, TaskPort } from '@polis/cluster'
import type { TaskReport, WorkloadSpec } from '@polis/runtime'

/** What this node reports of a task; the log adds when it said so. */
export type Observation = Omit<TaskObserved, 'sinceMs' | 'healthySinceMs'>

const PHASES: Readonly<Record<TaskReport['phase'], TaskPhase>> = {
  pending: 'starting',
  starting: 'starting',
  running: 'running',
  waiting: 'backoff',
  stopping: 'stopping',
  exited: 'exited',
  removed: 'exited',
}

/**
 * The observation that `report` amounts to on this boot of the node; `hasHealthcheck`: its container
 * has a check of its own.
 */
export function observationOf(
  report: TaskReport,
  workload: WorkloadSpec,
  bootCount: number,
  wasHealthy: boolean | null,
  hasHealthcheck = false,
): Observation {
  const phase = report.isFailed ? 'failed' : PHASES[report.phase]
  const isUp = phase === 'running' || phase === 'stopping' || phase === 'starting'
  return {
    phase,
    reason: report.reason,
    ports: isUp ? portsOf(report, workload) : [],
    exitCode: report.exit?.code ?? null,
    restarts: Math.max(0, report.run - 1),
    bootCount,
    wasHealthy,
    ...(hasHealthcheck && { hasHealthcheck }),
  }
}

/** What is said of a task that is to be started here once the log has this word about it. */
export function claimOf(bootCount: number): Observation {
  const reason = 'to be started as the only writer of its volume'
  const nothing = { ports: [], exitCode: null, restarts: 0, wasHealthy: null }
  return { phase: 'pending', reason, bootCount, ...nothing }
}

/** The observation of a task whose driver does not work now, for the reason given. */
export function withSilence(observed: Observation, silence: string | undefined): Observation {
  const isOver = observed.phase === 'exited' || observed.phase === 'failed'
  return silence === undefined || isOver ? observed : { ...observed, reason: silence }
}

function portsOf(report: TaskReport, workload: WorkloadSpec): TaskPort[] {
  return report.ports.map(({ target, port }) => ({
    name: workload.ports.find(named => named.target === target)?.name ?? String(target),
    target,
    port,
  }))
}

/** True if two observations say the same. */
export function isSameObservation(a: Observation, b: Observation): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}
