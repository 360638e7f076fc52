/**
 * Reading a stopped node's log whole, and beginning one anew from a snapshot: the two halves of
 * what an operator does when no majority is left to be asked.
 */

import { existsSync } from 'node:fs'
import { cp, mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { assert, PolisError, systemRandom } from '@polis/base'
import { DEFAULT_RAFT_CONFIG } from '../config.ts'
import { dataUnreadable } from '../errors.ts'
import { type ConfState, NONE, type RaftId, type Snapshot } from '../message.ts'
import { type SalvagedLog, salvage } from '../storage/salvage.ts'
import { repairLevel } from './level-repair.ts'
import { type Closable, readContents } from './open-storage.ts'
import { RaftStorage } from './raft-storage.ts'

/** What a data directory still gives, with the state that its log begins with. */
export type Salvage = SalvagedLog & { readonly snapshot: Snapshot | undefined }

/**
 * Reads what is whole in `dataDir` (undefined if nothing is) and answers what `use` makes of it; the
 * snapshot's chunks can be pulled until it returns. Nothing of ours is changed there: a database
 * that LevelDB cannot open is repaired in a copy, and `use` is called again. Throws `raft/data-dir-in-use`, `raft/data-unreadable` and `raft/data-too-new`.
 */
export async function readSalvage<T>(
  dataDir: string,
  use: (salvage: Salvage | undefined) => T,
): Promise<T> {
  const copy = join(dataDir, 'salvage')
  try {
    const answer = await readFrom(dataDir, use)
    if (answer.isReadable) return answer.value
    await rm(copy, { recursive: true, force: true })
    for (const name of ['raft', 'state']) await copyIfThere(join(dataDir, name), join(copy, name))
    for (const name of ['raft/log', 'state']) await repairLevel(join(copy, name))
    return (await readFrom(copy, use)).value
  } catch (error) {
    throw error instanceof PolisError ? error : dataUnreadable(dataDir, error)
  } finally {
    await rm(copy, { recursive: true, force: true })
  }
}

/** `isReadable` is false if LevelDB cannot open a database as it is. */
async function readFrom<T>(
  directory: string,
  use: (salvage: Salvage | undefined) => T,
): Promise<{ readonly isReadable: boolean; readonly value: T }> {
  const opened: Closable[] = []
  try {
    const options = { dataDir: directory, config: DEFAULT_RAFT_CONFIG }
    const { findings, level, log, snapshots } = await readContents(options, opened)
    const found = salvage(findings, level.commit)
    const snapshot = found && (await snapshots?.load(found.snapshotIndex))
    const isReadable = log !== undefined && snapshots !== undefined
    return { isReadable, value: use(found && { ...found, snapshot }) }
  } finally {
    for (const part of opened) await part.close()
  }
}

async function copyIfThere(from: string, to: string): Promise<void> {
  if (existsSync(from)) await cp(from, to, { recursive: true })
  else await mkdir(to, { recursive: true })
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
