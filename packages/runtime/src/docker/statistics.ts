/**
 * What a container uses, from the engine's statistics (Docker Engine API,
 * `GET /containers/{id}/stats`): the same arithmetic as `docker stats`.
 */

import type { TaskUsage } from '../driver.ts'

/** The part of the engine's answer that is read; absent for a container that does not run. */
export type EngineStatistics = {
  readonly cpu_stats?: { readonly cpu_usage?: { readonly total_usage?: number } }
  readonly memory_stats?: {
    readonly usage?: number
    readonly stats?: Readonly<Record<string, number>>
  }
}

/** CPU time since the container's start, and when it was read. */
export type CpuMark = { readonly nanoseconds: number; readonly atMs: number }

/** Usage between `before` and now; null for a container that does not run. */
export function usageOf(
  statistics: EngineStatistics,
  before: CpuMark,
  nowMs: number,
): { readonly usage: TaskUsage; readonly mark: CpuMark } | null {
  const nanoseconds = statistics.cpu_stats?.cpu_usage?.total_usage
  const bytes = statistics.memory_stats?.usage
  if (nanoseconds === undefined || bytes === undefined) return null
  const elapsedMs = Math.max(1, nowMs - before.atMs)
  const cpuMillicores = Math.max(
    0,
    Math.round((nanoseconds - before.nanoseconds) / (elapsedMs * 1_000)),
  )
  // Pages of files that nobody reads any more are not what the task needs (cgroup v1, v2).
  const { stats = {} } = statistics.memory_stats ?? {}
  const idle = stats['total_inactive_file'] ?? stats['inactive_file'] ?? 0
  const memoryBytes = Math.max(0, bytes - (idle < bytes ? idle : 0))
  return { usage: { cpuMillicores, memoryBytes }, mark: { nanoseconds, atMs: nowMs } }
}
