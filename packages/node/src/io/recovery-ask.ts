/**
 * Asks the other members of a stopped node how far their logs go.
 *
 * The question goes out under the node's own identity, so a member answers it as one of its own.
 */

import { hasCode, messageOf, quietLogger } from '@polis/base'
import type { Member } from '@polis/cluster'
import {
  createLibp2pTransport,
  type Identity,
  type PeerAddress,
  type PeerId,
  type Transport,
} from '@polis/transport'
import { RECOVERY_ASK_TIMEOUT_MS } from '../config.ts'
import { parseJoinAddress } from '../join-address.ts'
import type { Answer, Fenced } from '../recovery-plan.ts'
import { METHODS, positionReply, positionRequest } from '../wire.ts'
import type { NodeRecord } from './data-dir.ts'

/** Every one of `members` with its answer; `addresses` are tried beside where each was last. */
export async function askPositions(
  identity: Identity,
  record: NodeRecord,
  members: readonly Member[],
  addresses: readonly string[],
): Promise<Fenced[]> {
  const places = addresses.map(parseJoinAddress)
  if (members.length === 0) return []
  const transport = await createLibp2pTransport({
    privateKey: identity.privateKey,
    // Nobody shall dial a node that does not run.
    listen: { host: '127.0.0.1', port: 0 },
    clusterId: record.clusterId,
    epoch: () => record.epoch,
    logger: quietLogger,
  })
  try {
    await transport.start()
    const found = new Map<PeerId, Answer>()
    const asked = members.map(({ host, clusterPort: port }) => ({ host, port }))
    const answers = await Promise.all([...asked, ...places].map(place => ask(transport, place)))
    for (const { peer, answer } of answers) if (peer !== undefined) found.set(peer, answer)
    return members.map(({ id, name, raftId, isVoter, host, clusterPort }, i) => {
      const address = `${host}:${clusterPort}`
      const answer = found.get(id) ?? answers[i]!.answer
      return { id, name, raftId, isVoter, address, answer }
    })
  } finally {
    await transport.stop()
  }
}

async function ask(
  transport: Transport,
  place: PeerAddress,
): Promise<{ readonly peer?: PeerId; readonly answer: Answer }> {
  const options = { timeoutMs: RECOVERY_ASK_TIMEOUT_MS }
  try {
    const peer = await transport.dial(place, options)
    const reply = await transport
      .request(peer, METHODS.position, positionRequest.encode(), options)
      .catch(error => error as unknown)
    if (reply instanceof Uint8Array) {
      return { peer, answer: { kind: 'position', ...positionReply.decode(reply) } }
    }
    return { peer, answer: { kind: 'silent', reason: messageOf(reply) } }
  } catch (error) {
    const kind = hasCode(error, 'transport/fenced') ? 'recovered' : 'silent'
    return { answer: { kind, reason: messageOf(error) } }
  }
}
