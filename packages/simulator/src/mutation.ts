/**
 * Bugs on purpose, put in from the outside: a simulator is worth what it finds.
 *
 * Each bends what surrounds the production code (disk, network, clients, agents), never the code
 * itself. The tests demand that every one is found within some hundred seeds.
 */

type Description = { readonly scenario: 'raft' | 'cluster'; readonly bug: string }

const raft = (bug: string): Description => ({ scenario: 'raft', bug })
const cluster = (bug: string): Description => ({ scenario: 'cluster', bug })

/** Every mutation with the bug that it stands for, and the scenario that must find it. */
export const MUTATIONS = {
  'disk-lies': raft('a disk reports writes as synced that a power cut loses (fsync skipped)'),
  'vote-forgotten': raft('a node that starts again has forgotten whom it voted for (Raft §5.2)'),
  'vote-forged': raft('every refused vote arrives as a granted one (a wrong vote quorum)'),
  'acknowledgement-forged': raft(
    'lost appends are acknowledged to the leader all the same (entries committed by fewer)',
  ),
  'read-unconfirmed': raft('reads are answered from local state without asking the leader'),
  'apply-not-deterministic': raft('a node writes its own id into what it applies'),
  'retry-not-recognised': raft('a retried command comes under a new request id, twice'),
  'log-shortened': raft('a start drops the last block and calls the log whole'),
  'stop-ignored': cluster('an agent goes on running what is to stop'),
  'orphan-kept': cluster('an agent goes on running what the cluster no longer knows'),
  'end-too-early': cluster('an agent says that a task has ended as soon as it was told to stop it'),
} as const satisfies Record<string, Description>

/** The name of a mutation. */
export type Mutation = keyof typeof MUTATIONS

/** True if `name` is a mutation. */
export function isMutation(name: string): name is Mutation {
  return Object.hasOwn(MUTATIONS, name)
}
