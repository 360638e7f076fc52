/**
 * Variables in a manifest, as the Compose Specification has them: `$VAR`, `${VAR}`,
 * `${VAR:-default}`, `${VAR:?error}`, `${VAR:+other}`, each also without the colon, and `$$` for a
 * dollar sign.
 *
 * Values are replaced in scalars only, never in keys, and each stays one scalar whatever a variable
 * contains; line numbers do not move. The client does this, because the variables are its own.
 */

import { LineCounter, parseDocument, type Scalar, visit } from 'yaml'
import { MANIFEST_LENGTH_MAX, type ManifestProblem, positionOf } from './node.ts'

/** How deep defaults may contain variables of their own. */
const NESTING_MAX = 8

export type Interpolated = {
  readonly text: string
  readonly warnings: readonly ManifestProblem[]
  readonly errors: readonly ManifestProblem[]
}

/** The manifest with its variables replaced from `environment`. */
export function interpolate(
  text: string,
  environment: Readonly<Record<string, string | undefined>>,
): Interpolated {
  const warnings: ManifestProblem[] = []
  const errors: ManifestProblem[] = []
  if (!text.includes('$') || text.length > MANIFEST_LENGTH_MAX) return { text, warnings, errors }
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines })
  // What is no YAML is refused by the parser, with better words.
  if (document.errors.length > 0) return { text, warnings, errors }
  const edits: { start: number; end: number; text: string }[] = []
  visit(document, {
    Scalar(key, node) {
      const { range, value } = node
      if (key === 'key' || typeof value !== 'string' || !value.includes('$')) return
      if (range === null || range === undefined) return
      const [start, end] = range
      const substitution = new Substitution(environment)
      const replaced = substitution.apply(value, 0)
      const at = positionOf(lines, start)
      for (const message of substitution.errors) errors.push({ ...at, message })
      for (const name of substitution.missing) {
        warnings.push({ ...at, message: `variable '${name}' is not set; it counts as empty` })
      }
      edits.push({ start, end, text: scalarText(node, replaced, text.slice(start, end)) })
    },
  })
  let result = text
  for (const edit of edits.sort((a, b) => b.start - a.start)) {
    result = result.slice(0, edit.start) + edit.text + result.slice(edit.end)
  }
  return { text: result, warnings, errors }
}

/** The new scalar, with as many line breaks behind it as the old one had within. */
function scalarText(node: Scalar, value: string, source: string): string {
  const breaks = '\n'.repeat(source.split('\n').length - 1)
  const isPlain = node.type === 'PLAIN'
  // A plain scalar may become a number or a truth value, as `replicas: ${N}` wants it.
  const isSafe = /^[\w][\w./:@+-]*$/.test(value) && !value.endsWith(':')
  return (isPlain && isSafe ? value : JSON.stringify(value)) + breaks
}

/** Replaces the variables of one scalar. */
class Substitution {
  readonly errors: string[] = []
  readonly missing = new Set<string>()
  readonly #environment: Readonly<Record<string, string | undefined>>

  constructor(environment: Readonly<Record<string, string | undefined>>) {
    this.#environment = environment
  }

  apply(text: string, depth: number): string {
    let result = ''
    for (let at = 0; at < text.length; ) {
      const dollar = text.indexOf('$', at)
      if (dollar < 0) return result + text.slice(at)
      result += text.slice(at, dollar)
      const rest = text.slice(dollar + 1)
      const bare = /^[A-Za-z_]\w*/.exec(rest)?.[0]
      if (rest.startsWith('$')) {
        result += '$'
        at = dollar + 2
      } else if (bare !== undefined) {
        result += this.#valueOf(bare)
        at = dollar + 1 + bare.length
      } else if (rest.startsWith('{')) {
        const end = closingBrace(text, dollar + 2)
        if (end < 0) return this.#fail(`'${text.slice(dollar)}' has no closing brace`)
        result += this.#expression(text.slice(dollar + 2, end), depth)
        at = end + 1
      } else {
        return this.#fail(
          `'${text}' has a '$' that names no variable; write '$$' for the sign itself`,
        )
      }
    }
    return result
  }

  /** The value of what stands between the braces. */
  #expression(expression: string, depth: number): string {
    const match = /^([A-Za-z_]\w*)(?:(:?[-?+])([\s\S]*))?$/.exec(expression)
    if (match === null) return this.#fail(`'\${${expression}}' is not a variable`)
    const [, name, operator, word = ''] = match
    if (operator === undefined) return this.#valueOf(name!)
    if (depth >= NESTING_MAX) return this.#fail(`'\${${name}…}' is nested too deep`)
    const value = this.#environment[name!]
    const isSet = value !== undefined && (value !== '' || !operator.startsWith(':'))
    if (operator.endsWith('+')) return isSet ? this.apply(word, depth + 1) : ''
    if (isSet) return value
    if (operator.endsWith('-')) return this.apply(word, depth + 1)
    const reason = word === '' ? 'it is required' : this.apply(word, depth + 1)
    return this.#fail(`variable '${name}' is not set: ${reason}`)
  }

  #valueOf(name: string): string {
    const value = this.#environment[name]
    if (value === undefined) this.missing.add(name)
    return value ?? ''
  }

  #fail(message: string): string {
    this.errors.push(message)
    return ''
  }
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
