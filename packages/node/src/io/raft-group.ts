/**
 * The Raft group for people: who is in it and how far, handing leadership over, removing members.
 *
 * Only the leader knows how far the others are, so every other node asks it; without a leader the
 * members are still listed, from this node's own state.
 */

import type { RaftMember } from '@polis/api'
import type { Member } from '@polis/cluster'
import type { PeerId } from '@polis/transport'
import { HAND_OVER_MS, JOIN_TRY_TIMEOUT_MS } from '../config.ts'
import { nodeError } from '../errors.ts'
import { type LogProgress, METHODS, raftProgressReply, raftProgressRequest } from '../wire.ts'
import { pause } from './pause.ts'
import { Removal, type RemovalDependencies, type RemovalOptions } from './removal.ts'

/** Pause between looks at who leads. */
const POLL_MS = 20

export class RaftGroup {
  readonly #deps: RemovalDependencies
  readonly #removal: Removal

  /** Serves `raft.progress` and `member.remove`. */
  constructor(deps: RemovalDependencies) {
    this.#deps = deps
    this.#removal = new Removal(deps)
    deps.transport.handle(METHODS.raftProgress, () => raftProgressReply.encode(this.#ownProgress()))
  }

  /** Every member, by raft id. */
  async members(signal: AbortSignal): Promise<readonly RaftMember[]> {
    const progress = await this.#progress(signal)
    return this.#deps.state
      .sorted('member')
      .toSorted((a, b) => a.raftId - b.raftId)
      .map(member => this.#view(member, progress))
  }

  /** Removes a member for good; see `Removal.remove`. */
  remove(id: PeerId, options: RemovalOptions, signal: AbortSignal): Promise<void> {
    return this.#removal.remove(id, options, signal)
  }

  #view(member: Member, progress: LogProgress | null): RaftMember {
    const { gossip, leader } = this.#deps
    const { id, raftId, name, host, clusterPort, labels, isVoter } = member
    const matchIndex = progress?.matches.get(raftId) ?? null
    return {
      ...{ id, raftId, name, matchIndex },
      role: leader() === id ? 'leader' : isVoter ? 'voter' : 'learner',
      lag: progress === null || matchIndex === null ? null : behind(progress, matchIndex),
      address: `${host}:${clusterPort}`,
      zone: labels['zone'] ?? '',
      liveness: gossip.members().find(({ peer }) => peer === id)?.liveness ?? 'unknown',
    }
  }

  /** What the leader knows; null if there is none, or it does not answer. */
  async #progress(signal: AbortSignal): Promise<LogProgress | null> {
    const { leader, transport } = this.#deps
    const peer = leader()
    if (peer === null) return null
    if (peer === transport.self) return this.#ownProgress()
    const options = { timeoutMs: JOIN_TRY_TIMEOUT_MS, signal }
    const body = raftProgressRequest.encode()
    const reply = await transport
      .request(peer, METHODS.raftProgress, body, options)
      .catch(error => {
        if (signal.aborted) throw error
        return null
      })
    return reply === null ? null : raftProgressReply.decode(reply)
  }

  #ownProgress(): LogProgress {
    const { commitIndex, progress } = this.#deps.raft.status()
    const matches = [...progress].map(([raftId, { match }]): [number, number] => [raftId, match])
    return { commitIndex, matches: new Map(matches) }
  }

  /**
   * Hands leadership to a voter and resolves once it leads. Throws `node/cannot-transfer`,
   * `node/no-leader` or `node/timed-out`.
   */
  async transfer(id: PeerId, signal: AbortSignal): Promise<void> {
    const { state, raft, leader } = this.#deps
    const member = state.members.get(id)
    if (leader() === null) {
      throw nodeError('node/no-leader', {
        message: 'the cluster has no leader now that could hand over',
        hint: 'see polis status; a majority of the voters must be up',
        retryable: true,
      })
    }
    if (member === undefined || !member.isVoter) {
      throw nodeError('node/cannot-transfer', {
        message: `'${member?.name ?? id}' is a learner, and only a voter can lead`,
        hint: 'see polis raft ls',
      })
    }
    const deadline = AbortSignal.any([signal, AbortSignal.timeout(HAND_OVER_MS)])
    if (leader() !== id) raft.transferLeadership(member.raftId)
    while (leader() !== id) {
      if (deadline.aborted) throw notTakenOver(member)
      await pause(POLL_MS, deadline)
    }
  }
}

function behind({ commitIndex }: LogProgress, matchIndex: number): number {
  return Math.max(0, commitIndex - matchIndex)
}

function notTakenOver({ name }: Member) {
  return nodeError('node/timed-out', {
    message: `'${name}' did not take over in time; leadership stays where it was`,
    hint: 'see polis raft ls: it must be alive and have the log',
    retryable: true,
  })
}
