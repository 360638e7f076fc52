/** gossipsub as it is set up here: many nodes on one address, and strangers among them. */

import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { quietLogger } from '@polis/base'
import { createIdentity } from '@polis/transport'
import type { MemberAddress } from '../message.ts'
import { GOSSIP_TOPIC } from '../pubsub.ts'
import { type GossipMember, startGossipMember } from './gossip-member.ts'
import { libp2pPubSub } from './libp2p-pubsub.ts'

/** From so many on one address on, gossipsub's default score empties the mesh. */
const LEAVES = 14
/** Below this gossipsub looks for more (D_low). */
const MESH_MIN = 4
const STRANGER_MS = 1_500
// Generous, because many test files share the cores; each wait ends as soon as it can.
const WAIT_MS = 120_000

async function until(condition: () => boolean, what: string): Promise<number> {
  const startMs = performance.now()
  while (!condition()) {
    if (performance.now() - startMs > WAIT_MS) assert.fail(`timed out: ${what}`)
    await new Promise(resolve => setTimeout(resolve, 10))
  }
  return performance.now() - startMs
}

async function start(name: string): Promise<GossipMember> {
  const listen = { host: '127.0.0.1', port: 0 }
  const identity = await createIdentity()
  return startGossipMember({ identity, name, listen, bootCount: 1, clusterId: 'test' })
}

const addressOf = ({ identity, transport }: GossipMember): MemberAddress => {
  return { peer: identity.peerId, name: identity.peerId, address: transport.address }
}

describe('gossipsub', () => {
  const running: GossipMember[] = []
  after(() => Promise.all(running.map(member => member.stop())))

  test('a member with fourteen others on one address keeps its mesh, and their first words', async t => {
    const [hub, ...leaves] = await Promise.all(
      Array.from({ length: 1 + LEAVES }, (_, i) => start(`n${i}`)),
    )
    running.push(hub!, ...leaves)
    const list = [hub!, ...leaves].map(addressOf)
    hub!.setMembers(list)
    const passing = (endpointId: string) =>
      ({ endpointId, state: 'passing', weight: 1, output: '' }) as const
    leaves.forEach((leaf, i) => {
      leaf.setMembers([list[0]!, list[i + 1]!])
      // At once, before anybody has subscribed anywhere: what is lost must be made up for.
      leaf.gossip.setHealth([passing(`e${i}`)])
    })
    const hasHeardAll = () => leaves.every((_, i) => hub!.gossip.health(`e${i}`) !== undefined)
    const tookMs = await until(hasHeardAll, 'the first words are heard')
    t.diagnostic(`the first words were heard within ${tookMs.toFixed(0)} ms`)
    const service: object = hub!.transport.libp2p.services.pubsub
    const { getMeshPeers } = service as { getMeshPeers(topic: string): string[] }
    const isMeshFull = () => getMeshPeers.call(service, GOSSIP_TOPIC).length >= MESH_MIN
    await until(isMeshFull, 'its mesh is full')
    const samples = () => leaves.map(({ gossip }) => gossip.stats().propagation.samples)
    hub!.gossip.setHealth([passing('hub')])
    const isSeen = () => leaves.every(({ gossip }) => gossip.health('hub') !== undefined)
    await until(isSeen, 'a change is seen by all')
    const asNews = samples().filter(count => count > 0).length
    t.diagnostic(`${asNews} of ${LEAVES} heard of a change by gossipsub`)
    assert.ok(asNews >= LEAVES / 2, 'gossipsub delivers')
  })

  test('a stranger is deaf and mute, though it is connected', async () => {
    const [one, two, stranger] = await Promise.all(['one', 'two', 'stranger'].map(start))
    running.push(one!, two!, stranger!)
    const list = [addressOf(one!), addressOf(two!)]
    for (const member of [one!, two!]) member.setMembers(list)
    // It takes both for members; they do not take it for one.
    stranger!.setMembers([...list, addressOf(stranger!)])
    await until(() => stranger!.transport.connected().length === 2, 'the stranger is connected')
    const heard: string[] = []
    const { pubsub } = stranger!.transport.libp2p.services
    pubsub.topicValidators.set(GOSSIP_TOPIC, peer => {
      heard.push(peer.toString())
      return undefined as never
    })
    const speak = libp2pPubSub(pubsub, quietLogger)
    const endsMs = performance.now() + STRANGER_MS
    for (let round = 0; performance.now() < endsMs; round++) {
      const state = round % 2 === 0 ? 'passing' : 'critical'
      one!.gossip.setHealth([{ endpointId: 'secret', state, weight: 1, output: `${round}` }])
      stranger!.gossip.setHealth([{ endpointId: 'lie', state, weight: 1, output: `${round}` }])
      speak.publish(GOSSIP_TOPIC, Buffer.from(`noise ${round}`))
      await new Promise(resolve => setTimeout(resolve, 60))
    }
    await until(() => two!.gossip.health('secret') !== undefined, 'the members hear each other')
    assert.deepEqual(heard, [])
    assert.equal(stranger!.gossip.health('secret'), undefined)
    for (const member of [one!, two!]) {
      assert.equal(member.gossip.health('lie'), undefined)
      assert.equal(member.gossip.members().length, 2)
      assert.equal(member.gossip.stats().malformed, 0, 'what it says is not even read')
    }
  })
})
