/**
 * Reads scripts in the format of cockroachdb/datadriven, in which etcd's raft keeps its tests.
 *
 *     # comment
 *     command argument key=value key=(value, value)
 *     optional input lines
 *     ----
 *     expected output up to the first empty line
 *
 * A `\` at the end continues the command line. Expected output with empty lines in it stands
 * between two pairs of `----`.
 */

/** One argument: `values` is empty for a bare word. */
export type Argument = { readonly key: string; readonly values: readonly string[] }

/** One command with its input and the output it should have. */
export type Directive = {
  readonly line: number
  readonly command: string
  readonly arguments: readonly Argument[]
  readonly input: string
  readonly expected: string
}

const SEPARATOR = '----'

/** The directives of a script, in order. */
export function parseScript(text: string): Directive[] {
  const lines = text.split('\n')
  const directives: Directive[] = []
  let at = 0
  while (at < lines.length) {
    const head = lines[at]!.trim()
    if (head === '' || head.startsWith('#')) {
      at++
      continue
    }
    const line = at + 1
    let commandLine = lines[at++]!.trim()
    while (commandLine.endsWith('\\')) {
      commandLine = `${commandLine.slice(0, -1).trimEnd()} ${(lines[at++] ?? '').trim()}`
    }
    const inputStart = at
    while (at < lines.length && lines[at] !== SEPARATOR) at++
    if (at === lines.length) throw new Error(`line ${line}: no ${SEPARATOR} after the command`)
    const input = lines.slice(inputStart, at).join('\n').trim()
    const expected = readExpected(lines, at + 1)
    at = expected.next
    directives.push({ line, ...parseCommand(commandLine), input, expected: expected.text })
  }
  return directives
}

function readExpected(lines: readonly string[], start: number): { text: string; next: number } {
  let at = start
  if (lines[at] === SEPARATOR) {
    const from = ++at
    while (at < lines.length && !(lines[at] === SEPARATOR && lines[at + 1] === SEPARATOR)) at++
    return { text: asLines(lines.slice(from, at)), next: at + 2 }
  }
  while (at < lines.length && lines[at]!.trim() !== '') at++
  return { text: asLines(lines.slice(start, at)), next: at }
}

function asLines(lines: readonly string[]): string {
  return lines.map(line => `${line}\n`).join('')
}

/** The parts of one command line. */
export function parseCommand(line: string): Pick<Directive, 'command' | 'arguments'> {
  const [command, ...words] = splitWords(line)
  return { command: command ?? '', arguments: words.map(parseArgument) }
}

/** Splits at blanks outside parentheses. */
function splitWords(line: string): string[] {
  return line.match(/[^\s(]*\([^)]*\)|\S+/g) ?? []
}

function parseArgument(word: string): Argument {
  const equals = word.indexOf('=')
  if (equals < 0) return { key: word, values: [] }
  const key = word.slice(0, equals)
  const value = word.slice(equals + 1)
  if (!value.startsWith('(') || !value.endsWith(')')) return { key, values: [value] }
  const inner = value.slice(1, -1)
  return { key, values: inner === '' ? [] : inner.split(',').map(part => part.trim()) }
}
