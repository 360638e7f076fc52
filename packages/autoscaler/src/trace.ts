/**
 * A recorded load, as a CSV file holds it: a time and a value a line.
 *
 *     timestamp,value
 *     2015-02-26 21:42:53,57
 *
 * Real recordings have a header or none, gaps, steps of any length, values that are missing, and
 * lines out of order or twice. All that is read; a line that is neither is an error that names it.
 * The load of a point holds until the next one, for at most `GAP_STEPS` usual steps: what comes
 * after that is a gap in which nothing is known.
 */

import { PolisError } from '@polis/base'
import { GAP_STEPS, TRACE_POINTS_MAX } from './config.ts'

/** The load from `atMs` (Unix time) on, until the next point; null where it is not known. */
export type TracePoint = { readonly atMs: number; readonly load: number | null }

/** Points in order of time, no two at one time; the last one's load ends `stepMs` after it. */
export type Trace = {
  readonly points: readonly TracePoint[]
  /** The usual (median) time between two points. */
  readonly stepMs: number
}

/** Which columns to read, by name or number from 1; the first and the second without it. */
export type TraceColumns = { readonly time?: string; readonly load?: string }

const MISSING: ReadonlySet<string> = new Set(['', '-', 'na', 'n/a', 'nan', 'null', 'none'])

/** Reads a CSV text. Throws `autoscaler/bad-trace` with the number of the line. */
export function parseTrace(text: string, columns: TraceColumns = {}): Trace {
  const points: TracePoint[] = []
  let places: { time: number; load: number } | undefined
  let separator = ','
  let lineNumber = 0
  for (let start = 0; start < text.length; ) {
    const end = text.indexOf('\n', start)
    const line = text.slice(start, end < 0 ? undefined : end).replace(/^\uFEFF|\r$/g, '')
    start = end < 0 ? text.length : end + 1
    lineNumber++
    if (line.trim() === '' || line.startsWith('#')) continue
    if (places === undefined) {
      separator = separatorOf(line)
      const cells = cellsOf(line, separator)
      const isHeader = cells.every(cell => timeOf(cell) === undefined)
      places = placesOf(isHeader ? cells : [], columns, cells.length, lineNumber)
      if (isHeader) continue
    }
    points.push(pointOf(cellsOf(line, separator), places, lineNumber))
    if (points.length > TRACE_POINTS_MAX) {
      throw badTrace(lineNumber, `is one point more than the ${TRACE_POINTS_MAX} allowed`)
    }
  }
  return traceOf(points)
}

/**
 * A trace of points in any order; of several at one time the last counts. Throws
 * `autoscaler/bad-trace` with fewer than two, or no load at all.
 */
export function traceOf(points: readonly TracePoint[]): Trace {
  const byTime = new Map(points.map(point => [point.atMs, point]))
  const sorted = [...byTime.values()].sort((a, b) => a.atMs - b.atMs)
  if (sorted.length < 2) throw badTrace(undefined, 'has fewer than two points')
  if (sorted.every(({ load }) => load === null)) throw badTrace(undefined, 'has no value')
  const steps = sorted.slice(1).map((point, i) => point.atMs - sorted[i]!.atMs)
  steps.sort((a, b) => a - b)
  const stepMs = steps[steps.length >> 1]!
  const filled: TracePoint[] = []
  for (const [i, point] of sorted.entries()) {
    filled.push(point)
    const next = sorted[i + 1]
    const holdsUntilMs = point.atMs + stepMs * GAP_STEPS
    if (next !== undefined && next.atMs > holdsUntilMs) {
      filled.push({ atMs: holdsUntilMs, load: null })
    }
  }
  return { points: filled, stepMs }
}

/** The load that a fraction `q` of the known points does not exceed. */
export function quantileOf(trace: Trace, q: number): number {
  const loads = trace.points.flatMap(({ load }) => (load === null ? [] : [load]))
  loads.sort((a, b) => a - b)
  return loads[Math.min(loads.length - 1, Math.floor(q * loads.length))]!
}

function separatorOf(line: string): string {
  return [',', ';', '\t'].find(one => line.includes(one)) ?? ','
}

function cellsOf(line: string, separator: string): string[] {
  return line.split(separator).map(cell => cell.trim().replace(/^"(.*)"$/, '$1'))
}

function placesOf(
  header: readonly string[],
  columns: TraceColumns,
  count: number,
  lineNumber: number,
): { time: number; load: number } {
  const find = (wanted: string | undefined, fallback: number): number => {
    if (wanted === undefined) return fallback
    const named = header.findIndex(name => name.toLowerCase() === wanted.toLowerCase())
    const place = named >= 0 ? named : /^\d+$/.test(wanted) ? Number(wanted) - 1 : -1
    if (place >= 0 && place < count) return place
    throw badTrace(lineNumber, `has no column '${wanted}' (there is ${header.join(', ')})`)
  }
  if (count < 2) throw badTrace(lineNumber, 'has one column; a time and a value are needed')
  return { time: find(columns.time, 0), load: find(columns.load, 1) }
}

function pointOf(
  cells: readonly string[],
  places: { time: number; load: number },
  lineNumber: number,
): TracePoint {
  const time = cells[places.time] ?? ''
  const value = cells[places.load] ?? ''
  const atMs = timeOf(time)
  if (atMs === undefined) throw badTrace(lineNumber, `has '${time}' where a time is expected`)
  if (MISSING.has(value.toLowerCase())) return { atMs, load: null }
  const load = Number(value)
  if (!Number.isFinite(load) || load < 0) {
    throw badTrace(lineNumber, `has '${value}' where a number from 0 is expected`)
  }
  return { atMs, load }
}

/** Unix seconds or milliseconds, or a date (UTC unless it says otherwise). */
function timeOf(text: string): number | undefined {
  if (/^\d+(\.\d+)?$/.test(text)) {
    const value = Number(text)
    // Seconds stay below 10^11 until the year 5138; milliseconds passed that in 1973.
    return value < 1e11 ? Math.round(value * 1000) : Math.round(value)
  }
  if (!/^\d{4}[-/]\d\d?[-/]\d\d?/.test(text)) return undefined
  const iso = text.replaceAll('/', '-').replace(' ', 'T')
  const isZoned = /(Z|[+-]\d\d:?\d\d)$/i.test(iso) || !iso.includes('T')
  // biome-ignore lint/style/noRestrictedGlobals: it reads a text, not the clock
  const atMs = Date.parse(isZoned ? iso : `${iso}Z`)
  return Number.isFinite(atMs) ? atMs : undefined
}

function badTrace(line: number | undefined, what: string): PolisError {
  const where = line === undefined ? 'the trace' : `line ${line}`
  return new PolisError('autoscaler/bad-trace', {
    message: `${where} ${what}`,
    ...(line === undefined ? {} : { fields: { line } }),
  })
}
