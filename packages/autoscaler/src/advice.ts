/**
 * Right-sizing: which reservations and limits a service's replicas should have, by what they used.
 *
 * After Kubernetes' Vertical Pod Autoscaler: CPU at a high percentile (what is above waits a
 * little), memory at the peak (what is above is killed), both with a margin. It is advice: nothing
 * is changed by it, and what was watched for less than an hour is never said to be too large.
 */

import {
  ADVICE_CPU_MIN,
  ADVICE_CPU_STEP,
  ADVICE_MARGIN,
  ADVICE_MEMORY_MIN_BYTES,
  ADVICE_MEMORY_SPARE_BYTES,
  ADVICE_MEMORY_SPARE_SHARE,
  ADVICE_MEMORY_STEP_BYTES,
  ADVICE_TOLERANCE,
  CONFIDENCE_HIGH_MS,
  CONFIDENCE_MEDIUM_MS,
} from './config.ts'
import type { UsageSummary } from './usage-history.ts'

/** What a replica reserves or is limited to; 0 is nothing. */
export type Sizes = { readonly cpuMillicores: number; readonly memoryBytes: number }

/** By how much time the advice is backed: none, below an hour, below a day, a day or more. */
export type Confidence = 'none' | 'low' | 'medium' | 'high'

/** One figure, now and as advised; `advised` is null where there is nothing to say. */
export type SizeAdvice = {
  readonly now: number
  readonly advised: number | null
  readonly verdict: 'set' | 'raise' | 'lower' | 'keep' | 'unknown'
}

/** Millicores or bytes of one replica. */
export type ResourceAdvice = { readonly reservation: SizeAdvice; readonly limit: SizeAdvice }

export type Advice = {
  readonly confidence: Confidence
  /** What it is based on, in one line. */
  readonly basis: string
  readonly usage: UsageSummary | null
  readonly cpu: ResourceAdvice
  readonly memory: ResourceAdvice
}

/** The advice for one service. */
export function adviceOf(
  usage: UsageSummary | undefined,
  reservations: Sizes,
  limits: Sizes,
): Advice {
  const confidence = confidenceOf(usage)
  const compared = (now: number, advised: number | null): SizeAdvice => ({
    ...{ now, advised, verdict: verdictOf(now, advised, confidence) },
  })
  if (usage === undefined || confidence === 'none') {
    const unknown = (now: number) => compared(now, null)
    return {
      ...{ confidence, basis: 'nothing was measured yet', usage: null },
      cpu: {
        reservation: unknown(reservations.cpuMillicores),
        limit: unknown(limits.cpuMillicores),
      },
      memory: {
        reservation: unknown(reservations.memoryBytes),
        limit: unknown(limits.memoryBytes),
      },
    }
  }
  const cpu = stepped(usage.cpuP95 * ADVICE_MARGIN, ADVICE_CPU_STEP, ADVICE_CPU_MIN)
  const cpuLimit = stepped(usage.cpuMax * ADVICE_MARGIN, ADVICE_CPU_STEP, cpu)
  const peak = usage.memoryPeakBytes
  const memory = stepped(peak * ADVICE_MARGIN, ADVICE_MEMORY_STEP_BYTES, ADVICE_MEMORY_MIN_BYTES)
  const spare = Math.max(peak * ADVICE_MEMORY_SPARE_SHARE, ADVICE_MEMORY_SPARE_BYTES)
  const memoryLimit = stepped(peak + spare, ADVICE_MEMORY_STEP_BYTES, memory)
  // Who has no limit has chosen so: none is advised.
  const limited = (now: number, advised: number) => compared(now, now === 0 ? null : advised)
  return {
    confidence,
    basis: basisOf(usage, limits),
    usage,
    cpu: {
      reservation: compared(reservations.cpuMillicores, cpu),
      limit: limited(limits.cpuMillicores, cpuLimit),
    },
    memory: {
      reservation: compared(reservations.memoryBytes, memory),
      limit: limited(limits.memoryBytes, memoryLimit),
    },
  }
}

function confidenceOf(usage: UsageSummary | undefined): Confidence {
  if (usage === undefined || usage.samples === 0) return 'none'
  if (usage.coveredMs < CONFIDENCE_MEDIUM_MS) return 'low'
  return usage.coveredMs < CONFIDENCE_HIGH_MS ? 'medium' : 'high'
}

function verdictOf(
  now: number,
  advised: number | null,
  confidence: Confidence,
): SizeAdvice['verdict'] {
  if (advised === null) return now === 0 && confidence !== 'none' ? 'keep' : 'unknown'
  if (now === 0) return 'set'
  if (Math.abs(now / advised - 1) <= ADVICE_TOLERANCE) return 'keep'
  if (now < advised) return 'raise'
  return confidence === 'low' ? 'keep' : 'lower'
}

function basisOf({ coveredMs, samples, cpuMax }: UsageSummary, limits: Sizes): string {
  const minutes = Math.round(coveredMs / 60_000)
  const time = minutes < 120 ? `${minutes} min` : `${Math.floor(minutes / 60)} h`
  const what = `${samples} samples of single replicas in ${time}`
  // What is cut off at the limit does not show how much was wanted.
  const isCut = limits.cpuMillicores > 0 && cpuMax >= limits.cpuMillicores * (1 - ADVICE_TOLERANCE)
  return isCut ? `${what}; CPU reached its limit, so more may be needed` : what
}

function stepped(value: number, step: number, least: number): number {
  return Math.max(least, Math.ceil(value / step) * step)
}
