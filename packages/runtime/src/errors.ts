/** Operating errors of this package; a task's own failure is a value with a reason instead. */

import { PolisError } from '@polis/base'

export const RUNTIME_ERRORS = {
  'runtime/no-free-port': 'every port of --task-ports that was tried is taken or still resting',
  'runtime/bad-port-range': '--task-ports is not A-B with 1 <= A <= B <= 65535',
  'runtime/unknown-task': 'no task of that id has ever run on this node, or it was removed',
  'runtime/not-running': 'the task does not run now, so no command can run beside it',
  'runtime/no-engine': 'the container engine does not answer',
  'runtime/unsupported-platform': 'the process driver needs Linux: it reads /proc',
} as const

export type RuntimeErrorCode = keyof typeof RUNTIME_ERRORS

/** There is no such task on this node. */
export function unknownTask(taskId: string): PolisError<RuntimeErrorCode> {
  return new PolisError('runtime/unknown-task', {
    message: `task ${taskId} is not on this node`,
    fields: { taskId },
  })
}

/** The task is on this node, and has ended for that reason; empty if that is not known. */
export function notRunning(taskId: string, reason: string): PolisError<RuntimeErrorCode> {
  const why = reason === '' ? ' on this node now' : `: ${reason}`
  return new PolisError('runtime/not-running', {
    message: `task ${taskId} does not run${why}`,
    fields: { taskId },
  })
}
