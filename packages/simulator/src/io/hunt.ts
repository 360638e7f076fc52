/**
 * Hunting a mutant: a process of its own has the bug, and runs seed after seed until one fails.
 */

import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { HUNT_MS_MAX } from '../config.ts'

/** Names the mutant to a process that has one. */
export const MUTANT_VARIABLE = 'POLIS_MUTANT'

/** The repository's root. */
export const REPOSITORY: string = fileURLToPath(new URL('../../../../', import.meta.url))

/** How a hunt ended: after how many seeds, and what failed at the last; undefined if nothing did. */
export type Hunt = { readonly seeds: number; readonly caughtBy: string | undefined }

const HOOK = new URL('./mutant-hook.ts', import.meta.url).href
const HUNTER = fileURLToPath(new URL('./hunter.ts', import.meta.url))

/** What makes a Node.js process have the bug `mutant`. */
export function mutated(mutant: string): { args: string[]; env: NodeJS.ProcessEnv } {
  return { args: ['--import', HOOK], env: { ...process.env, [MUTANT_VARIABLE]: mutant } }
}

/** Runs up to `seeds` seeds of the mutant of that name, from `firstSeed` on, until one fails. */
export function huntMutant(name: string, firstSeed: number, seeds: number): Hunt {
  const { args, env } = mutated(name)
  const { stdout, stderr, status, error } = spawnSync(
    process.execPath,
    [...args, HUNTER, String(firstSeed), String(seeds)],
    { env, encoding: 'utf8', timeout: HUNT_MS_MAX },
  )
  const lines = stdout.trim().split('\n')
  const last = lines.at(-1) ?? ''
  // Each seed is announced before it runs, so that one which never ends is known.
  const begun = Number(last.split(' ')[0]) - firstSeed + 1
  if (error !== undefined) return { seeds: begun, caughtBy: 'it hangs' }
  if (status !== 0) throw new HunterFailed(name, stderr)
  const caughtBy = last.includes(' ') ? last.slice(last.indexOf(' ') + 1) : undefined
  return { seeds: begun, caughtBy }
}

/** The process with the mutant did not get as far as running seeds. */
class HunterFailed extends Error {
  override readonly name = 'HunterFailed'

  constructor(mutant: string, stderr: string) {
    super(`the process with mutant '${mutant}' failed: ${stderr}`)
  }
}
