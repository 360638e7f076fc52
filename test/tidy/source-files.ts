/**
 * The repository's own sources, read once for the tidy tests.
 */

import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../..')

/** The packages from the top of the arrows down: each may import those after it. */
export const LAYERS = [
  'cli',
  'node',
  'simulator',
  'api',
  'cluster',
  'scheduler',
  'autoscaler',
  'discovery',
  'balancer',
  'health',
  'gossip',
  'raft',
  'transport',
  'runtime',
  'proto',
  'base',
] as const

export type SourceFile = {
  /** From the root, with forward slashes. */
  readonly path: string
  readonly text: string
  /** The text without comments and without the content of strings. */
  readonly code: string
  readonly isTest: boolean
}

const SKIPPED = new Set(['node_modules', '.git', 'generated', 'dist', '.work'])

/** Every TypeScript file below `folders`. */
export function sourceFiles(folders: readonly string[]): SourceFile[] {
  return folders.flatMap(folder => walk(join(ROOT, folder)))
}

function walk(folder: string): SourceFile[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap(entry => {
    if (SKIPPED.has(entry.name)) return []
    const full = join(folder, entry.name)
    if (entry.isDirectory()) return walk(full)
    if (!/\.tsx?$/.test(entry.name)) return []
    const path = relative(ROOT, full)
    const text = readFileSync(full, 'utf8')
    const isTest = path.endsWith('.test.ts') || /(^|\/)(test|testing|simulation)\//.test(path)
    return [{ path, text, code: bareCode(text), isTest }]
  })
}

/** `text` with comments and string contents blanked, line breaks kept. */
export function bareCode(text: string): string {
  const blank = (match: string) => match.replaceAll(/[^\n]/g, ' ')
  return text
    .replaceAll(/\/\*[\s\S]*?\*\//g, blank)
    .replaceAll(/(^|[^:'"`])\/\/[^\n]*/g, blank)
    .replaceAll(/'(?:\\.|[^'\\\n])*'/g, blank)
    .replaceAll(/"(?:\\.|[^"\\\n])*"/g, blank)
}
