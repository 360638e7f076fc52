/** What `npm run bench -- NAME` can measure: each subsystem answers rows and what it lacked. */

import type { Row } from './report.ts'

export type Findings = {
  /** How it was measured, in sentences. */
  readonly method: readonly string[]
  readonly rows: readonly Row[]
  /** Versions of the peers and tools, by name. */
  readonly versions: Readonly<Record<string, string>>
  /** Peers and tools that are not installed, and so left out. */
  readonly missing: readonly string[]
}

/**
 * What may be measured less than usual: how often; clusters of that many members alone, left to
 * themselves; or some parts of a subsystem alone.
 */
export type BenchOptions = {
  readonly turns?: number
  readonly kills?: number
  readonly members?: number
  readonly parts?: readonly string[]
}

/** `note` prints progress. */
export type Subsystem = (note: (text: string) => void, options: BenchOptions) => Promise<Findings>
