/**
 * Joining: how a node without a cluster becomes a member of one, or founds it.
 *
 *     joiner                          member                        leader
 *       │ join.status ─────────────────► │ in which cluster are you?   │
 *       │ join.begin ──────────────────► │ a challenge                 │
 *       │ join.complete (proof, node) ─► │ verifies ── member.add ───► │ configuration change
 *       │ ◄──────── proof, raft id, members, once the member has applied it ──┘
 *
 * The secret itself never travels. With `--bootstrap` a node founds only after every other address
 * has answered that it is in no cluster; silence never founds. Of several that could, the one with
 * the least id does, so nodes started with the same flags at once are one cluster.
 */

import { randomBytes } from 'node:crypto'
import { type Epoch, hasCode, type Logger, messageOf, PolisError } from '@polis/base'
import { makeChallenge, type PeerId, prove, type Transport, verify } from '@polis/transport'
import { JOIN_RETRY_MS, JOIN_TRY_TIMEOUT_MS } from '../config.ts'
import { nodeError } from '../errors.ts'
import { parseJoinAddress } from '../join-address.ts'
import {
  clientEnterReply,
  clientEnterRequest,
  type JoinAccepted,
  type JoinStatus,
  joinBeginReply,
  joinBeginRequest,
  joinCompleteReply,
  joinCompleteRequest,
  joinStatusReply,
  joinStatusRequest,
  METHODS,
  type NodeDescription,
} from '../wire.ts'
import { pause } from './pause.ts'

export type JoinRequest = {
  readonly transport: Transport
  readonly addresses: readonly string[]
  readonly isBootstrap: boolean
  readonly secret: string
  readonly node: NodeDescription
  readonly timeoutMs: number
  readonly logger: Logger
}

/** A joined cluster, or `found`: this node shall found one. */
export type JoinOutcome =
  | { readonly kind: 'joined'; readonly via: PeerId; readonly accepted: JoinAccepted }
  | { readonly kind: 'found' }

/** What one address answered. */
type Answer =
  | { readonly kind: 'self' }
  | { readonly kind: 'silent'; readonly reason: string }
  | { readonly kind: 'none'; readonly peer: PeerId; readonly mayFound: boolean }
  | { readonly kind: 'member'; readonly peer: PeerId; readonly status: JoinStatus }

/**
 * Goes over the addresses until one lets this node in. Throws `node/join-failed` in the end,
 * `node/join-refused` for a wrong secret and `node/name-taken` at once.
 */
export async function joinCluster(request: JoinRequest): Promise<JoinOutcome> {
  const deadline = AbortSignal.timeout(request.timeoutMs)
  const reasons = new Map<string, string>()
  while (!deadline.aborted) {
    const answers = await Promise.all(request.addresses.map(a => askStatus(request.transport, a)))
    for (const [i, answer] of answers.entries()) {
      const address = request.addresses[i]!
      if (answer.kind === 'silent') reasons.set(address, answer.reason)
      if (answer.kind === 'none') reasons.set(address, 'it is in no cluster yet')
      if (answer.kind !== 'member') continue
      try {
        const accepted = await completeJoin(request, answer.peer)
        return { kind: 'joined', via: answer.peer, accepted }
      } catch (error) {
        if (!(error instanceof PolisError) || isFinal(error)) throw error
        reasons.set(address, error.message)
        request.logger.debug({ address, reason: error.message }, 'could not join yet')
      }
    }
    if (request.isBootstrap && isFounder(request.transport.self, answers)) return { kind: 'found' }
    await pause(JOIN_RETRY_MS, deadline)
  }
  throw joinFailed(request, reasons)
}

/** True if nobody else is in a cluster and, of those that may found one, this node comes first. */
function isFounder(self: PeerId, answers: readonly Answer[]): boolean {
  return answers.every(
    answer =>
      answer.kind === 'self' ||
      (answer.kind === 'none' && !(answer.mayFound && answer.peer < self)),
  )
}

function isFinal(error: PolisError): boolean {
  return hasCode(error, 'node/join-refused') || hasCode(error, 'node/name-taken')
}

function joinFailed(request: JoinRequest, reasons: ReadonlyMap<string, string>): PolisError {
  const details = [...reasons].map(([address, reason]) => `${address}: ${reason}`).join('; ')
  const seconds = Math.round(request.timeoutMs / 1_000)
  return nodeError('node/join-failed', {
    message: `could not join a cluster within ${seconds} s (${details || 'no address answered'})`,
    hint: 'check --join, and that a node runs there; see --join-timeout',
    retryable: true,
  })
}

/** Asks the node at `address` whether it is in a cluster. */
async function askStatus(transport: Transport, address: string): Promise<Answer> {
  const options = { timeoutMs: JOIN_TRY_TIMEOUT_MS }
  try {
    const peer = await transport.dial(parseJoinAddress(address), options)
    if (peer === transport.self) return { kind: 'self' }
    const reply = await transport.request(
      peer,
      METHODS.joinStatus,
      joinStatusRequest.encode(),
      options,
    )
    const status = joinStatusReply.decode(reply)
    if (status.clusterId !== '') return { kind: 'member', peer, status }
    return { kind: 'none', peer, mayFound: status.mayFound }
  } catch (error) {
    if (hasCode(error, 'base/bad-value')) throw error
    if (hasCode(error, 'transport/self-dial')) return { kind: 'self' }
    return { kind: 'silent', reason: messageOf(error) }
  }
}

async function completeJoin(request: JoinRequest, member: PeerId): Promise<JoinAccepted> {
  const { transport, secret, node } = request
  const options = { timeoutMs: JOIN_TRY_TIMEOUT_MS }
  const begin = joinBeginReply.decode(
    await transport.request(member, METHODS.joinBegin, joinBeginRequest.encode(), options),
  )
  const parties = { joiner: transport.self, member }
  const challenge = makeChallenge(randomBytes)
  const accepted = joinCompleteReply.decode(
    await transport.request(
      member,
      METHODS.joinComplete,
      joinCompleteRequest.encode({
        proof: prove(secret, { prover: 'joiner', challenge: begin.challenge, ...parties }),
        challenge,
        node,
      }),
      options,
    ),
  )
  if (!verify(secret, { prover: 'member', challenge, ...parties }, accepted.proof)) {
    throw nodeError('node/join-refused', {
      message: 'the node at --join could not prove that it knows the join token',
      hint: 'check that --join names a member of your cluster',
    })
  }
  return accepted
}

/** What the member side needs to let a joiner in. */
export type JoinHost = {
  readonly transport: Transport
  /** Null until this node has its own secret and cluster. */
  readonly secret: () => string | null
  readonly clusterId: () => string
  readonly epoch: () => Epoch
  readonly name: string
  /** True for a node that founds the cluster if nobody has. */
  readonly mayFound: boolean
  /** Adds the joiner through the leader; answers once this node has applied it. */
  readonly addMember: (
    peer: PeerId,
    node: NodeDescription,
  ) => Promise<Pick<JoinAccepted, 'raftId' | 'members'>>
  /** Lets a program call the methods for clients. */
  readonly admitClient: (peer: PeerId) => void
}

/** Challenges that wait for their proof; the oldest is forgotten beyond this many. */
const CHALLENGES_MAX = 256

/** Serves the join methods, and entering as a client, to strangers. */
export function serveJoins(host: JoinHost): void {
  const challenges = new Map<PeerId, Uint8Array>()
  const { transport } = host
  /** Our proof for theirs. */
  const exchangeProofs = (
    prover: 'joiner' | 'client',
    theirs: { readonly proof: Uint8Array; readonly challenge: Uint8Array },
    from: PeerId,
  ): Uint8Array => {
    const challenge = challenges.get(from)
    challenges.delete(from)
    const secret = host.secret()
    const parties = { joiner: from, member: transport.self }
    const isProven =
      challenge !== undefined &&
      secret !== null &&
      verify(secret, { prover, challenge, ...parties }, theirs.proof)
    if (isProven)
      return prove(secret, { prover: 'member', challenge: theirs.challenge, ...parties })
    throw nodeError('node/join-refused', {
      message: 'the join token is not the one of this cluster',
      hint: 'use the content of join-secret in the data directory of the founder',
    })
  }
  transport.handle(
    METHODS.joinStatus,
    () => {
      const { name, mayFound } = host
      return joinStatusReply.encode({ clusterId: host.clusterId(), name, mayFound })
    },
    'open',
  )
  transport.handle(
    METHODS.joinBegin,
    (_, from) => {
      const challenge = makeChallenge(randomBytes)
      challenges.delete(from)
      challenges.set(from, challenge)
      if (challenges.size > CHALLENGES_MAX) challenges.delete(challenges.keys().next().value!)
      return joinBeginReply.encode({ clusterId: host.clusterId(), challenge })
    },
    'open',
  )
  transport.handle(
    METHODS.joinComplete,
    async (body, from) => {
      const request = joinCompleteRequest.decode(body)
      const proof = exchangeProofs('joiner', request, from)
      const added = await host.addMember(from, request.node)
      const [clusterId, epoch] = [host.clusterId(), host.epoch()]
      return joinCompleteReply.encode({ proof, clusterId, epoch, ...added })
    },
    'open',
  )
  transport.handle(
    METHODS.clientEnter,
    (body, from) => {
      const proof = exchangeProofs('client', clientEnterRequest.decode(body), from)
      host.admitClient(from)
      return clientEnterReply.encode({ proof })
    },
    'open',
  )
}
