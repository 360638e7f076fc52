/**
 * Checks as one node tells them another: `CheckQuery` and its kin of `proto/polis/v1/peer.proto`.
 *
 * What comes in is another node's word: states and outcomes that are not known are read as
 * `unknown` and `fail`.
 */

import {
  type CheckResult,
  type CheckStatistics,
  HEALTH_STATES,
  type HealthState,
  type ProbeOutcome,
} from '@polis/health'
import { peer } from '@polis/proto'

const wire = peer.v1.peer
const OUTCOMES = ['pass', 'warn', 'fail'] as const

export type CheckQuery = {
  /** Empty: of every service. */
  readonly serviceId: string
  /** Empty: every check. */
  readonly checkId: string
  readonly withResults: boolean
}

/** A check of an endpoint, as the node that runs it knows it. */
export type LocalCheck = {
  readonly serviceId: string
  readonly checkId: string
  readonly endpointId: string
  readonly name: string
  readonly type: string
  readonly purpose: 'readiness' | 'liveness'
  readonly state: HealthState
  readonly changedAtMs: number
  readonly cause: string
  readonly output: string
  readonly failures: number
  readonly statistics: CheckStatistics
  readonly results: readonly CheckResult[]
}

export type LocalChecks = { readonly checks: readonly LocalCheck[]; readonly isCut: boolean }

/** What an application said of itself. */
export type TtlReport = {
  readonly endpointId: string
  readonly checkId: string
  readonly outcome: ProbeOutcome
  readonly output: string
}

export const checkQuery = {
  encode: (query: CheckQuery) => wire.CheckQuery.encode(query).finish(),
  decode(bytes: Uint8Array): CheckQuery {
    const { serviceId, checkId, withResults } = wire.CheckQuery.decode(bytes)
    return { serviceId, checkId, withResults }
  },
}

export const checkQueryReply = {
  encode: ({ checks, isCut }: LocalChecks) =>
    wire.CheckQueryReply.encode({ checks: checks.map(toWire), isCut }).finish(),
  decode(bytes: Uint8Array): LocalChecks {
    const { checks, isCut } = wire.CheckQueryReply.decode(bytes)
    return { checks: checks.map(fromWire), isCut }
  },
}

export const ttlReport = {
  encode: (report: TtlReport) => wire.CheckTtlReport.encode(report).finish(),
  decode(bytes: Uint8Array): TtlReport {
    const { endpointId, checkId, outcome, output } = wire.CheckTtlReport.decode(bytes)
    return { endpointId, checkId, outcome: outcomeOf(outcome), output }
  },
}

export const ttlReportReply = {
  encode: (isWatched: boolean) => wire.CheckTtlReportReply.encode({ isWatched }).finish(),
  decode: (bytes: Uint8Array) => wire.CheckTtlReportReply.decode(bytes).isWatched,
}

function toWire({ statistics, results, ...check }: LocalCheck) {
  const figures = Object.entries(statistics).filter(([, value]) => value !== null)
  return { ...check, figures: Object.fromEntries(figures), results: [...results] }
}

type WireCheck = ReturnType<typeof wire.CheckQueryReply.decode>['checks'][number]

function fromWire({ figures, ...check }: WireCheck): LocalCheck {
  return {
    serviceId: check.serviceId ?? '',
    checkId: check.checkId ?? '',
    endpointId: check.endpointId ?? '',
    name: check.name ?? '',
    type: check.type ?? '',
    cause: check.cause ?? '',
    output: check.output ?? '',
    purpose: check.purpose === 'liveness' ? 'liveness' : 'readiness',
    state: stateOf(check.state),
    changedAtMs: check.changedAtMs ?? 0,
    failures: check.failures ?? 0,
    statistics: {
      results: figures?.results ?? 0,
      failures: figures?.failures ?? 0,
      uptimeLastHour: figures?.uptimeLastHour ?? null,
      uptimeLastDay: figures?.uptimeLastDay ?? null,
      uptimeLastWeek: figures?.uptimeLastWeek ?? null,
      responseTimeMsP50: figures?.responseTimeMsP50 ?? null,
      responseTimeMsP95: figures?.responseTimeMsP95 ?? null,
      responseTimeMsP99: figures?.responseTimeMsP99 ?? null,
    },
    results: (check.results ?? []).map(({ unobservedMs = 0, ...result }) => ({
      atMs: result.atMs ?? 0,
      outcome: outcomeOf(result.outcome),
      state: stateOf(result.state),
      output: result.output ?? '',
      responseTimeMs: result.responseTimeMs ?? 0,
      ...(unobservedMs !== null && unobservedMs > 0 && { unobservedMs }),
    })),
  }
}

function stateOf(text: string | null | undefined): HealthState {
  return HEALTH_STATES.find(state => state === text) ?? 'unknown'
}

function outcomeOf(text: string | null | undefined): ProbeOutcome {
  return OUTCOMES.find(outcome => outcome === text) ?? 'fail'
}
