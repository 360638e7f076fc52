/** What the leader recorded of loads and of use, as bytes: `proto/polis/v1/autoscale.proto`. */

import type { TracePoint, UsageSummary } from '@polis/autoscaler'
import { safeInteger } from '@polis/base'
import { autoscale } from '@polis/proto'

const wire = autoscale.v1.autoscale

export const loadRequest = {
  encode: (asked: { readonly policyId: string; readonly metric: string }): Uint8Array =>
    wire.LoadRequest.encode(asked).finish(),
  decode: (bytes: Uint8Array): { readonly policyId: string; readonly metric: string } => {
    const { policyId, metric } = wire.LoadRequest.decode(bytes)
    return { policyId, metric }
  },
}

export const loadReply = {
  encode: (points: readonly TracePoint[]): Uint8Array =>
    wire.LoadReply.encode({
      atMs: points.map(({ atMs }) => atMs),
      loads: points.map(({ load }) => load ?? Number.NaN),
    }).finish(),
  decode: (bytes: Uint8Array): TracePoint[] => {
    const { atMs, loads } = wire.LoadReply.decode(bytes)
    return atMs.map((at, i) => {
      const load = loads[i] ?? Number.NaN
      return { atMs: safeInteger(at, 'at_ms'), load: Number.isFinite(load) ? load : null }
    })
  },
}

export const usageRequest = {
  encode: (serviceIds: readonly string[]): Uint8Array =>
    wire.UsageRequest.encode({ serviceIds: [...serviceIds] }).finish(),
  decode: (bytes: Uint8Array): readonly string[] => wire.UsageRequest.decode(bytes).serviceIds,
}

export const usageReply = {
  encode: (usages: ReadonlyMap<string, UsageSummary>): Uint8Array =>
    wire.UsageReply.encode({
      usages: [...usages].map(([serviceId, summary]) => ({ serviceId, ...summary })),
    }).finish(),
  decode: (bytes: Uint8Array): Map<string, UsageSummary> =>
    new Map(
      wire.UsageReply.decode(bytes).usages.map(one => [
        one.serviceId ?? '',
        {
          fromMs: safeInteger(one.fromMs ?? 0, 'from_ms'),
          coveredMs: safeInteger(one.coveredMs ?? 0, 'covered_ms'),
          samples: safeInteger(one.samples ?? 0, 'samples'),
          ...{ cpuP50: one.cpuP50 ?? 0, cpuP90: one.cpuP90 ?? 0, cpuP95: one.cpuP95 ?? 0 },
          cpuMax: one.cpuMax ?? 0,
          memoryPeakBytes: safeInteger(one.memoryPeakBytes ?? 0, 'memory_peak_bytes'),
        },
      ]),
    ),
}
