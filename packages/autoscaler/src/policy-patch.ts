/**
 * A policy with some of its fields changed, as `polis autoscale SERVICE --cpu 60` asks for.
 */

import { type CustomTarget, type PolicySpec, policySpec } from './policy.ts'

/** Fields of a policy that can be set one by one; null takes an optional one away. */
type Patched =
  | 'cpu'
  | 'memory'
  | 'rps'
  | 'responseTimeMs'
  | 'inflight'
  | 'errorRate'
  | 'toleranceUp'
  | 'toleranceDown'
  | 'predict'

/** What is to be changed; absent leaves a field as it is. */
export type PolicyPatch = {
  readonly [Field in Patched]?: PolicySpec[Field] | null | undefined
} & {
  readonly [Field in
    | 'min'
    | 'max'
    | 'scaleUpCooldownMs'
    | 'scaleDownCooldownMs'
    | 'isPaused']?: PolicySpec[Field]
} & {
  readonly [Field in 'stabilizationUpMs' | 'stabilizationDownMs']?: PolicySpec[Field] | undefined
} & {
  /** Custom targets by metric: added or changed; with a target of null taken away. */
  readonly custom?:
    | readonly (Omit<CustomTarget, 'target'> & { readonly target: number | null })[]
    | undefined
}

/**
 * `old` (or a policy with defaults) with what `patch` changes; undefined if there is none yet and the
 * patch does not say a maximum.
 */
export function patchedPolicy(
  old: PolicySpec | undefined,
  { custom = [], isPaused, ...patch }: PolicyPatch,
): PolicySpec | undefined {
  const { isPaused: wasPaused, ...base } = old ?? { min: 1, max: 0, custom: [] }
  const fields: Record<string, unknown> = { ...base }
  for (const [field, value] of Object.entries(patch)) {
    if (value === null) delete fields[field]
    else if (value !== undefined) fields[field] = value
  }
  if (old === undefined && fields['max'] === 0) return undefined
  const changed = new Map(custom.map(one => [one.metric, one]))
  const kept = base.custom.filter(({ metric }) => !changed.has(metric))
  const added = custom
    .filter((one): one is CustomTarget => one.target !== null)
    .map(one => ({ ...base.custom.find(({ metric }) => metric === one.metric), ...one }))
  const paused = isPaused ?? wasPaused ?? false
  return policySpec({
    ...(fields as PolicySpec),
    custom: [...kept, ...added],
    ...(paused ? { isPaused: true } : {}),
  })
}
