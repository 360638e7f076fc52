/**
 * Reads values of a manifest and collects what is wrong with them; nothing is thrown, so that a
 * person sees every mistake at once, each with its path and line.
 */

import { durationMs, messageOf } from '@polis/base'
import type { KeyTable } from './compose-keys.ts'
import { shapeAt } from './compose-shapes.ts'
import type { Entry, ListNode, ManifestNode, ManifestProblem, MapNode, Position } from './node.ts'
import { checkShape } from './shape.ts'
import { nearest } from './suggestion.ts'

/** A map of the manifest with its path, for messages. */
export type Section = {
  readonly path: string
  readonly at: Position
  readonly entries: readonly Entry[]
}

/** Mistakes, and warnings, of one manifest: a large real one has a few hundred of the latter. */
const PROBLEMS_MAX = 1_000

export class Reader {
  readonly warnings: ManifestProblem[] = []
  readonly errors: ManifestProblem[] = []
  /** Volumes of the manifest to which one task at a time may write. */
  readonly singleWriters = new Set<string>()

  error(at: Position, message: string): void {
    if (this.errors.length < PROBLEMS_MAX) this.errors.push({ ...at, message })
  }

  warn(at: Position, message: string): void {
    if (this.warnings.length < PROBLEMS_MAX) this.warnings.push({ ...at, message })
  }

  /** A map; anything else is an error, and nothing (null) is an empty one. */
  section(node: ManifestNode, path: string): Section {
    if (node.kind === 'map') return { path, at: node.at, entries: node.entries }
    if (node.kind !== 'scalar' || node.value !== null) {
      this.error(node.at, `${path} should be a map of keys, not ${nameOf(node)}`)
    }
    return { path, at: node.at, entries: [] }
  }

  /** Reports every key of the section that is not honoured. */
  checkKeys(section: Section, table: KeyTable): void {
    for (const { key, at, value } of section.entries) {
      if (this.errors.length >= PROBLEMS_MAX) return
      if (table.honoured.includes(key)) continue
      const path = pathOf(section, key)
      const known = [...table.honoured, ...Object.keys(table.ignored)]
      if (Object.hasOwn(table.refused, key)) {
        if (asksNothing(value, table.harmless?.[key])) continue
        this.error(at, `${path} is refused: ${table.refused[key]}`)
      } else if (Object.hasOwn(table.ignored, key)) {
        const hint = table.ignored[key]!
        this.warn(at, `${path} is not honoured${hint === '' ? '' : `: ${hint}`}`)
        const shape = shapeAt(path.split('.'))
        if (shape !== undefined) checkShape(this, value, shape, path)
      } else {
        const word = nearest(key, known)
        const hint = word === undefined ? '' : `; did you mean '${word}'?`
        if (key.startsWith('x-')) this.#extension(section, at, path, hint)
        else this.error(at, `${path} is not a key of a Compose file${hint}`)
      }
    }
  }

  /** Extensions are free in Compose, so an unknown one is only worth a word, except at the top. */
  #extension(section: Section, at: Position, path: string, hint: string): void {
    if (section.path !== '' || hint !== '') this.warn(at, `${path} is not honoured${hint}`)
  }

  /** The value under `key`; undefined if it is absent or empty. */
  get(section: Section, key: string): ManifestNode | undefined {
    const value = section.entries.find(entry => entry.key === key)?.value
    return value?.kind === 'scalar' && value.value === null ? undefined : value
  }

  /** Text; numbers and truth values are written as text. */
  text(section: Section, key: string): string | undefined {
    const node = this.get(section, key)
    if (node === undefined) return undefined
    return this.textOf(node, pathOf(section, key))
  }

  textOf(node: ManifestNode, path: string): string | undefined {
    if (node.kind === 'scalar' && node.value !== null) return String(node.value)
    this.error(node.at, `${path} should be text, not ${nameOf(node)}`)
    return undefined
  }

  /** `true` or `false`. */
  truth(section: Section, key: string): boolean | undefined {
    const text = this.choice(section, key, ['true', 'false'] as const)
    return text === undefined ? undefined : text === 'true'
  }

  integer(section: Section, key: string, min: number, max: number): number | undefined {
    const value = this.number(section, key)
    if (value === undefined) return undefined
    if (Number.isInteger(value) && value >= min && value <= max) return value
    const at = this.get(section, key)!.at
    this.error(
      at,
      `${pathOf(section, key)} should be an integer from ${min} to ${max}, not ${value}`,
    )
    return undefined
  }

  number(section: Section, key: string): number | undefined {
    const node = this.get(section, key)
    if (node === undefined) return undefined
    const value = node.kind === 'scalar' ? node.value : null
    if (typeof value === 'number' && Number.isFinite(value)) return value
    if (typeof value === 'string' && /^\d+(\.\d+)?$/.test(value)) return Number(value)
    this.error(node.at, `${pathOf(section, key)} should be a number, not ${nameOf(node)}`)
    return undefined
  }

  /** A duration such as `30s`, in milliseconds; a bare number is milliseconds. */
  durationMs(section: Section, key: string): number | undefined {
    return this.quantity(section, key, value => Math.round(durationMs(value)))
  }

  /** A quantity that `parse` reads; what it throws becomes the error. */
  quantity(
    section: Section,
    key: string,
    parse: (value: string | number) => number,
  ): number | undefined {
    const node = this.get(section, key)
    if (node === undefined) return undefined
    const value = node.kind === 'scalar' ? node.value : null
    if (typeof value !== 'string' && typeof value !== 'number') {
      this.error(node.at, `${pathOf(section, key)} should be a quantity, not ${nameOf(node)}`)
      return undefined
    }
    try {
      return parse(value)
    } catch (error) {
      this.error(node.at, `${pathOf(section, key)}: ${messageOf(error)}`)
      return undefined
    }
  }

  choice<T extends string>(section: Section, key: string, choices: readonly T[]): T | undefined {
    const text = this.text(section, key)
    if (text === undefined) return undefined
    if (choices.includes(text as T)) return text as T
    const word = nearest(text, choices)
    const hint = word === undefined ? `one of ${choices.join(', ')}` : `'${word}'`
    this.error(this.get(section, key)!.at, `${pathOf(section, key)}: '${text}' should be ${hint}`)
    return undefined
  }

  boolean(section: Section, key: string): boolean | undefined {
    const node = this.get(section, key)
    if (node === undefined) return undefined
    if (node.kind === 'scalar' && typeof node.value === 'boolean') return node.value
    this.error(node.at, `${pathOf(section, key)} should be true or false, not ${nameOf(node)}`)
    return undefined
  }

  /** The items of a list; an absent one is empty. */
  list(section: Section, key: string): readonly ManifestNode[] {
    const node = this.get(section, key)
    if (node === undefined) return []
    if (node.kind === 'list') return (node as ListNode).items
    this.error(node.at, `${pathOf(section, key)} should be a list, not ${nameOf(node)}`)
    return []
  }

  texts(section: Section, key: string): string[] {
    return this.list(section, key)
      .map((item, i) => this.textOf(item, `${pathOf(section, key)}[${i}]`))
      .filter(text => text !== undefined)
  }

  /** A list of texts, or one text alone. */
  textOrTexts(section: Section, key: string): string[] {
    const node = this.get(section, key)
    if (node === undefined || node.kind === 'list') return this.texts(section, key)
    const text = this.textOf(node, pathOf(section, key))
    return text === undefined ? [] : [text]
  }

  /** `{A: b}` or `["A=b"]`; a name without a value is reported and left out. */
  pairs(section: Section, key: string): Record<string, string> {
    const node = this.get(section, key)
    if (node === undefined) return {}
    const path = pathOf(section, key)
    const result: Record<string, string> = {}
    if (node.kind === 'scalar') {
      this.error(node.at, `${path} should be a map or a list of NAME=VALUE, not ${nameOf(node)}`)
      return result
    }
    const pairs = node.kind === 'map' ? this.#mapPairs(node, path) : this.#listPairs(node, path)
    for (const { name, value, at } of pairs) {
      if (name === '' || name === '__proto__') {
        this.error(at, `${path}: '${name}' cannot be a name`)
        continue
      }
      if (value !== undefined) result[name] = value
      else if (key === 'environment') {
        this.warn(at, `${path}.${name} has no value: write ${name}=\${${name}} to pass yours on`)
      } else result[name] = ''
    }
    return result
  }

  #mapPairs(node: MapNode, path: string) {
    return node.entries.map(({ key: name, value: item, at }) => {
      const isEmpty = item.kind === 'scalar' && item.value === null
      return { name, at, value: isEmpty ? undefined : this.textOf(item, `${path}.${name}`) }
    })
  }

  #listPairs(node: ListNode, path: string) {
    return node.items.map((item, i) => {
      const text = this.textOf(item, `${path}[${i}]`) ?? ''
      const equals = text.indexOf('=')
      const name = equals < 0 ? text : text.slice(0, equals)
      return { name, at: item.at, value: equals < 0 ? undefined : text.slice(equals + 1) }
    })
  }
}

/** True for a value that is nothing, empty or one of these. */
function asksNothing(value: ManifestNode, harmless: readonly string[] | undefined): boolean {
  if (value.kind === 'list') return value.items.length === 0
  return value.kind === 'scalar' && (value.value === null || isIn(String(value.value), harmless))
}

function isIn(text: string, texts: readonly string[] | undefined): boolean {
  return texts?.includes(text) === true
}

/** The path of a key, as messages write it. */
export function pathOf(section: Section, key: string): string {
  return section.path === '' ? key : `${section.path}.${key}`
}

/** What a node is, for a person. */
export function nameOf(node: ManifestNode): string {
  if (node.kind === 'map') return 'a map'
  if (node.kind === 'list') return 'a list'
  return node.value === null ? 'nothing' : `'${String(node.value)}'`
}
