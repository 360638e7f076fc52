/** The key of configs and secrets: made once, handed to members, never taken from the wrong one. */

import assert from 'node:assert/strict'
import { statSync } from 'node:fs'
import { after, test } from 'node:test'
import { quietLogger } from '@polis/base'
import { CLUSTER_KEY_MARK, ClusterState, type Operation } from '@polis/cluster'
import { MemoryNetwork, type MemoryTransport, timerSchedule } from '@polis/transport'
import { ClusterKey } from './cluster-key.ts'
import { DataDir } from './data-dir.ts'

const cleanups: (() => unknown)[] = []
after(() => Promise.all(cleanups.map(clean => clean())))
const signal = new AbortController().signal
const hex = (key: Uint8Array | null | undefined) => Buffer.from(key ?? []).toString('hex')

/** Nodes that share one state, as those that have applied the same log do. */
async function cluster(...names: string[]) {
  const events: string[] = []
  const network = new MemoryNetwork({ schedule: timerSchedule })
  const state = new ClusterState()
  for (const id of names) {
    const where = { host: id, clusterPort: 1, apiAddress: '', labels: {}, drivers: [] }
    const size = { cpuMillicores: 1, memoryBytes: 1, availability: 'ready' as const, joinedMs: 0 }
    const member = { id, name: id, raftId: state.nextRaftId, ...where, ...size }
    state.applyMember(state.index + 1, { kind: 'add', member })
  }
  const execute = async (operations: readonly Operation[]) => {
    events.push(operations.map(({ op }) => op).join())
    state.apply(state.index + 1, { requestId: '', timeMs: 0, operations })
  }
  const transports: MemoryTransport[] = []
  const start = async (self: string) => {
    const transport = network.createTransport(self, { authorize: () => true })
    await transport.start()
    for (const other of transports) {
      other.setAddress(self, transport.address)
      transport.setAddress(other.self, other.address)
    }
    transports.push(transport)
    const dataDir = DataDir.open(null, self)
    const deps = { self, state, dataDir, transport, execute, logger: quietLogger }
    const key = new ClusterKey(deps)
    cleanups.push(async () => {
      key.stop()
      await transport.stop()
      dataDir.close()
    })
    const again = () => {
      const fresh = network.createTransport(`${self}-again`, { authorize: () => true })
      return new ClusterKey({ ...deps, transport: fresh })
    }
    return { key, dataDir, again, transport }
  }
  return { state, events, nodes: await Promise.all(names.map(start)) }
}

test('the first who needs the key makes it, and the others get the same', async () => {
  const { state, nodes } = await cluster('a', 'b', 'c')
  const [a, b, c] = nodes
  assert.equal(await a!.key.find(), null)
  const made = await a!.key.findOrMake(signal)
  assert.equal(hex(await b!.key.find()), hex(made))
  assert.equal(hex(await c!.key.findOrMake(signal)), hex(made))
  assert.equal(statSync(b!.dataDir.file('cluster-key')).mode & 0o777, 0o600)
  const mark = state.kv.get(CLUSTER_KEY_MARK)!.value
  assert.ok(!Buffer.from(mark).toString().includes(hex(made)))
})

test('of two who make one at the same time, the log takes the first', async () => {
  const { nodes } = await cluster('a', 'b')
  const made = await Promise.all(nodes.map(({ key }) => key.findOrMake(signal)))
  assert.equal(hex(made[0]), hex(made[1]))
})

test('a node has it again after a restart, and says so if nobody else has', async () => {
  const { nodes } = await cluster('a', 'b')
  const [a, b] = nodes
  const made = await a!.key.findOrMake(signal)
  assert.equal(hex(await a!.again().find()), hex(made))
  b!.dataDir.writeSecret('cluster-key', '00')
  const other = b!.again()
  await assert.rejects(other.find(), { code: 'node/no-cluster-key' }, 'it reaches nobody')
})

test('nothing is sealed with a key that a majority of the voters does not have', async () => {
  const { state, events, nodes } = await cluster('a', 'b', 'c')
  state.applyMember(state.index + 1, { kind: 'promote-all', ids: ['b', 'c'] })
  const [a, b, c] = nodes
  await b!.transport.stop()
  await c!.transport.stop()
  await assert.rejects(a!.key.findOrMake(signal), /b, c did not keep it/)
  assert.deepEqual(events, [], 'its hash is not in the log')
  assert.equal(await a!.key.find(), null)
})

test('the key outlives the node that made it, before anybody has asked for it', async () => {
  const { state, nodes } = await cluster('a', 'b', 'c')
  state.applyMember(state.index + 1, { kind: 'promote-all', ids: ['b', 'c'] })
  const [a, b, c] = nodes
  await c!.transport.stop()
  const made = await a!.key.findOrMake(signal)
  await a!.transport.stop()
  assert.equal(hex(await b!.key.find()), hex(made))
  assert.equal(b!.dataDir.readSecret('cluster-key'), hex(made))
})

test('a key that was made and not taken does not hide the one that was', async () => {
  const { nodes } = await cluster('a', 'b', 'c')
  const [a, b, c] = nodes
  const made = await Promise.all([b, c, a].map(node => node!.key.findOrMake(signal)))
  assert.deepEqual(new Set(made.map(hex)).size, 1)
  for (const { key, dataDir } of nodes) {
    assert.equal(hex(await key.find()), hex(made[0]))
    assert.equal(dataDir.readSecret('cluster-key'), hex(made[0]), 'the others are forgotten')
  }
})
