/**
 * One process of a node after the other, as in an upgrade: who may ask for it, and who is told.
 *
 *     asked ─► control plane ends, data threads serve on ─► next process starts on the data
 *       directory and inherits the listening sockets ─► it serves ─► the old one ends what it has
 *
 * A process that takes its tasks with it when it ends has nobody to leave them to.
 */

import type { DataPlane, InheritedSocket } from '@polis/balancer'
import { SHUTDOWN_DRAIN_MS } from '../config.ts'
import { nodeError } from '../errors.ts'
import type { NodeOptions } from '../options.ts'

export class Successions {
  #tell: (() => void) | null = null

  /** Calls `listener` when another process is to take over; it starts that one. */
  onAsked(listener: () => void): void {
    this.#tell = listener
  }

  /** Tells the listener, after this turn. Throws `node/cannot-upgrade` where nobody could take over. */
  ask(options: Pick<NodeOptions, 'isDev' | 'dataDir'>): void {
    const reason = this.#obstacle(options)
    if (reason !== null) {
      throw nodeError('node/cannot-upgrade', {
        message: `no other process can take over from this one: ${reason}`,
        hint: 'stop the node and start it again',
      })
    }
    const tell = this.#tell!
    // Once: a second request finds the first one under way.
    this.#tell = null
    setImmediate(tell)
  }

  #obstacle({ isDev, dataDir }: Pick<NodeOptions, 'isDev' | 'dataDir'>): string | null {
    if (isDev || dataDir === null) return 'with --dev its tasks end with it'
    if (process.pid === 1) return 'it is the first process of a container, which ends with it'
    if (process.platform !== 'linux') return 'this system does not tell which sockets listen'
    return this.#tell === null ? 'nobody starts it, or it is being started already' : null
  }
}

/** Starts the next process with these sockets; resolves when it serves. */
export type StartSuccessor = (sockets: readonly InheritedSocket[]) => Promise<void>

/**
 * Ends all but the data threads (`leave`), has the next process started, and lets what is under way
 * end once that one serves. Rejects if it does not; the data threads have stopped by then.
 */
export async function succeed(
  dataPlane: DataPlane,
  leave: () => Promise<void>,
  start: StartSuccessor,
): Promise<void> {
  const sockets = await dataPlane.handOver()
  await leave()
  try {
    await start(sockets)
  } catch (error) {
    await dataPlane.drainAndStop(SHUTDOWN_DRAIN_MS)
    throw error
  }
  await dataPlane.retire()
}
