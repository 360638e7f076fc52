/**
 * The process that has a mutant: runs seeds until one fails. `node hunter.ts FIRST_SEED SEEDS`
 *
 * Prints each seed before it runs, and at the end of the line what failed.
 */

import { writeSync } from 'node:fs'
import { mutantNamed } from '../mutants/catalog.ts'
import { simulate } from '../simulate.ts'
import { MUTANT_VARIABLE } from './hunt.ts'

const STDOUT = 1
const scenario = mutantNamed(process.env[MUTANT_VARIABLE] ?? '')?.scenario
const [firstSeed, seeds] = process.argv.slice(2).map(Number)

for (let seed = firstSeed!; seed < firstSeed! + seeds!; seed++) {
  writeSync(STDOUT, `${seed}\n`)
  const { failure } = simulate({ seed, scenario })
  if (failure === undefined) continue
  const [line = ''] = failure.detail.split('\n')
  writeSync(STDOUT, `${seed} ${failure.invariant === 'bug' ? 'assertion: ' : ''}${line}\n`)
  break
}
