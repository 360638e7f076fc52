/**
 * One member in a process of its own: transport and gossip, nothing else, as serf's agent is.
 *
 *     node bench/gossip-process.ts FOLDER INDEX
 *
 * FOLDER holds `members.json` and the identities it names. Prints a line of JSON for every change
 * of what it holds of a member, and runs until it is told to end. Each start counts as a boot.
 */

import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { quietLogger, systemClock, systemRandom } from '@polis/base'
import {
  createGossipsub,
  ed25519Signatures,
  Gossip,
  type GossipSub,
  libp2pPubSub,
  type MemberAddress,
  watchStreams,
} from '@polis/gossip'
import { createLibp2pTransport, loadOrCreateIdentity, publicKeyOf } from '@polis/transport'

const [folder, index] = [process.argv[2]!, Number(process.argv[3])]
const members: MemberAddress[] = JSON.parse(readFileSync(join(folder, 'members.json'), 'utf8'))
const { name, address } = members[index]!
const { privateKey, peerId } = await loadOrCreateIdentity(join(folder, `${name}.key`))
const peers = new Set(members.map(({ peer }) => peer))
const isMember = (peer: string) => peers.has(peer)

const transport = await createLibp2pTransport<{ pubsub: GossipSub }>({
  privateKey,
  listen: address,
  authorize: isMember,
  services: { pubsub: createGossipsub(isMember) },
})
await transport.start()
const gossip = Gossip.start({
  self: { peer: peerId, name, bootCount: nextBoot() },
  clusterId: 'bench',
  transport,
  pubsub: libp2pPubSub(transport.libp2p.services.pubsub, quietLogger),
  signatures: ed25519Signatures(privateKey.raw, publicKeyOf),
  clock: systemClock,
  random: systemRandom(),
  logger: quietLogger,
})
watchStreams({
  ...{ host: transport.libp2p, transport, isMember },
  ...{ random: systemRandom(), logger: quietLogger },
})
gossip.onMember(({ name: member, liveness, incarnation, reason }) => {
  process.stdout.write(`${JSON.stringify({ member, liveness, incarnation, reason })}\n`)
})
for (const member of members) transport.setAddress(member.peer, member.address)
gossip.setMembers(members)

function nextBoot(): number {
  const path = join(folder, `${name}.boot`)
  const boot = existsSync(path) ? Number(readFileSync(path, 'utf8')) + 1 : 1
  writeFileSync(path, String(boot))
  return boot
}
