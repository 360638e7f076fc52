/**
 * Writes: from any node to the leader, into the log, and back once this node has applied them.
 *
 *     execute ──► with others of this turn ──► leader (stamps the time) ──► log ──► applied here
 *         ▲                │                                                            │
 *         │                └── no answer within a second, another leader: again,        │
 *         └── its results      under the same request id ◄──────────────────────────────┘
 *
 * A request id is applied at most once, so trying again is safe whatever became of the first try.
 * What several callers want of the key-value store in one turn of the event loop travels as one
 * command (`write-group.ts`): one entry, one forwarding, one answer to wait for.
 */

import { hasCode, PolisError, systemClock } from '@polis/base'
import {
  type ClusterState,
  type CommandResult,
  checkVersions,
  encodeCommand,
  type Operation,
  restampTime,
} from '@polis/cluster'
import type { RaftNode } from '@polis/raft'
import type { PeerId, Transport } from '@polis/transport'
import {
  PROPOSALS_MAX,
  PROPOSE_FORWARD_TIMEOUT_MS,
  PROPOSE_LOOK_MS,
  PROPOSE_RETRY_MS,
} from '../config.ts'
import { nodeError } from '../errors.ts'
import type { LeaderClock } from '../leader-clock.ts'
import { METHODS, proposeReply, proposeRequest } from '../wire.ts'
import { type Call, WriteGroup } from '../write-group.ts'

export type ProposerDependencies = {
  readonly self: PeerId
  readonly state: ClusterState
  readonly transport: Transport
  readonly raft: () => RaftNode
  /** The peer that leads now, or null. */
  readonly leader: () => PeerId | null
  /** The clock of this node's term of office; null while it does not lead. */
  readonly leaderClock: () => LeaderClock | null
}

/** A command under way. */
type Write = {
  readonly group: WriteGroup
  readonly command: Uint8Array
  /** Who was handed it last; null: nobody yet. */
  sentTo: PeerId | null
  /** When it is handed on again, and how long after this time. */
  retryAtMs: number
  waitMs: number
}

export class Proposer {
  readonly #deps: ProposerDependencies
  /** By request id. */
  readonly #writes = new Map<string, Write>()
  /** Takes further calls until the end of this turn. */
  #open: WriteGroup | null = null
  #callCount = 0
  #appliedIndex = 0
  #timer: ReturnType<typeof setTimeout> | null = null

  constructor(deps: ProposerDependencies) {
    this.#deps = deps
    deps.transport.handle(METHODS.propose, (body, peer) => {
      this.#proposeAsLeader(proposeRequest.decode(body).command, peer)
      return proposeReply.encode()
    })
  }

  /** Called after each applied command, with the answer that it got. */
  applied(requestId: string, result: CommandResult): void {
    this.#appliedIndex = Math.max(this.#appliedIndex, result.index)
    const write = this.#writes.get(requestId)
    if (write === undefined) return
    this.#writes.delete(requestId)
    this.#callCount -= write.group.callCount
    write.group.answer(result)
  }

  /**
   * Proposes and answers once applied here. Throws `node/timed-out` when `signal` fires first (the
   * write may still happen), `node/overloaded` if too many writes wait already, and what the leader
   * says of a command that it never takes.
   */
  execute(
    operations: readonly Operation[],
    options: { readonly requestId?: string; readonly signal: AbortSignal },
  ): Promise<CommandResult> {
    const { signal, requestId } = options
    if (this.#callCount >= PROPOSALS_MAX) {
      return Promise.reject(
        nodeError('node/overloaded', {
          message: `${PROPOSALS_MAX} writes wait for their answer on this node`,
          hint: 'try again in a moment',
          retryable: true,
        }),
      )
    }
    return new Promise((resolve, reject) => {
      const call: Call = { operations, signal, resolve, reject }
      this.#callCount++
      const same = requestId === undefined ? undefined : this.#writes.get(requestId)
      if (same !== undefined) same.group.repeat(call)
      else if (requestId !== undefined) this.#begin(new WriteGroup(call, requestId))
      else this.#addToOpen(call)
    })
  }

  #addToOpen(call: Call): void {
    if (this.#open?.add(call)) return
    this.#flush()
    const group = new WriteGroup(call)
    this.#open = group
    queueMicrotask(() => {
      if (this.#open === group) this.#flush()
    })
  }

  #flush(): void {
    const group = this.#open
    this.#open = null
    if (group !== null) this.#begin(group)
  }

  #begin(group: WriteGroup): void {
    const { requestId, operations } = group
    try {
      const sinceIndex = this.#appliedIndex
      const command = encodeCommand({ requestId, sinceIndex, timeMs: 0, operations })
      const write = { group, command, sentTo: null, retryAtMs: 0, waitMs: PROPOSE_RETRY_MS }
      this.#writes.set(requestId, write)
      this.#send(write)
    } catch (error) {
      this.#callCount -= group.callCount
      group.fail(error)
      return
    }
    this.#timer ??= setTimeout(() => this.#look(), PROPOSE_LOOK_MS)
  }

  /** Hands out again what is due, and gives up what nobody waits for any more. */
  #look(): void {
    const nowMs = systemClock.nowMs()
    const leader = this.#deps.leader()
    for (const [requestId, write] of this.#writes) {
      this.#callCount -= write.group.dropAborted(() => this.#gaveUp())
      if (write.group.callCount === 0) this.#writes.delete(requestId)
      else if (nowMs >= write.retryAtMs || write.sentTo !== leader) this.#send(write)
    }
    this.#timer = this.#writes.size === 0 ? null : setTimeout(() => this.#look(), PROPOSE_LOOK_MS)
  }

  /** Hands the command to the leader; without one, or if it fails, the next look does again. */
  #send(write: Write): void {
    const { self, transport } = this.#deps
    const leader = this.#deps.leader()
    write.sentTo = leader
    if (leader === null) return
    // Twice as long each time: a leader that is slow must not get everything once more and again.
    write.retryAtMs = systemClock.nowMs() + write.waitMs
    write.waitMs *= 2
    if (leader === self) {
      try {
        this.#proposeAsLeader(write.command)
      } catch (error) {
        this.#notTaken(write, error)
      }
      return
    }
    const { command } = write
    const body = proposeRequest.encode({ command })
    const options = { timeoutMs: PROPOSE_FORWARD_TIMEOUT_MS }
    transport.request(leader, METHODS.propose, body, options).catch(error => {
      this.#notTaken(write, error)
    })
  }

  /** Whatever went wrong on the way, the command is tried again until its callers give up. */
  #notTaken(write: Write, error: unknown): void {
    const { group } = write
    if (this.#writes.get(group.requestId) !== write) return
    write.retryAtMs = 0
    if (error instanceof PolisError && !isFinal(error)) return
    this.#writes.delete(group.requestId)
    this.#callCount -= group.callCount
    group.fail(error)
  }

  #proposeAsLeader(command: Uint8Array, proposer?: PeerId): void {
    const clock = this.#deps.leaderClock()
    if (clock === null) {
      throw nodeError('node/not-leader', { message: 'this node does not lead', retryable: true })
    }
    const stamped = restampTime(command, clock.nowMs(systemClock.nowMs()), operations =>
      checkVersions(this.#deps.state, operations),
    )
    if (this.#deps.raft().propose(stamped, proposer)) return
    throw nodeError('node/overloaded', {
      message: 'the leader has more proposals than it can take',
      hint: 'try again in a moment',
      retryable: true,
    })
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
