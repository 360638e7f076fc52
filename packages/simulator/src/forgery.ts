/**
 * Mutations of a disk: what a faulty start would have made of it.
 *
 * The head is rewritten in both places, so that recovery finds nothing to doubt: this stands for
 * bugs in recovery itself.
 */

import {
  decodeBlock,
  decodeHead,
  encodeHead,
  formatTail,
  type Head,
  scanTail,
  TailRing,
} from '@polis/raft'
import { BLOCK_PREFIX, HEAD_KEY, type SimulatedDisk } from './disk.ts'
import type { Mutation } from './mutation.ts'

/** Does to `disk`, while its node is down, what `mutation` says; most concern no disk. */
export function forgeDisk(mutation: Mutation, disk: SimulatedDisk): void {
  if (mutation === 'vote-forgotten') forge(disk, [], head => ({ ...head, vote: 0 }))
  if (mutation === 'log-shortened') shorten(disk)
}

function shorten(disk: SimulatedDisk): void {
  const keys = [...disk.log.keys()].filter(key => key.startsWith(BLOCK_PREFIX)).sort()
  const lastKey = keys.at(-1)
  const block = lastKey === undefined ? undefined : decodeBlock(disk.log.get(lastKey)!)
  if (block === undefined || keys.length < 2) return
  const lastIndex = block.firstIndex - 1
  forge(disk, [lastKey!], head => {
    if (head.snapshotIndex > lastIndex || head.lastIndex !== block.lastIndex) return undefined
    const { previousTerm: lastTerm, previousCrc: lastCrc } = block
    return { ...head, lastIndex, lastTerm, lastCrc, commit: Math.min(head.commit, lastIndex) }
  })
}

/** Replaces the head in both places; nothing happens unless both agree on it now. */
function forge(
  disk: SimulatedDisk,
  deletes: readonly string[],
  change: (head: Head) => Head | undefined,
): void {
  const bytes = disk.log.get(HEAD_KEY)
  const head = bytes && decodeHead(bytes)
  const tail = scanTail(disk.tail)
  if (head === undefined || tail.kind !== 'readable') return
  if (tail.records.at(-1)?.head.sequence !== head.sequence) return
  const changed = change(head)
  if (changed === undefined) return
  const next = { ...changed, sequence: head.sequence + 1 }
  const content = formatTail(tail.size, tail.salt)
  const { offset, bytes: record } = new TailRing({ ...tail, records: [] }).place(next, undefined)
  content.set(record, offset)
  disk.mend([[HEAD_KEY, encodeHead(next)]], deletes, content)
}
