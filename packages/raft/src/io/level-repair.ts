/**
 * Makes a damaged LevelDB folder readable again, for a recovery by an operator.
 *
 * LevelDB's own repair rebuilds what says which files there are, out of the files themselves. It
 * may bring back what was deleted, and garbled tables are dropped whole beforehand, so what is read
 * afterwards must prove itself, as blocks and snapshots do. Only ever done to a copy.
 */

import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Level } from 'level'
import { damagedTable } from './level-check.ts'

type Repairing = { repair(directory: string): Promise<void> }

/** Repairs the database in `directory`, dropping what cannot be read. */
export async function repairLevel(directory: string): Promise<void> {
  let damage = await damagedTable(directory)
  while (damage !== undefined) {
    await rm(join(directory, damage.split(':')[0]!))
    damage = await damagedTable(directory)
  }
  // `level` hands on the class of `classic-level`, but not the types of its statics.
  await (Level as unknown as typeof Level & Repairing).repair(directory)
}
