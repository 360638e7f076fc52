/**
 * A few repetitions, condensed: the median and how far they lie apart.
 *
 * A shared machine disturbs single runs, mostly upwards and for seconds. So programs take turns
 * (ours, peer, ours, peer, …), a ratio is taken within one turn, where both met the same machine,
 * and the median of those ratios is what counts.
 */

import { assert } from '@polis/base'

/** What some repetitions gave, in the unit of the measurement. */
export type Spread = { readonly median: number; readonly least: number; readonly greatest: number }

/** The middle of `values`, or the mean of the two in the middle. There must be at least one. */
export function median(values: readonly number[]): number {
  assert(values.length > 0, 'a median needs values')
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

/** Median and extremes of `values`; there must be at least one. */
export function spreadOf(values: readonly number[]): Spread {
  return { median: median(values), least: Math.min(...values), greatest: Math.max(...values) }
}

/** `ours[i] / theirs[i]` of each turn. Both have one value a turn; `theirs` is above 0. */
export function pairedRatios(ours: readonly number[], theirs: readonly number[]): Spread {
  assert(ours.length === theirs.length, 'one value a turn each')
  assert(
    theirs.every(value => value > 0),
    'a ratio needs something to divide by',
  )
  return spreadOf(ours.map((value, turn) => value / theirs[turn]!))
}
