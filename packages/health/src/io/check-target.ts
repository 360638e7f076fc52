/** What a runner checks, and what it says of it. */

import type { CheckSpec, HealthState } from '../check.ts'
import { dialsPort } from '../check-kinds.ts'
import type { ProbeTarget } from './prober.ts'

/** An endpoint of this node and how it is checked. */
export type CheckTarget = {
  /** Unique among the targets. */
  readonly key: string
  readonly endpointId: string
  /** IP address or name that is dialled. */
  readonly address: string
  /** It is not this machine's: the operator must allow that it is dialled. */
  readonly isForeign?: boolean
  /** Node ports by target port; the first is meant by checks that name none. */
  readonly ports: readonly { readonly target: number; readonly port: number }[]
  readonly checks: readonly CheckSpec[]
  /** Unix time of its start. A new start begins anew with `unknown`. */
  readonly startedAtMs: number
  /** It is a task of this machine: its commands run within it. */
  readonly isTask?: true
  /** What command checks find in their environment. */
  readonly variables?: Readonly<Record<string, string>>
}

export type EndpointHealth = {
  readonly key: string
  readonly endpointId: string
  /** The worst of the checks that say whether it is to be used. */
  readonly state: HealthState
  /** Unix time since when. */
  readonly changedAtMs: number
  /** One line that says why, from the check that decides; empty before any result. */
  readonly output: string
  /** Id of the check that decides while the state is not passing, else null. */
  readonly failingCheck: string | null
}

/** An endpoint does not live any more, says one of its liveness checks. */
export type LivenessFailure = {
  readonly key: string
  readonly endpointId: string
  readonly checkId: string
  /** Why, in one line. */
  readonly cause: string
}

/** What a check of `target` asks; text if it cannot be asked. */
export function probeTargetOf(spec: CheckSpec, target: CheckTarget): ProbeTarget | string {
  const { ports, address, isForeign, isTask, variables, endpointId } = target
  const port = spec.port === null ? ports[0] : ports.find(({ target }) => target === spec.port)
  if (port === undefined && dialsPort(spec.type) && spec.host === undefined) {
    return `the endpoint has no port${spec.port === null ? '' : ` for ${spec.port}`}`
  }
  return {
    host: spec.host ?? address,
    // Another host has the port itself.
    port: spec.host === undefined ? (port?.port ?? null) : spec.port,
    ...((isForeign === true || spec.host !== undefined) && { isForeign: true }),
    ...(variables !== undefined && { variables }),
    ...(isTask === true && { taskId: endpointId }),
  }
}
