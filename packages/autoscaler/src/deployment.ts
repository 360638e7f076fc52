/**
 * `Deployment`: an immutable builder of what is scaled, for the library's users.
 */

import { cpuMillicores, memoryBytes } from '@polis/base'

/** CPU in cores (`'0.5'`, `'500m'`), memory in bytes or as `'512Mi'`. */
export type ResourceQuantities = {
  readonly cpu?: number | string
  readonly memory?: number | string
}

/** The same as numbers. */
export type ResourceAmounts = { readonly cpuMillicores?: number; readonly memoryBytes?: number }

/**
 * `stable` when as many replicas serve as are asked for; `failed` after a step that did not
 * succeed.
 */
export type DeploymentStatus = 'stable' | 'scaling' | 'failed'

type Fields = {
  readonly replicas: number
  readonly readyReplicas: number
  readonly status: DeploymentStatus
  readonly limits: ResourceAmounts
  readonly requests: ResourceAmounts
}

/** A named set of equal replicas. */
export class Deployment implements Fields {
  readonly id: string
  readonly name: string
  readonly namespace: string
  readonly image: string
  /** Replicas asked for. */
  readonly replicas: number
  /** Replicas that serve. */
  readonly readyReplicas: number
  readonly status: DeploymentStatus
  /** The most a replica may use. */
  readonly limits: ResourceAmounts
  /** What a replica has reserved. */
  readonly requests: ResourceAmounts

  constructor(
    id: string,
    name: string,
    namespace: string,
    image: string,
    fields: Partial<Fields> = {},
  ) {
    this.id = id
    this.name = name
    this.namespace = namespace
    this.image = image
    this.replicas = fields.replicas ?? 1
    this.readyReplicas = fields.readyReplicas ?? this.replicas
    this.status = fields.status ?? 'stable'
    this.limits = fields.limits ?? {}
    this.requests = fields.requests ?? {}
  }

  /** That many replicas, all of which serve. */
  withReplicas(replicas: number): Deployment {
    return this.#with({ replicas, readyReplicas: replicas })
  }

  /** The most a replica may use. Throws `base/bad-value`. */
  withResourceLimits(limits: ResourceQuantities): Deployment {
    return this.#with({ limits: amounts(limits) })
  }

  /** What a replica has reserved. Throws `base/bad-value`. */
  withResourceRequests(requests: ResourceQuantities): Deployment {
    return this.#with({ requests: amounts(requests) })
  }

  /** How many replicas serve, and how that is going. */
  withStatus(status: DeploymentStatus, replicas: number, readyReplicas: number): Deployment {
    return this.#with({ status, replicas, readyReplicas })
  }

  #with(change: Partial<Fields>): Deployment {
    return new Deployment(this.id, this.name, this.namespace, this.image, { ...this, ...change })
  }
}

function amounts({ cpu, memory }: ResourceQuantities): ResourceAmounts {
  return {
    ...(cpu === undefined ? {} : { cpuMillicores: cpuMillicores(cpu) }),
    ...(memory === undefined ? {} : { memoryBytes: memoryBytes(memory) }),
  }
}
