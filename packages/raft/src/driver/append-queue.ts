/**
 * Group commit: everything that arrives while one write is under way becomes the next write.
 *
 * Storage messages are worked off in order. Neighbours join in one group as long as their entries
 * follow one another; entries that replace queued ones begin a new group, so that every write that
 * is acknowledged was really made. A snapshot stands first in its group.
 */

import { assert } from '@polis/base'
import { entriesBytes } from '../log/entry-size.ts'
import type { Entry, HardState, Message, Snapshot } from '../message.ts'

/** What one write stores, and what may be said once it is stored. */
export type AppendGroup = {
  readonly entries: readonly Entry[]
  readonly hardState: HardState | undefined
  readonly snapshot: Snapshot | undefined
  readonly responses: readonly Message[]
  /** False if only the commit index moved, which needs no write of its own. */
  readonly isSynced: boolean
}

/** Storage messages that wait. Bounded by the machine, which bounds what is uncommitted. */
export class AppendQueue {
  readonly #groupBytesMax: number
  #waiting: Message[] = []
  #stored: Pick<HardState, 'term' | 'vote'>
  /** A commit index that needed no write of its own and is not on the disk yet. */
  #unwritten: HardState | undefined

  /** `stored` is the term and vote on the disk. */
  constructor(groupBytesMax: number, stored: Pick<HardState, 'term' | 'vote'>) {
    this.#groupBytesMax = groupBytesMax
    this.#stored = stored
  }

  push(storageAppend: Message): void {
    assert(storageAppend.type === 'storage-append', 'the append thread takes appends')
    this.#waiting.push(storageAppend)
  }

  /** Takes the next group; undefined if nothing waits. */
  next(): AppendGroup | undefined {
    const first = this.#waiting[0]
    if (first === undefined) return undefined
    let count = 1
    let bytes = entriesBytes(first.entries)
    let last = lastIndexOf(first)
    for (const candidate of this.#waiting.slice(1)) {
      bytes += entriesBytes(candidate.entries)
      const follows = last === undefined || candidate.entries[0]?.index === last + 1
      const isEmpty = candidate.entries.length === 0
      if (candidate.snapshot !== undefined || !(isEmpty || follows)) break
      if (bytes > this.#groupBytesMax) break
      last = lastIndexOf(candidate) ?? last
      count++
    }
    return this.#merge(this.#waiting.splice(0, count))
  }

  #merge(messages: readonly Message[]): AppendGroup {
    const entries =
      messages.length === 1 ? messages[0]!.entries : messages.flatMap(({ entries }) => entries)
    const snapshot = messages[0]!.snapshot
    const latest = messages.findLast(({ term }) => term > 0)
    // What is appended next may rest on that commit: a node that has stored a membership change must
    // know, after a crash too, that the change before it is committed.
    const hardState =
      latest === undefined
        ? this.#unwritten
        : { term: latest.term, vote: latest.vote, commit: latest.commit }
    const { term, vote } = this.#stored
    const hasVoted = hardState && (hardState.term !== term || hardState.vote !== vote)
    if (hardState !== undefined) this.#stored = hardState
    const isSynced = entries.length > 0 || snapshot !== undefined || hasVoted === true
    this.#unwritten = isSynced ? undefined : hardState
    return {
      entries,
      hardState,
      snapshot,
      responses: messages.flatMap(({ responses }) => responses),
      isSynced,
    }
  }
}

function lastIndexOf({ entries, snapshot }: Message): number | undefined {
  return entries.at(-1)?.index ?? snapshot?.metadata.index
}
