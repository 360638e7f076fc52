/**
 * Judges the Raft machine by etcd's own scripts.
 *
 *     npm run conformance:raft -- DIR
 *
 * Runs every script (`*.txt`) below DIR and compares every byte of its output, log lines included.
 * Prints a line a file and the totals in directives; exits with 1 if any directive failed.
 */

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import { type Directive, parseScript } from './data-driven.ts'
import { interactionRunner } from './interaction.ts'
import { membershipRunner } from './membership-scripts.ts'
import { quorumRunner } from './quorum-scripts.ts'

type Totals = { passed: number; failed: number }

const QUORUM_COMMANDS = new Set(['committed', 'vote'])
const MEMBERSHIP_COMMANDS = new Set(['simple', 'enter-joint', 'leave-joint'])

const directory = process.argv[2]
if (directory === undefined) {
  console.error('usage: npm run conformance:raft -- DIR')
  process.exitCode = 2
} else {
  process.exitCode = runAll(directory)
}

function runAll(root: string): number {
  const files = scripts(root)
  if (files.length === 0) {
    console.error(`no scripts (*.txt) below ${root}`)
    return 2
  }
  const totals: Totals = { passed: 0, failed: 0 }
  for (const file of files) {
    const { passed, failed } = runScript(file)
    totals.passed += passed
    totals.failed += failed
    const name = relative(root, file) || file
    console.log(`${failed === 0 ? 'ok  ' : 'FAIL'} ${name} (${passed} of ${passed + failed})`)
  }
  console.log(`${totals.passed} passed, ${totals.failed} failed`)
  return totals.failed === 0 ? 0 : 1
}

function runScript(file: string): Totals {
  const directives = parseScript(readFileSync(file, 'utf8'))
  const run = runnerFor(directives)
  const totals: Totals = { passed: 0, failed: 0 }
  for (const directive of directives) {
    const output = run(directive)
    const actual = output === '' || output.endsWith('\n') ? output : `${output}\n`
    if (actual === directive.expected) {
      totals.passed++
      continue
    }
    // What follows a first difference is mostly its consequence: show that one alone.
    if (totals.failed === 0) showDifference(file, directive, actual)
    totals.failed++
  }
  return totals
}

/** Which kind of script it is shows in its commands. */
function runnerFor(directives: readonly Directive[]): (directive: Directive) => string {
  const command = directives[0]?.command ?? ''
  if (QUORUM_COMMANDS.has(command)) return quorumRunner()
  if (MEMBERSHIP_COMMANDS.has(command)) return membershipRunner()
  return interactionRunner()
}

function showDifference(file: string, directive: Directive, actual: string): void {
  const words = directive.arguments.map(({ key, values }) =>
    values.length === 0 ? key : `${key}=(${values.join(',')})`,
  )
  console.log(`${file}:${directive.line}: ${[directive.command, ...words].join(' ')}`)
  console.log(`expected:\n${directive.expected}got:\n${actual}`)
}

/** All scripts below `root`, or `root` itself, by name. */
function scripts(root: string): string[] {
  if (!existsSync(root)) return []
  if (statSync(root).isFile()) return [root]
  const names = readdirSync(root, { recursive: true, encoding: 'utf8' })
  return names
    .filter(name => name.endsWith('.txt'))
    .sort()
    .map(name => join(root, name))
}
