/**
 * Is a history linearizable?
 *
 * It is if and only if the history of each key is (Herlihy and Wing 1990, §3.1; Horn and Kroening
 * 2015): a register a key, each searched by itself. What cannot be decided within a bound is said
 * to be unknown, never to be right.
 */

import { after, describe, type Operation, type State, show } from './register.ts'
import { type Closest, search } from './search.ts'

/** What a history was found to be; `steps` is how often an operation was put into effect. */
export type Verdict =
  | { readonly kind: 'ok'; readonly steps: number }
  | { readonly kind: 'unknown'; readonly steps: number; readonly key: string }
  | {
      readonly kind: 'not-linearizable'
      readonly steps: number
      readonly key: string
      readonly closest: Closest
    }

/** How many operations of the order found lead up to where it got stuck, in a description. */
const SHOWN_BEFORE = 5

/**
 * Checks a history of registers that hold nothing at first. Makes `stepsMax` steps in all; one key that contradicts itself decides the whole.
 */
export function checkLinearizable(operations: Iterable<Operation>, stepsMax: number): Verdict {
  const byKey = Map.groupBy(operations, ({ key }) => key)
  // Short ones first: they are cheap, and any of them may decide.
  const keys = [...byKey].sort(([a, x], [b, y]) => x.length - y.length || (a < b ? -1 : 1))
  let steps = 0
  let undecided: string | undefined
  for (const [key, ofKey] of keys) {
    const found = search(ofKey, stepsMax - steps)
    steps += found.steps
    if (found.kind === 'not-linearizable') return { ...found, steps, key }
    if (found.kind === 'unknown') undecided ??= key
  }
  return undecided === undefined
    ? { kind: 'ok', steps }
    : { kind: 'unknown', steps, key: undecided }
}

/** The verdict for a person, with what contradicts itself. */
export function describeVerdict(verdict: Verdict): string {
  if (verdict.kind === 'ok') return 'ok'
  const { kind, key, steps } = verdict
  if (kind === 'unknown') return `unknown: key ${key} is not decided after ${steps} steps`
  const { order, stuck } = verdict.closest
  const state = order.reduce((held: State, { call }) => after(held, call), null)
  const before = order.slice(-SHOWN_BEFORE).map(describe)
  return [
    `not linearizable: key ${key} holds ${show(state)} after ${order.length} operations`,
    ...before.map(line => `    ${line}`),
    'and none of these can follow:',
    ...stuck.map(operation => `    ${describe(operation)}`),
  ].join('\n')
}
