/**
 * What becomes of a task whose node cannot be reached (`x-disconnect`; the choices are Nomad's).
 *
 *     cut off ─lostAfter─► lost and replaced ─back─► stopped               (the default)
 *        ├────lostAfter─► away and replaced  ─back─► wins over its replacement  (`original`)
 *        └────────────────────────────────────────► kept, nothing replaces it   (`replace: false`)
 *
 * With `stopAfter` the cut-off node stops the task itself, and it is replaced only when that must
 * have happened: so at most one of them runs, as a single writer needs it.
 */

import { DISCONNECT_MARGIN_MS } from './config.ts'
import type { DeploymentSpec } from './objects.ts'

export type DisconnectSpec = {
  /** How long its node must be dead before the task is replaced; absent: a few seconds. */
  readonly lostAfterMs?: number
  /** How long the node may know no leader before it stops the task; absent: it runs on. */
  readonly stopAfterMs?: number
  /** False: nothing replaces it until its node is removed. */
  readonly replaces: boolean
  /** Who goes on when the node comes back. */
  readonly onReturn: 'replacement' | 'original'
}

/** How long a node must be dead before a task of `spec` is replaced. */
export function lossAfterMs(spec: DeploymentSpec | undefined, defaultMs: number): number {
  const { lostAfterMs = defaultMs, stopAfterMs } = spec?.disconnect ?? {}
  if (stopAfterMs === undefined) return lostAfterMs
  const stoppedMs = stopAfterMs + spec!.workload.stopGraceMs + DISCONNECT_MARGIN_MS
  return Math.max(lostAfterMs, stoppedMs)
}
