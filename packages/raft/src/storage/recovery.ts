/**
 * What a data directory still proves after a restart.
 *
 * Every write was stored twice, in LevelDB and in the tail ring, and acknowledged after both. A
 * crash leaves the last write in one of them at most, so the union of both is the log, and the
 * newest head says where it must end. Anything else is damage (protocol-aware recovery, Alagappan
 * et al., FAST 2018): a node that lost what it acknowledged must neither vote nor acknowledge until
 * its peers have refilled it, or a committed entry could be forgotten.
 *
 *     blank       nothing was ever written
 *     clean       the log is whole
 *     recovering  term and vote are known, but the log is not provably whole
 *     damaged     not even term and vote are known: this identity can never vote safely again
 *
 * The one loss that cannot be told from a power cut is that of the very same newest writes in both
 * places at once, without a trace such as a wrong size.
 */

import { type Block, isChained } from './block.ts'
import type { Head } from './head.ts'
import type { TailScan } from './tail-ring.ts'

/** Which snapshot is stored and whole. */
export type StoredSnapshot = { readonly index: number; readonly term: number }

/** Everything that was found, whole or not. */
export type Findings = {
  /** LevelDB's head; undefined if missing or garbled. */
  readonly head: Head | undefined
  /** LevelDB's blocks that are whole. */
  readonly blocks: readonly Block[]
  /** How many values of LevelDB were garbled. */
  readonly garbledValues: number
  readonly tail: TailScan
  readonly snapshots: readonly StoredSnapshot[]
}

/** The log as far as it is proven. */
export type RecoveredLog = {
  readonly head: Head
  /** Contiguous and chained; `blocks[0]` begins at or before `snapshot.index + 1`. */
  readonly blocks: readonly Block[]
  /** The snapshot it stands on; index 0 for none. */
  readonly snapshot: StoredSnapshot
}

export type Recovery =
  | { readonly kind: 'blank' }
  | ({ readonly kind: 'clean' } & RecoveredLog)
  | ({ readonly kind: 'recovering'; readonly reason: string } & RecoveredLog)
  | { readonly kind: 'damaged'; readonly reason: string }

export const NO_SNAPSHOT: StoredSnapshot = { index: 0, term: 0 }

/** Judges `findings`. */
export function recover(findings: Findings): Recovery {
  const { head: stored, tail } = findings
  const records = tail.kind === 'missing' ? [] : tail.records
  const tailHead = records.at(-1)?.head
  const newest = newer(stored, tailHead)
  if (newest === undefined) return judgeHeadless(findings)
  const blocks = union(findings)
  const snapshots = [NO_SNAPSHOT, ...findings.snapshots].sort((a, b) => b.index - a.index)
  const doubt = doubtAbout(findings, newest)
  const run = runEndingAt(blocks, newest)
  const snapshot = snapshots.find(candidate => isBase(run, candidate, newest))
  if (run !== undefined && snapshot !== undefined) {
    const log = { head: newest, blocks: withoutDropped(run, newest, snapshot), snapshot }
    const reason = doubt ?? (newest.isRecovering ? 'it was being refilled already' : undefined)
    return reason === undefined ? { kind: 'clean', ...log } : { kind: 'recovering', reason, ...log }
  }
  const prefix = longestPrefix(blocks, snapshots)
  return {
    kind: 'recovering',
    reason: doubt ?? describeBreak(findings, blocks, newest),
    // What is left may be from before entries of it were replaced: nothing of it is known to be
    // committed beyond the snapshot.
    head: { ...newest, commit: prefix.snapshot.index },
    ...prefix,
  }
}

function judgeHeadless({ blocks, garbledValues, tail }: Findings): Recovery {
  // A ring appears whole or not at all, by a rename; so a garbled one is never a crash's trace.
  const isTailBlank = tail.kind !== 'garbled'
  if (isTailBlank && blocks.length === 0 && garbledValues === 0) return { kind: 'blank' }
  return { kind: 'damaged', reason: 'term and vote are unreadable' }
}

function newer(a: Head | undefined, b: Head | undefined): Head | undefined {
  if (a === undefined || b === undefined) return a ?? b
  return a.sequence >= b.sequence ? a : b
}

/** Why the end of the log is not to be trusted, although it may look whole. */
function doubtAbout({ tail, blocks }: Findings, newest: Head): string | undefined {
  if (tail.kind === 'missing') return 'the tail file is missing'
  if (tail.kind === 'garbled') return tail.reason
  const tailSequence = tail.records.at(-1)?.head.sequence ?? 0
  const lastSequence = Math.max(newest.sequence, ...blocks.map(block => block.sequence))
  return lastSequence > tailSequence + 1 ? 'the tail lost its newest records' : undefined
}

/** Blocks of both places by first index; a later write replaces everything from its first index. */
export function union({ blocks, tail }: Findings): Block[] {
  const records = tail.kind === 'missing' ? [] : tail.records
  const bySequence = new Map<number, Block>()
  for (const block of blocks) bySequence.set(block.sequence, block)
  for (const { block } of records) {
    if (block !== undefined) bySequence.set(block.sequence, block)
  }
  const result: Block[] = []
  for (const sequence of [...bySequence.keys()].sort((a, b) => a - b)) {
    const block = bySequence.get(sequence)!
    while (result.length > 0 && result.at(-1)!.firstIndex >= block.firstIndex) result.pop()
    result.push(block)
  }
  return result
}

/** The chain of blocks that ends where `head` says, or undefined. */
function runEndingAt(blocks: readonly Block[], head: Head): Block[] | undefined {
  const isEnd = (block: Block) => block.lastIndex === head.lastIndex && block.crc === head.lastCrc
  let i = blocks.findIndex(isEnd)
  // A snapshot may have replaced the whole log, or every block below it may have been dropped.
  if (i < 0) return head.lastIndex <= head.snapshotIndex ? [] : undefined
  const run = [blocks[i]!]
  while (i > 0 && isChained(blocks[i - 1]!, run[0]!)) run.unshift(blocks[--i]!)
  return run
}

/** `run` without blocks that were dropped before but are still in the ring, unless needed again. */
function withoutDropped(run: readonly Block[], head: Head, snapshot: StoredSnapshot): Block[] {
  const firstIndex = Math.min(head.firstIndex, snapshot.index + 1)
  return run.filter(block => block.lastIndex >= firstIndex)
}

/** True if the log `run`, which ends where `head` says, continues `snapshot` without a gap. */
function isBase(run: readonly Block[] | undefined, snapshot: StoredSnapshot, head: Head): boolean {
  if (run === undefined || snapshot.index > head.lastIndex) return false
  return run.length === 0 ? snapshot.index === head.lastIndex : standsOn(run, snapshot)
}

/** The longest proven log on the newest snapshot; empty if nothing is left. */
export function longestPrefix(
  blocks: readonly Block[],
  snapshots: readonly StoredSnapshot[],
): Pick<RecoveredLog, 'blocks' | 'snapshot'> {
  const snapshot = snapshots[0]!
  const start = blocks.findIndex(
    block => block.firstIndex <= snapshot.index + 1 && block.lastIndex > snapshot.index,
  )
  const run = blocks.slice(start, start + 1)
  if (start < 0 || !standsOn(run, snapshot)) return { blocks: [], snapshot }
  for (const block of blocks.slice(start + 1)) {
    if (!isChained(run.at(-1)!, block)) break
    run.push(block)
  }
  return { blocks: run, snapshot }
}

/** True if `run` holds the entry at the snapshot's index, or begins right after it, in its term. */
function standsOn(run: readonly Block[], { index, term }: StoredSnapshot): boolean {
  const first = run[0]!
  if (first.firstIndex === index + 1) return first.previousTerm === term
  const block = run.find(({ firstIndex, lastIndex }) => firstIndex <= index && index <= lastIndex)
  return block?.entries[index - block.firstIndex]?.term === term
}

function describeBreak({ snapshots }: Findings, blocks: readonly Block[], head: Head): string {
  const end = blocks.at(-1)?.lastIndex ?? 0
  if (end < head.lastIndex) return `the log ends at ${end} instead of ${head.lastIndex}`
  const isOnSnapshot = snapshots.some(({ index }) => index >= head.snapshotIndex)
  if (head.snapshotIndex > 0 && !isOnSnapshot) return 'its snapshot is unreadable'
  return `the log before index ${head.lastIndex} does not chain`
}
