/**
 * `ScalingPolicy`: an immutable builder of a policy for the library's users.
 *
 * Each `with…` answers a new policy. Numbers are checked when it is registered.
 */

import { type Duration, durationMs } from '@polis/base'
import { DEFAULT_FORECAST_QUANTILE } from './config.ts'
import { type PolicySpec, policySpec, type TargetType } from './policy.ts'
import type { RateRule } from './rate.ts'
import type { ScheduleSpec } from './schedule.ts'

/** A named policy for one deployment. */
export class ScalingPolicy {
  readonly id: string
  readonly name: string
  readonly deploymentId: string
  readonly spec: PolicySpec

  constructor(
    id: string,
    name: string,
    deploymentId: string,
    minReplicas: number,
    maxReplicas: number,
    rest: Partial<PolicySpec> = {},
  ) {
    this.id = id
    this.name = name
    this.deploymentId = deploymentId
    this.spec = policySpec({ ...rest, min: minReplicas, max: maxReplicas })
  }

  /** Percent of the CPU reserved. */
  withTargetCpuUtilization(percent: number): ScalingPolicy {
    return this.#with({ cpu: percent })
  }

  /** Percent of the memory reserved. */
  withTargetMemoryUtilization(percent: number): ScalingPolicy {
    return this.#with({ memory: percent })
  }

  /** Requests per second and replica. */
  withTargetRequestsPerSecond(rps: number): ScalingPolicy {
    return this.#with({ rps })
  }

  /** Mean response time; a longer one grows the deployment. */
  withTargetResponseTime(time: Duration): ScalingPolicy {
    return this.#with({ responseTimeMs: durationMs(time) })
  }

  /** Requests (or connections) in flight and replica. */
  withTargetActiveConnections(inflight: number): ScalingPolicy {
    return this.#with({ inflight })
  }

  /** Failed requests as a fraction of all; a higher one grows the deployment. */
  withTargetErrorRate(errorRate: number): ScalingPolicy {
    return this.#with({ errorRate })
  }

  /** A target for a metric of the application's own. */
  withCustomMetric(metric: string, target: number, type: TargetType = 'total'): ScalingPolicy {
    return this.#with({ custom: [...this.spec.custom, { metric, target, type }] })
  }

  withScaleUpCooldown(cooldown: Duration): ScalingPolicy {
    return this.#with({ scaleUpCooldownMs: durationMs(cooldown) })
  }

  withScaleDownCooldown(cooldown: Duration): ScalingPolicy {
    return this.#with({ scaleDownCooldownMs: durationMs(cooldown) })
  }

  /** How long a drop must last before it counts. */
  withScaleDownStabilization(window: Duration): ScalingPolicy {
    return this.#with({ stabilizationDownMs: durationMs(window) })
  }

  /** How fast the deployment may grow. */
  withScaleUpRate(rule: RateRule): ScalingPolicy {
    return this.#with({ scaleUp: rule })
  }

  /** How fast the deployment may shrink. */
  withScaleDownRate(rule: RateRule): ScalingPolicy {
    return this.#with({ scaleDown: rule })
  }

  /** Other bounds while a window of time is open; see `ScheduleSpec`. */
  withSchedule(schedule: ScheduleSpec): ScalingPolicy {
    return this.#with({ schedules: [...(this.spec.schedules ?? []), schedule] })
  }

  /** Scales for the load that is expected; `quantile`, 0 to 1, sizes the margin. */
  withPrediction(quantile = DEFAULT_FORECAST_QUANTILE): ScalingPolicy {
    return this.#with({ predict: { quantile } })
  }

  /** Nothing is scaled, until a policy without this takes its place. */
  paused(): ScalingPolicy {
    return this.#with({ isPaused: true })
  }

  /** A ratio of measured to target within 1 ± this changes nothing. */
  withTolerance(tolerance: number): ScalingPolicy {
    return this.#with({ tolerance })
  }

  #with(change: Partial<PolicySpec>): ScalingPolicy {
    const { id, name, deploymentId, spec } = this
    return new ScalingPolicy(id, name, deploymentId, spec.min, spec.max, { ...spec, ...change })
  }
}
