/**
 * A dead leader noticed at once: its connection closed, and nobody listens at its address.
 *
 *     link down ──► fresh dial ──refused──► forget the leader ──random wait──► campaign
 *                                                                    ▲             │ no leader yet
 *                                                                    └─────────────┘ a few times
 *
 * Forgetting ends the lease in which a vote would be withheld. A false alarm costs a pre-vote,
 * which disturbs nobody; the random wait parts the followers that saw the same. Where two campaign
 * at once all the same and split the votes, the next try follows at once instead of after a whole
 * election timeout.
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
  hasLeader(): boolean
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
    const spreadMs = refusedCampaignMaxMs - refusedCampaignMinMs
    this.#campaignAfter(refusedCampaignMinMs + random.next() * spreadMs, 1)
  }

  #campaignAfter(waitMs: number, attempt: number): void {
    const { refusedCampaignMaxMs, refusedCampaignAttemptsMax } = this.#config
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => {
      if (this.#actions.hasLeader()) return
      this.#actions.campaign()
      if (attempt === refusedCampaignAttemptsMax) return
      // The round that has just begun gets its time, and the others theirs apart from it.
      const nextMs = refusedCampaignMaxMs * (1 + 2 * this.#options.random.next())
      this.#campaignAfter(nextMs, attempt + 1)
    }, waitMs)
  }

  close(): void {
    this.#isClosed = true
    clearTimeout(this.#timer)
  }
}
