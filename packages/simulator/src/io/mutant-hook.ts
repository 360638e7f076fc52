/**
 * Loaded before everything else (`node --import`), this turns the sources of the mutant that the
 * environment names into that mutant while they are loaded. Nothing on the disk changes.
 */

import { registerHooks } from 'node:module'
import { relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { mutantNamed } from '../mutants/catalog.ts'
import { mutate } from '../mutants/mutant.ts'
import { MUTANT_VARIABLE, REPOSITORY } from './hunt.ts'

const mutant = mutantNamed(process.env[MUTANT_VARIABLE] ?? '')

if (mutant !== undefined) {
  const files = new Set(mutant.edits.map(({ file }) => file))
  registerHooks({
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context)
      if (!url.startsWith('file:')) return loaded
      const file = relative(REPOSITORY, fileURLToPath(url)).split(sep).join('/')
      if (!files.has(file)) return loaded
      const text = Buffer.from(loaded.source as Uint8Array).toString()
      return { ...loaded, source: mutate(mutant, file, text) }
    },
  })
}
