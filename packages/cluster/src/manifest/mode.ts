/** How many tasks and whether they end: `deploy.mode`, `x-job` and `x-cron`. */

import type { RestartPolicy } from '@polis/runtime'
import {
  CRON_HISTORY_DEFAULT,
  CRON_HISTORY_MAX,
  JOB_ATTEMPTS_DEFAULT,
  JOB_ATTEMPTS_MAX,
  REPLICAS_MAX,
} from '../config.ts'
import { cronProblem } from '../cron-schedule.ts'
import type { CronSpec, DeploymentMode, JobMode } from '../mode.ts'
import { ownKeys } from './compose-keys.ts'
import { child } from './deploy.ts'
import { pathOf, type Reader, type Section } from './reader.ts'

const MODES = ['replicated', 'global', 'replicated-job', 'global-job'] as const

/** The mode of a service; undefined if it is `replicated`. `deploy` is its section of that name. */
export function readMode(
  reader: Reader,
  service: Section,
  deploy: Section,
): DeploymentMode | undefined {
  const isCron = reader.get(service, 'x-cron') !== undefined
  const mode = reader.choice(deploy, 'mode', MODES) ?? (isCron ? 'replicated-job' : 'replicated')
  const isJob = mode.endsWith('-job')
  for (const key of ['x-cron', 'x-job'] as const) {
    const node = reader.get(service, key)
    if (node === undefined || isJob) continue
    reader.error(node.at, `${pathOf(service, key)} needs 'deploy.mode: replicated-job'`)
  }
  if (mode === 'replicated') return undefined
  const scaled = reader.get(service, 'x-autoscale')
  if (scaled !== undefined) {
    reader.error(scaled.at, `${pathOf(service, 'x-autoscale')}: what is ${mode} is not scaled`)
  }
  const replicas = reader.get(deploy, 'replicas')
  if (replicas !== undefined && mode.startsWith('global')) {
    const why = `not honoured: ${mode} has one task on each node that suits it`
    reader.warn(replicas.at, `${pathOf(deploy, 'replicas')} is ${why}`)
  }
  return isJob ? readJob(reader, service, deploy, mode === 'global-job') : { kind: 'global' }
}

/** How a job's task is started on its node: once, for the leader tries it again elsewhere. */
export function jobRestart(restart: RestartPolicy): RestartPolicy {
  return { ...restart, policy: 'on-failure', maxAttempts: 0 }
}

function readJob(reader: Reader, service: Section, deploy: Section, isGlobal: boolean): JobMode {
  const section = child(reader, service, 'x-job')
  reader.checkKeys(section, ownKeys('parallelism', 'attempts', 'deadline'))
  return {
    kind: 'job',
    isGlobal,
    parallelism: reader.integer(section, 'parallelism', 0, REPLICAS_MAX) ?? 0,
    attempts:
      reader.integer(section, 'attempts', 1, JOB_ATTEMPTS_MAX) ??
      attemptsOf(reader, deploy) ??
      JOB_ATTEMPTS_DEFAULT,
    deadlineMs: reader.durationMs(section, 'deadline') ?? null,
    cron: readCron(reader, service),
  }
}

/** Compose counts restarts, which are the tries after the first. */
function attemptsOf(reader: Reader, deploy: Section): number | undefined {
  const restart = child(reader, deploy, 'restart_policy')
  if (reader.text(restart, 'condition') === 'none') return 1
  const restarts = reader.integer(restart, 'max_attempts', 0, JOB_ATTEMPTS_MAX - 1)
  return restarts === undefined ? undefined : restarts + 1
}

function readCron(reader: Reader, service: Section): CronSpec | null {
  const node = reader.get(service, 'x-cron')
  if (node === undefined) return null
  const path = pathOf(service, 'x-cron')
  const isText = node.kind === 'scalar'
  const section = isText ? { path, at: node.at, entries: [] } : reader.section(node, path)
  reader.checkKeys(section, ownKeys('schedule', 'timezone', 'concurrency', 'history'))
  const schedule = isText ? reader.textOf(node, path) : reader.text(section, 'schedule')
  const timezone = reader.text(section, 'timezone') ?? 'UTC'
  const problem = schedule === undefined ? 'has no schedule' : cronProblem({ schedule, timezone })
  if (problem !== undefined) reader.error(node.at, `${path}: ${problem}`)
  return {
    schedule: schedule ?? '',
    timezone,
    concurrency:
      reader.choice(section, 'concurrency', ['forbid', 'allow', 'replace'] as const) ?? 'forbid',
    history: reader.integer(section, 'history', 0, CRON_HISTORY_MAX) ?? CRON_HISTORY_DEFAULT,
  }
}
