/** Mutants of membership changes, joint consensus, learners and snapshots (thesis §4, §5). */

import type { Mutant } from './mutant.ts'

const LEADER = 'packages/raft/src/core/leader.ts'
const MEMBERSHIP = 'packages/raft/src/core/membership.ts'
const TRACKER = 'packages/raft/src/tracker/tracker.ts'
const JOINT = 'packages/raft/src/quorum/joint.ts'
const REPLICA_LOG = 'packages/raft/src/driver/replica-log.ts'

export const MEMBERSHIP_MUTANTS: readonly Mutant[] = [
  {
    name: 'change-before-own-entry',
    bug: 'a new leader takes a membership change while an earlier one may still be committed',
    references: 'Ongaro, raft-dev, July 2015; thesis §4.1',
    edits: [
      {
        file: 'packages/raft/src/core/raft.ts',
        find: 'this.pendingConfIndex = this.log.lastIndex()',
        replace: '',
      },
    ],
  },
  {
    name: 'two-changes-at-once',
    bug: 'a leader takes a membership change before the last one is applied',
    references: 'Ongaro, raft-dev, July 2015; thesis §4.1',
    edits: [
      { file: LEADER, find: 'if (pendingConfIndex > log.applied) {', replace: 'if (false) {' },
    ],
  },
  {
    name: 'commit-not-written',
    bug: 'an entry is written without the commit index that it rests on, and a start is behind',
    references: 'Polis itself, found by this simulation; compare etcd#12133',
    edits: [
      {
        file: 'packages/raft/src/driver/append-queue.ts',
        find: 'this.#unwritten = isSynced ? undefined : hardState',
        replace: '',
      },
    ],
  },
  {
    name: 'joint-commit-by-new-half',
    bug: 'while two memberships overlap, the new one alone commits',
    references: 'thesis §4.3; Jepsen: RethinkDB 2.2.3 reconfiguration',
    edits: [
      {
        file: JOINT,
        find: 'majorityCommitted(joint.votersOutgoing, acknowledged),',
        replace: '',
      },
    ],
  },
  {
    name: 'joint-vote-by-new-half',
    bug: 'while two memberships overlap, the new one alone elects',
    references: 'thesis §4.3; Jepsen: RethinkDB 2.2.3 reconfiguration',
    edits: [
      {
        file: JOINT,
        find: 'const outgoing = majorityVote(joint.votersOutgoing, votes)',
        replace: 'const outgoing = incoming',
      },
    ],
  },
  {
    name: 'joint-never-left',
    bug: 'nobody leaves a joint membership when it is applied',
    references: 'thesis §4.3',
    edits: [
      {
        file: 'packages/raft/src/core/step.ts',
        find: 'if (!config.autoLeave ||',
        replace: 'if (config.autoLeave ||',
      },
    ],
  },
  {
    name: 'learner-counted',
    bug: 'learners count towards the quorum that commits',
    references: 'redisraft#202',
    edits: [
      {
        file: TRACKER,
        find: 'jointCommitted(this.config, id => this.progress.get(id)?.match)',
        replace:
          'jointCommitted({ ...this.config, voters: this.ids }, id => this.progress.get(id)?.match)',
      },
    ],
  },
  {
    name: 'snapshot-membership-ignored',
    bug: 'a node that takes a snapshot keeps the membership it had before',
    references: 'openraft#1808, canonical/raft#250',
    edits: [
      {
        file: MEMBERSHIP,
        find: 'raft.switchTo(confState, restoreProgress(confState, raft.log.lastIndex(), raft.options))',
        replace: '',
      },
    ],
  },
  {
    name: 'snapshot-failure-ignored',
    bug: 'after a snapshot that got lost the follower is never sent anything again',
    references: 'etcd#10225, dgraph#2707, hashicorp/raft#212',
    edits: [
      {
        file: LEADER,
        find: "if (progress.state !== 'snapshot') return",
        replace: "if (progress.state !== 'snapshot' || received.reject) return",
      },
    ],
  },
  {
    name: 'snapshot-state-is-newer',
    bug: 'a snapshot is labelled with an index before what its state has applied',
    references: 'etcd 3.5 postmortem (etcd#13766), convex-raft#145',
    edits: [
      {
        file: REPLICA_LOG,
        find: 'return { data: this.#takeSnapshot(), metadata: this.#applied }',
        replace:
          'return { data: this.#takeSnapshot(), metadata: { ...this.#applied, index: Math.max(this.firstIndex(), this.#applied.index - 1) } }',
      },
    ],
  },
]
