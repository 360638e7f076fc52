/**
 * Outlier ejection: an endpoint that takes requests and answers them badly is left out for a while.
 *
 *     in use ──rule broken──► ejected for n × base ──time──► in use; n falls by one a good window
 *
 * Rules (Envoy's, and latency): failures in a row, at once; the share of failures, and a mean
 * latency far above the others', at the end of each window. Windows count requests, since a
 * time-decayed average forgets a fast burst of failures (linkerd). Only a share of the endpoints
 * may be out at a time: when most of them fail, the cause is elsewhere.
 *
 * It judges what one data thread saw itself. Refused connections are `ejection.ts`' affair.
 */

import {
  OUTLIER_FEW_ENDPOINTS,
  OUTLIER_LATENCY_MIN_MS,
  OUTLIER_SHARE_FEW,
  OUTLIER_SHARE_MANY,
} from './config.ts'
import { type OutlierPolicy, outlierPolicyOf, type ResolvedOutlierPolicy } from './policy.ts'

/** Which rule an endpoint broke. */
export type OutlierReason = 'gateway-failures' | 'server-errors' | 'failure-share' | 'latency'

/** What a request met when no answer came. */
export const NO_ANSWER = 0

type Record = {
  /** In a row, up to now. */
  gatewayFailures: number
  serverErrors: number
  /** In this window. */
  requests: number
  failures: number
  latencySumMs: number
  /** Ejections that count for the length of the next. */
  ejections: number
  untilMs: number
  wasEjected: boolean
  /** Back from an ejection, and no good answer since. */
  isOnTrial: boolean
}

/** An ejection that a window's end brought. */
export type Outlier = { readonly id: string; readonly reason: OutlierReason }

export class Outliers {
  readonly #policy: ResolvedOutlierPolicy
  readonly #records = new Map<string, Record>()
  #windowEndMs = Number.POSITIVE_INFINITY
  #nextReturnMs = Number.POSITIVE_INFINITY

  constructor(policy: OutlierPolicy) {
    this.#policy = outlierPolicyOf(policy)
  }

  /** When an ejection ends next; `Infinity` if none is in force. */
  get nextReturnMs(): number {
    return this.#nextReturnMs
  }

  /** When the window ends; `Infinity` without requests. */
  get windowEndMs(): number {
    return this.#windowEndMs
  }

  /** The endpoints of a new table; what is known of those that stay is kept. */
  update(ids: readonly string[]): void {
    const named = new Set(ids)
    for (const id of this.#records.keys()) if (!named.has(id)) this.#records.delete(id)
    for (const id of ids) if (!this.#records.has(id)) this.#records.set(id, newRecord())
  }

  /**
   * An answer with `status`, or `NO_ANSWER`, after `latencyMs`; the rule that it was one too many
   * for, if the endpoint is now ejected.
   */
  observe(id: string, status: number, latencyMs: number, nowMs: number): OutlierReason | undefined {
    const record = this.#records.get(id)
    if (record === undefined) return undefined
    if (this.#windowEndMs === Number.POSITIVE_INFINITY) {
      this.#windowEndMs = nowMs + this.#policy.windowMs
    }
    record.requests++
    record.latencySumMs += latencyMs
    if (status !== NO_ANSWER && status < 500) {
      record.gatewayFailures = 0
      record.serverErrors = 0
      return undefined
    }
    record.failures++
    record.serverErrors++
    const isGateway = status === NO_ANSWER || (status >= 502 && status <= 504)
    record.gatewayFailures = isGateway ? record.gatewayFailures + 1 : 0
    const reason = this.#ruleBroken(record)
    return reason !== undefined && this.#eject(record, nowMs) ? reason : undefined
  }

  /** Ends the window if it is over; answers whom it ejected. */
  sweep(nowMs: number): readonly Outlier[] {
    if (nowMs < this.#windowEndMs) return []
    const { requestsMin } = this.#policy
    const judged = [...this.#records]
      .filter(([, { requests }]) => requests > 0 && requests >= requestsMin)
      .map(([id, record]) => ({ id, record, meanMs: record.latencySumMs / record.requests }))
    const limitMs = this.#latencyLimitMs(judged.map(({ meanMs }) => meanMs))
    const found: Outlier[] = []
    // The worst first, as there may not be room for all of them.
    judged.sort((a, b) => failureShare(b.record) - failureShare(a.record) || b.meanMs - a.meanMs)
    for (const { id, record, meanMs } of judged) {
      const reason = this.#reasonOf(record, meanMs, limitMs)
      if (reason !== undefined && this.#eject(record, nowMs)) found.push({ id, reason })
    }
    this.#startWindow(nowMs)
    return found
  }

  /** Those of `candidates` that may be used at `nowMs`, in their order; all if none could be. */
  usable<T extends { readonly id: string }>(candidates: readonly T[], nowMs: number): readonly T[] {
    this.#nextReturnMs = Number.POSITIVE_INFINITY
    for (const { untilMs } of this.#records.values()) {
      if (untilMs > nowMs) this.#nextReturnMs = Math.min(this.#nextReturnMs, untilMs)
    }
    if (this.#nextReturnMs === Number.POSITIVE_INFINITY) return candidates
    const rest = candidates.filter(({ id }) => !this.#isEjected(id, nowMs))
    return rest.length > 0 ? rest : candidates
  }

  /** Endpoints whose ejection has ended since the last call. */
  returned(nowMs: number): readonly string[] {
    const ids: string[] = []
    for (const [id, record] of this.#records) {
      if (!record.wasEjected || record.untilMs > nowMs) continue
      record.wasEjected = false
      record.isOnTrial = true
      ids.push(id)
    }
    return ids
  }

  /** A good answer: true if it is the first since an ejection. */
  readmitted(id: string): boolean {
    const record = this.#records.get(id)
    if (record === undefined || !record.isOnTrial) return false
    record.isOnTrial = false
    return true
  }

  #isEjected(id: string, nowMs: number): boolean {
    return (this.#records.get(id)?.untilMs ?? 0) > nowMs
  }

  #ruleBroken(record: Record): OutlierReason | undefined {
    const { gatewayFailures, serverErrors } = this.#policy
    if (gatewayFailures > 0 && record.gatewayFailures >= gatewayFailures) return 'gateway-failures'
    if (serverErrors > 0 && record.serverErrors >= serverErrors) return 'server-errors'
    return undefined
  }

  #reasonOf(record: Record, meanMs: number, limitMs: number): OutlierReason | undefined {
    const most = this.#policy.failureShare
    if (most > 0 && failureShare(record) >= most) return 'failure-share'
    return meanMs > limitMs ? 'latency' : undefined
  }

  /** Twice two figures tell an outlier from a spread; fewer do not. */
  #latencyLimitMs(meansMs: readonly number[]): number {
    const { latencyFactor } = this.#policy
    if (latencyFactor === 0 || meansMs.length < 3) return Number.POSITIVE_INFINITY
    const sorted = [...meansMs].sort((a, b) => a - b)
    // The lower middle, so that an outlier does not raise the limit for itself.
    const median = sorted[Math.floor((sorted.length - 1) / 2)]!
    return Math.max(OUTLIER_LATENCY_MIN_MS, median * latencyFactor)
  }

  /** False if it is out already, or as many as may be are. */
  #eject(record: Record, nowMs: number): boolean {
    if (record.untilMs > nowMs) return false
    const out = [...this.#records.values()].filter(({ untilMs }) => untilMs > nowMs).length
    if (out >= this.#ejectedMax()) return false
    const { baseMs, maxMs } = this.#policy
    record.ejections++
    record.untilMs = nowMs + Math.min(maxMs, baseMs * record.ejections)
    record.wasEjected = true
    record.isOnTrial = false
    // It has paid for these.
    record.gatewayFailures = 0
    record.serverErrors = 0
    startCounting(record)
    this.#nextReturnMs = Math.min(this.#nextReturnMs, record.untilMs)
    return true
  }

  #ejectedMax(): number {
    const count = this.#records.size
    const byNumber = count <= OUTLIER_FEW_ENDPOINTS ? OUTLIER_SHARE_FEW : OUTLIER_SHARE_MANY
    const share = this.#policy.maxEjectedShare ?? byNumber
    if (count < 2 || share === 0) return 0
    // Always one, never all.
    return Math.min(count - 1, Math.max(1, Math.floor(count * share)))
  }

  #startWindow(nowMs: number): void {
    let requests = 0
    for (const record of this.#records.values()) {
      const isGood = record.requests > 0 && record.untilMs <= nowMs
      if (isGood && record.ejections > 0 && !record.wasEjected) record.ejections--
      requests += record.requests
      startCounting(record)
    }
    // Without requests nothing has to be looked at until the next one.
    this.#windowEndMs = requests === 0 ? Number.POSITIVE_INFINITY : nowMs + this.#policy.windowMs
  }
}

function newRecord(): Record {
  return {
    gatewayFailures: 0,
    serverErrors: 0,
    requests: 0,
    failures: 0,
    latencySumMs: 0,
    ejections: 0,
    untilMs: 0,
    wasEjected: false,
    isOnTrial: false,
  }
}

function startCounting(record: Record): void {
  record.requests = 0
  record.failures = 0
  record.latencySumMs = 0
}

function failureShare({ requests, failures }: Record): number {
  return requests === 0 ? 0 : failures / requests
}
