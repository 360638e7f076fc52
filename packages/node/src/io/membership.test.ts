/** Who may speak: members, whoever a member vouches for, and nobody that was removed. */

import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { quietLogger } from '@polis/base'
import { ClusterState } from '@polis/cluster'
import { MemoryNetwork, type MemoryTransport, timerSchedule } from '@polis/transport'
import { DataDir } from './data-dir.ts'
import { Membership } from './membership.ts'

const soon = { timeoutMs: 5_000 }
const nothing = new Uint8Array()
const refused = { code: 'transport/not-allowed' }
const cleanups: (() => unknown)[] = []
after(() => Promise.all(cleanups.map(clean => clean())))

/** A node's transport and membership; its log knows nobody yet. */
async function startPeer(network: MemoryNetwork, id: string) {
  const dataDir = DataDir.open(null, id)
  const state = new ClusterState()
  let membership: Membership | undefined
  const transport: MemoryTransport = network.createTransport(id, {
    authorize: from => membership!.authorize(from),
  })
  membership = new Membership({
    ...{ state, dataDir, logger: quietLogger },
    transport: () => transport,
    raft: () => null,
    leader: () => null,
  })
  await transport.start()
  cleanups.push(async () => {
    await transport.stop()
    dataDir.close()
  })
  membership.serve()
  transport.handle('secret', () => Buffer.from('told'))
  const admit = (...members: readonly { transport: MemoryTransport }[]) => {
    for (const { transport: other } of members) {
      const { host, port: clusterPort } = other.address
      const facts = { apiAddress: '', labels: {}, drivers: [], cpuMillicores: 1, memoryBytes: 1 }
      const raftId = state.nextRaftId
      state.applyMember(state.index + 1, {
        kind: 'add',
        member: {
          ...{ id: other.self, raftId, name: other.self, host, clusterPort, ...facts },
          ...{ availability: 'ready', joinedMs: 0 },
        },
      })
    }
    membership.caughtUp()
  }
  const remove = (id: string) => {
    state.applyMember(state.index + 1, { kind: 'remove', id })
    membership.sync()
  }
  return { transport, membership, admit, remove }
}

type TestPeer = Awaited<ReturnType<typeof startPeer>>

const ask = async (from: TestPeer, to: TestPeer) =>
  Buffer.from(await from.transport.request(to.transport.self, 'secret', nothing, soon)).toString()

async function until(condition: () => boolean): Promise<void> {
  const endsMs = performance.now() + soon.timeoutMs
  while (!condition()) {
    assert.ok(performance.now() < endsMs, 'in time')
    await new Promise(resolve => setTimeout(resolve, 5))
  }
}

test('a newcomer is let in on the word of a known member, by whom missed its joining', async () => {
  const network = new MemoryNetwork({ schedule: timerSchedule })
  const [a, b, newcomer] = [
    await startPeer(network, 'a'),
    await startPeer(network, 'b'),
    await startPeer(network, 'c'),
  ]
  b.admit(a, b, newcomer)
  // Its log does not have the newcomer yet: it was down while that joined.
  a.admit(a, b)
  newcomer.admit(a, b, newcomer)
  await until(() => a.transport.connected().length === 2)
  assert.equal(a.membership.isMember('c'), false)
  assert.equal(await ask(newcomer, a), 'told')
})

test('a stranger that nobody vouches for is refused, also by its own word', async () => {
  const network = new MemoryNetwork({ schedule: timerSchedule })
  const [a, b, stranger] = [
    await startPeer(network, 'a'),
    await startPeer(network, 'b'),
    await startPeer(network, 'x'),
  ]
  for (const member of [a, b]) member.admit(a, b)
  stranger.admit(a, b, stranger)
  await until(() => a.transport.connected().length === 2)
  await assert.rejects(ask(stranger, a), refused)
})

test('a member that was removed is cut at once, and refused when it comes again', async () => {
  const network = new MemoryNetwork({ schedule: timerSchedule })
  const [a, b, c] = [
    await startPeer(network, 'a'),
    await startPeer(network, 'b'),
    await startPeer(network, 'c'),
  ]
  for (const member of [a, b, c]) member.admit(a, b, c)
  await until(() => a.transport.connected().length === 2)
  assert.equal(await ask(c, a), 'told')
  for (const member of [a, b]) member.remove('c')
  assert.deepEqual(a.transport.connected(), ['b'])
  await assert.rejects(ask(c, a))
  await until(() => a.transport.connected().includes('c'))
  await assert.rejects(ask(c, a), refused)
})
