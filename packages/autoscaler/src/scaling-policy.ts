/**
 * `ScalingPolicy`: an immutable builder of a policy for the library's users.
 *
 * Each `with…` answers a new policy. Numbers are checked when it is registered.
 */

import { type Duration, durationMs } from '@polis/base'
import { type CustomTarget, type PolicySpec, policySpec } from './policy.ts'

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

  /** A target for a custom metric, or for `responseTimeMs`, `errorRate` or `activeConnections`. */
  withCustomMetric(
    metric: string,
    target: number,
    type: NonNullable<CustomTarget['type']> = 'total',
  ): ScalingPolicy {
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

  /** A ratio of measured to target within 1 ± this changes nothing. */
  withTolerance(tolerance: number): ScalingPolicy {
    return this.#with({ tolerance })
  }

  #with(change: Partial<PolicySpec>): ScalingPolicy {
    const { id, name, deploymentId, spec } = this
    return new ScalingPolicy(id, name, deploymentId, spec.min, spec.max, { ...spec, ...change })
  }
}
