/** Operating errors of this package; a task's own failure is a value with a reason instead. */
export const RUNTIME_ERRORS = {
  'runtime/no-free-port': 'every port of --task-ports that was tried is taken or still resting',
  'runtime/bad-port-range': '--task-ports is not A-B with 1 <= A <= B <= 65535',
  'runtime/unknown-task': 'no task of that id has ever run on this node, or it was removed',
  'runtime/not-running': 'the task does not run now, so no command can run beside it',
  'runtime/no-engine': 'the container engine does not answer',
  'runtime/unsupported-platform': 'the process driver needs Linux: it reads /proc',
} as const

export type RuntimeErrorCode = keyof typeof RUNTIME_ERRORS
