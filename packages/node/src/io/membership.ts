/**
 * Who belongs to the cluster, as this node acts on it: addresses for the transport, members for
 * gossip, and who may speak member protocols.
 *
 * The applied state decides. Before it has been read again after a start, the members last known
 * (kept in `node.json`) stand in. A stranger that a known member vouches for is let in: it may have
 * joined while this node was down.
 */

import { type Logger, messageOf, type PolisError } from '@polis/base'
import {
  type ClusterState,
  clusterVersionOf,
  encodeMemberChange,
  memberRefusal,
} from '@polis/cluster'
import type { RaftNode } from '@polis/raft'
import type { PeerId, Transport } from '@polis/transport'
import { JOIN_TRY_TIMEOUT_MS } from '../config.ts'
import { nodeError } from '../errors.ts'
import {
  METHODS,
  type MemberAddress,
  memberAddReply,
  memberAddRequest,
  type NodeDescription,
  positionReply,
  vouchReply,
  vouchRequest,
} from '../wire.ts'
import type { DataDir } from './data-dir.ts'
import { pause } from './pause.ts'
import { serveStanding } from './standing.ts'

/** How long a vouched stranger is let in before its record must have arrived. */
const VOUCHED_MS = 30_000
/** How long one member may take to vouch. */
const VOUCH_TIMEOUT_MS = 1_000
/** Pause between looks at the state while a change of membership is applied. */
const APPLY_POLL_MS = 20

export type MembershipDependencies = {
  readonly state: ClusterState
  readonly dataDir: DataDir
  readonly transport: () => Transport
  readonly raft: () => RaftNode | null
  readonly leader: () => PeerId | null
  readonly logger: Logger
}

export class Membership {
  readonly #deps: MembershipDependencies
  readonly #vouched = new Map<PeerId, number>()
  /** Members whose removal was applied here. */
  readonly #removed = new Set<PeerId>()
  #known: readonly MemberAddress[]
  isCaughtUp = false
  #adding: Promise<unknown> = Promise.resolve()

  constructor(deps: MembershipDependencies) {
    this.#deps = deps
    this.#known = deps.dataDir.record.members
  }

  /** Serves `vouch`, `member.add` and `member.standing`. */
  serve(): void {
    const transport = this.#deps.transport()
    serveStanding({ state: this.#deps.state, transport, raft: this.#deps.raft })
    transport.handle(METHODS.vouch, body =>
      vouchReply.encode({
        isMember: this.#deps.state.members.has(vouchRequest.decode(body).peerId),
      }),
    )
    transport.handle(METHODS.position, () => {
      const status = this.#deps.raft()?.status()
      if (status === undefined) {
        throw nodeError('node/starting', { message: 'the log is not open yet', retryable: true })
      }
      const { lastIndex, lastTerm, leader } = status
      return positionReply.encode({ lastIndex, lastTerm, hasLeader: leader !== 0 })
    })
    transport.handle(METHODS.memberAdd, async body => {
      const { peerId, node } = memberAddRequest.decode(body)
      return memberAddReply.encode({ raftId: await this.#addAsLeader(peerId, node) })
    })
  }

  /** Takes what a member said while this node joined. */
  learned(members: readonly MemberAddress[]): void {
    this.#known = members
    this.sync()
  }

  /** From now on the applied state alone decides; before, it may be an older one being replayed. */
  caughtUp(): void {
    this.isCaughtUp = true
    this.sync()
  }

  /**
   * Everybody with an address: the applied members, and until it has caught up those last known.
   */
  members(): MemberAddress[] {
    const { members } = this.#deps.state
    const applied = [...members.values()].map(({ id, raftId, name, host, clusterPort }) => ({
      peerId: id,
      raftId,
      name,
      host,
      clusterPort,
    }))
    if (this.isCaughtUp) return applied
    return [...applied, ...this.#known.filter(({ peerId }) => !members.has(peerId))]
  }

  /** Brings transport and `node.json` up to date with the applied members. */
  sync(): void {
    const { state, dataDir } = this.#deps
    const transport = this.#deps.transport()
    const members = this.members()
    for (const { peerId, host, clusterPort } of members) {
      transport.setAddress(peerId, { host, port: clusterPort })
    }
    if (!this.isCaughtUp) return
    for (const { peerId } of this.#known) {
      if (state.members.has(peerId) || peerId === transport.self) continue
      this.#removed.add(peerId)
      transport.revoke(peerId).catch(error => {
        this.#deps.logger.warn({ peer: peerId, reason: messageOf(error) }, 'cannot disconnect')
      })
    }
    if (JSON.stringify(members) !== JSON.stringify(this.#known)) {
      this.#known = members
      dataDir.save({ members })
    }
  }

  isMember(peer: PeerId): boolean {
    return this.members().some(member => member.peerId === peer)
  }

  /** A peer that lost its power leaves a connection behind that nothing else would close. */
  disconnect(peer: PeerId): void {
    const { transport, logger } = this.#deps
    transport()
      .disconnect(peer)
      .catch(error => {
        logger.warn({ peer, reason: messageOf(error) }, 'could not be disconnected')
      })
  }

  /** The members as gossip wants them. */
  gossipMembers(): { peer: PeerId; name: string; address: { host: string; port: number } }[] {
    return this.members().map(({ peerId, name, host, clusterPort }) => ({
      peer: peerId,
      name,
      address: { host, port: clusterPort },
    }))
  }

  peerOf(raftId: number): PeerId | undefined {
    return (
      this.#deps.state.memberByRaftId(raftId)?.id ??
      this.#known.find(member => member.raftId === raftId)?.peerId
    )
  }

  addressOf(raftId: number): { host: string; port: number } | undefined {
    const member = this.members().find(candidate => candidate.raftId === raftId)
    return member === undefined ? undefined : { host: member.host, port: member.clusterPort }
  }

  /** Whether `peer` may speak member protocols with this node now. */
  authorize(peer: PeerId): boolean | Promise<boolean> {
    if (this.isMember(peer)) return true
    // An applied removal is final: a member that lags must not vouch for it. A wiped node that
    // joins again has another identity.
    if (this.#removed.has(peer)) return false
    const vouchedUntilMs = this.#vouched.get(peer)
    if (vouchedUntilMs !== undefined && performance.now() < vouchedUntilMs) return true
    return this.#askForVouching(peer)
  }

  async #askForVouching(peer: PeerId): Promise<boolean> {
    const transport = this.#deps.transport()
    const connected = new Set(transport.connected())
    const asked = this.members().filter(
      ({ peerId }) => peerId !== transport.self && peerId !== peer && connected.has(peerId),
    )
    const answers = await Promise.all(
      asked.map(({ peerId }) =>
        transport
          .request(peerId, METHODS.vouch, vouchRequest.encode({ peerId: peer }), {
            timeoutMs: VOUCH_TIMEOUT_MS,
          })
          .then(
            reply => vouchReply.decode(reply).isMember,
            // A member that does not answer does not vouch.
            () => false,
          ),
      ),
    )
    const isVouched = answers.includes(true)
    if (isVouched) this.#vouched.set(peer, performance.now() + VOUCHED_MS)
    return isVouched
  }

  /** Adds a joiner through the leader; answers once this node has applied it. */
  async add(
    peer: PeerId,
    node: NodeDescription,
  ): Promise<{ raftId: number; members: readonly MemberAddress[] }> {
    const { state } = this.#deps
    const transport = this.#deps.transport()
    const leader = this.#deps.leader()
    if (leader === null) {
      throw nodeError('node/no-leader', {
        message: 'the cluster has no leader now',
        hint: 'it is tried again until --join-timeout',
        retryable: true,
      })
    }
    const timeoutMs = JOIN_TRY_TIMEOUT_MS
    const raftId =
      leader === transport.self
        ? await this.#addAsLeader(peer, node)
        : memberAddReply.decode(
            await transport.request(
              leader,
              METHODS.memberAdd,
              memberAddRequest.encode({ peerId: peer, node }),
              { timeoutMs },
            ),
          ).raftId
    await waitUntil(() => state.members.has(peer), timeoutMs)
    return { raftId, members: this.members() }
  }

  /** One at a time, so that no raft id is given twice. */
  #addAsLeader(peer: PeerId, node: NodeDescription): Promise<number> {
    const added = this.#adding.then(() => this.#proposeMember(peer, node))
    // The next one is added whether or not this one could be.
    this.#adding = added.catch(() => undefined)
    return added
  }

  async #proposeMember(peer: PeerId, node: NodeDescription): Promise<number> {
    const { state } = this.#deps
    const raft = this.#deps.raft()
    const status = raft?.status()
    if (raft === null || status === undefined || status.role !== 'leader') {
      throw nodeError('node/not-leader', { message: 'this node does not lead', retryable: true })
    }
    const existing = state.members.get(peer)
    if (existing !== undefined) {
      const hasLog = existing.isVoter || (status.progress.get(existing.raftId)?.match ?? 0) > 0
      if (!hasLog) return existing.raftId
      throw nodeError('node/join-refused', {
        message: `this identity is the member '${existing.name}' already, and its log is gone`,
        hint: `start it with an empty data directory after 'polis node rm ${existing.name}'`,
      })
    }
    const refusal = memberRefusal(state.members.values(), { id: peer, name: node.name })
    if (refusal !== undefined) {
      throw nodeError('node/name-taken', { message: refusal.message, hint: refusal.hint })
    }
    if (clusterVersionOf(node) < state.clusterVersion) throw tooOld(node, state.clusterVersion)
    const raftId = state.nextRaftId
    const isTaken = raft.proposeConfChange({
      transition: 'auto',
      changes: [{ type: 'add-learner', raftId }],
      context: encodeMemberChange({
        kind: 'add',
        member: { id: peer, raftId, ...node, availability: 'ready', joinedMs: Date.now() },
      }),
    })
    if (!isTaken) throw changeUnderWay()
    await waitUntil(() => state.members.has(peer), JOIN_TRY_TIMEOUT_MS)
    // Another leader may have added it meanwhile, under another id.
    return state.members.get(peer)?.raftId ?? raftId
  }
}

function tooOld({ name, release }: NodeDescription, version: number): PolisError {
  return nodeError('node/join-refused', {
    message: `the cluster is at version ${version}, which Polis ${release ?? '0.2'} cannot`,
    hint: `install on '${name}' the Polis that the other nodes run ('polis node ls -o wide')`,
  })
}

function changeUnderWay(): PolisError {
  return nodeError('node/not-leader', {
    message: 'another change of membership is under way',
    hint: 'try again in a moment',
    retryable: true,
  })
}

/** Resolves once `holds`; throws `node/timed-out` after `timeoutMs`. */
async function waitUntil(holds: () => boolean, timeoutMs: number): Promise<void> {
  const deadline = AbortSignal.timeout(timeoutMs)
  while (!holds()) {
    if (deadline.aborted) {
      throw nodeError('node/timed-out', {
        message: 'the change of membership was not applied in time',
        hint: 'it is tried again',
        retryable: true,
      })
    }
    await pause(APPLY_POLL_MS, deadline)
  }
}
