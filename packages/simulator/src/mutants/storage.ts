/** Mutants of what is kept across a crash: the log's format, its recovery, the refill, snapshots. */

import type { Mutant } from './mutant.ts'

const RECOVERY = 'packages/raft/src/storage/recovery.ts'
const REFILL = 'packages/raft/src/driver/refill.ts'

export const STORAGE_MUTANTS: readonly Mutant[] = [
  {
    name: 'damaged-log-is-shortened',
    bug: 'a log that lost its end or middle to damage is cut there and called whole',
    references: 'Alagappan et al., FAST 2018 (protocol-aware recovery)',
    edits: [
      {
        file: RECOVERY,
        find: "kind: 'recovering',\n    reason: doubt ??",
        replace: "kind: 'clean',\n    reason: doubt ??",
      },
    ],
  },
  {
    name: 'checksum-unchecked',
    bug: 'a block of the log is believed without comparing its checksum',
    references: 'Ganesan et al., FAST 2017 (redundancy does not imply fault tolerance)',
    edits: [
      {
        file: 'packages/raft/src/storage/block.ts',
        find: 'if (crc !== crc32c(bytes.subarray(4))) return undefined',
        replace: '',
      },
    ],
  },
  {
    name: 'tail-not-used',
    bug: 'a start reads one of the two places alone and loses what only the other has',
    references: 'etcd#14143; LevelDB forgets synced records of a damaged log',
    edits: [
      {
        file: RECOVERY,
        find: 'if (block !== undefined) bySequence.set(block.sequence, block)',
        replace: '',
      },
    ],
  },
  {
    name: 'damaged-node-votes',
    bug: 'a node that lost part of its log votes before its peers have refilled it',
    references: 'etcd#6982, etcd#11410 (members that come back without their disk)',
    edits: [
      {
        file: REFILL,
        find: "if (answer.type === 'vote-response' || answer.type === 'pre-vote-response') return false",
        replace: '',
      },
      {
        file: REFILL,
        find: "'read-index-response',\n])",
        replace: "'read-index-response', 'vote', 'pre-vote',\n])",
      },
    ],
  },
  {
    name: 'refilled-too-early',
    bug: 'a node that lost part of its log counts as whole from its first acknowledgement on',
    references: 'Alagappan et al., FAST 2018 (protocol-aware recovery)',
    edits: [
      {
        file: REFILL,
        find: 'target?.term === answer.term && answer.index >= target.lastIndex',
        replace: 'true',
      },
    ],
  },
  {
    name: 'snapshot-after-log',
    bug: 'a received snapshot is written beside the log that stands on it, not before it',
    references: 'tikv#12618, curvine#1551',
    edits: [
      {
        file: 'packages/simulator/src/storage.ts',
        find: 'const { metadata } = snapshot\n      this.#guarded(written => this.#disk.saveSnapshot(snapshot, written))(() =>',
        replace:
          'const { metadata } = snapshot\n      this.#guarded(written => { this.#disk.saveSnapshot(snapshot, () => {}); written(true) })(() =>',
      },
    ],
  },
  {
    name: 'conflict-not-cut',
    bug: 'entries that a new leader replaced are found in the log again after a start',
    references: 'Raft §5.3, figure 2 (AppendEntries, step 3)',
    edits: [
      {
        file: RECOVERY,
        find: 'while (result.length > 0 && result.at(-1)!.firstIndex >= block.firstIndex) result.pop()',
        replace: '',
      },
    ],
  },
]
