/**
 * How many tasks a deployment has and whether they end: its mode (Compose's `deploy.mode`).
 *
 *     replicated   `replicas` tasks that run for ever (no mode is written)
 *     global       one on each node that satisfies the constraints; the slot is the node's raft id
 *     job          `replicas` tasks, or one a node, that end with exit code 0 once (`*-job`)
 *     cron         a job that is run again whenever its schedule says so (`x-cron`)
 *
 * The words are Compose's; the semantics of jobs are Docker Swarm's, with a bound on their tries.
 */

import { parseConstraint, satisfies } from '@polis/scheduler'
import type { DeploymentSpec, Member } from './objects.ts'

/** One task on each node that may take one. */
export type GlobalMode = { readonly kind: 'global' }

/** Tasks that run to their end. */
export type JobMode = {
  readonly kind: 'job'
  /** True: one task on each node that may take one, instead of `replicas`. */
  readonly isGlobal: boolean
  /** Tasks that run at a time; 0 means all. */
  readonly parallelism: number
  /** How often one slot is tried before it has failed for good; at least 1. */
  readonly attempts: number
  /** How long all of it may take, from its start; null is no limit. */
  readonly deadlineMs: number | null
  /** When it is run again; null runs it once. */
  readonly cron: CronSpec | null
}

export type DeploymentMode = GlobalMode | JobMode

/** When a job is run, and what becomes of a run that is due while another one goes on. */
export type CronSpec = {
  /** Five or six fields, as cron has them, or `@daily` and the like. */
  readonly schedule: string
  /** IANA name of the zone in which the fields are meant. */
  readonly timezone: string
  readonly concurrency: 'forbid' | 'allow' | 'replace'
  /** Finished runs that are kept with their tasks, and as many of those that were skipped. */
  readonly history: number
}

/** One run of a cron job; its tasks carry its number. */
export type CronRun = {
  readonly run: number
  /** When it was due, in the log's time. */
  readonly dueMs: number
  readonly startedMs: number
  readonly state: 'running' | 'complete' | 'failed' | 'replaced' | 'skipped'
  readonly reason: string
  readonly finishedMs: number | null
}

/** Where a cron job stands; written by the leader alone. */
export type CronState = {
  /** The schedule and zone that `nextMs` follows from. */
  readonly basis: string
  /** When the next run is due; null if it never is again. */
  readonly nextMs: number | null
  readonly lastRun: number
  /** Oldest first; those under way, and the last that finished. */
  readonly runs: readonly CronRun[]
}

/** The mode in the words of a manifest. */
export function modeName({ mode }: Pick<DeploymentSpec, 'mode'>): string {
  if (mode === undefined) return 'replicated'
  if (mode.kind === 'global') return 'global'
  const name = mode.isGlobal ? 'global-job' : 'replicated-job'
  return mode.cron === null ? name : `${name} by x-cron`
}

/** The job of a specification; undefined if its tasks run for ever. */
export function jobOf({ mode }: Pick<DeploymentSpec, 'mode'>): JobMode | undefined {
  return mode?.kind === 'job' ? mode : undefined
}

/** True if it has one task on each node rather than a count of replicas. */
export function isGlobal({ mode }: Pick<DeploymentSpec, 'mode'>): boolean {
  return mode !== undefined && (mode.kind === 'global' || mode.isGlobal)
}

/** A predicate on members: satisfies the constraints and offers the driver. */
export function suits(spec: DeploymentSpec): (member: Member) => boolean {
  const constraints = spec.constraints.map(parseConstraint)
  return member =>
    member.drivers.includes(spec.workload.driver) &&
    constraints.every(one => one.kind === 'constraint' && satisfies(member, one))
}
