/**
 * The manifest for editors and for people: a JSON Schema (draft 07, which YAML language servers
 * read) and a table of what is honoured. Both are made from what the readers do and from the shapes
 * of Compose, so they are as new as the code.
 */

import { CHECK_FIELDS } from '@polis/health'
import { type KeyTable, TOP_KEYS } from './compose-keys.ts'
import { TOP_SHAPE } from './compose-shapes.ts'

import { type Asked, PROBE, type RecordingReader, recordReaders } from './recording-reader.ts'
import type { Shape } from './shape.ts'

/** A JSON Schema. */
export type JsonSchema = { readonly [key: string]: unknown }

const SCALAR = { type: ['string', 'number', 'boolean', 'null'] }
const EXTENSIONS = { '^x-': {} }

/** The schema of a manifest, Polis's own keys included. */
export function manifestSchema(): JsonSchema {
  const readers = recordReaders()
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Polis manifest',
    description: 'A Compose file with the extensions of Polis.',
    ...new SchemaWriter(readers).shape(TOP_SHAPE, ''),
  }
}

class SchemaWriter {
  readonly #readers: RecordingReader

  constructor(readers: RecordingReader) {
    this.#readers = readers
  }

  shape(shape: Shape, path: string): JsonSchema {
    switch (shape.kind) {
      case 'any':
        return {}
      case 'text':
        return SCALAR
      case 'number':
        return { type: ['number', 'string', 'null'] }
      case 'truth':
        return { type: ['boolean', 'string', 'null'] }
      case 'choice':
        return { enum: [...shape.of] }
      case 'list':
        return { type: ['array', 'null'], items: this.shape(shape.of, `${path}[0]`) }
      case 'either':
        return { anyOf: shape.of.map(one => this.shape(one, path)) }
      case 'named':
        return { type: ['object', 'null'], additionalProperties: this.shape(shape.of, below(path)) }
      case 'map':
        return this.#map(shape.keys, path)
    }
  }

  #map(keys: Readonly<Record<string, Shape>>, path: string): JsonSchema {
    const table = this.#readers.tables.get(path)
    const properties: Record<string, JsonSchema> = {}
    for (const [key, shape] of Object.entries(keys).sort(byName)) {
      properties[key] = { ...this.shape(shape, join(path, key)), ...remark(table, key) }
    }
    for (const key of [...(table?.honoured ?? [])].sort()) {
      properties[key] ??= this.#own(join(path, key))
    }
    return {
      type: ['object', 'null'],
      properties,
      additionalProperties: false,
      patternProperties: EXTENSIONS,
    }
  }

  /** A key that is Polis's own, as its readers ask for it. */
  #own(path: string): JsonSchema {
    const { tables, asked } = this.#readers
    if (path === `${PROBE}.x-check`) return CHECKS
    const forms: JsonSchema[] = []
    const section = tables.get(path)
    const item = tables.get(`${path}[0]`)
    if (section !== undefined) forms.push(this.#section(section, path))
    if (item !== undefined) {
      forms.push({ type: 'array', items: this.#section(item, `${path}[0]`) })
    }
    const value = asked.get(path)
    const isList = value?.kind === 'list' || value?.kind === 'texts' || value?.kind === 'pairs'
    if (value !== undefined && !(isList && forms.length > 0)) forms.push(askedSchema(value))
    return forms.length === 1 ? forms[0]! : forms.length === 0 ? {} : { anyOf: forms }
  }

  #section(table: KeyTable, path: string): JsonSchema {
    const keys = [...table.honoured].sort()
    const properties = Object.fromEntries(keys.map(key => [key, this.#own(join(path, key))]))
    return { type: ['object', 'null'], properties, additionalProperties: false }
  }
}

/** Each kind of check has fields of its own, which its reader judges. */
const CHECK = {
  type: 'object',
  required: ['type'],
  properties: Object.fromEntries(CHECK_FIELDS.map(field => [field, {}])),
}
const CHECKS = { anyOf: [CHECK, { type: 'array', items: CHECK }] }

function askedSchema(asked: Asked): JsonSchema {
  if (asked.kind === 'integer') {
    return { type: ['integer', 'string'], minimum: asked.min, maximum: asked.max }
  }
  if (asked.kind === 'number') return { type: ['number', 'string'] }
  if (asked.kind === 'choice') {
    const isTruth = asked.of.includes('true')
    const numbers = asked.of.filter(text => /^\d+$/.test(text)).map(Number)
    return { enum: [...asked.of, ...numbers, ...(isTruth ? [true, false] : [])] }
  }
  if (asked.kind === 'duration') {
    return { type: ['string', 'number'], description: 'A duration such as 30s or 1m30s.' }
  }
  if (asked.kind === 'quantity') return { type: ['string', 'number'] }
  if (asked.kind === 'list') return { type: 'array' }
  if (asked.kind === 'texts') return { type: 'array', items: SCALAR }
  if (asked.kind === 'pairs') {
    const named = { type: 'object', additionalProperties: SCALAR }
    return { anyOf: [named, { type: 'array', items: { type: 'string' } }] }
  }
  return SCALAR
}

/** What an editor says about a key that Polis does not honour. */
function remark(table: KeyTable | undefined, key: string): JsonSchema {
  if (table === undefined || table.client?.includes(key) === true) return {}
  if (Object.hasOwn(table.refused, key)) {
    return { description: `Refused: ${table.refused[key]}.` }
  }
  if (!Object.hasOwn(table.ignored, key)) return {}
  const hint = table.ignored[key]
  return { description: `Not honoured by Polis${hint === '' ? '' : `: ${hint}`}.` }
}

/** The page that says what becomes of each key, in Markdown. */
export function composeSupport(): string {
  const { tables } = recordReaders()
  const sections = [...tables]
    .filter(([path]) => path !== '')
    .sort(([a], [b]) => (isOwn(a) === isOwn(b) ? (a < b ? -1 : 1) : isOwn(a) ? 1 : -1))
  return [
    '# What Polis makes of a Compose file',
    '',
    'Made by `node scripts/generate-manifest-docs.ts` from what the code reads. A key that is not',
    'honoured is reported with its file, line and column, and so is everything below it that is no key',
    'of Compose; a key that is refused, or that does not exist, fails the plan.',
    '',
    supportTable('The file', TOP_KEYS),
    ...sections.map(([path, table]) => supportTable(titleOf(path), table)),
  ].join('\n')
}

function supportTable(title: string, table: KeyTable): string {
  const { honoured, ignored, refused, client = [] } = table
  const rows = [
    ...honoured.map(key => [key, 'honoured', '']),
    ...client.map(key => [key, 'honoured', 'by the polis command, which reads the files']),
    ...Object.keys(ignored)
      .filter(key => !client.includes(key))
      .map(key => [key, 'not honoured', ignored[key]!]),
    ...Object.keys(refused).map(key => [key, 'refused', refused[key]!]),
  ].sort(([a], [b]) => (a! < b! ? -1 : 1))
  const lines = rows.map(([key, what, why]) => `| \`${key}\` | ${what} | ${why} |`)
  return `## ${title}\n\n| key | | |\n|---|---|---|\n${lines.join('\n')}\n`
}

/** `services.s.deploy` as `services.NAME.deploy`. */
function titleOf(path: string): string {
  const title = path.replace(/^(\w+)\.s(?=\.|$)/, '$1.NAME').replaceAll('[0]', '[]')
  return `\`${title}\``
}

function isOwn(path: string): boolean {
  return path.includes('.x-')
}

/** The path of a value with a name of the user's own. */
function below(path: string): string {
  return path === 'services' ? PROBE : `${path}.s`
}

function join(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1
}
