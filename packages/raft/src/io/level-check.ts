/**
 * Looks at a LevelDB folder before LevelDB does, because a garbled table can abort the process.
 *
 * Tables that the manifest does not name are what a crash left behind; LevelDB removes them unread.
 */

import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { liveTables, tableDamage } from '../storage/level-files.ts'

const TABLE_NAME = /^(\d+)\.(ldb|sst)$/
const MANIFEST_NAME = /^MANIFEST-\d+$/

/** What is wrong with a table of the database in `directory`; undefined if nothing is. */
export async function damagedTable(directory: string): Promise<string | undefined> {
  const names = await readIfThere(() => readdir(directory))
  const current = await readIfThere(() => readFile(join(directory, 'CURRENT'), 'latin1'))
  const manifestName = current?.trimEnd() ?? ''
  // Whatever else is wrong with the pointer or the manifest, LevelDB refuses it itself.
  if (names === undefined || !MANIFEST_NAME.test(manifestName)) return undefined
  const manifest = await readIfThere(() => readFile(join(directory, manifestName)))
  const live = manifest && liveTables(manifest)
  if (live === undefined) return undefined
  for (const name of names.sort()) {
    const number = TABLE_NAME.exec(name)?.[1]
    if (number === undefined || !live.has(Number(number))) continue
    // One that is missing LevelDB misses, too.
    const table = await readIfThere(() => readFile(join(directory, name)))
    const damage = table && tableDamage(table)
    if (damage !== undefined) return `${name}: ${damage}`
  }
  return undefined
}

async function readIfThere<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read()
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}
