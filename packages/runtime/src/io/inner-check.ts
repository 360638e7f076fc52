/**
 * The check inside a container as the engine shows it: how it is set, how it is, and its last five
 * results (Docker Engine API, `GET /containers/{id}/json`: `Config.Healthcheck`, `State.Health`).
 */

import type { InnerCheck } from '../driver.ts'

/** What the engine does where a check says nothing, which it writes as 0 (moby, health.go). */
const DEFAULTS = { intervalMs: 30_000, timeoutMs: 30_000, retries: 3 } as const

const NANOSECONDS = 1_000_000

/** What is read of a container. */
export type InspectedHealth = {
  readonly Config: {
    readonly Healthcheck?: {
      readonly Interval?: number
      readonly Timeout?: number
      readonly Retries?: number
      readonly StartPeriod?: number
    }
  }
  readonly State: {
    readonly Health?: {
      readonly Status: string
      readonly FailingStreak: number
      readonly Log?: readonly {
        readonly Start: string
        readonly End: string
        readonly ExitCode: number
        readonly Output: string
      }[]
    }
  }
}

/**
 * The check of a container with its results that ended after `sinceMs` (Unix time); undefined if it
 * has none, or it is switched off.
 */
export function readInnerCheck(
  { Config: config, State: { Health: health } }: InspectedHealth,
  sinceMs: number,
): InnerCheck | undefined {
  const state = health?.Status
  if (state !== 'starting' && state !== 'healthy' && state !== 'unhealthy') return undefined
  const { Interval = 0, Timeout = 0, Retries = 0, StartPeriod = 0 } = config.Healthcheck ?? {}
  const results = (health?.Log ?? []).map(({ Start, End, ExitCode, Output }) => ({
    startedAtMs: Date.parse(Start),
    endedAtMs: Date.parse(End),
    exitCode: ExitCode,
    output: Output,
  }))
  return {
    state,
    intervalMs: Interval / NANOSECONDS || DEFAULTS.intervalMs,
    timeoutMs: Timeout / NANOSECONDS || DEFAULTS.timeoutMs,
    retries: Retries || DEFAULTS.retries,
    startPeriodMs: StartPeriod / NANOSECONDS,
    failures: health?.FailingStreak ?? 0,
    results: results.filter(({ endedAtMs }) => endedAtMs > sinceMs),
  }
}
