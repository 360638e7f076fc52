/** The operating errors of the replicated state. A refused operation is a value, not an error. */

/** Codes and what they mean. */
export const CLUSTER_ERRORS = {
  'cluster/unknown-version':
    'A command, member record or snapshot was written by a newer Polis; this node stops applying.',
  'cluster/unknown-operation':
    'A command holds an operation that this Polis does not know; this node stops applying.',
  'cluster/needs-upgrade':
    'What is asked for needs a newer Polis than some member runs; the message names it.',
  'cluster/bad-record': 'A command, member record or snapshot cannot be decoded.',
  'cluster/command-too-large': 'A command does not fit into one entry of the log.',
  'cluster/damaged-snapshot': 'The checksum of a snapshot does not match its contents.',
} as const

export type ClusterErrorCode = keyof typeof CLUSTER_ERRORS
