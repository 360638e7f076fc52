/**
 * Writes: from any node to the leader, into the log, and back once this node has applied them.
 *
 *     execute ──► leader (stamps the time) ──► log ──► applied here ──► answer
 *         └── no answer within a second: again, under the same request id
 *
 * A request id is applied at most once, so trying again is safe whatever became of the first try.
 */

import { hasCode, newId, PolisError, systemClock } from '@polis/base'
import {
  type ClusterState,
  type CommandResult,
  encodeCommand,
  type Operation,
  restampTime,
} from '@polis/cluster'
import type { RaftNode } from '@polis/raft'
import type { PeerId, Transport } from '@polis/transport'
import {
  NO_LEADER_PAUSE_MS,
  PROPOSALS_MAX,
  PROPOSE_FORWARD_TIMEOUT_MS,
  PROPOSE_RETRY_MS,
} from '../config.ts'
import { nodeError } from '../errors.ts'
import type { LeaderClock } from '../leader-clock.ts'
import { METHODS, proposeReply, proposeRequest } from '../wire.ts'
import { pause } from './pause.ts'

type Waiting = (result: CommandResult) => void

export type ProposerDependencies = {
  readonly self: PeerId
  readonly transport: Transport
  readonly raft: () => RaftNode
  readonly state: ClusterState
  /** The peer that leads now, or null. */
  readonly leader: () => PeerId | null
  /** The clock of this node's term of office; null while it does not lead. */
  readonly leaderClock: () => LeaderClock | null
}

export class Proposer {
  readonly #deps: ProposerDependencies
  /** By request id: the same one may be asked for by several clients at once. */
  readonly #waiting = new Map<string, Set<Waiting>>()
  #waitingCount = 0

  constructor(deps: ProposerDependencies) {
    this.#deps = deps
    deps.transport.handle(METHODS.propose, body => {
      this.#proposeAsLeader(proposeRequest.decode(body).command)
      return proposeReply.encode()
    })
  }

  /** Called after each applied command, with the answer that it got. */
  applied(requestId: string, result: CommandResult): void {
    for (const waiting of this.#waiting.get(requestId) ?? []) waiting(result)
  }

  /**
   * Proposes and answers once applied here. Throws `node/timed-out` when `signal` fires first (the
   * write may still happen), `node/overloaded` if too many writes wait already, and what the leader
   * says of a command that it never takes.
   */
  async execute(
    operations: readonly Operation[],
    options: { readonly requestId?: string; readonly signal: AbortSignal },
  ): Promise<CommandResult> {
    const { signal } = options
    const requestId = options.requestId ?? newId()
    if (this.#waitingCount >= PROPOSALS_MAX) {
      throw nodeError('node/overloaded', {
        message: `${PROPOSALS_MAX} writes wait for their answer on this node`,
        hint: 'try again in a moment',
        retryable: true,
      })
    }
    const command = encodeCommand({ requestId, timeMs: 0, operations })
    let result: CommandResult | undefined
    let answered = () => {}
    const applied = new Promise<void>(resolve => {
      answered = resolve
    })
    const waiting = (answer: CommandResult) => {
      result = answer
      answered()
    }
    this.#wait(requestId, waiting)
    try {
      while (result === undefined && !signal.aborted) {
        const waitMs = await this.#tryOnce(command)
        await Promise.race([applied, pause(waitMs, signal)])
      }
    } finally {
      this.#waitNoMore(requestId, waiting)
    }
    if (result !== undefined) return result
    throw this.#gaveUp()
  }

  #wait(requestId: string, waiting: Waiting): void {
    const same = this.#waiting.get(requestId) ?? new Set<Waiting>()
    this.#waiting.set(requestId, same.add(waiting))
    this.#waitingCount++
  }

  #waitNoMore(requestId: string, waiting: Waiting): void {
    const same = this.#waiting.get(requestId)
    if (same?.delete(waiting) !== true) return
    this.#waitingCount--
    if (same.size === 0) this.#waiting.delete(requestId)
  }

  /** Hands the command to the leader; answers how long to wait before trying again. */
  async #tryOnce(command: Uint8Array): Promise<number> {
    const leader = this.#deps.leader()
    if (leader === null) return NO_LEADER_PAUSE_MS
    try {
      if (leader === this.#deps.self) this.#proposeAsLeader(command)
      else {
        await this.#deps.transport.request(
          leader,
          METHODS.propose,
          proposeRequest.encode({ command }),
          { timeoutMs: PROPOSE_FORWARD_TIMEOUT_MS },
        )
      }
      return PROPOSE_RETRY_MS
    } catch (error) {
      // Whatever went wrong on the way, the command is tried again until the caller gives up.
      if (error instanceof PolisError && !isFinal(error)) return NO_LEADER_PAUSE_MS
      throw error
    }
  }

  #proposeAsLeader(command: Uint8Array): void {
    const clock = this.#deps.leaderClock()
    if (clock === null) {
      throw nodeError('node/not-leader', { message: 'this node does not lead', retryable: true })
    }
    this.#deps.raft().propose(restampTime(command, clock.nowMs(systemClock.nowMs())))
  }

  #gaveUp(): PolisError {
    return this.#deps.leader() === null
      ? nodeError('node/no-leader', {
          message: 'the cluster has no leader now, so nothing can be written',
          hint: 'see polis status; a majority of the voters must be up',
          retryable: true,
        })
      : nodeError('node/timed-out', {
          message: 'the write was not applied in time; it may still be',
          hint: 'read before you write again, or use an Idempotency-Key',
          retryable: true,
        })
  }
}

/** True if the command itself is refused, wherever and however often it is proposed. */
function isFinal(error: PolisError): boolean {
  return error.code.startsWith('cluster/') || hasCode(error, 'raft/proposal-too-large')
}
