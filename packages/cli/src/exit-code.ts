/**
 * The exit codes of `polis`, and which error leads to which.
 *
 * A script can rely on them: they are part of the contract and printed by `polis help exit-codes`.
 */

export const EXIT = {
  done: 0,
  failed: 1,
  usage: 2,
  notFound: 3,
  notAllowed: 4,
  conflict: 5,
  unreachable: 6,
  timedOut: 7,
  rolledBack: 8,
  cannotPlace: 9,
  interrupted: 130,
} as const

export const EXIT_CODES_HELP = `Exit codes:
  0    done
  1    failed
  2    usage: a wrong flag, argument or manifest
  3    not found
  4    not allowed: a missing or wrong token
  5    conflict: something else is in the way, or it changed meanwhile
  6    cannot reach a node
  7    timed out
  8    the rollout failed or was rolled back
  9    cannot be placed on any node
  130  interrupted

plan --exit-code: 0 no change, 1 changes, 255 error.`

const EXIT_OF_ERROR: Readonly<Record<string, number>> = {
  'api/invalid': EXIT.usage,
  'api/too-large': EXIT.usage,
  'api/not-allowed': EXIT.notAllowed,
  'api/not-found': EXIT.notFound,
  'api/conflict': EXIT.conflict,
  'api/stale-revision': EXIT.conflict,
  'api/port-in-use': EXIT.conflict,
  'api/socket-in-use': EXIT.conflict,
  'api/unreachable': EXIT.unreachable,
  'api/timed-out': EXIT.timedOut,
  'autoscaler/bad-policy': EXIT.usage,
  'autoscaler/bad-trace': EXIT.usage,
  'autoscaler/busy': EXIT.conflict,
  'autoscaler/too-long': EXIT.timedOut,
  'base/bad-value': EXIT.usage,
  'cli/usage': EXIT.usage,
  'cli/rolled-back': EXIT.rolledBack,
  'cli/cannot-place': EXIT.cannotPlace,
  'cli/file-exists': EXIT.conflict,
  'cli/timed-out': EXIT.timedOut,
  'cluster/bad-manifest': EXIT.usage,
  'node/cannot-remove': EXIT.conflict,
  'node/cannot-recover': EXIT.conflict,
  'node/cannot-transfer': EXIT.conflict,
  'node/data-dir-in-use': EXIT.conflict,
  'node/data-dir-not-empty': EXIT.conflict,
  'node/fenced': EXIT.conflict,
  'node/no-data': EXIT.notFound,
  'node/recovery-cut-short': EXIT.conflict,
  'node/wrong-cluster': EXIT.conflict,
  'node/join-failed': EXIT.unreachable,
  'node/join-refused': EXIT.notAllowed,
  'node/name-taken': EXIT.conflict,
  'node/no-leader': EXIT.unreachable,
  'node/no-snapshot': EXIT.notFound,
  'node/removed': EXIT.conflict,
  'node/no-such-task': EXIT.notFound,
  'runtime/unknown-task': EXIT.notFound,
  'runtime/not-running': EXIT.conflict,
  'node/starting': EXIT.unreachable,
  'node/stopping': EXIT.unreachable,
  'node/timed-out': EXIT.timedOut,
  'transport/timeout': EXIT.timedOut,
  'transport/unreachable': EXIT.unreachable,
  'transport/port-in-use': EXIT.conflict,
  'discovery/port-in-use': EXIT.conflict,
}

/** The exit code for an error's code; 1 for what has no code of its own. */
export function exitCodeOf(errorCode: string): number {
  return EXIT_OF_ERROR[errorCode] ?? EXIT.failed
}
