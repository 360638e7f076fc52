/**
 * What data planes have counted, as their users read it: services, and the endpoints below them.
 */

import type { CounterRow } from './counters.ts'
import type { ServiceMode } from './kernel-rules.ts'
import type { Algorithm } from './routes.ts'

export type EndpointStats = CounterRow & { readonly id: string }
export type ServiceStats = CounterRow & {
  readonly id: string
  readonly name: string
  readonly namespace: string
  readonly algorithm: Algorithm
  readonly isPanic: boolean
  /** Who forwards it. What the kernel forwards is not counted. */
  readonly mode: ServiceMode['mode']
  /** Why user space does although the service asked for the kernel. */
  readonly modeReason?: string
  /** When its pause ends, milliseconds since 1970; absent if it is not paused. */
  readonly pausedUntilMs?: number
  readonly endpoints: readonly EndpointStats[]
}

export type DataPlaneStats = {
  readonly version: number
  readonly threads: number
  readonly services: readonly ServiceStats[]
}
