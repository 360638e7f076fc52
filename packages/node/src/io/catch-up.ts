/**
 * The last step before a node serves: what had been committed when it started is applied here.
 *
 * Without a leader it does not wait for long: what is here is served, and what is missing follows.
 */

import { type Logger, messageOf } from '@polis/base'
import type { RaftNode } from '@polis/raft'
import { CATCH_UP_TIMEOUT_MS } from '../config.ts'
import type { Agent } from './agent.ts'
import type { Fence } from './fence.ts'

export type CatchUp = {
  readonly raft: RaftNode
  readonly agent: Agent
  readonly fence: Fence
  /** Aborts when the node learns that it is no member any more. */
  readonly removed: AbortSignal
  readonly stopping: AbortSignal
  /** Throws `node/removed` if that is known. */
  readonly refuseRemoved: () => void
  /** Called once everything is applied, now or later. */
  readonly caughtUp: () => void
  readonly logger: Logger
}

/** Resolves when the node may serve. Throws `node/removed` or `node/fenced`. */
export async function catchUp(what: CatchUp): Promise<void> {
  const { raft, agent, fence, removed, stopping, refuseRemoved, caughtUp, logger } = what
  refuseRemoved()
  const signal = AbortSignal.any([stopping, removed, AbortSignal.timeout(CATCH_UP_TIMEOUT_MS)])
  try {
    await Promise.race([raft.readIndex(signal), fence.raised])
    caughtUp()
  } catch (error) {
    refuseRemoved()
    if (fence.reason !== null) throw error
    logger.warn({ reason: messageOf(error) }, 'no leader yet; serving what is here')
    agent.follow()
    raft.readIndex(stopping).then(
      caughtUp,
      // Only stopping ends this wait.
      () => undefined,
    )
  }
}
