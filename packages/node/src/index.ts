/** One node: what it is told, how it starts, how it stops. */

export { NODE_ERRORS, type NodeErrorCode } from './errors.ts'
export { PolisNode } from './io/node.ts'
export { Recovery, type RecoveryRequest } from './io/recovery.ts'
export { type Restored, type RestoreRequest, restoreSnapshot } from './io/snapshot-restore.ts'
export type { NodeOptions } from './options.ts'
export type { Answer, Fenced, RecoveryPlan } from './recovery-plan.ts'
