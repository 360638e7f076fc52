import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import {
  huntMutant,
  MUTANTS,
  MUTATIONS,
  MutantMisfit,
  type Mutation,
  mutate,
  simulate,
} from '@polis/simulator'
import { bySize } from './size.ts'

const REPOSITORY = new URL('../../', import.meta.url)
const FIRST_SEED = 1
/** Seeds within which each bug must be found. */
const MUTANT_SEEDS = 500
const MUTATION_SEEDS = 200

/** Found by the first seed or two, one of every part. */
const QUICKEST = [
  'vote-twice',
  'acknowledged-before-stored',
  'two-changes-at-once',
  'retry-applied-twice',
  'replaced-write-acknowledged',
]

/** Take more than ten seeds, or seeds of a whole cluster: only the long tests have the time. */
const SLOW: readonly string[] = [
  'vote-for-shorter-log',
  'quorum-unchecked',
  'learner-refuses-vote',
  'commit-not-written',
  'joint-commit-by-new-half',
  'snapshot-failure-ignored',
  'snapshot-after-log',
  'damaged-log-is-shortened',
  'refilled-too-early',
  'checksum-unchecked',
  'read-unconfirmed-by-quorum',
  'read-by-lease',
  'room-not-asked-again',
  'rollback-begins-again',
  'job-slot-begun-twice',
  'global-on-any-node',
  'crashed-task-never-replaced',
  'old-stays-beside-new',
  'withdrawn-without-a-reason',
  'waits-in-silence',
]

/** Take ten seeds and more: not in the usual tests. */
const SLOW_MUTATIONS: readonly string[] = ['vote-forgotten', 'orphan-kept']

const names = MUTANTS.map(({ name }) => name)
const hunted = bySize({
  usual: QUICKEST,
  full: names.filter(name => !SLOW.includes(name)),
  long: names,
})

test('every mutant has a name of its own and changes what is in the sources, once', () => {
  assert.equal(new Set(names).size, MUTANTS.length)
  assert.ok(MUTANTS.length >= 25)
  for (const mutant of MUTANTS) {
    assert.ok(mutant.edits.length > 0)
    for (const file of new Set(mutant.edits.map(edit => edit.file))) {
      const text = readFileSync(new URL(file, REPOSITORY), 'utf8')
      assert.notEqual(mutate(mutant, file, text), text, mutant.name)
    }
  }
  for (const name of [...QUICKEST, ...SLOW]) assert.ok(names.includes(name), name)
})

test('a mutant whose text is gone, or is there twice, does not apply', () => {
  const edits = [{ file: 'a.ts', find: 'x', replace: 'y' }]
  const mutant = { name: 'm', bug: '', references: '', edits }
  assert.equal(mutate(mutant, 'a.ts', '1 x'), '1 y')
  assert.equal(mutate(mutant, 'b.ts', '1 x'), '1 x')
  assert.throws(() => mutate(mutant, 'a.ts', '1'), MutantMisfit)
  assert.throws(() => mutate(mutant, 'a.ts', 'x x'), MutantMisfit)
})

for (const name of hunted) {
  test(`the simulation finds the mutant ${name}`, t => {
    const { seeds, caughtBy } = huntMutant(name, FIRST_SEED, MUTANT_SEEDS)
    assert.notEqual(caughtBy, undefined, `${name} survives ${seeds} seeds`)
    t.diagnostic(`found after ${seeds} seeds: ${caughtBy}`)
  })
}

const mutations = Object.entries(MUTATIONS)
const forged = bySize({
  usual: mutations.filter(([mutation]) => !SLOW_MUTATIONS.includes(mutation)),
  full: mutations,
  long: mutations,
})

for (const [mutation, { bug }] of forged) {
  test(`a bug on purpose is found: ${bug}`, t => {
    for (let seed = FIRST_SEED; seed < FIRST_SEED + MUTATION_SEEDS; seed++) {
      const { failure } = simulate({ seed, mutation: mutation as Mutation })
      if (failure === undefined) continue
      t.diagnostic(`${mutation} is found by seed ${seed}: ${failure.detail}`)
      return
    }
    assert.fail(`${mutation} survives ${MUTATION_SEEDS} seeds`)
  })
}
