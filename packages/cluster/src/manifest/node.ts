/**
 * YAML as a tree with positions: what the manifest's readers work on, so that every message can
 * name the line.
 *
 * Aliases and merge keys (`<<`) are resolved here, under a budget of nodes and a bound on depth:
 * a small file cannot become a large one ("billion laughs").
 */

import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  type YAMLMap,
  type Node as YamlNode,
} from 'yaml'

/** Where something stands in the text; both count from 1. */
export type Position = { readonly line: number; readonly column: number }

/** What is wrong or worth knowing, and where. */
export type ManifestProblem = Position & { readonly message: string }

export type Entry = { readonly key: string; readonly at: Position; readonly value: ManifestNode }

export type MapNode = {
  readonly kind: 'map'
  readonly at: Position
  readonly entries: readonly Entry[]
}
export type ListNode = {
  readonly kind: 'list'
  readonly at: Position
  readonly items: readonly ManifestNode[]
}
export type ScalarNode = {
  readonly kind: 'scalar'
  readonly at: Position
  readonly value: string | number | boolean | null
}
export type ManifestNode = MapNode | ListNode | ScalarNode

/** Largest manifest in characters; Compose files of hundreds of services are far smaller. */
export const MANIFEST_LENGTH_MAX = 1024 * 1024
/** Nodes after aliases are resolved; about what 1 MiB of plain YAML can hold. */
const NODES_MAX = 200_000
/** Deepest nesting; Compose needs about six. */
const DEPTH_MAX = 32
/** Aliases in one manifest, each of which repeats what it names. */
const ALIASES_MAX = 100

/** The tree of a manifest, or why it is not YAML that can be read. */
export type ParsedTree =
  | { readonly kind: 'tree'; readonly root: ManifestNode }
  | { readonly kind: 'bad'; readonly problems: readonly ManifestProblem[] }

/** Reads YAML (or JSON, which is YAML). */
export function parseTree(text: string): ParsedTree {
  const start = { line: 1, column: 1 }
  if (text.length > MANIFEST_LENGTH_MAX) {
    const message = `the manifest is over ${MANIFEST_LENGTH_MAX} characters`
    return { kind: 'bad', problems: [{ ...start, message }] }
  }
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, merge: false, version: '1.2' })
  if (document.errors.length > 0) {
    const problems = document.errors.map(({ pos: [offset], message }) => ({
      ...positionOf(lines, offset),
      message: message.split('\n')[0]!.replace(/ at line \d+, column \d+:?$/, ''),
    }))
    return { kind: 'bad', problems }
  }
  const builder = new TreeBuilder(document, lines)
  const root = builder.build(document.contents, 0)
  const { problems } = builder
  return problems.length > 0 ? { kind: 'bad', problems } : { kind: 'tree', root }
}

/** Line and column of an offset in the text. */
export function positionOf(lines: LineCounter, offset: number): Position {
  const { line, col } = lines.linePos(offset)
  return { line: Math.max(1, line), column: Math.max(1, col) }
}

class TreeBuilder {
  readonly problems: ManifestProblem[] = []
  readonly #document: Document
  readonly #lines: LineCounter
  #nodes = 0
  #aliases = 0

  constructor(document: Document, lines: LineCounter) {
    this.#document = document
    this.#lines = lines
  }

  build(node: unknown, depth: number): ManifestNode {
    const at = this.#positionOf(node)
    const empty: ManifestNode = { kind: 'scalar', at, value: null }
    if (this.problems.length > 0 || node === null || node === undefined) return empty
    this.#nodes++
    if (this.#nodes > NODES_MAX) return this.#refuse(at, 'the manifest has too many nodes')
    if (depth > DEPTH_MAX) {
      return this.#refuse(at, `the manifest is nested deeper than ${DEPTH_MAX} levels`)
    }
    if (isAlias(node)) {
      this.#aliases++
      if (this.#aliases > ALIASES_MAX) {
        return this.#refuse(at, `the manifest has more than ${ALIASES_MAX} aliases`)
      }
      const target = node.resolve(this.#document)
      if (target === undefined) return this.#refuse(at, `'*${node.source}' names no anchor`)
      return this.build(target, depth + 1)
    }
    if (isMap(node)) return { kind: 'map', at, entries: this.#entries(node, depth) }
    if (isSeq(node)) {
      return { kind: 'list', at, items: node.items.map(item => this.build(item, depth + 1)) }
    }
    if (!isScalar(node)) return empty
    const { value } = node
    const isPlain = ['string', 'number', 'boolean'].includes(typeof value)
    return { kind: 'scalar', at, value: isPlain ? (value as string) : null }
  }

  /** The entries of a map; those merged by `<<` come where the map itself does not name them. */
  #entries(map: YAMLMap, depth: number): Entry[] {
    const own: Entry[] = []
    const merged: Entry[] = []
    for (const { key, value } of map.items) {
      const name = isScalar(key) ? String(key.value) : String(key)
      const at = this.#positionOf(key)
      const built = this.build(value, depth + 1)
      if (name === '<<') merged.push(...mergedEntries(built))
      else own.push({ key: name, at, value: built })
    }
    const names = new Set(own.map(({ key }) => key))
    for (const entry of merged) {
      if (names.has(entry.key)) continue
      names.add(entry.key)
      own.push(entry)
    }
    return own
  }

  #positionOf(node: unknown): Position {
    const range = (node as YamlNode | null | undefined)?.range
    return range === null || range === undefined
      ? { line: 1, column: 1 }
      : positionOf(this.#lines, range[0])
  }

  #refuse(at: Position, message: string): ManifestNode {
    this.problems.push({ ...at, message })
    return { kind: 'scalar', at, value: null }
  }
}

function mergedEntries(node: ManifestNode): readonly Entry[] {
  if (node.kind === 'map') return node.entries
  return node.kind === 'list' ? node.items.flatMap(mergedEntries) : []
}

/** Plain data without positions. */
export function plain(node: ManifestNode): unknown {
  if (node.kind === 'scalar') return node.value
  if (node.kind === 'list') return node.items.map(plain)
  return Object.fromEntries(node.entries.map(({ key, value }) => [key, plain(value)]))
}
