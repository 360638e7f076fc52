/**
 * Judges recorded histories, and thereby the checker.
 *
 *     npm run conformance:linearizability -- DIR
 *
 * Checks every history (`*.log`, `*.txt`, `*.edn`) below DIR and prints a line a file with the
 * verdict. A verdict is known where a `verdicts.txt` beside the file names it, or the file's own
 * name ends in `-ok` or `-bad`; where none is known, any decided verdict passes. Exits with 1 if a
 * verdict differs from the known one, was not reached, or a file cannot be read.
 */

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, join, parse, relative } from 'node:path'
import { checkLinearizable, describeVerdict, LINEARIZABILITY_STEPS_MAX } from '@polis/simulator'
import { HistoryProblem, readHistory } from './recorded-history.ts'

const VERDICTS = 'verdicts.txt'
const WORDS = { linearizable: 'ok', 'not-linearizable': 'not linearizable' } as const

const directory = process.argv[2]
if (directory === undefined) {
  console.error('usage: npm run conformance:linearizability -- DIR')
  process.exitCode = 2
} else {
  process.exitCode = runAll(directory)
}

function runAll(root: string): number {
  const files = histories(root)
  if (files.length === 0) {
    console.error(`no histories (*.log, *.txt, *.edn) below ${root}`)
    return 2
  }
  const passed = files.filter(file => judge(file, relative(root, file) || file)).length
  const failed = files.length - passed
  console.log(`${passed} passed, ${failed} failed`)
  return failed === 0 ? 0 : 1
}

/** Prints the line of one file; true if its verdict was reached and is the known one. */
function judge(file: string, name: string): boolean {
  const startedMs = performance.now()
  const { verdict, detail } = verdictOf(file)
  const tookMs = performance.now() - startedMs
  const known = knownVerdict(file)
  const isDecided = verdict === 'ok' || verdict === 'not linearizable'
  const hasPassed = isDecided && (known === undefined || known === verdict)
  const agreement =
    known === undefined ? 'no known verdict' : known === verdict ? 'agrees' : `known as ${known}`
  console.log(`${name}: ${verdict} (${agreement}, ${tookMs.toFixed(0)} ms)`)
  // What contradicts itself is worth showing where nobody knew that something does.
  if (!hasPassed || (known === undefined && verdict !== 'ok')) console.log(detail)
  return hasPassed
}

function verdictOf(file: string): { readonly verdict: string; readonly detail: string } {
  try {
    const operations = readHistory(readFileSync(file, 'utf8'))
    const found = checkLinearizable(operations, LINEARIZABILITY_STEPS_MAX)
    const verdict = found.kind === 'not-linearizable' ? 'not linearizable' : found.kind
    return { verdict, detail: describeVerdict(found) }
  } catch (error) {
    if (!(error instanceof HistoryProblem)) throw error
    return { verdict: 'parse problem', detail: error.message }
  }
}

function knownVerdict(file: string): string | undefined {
  const list = join(dirname(file), VERDICTS)
  const lines = existsSync(list) ? readFileSync(list, 'utf8').split('\n') : []
  const words = lines.map(line => line.trim().split(/\s+/))
  const word = words.find(([name]) => name === basename(file))?.[1]
  if (word !== undefined) return WORDS[word as keyof typeof WORDS] ?? word
  const { name } = parse(file)
  if (name.endsWith('-ok')) return 'ok'
  return name.endsWith('-bad') ? 'not linearizable' : undefined
}

/** All histories below `root`, or `root` itself, by name. */
function histories(root: string): string[] {
  if (!existsSync(root)) return []
  if (statSync(root).isFile()) return [root]
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter(name => /\.(log|txt|edn)$/.test(name) && basename(name) !== VERDICTS)
    .sort()
    .map(name => join(root, name))
}
