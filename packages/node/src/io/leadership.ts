/**
 * Leading and not leading: starts the leader's loops when Raft says so, and ends them.
 */

import { type Logger, messageOf, systemClock } from '@polis/base'
import type { ClusterState, NodeLiveness, Operation } from '@polis/cluster'
import type { Gossip } from '@polis/gossip'
import type { RaftNode } from '@polis/raft'
import type { LeaderClock } from '../leader-clock.ts'
import type { MetricStore } from '../metric-store.ts'
import { Leader } from './leader.ts'
import type { SteeringDependencies } from './voter-steering.ts'

export type LeadershipDependencies = {
  readonly state: ClusterState
  readonly raft: RaftNode
  readonly metrics: MetricStore
  readonly gossip: Gossip
  readonly voters: SteeringDependencies
  readonly execute: (operations: readonly Operation[], signal: AbortSignal) => Promise<unknown>
  readonly logger: Logger
}

/** Incarnations of one boot of a member (packages/gossip `firstIncarnation`). */
const INCARNATIONS_PER_BOOT = 2 ** 20

export class Leadership {
  readonly #deps: LeadershipDependencies
  readonly #unsubscribe: () => void
  #leader: Leader | null = null

  constructor(deps: LeadershipDependencies) {
    this.#deps = deps
    this.#unsubscribe = deps.raft.onLeaderChange(({ role }) => this.#changed(role === 'leader'))
  }

  /** The clock of this node's term of office; null while it does not lead. */
  get clock(): LeaderClock | null {
    return this.#leader?.clock ?? null
  }

  /** Something changed that the leader's loops look at. */
  wake(): void {
    this.#leader?.wake()
  }

  stop(): void {
    this.#unsubscribe()
    this.#changed(false)
  }

  #changed(isLeading: boolean): void {
    if (isLeading === (this.#leader !== null)) return
    this.#leader?.stop()
    this.#leader = null
    if (!isLeading) return
    const { state, raft, metrics, gossip, voters, execute, logger } = this.#deps
    this.#leader = new Leader({
      state,
      raft,
      metrics,
      voters,
      liveness: (nodeId, clock) => this.#liveness(nodeId, clock),
      health: taskId => gossip.health(taskId)?.state ?? 'unknown',
      healthOutput: taskId => gossip.health(taskId)?.output ?? '',
      execute,
      logger,
    })
    this.#leader.start().catch(error => {
      logger.error({ reason: messageOf(error) }, 'the control loops failed')
    })
  }

  #liveness(nodeId: string, clock: LeaderClock): NodeLiveness {
    const view = this.#deps.gossip.members().find(member => member.peer === nodeId)
    if (view === undefined) return { state: 'unknown', sinceMs: clock.tookOfficeMs, bootCount: 0 }
    const agoMs = systemClock.nowMs() - view.sinceMs
    return {
      state: view.liveness,
      sinceMs: clock.nowMs(systemClock.nowMs()) - agoMs,
      bootCount: Math.floor(view.incarnation / INCARNATIONS_PER_BOOT),
    }
  }
}
