/**
 * Files of variables: `.env`, `--env-file`, `env_file` and `label_file`, as Docker Compose reads
 * them (docs.docker.com, "Syntax for .env files").
 *
 *     # a comment              export NAME=value # and another
 *     PLAIN=a ${NAME:-b}       QUOTED="a\n$NAME"       LITERAL='a $NAME'       PASSED_ON
 *
 * A comment after a plain value needs a space before it. Quoted values may go over several lines.
 * With `format: raw` every line is `NAME=VALUE`, and nothing in it means anything.
 */

import { MANIFEST_LENGTH_MAX, MANIFEST_PROBLEMS_MAX } from '../config.ts'
import type { Interpolation, Lookup } from './interpolate.ts'
import type { Position } from './node.ts'

/** One line of such a file; the value is undefined for a name that is only passed on. */
export type Variable = {
  readonly name: string
  readonly value: string | undefined
  readonly at: Position
}

/** The start of a statement: `export NAME =`, `NAME:`, or a name alone. */
const STATEMENT =
  /(?:export[ \t]+)?(?<name>[\p{L}\p{N}_.[\]][\p{L}\p{N}_.\-[\]]*)[ \t]*(?<sign>=|:|(?=#|\n|$))/uy

/**
 * The variables of a file in their order, a name twice if it is there twice. Names that `lookup`
 * knows are used in values before those of the file itself; mistakes are in the interpolation.
 */
export function parseDotenv(
  text: string,
  file: string,
  interpolation: Interpolation,
  lookup: Lookup,
): Variable[] {
  if (text.length > MANIFEST_LENGTH_MAX) {
    const message = `it is over ${MANIFEST_LENGTH_MAX} characters`
    interpolation.errors.push({ file, line: 1, column: 1, message })
    return []
  }
  const reader = new DotenvReader(text, file, interpolation, lookup)
  return reader.read()
}

/** The variables of a file with `format: raw`. */
export function parseRawEnvironment(text: string, file: string): Variable[] {
  return text
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .flatMap((line, i) => {
      const equals = line.indexOf('=')
      const name = (equals < 0 ? line : line.slice(0, equals)).trim()
      if (name === '' || name.startsWith('#')) return []
      const value = equals < 0 ? undefined : line.slice(equals + 1)
      return [{ name, value, at: { file, line: i + 1, column: 1 } }]
    })
}

class DotenvReader {
  readonly #text: string
  readonly #file: string
  readonly #interpolation: Interpolation
  readonly #lookup: Lookup
  readonly #known = new Map<string, string>()
  #offset = 0
  #line = 1
  #lineStart = 0

  constructor(text: string, file: string, interpolation: Interpolation, lookup: Lookup) {
    this.#text = text.replace(/^\ufeff/, '').replaceAll('\r\n', '\n')
    this.#file = file
    this.#interpolation = interpolation
    this.#lookup = name => lookup(name) ?? this.#known.get(name)
  }

  read(): Variable[] {
    const variables: Variable[] = []
    const { errors } = this.#interpolation
    const errorsMax = errors.length + MANIFEST_PROBLEMS_MAX
    while (this.#skipBlank() && errors.length < errorsMax) {
      const at = this.#position()
      STATEMENT.lastIndex = this.#offset
      const match = STATEMENT.exec(this.#text)
      if (match === null) {
        errors.push({ ...at, message: 'this is not NAME=VALUE' })
        this.#restOfLine()
        continue
      }
      this.#offset = STATEMENT.lastIndex
      const name = match.groups!['name']!
      const value = match.groups!['sign'] === '' ? this.#passedOn() : this.#value(at)
      if (value !== undefined) this.#known.set(name, value)
      variables.push({ name, value, at })
    }
    return variables
  }

  #passedOn(): undefined {
    this.#restOfLine()
  }

  #value(at: Position): string {
    while (this.#text[this.#offset] === ' ' || this.#text[this.#offset] === '\t') this.#offset++
    const quote = this.#text[this.#offset]
    if (quote === '"' || quote === "'") return this.#quoted(quote, at)
    const text = this.#restOfLine()
      .replace(/(?:^|[ \t])#.*$/, '')
      .trim()
    return this.#interpolation.text(text, at, this.#lookup)
  }

  /** What is between two quotes; the backslash keeps either from ending it. */
  #quoted(quote: string, at: Position): string {
    const { errors } = this.#interpolation
    let end = this.#offset + 1
    while (end < this.#text.length && this.#text[end] !== quote) {
      end += this.#text[end] === '\\' ? 2 : 1
    }
    if (end >= this.#text.length) {
      errors.push({ ...at, message: `the quote ${quote} is not closed` })
      this.#moveTo(this.#text.length)
      return ''
    }
    const inner = this.#text.slice(this.#offset + 1, end)
    this.#moveTo(end + 1)
    const rest = this.#restOfLine().trim()
    if (rest !== '' && !rest.startsWith('#')) {
      errors.push({ ...at, message: `'${rest.slice(0, 40)}' follows the closing quote` })
    }
    if (quote === "'") return inner.replaceAll("\\'", "'")
    return this.#interpolation.text(unescaped(inner), at, this.#lookup)
  }

  /** Moves to the next statement; false at the end. */
  #skipBlank(): boolean {
    while (this.#offset < this.#text.length) {
      const char = this.#text[this.#offset]!
      if (char === '#') this.#restOfLine()
      else if (/\s/.test(char)) this.#moveTo(this.#offset + 1)
      else return true
    }
    return false
  }

  /** The rest of the line, which is left behind. */
  #restOfLine(): string {
    const end = this.#text.indexOf('\n', this.#offset)
    const rest = this.#text.slice(this.#offset, end < 0 ? this.#text.length : end)
    this.#moveTo(end < 0 ? this.#text.length : end + 1)
    return rest
  }

  #moveTo(offset: number): void {
    for (; this.#offset < offset; this.#offset++) {
      if (this.#text[this.#offset] !== '\n') continue
      this.#line++
      this.#lineStart = this.#offset + 1
    }
  }

  #position(): Position {
    return { file: this.#file, line: this.#line, column: this.#offset - this.#lineStart + 1 }
  }
}

/** `\n`, `\t`, `\"` and so on; a dollar sign that was escaped names no variable. */
function unescaped(text: string): string {
  const letters: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', $: '$$' }
  return text.replaceAll(/\\([nrt$"'\\])/g, (_, char: string) => letters[char] ?? char)
}
