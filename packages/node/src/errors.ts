/** The operating errors of a node, each with what it means. */

import { type ErrorDetails, PolisError } from '@polis/base'

export const NODE_ERRORS = {
  'node/data-dir-in-use': 'Another node runs on this data directory.',
  'node/data-dir-damaged': 'A file of the data directory cannot be read or understood.',
  'node/data-dir-denied': 'The data directory cannot be created or written.',
  'node/wrong-cluster': 'The data directory belongs to another cluster than the one at --join.',
  'node/join-failed': 'No member answered at any --join address in time.',
  'node/join-refused': 'The member did not accept the join token, or could not prove its own.',
  'node/name-taken': 'Another member has this name.',
  'node/cannot-remove': 'Removing the member would be unsafe; the message says why.',
  'node/cannot-transfer': 'The member cannot take over leadership; the message says why.',
  'node/cannot-upgrade': 'No other process can take over from this one; the message says why.',
  'node/no-leader': 'There is no leader now; the cluster has lost its quorum or is electing.',
  'node/not-leader': 'The asked node is not the leader; the caller asks the new one.',
  'node/timed-out': 'The write was not applied in time; it may still be.',
  'node/removed': 'This node was removed from the cluster; its data directory is of no more use.',
  'node/no-data': 'There is no data of a member in that directory.',
  'node/data-dir-not-empty': 'A snapshot is restored into an empty data directory only.',
  'node/no-snapshot': 'The snapshot file does not exist or cannot be read.',
  'node/snapshot-damaged': 'The snapshot file is cut, garbled or none at all.',
  'node/snapshot-too-new': 'The snapshot file was written by a newer version of Polis.',
  'node/nothing-to-recover': 'Nothing of the log in the data directory is whole.',
  'node/cannot-recover': 'Recovering here would lose decisions that another member has.',
  'node/recovery-cut-short': 'A recovery was interrupted and must be finished first.',
  'node/fenced': 'The cluster was recovered without this node, whose data is out of date.',
  'node/starting': 'The node has not entered its cluster yet.',
  'node/stopping': 'The node is stopping.',
  'node/no-driver': 'A workload driver that was asked for is not there.',
  'node/no-such-task': 'The asked node has nothing of that task.',
  'node/no-owner': 'No node watches the registered endpoint at this moment.',
  'node/no-cluster-key': 'No member that can be reached has the key of configs and secrets.',
  'node/no-value': 'A config or secret has no content, and no service of its namespace uses one.',
  'node/bad-answer': 'What another member answered cannot be read; the message names it.',
  'node/overloaded': 'Too many writes wait for their answer on this node.',
} as const

export type NodeErrorCode = keyof typeof NODE_ERRORS

/** A `PolisError` with a code of this package. */
export function nodeError(code: NodeErrorCode, details: ErrorDetails): PolisError<NodeErrorCode> {
  return new PolisError(code, details)
}
