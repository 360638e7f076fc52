/**
 * Reading a stopped node's log whole, and beginning one anew from a snapshot: the two halves of
 * what an operator does when no majority is left to be asked.
 */

import { assert, PolisError, systemRandom } from '@polis/base'
import { DEFAULT_RAFT_CONFIG } from '../config.ts'
import { dataUnreadable } from '../errors.ts'
import { type ConfState, NONE, type RaftId, type Snapshot } from '../message.ts'
import { type SalvagedLog, salvage } from '../storage/salvage.ts'
import { type Closable, readContents } from './open-storage.ts'
import { RaftStorage } from './raft-storage.ts'

/** What a data directory still gives, with the state that its log begins with. */
export type Salvage = SalvagedLog & { readonly snapshot: Snapshot | undefined }

/**
 * Reads what is whole in `dataDir` (undefined if nothing is) and answers what `use` makes of it; the
 * snapshot's chunks can be pulled until it returns. Nothing of ours is changed there. Throws `raft/data-dir-in-use`, `raft/data-unreadable` and `raft/data-too-new`.
 */
export async function readSalvage<T>(
  dataDir: string,
  use: (salvage: Salvage | undefined) => T,
): Promise<T> {
  const opened: Closable[] = []
  try {
    const options = { dataDir, config: DEFAULT_RAFT_CONFIG }
    const { findings, level, snapshots } = await readContents(options, opened)
    const log = salvage(findings, level.commit)
    const snapshot = log && (await snapshots?.load(log.snapshotIndex))
    return use(log && { ...log, snapshot })
  } catch (error) {
    throw error instanceof PolisError ? error : dataUnreadable(dataDir, error)
  } finally {
    for (const part of opened) await part.close()
  }
}

/** The membership of a cluster in which `raftId` alone votes. */
export function soleVoter(raftId: RaftId): ConfState {
  return { voters: [raftId], learners: [], votersOutgoing: [], learnersNext: [], autoLeave: false }
}

/**
 * Writes a log into the empty `dataDir` that begins with `snapshot`, in whose membership `raftId`
 * votes alone. Throws the errors of `RaftStorage`.
 */
export async function writeFoundation(
  dataDir: string,
  raftId: RaftId,
  snapshot: Snapshot,
): Promise<void> {
  const { index, term } = snapshot.metadata
  const config = DEFAULT_RAFT_CONFIG
  const storage = await RaftStorage.open({ dataDir, raftId, config, random: systemRandom() })
  try {
    assert(storage.recovered.kind === 'blank', 'a foundation is laid on empty ground')
    const hardState = { term, vote: NONE, commit: index }
    await storage.append({ entries: [], hardState, snapshot }, () => [])
    await storage.note({ isSoleVoter: true })
  } finally {
    await storage.close()
  }
}
