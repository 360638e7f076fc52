import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { test } from 'node:test'
import { quietLogger, seededRandom, systemClock } from '@polis/base'
import { MemoryNetwork, type MemoryTransport, timerSchedule } from '@polis/transport'
import { MemoryPubSubHub } from '../memory-pubsub.ts'
import type { MemberEvent, RecordsEvent } from '../message.ts'
import { GOSSIP_TOPIC } from '../pubsub.ts'
import { ed25519Signatures } from './ed25519.ts'
import { Gossip } from './gossip.ts'

const WAIT_MS = 5_000

async function until(condition: () => boolean, what: string): Promise<void> {
  const startMs = performance.now()
  while (!condition()) {
    if (performance.now() - startMs > WAIT_MS) assert.fail(`timed out: ${what}`)
    await new Promise(resolve => setTimeout(resolve, 5))
  }
}

/** Nodes in one process that are members of each other. */
async function cluster(names: readonly string[]) {
  const network = new MemoryNetwork({ schedule: timerSchedule })
  const hub = new MemoryPubSubHub(timerSchedule)
  const keys = new Map(names.map(name => [name, generateKeyPairSync('ed25519')]))
  const rawOf = (name: string, half: 'd' | 'x') => {
    const pair = keys.get(name)
    const key = half === 'd' ? pair?.privateKey : pair?.publicKey
    return key && Buffer.from(key.export({ format: 'jwk' })[half]!, 'base64url')
  }
  const start = async (name: string, bootCount: number) => {
    const transport = network.createTransport(name)
    await transport.start()
    const pubsub = hub.createPubSub(name)
    const gossip = Gossip.start({
      self: { peer: name, name, bootCount },
      clusterId: 'memory',
      transport,
      pubsub,
      signatures: ed25519Signatures(rawOf(name, 'd')!, peer => rawOf(peer, 'x')),
      clock: systemClock,
      random: seededRandom(bootCount),
      logger: quietLogger,
    })
    return { name, transport, pubsub, gossip }
  }
  const nodes = await Promise.all(names.map(name => start(name, 1)))
  const members = nodes.map(({ name, transport }) => {
    return { peer: name, name, address: transport.address }
  })
  const join = (node: { transport: MemoryTransport; gossip: Gossip }) => {
    for (const { peer, address } of members) node.transport.setAddress(peer, address)
    node.gossip.setMembers(members)
  }
  for (const node of nodes) join(node)
  await until(
    () => nodes.every(({ transport }) => transport.connected().length === names.length - 1),
    'links',
  )
  const stop = async (node: (typeof nodes)[number]) => {
    node.gossip.stop()
    await node.pubsub.stop()
    await node.transport.stop()
  }
  return { nodes, hub, start, join, stop }
}

test('nodes share health and metadata, see a stop, and take the node back', async () => {
  const { nodes, start, join, stop } = await cluster(['a', 'b', 'c'])
  const [a, b, c] = nodes as [(typeof nodes)[0], (typeof nodes)[0], (typeof nodes)[0]]
  const memberEvents: MemberEvent[] = []
  const recordEvents: RecordsEvent[] = []
  b.gossip.onMember(event => memberEvents.push(event))
  b.gossip.onHealth(event => recordEvents.push(event))

  a.gossip.setHealth([{ endpointId: 'web-1', state: 'warning', weight: 0.5, output: 'slow' }])
  a.gossip.setMetadata({ load: 0.75 })
  await until(() => b.gossip.health('web-1')?.state === 'warning', 'health')
  assert.deepEqual([...c.gossip.healthRecords()].length, 1)
  assert.equal(recordEvents[0]?.owner, 'a')
  assert.equal(recordEvents[0]?.changed[0]?.output, 'slow')
  await until(() => b.gossip.members().some(({ metadata }) => metadata['load'] === 0.75), 'load')

  await stop(a)
  const isDead = (node: typeof a) =>
    node.gossip.members().find(({ peer }) => peer === 'a')?.liveness === 'dead'
  await until(() => isDead(b) && isDead(c), 'death')
  assert.ok(b.gossip.health('web-1'), 'a dead owner keeps its records')
  assert.ok(memberEvents.some(({ peer, liveness }) => peer === 'a' && liveness === 'dead'))

  const again = await start('a', 2)
  join(again)
  await until(() => !isDead(b) && !isDead(c), 'return')
  again.gossip.setHealth([])
  await until(() => b.gossip.health('web-1') === undefined, 'the records of the last boot end')
  for (const node of [again, b, c]) await stop(node)
})

test('lost publications are made up for by pings and comparisons', async () => {
  const { nodes, hub, stop } = await cluster(['a', 'b'])
  hub.isLossy = true
  nodes[0]!.gossip.setHealth([{ endpointId: 'web-1', state: 'critical', weight: 1, output: '' }])
  await until(() => nodes[1]!.gossip.health('web-1')?.state === 'critical', 'health by a pull')
  assert.equal(nodes[1]!.gossip.stats().propagation.samples, 0, 'it did not come as news')
  for (const node of nodes) await stop(node)
})

test('a farewell is known before the node is gone', async () => {
  const { nodes, stop } = await cluster(['a', 'b', 'c'])
  const [a, b, c] = nodes as [(typeof nodes)[0], (typeof nodes)[0], (typeof nodes)[0]]
  const livenessAt = (node: typeof a, peer: string) =>
    node.gossip.members().find(member => member.peer === peer)?.liveness
  await a.gossip.leave()
  await b.gossip.announceRestarting()
  assert.deepEqual([livenessAt(c, 'a'), livenessAt(c, 'b')], ['left', 'restarting'])
  for (const node of nodes) await stop(node)
})

test('malformed messages are dropped and counted; strangers are not heard', async () => {
  const { nodes, hub, stop } = await cluster(['a', 'b'])
  const stranger = hub.createPubSub('stranger')
  const noise = Buffer.from('noise')
  nodes[0]!.transport.send('b', 'swim', noise)
  nodes[0]!.pubsub.publish(GOSSIP_TOPIC, noise)
  stranger.publish(GOSSIP_TOPIC, noise)
  const { transport } = nodes[0]!
  await assert.rejects(transport.request('b', 'gossip/sync', noise, { timeoutMs: 1_000 }), {
    code: 'gossip/malformed',
  })
  await until(() => nodes[1]!.gossip.stats().malformed === 2, 'two counted')
  for (const node of nodes) await stop(node)
})

test('Ed25519 signatures verify for their signer, their bytes and nobody else', () => {
  const pair = generateKeyPairSync('ed25519')
  const jwk = pair.privateKey.export({ format: 'jwk' })
  const [seed, publicKey] = [Buffer.from(jwk.d!, 'base64url'), Buffer.from(jwk.x!, 'base64url')]
  const publicKeyOf = (peer: string) => (peer === 'me' ? publicKey : undefined)
  const { sign, verify } = ed25519Signatures(Buffer.concat([seed, publicKey]), publicKeyOf)
  const bytes = Buffer.from('health')
  const signature = sign(bytes)
  assert.ok(verify('me', bytes, signature))
  assert.ok(!verify('me', Buffer.from('wealth'), signature))
  assert.ok(!verify('you', bytes, signature))
  assert.ok(!verify('me', bytes, signature.subarray(1)))
})
