/** One function for each kind of operation, and the one place that knows them all. */

import type { Operation, OperationKind, OperationResult } from '../commands.ts'
import type { Apply, ApplyContext } from './context.ts'
import { setCron } from './cron.ts'
import { assignEndpoint, putEndpoint, removeEndpoint } from './endpoint.ts'
import { initCluster, raiseVersion } from './identity.ts'
import { putKv, removeKv } from './kv.ts'
import { setAvailability, updateMember } from './member.ts'
import { observeTasks } from './observe.ts'
import { pauseService } from './pause.ts'
import { setPolicy } from './policy.ts'
import { rollBack, setRollout, stepRollout } from './rollout.ts'
import { controlRollout } from './rollout-control.ts'
import { putService, removeService, scaleService } from './service.ts'
import { controlService } from './service-control.ts'
import { applyStack, removeStack } from './stack.ts'
import {
  createTask,
  loseTask,
  moveTask,
  pendTask,
  placeTask,
  removeTask,
  stopTask,
} from './task.ts'

const APPLY: { readonly [K in OperationKind]: Apply<K> } = {
  'cluster.init': initCluster,
  'cluster.version': raiseVersion,
  'stack.apply': applyStack,
  'stack.remove': removeStack,
  'service.put': putService,
  'service.remove': removeService,
  'service.pause': pauseService,
  'service.scale': scaleService,
  'service.control': controlService,
  'policy.set': setPolicy,
  'endpoint.put': putEndpoint,
  'endpoint.remove': removeEndpoint,
  'endpoint.assign': assignEndpoint,
  'task.create': createTask,
  'task.place': placeTask,
  'task.pend': pendTask,
  'task.move': moveTask,
  'task.stop': stopTask,
  'task.lost': loseTask,
  'task.remove': removeTask,
  'rollout.set': setRollout,
  'rollout.rollback': rollBack,
  'rollout.step': stepRollout,
  'rollout.control': controlRollout,
  'cron.set': setCron,
  'task.observe': observeTasks,
  'member.availability': setAvailability,
  'member.update': updateMember,
  'kv.put': putKv,
  'kv.remove': removeKv,
}

/** Applies one operation; the caller rolls back what a refused one changed. */
export function applyOperation(operation: Operation, context: ApplyContext): OperationResult {
  const apply = APPLY[operation.op] as Apply<OperationKind>
  return apply(operation, context)
}

export type { ApplyContext } from './context.ts'
