/**
 * The shape of values in a manifest, as data: what keys of Compose that are not honoured are
 * checked by, so that a slip below one is found all the same, and what editors are told.
 */

import type { ManifestNode } from './node.ts'
import type { Reader } from './reader.ts'
import { nearest } from './suggestion.ts'

export type Shape =
  /** One value; `number` and `truth` may be written as text too, as a variable gives them. */
  | { readonly kind: 'text' | 'number' | 'truth' }
  | { readonly kind: 'choice'; readonly of: readonly string[] }
  | { readonly kind: 'map'; readonly keys: Readonly<Record<string, Shape>> }
  /** A map with names of the user's own. */
  | { readonly kind: 'named'; readonly of: Shape }
  | { readonly kind: 'list'; readonly of: Shape }
  /** Alternatives, told apart by being one value, a list or a map. */
  | { readonly kind: 'either'; readonly of: readonly Shape[] }
  | { readonly kind: 'any' }

export const TEXT: Shape = { kind: 'text' }
export const NUMBER: Shape = { kind: 'number' }
export const TRUTH: Shape = { kind: 'truth' }
export const ANY: Shape = { kind: 'any' }

export function map(keys: Readonly<Record<string, Shape>>): Shape & { kind: 'map' } {
  return { kind: 'map', keys }
}

export function named(of: Shape): Shape {
  return { kind: 'named', of }
}

export function list(of: Shape): Shape {
  return { kind: 'list', of }
}

export function either(...of: readonly Shape[]): Shape {
  return { kind: 'either', of }
}

export function choice(...of: readonly string[]): Shape {
  return { kind: 'choice', of }
}

/** A map whose keys all have the same shape: `keys` is their names with spaces between. */
export function all(keys: string, shape: Shape = TEXT): Readonly<Record<string, Shape>> {
  return Object.fromEntries(keys.split(' ').map(key => [key, shape]))
}

/** Reports what of `node` is not of that shape; nothing at all is of every shape. */
export function checkShape(reader: Reader, node: ManifestNode, shape: Shape, path: string): void {
  if (node.kind === 'scalar' && node.value === null) return
  const own = shape.kind === 'either' ? alternative(node, shape.of) : shape
  if (own.kind === 'any') return
  const wanted = KINDS[own.kind]
  if (node.kind !== wanted) {
    const word = own.kind === 'named' ? 'map' : wanted === 'scalar' ? 'single value' : wanted
    reader.error(node.at, `${path} should be a ${word}, not a ${NAMES[node.kind]}`)
    return
  }
  if (node.kind === 'list' && own.kind === 'list') {
    for (const [i, item] of node.items.entries()) {
      checkShape(reader, item, own.of, `${path}[${i}]`)
    }
  } else if (node.kind === 'map' && own.kind === 'named') {
    for (const { key, value } of node.entries) checkShape(reader, value, own.of, `${path}.${key}`)
  } else if (node.kind === 'map' && own.kind === 'map') checkMap(reader, node, own.keys, path)
  else if (node.kind === 'scalar') checkScalar(reader, node, own, path)
}

const NAMES = { scalar: 'single value', list: 'list', map: 'map' } as const
const KINDS = {
  text: 'scalar',
  number: 'scalar',
  truth: 'scalar',
  choice: 'scalar',
  map: 'map',
  named: 'map',
  list: 'list',
  either: 'scalar',
  any: 'scalar',
} as const

/** The alternative that a node of its kind can be, else the first. */
function alternative(node: ManifestNode, of: readonly Shape[]): Shape {
  return of.find(shape => shape.kind === 'any' || KINDS[shape.kind] === node.kind) ?? of[0]!
}

function checkMap(
  reader: Reader,
  node: ManifestNode & { kind: 'map' },
  keys: Readonly<Record<string, Shape>>,
  path: string,
): void {
  for (const { key, at, value } of node.entries) {
    if (Object.hasOwn(keys, key)) checkShape(reader, value, keys[key]!, `${path}.${key}`)
    else if (!key.startsWith('x-')) {
      const word = nearest(key, Object.keys(keys))
      const hint = word === undefined ? '' : `; did you mean '${word}'?`
      reader.error(at, `${path}.${key} is not a key of a Compose file${hint}`)
    }
  }
}

function checkScalar(
  reader: Reader,
  { value, at }: ManifestNode & { kind: 'scalar' },
  shape: Shape,
  path: string,
): void {
  const text = String(value)
  if (shape.kind === 'number' && !/^[-+]?(?:\d+(?:\.\d+)?|\.\d+)(?:e[-+]?\d+)?$/i.test(text)) {
    reader.error(at, `${path} should be a number, not '${text}'`)
  } else if (shape.kind === 'truth' && !/^(?:true|false)$/.test(text)) {
    reader.error(at, `${path} should be true or false, not '${text}'`)
  } else if (shape.kind === 'choice' && !shape.of.includes(text)) {
    const word = nearest(text, shape.of)
    const hint = word === undefined ? `one of ${shape.of.join(', ')}` : `'${word}'`
    reader.error(at, `${path}: '${text}' should be ${hint}`)
  }
}
