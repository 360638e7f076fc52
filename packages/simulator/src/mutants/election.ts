/** Mutants of elections, terms and votes (Raft §5.2, §5.4.1, §6; thesis §9.6). */

import type { Mutant } from './mutant.ts'

const ELECTION = 'packages/raft/src/core/election.ts'
const RAFT = 'packages/raft/src/core/raft.ts'
const STEP = 'packages/raft/src/core/step.ts'
const QUORUM = 'packages/raft/src/quorum/majority.ts'

export const ELECTION_MUTANTS: readonly Mutant[] = [
  {
    name: 'vote-for-shorter-log',
    bug: 'a vote goes to whoever has the longer log, whatever the term of its last entry',
    references: 'Raft §5.4.1',
    edits: [
      {
        file: 'packages/raft/src/log/raft-log.ts',
        find: 'if (candidate.term !== last.term) return candidate.term > last.term',
        replace: '',
      },
    ],
  },
  {
    name: 'vote-twice',
    bug: 'a second candidate of the same term gets a vote too',
    references: 'Raft §5.2; PySyncObj#84',
    edits: [
      {
        file: ELECTION,
        find: '(raft.vote === NONE && raft.leader === NONE) ||',
        replace: 'raft.leader === NONE ||',
      },
    ],
  },
  {
    name: 'vote-not-written',
    bug: 'a vote without new entries is answered without being written',
    references: 'hashicorp/raft#661, PySyncObj#84, Raft figure 2 (persistent state)',
    edits: [
      {
        file: 'packages/raft/src/driver/append-queue.ts',
        find: 'snapshot !== undefined || hasVoted === true',
        replace: 'snapshot !== undefined',
      },
    ],
  },
  {
    name: 'vote-before-written',
    bug: 'a vote leaves before it is on the disk',
    references: 'hashicorp/raft#661, nodedb#161',
    edits: [
      {
        file: RAFT,
        find: "if (type === 'append-response' || type === 'vote-response' || type === 'pre-vote-response') {",
        replace: "if (type === 'append-response' || outgoing.to === this.id) {",
      },
    ],
  },
  {
    name: 'vote-quorum-of-half',
    bug: 'half of an even number of voters elects',
    references: 'raft-java#21',
    edits: [
      {
        file: QUORUM,
        find: 'const needed = Math.floor(voters.length / 2) + 1',
        replace: 'const needed = Math.ceil(voters.length / 2)',
      },
    ],
  },
  {
    name: 'campaign-with-unapplied-change',
    bug: 'a node campaigns in a membership that a committed entry has already replaced',
    references: 'etcd#12133, raft-rs#221',
    edits: [{ file: ELECTION, find: 'if (hasUnappliedChange(raft)) {', replace: 'if (false) {' }],
  },
  {
    name: 'removed-member-disrupts',
    bug: 'a member that was removed calls elections that the others must follow',
    references: 'logcabin#56, hashicorp/raft#524',
    edits: [
      {
        file: STEP,
        find: 'if (raft.isInLease && !isTransfer(received)) {',
        replace: 'if (false) {',
      },
      {
        file: STEP,
        find: "raft.options.preVote ? 'pre-election' : 'election'",
        replace: "'election'",
      },
    ],
  },
  {
    name: 'quorum-unchecked',
    bug: 'a leader that nobody answers keeps a connected majority from electing another',
    references: 'openraft#2080; Cloudflare 2020 (partial partition)',
    edits: [
      {
        file: 'packages/raft/src/core/leader.ts',
        find: 'if (!raft.tracker.isQuorumActive()) {',
        replace: 'if (false) {',
      },
    ],
  },
  {
    name: 'learner-refuses-vote',
    bug: 'who thinks that it is a learner refuses its vote, although it is a voter already',
    references: 'etcd#10998',
    edits: [
      {
        file: ELECTION,
        find: 'const isGranted = canVote &&',
        replace: 'const isGranted = canVote && raft.isPromotable &&',
      },
    ],
  },
]
