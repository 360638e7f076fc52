/**
 * `npm run simulate -- --seed N [--scenario S] [--seeds COUNT] [--trace FILE|-] [--mutant M]`
 *
 * A line a seed, with what happened and the hash of its trace. A failure prints the seed and how to
 * run it again, and ends with exit code 1. With `--mutants`, how soon each known bug is found.
 */

import { spawnSync } from 'node:child_process'
import { closeSync, openSync, writeSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { MUTANTS, mutantNamed } from '../mutants/catalog.ts'
import { isMutation, MUTATIONS, type Mutation } from '../mutation.ts'
import {
  isScenario,
  SCENARIOS,
  type Scenario,
  type SimulationReport,
  simulate,
} from '../simulate.ts'
import { MUTANT_VARIABLE, mutated } from './hunt.ts'
import { printMutantTable } from './mutant-table.ts'

/** Seeds within which every mutant must be found. */
const HUNT_SEEDS = 500

const USAGE = `npm run simulate -- --seed N [--scenario S] [--seeds COUNT] [--trace FILE|-]
                        [--mutant M | --mutation M]
npm run simulate -- --mutants [--seeds COUNT]

  --seed N       the first seed (default 1)
  --seeds COUNT  how many seeds from there on (default 1)
  --scenario S   ${list(Object.entries(SCENARIOS))}
  --trace FILE   writes the trace of every event; - is the standard output
  --mutants      hunts every mutant for COUNT seeds at most (default 500), and prints a table
  --mutant M     runs a known bug of other implementations that the simulation must find:
                 ${list(MUTANTS.map(({ name, bug }) => [name, bug]))}
  --mutation M   bends the surroundings in a way that the simulation must find:
                 ${list(Object.entries(MUTATIONS).map(([name, { bug }]) => [name, bug]))}
`

type Arguments = {
  readonly seed: number
  readonly seeds: number
  readonly scenario: Scenario | undefined
  readonly mutation: Mutation | undefined
  readonly mutant: string | undefined
  readonly isTable: boolean
  readonly trace: string | undefined
}

function list(table: readonly (readonly string[])[]): string {
  return table.map(([name, meaning]) => `${name}: ${meaning}`).join('\n                 ')
}

/** The arguments, or what is wrong with them. */
function readArguments(): Arguments | string {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string', default: '1' },
      seeds: { type: 'string' },
      scenario: { type: 'string' },
      mutation: { type: 'string' },
      mutant: { type: 'string' },
      mutants: { type: 'boolean', default: false },
      trace: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  })
  const { scenario, mutation, mutant, trace, mutants: isTable } = values
  const seed = Number(values.seed)
  const seeds = Number(values.seeds ?? (isTable ? HUNT_SEEDS : 1))
  if (values.help) return ''
  if (!Number.isSafeInteger(seed) || seed < 0) return `--seed ${values.seed} is no whole number`
  if (!Number.isSafeInteger(seeds) || seeds < 1) return `--seeds ${values.seeds} is no count`
  if (scenario !== undefined && !isScenario(scenario)) return `there is no scenario '${scenario}'`
  if (mutation !== undefined && !isMutation(mutation)) return `there is no mutation '${mutation}'`
  if (mutant !== undefined && mutantNamed(mutant) === undefined) {
    return `there is no mutant '${mutant}'`
  }
  return { seed, seeds, scenario, mutation, mutant, isTable, trace }
}

function lineOf({ seed, counts, simulatedMs, traceLines, traceHash }: SimulationReport): string {
  const { nodes, terms, applied, writes, reads, unknown, starts, changes, faults } = counts
  const faultCount = Object.values(faults).reduce((sum, count) => sum + count, 0)
  return [
    `seed ${seed}`,
    `${(simulatedMs / 1000).toFixed(1)} s simulated`,
    `${nodes} nodes`,
    `${terms} terms`,
    `${applied} entries`,
    `${writes} writes`,
    `${reads} reads`,
    `${unknown} unknown`,
    `${starts} starts`,
    `${faultCount} faults`,
    `${changes} changes`,
    `${counts.damaged} damaged`,
    ...(counts.decisions > 0 ? [`${counts.decisions} decisions`] : []),
    `healed in ${Math.round(counts.firstWriteMs)} ms`,
    `trace ${traceLines} lines ${traceHash}`,
  ].join(', ')
}

function failureLines(report: SimulationReport, { mutation, mutant }: Arguments): string {
  const { seed, scenario, failure } = report
  const { invariant, detail, atMs, stack } = failure!
  const chosen = scenario === 'raft' ? '' : ` --scenario ${scenario}`
  const bug =
    (mutation === undefined ? '' : ` --mutation ${mutation}`) +
    (mutant === undefined ? '' : ` --mutant ${mutant}`)
  const where = invariant === 'bug' ? `\n${stack}` : ''
  return [
    `FAILED seed ${seed}: ${detail}, at ${(atMs / 1000).toFixed(3)} s of virtual time${where}`,
    `run it again: npm run simulate -- --seed ${seed}${chosen}${bug} --trace -`,
  ].join('\n')
}

function run(args: Arguments): boolean {
  const file = args.trace === undefined || args.trace === '-' ? 1 : openSync(args.trace, 'w')
  const sink =
    args.trace === undefined ? undefined : (line: string) => void writeSync(file, `${line}\n`)
  let hasFailed = false
  for (let seed = args.seed; seed < args.seed + args.seeds; seed++) {
    const { scenario, mutation } = args
    const report = simulate({ seed, scenario, mutation, sink })
    if (report.failure === undefined) console.log(lineOf(report))
    else console.error(failureLines(report, args))
    hasFailed ||= report.failure !== undefined
  }
  if (file !== 1) closeSync(file)
  return !hasFailed
}

/** Does all of this again in a process that has the bug; its exit code. */
function runAsMutant(mutant: string): number {
  const { args, env } = mutated(mutant)
  const again = [...args, fileURLToPath(import.meta.url), ...process.argv.slice(2)]
  return spawnSync(process.execPath, again, { env, stdio: 'inherit' }).status ?? 1
}

const args = readArguments()
if (typeof args === 'string') {
  console.error(args === '' ? USAGE : `${args}\n\n${USAGE}`)
  process.exitCode = args === '' ? 0 : 2
} else if (args.isTable) {
  process.exitCode = printMutantTable(args.seed, args.seeds) ? 0 : 1
} else if (args.mutant !== undefined && process.env[MUTANT_VARIABLE] !== args.mutant) {
  process.exitCode = runAsMutant(args.mutant)
} else {
  process.exitCode = run(args) ? 0 : 1
}
