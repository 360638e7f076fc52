/**
 * What a node says of itself to its cluster: the founder's first words, and, at every start, its
 * address, labels and size where they have changed.
 */

import { tokenHash } from '@polis/api'
import { type Logger, messageOf, systemClock } from '@polis/base'
import {
  CLUSTER_VERSION,
  type ClusterState,
  encodeMemberChange,
  type Operation,
} from '@polis/cluster'
import type { ConfChange } from '@polis/raft'
import type { NodeDescription } from '../wire.ts'
import { pause } from './pause.ts'

/** How long one try may take, and the pause before the next. */
const TRY_TIMEOUT_MS = 10_000
const RETRY_MS = 500

export type IntroductionDependencies = {
  readonly self: string
  readonly state: ClusterState
  readonly execute: (operations: readonly Operation[], signal: AbortSignal) => Promise<unknown>
  /** Ends every try. */
  readonly signal: AbortSignal
  readonly logger: Logger
}

/** The configuration change that a cluster begins with: its founder, who votes. */
export function foundersChange(self: string, node: NodeDescription): ConfChange {
  const joinedMs = systemClock.wallMs()
  const member = { id: self, raftId: 1, ...node, availability: 'ready' as const, joinedMs }
  return {
    transition: 'auto',
    changes: [{ type: 'add-voter', raftId: 1 }],
    context: encodeMemberChange({ kind: 'add', member }),
  }
}

export class Introduction {
  readonly #deps: IntroductionDependencies
  #description: NodeDescription | null = null
  #silentDrivers: readonly string[] = []
  #devices: readonly string[] = []
  #isSaying = false

  constructor(deps: IntroductionDependencies) {
    this.#deps = deps
  }

  /** The founder's first command: the cluster's id, and the hash of its admin token. */
  found(clusterId: string, adminToken: string): Promise<void> {
    const adminTokenHash = tokenHash(adminToken)
    return this.#untilDone({
      ...{ op: 'cluster.init', clusterId, adminTokenHash, version: CLUSTER_VERSION },
    })
  }

  /** Tells what has changed about this node, in the background, until it has been heard. */
  describe(description: NodeDescription, devices: readonly string[] = []): void {
    this.#description = description
    this.#devices = devices
    this.#say()
  }

  /** The same of drivers that are offered and do not work now. */
  silent(drivers: readonly string[]): void {
    this.#silentDrivers = drivers
    this.#say()
  }

  #say(): void {
    const { self, state, signal, logger } = this.#deps
    const description = this.#description
    const silentDrivers = this.#silentDrivers
    if (description === null || this.#isSaying) return
    const { name: _, ...described } = description
    const known = state.members.get(self)
    const devices = this.#devices
    // What was never there is not said to be none.
    const isSilenceSaid = silentDrivers.length > 0 || known?.silentDrivers !== undefined
    const isDeviceSaid = devices.length > 0 || known?.devices !== undefined
    const said = {
      ...described,
      ...(isSilenceSaid && { silentDrivers }),
      ...(isDeviceSaid && { devices }),
    }
    if (known !== undefined && isSaidAlready(known, said)) return
    this.#isSaying = true
    this.#untilDone({ op: 'member.update', id: self, ...said })
      .catch(error => {
        if (!signal.aborted) {
          logger.warn({ reason: messageOf(error) }, 'could not describe this node')
        }
      })
      .finally(() => {
        this.#isSaying = false
        const isStill = description === this.#description && silentDrivers === this.#silentDrivers
        if (!isStill && !signal.aborted) this.#say()
      })
  }

  async #untilDone(operation: Operation): Promise<void> {
    const { signal, execute, logger } = this.#deps
    while (!signal.aborted) {
      try {
        await execute([operation], AbortSignal.any([signal, AbortSignal.timeout(TRY_TIMEOUT_MS)]))
        return
      } catch (error) {
        logger.debug({ operation: operation.op, reason: messageOf(error) }, 'trying again')
        await pause(RETRY_MS, signal)
      }
    }
  }
}

function isSaidAlready(known: object, described: object): boolean {
  const values = known as Record<string, unknown>
  return Object.entries(described).every(
    ([key, value]) => JSON.stringify(values[key]) === JSON.stringify(value),
  )
}
