/** The table of mutants, how many seeds each took, and what caught it; in Markdown. */

import { MUTANTS } from '../mutants/catalog.ts'
import { huntMutant } from './hunt.ts'

/** What caught a mutant is told in this many characters at most. */
const CAUGHT_BY_LENGTH_MAX = 110

/** Hunts every mutant and prints a row for each as it ends; true if all were found. */
export function printMutantTable(firstSeed: number, seeds: number): boolean {
  console.log('| mutant | the bug | who had it | seeds | what caught it |')
  console.log('|---|---|---|---|---|')
  let found = 0
  for (const { name, bug, references } of MUTANTS) {
    const hunt = huntMutant(name, firstSeed, seeds)
    if (hunt.caughtBy !== undefined) found++
    const taken = hunt.caughtBy === undefined ? `> ${hunt.seeds}` : hunt.seeds
    const caughtBy = (hunt.caughtBy ?? 'nothing').replaceAll('|', '/')
    const told = caughtBy.slice(0, CAUGHT_BY_LENGTH_MAX)
    console.log(`| \`${name}\` | ${bug} | ${references} | ${taken} | ${told} |`)
  }
  console.log(`\n${found} of ${MUTANTS.length} mutants found within ${seeds} seeds`)
  return found === MUTANTS.length
}
