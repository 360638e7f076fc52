/**
 * Removing a member for good.
 *
 *     could it go? ─► draining, its tasks move ─► a leader hands over ─► its vote goes to another
 *       ─► removed from Raft and from the member records, in one entry
 *
 * The node that was asked leads through the steps; each is decided and proposed by whoever leads at
 * the time. Every step can be repeated, so an election in between costs a moment and nothing else.
 * The vote goes first and in its own step, because a member is cut off once its removal is applied:
 * while it still counts in an outgoing majority it must be able to answer.
 */

import { hasCode, type Logger, PolisError } from '@polis/base'
import { encodeMemberChange, type Operation } from '@polis/cluster'
import type { PeerId, Transport } from '@polis/transport'
import {
  HAND_OVER_MS,
  JOIN_TRY_TIMEOUT_MS,
  REMOVAL_DRAIN_MS,
  REMOVAL_RETRY_MS,
  REMOVAL_STOP_MS,
} from '../config.ts'
import { nodeError } from '../errors.ts'
import { METHODS, memberRemoveReply, memberRemoveRequest } from '../wire.ts'
import { pause } from './pause.ts'
import { proposeVoters, type SteeringDependencies, voterDecision } from './voter-steering.ts'

/** Pause between looks at the state, and between tries. */
const POLL_MS = 50

export type RemovalDependencies = SteeringDependencies & {
  readonly transport: Transport
  readonly leader: () => PeerId | null
  readonly execute: (operations: readonly Operation[], signal: AbortSignal) => Promise<unknown>
  /** True once this node knows that it is the one that was removed. */
  readonly isRemoved: () => boolean
  readonly logger: Logger
}

export type RemovalOptions = {
  /** Moves the member's tasks elsewhere first, if it is alive. */
  readonly isDraining: boolean
}

export class Removal {
  readonly #deps: RemovalDependencies

  constructor(deps: RemovalDependencies) {
    this.#deps = deps
    deps.transport.handle(METHODS.memberRemove, async body => {
      const { peerId, isTrial } = memberRemoveRequest.decode(body)
      await this.#removeAsLeader(peerId, isTrial)
      return memberRemoveReply.encode()
    })
  }

  /**
   * Resolves once the member is gone from this node's state. Throws `node/cannot-remove`,
   * `node/no-leader`, or `node/timed-out`.
   */
  async remove(id: PeerId, options: RemovalOptions, signal: AbortSignal): Promise<void> {
    await this.#askUntilDone(id, true, signal)
    // Nor is it given a vote again, should the next step take a while.
    await this.#deps.execute([{ op: 'member.availability', id, availability: 'draining' }], signal)
    if (options.isDraining) await this.#drain(id, signal)
    await this.#askUntilDone(id, false, signal)
    await waitUntil(() => this.#isGone(id), JOIN_TRY_TIMEOUT_MS, signal)
  }

  #isGone(id: PeerId): boolean {
    const { state, transport, isRemoved } = this.#deps
    return !state.members.has(id) || (id === transport.self && isRemoved())
  }

  /** Asks whoever leads until it has done it; passes on what no further try would change. */
  async #askUntilDone(id: PeerId, isTrial: boolean, signal: AbortSignal): Promise<void> {
    const deadline = AbortSignal.timeout(REMOVAL_RETRY_MS)
    while (!this.#isGone(id)) {
      try {
        await this.#ask(id, isTrial, signal)
        return
      } catch (error) {
        // The one that is removed may be cut off before it has the answer; it hears of it soon.
        const isCutOff = id === this.#deps.transport.self && hasCode(error, 'transport/not-allowed')
        const isWorthATry = isCutOff || (error instanceof PolisError && error.retryable)
        if (!isWorthATry || deadline.aborted || signal.aborted) throw error
      }
      await pause(POLL_MS, signal)
    }
  }

  async #ask(id: PeerId, isTrial: boolean, signal: AbortSignal): Promise<void> {
    const { leader, transport } = this.#deps
    const peer = leader()
    if (peer === null) {
      throw nodeError('node/no-leader', {
        message: 'the cluster has no leader now, so nobody can be removed',
        hint: 'see polis status; a majority of the voters must be up',
        retryable: true,
      })
    }
    if (peer === transport.self) return this.#removeAsLeader(id, isTrial)
    const body = memberRemoveRequest.encode({ peerId: id, isTrial })
    const timeoutMs = JOIN_TRY_TIMEOUT_MS
    await transport.request(peer, METHODS.memberRemove, body, { timeoutMs, signal })
  }

  /** Waits until the member's tasks run elsewhere; stops those that cannot. */
  async #drain(id: PeerId, signal: AbortSignal): Promise<void> {
    const { state, execute, logger } = this.#deps
    const left = () => state.tasksOfNode(id).filter(task => task.observed.phase === 'running')
    const isOver = () => left().length === 0 || !this.#isAlive(id)
    if (await holdsWithin(isOver, REMOVAL_DRAIN_MS, signal)) return
    const stops = left().map(
      (task): Operation => ({ op: 'task.stop', id: task.id, reason: 'its node is removed' }),
    )
    if (stops.length === 0) return
    logger.warn({ node: id, tasks: stops.length }, 'stopping tasks that could not be moved')
    await execute(stops, signal)
    await holdsWithin(isOver, REMOVAL_STOP_MS, signal)
  }

  #isAlive(id: PeerId): boolean {
    const { transport, gossip } = this.#deps
    const view = gossip.members().find(({ peer }) => peer === id)
    return id === transport.self || view?.liveness === 'alive'
  }

  /** One member after the other: each decision is about the membership that the last led to. */
  async #removeAsLeader(id: PeerId, isTrial: boolean): Promise<void> {
    const { state, raft } = this.#deps
    const member = state.members.get(id)
    if (member === undefined) return
    const { role, raftId: self, confState } = raft.status()
    if (role !== 'leader') throw notLeader('this node does not lead')
    if (confState.votersOutgoing.length > 0) throw notLeader('another change is under way')
    const decision = voterDecision(this.#deps, new Set([member.raftId]))
    const isVoter = confState.voters.includes(member.raftId)
    if (isVoter && decision.kind !== 'change') {
      throw nodeError('node/cannot-remove', {
        message: `'${member.name}' is a voter and its vote cannot be given away: ${
          decision.kind === 'wait' ? decision.reason : 'there is nothing to change'
        }`,
        hint: 'see polis raft ls; start the members that are down, or add another one',
      })
    }
    if (isTrial) return
    if (member.raftId === self) await this.#handOver()
    if (isVoter && decision.kind === 'change') await this.#takeVote(member.raftId, decision)
    if (raft.status().role !== 'leader') throw notLeader('this node does not lead any more')
    const isTaken = raft.proposeConfChange({
      transition: 'auto',
      changes: [{ type: 'remove', raftId: member.raftId }],
      context: encodeMemberChange({ kind: 'remove', id }),
    })
    if (!isTaken) throw notLeader('another change of membership is under way')
    await waitUntil(() => !state.members.has(id), HAND_OVER_MS)
  }

  /** Gives leadership to another voter; the only voter keeps it until its vote is gone. */
  async #handOver(): Promise<void> {
    const { raft } = this.#deps
    if (raft.status().confState.voters.length < 2) return
    raft.transferLeadership()
    await waitUntil(() => raft.status().role !== 'leader', HAND_OVER_MS)
    throw notLeader('leadership was handed over')
  }

  async #takeVote(
    raftId: number,
    decision: ReturnType<typeof voterDecision> & { kind: 'change' },
  ): Promise<void> {
    const { raft, logger } = this.#deps
    const { promoted, demoted } = decision
    logger.info({ promoted, demoted, reason: decision.reason }, 'changing the voters')
    if (!proposeVoters(this.#deps, decision)) throw notLeader('Raft took no change now')
    await waitUntil(() => {
      const { voters, votersOutgoing } = raft.status().confState
      return !voters.includes(raftId) && votersOutgoing.length === 0
    }, HAND_OVER_MS)
  }
}

/** Another try, perhaps at another leader, can succeed. */
function notLeader(message: string): PolisError {
  return nodeError('node/not-leader', { message, hint: 'try again in a moment', retryable: true })
}

/** True once `holds` does; false after `timeoutMs` or when `signal` aborts. */
async function holdsWithin(
  holds: () => boolean,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<boolean> {
  const deadline = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)])
  while (!holds()) {
    if (deadline.aborted) return false
    await pause(POLL_MS, deadline)
  }
  return true
}

/** Resolves once `holds`; throws `node/timed-out` after `timeoutMs`. */
async function waitUntil(
  holds: () => boolean,
  timeoutMs: number,
  signal: AbortSignal = new AbortController().signal,
): Promise<void> {
  if (await holdsWithin(holds, timeoutMs, signal)) return
  throw nodeError('node/timed-out', {
    message: 'the change of membership was not applied in time',
    hint: 'look at polis raft ls, and try again',
    retryable: true,
  })
}
