/**
 * The results of a subsystem on disk: what was found, and on what machine, when, at which commit.
 */

import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { availableParallelism, cpus, loadavg, release } from 'node:os'
import { fileURLToPath } from 'node:url'
import type { Findings } from './subsystem.ts'

/** A machine busier than this before the run, processes a core, is called shared in the file. */
const QUIET_LOAD = 0.2

/** Load averages over 1, 5 and 15 minutes, to be taken before a run. */
export function loadAverage(): number[] {
  return loadavg().map(load => Math.round(load * 100) / 100)
}

/** Writes `bench/results/NAME.json` and answers its path. */
export function writeResults(name: string, findings: Findings, loadBefore: number[]): string {
  const folder = fileURLToPath(new URL('./results/', import.meta.url))
  mkdirSync(folder, { recursive: true })
  const path = `${folder}${name}.json`
  const { method, rows, versions, missing } = findings
  const results = {
    subsystem: name,
    date: new Date().toISOString(),
    commit: git('rev-parse', 'HEAD'),
    hasUncommittedChanges: git('status', '--porcelain', '--', 'packages', 'bench/*.ts') !== '',
    machine: machine(loadBefore),
    versions: { node: process.version, ...versions },
    missing,
    method,
    rows,
  }
  writeFileSync(path, `${JSON.stringify(results, undefined, 2)}\n`)
  return path
}

function machine(loadBefore: number[]) {
  const cores = availableParallelism()
  const isShared = Math.max(loadBefore[0]!, loadBefore[1]!) / cores > QUIET_LOAD
  return {
    cores,
    cpu: cpus()[0]?.model ?? 'unknown',
    kernel: release(),
    loadAverageBefore: loadBefore,
    loadAverageAfter: loadAverage(),
    isShared,
    ...(isShared && {
      note: 'Other programs used this machine during the run: trust ratios, not absolute figures.',
    }),
  }
}

function git(...args: string[]): string {
  const { stdout, status } = spawnSync('git', args, { encoding: 'utf8' })
  return status === 0 ? stdout.trim() : 'unknown'
}
