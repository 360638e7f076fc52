/**
 * Rollouts in stages: how many slots the new version has in each, and which share of the requests.
 *
 *     canary       10 % ─pause─► 50 % ─pause─► slot by slot to the end
 *     blue-green   all of the new beside all of the old, 0 % ─► 100 %, the old kept for a while
 *
 * A stage is over once its new tasks have proved themselves and its pause has passed, or when a
 * person promotes it. The share is a matter of weights, so it holds whatever the counts are.
 */

import type { Deployment, UpdateSpec } from './objects.ts'

/** A number of slots, or a part of the replicas such as `25%`. */
export type Share = number | string

export type CanaryStep = {
  /** Percentage of the requests, 1 to 100. */
  readonly weight: number
  readonly pauseMs: number
}

export type RolloutStrategy =
  | {
      readonly kind: 'canary'
      readonly steps: readonly CanaryStep[]
      /** `manual`: the last step holds until somebody promotes it. */
      readonly promote: 'auto' | 'manual'
    }
  | {
      readonly kind: 'blue-green'
      /** `manual`: requests go to the new version once somebody promotes it. */
      readonly promote: 'auto' | 'manual'
      /** How long the old version stays beside the new one that has all requests. */
      readonly keepMs: number
    }

export type Stage = {
  /** Percentage of the requests that the new version gets. */
  readonly weight: number
  /** Slots that have the new version. */
  readonly slots: number
  /** True if the old tasks stay beside the new ones. */
  readonly isOldKept: boolean
  /** How long it lasts once its tasks have proved themselves; null until somebody promotes it. */
  readonly pauseMs: number | null
}

/** The stages of an update of `replicas` slots; none if it goes straight on. */
export function stagesOf({ strategy }: UpdateSpec, replicas: number): Stage[] {
  if (strategy === undefined) return []
  if (strategy.kind === 'blue-green') {
    const all = { slots: replicas, isOldKept: true }
    return [
      { ...all, weight: 0, pauseMs: strategy.promote === 'manual' ? null : 0 },
      { ...all, weight: 100, pauseMs: strategy.keepMs },
    ]
  }
  return strategy.steps.map(({ weight, pauseMs }, i) => {
    const isHeld = strategy.promote === 'manual' && i === strategy.steps.length - 1
    const slots = Math.min(replicas, Math.max(1, Math.ceil((replicas * weight) / 100)))
    return { weight, slots, isOldKept: false, pauseMs: isHeld ? null : pauseMs }
  })
}

/** The stage that a deployment is in; undefined if it is in none: first, past the last, or over. */
export function stageOf(deployment: Deployment): Stage | undefined {
  const { rollout, stable, specRevision, spec, replicas } = deployment
  const isUnderWay = rollout.state === 'running' || rollout.state === 'paused'
  if (
    !isUnderWay ||
    rollout.isRestart === true ||
    stable === null ||
    stable.specRevision === specRevision
  )
    return undefined
  return stagesOf(spec.update, replicas)[rollout.step ?? 0]
}

/** True if a blue-green rollout has handed the requests over and only keeps the old version. */
export function isSwitched(deployment: Deployment): boolean {
  const stage = stageOf(deployment)
  return stage?.isOldKept === true && stage.weight === 100
}

/** The stage in words; empty if it is in none. */
export function stageWords(deployment: Deployment): string {
  const stage = stageOf(deployment)
  if (stage === undefined) return ''
  const { spec, replicas, rollout } = deployment
  const count = stagesOf(spec.update, replicas).length
  const share = `${stage.weight}% of the requests go to the new version`
  const until = stage.pauseMs === null ? ', until it is promoted' : ''
  return `step ${(rollout.step ?? 0) + 1} of ${count}: ${share}${until}`
}

/** How many of `replicas` a share is; percentages are rounded by `round`. */
export function shareOf(share: Share, replicas: number, round: (value: number) => number): number {
  if (typeof share === 'number') return share
  return round((replicas * Number.parseInt(share, 10)) / 100)
}
