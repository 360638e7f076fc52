/** Mutants of replication, the commit rule and the quorum (Raft §5.3, §5.4.2). */

import type { Mutant } from './mutant.ts'

const RAFT_LOG = 'packages/raft/src/log/raft-log.ts'
const REPLICATION = 'packages/raft/src/core/replication.ts'
const FOLLOWER = 'packages/raft/src/core/follower.ts'
const LEADER = 'packages/raft/src/core/leader.ts'

export const REPLICATION_MUTANTS: readonly Mutant[] = [
  {
    name: 'commit-of-earlier-term',
    bug: 'a leader commits an entry of an earlier term by counting who has it',
    references: 'Raft §5.4.2 figure 8; logcabin#44, async-raft#108, canonical/raft#220',
    edits: [
      {
        file: REPLICATION,
        find: 'index <= raft.log.committed || !raft.log.matches(index, raft.term)',
        replace: 'index <= raft.log.committed',
      },
    ],
  },
  {
    name: 'commit-quorum-of-half',
    bug: 'half of an even number of voters commits',
    references: 'openraft#1802, raft-java#21',
    edits: [
      {
        file: 'packages/raft/src/quorum/majority.ts',
        find: 'sorted[sorted.length - (Math.floor(voters.length / 2) + 1)]',
        replace: 'sorted[sorted.length - Math.ceil(voters.length / 2)]',
      },
    ],
  },
  {
    name: 'leader-counts-unstored',
    bug: 'the leader counts itself before its own write is done',
    references: 'etcd#14370, etcd#10508',
    edits: [
      {
        file: 'packages/raft/src/core/raft.ts',
        find: "this.send({ type: 'append-response', to: this.id, index: last })",
        replace:
          "this.send({ type: 'append-response', to: this.id, index: last }); this.tracker.progress.get(this.id)?.maybeUpdate(last)",
      },
    ],
  },
  {
    name: 'acknowledged-before-stored',
    bug: 'a follower acknowledges entries before they are on its disk',
    references: 'etcd#14143, etcd#14140',
    edits: [
      {
        file: 'packages/raft/src/core/raft.ts',
        find: "if (type === 'append-response' || type === 'vote-response' || type === 'pre-vote-response') {",
        replace:
          "if (outgoing.to === this.id || type === 'vote-response' || type === 'pre-vote-response') {",
      },
    ],
  },
  {
    name: 'append-truncates-match',
    bug: 'an old append cuts off entries after it that do match',
    references: 'willemt/raft#37, akka-entity-replication#152',
    edits: [
      {
        file: RAFT_LOG,
        find: 'if (existingTerm === term) continue',
        replace: 'if (existingTerm === term && index <= this.committed) continue',
      },
    ],
  },
  {
    name: 'heartbeat-commits-unmatched',
    bug: 'a heartbeat tells a commit index beyond what the follower is known to have',
    references: 'Raft §5.3; copycat#265',
    edits: [
      {
        file: REPLICATION,
        find: 'const commit = Math.min(progress.match, raft.log.committed)',
        replace: 'const commit = raft.log.committed',
      },
      {
        file: FOLLOWER,
        find: 'raft.log.commitTo(received.commit)',
        replace: 'raft.log.commitTo(Math.min(received.commit, raft.log.lastIndex()))',
      },
    ],
  },
  {
    name: 'write-of-replaced-entries-counts',
    bug: 'the end of a write counts for entries that replaced the written ones meanwhile (ABA)',
    references: 'etcd-io/raft async_storage_writes_append_aba_race; pyroscope#5307',
    edits: [
      {
        file: 'packages/raft/src/core/step.ts',
        find: "raft.trace?.({ kind: 'stale-write-ignored', term: raft.term, messageTerm })",
        replace: 'raft.log.unstable.stableTo(received.index, received.logTerm)',
      },
      {
        file: 'packages/raft/src/log/unstable.ts',
        find: 'if (known !== term) {',
        replace: 'if (false) {',
      },
    ],
  },
  {
    name: 'replaced-write-acknowledged',
    bug: 'entries that were replaced while they waited for the disk are acknowledged all the same',
    references: 'redpanda#3003',
    edits: [
      {
        file: 'packages/raft/src/driver/append-queue.ts',
        find: 'const follows = last === undefined || candidate.entries[0]?.index === last + 1',
        replace: 'const follows = true',
      },
    ],
  },
  {
    name: 'lost-probe-waits-for-ever',
    bug: 'a follower whose probe was lost is never sent anything again',
    references: 'etcd#14633, etcd-io/raft#149',
    edits: [
      {
        file: LEADER,
        find: 'progress.isAppendPaused = false\n  // Also to a follower',
        replace: '// Also to a follower',
      },
    ],
  },
  {
    name: 'window-never-freed',
    bug: 'acknowledged appends stay in the window, until it is full',
    references: 'etcd#14633, etcd-io/raft#149',
    edits: [{ file: LEADER, find: 'progress.inflights.freeUpTo(index)', replace: '' }],
  },
]
