/** A backtest for people: a table of what became of each policy, and a plot of the counts. */

import type { ComparisonRow } from './comparison.ts'
import { PLOT_POINTS_MAX } from './config.ts'
import type { Trace } from './trace.ts'

/** Columns of `summaryOf`, in order. */
export type Summary = {
  readonly policy: string
  readonly target: number
  /** Percent of the time in which the load was more than the replicas could carry. */
  readonly underProvisionedPercent: number
  readonly replicaHours: number
  readonly overProvisionedReplicaHours: number
  readonly changes: number
  readonly flaps: number
  readonly sloBreaches: number
  /** Percent of the load that was beyond what the replicas could carry. */
  readonly unmetPercent: number
}

const HOUR_MS = 3_600_000

/** The figures of a row, rounded as they are shown. */
export function summaryOf({ name, target, result }: ComparisonRow): Summary {
  return {
    policy: name,
    target,
    underProvisionedPercent: rounded((result.underMs / Math.max(1, result.totalMs)) * 100, 4),
    replicaHours: rounded(result.replicaMs / HOUR_MS, 1),
    overProvisionedReplicaHours: rounded(result.overMs / HOUR_MS, 1),
    changes: result.changes,
    flaps: result.flaps,
    sloBreaches: result.breaches,
    unmetPercent: rounded(result.unmet * 100, 4),
  }
}

/** The rows as an aligned table of text. */
export function tableOf(rows: readonly Summary[]): string {
  const head = ['policy', 'target', 'under', 'replica-h', 'over', 'changes', 'flaps', 'breaches']
  const lines = rows.map(one => [
    ...[one.policy, String(one.target), `${one.underProvisionedPercent} %`],
    ...[one.replicaHours.toFixed(0), one.overProvisionedReplicaHours.toFixed(0)],
    ...[String(one.changes), String(one.flaps), String(one.sloBreaches)],
  ])
  const widths = head.map((_, i) => Math.max(...[head, ...lines].map(cells => cells[i]!.length)))
  return [head, ...lines]
    .map(cells =>
      cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))),
    )
    .map(cells => cells.join('  ').trimEnd())
    .join('\n')
}

const WIDTH = 960
const HEIGHT = 320
const MARGIN = 40
const COLORS = ['#888888', '#0b7285', '#d9480f', '#5f3dc4']

/** An SVG of the load, in replicas that it keeps fully busy, and of each policy's count. */
export function plotOf(trace: Trace, capacity: number, rows: readonly ComparisonRow[]): string {
  const fromMs = trace.points[0]!.atMs
  const spanMs = Math.max(1, trace.points.at(-1)!.atMs + trace.stepMs - fromMs)
  const loads = trace.points.map(({ load }) => (load ?? 0) / capacity)
  const counts = rows.flatMap(({ result }) => result.steps.map(({ to }) => to))
  const top = Math.max(1, ...[loads, counts].map(greatest))
  const x = (atMs: number) => fixed(MARGIN + ((atMs - fromMs) / spanMs) * (WIDTH - 2 * MARGIN))
  const y = (value: number) => fixed(HEIGHT - MARGIN - (value / top) * (HEIGHT - 2 * MARGIN))
  // More points than the plot has columns would only make the file large: the peak of each stays.
  const stride = Math.ceil(loads.length / PLOT_POINTS_MAX)
  let area = `M${x(fromMs)} ${y(0)}`
  for (let i = 0; i < loads.length; i += stride) {
    const peak = greatest(loads.slice(i, i + stride))
    area += `L${x(trace.points[i]!.atMs)} ${y(peak)}`
  }
  const lines = rows.map(({ name, target, result }, i) => {
    const first = result.steps[0]
    let path = `M${x(fromMs)} ${y(first?.from ?? 0)}`
    for (const { atMs, to } of result.steps) path += `H${x(atMs)}V${y(to)}`
    path += `H${x(fromMs + spanMs)}`
    const color = COLORS[i % COLORS.length]
    return (
      `<path d="${path}" fill="none" stroke="${color}"/>` +
      `<text x="${MARGIN + i * 200}" y="20" fill="${color}">${escaped(name)} ${target}</text>`
    )
  })
  const days = rounded(spanMs / (24 * HOUR_MS), 1)
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}"`,
    ' font-family="sans-serif" font-size="12">',
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#ffffff"/>`,
    `<path d="${area}L${x(fromMs + spanMs)} ${y(0)}Z" fill="#d0ebff"/>`,
    ...lines,
    `<text x="4" y="${y(top)}">${rounded(top, 1)}</text><text x="4" y="${y(0)}">0</text>`,
    `<text x="${x(fromMs + spanMs)}" y="${HEIGHT - 12}" text-anchor="end">${days} days</text>`,
    '</svg>\n',
  ].join('\n')
}

function greatest(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, value), 0)
}

function fixed(value: number): string {
  return value.toFixed(1)
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits))
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}
