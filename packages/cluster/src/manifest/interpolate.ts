/**
 * Variables in a manifest, as the Compose Specification has them: `$VAR`, `${VAR}`,
 * `${VAR:-default}`, `${VAR:?error}`, `${VAR:+other}`, each also without the colon, and `$$` for a
 * dollar sign.
 *
 * Values are replaced in the tree, after parsing and never in keys: whatever a variable contains,
 * it stays one text at one place. The client does this, because the variables are its own.
 */

import { INTERPOLATED_LENGTH_MAX } from '../config.ts'
import type { ManifestNode, ManifestProblem, Position, ScalarNode } from './node.ts'

/** How deep defaults may contain variables of their own. */
const NESTING_MAX = 8

/** The value of a variable; undefined if it is not set. */
export type Lookup = (name: string) => string | undefined

/** Replaces variables in trees of one project; says each missing variable once. */
export class Interpolation {
  readonly warnings: ManifestProblem[] = []
  readonly errors: ManifestProblem[] = []
  readonly #missing = new Set<string>()
  #length = 0

  /** The tree with its variables replaced; what is wrong is in `errors` afterwards. */
  tree(node: ManifestNode, lookup: Lookup): ManifestNode {
    if (node.kind === 'map') {
      const entries = node.entries.map(entry => ({
        ...entry,
        value: this.tree(entry.value, lookup),
      }))
      return { ...node, entries }
    }
    if (node.kind === 'list') {
      return { ...node, items: node.items.map(item => this.tree(item, lookup)) }
    }
    if (typeof node.value !== 'string' || !node.value.includes('$')) return node
    return scalarOf(node, this.text(node.value, node.at, lookup))
  }

  /** A text with its variables replaced. */
  text(text: string, at: Position, lookup: Lookup): string {
    const substitution = new Substitution(lookup, INTERPOLATED_LENGTH_MAX - this.#length)
    const result = substitution.apply(text, 0)
    this.#length += result.length
    for (const message of substitution.errors) this.errors.push({ ...at, message })
    for (const name of substitution.missing) {
      if (this.#missing.has(name)) continue
      this.#missing.add(name)
      this.warnings.push({ ...at, message: `variable '${name}' is not set; it counts as empty` })
    }
    return result
  }
}

/**
 * A plain scalar may become a number or a truth value, as `replicas: ${N}` wants it, but only one
 * that is written in no other way: `01` and `1.10` stay what they are.
 */
function scalarOf(node: ScalarNode, text: string): ScalarNode {
  if (node.isPlain !== true) return { ...node, value: text }
  if (text === 'true' || text === 'false') return { ...node, value: text === 'true' }
  const isNumber = text !== '' && String(Number(text)) === text && Number.isFinite(Number(text))
  return { ...node, value: isNumber ? Number(text) : text }
}

/** Replaces the variables of one scalar. */
class Substitution {
  readonly errors: string[] = []
  readonly missing = new Set<string>()
  readonly #lookup: Lookup
  #left: number

  constructor(lookup: Lookup, lengthMax: number) {
    this.#lookup = lookup
    this.#left = lengthMax
  }

  apply(text: string, depth: number): string {
    let result = ''
    for (let at = 0; at < text.length; ) {
      const dollar = text.indexOf('$', at)
      if (dollar < 0) return result + text.slice(at)
      result += text.slice(at, dollar)
      const bare = bareName(text, dollar + 1)
      if (text[dollar + 1] === '$') {
        result += '$'
        at = dollar + 2
      } else if (bare !== undefined) {
        result += this.#valueOf(bare)
        at = dollar + 1 + bare.length
      } else if (text[dollar + 1] === '{') {
        const end = closingBrace(text, dollar + 2)
        if (end < 0) return this.#fail(`'${shown(text.slice(dollar))}' has no closing brace`)
        result += this.#expression(text.slice(dollar + 2, end), depth)
        at = end + 1
      } else {
        const why = "has a '$' that names no variable; write '$$' for the sign itself"
        return this.#fail(`'${shown(text)}' ${why}`)
      }
      if (this.#left < 0) return ''
    }
    return result
  }

  /** The value of what stands between the braces. */
  #expression(expression: string, depth: number): string {
    const match = /^([A-Za-z_]\w*)(?:(:?[-?+])([\s\S]*))?$/.exec(expression)
    if (match === null) return this.#fail(`'\${${shown(expression)}}' is not a variable`)
    const [, name, operator, word = ''] = match
    if (operator === undefined) return this.#valueOf(name!)
    if (depth >= NESTING_MAX) return this.#fail(`'\${${name}…}' is nested too deep`)
    const value = this.#lookup(name!)
    const isSet = value !== undefined && (value !== '' || !operator.startsWith(':'))
    if (operator.endsWith('+')) return isSet ? this.apply(word, depth + 1) : ''
    if (isSet) return this.#taken(value)
    if (operator.endsWith('-')) return this.apply(word, depth + 1)
    const reason = word === '' ? 'it is required' : this.apply(word, depth + 1)
    return this.#fail(`variable '${name}' is not set: ${reason}`)
  }

  #valueOf(name: string): string {
    const value = this.#lookup(name)
    if (value === undefined) this.missing.add(name)
    return this.#taken(value ?? '')
  }

  /** `value`, unless variables have grown the manifest without end. */
  #taken(value: string): string {
    const before = this.#left
    this.#left -= value.length
    if (this.#left >= 0) return value
    return before < 0 ? '' : this.#fail('variables make the manifest too large')
  }

  #fail(message: string): string {
    this.errors.push(message)
    return ''
  }
}

/** The name at `from`, if one is there. */
function bareName(text: string, from: number): string | undefined {
  const name = /[A-Za-z_]\w*/y
  name.lastIndex = from
  return name.exec(text)?.[0]
}

/** As much of a text as a message needs. */
function shown(text: string): string {
  return text.length <= 80 ? text : `${text.slice(0, 80)}…`
}

/** Where the brace that was opened before `from` closes; -1 if it does not. */
function closingBrace(text: string, from: number): number {
  let open = 1
  for (let i = from; i < text.length; i++) {
    if (text[i] === '{' && text[i - 1] === '$') open++
    if (text[i] !== '}') continue
    open--
    if (open === 0) return i
  }
  return -1
}
