/**
 * A mutant: production code with one known bug in it, so that the simulation can be judged.
 *
 * Bugs are those that other Raft implementations really had. Each is data, the exact text that
 * makes way and the text that comes instead; production code knows nothing of it. A process that is
 * to have the bug replaces the text while it loads the source (`io/mutant-hook.ts`).
 */

/** A replacement in one source file; `find` stands there exactly once. */
export type Edit = {
  /** From the repository's root. */
  readonly file: string
  readonly find: string
  readonly replace: string
}

/** One bug. */
export type Mutant = {
  readonly name: string
  /** What goes wrong, in one clause. */
  readonly bug: string
  /** Who had it: projects with their issue, a paper's section. */
  readonly references: string
  /** Where it must be found; absent: in `raft`. */
  readonly scenario?: 'cluster'
  readonly edits: readonly Edit[]
}

/** `text` of `file` with the edits of `mutant` that concern it; throws if one does not apply. */
export function mutate(mutant: Mutant, file: string, text: string): string {
  let mutated = text
  for (const { file: edited, find, replace } of mutant.edits) {
    if (edited !== file) continue
    const parts = mutated.split(find)
    if (parts.length !== 2) throw new MutantMisfit(mutant.name, file, parts.length - 1)
    mutated = parts.join(replace)
  }
  return mutated
}

/** The source has changed under a mutant: its text is not found, or is found more than once. */
export class MutantMisfit extends Error {
  override readonly name = 'MutantMisfit'

  constructor(mutant: string, file: string, count: number) {
    super(`mutant '${mutant}' finds its text ${count} times in ${file} instead of once`)
  }
}
