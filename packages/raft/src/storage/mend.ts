/**
 * What to write, and what to start from, once a data directory has been judged.
 *
 * After a crash LevelDB and the tail ring may differ by the last write, and after damage by more.
 * Mending makes both say the same before anything new is written, under a sequence that is newer
 * than all that is found; a log that was not provably whole is noted as recovering.
 */

import type { Entry, HardState } from '../message.ts'
import type { Block } from './block.ts'
import type { Head } from './head.ts'
import type { RecoveredLog, Recovery } from './recovery.ts'
import type { TailScan } from './tail-ring.ts'

/** What LevelDB still has: its head, its commit hint, its whole blocks, and how many are not. */
export type LevelFindings = {
  readonly head: Head | undefined
  readonly commit: number
  readonly blocks: readonly Block[]
  readonly garbledKeys: { readonly length: number }
}

/** What a node starts from, but for the snapshot. */
export type LogStart = {
  readonly hardState: HardState
  readonly entries: readonly Entry[]
  /** The entry before the first of `entries`, or before the next one to come. */
  readonly previous: { readonly index: number; readonly term: number }
}

/** The head that makes both places agree; the one in `log` if they do already. */
export function mendedHead(
  kind: Recovery['kind'],
  level: LevelFindings,
  tail: TailScan,
  log: RecoveredLog,
): Head {
  const { head, blocks, snapshot } = log
  if (kind === 'blank') return head
  const isWhole = kind === 'clean'
  const tailSequence = tail.kind === 'readable' ? tail.records.at(-1)?.head.sequence : undefined
  const isSame = level.head?.sequence === head.sequence && tailSequence === head.sequence
  const isTidy = level.garbledKeys.length === 0 && level.blocks.length === blocks.length
  if (isWhole && isSame && isTidy) return head
  const last = blocks.at(-1)
  return {
    ...head,
    sequence: level.blocks.reduce((max, block) => Math.max(max, block.sequence), head.sequence) + 1,
    snapshotIndex: snapshot.index,
    snapshotTerm: snapshot.term,
    lastIndex: last?.lastIndex ?? snapshot.index,
    lastTerm: last?.entries.at(-1)?.term ?? snapshot.term,
    firstIndex: blocks[0]?.firstIndex ?? snapshot.index + 1,
    lastCrc: last?.crc ?? (isWhole ? head.lastCrc : 0),
    isRecovering: !isWhole,
  }
}

/** What the node starts from; `commitHint` is LevelDB's, and may be of another log than is left. */
export function startOf({ head, blocks, snapshot }: RecoveredLog, commitHint: number): LogStart {
  const hint = head.isRecovering ? 0 : commitHint
  const noted = Math.min(Math.max(head.commit, hint), head.lastIndex)
  const first = blocks[0]
  return {
    hardState: { term: head.term, vote: head.vote, commit: Math.max(noted, snapshot.index) },
    entries: blocks.flatMap(block => block.entries),
    previous:
      first === undefined
        ? { index: head.lastIndex, term: head.lastTerm }
        : { index: first.firstIndex - 1, term: first.previousTerm },
  }
}
