/**
 * Logs: structured lines on standard error (pino), JSON or one readable line each.
 *
 * Standard output belongs to the program's answers. A logger is handed down, never imported as a
 * global, and `quietLogger` is for tests and for libraries that nobody asked to speak.
 */

import { createRequire } from 'node:module'
import type { Logger as PinoLogger } from 'pino'

export type Logger = Pick<PinoLogger, 'debug' | 'info' | 'warn' | 'error' | 'fatal'> & {
  child(bindings: Record<string, unknown>): Logger
}

export type LogFormat = 'pretty' | 'json'

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

/** A logger on standard error. */
export function createLogger(level: LogLevel, format: LogFormat): Logger {
  // Loaded here: client commands and data threads, which do not log, start without it.
  const { pino } = createRequire(import.meta.url)('pino') as typeof import('pino')
  const write = (line: string) => process.stderr.write(format === 'json' ? line : pretty(line))
  return pino({ level, base: null }, { write })
}

const silent = () => {}

/** A logger that says nothing. */
export const quietLogger: Logger = {
  debug: silent,
  info: silent,
  warn: silent,
  error: silent,
  fatal: silent,
  child: () => quietLogger,
}

const LEVEL_NAMES: Readonly<Record<number, string>> = {
  20: 'debug',
  30: 'info',
  40: 'warn',
  50: 'error',
  60: 'fatal',
}

function pretty(line: string): string {
  const { level, time, msg, ...fields } = JSON.parse(line) as Record<string, unknown>
  const clock = new Date(Number(time)).toISOString().slice(11, 23)
  const rest = Object.entries(fields)
    .map(([key, value]) => ` ${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join('')
  return `${clock} ${(LEVEL_NAMES[Number(level)] ?? 'info').padEnd(5)} ${String(msg ?? '')}${rest}\n`
}
