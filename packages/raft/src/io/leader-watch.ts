/**
 * A dead leader noticed at once: its connection closed, and nobody listens at its address.
 *
 *     link down ──► fresh dial ──refused──► forget the leader ──random wait──► campaign
 *
 * Forgetting ends the lease in which a vote would be withheld. A false alarm costs a pre-vote,
 * which disturbs nobody; the random wait parts the followers that saw the same.
 */

import type { Logger, Random } from '@polis/base'
import type { PeerAddress, Transport } from '@polis/transport'
import type { RaftConfig } from '../config.ts'
import type { RaftId } from '../message.ts'

export type LeaderWatchOptions = {
  readonly transport: Transport
  readonly addressOf?: (raftId: RaftId) => PeerAddress | undefined
  readonly random: Random
  readonly logger: Logger
}

/** What the watch does about a dead leader. */
export type LeaderWatchActions = {
  forget(leader: RaftId): void
  campaign(): void
}

/** Watches whoever leads. */
export class LeaderWatch {
  readonly #options: LeaderWatchOptions
  readonly #config: RaftConfig
  readonly #actions: LeaderWatchActions
  #isClosed = false
  #timer: NodeJS.Timeout | undefined

  constructor(options: LeaderWatchOptions, config: RaftConfig, actions: LeaderWatchActions) {
    this.#options = options
    this.#config = config
    this.#actions = actions
  }

  /** The last connection to `leader` has closed. */
  async suspect(leader: RaftId): Promise<void> {
    const { addressOf, transport, random, logger } = this.#options
    const { refusedProbeTimeoutMs, refusedCampaignMinMs, refusedCampaignMaxMs } = this.#config
    const address = addressOf?.(leader)
    if (address === undefined) return
    const outcome = await transport
      .probeDial(address, refusedProbeTimeoutMs)
      // A dial that cannot be made tells nothing about the leader; its silence will.
      .catch(() => 'unreachable' as const)
    if (outcome !== 'refused' || this.#isClosed) return
    logger.info({ leader }, 'nobody listens at the address of the leader')
    this.#actions.forget(leader)
    clearTimeout(this.#timer)
    const spreadMs = refusedCampaignMaxMs - refusedCampaignMinMs
    const waitMs = refusedCampaignMinMs + random.next() * spreadMs
    this.#timer = setTimeout(() => this.#actions.campaign(), waitMs)
  }

  close(): void {
    this.#isClosed = true
    clearTimeout(this.#timer)
  }
}
