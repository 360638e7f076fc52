/**
 * What commands print: tables for people, JSON and YAML for programs.
 *
 * Results go to standard output, everything else to standard error. Text that came from tasks or
 * from other people is stripped of control characters before it reaches a terminal.
 */

import { createRequire } from 'node:module'

export const OUTPUT_FORMATS = ['table', 'wide', 'json', 'yaml', 'name'] as const
export type OutputFormat = (typeof OUTPUT_FORMATS)[number]

/** A column: its heading, and the text for one row. `isWide` ones only appear with `-o wide`. */
export type Column<T> = {
  readonly heading: string
  readonly text: (row: T) => string
  readonly isWide?: boolean
}

/** Prints `rows` in the format asked for; JSON is the API's own shape, unchanged. */
export function printRows<T extends { name: string }>(
  rows: readonly T[],
  format: OutputFormat,
  columns: readonly Column<T>[],
): void {
  if (format === 'json' || format === 'yaml') {
    printValue(rows, format)
    return
  }
  if (format === 'name') {
    print(rows.map(row => row.name).join('\n'))
    return
  }
  const shown = columns.filter(column => format === 'wide' || column.isWide !== true)
  print(
    table(
      shown.map(c => c.heading),
      rows.map(row => shown.map(c => c.text(row))),
    ),
  )
}

/** Prints one value as JSON or YAML. */
export function printValue(value: unknown, format: OutputFormat): void {
  print(format === 'yaml' ? yamlOf(value) : JSON.stringify(value, null, 2))
}

/** The library is loaded by those who ask for it: it is most of what a short command would load. */
function yamlOf(value: unknown): string {
  const { stringify } = createRequire(import.meta.url)('yaml') as typeof import('yaml')
  return stringify(value).trimEnd()
}

/** Prints a line (or several) to standard output; nothing if there is nothing to say. */
export function print(text: string): void {
  if (text !== '') process.stdout.write(`${text}\n`)
}

/** Prints a line to standard error. */
export function note(text: string): void {
  process.stderr.write(`${text}\n`)
}

/** Columns aligned with two spaces between them, no lines drawn. */
export function table(headings: readonly string[], rows: readonly string[][]): string {
  const all = [headings, ...rows.map(row => row.map(printable))]
  const widths = headings.map((_, i) => Math.max(...all.map(row => row[i]!.length)))
  return all
    .map(row =>
      row
        .map((text, i) => text.padEnd(widths[i]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

/** `text` without control characters, so that nobody else's text can steer the terminal. */
export function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is removed
  return text.replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '')
}

/** An age such as `3m` or `2d`, from milliseconds. */
export function age(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000))
  if (seconds < 60) return `${seconds}s`
  if (seconds < 3_600) return `${Math.floor(seconds / 60)}m`
  if (seconds < 86_400) return `${Math.floor(seconds / 3_600)}h`
  return `${Math.floor(seconds / 86_400)}d`
}
