import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { quantile } from '@polis/base'
import { createIdentity, type Identity } from '@polis/transport'
import type { MemberAddress } from '../message.ts'
import { GOSSIP_TOPIC } from '../pubsub.ts'
import { type GossipMember, startGossipMember } from './gossip-member.ts'

const NODES = 4
// Generous, because many test files share the cores; each wait ends as soon as it can.
const WAIT_MS = 20_000
/** How soon a reset stream is to be back; a busy machine may take five times as long. */
const STREAM_MENDED_MS = 3_000

type Node = GossipMember

function startNode(identity: Identity, name: string, port: number, bootCount: number) {
  const listen = { host: '127.0.0.1', port }
  return startGossipMember({ identity, name, listen, bootCount, clusterId: 'test' })
}

async function until(condition: () => boolean, what: string): Promise<number> {
  const startMs = performance.now()
  while (!condition()) {
    if (performance.now() - startMs > WAIT_MS) assert.fail(`timed out: ${what}`)
    await new Promise(resolve => setTimeout(resolve, 2))
  }
  return performance.now() - startMs
}

describe('gossip over libp2p', () => {
  let nodes: Node[] = []
  let list: MemberAddress[] = []
  const livenessOf = (observer: Node, about: Node) =>
    observer.gossip.members().find(member => member.peer === about.identity.peerId)?.liveness
  const gossipStreams = (from: Node, to: Node) =>
    from.transport.libp2p
      .getConnections()
      .filter(connection => connection.remotePeer.toString() === to.identity.peerId)
      .flatMap(connection => connection.streams)
      .filter(({ protocol, status }) => protocol.startsWith('/meshsub/') && status === 'open')
  const isOpen = (from: Node, to: Node) =>
    gossipStreams(from, to).some(({ direction }) => direction === 'outbound')
  /** One connection a pair, with streams both ways: surplus ones of the start are closed. */
  const isSettled = (node: Node) =>
    node.transport.libp2p.services.pubsub.getSubscribers(GOSSIP_TOPIC).length === NODES - 1 &&
    node.transport.libp2p.getConnections().length === NODES - 1 &&
    nodes.every(other => other === node || isOpen(node, other))

  before(async () => {
    for (let i = 0; i < NODES; i++) {
      nodes.push(await startNode(await createIdentity(), `n${i}`, 0, 1))
    }
    list = nodes.map(({ identity, transport }, i) => ({
      ...{ peer: identity.peerId, name: `n${i}`, address: transport.address },
    }))
    for (const node of nodes) node.setMembers(list)
    await until(() => nodes.every(isSettled), 'every node subscribes at every other')
  })

  after(async () => {
    await Promise.all(nodes.map(node => node.stop()))
    nodes = []
  })

  test('nodes that know each other see each other alive, with round-trip times', async () => {
    await until(
      () =>
        nodes.every(node => {
          const members = node.gossip.members()
          return members.every(({ liveness }) => liveness === 'alive') && members.length === NODES
        }),
      'all alive',
    )
    const measured = () => nodes[0]!.gossip.members().some(member => member.rttMs !== undefined)
    await until(measured, 'a round-trip time')
  })

  test('a change of health is seen by every other node within a second', async t => {
    const [owner, ...others] = nodes
    const lagsMs: number[] = []
    for (let round = 0; round < 20; round++) {
      const state = round % 2 === 0 ? 'critical' : 'passing'
      const records = [
        { endpointId: 'endpoint0001', state, weight: 1, output: `${round}` } as const,
      ]
      owner!.gossip.setHealth(records)
      const seen = () =>
        others.every(node => node.gossip.health('endpoint0001')?.output === `${round}`)
      lagsMs.push(await until(seen, `round ${round}`))
    }
    const record = others[0]!.gossip.health('endpoint0001')!
    assert.equal(record.owner, owner!.identity.peerId)
    assert.equal(record.state, 'passing')
    const urgent = lagsMs.filter((_, i) => i % 2 === 0)
    const normal = lagsMs.filter((_, i) => i % 2 === 1)
    for (const [name, values] of [
      ['critical', urgent],
      ['passing', normal],
    ] as const) {
      const [p50, p99] = [quantile(values, 0.5), quantile(values, 0.99)]
      t.diagnostic(`turn to ${name} → seen on all: p50 ${p50.toFixed(0)} p99 ${p99.toFixed(0)} ms`)
    }
    assert.ok(quantile(lagsMs, 0.99) < 1_000, `too late: ${lagsMs}`)
    assert.ok(others[0]!.gossip.stats().propagation.samples > 0)
  })

  test('metadata of a node reaches the others', async () => {
    nodes[1]!.gossip.setMetadata({ load: 0.5, apiPort: 7070, drivers: 'process' })
    const peer = nodes[1]!.identity.peerId
    const seen = () =>
      nodes[2]!.gossip.members().find(member => member.peer === peer)?.metadata.apiPort === 7070
    await until(seen, 'metadata')
  })

  test('a gossip stream reset on a live connection is opened anew in its place (G3)', async t => {
    const [a, b] = nodes as [Node, Node]
    const connectionsOf = (node: Node) => node.transport.libp2p.getConnections().map(({ id }) => id)
    const before = [connectionsOf(a), connectionsOf(b)]
    const old = gossipStreams(a, b)
    assert.ok(old.length >= 2)
    for (const stream of old) stream.abort(new Error('reset'))
    const isHealed = () => isOpen(a, b) && isOpen(b, a) && nodes.every(isSettled)
    const tookMs = await until(isHealed, 'the streams are back')
    t.diagnostic(`reset → mended: ${tookMs.toFixed(0)} ms`)
    assert.ok(tookMs < 5 * STREAM_MENDED_MS, `${tookMs} ms`)
    assert.ok(old.every(stream => stream.status !== 'open'))
    assert.deepEqual([connectionsOf(a), connectionsOf(b)], before, 'no connection was closed')
    assert.equal(livenessOf(a, b), 'alive')
  })

  test('a peer that gossipsub has lost sight of is found on the same connection', async () => {
    // What happens when it hears of the end of an old connection after the new one has begun.
    const [a, b] = nodes as [Node, Node]
    const service = a.transport.libp2p.services.pubsub as unknown as {
      removePeer(peer: unknown): void
    }
    const [connection] = a.transport.libp2p
      .getConnections()
      .filter(({ remotePeer }) => remotePeer.toString() === b.identity.peerId)
    service.removePeer(connection!.remotePeer)
    assert.equal(isSettled(a), false, 'its subscription is lost')
    await until(() => nodes.every(isSettled), 'it is found')
    assert.equal(connection!.status, 'open')
  })

  test('a node that says it restarts is left alone, and comes back as a newer boot', async () => {
    const [first, ...others] = nodes
    const { identity, transport } = first!
    const { port } = transport.address
    await first!.gossip.announceRestarting()
    await first!.stop()
    assert.ok(others.every(node => livenessOf(node, first!) === 'restarting'))
    nodes[0] = await startNode(identity, 'n0', port, 2)
    nodes[0].setMembers(list)
    await until(() => others.every(node => livenessOf(node, first!) === 'alive'), 'back')
    await until(() => nodes.every(isSettled), 'streams are back')
  })

  test('a node that stops without a word is soon known dead on all others', async t => {
    const victim = nodes.pop()!
    const atMs = performance.now()
    victim.gossip.stop()
    victim.stopWatchdog()
    const stopped = victim.transport.stop()
    await until(() => nodes.every(node => livenessOf(node, victim) === 'dead'), 'dead everywhere')
    const lagMs = performance.now() - atMs
    t.diagnostic(`stop → dead on all: ${lagMs.toFixed(0)} ms`)
    await stopped
    assert.ok(lagMs < 1_500, `${lagMs} ms`)
    assert.equal(nodes[0]!.gossip.stats().malformed, 0)
  })
})
