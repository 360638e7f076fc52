/**
 * YAML (and JSON, which is YAML) into a tree with positions, for text that nobody vouches for.
 *
 * Aliases and merge keys (`<<`) are resolved here under a budget of nodes, so a small file cannot
 * become a large one ("billion laughs"). Nesting is bounded while the text is read, because
 * composing it is recursive; keys are compared here, because the library compares each with all.
 * What could be misread is refused: a key twice, keys that are not text, unknown tags, control
 * characters. Several documents in one text are several trees, to be merged in their order.
 */

import {
  Composer,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  Lexer,
  LineCounter,
  Parser,
  type Scalar,
  type YAMLMap,
  type Node as YamlNode,
} from 'yaml'
import {
  MANIFEST_ALIASES_MAX,
  MANIFEST_DEPTH_MAX,
  MANIFEST_DOCUMENTS_MAX,
  MANIFEST_LENGTH_MAX,
  MANIFEST_LEXEMES_MAX,
  MANIFEST_NODES_MAX,
  MANIFEST_PROBLEMS_MAX,
} from '../config.ts'
import type { Entry, ManifestNode, ManifestProblem, MergeTag, Position } from './node.ts'

/** The trees of a text, one a document, or why it is not YAML that can be read. */
export type ParsedTrees =
  | { readonly kind: 'trees'; readonly roots: readonly ManifestNode[] }
  | { readonly kind: 'bad'; readonly problems: readonly ManifestProblem[] }

/** Reads a text; `file` is its name in positions. Nothing is thrown, whatever the text. */
export function parseTrees(text: string, file?: string): ParsedTrees {
  const lines = new LineCounter()
  const place = (offset: number) => positionOf(lines, offset, file)
  const bad = (at: Position, message: string): ParsedTrees => ({
    kind: 'bad',
    problems: [{ ...at, message }],
  })
  const start = { line: 1, column: 1, ...(file === undefined ? {} : { file }) }
  if (text.length > MANIFEST_LENGTH_MAX) {
    return bad(start, `the manifest is over ${MANIFEST_LENGTH_MAX} characters`)
  }
  const control = CONTROL.exec(text)
  if (control !== null) {
    const line = text.slice(0, control.index).split('\n').length
    const column = control.index - text.lastIndexOf('\n', control.index - 1)
    const code = control[0].charCodeAt(0).toString(16).padStart(4, '0')
    return bad({ ...start, line, column }, `the control character U+${code} cannot be in YAML`)
  }
  const documents = compose(text, lines)
  if ('stopped' in documents) return bad(place(documents.at), documents.stopped)
  const errors = documents.flatMap(document => document.errors)
  if (errors.length > 0) {
    const problems = errors
      .slice(0, MANIFEST_PROBLEMS_MAX)
      .map(({ pos: [offset], message }) => ({ ...place(offset), message }))
    return { kind: 'bad', problems }
  }
  const builder = new TreeBuilder(place)
  const roots = documents.map(document => builder.build(document.contents, 0, start))
  const { problems } = builder
  return problems.length > 0 ? { kind: 'bad', problems } : { kind: 'trees', roots }
}

/** What YAML 1.2 §5.1 does not allow: control characters other than tab and line breaks. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROL = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]/

/**
 * The documents of a text, or where and why reading it was stopped. The parser's stack holds the
 * collections that are open, a key's and a value's separately.
 */
function compose(text: string, lines: LineCounter): Document[] | Stopped {
  const parser = new Parser(lines.addNewLine)
  const composer = new Composer({ version: '1.2', merge: false, uniqueKeys: false })
  const documents: Document[] = []
  lines.addNewLine(0)
  let lexemes = 0
  for (const lexeme of new Lexer().lex(text)) {
    lexemes++
    for (const token of parser.next(lexeme)) {
      for (const document of composer.next(token)) documents.push(document as Document)
    }
    const stopped =
      parser.stack.length > MANIFEST_DEPTH_MAX + 2
        ? TOO_DEEP
        : lexemes > MANIFEST_LEXEMES_MAX
          ? `the file has more than ${MANIFEST_LEXEMES_MAX} words and signs`
          : documents.length > MANIFEST_DOCUMENTS_MAX
            ? `there are more than ${MANIFEST_DOCUMENTS_MAX} documents in one file`
            : undefined
    if (stopped !== undefined) return { stopped, at: parser.offset }
  }
  for (const token of parser.end()) {
    for (const document of composer.next(token)) documents.push(document as Document)
  }
  for (const document of composer.end(true, text.length)) documents.push(document as Document)
  return documents
}

type Stopped = { readonly stopped: string; readonly at: number }

const TOO_DEEP = `it is nested deeper than ${MANIFEST_DEPTH_MAX} levels`

function positionOf(lines: LineCounter, offset: number, file: string | undefined): Position {
  const { line, col } = lines.linePos(offset)
  const at = { line: Math.max(1, line), column: Math.max(1, col) }
  return file === undefined ? at : { ...at, file }
}

/** Tags of YAML's own core schema, which say what is there anyway. */
const CORE_TAG = /^tag:yaml\.org,2002:(?:str|int|float|bool|null|map|seq)$/

class TreeBuilder {
  readonly problems: ManifestProblem[] = []
  readonly #place: (offset: number) => Position
  readonly #anchors = new Map<string, YamlNode>()
  /** Targets of aliases that are being built: one that meets itself would have no end. */
  readonly #open = new Set<unknown>()
  #nodes = 0
  #aliases = 0
  #isOver = false

  constructor(place: (offset: number) => Position) {
    this.#place = place
  }

  build(node: unknown, depth: number, parent: Position): ManifestNode {
    const at = this.#positionOf(node, parent)
    const empty: ManifestNode = { kind: 'scalar', at, value: null }
    if (this.#isOver || node === null || node === undefined) return empty
    this.#nodes++
    if (this.#nodes > MANIFEST_NODES_MAX) {
      return this.#stop(at, 'the manifest is too large once its aliases are resolved')
    }
    if (depth > MANIFEST_DEPTH_MAX) {
      return this.#stop(at, TOO_DEEP)
    }
    if (isAlias(node)) return this.#alias(node.source, depth, at)
    const { anchor } = node as { anchor?: string }
    if (anchor !== undefined && this.#open.size === 0) {
      this.#anchors.set(anchor, node as YamlNode)
    }
    const tag = this.#tagOf(node as YamlNode, at)
    if (isMap(node)) return { kind: 'map', at, entries: this.#entries(node, depth), ...tag }
    if (isSeq(node)) {
      const items = node.items.map(item => this.build(item, depth + 1, at))
      return { kind: 'list', at, items, ...tag }
    }
    return isScalar(node) ? this.#scalar(node, at, tag) : empty
  }

  #alias(name: string, depth: number, at: Position): ManifestNode {
    this.#aliases++
    if (this.#aliases > MANIFEST_ALIASES_MAX) {
      return this.#stop(at, `the manifest has more than ${MANIFEST_ALIASES_MAX} aliases`)
    }
    const target = this.#anchors.get(name)
    if (target === undefined) return this.#refuse(at, `'*${name}' names no anchor before it`)
    if (this.#open.has(target)) return this.#stop(at, `'*${name}' contains itself`)
    this.#open.add(target)
    const built = this.build(target, depth + 1, at)
    this.#open.delete(target)
    return built
  }

  #scalar(node: Scalar, at: Position, tag: { tag?: MergeTag }): ManifestNode {
    const { value, source = '' } = node
    const isPlain = node.type === 'PLAIN' ? { isPlain: true } : {}
    if (typeof value === 'string' && value.includes('\0')) {
      return this.#refuse(at, 'a text cannot contain the character U+0000')
    }
    this.#nodes += source.length >> 4
    // What a number cannot hold exactly stays as it is written.
    const isExact = typeof value !== 'number' || !Number.isInteger(value) || isSafe(value)
    // `0440` is a mode to whoever writes it so; what is made of it is its reader's to say.
    const isOctal = isPlain.isPlain === true && /^0[0-7]{3}$/.test(source)
    if (!isExact || isOctal) return { kind: 'scalar', at, value: source, ...isPlain, ...tag }
    const isData = ['string', 'number', 'boolean'].includes(typeof value)
    return { kind: 'scalar', at, value: isData ? (value as string) : null, ...isPlain, ...tag }
  }

  /** The entries of a map; those merged by `<<` come where the map itself does not name them. */
  #entries(map: YAMLMap, depth: number): Entry[] {
    const own: Entry[] = []
    const merged: Entry[] = []
    const names = new Set<string>()
    for (const { key, value } of map.items) {
      if (this.#isOver) break
      const at = this.#positionOf(key, this.#positionOf(map, START))
      const name = this.#keyOf(key, at)
      const built = this.build(value, depth + 1, at)
      if (name === undefined) continue
      if (names.has(name)) this.#refuse(at, `'${name}' is here twice; keys are unique`)
      names.add(name)
      if (name === '<<') merged.push(...this.#mergedEntries(built))
      else own.push({ key: name, at, value: built })
    }
    for (const entry of merged) {
      if (names.has(entry.key)) continue
      names.add(entry.key)
      own.push(entry)
    }
    return own
  }

  #keyOf(key: unknown, at: Position): string | undefined {
    const name = isScalar(key) ? key.value : undefined
    if (typeof name !== 'string') {
      const hint = isScalar(key) && name !== null ? `; write '${String(key.source)}' in quotes` : ''
      this.#refuse(at, `a key should be text${hint}`)
      return undefined
    }
    if (name === '__proto__' || name.includes('\0')) {
      this.#refuse(at, `${JSON.stringify(name)} cannot be a key`)
      return undefined
    }
    return name
  }

  #mergedEntries(node: ManifestNode): readonly Entry[] {
    if (node.kind === 'map') return node.entries
    if (node.kind === 'list' && node.items.every(({ kind }) => kind === 'map')) {
      return node.items.flatMap(item => (item.kind === 'map' ? item.entries : []))
    }
    this.#refuse(node.at, "'<<' should merge a map or a list of maps")
    return []
  }

  #tagOf({ tag }: YamlNode, at: Position): { tag?: MergeTag } {
    if (tag === '!reset' || tag === '!override') return { tag: tag.slice(1) as MergeTag }
    if (tag !== undefined && !CORE_TAG.test(tag)) {
      this.#refuse(at, `the tag '${tag}' means nothing here; only !reset and !override do`)
    }
    return {}
  }

  #positionOf(node: unknown, otherwise: Position): Position {
    const range = (node as YamlNode | null | undefined)?.range
    return range === null || range === undefined ? otherwise : this.#place(range[0])
  }

  #refuse(at: Position, message: string): ManifestNode {
    if (!this.#isOver) this.problems.push({ ...at, message })
    if (this.problems.length >= MANIFEST_PROBLEMS_MAX) this.#isOver = true
    return { kind: 'scalar', at, value: null }
  }

  /** Refuses, and builds no further. */
  #stop(at: Position, message: string): ManifestNode {
    const node = this.#refuse(at, message)
    this.#isOver = true
    return node
  }
}

const START: Position = { line: 1, column: 1 }

function isSafe(value: number): boolean {
  return Math.abs(value) <= Number.MAX_SAFE_INTEGER
}
