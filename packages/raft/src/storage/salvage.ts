/**
 * The best log that a damaged directory still gives, for a recovery by an operator.
 *
 * `recover` judges whether a node may go on by itself, and refuses what cannot be proven. Here
 * nobody else is left to ask: whatever is whole, chained and stands on a whole snapshot is kept,
 * and what is missing behind it is named. Term and vote need not be known, because a recovery
 * begins a term above all that is found and fences everybody who could have been voted for.
 */

import type { Entry } from '../message.ts'
import { type Findings, longestPrefix, NO_SNAPSHOT, recover, union } from './recovery.ts'

/** What can be kept, and what is known to have been there beyond it. */
export type SalvagedLog = {
  /** Why the directory is not whole; empty if it is. */
  readonly damage: string
  /** The snapshot to begin with; 0 for the empty state. */
  readonly snapshotIndex: number
  /** The entries behind the snapshot, contiguous. */
  readonly entries: readonly Entry[]
  readonly lastIndex: number
  readonly lastTerm: number
  /** The last index that a trace is left of; `lastIndex` if nothing is lost. */
  readonly lostIndex: number
  /** The highest index known to be committed, as far as it is kept. */
  readonly commitIndex: number
  /** The highest term found anywhere. */
  readonly term: number
}

/** Takes what is whole; undefined if nothing is. `commitHint` is LevelDB's. */
export function salvage(findings: Findings, commitHint: number): SalvagedLog | undefined {
  const recovery = recover(findings)
  if (recovery.kind === 'blank') return undefined
  const { blocks, snapshot } =
    recovery.kind === 'damaged'
      ? longestPrefix(
          union(findings),
          [NO_SNAPSHOT, ...findings.snapshots].sort((a, b) => b.index - a.index),
        )
      : recovery
  const last = blocks.at(-1)
  const lastIndex = Math.max(last?.lastIndex ?? 0, snapshot.index)
  if (lastIndex === 0) return undefined
  const { heads, entries: everything } = traces(findings)
  const commits = [commitHint, snapshot.index, ...heads.map(head => head.commit)]
  const terms = [snapshot.term, ...heads.map(head => head.term), ...everything.map(e => e.term)]
  return {
    damage: recovery.kind === 'clean' ? '' : recovery.reason,
    snapshotIndex: snapshot.index,
    entries: blocks.flatMap(block => block.entries).filter(({ index }) => index > snapshot.index),
    lastIndex,
    lastTerm: last?.lastIndex === lastIndex ? last.entries.at(-1)!.term : snapshot.term,
    lostIndex: Math.max(
      lastIndex,
      heads.at(-1)?.lastIndex ?? 0,
      union(findings).at(-1)?.lastIndex ?? 0,
    ),
    commitIndex: Math.min(lastIndex, Math.max(...commits)),
    term: Math.max(...terms),
  }
}

/** Every head, in the order they were written, and the last entry of every block. */
function traces({ head, blocks, tail }: Findings) {
  const records = tail.kind === 'missing' ? [] : tail.records
  const heads = [...(head === undefined ? [] : [head]), ...records.map(record => record.head)]
  const all = [...blocks, ...records.flatMap(({ block }) => (block === undefined ? [] : [block]))]
  return {
    heads: heads.sort((a, b) => a.sequence - b.sequence),
    entries: all.map(block => block.entries.at(-1)!),
  }
}
