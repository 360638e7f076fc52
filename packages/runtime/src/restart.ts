/**
 * Whether and when a task that ended is started again.
 *
 * The delay doubles with each failure in a row (as in Docker and Kubernetes), with some randomness
 * so that replicas that fell together do not rise together. A run that lasted `windowMs` ends the
 * row.
 */

import type { Random } from '@polis/base'
import type { TaskExit } from './task.ts'
import type { RestartPolicy } from './workload.ts'

export type RestartDecision =
  | { readonly kind: 'restart'; readonly inMs: number; readonly reason: string }
  | { readonly kind: 'stay'; readonly outcome: 'completed' | 'failed'; readonly reason: string }

/** The part of a delay that is random: up to a tenth is added. */
const JITTER = 0.1

/** What follows on `exit` after `failures` ended runs in a row, this one included. */
export function decideRestart(
  policy: RestartPolicy,
  exit: TaskExit,
  failures: number,
  random: Random,
): RestartDecision {
  const isClean = exit.code === 0
  if (policy.policy === 'never' || (policy.policy === 'on-failure' && isClean)) {
    return { kind: 'stay', outcome: isClean ? 'completed' : 'failed', reason: exit.reason }
  }
  if (policy.maxAttempts !== null && failures > policy.maxAttempts) {
    return { kind: 'stay', outcome: 'failed', reason: rowReason(failures, exit) }
  }
  const inMs = restartDelayMs(policy, failures, random)
  const next = `restart in ${(inMs / 1000).toFixed(1)} s`
  return { kind: 'restart', inMs, reason: `${rowReason(failures, exit)}; ${next}` }
}

/** The delay before the restart that follows the `failures`th ended run in a row (from 1). */
export function restartDelayMs(policy: RestartPolicy, failures: number, random: Random): number {
  const doubled = policy.delayMs * 2 ** Math.min(failures - 1, 30)
  return Math.round(Math.min(doubled, policy.maxDelayMs) * (1 + JITTER * random.next()))
}

function rowReason(failures: number, exit: TaskExit): string {
  return failures < 3 ? exit.reason : `crash loop: ended ${failures} times in a row, ${exit.reason}`
}
