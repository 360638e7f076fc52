/**
 * What a subsystem's measurements come to: a row a measure, and the table a person reads.
 *
 * Ratios are what counts (ours ÷ peer, below 1: ours is less); absolute figures are for
 * orientation, because they are those of one machine at one time.
 */

import { pairedRatios, type Spread, spreadOf } from './spread.ts'

/** Our own name among the programs that are measured. */
export const OURS = 'polis'

/** What is to be reached, as a ratio to a peer or in the row's own unit: at most or at least. */
export type Goal = { readonly ratioTo?: string } & (
  | { readonly most: number }
  | { readonly least: number }
)

/** A measure, before it is taken. */
export type Measure = { readonly name: string; readonly unit: string; readonly goal?: Goal }

/** A measure with what was measured. */
export type Row = Measure & {
  readonly programs: Readonly<Record<string, Spread>>
  /** Ours ÷ theirs, turn by turn; by peer. */
  readonly ratios: Readonly<Record<string, Spread>>
  /** Whether the median is within the goal; absent without a goal, or without its peer. */
  readonly isGoalMet?: boolean
}

/** Collects values, a turn after the other, and makes rows of them in the order of arrival. */
export class Measurements {
  readonly #measures = new Map<string, Measure>()
  readonly #values = new Map<string, Map<string, number[]>>()

  add(measure: Measure, program: string, value: number): void {
    this.#measures.set(measure.name, measure)
    const byProgram = this.#values.get(measure.name) ?? new Map<string, number[]>()
    byProgram.set(program, [...(byProgram.get(program) ?? []), value])
    this.#values.set(measure.name, byProgram)
  }

  rows(): Row[] {
    return [...this.#measures.values()].map(measure =>
      rowOf(measure, this.#values.get(measure.name)!),
    )
  }
}

/** The table, as lines of text without colour. */
export function formatRows(rows: readonly Row[]): string {
  const programs = [...new Set(rows.flatMap(row => Object.keys(row.programs)))]
  const peers = [...new Set(rows.flatMap(row => Object.keys(row.ratios)))]
  const head = ['', ...programs, ...peers.map(peer => `÷ ${peer}`), 'goal']
  const body = rows.map(row => [
    `${row.name} (${row.unit})`,
    ...programs.map(program => formatSpread(row.programs[program])),
    ...peers.map(peer => formatSpread(row.ratios[peer])),
    formatGoal(row),
  ])
  const widths = head.map((_, i) => Math.max(...[head, ...body].map(cells => cells[i]!.length)))
  return [head, ...body]
    .map(cells =>
      cells
        .map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

/** Three significant digits, without an exponent: no run here is more exact than that. */
export function round(value: number): number {
  return Number(value.toPrecision(3))
}

function rowOf(measure: Measure, values: ReadonlyMap<string, readonly number[]>): Row {
  const spreads = [...values].map(([program, all]) => [program, rounded(spreadOf(all))] as const)
  const ours = values.get(OURS)
  const ratios = [...values].flatMap(([program, all]) => {
    const canDivide = ours?.length === all.length && all.every(value => value > 0)
    return program !== OURS && ours !== undefined && canDivide
      ? [[program, rounded(pairedRatios(ours, all))] as const]
      : []
  })
  const row = {
    ...measure,
    programs: Object.fromEntries(spreads),
    ratios: Object.fromEntries(ratios),
  }
  const reached = reachedOf(row)
  return reached === undefined ? row : { ...row, isGoalMet: isWithin(measure.goal!, reached) }
}

function isWithin(goal: Goal, reached: number): boolean {
  return 'most' in goal ? reached <= goal.most : reached >= goal.least
}

function reachedOf(row: Row): number | undefined {
  if (row.goal === undefined) return undefined
  const { ratioTo } = row.goal
  return (ratioTo === undefined ? row.programs[OURS] : row.ratios[ratioTo])?.median
}

function rounded(spread: Spread): Spread {
  return {
    median: round(spread.median),
    least: round(spread.least),
    greatest: round(spread.greatest),
  }
}

function formatSpread(spread: Spread | undefined): string {
  if (spread === undefined) return '–'
  return `${spread.median} [${spread.least}, ${spread.greatest}]`
}

function formatGoal(row: Row): string {
  if (row.goal === undefined) return ''
  const { goal } = row
  const bound = 'most' in goal ? `≤ ${goal.most}` : `≥ ${goal.least}`
  const verdict = row.isGoalMet === undefined ? 'not measured' : row.isGoalMet ? 'met' : 'missed'
  return `${bound}${goal.ratioTo === undefined ? '' : ` × ${goal.ratioTo}`}: ${verdict}`
}
