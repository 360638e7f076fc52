/**
 * What the readers of a manifest look at, found by watching them read.
 *
 * Documentation and editors are told from here, so they cannot say anything else than what the code
 * does: which keys a section has, which values one takes, and, of a given manifest, which of its
 * keys were looked at.
 */

import type { KeyTable } from './compose-keys.ts'
import { readManifest } from './manifest.ts'
import type { ManifestNode } from './node.ts'
import { pathOf, Reader, type Section } from './reader.ts'
import { parseTrees } from './yaml-tree.ts'

/** What a key takes, as it was asked for. */
export type Asked =
  | { readonly kind: 'text' | 'number' | 'duration' | 'quantity' | 'list' | 'texts' | 'pairs' }
  | { readonly kind: 'integer'; readonly min: number; readonly max: number }
  | { readonly kind: 'choice'; readonly of: readonly string[] }

export class RecordingReader extends Reader {
  /** The keys of each section, by its path. */
  readonly tables = new Map<string, KeyTable>()
  /** What was asked of each key, by its path. */
  readonly asked = new Map<string, Asked>()
  /** Paths that were looked at. */
  readonly seen = new Set<string>()

  override checkKeys(section: Section, table: KeyTable): void {
    const before = this.tables.get(section.path)?.honoured ?? []
    const honoured = [...new Set([...before, ...table.honoured])]
    this.tables.set(section.path, { ...table, honoured })
    super.checkKeys(section, table)
  }

  override get(section: Section, key: string): ManifestNode | undefined {
    this.seen.add(pathOf(section, key))
    return super.get(section, key)
  }

  override text(section: Section, key: string): string | undefined {
    return this.#note(section, key, { kind: 'text' }, super.text(section, key))
  }

  override number(section: Section, key: string): number | undefined {
    return this.#note(section, key, { kind: 'number' }, super.number(section, key))
  }

  override integer(section: Section, key: string, min: number, max: number): number | undefined {
    const value = super.integer(section, key, min, max)
    return this.#note(section, key, { kind: 'integer', min, max }, value)
  }

  override durationMs(section: Section, key: string): number | undefined {
    return this.#note(section, key, { kind: 'duration' }, super.durationMs(section, key))
  }

  override quantity(
    section: Section,
    key: string,
    parse: (value: string | number) => number,
  ): number | undefined {
    return this.#note(section, key, { kind: 'quantity' }, super.quantity(section, key, parse))
  }

  override choice<T extends string>(section: Section, key: string, of: readonly T[]) {
    return this.#note(section, key, { kind: 'choice', of }, super.choice(section, key, of))
  }

  override list(section: Section, key: string): readonly ManifestNode[] {
    return this.#note(section, key, { kind: 'list' }, super.list(section, key))
  }

  override texts(section: Section, key: string): string[] {
    return this.#note(section, key, { kind: 'texts' }, super.texts(section, key))
  }

  override pairs(section: Section, key: string): Record<string, string> {
    return this.#note(section, key, { kind: 'pairs' }, super.pairs(section, key))
  }

  #note<T>(section: Section, key: string, asked: Asked, value: T): T {
    this.asked.set(pathOf(section, key), asked)
    return value
  }
}

/** The service of the probe; its sections stand for those of any. */
export const PROBE = 'services.s'

/** Rounds of the search: each goes a level deeper, and nothing is deeper than five. */
const ROUNDS_MAX = 8

type Data = { [key: string]: Data | Data[] | string }

/**
 * Everything that readers look at in a service. Most sections are read even if they are absent;
 * the others are found by giving each key of unknown kind a map, then a list of one map.
 */
export function recordReaders(): RecordingReader {
  const others = { volumes: { s: {} }, configs: { s: {} }, secrets: { s: {} } }
  let best = watch({ services: { s: { image: 'x' } }, ...others })
  const tried = new Set<string>()
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const open = [...best.tables].flatMap(([path, table]) =>
      path.startsWith(PROBE)
        ? table.honoured.map(key => `${path}.${key}`).filter(key => !tried.has(key))
        : [],
    )
    if (open.length === 0) break
    for (const path of open) {
      tried.add(path)
      for (const value of [{}, [{}]]) best = joined(best, watch(probe(path, value)))
    }
  }
  return best
}

function watch(data: Data): RecordingReader {
  const reader = new RecordingReader()
  const parsed = parseTrees(JSON.stringify(data))
  if (parsed.kind === 'trees') readManifest(parsed.roots[0]!, reader)
  return reader
}

/** A manifest with `value` at the path, in which `name[0]` is the first item of a list. */
function probe(path: string, value: Data | Data[]): Data {
  const [, , ...keys] = path.split('.')
  const inner = keys.reduceRight<Data | Data[]>((below, key) => {
    const name = key.replace(/\[0\]$/, '')
    return { [name]: name === key ? below : ([below] as Data[]) }
  }, value)
  return { services: { s: { image: 'x', ...(inner as Data) } } }
}

/** What either saw; what the first was asked stays, because it saw the key in its own place. */
function joined(first: RecordingReader, second: RecordingReader): RecordingReader {
  for (const [path, table] of second.tables) {
    if (!first.tables.has(path)) first.tables.set(path, table)
  }
  for (const [path, asked] of second.asked) {
    if (!first.asked.has(path)) first.asked.set(path, asked)
  }
  return first
}
