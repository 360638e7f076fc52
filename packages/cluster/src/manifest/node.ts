/**
 * A manifest as a tree with positions: what its readers work on, so that every message can name
 * file, line and column. `yaml-tree.ts` makes it from text.
 */

/** Where something stands; line and column count from 1. */
export type Position = {
  readonly line: number
  readonly column: number
  /** The file it stands in, as a person named it; absent for a text without a file. */
  readonly file?: string
}

/** What is wrong or worth knowing, and where. */
export type ManifestProblem = Position & { readonly message: string }

/**
 * `!reset` and `!override`, with which a file takes back or replaces what an earlier file says
 * (Compose Specification, "Merge and override").
 */
export type MergeTag = 'reset' | 'override'

export type Entry = { readonly key: string; readonly at: Position; readonly value: ManifestNode }

export type MapNode = {
  readonly kind: 'map'
  readonly at: Position
  readonly entries: readonly Entry[]
  readonly tag?: MergeTag
}
export type ListNode = {
  readonly kind: 'list'
  readonly at: Position
  readonly items: readonly ManifestNode[]
  readonly tag?: MergeTag
}
export type ScalarNode = {
  readonly kind: 'scalar'
  readonly at: Position
  readonly value: string | number | boolean | null
  /** True for text without quotes: a variable in it may turn it into a number. */
  readonly isPlain?: boolean
  readonly tag?: MergeTag
}
export type ManifestNode = MapNode | ListNode | ScalarNode

/** The value under `key`; undefined if there is none. */
export function valueAt(node: ManifestNode | undefined, key: string): ManifestNode | undefined {
  return node?.kind === 'map' ? node.entries.find(entry => entry.key === key)?.value : undefined
}

/** The map with `value` under `key`, at its old place if it had one. */
export function withEntry(map: MapNode, key: string, value: ManifestNode): MapNode {
  const isThere = map.entries.some(entry => entry.key === key)
  const entries = map.entries.map(entry => (entry.key === key ? { ...entry, value } : entry))
  return { ...map, entries: isThere ? entries : [...entries, { key, at: value.at, value }] }
}

/** The map without these keys. */
export function withoutKeys(map: MapNode, ...keys: readonly string[]): MapNode {
  return { ...map, entries: map.entries.filter(({ key }) => !keys.includes(key)) }
}

/** True for nothing at all: `key:` or `null`. */
export function isNothing(node: ManifestNode | undefined): boolean {
  return node === undefined || (node.kind === 'scalar' && node.value === null)
}

/** Text at a place. */
export function textNode(at: Position, value: string): ScalarNode {
  return { kind: 'scalar', at, value }
}

/**
 * Nodes of a tree, sixteen characters counting as one more; shared parts count each time they are
 * used, as they do once the tree is written out. Stops counting above `max`.
 */
export function sizeOf(node: ManifestNode, max: number): number {
  let size = 0
  const open: ManifestNode[] = [node]
  for (let next = open.pop(); next !== undefined && size <= max; next = open.pop()) {
    size++
    if (next.kind === 'scalar') size += String(next.value).length >> 4
    else if (next.kind === 'list') for (const item of next.items) open.push(item)
    else {
      for (const { key, value } of next.entries) {
        size += key.length >> 4
        open.push(value)
      }
    }
  }
  return size
}

/** Plain data without positions. */
export function plain(node: ManifestNode): unknown {
  if (node.kind === 'scalar') return node.value
  if (node.kind === 'list') return node.items.map(plain)
  return Object.fromEntries(node.entries.map(({ key, value }) => [key, plain(value)]))
}

/** `problem` with its place, as compilers write it: `compose.yaml:3:5: …`. */
export function describeProblem({ file, line, column, message }: ManifestProblem): string {
  return `${file === undefined ? 'line ' : `${file}:`}${line}:${column}: ${message}`
}
