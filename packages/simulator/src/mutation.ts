/**
 * Bugs on purpose, put in from the outside: a simulator is worth what it finds.
 *
 * Each bends what surrounds the production code (disk, network, clients, state machine), never the
 * code itself. The tests demand that every one is found within some hundred seeds.
 */

/** Every mutation with the bug that it stands for. */
export const MUTATIONS = {
  'disk-lies': 'a disk reports writes as synced that a power cut loses (fsync skipped)',
  'vote-forgotten': 'a node that starts again has forgotten whom it voted for (Raft §5.2)',
  'vote-forged': 'every refused vote arrives as a granted one (a wrong vote quorum)',
  'acknowledgement-forged':
    'lost appends are acknowledged to the leader all the same (entries committed by fewer)',
  'read-unconfirmed': 'reads are answered from local state without asking the leader',
  'apply-not-deterministic': 'a node writes its own id into what it applies',
  'retry-not-recognised': 'a retried command comes under a new request id and happens twice',
  'log-shortened': 'a start drops the last block and calls the log whole',
} as const

/** The name of a mutation. */
export type Mutation = keyof typeof MUTATIONS

/** True if `name` is a mutation. */
export function isMutation(name: string): name is Mutation {
  return Object.hasOwn(MUTATIONS, name)
}
