/**
 * Durations and quantities as people write them.
 *
 * A duration is milliseconds or text such as `'30s'`, `'1m30s'`, `'250ms'` (Go's notation, which
 * Compose uses). CPU is cores (`'0.5'`, `'500m'`), memory is bytes (`'512M'`, `'512Mi'`, `'1g'`).
 */

import { PolisError } from './errors.ts'

/** Milliseconds, or text such as `'30s'`. */
export type Duration = number | string

const UNIT_MS: Readonly<Record<string, number>> = {
  us: 0.001,
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
}

/** Milliseconds in `value`, never negative. Throws `base/bad-value` for anything else. */
export function durationMs(value: Duration): number {
  if (typeof value === 'number') {
    if (Number.isFinite(value) && value >= 0) return value
    throw badValue('duration', String(value), "use milliseconds or text such as '30s'")
  }
  const text = value.trim()
  if (!/^(?:\d+(?:\.\d+)?(?:us|ms|s|m|h|d))+$/.test(text)) {
    if (text === '0') return 0
    throw badValue('duration', value, "use text such as '30s', '1m30s' or '250ms'")
  }
  let totalMs = 0
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)(us|ms|s|m|h|d)/g)) {
    totalMs += Number(amount) * UNIT_MS[unit!]!
  }
  return totalMs
}

/** Thousandths of a core in `'0.5'`, `'500m'` or `0.5`. Throws `base/bad-value`. */
export function cpuMillicores(value: number | string): number {
  const text = String(value).trim()
  const match = /^(\d+(?:\.\d+)?)(m?)$/.exec(text)
  if (match === null) throw badValue('cpu quantity', text, "use cores such as '0.5' or '500m'")
  return Math.round(Number(match[1]) * (match[2] === 'm' ? 1 : 1000))
}

const BINARY = { '': 0, b: 0, k: 1, m: 2, g: 3, t: 4 } as const

/**
 * Bytes in `'512M'`, `'512Mi'`, `'1gb'` or `512`. As Docker has it, every suffix is a power of
 * 1024. Throws `base/bad-value`.
 */
export function memoryBytes(value: number | string): number {
  const text = String(value).trim().toLowerCase()
  const match = /^(\d+(?:\.\d+)?)([kmgt]?)(?:i?b?)$/.exec(text)
  if (match === null) throw badValue('memory quantity', text, "use bytes or text such as '512M'")
  return Math.round(Number(match[1]) * 1024 ** BINARY[match[2] as keyof typeof BINARY])
}

function badValue(kind: string, value: string, hint: string): PolisError<'base/bad-value'> {
  return new PolisError('base/bad-value', {
    message: `'${value}' is not a ${kind}`,
    hint,
    fields: { kind, value },
  })
}
