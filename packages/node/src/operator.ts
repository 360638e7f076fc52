/** What an operator does to the data directory of a node that does not run. */

export { Recovery, type RecoveryRequest } from './io/recovery.ts'
export { type Restored, type RestoreRequest, restoreSnapshot } from './io/snapshot-restore.ts'
export type { Answer, Fenced, RecoveryPlan } from './recovery-plan.ts'
