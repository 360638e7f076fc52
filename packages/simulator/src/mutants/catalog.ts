/** Every mutant, by the part of Raft that it spoils, and those of orchestration. */

import { ELECTION_MUTANTS } from './election.ts'
import { MEMBERSHIP_MUTANTS } from './membership.ts'
import type { Mutant } from './mutant.ts'
import { ORCHESTRATION_MUTANTS } from './orchestration.ts'
import { READ_MUTANTS } from './reads.ts'
import { REPLICATION_MUTANTS } from './replication.ts'
import { STORAGE_MUTANTS } from './storage.ts'

/** All mutants; the simulation must find each within 500 seeds. */
export const MUTANTS: readonly Mutant[] = [
  ...ELECTION_MUTANTS,
  ...REPLICATION_MUTANTS,
  ...MEMBERSHIP_MUTANTS,
  ...STORAGE_MUTANTS,
  ...READ_MUTANTS,
  ...ORCHESTRATION_MUTANTS,
]

/** The mutant of that name; undefined if there is none. */
export function mutantNamed(name: string): Mutant | undefined {
  return MUTANTS.find(mutant => mutant.name === name)
}
