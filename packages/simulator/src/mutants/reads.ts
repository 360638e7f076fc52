/** Mutants of linearizable reads and of exactly-once commands (Raft §8, thesis §6). */

import type { Mutant } from './mutant.ts'

const READ_ONLY = 'packages/raft/src/core/read-only.ts'

export const READ_MUTANTS: readonly Mutant[] = [
  {
    name: 'read-before-own-commit',
    bug: 'a new leader reads before an entry of its own term is committed',
    references: 'etcd#7331; thesis §6.4',
    edits: [
      {
        file: 'packages/raft/src/core/replication.ts',
        find: 'return raft.log.term(raft.log.committed) === raft.term',
        replace: 'return true',
      },
    ],
  },
  {
    name: 'read-unconfirmed-by-quorum',
    bug: 'the first answer to a heartbeat confirms a read',
    references: 'thesis §6.4; Jepsen: etcd 2014, consul 2014',
    edits: [
      {
        file: READ_ONLY,
        find: 'const safe = jointCommitted(voters, id => this.confirmed.get(id))',
        replace: 'const safe = round + 0 * jointCommitted(voters, () => 0)',
      },
    ],
  },
  {
    name: 'read-by-lease',
    bug: 'reads trust the lease of a leader that was paused, or whose clock is slow',
    references: 'tikv#964, sofa-jraft#34',
    edits: [
      {
        file: 'packages/raft/src/core/options.ts',
        find: "readMode: 'safe',",
        replace: "readMode: 'lease-based',",
      },
    ],
  },
  {
    name: 'read-before-applied',
    bug: 'a read looks at the state before what it must see is applied',
    references: 'etcd 3.5 postmortem (etcd#13766); thesis §6.4 step 4',
    edits: [
      {
        file: 'packages/raft/src/driver/driver.ts',
        find: 'this.#reads.takeReady(this.log.applied.index)',
        replace: 'this.#reads.takeReady(Number.POSITIVE_INFINITY)',
      },
    ],
  },
  {
    name: 'retry-applied-twice',
    bug: 'a command that was proposed again is applied again',
    references: 'fluree#1839, curvine#676, etcd#3587; Raft §8',
    edits: [
      {
        file: 'packages/cluster/src/state.ts',
        find: 'const known = this.#requests.get(command.requestId)',
        replace: 'const known = undefined',
      },
    ],
  },
]
