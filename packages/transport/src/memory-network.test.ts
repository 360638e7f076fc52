import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MemoryNetwork } from './memory-network.ts'
import type { Schedule } from './schedule.ts'
import type { Transport } from './transport.ts'

/** Virtual time: nothing happens until `run` says so. */
function virtualTime(): { schedule: Schedule; run: (forMs: number) => Promise<void> } {
  let nowMs = 0
  let count = 0
  const due: { atMs: number; order: number; task: () => void }[] = []
  const schedule: Schedule = (task, delayMs) => {
    const entry = { atMs: nowMs + delayMs, order: count++, task }
    due.push(entry)
    return () => {
      const index = due.indexOf(entry)
      if (index >= 0) due.splice(index, 1)
    }
  }
  const run = async (forMs: number) => {
    const untilMs = nowMs + forMs
    for (;;) {
      due.sort((a, b) => a.atMs - b.atMs || a.order - b.order)
      if (due.length === 0 || due[0]!.atMs > untilMs) break
      const { atMs, task } = due.shift()!
      nowMs = atMs
      task()
      await new Promise(resolve => setImmediate(resolve)) // lets promises settle
    }
    nowMs = untilMs
  }
  return { schedule, run }
}

const text = (value: string) => new TextEncoder().encode(value)

/** `count` connected transports, and what each of their links has done since. */
async function cluster(count: number, latencyMs = 1) {
  const time = virtualTime()
  const network = new MemoryNetwork({ schedule: time.schedule, latencyMs: () => latencyMs })
  const peers: Transport[] = []
  for (let i = 0; i < count; i++) peers.push(network.createTransport(`p${i}`))
  for (const peer of peers) await peer.start()
  for (const a of peers) for (const b of peers) if (a !== b) a.setAddress(b.self, b.address)
  await time.run(100)
  const log: string[] = []
  for (const peer of peers) {
    peer.onLink(event => log.push(`${peer.self} ${event.kind} ${event.peer}`))
    peer.receive('c', (message, from) =>
      log.push(`${peer.self} got ${new TextDecoder().decode(message)} of ${from}`),
    )
    peer.handle('echo', body => body)
  }
  return { ...time, network, peers, log }
}

test('a one-way cut loses what one side sends; the other side is heard', async () => {
  const { network, peers, log, run } = await cluster(2)
  const [a, b] = peers as [Transport, Transport]
  network.cut('p0', 'p1')
  assert.equal(a.send('p1', 'c', text('lost')), true)
  b.send('p0', 'c', text('heard'))
  const failed = assert.rejects(a.request('p1', 'echo', text(''), { timeoutMs: 500 }), {
    code: 'transport/timeout',
  })
  await run(1_000)
  await failed
  assert.deepEqual(log, ['p0 got heard of p1'])
  network.heal('p0', 'p1')
  a.send('p1', 'c', text('again'))
  await run(10)
  assert.deepEqual(log.slice(1), ['p1 got again of p0'])
})

test('across a partition links stay up and a dial meets nobody', async () => {
  const { network, peers, log, run } = await cluster(3)
  network.partition(['p0'])
  const outcome = peers[0]!.probeDial(peers[1]!.address, 300)
  await run(5_000)
  assert.equal(await outcome, 'unreachable')
  assert.deepEqual(log, [])
  peers[1]!.send('p2', 'c', text('inside'))
  await run(10)
  assert.deepEqual(log, ['p2 got inside of p1'])
})

test('a peer that died behind a cut is noticed once the cut has healed', async () => {
  const { network, peers, log, run } = await cluster(2)
  network.partition(['p0'])
  await peers[1]!.stop()
  await run(100)
  assert.deepEqual(peers[0]!.connected(), ['p1'])
  network.healAll()
  await run(100)
  assert.deepEqual(peers[0]!.connected(), [])
  assert.ok(log.includes('p0 down p1'))
})

test('a broken link is down at both ends and comes back by itself', async () => {
  const { network, log, run } = await cluster(2)
  network.breakLink('p0', 'p1')
  await run(1_000)
  assert.deepEqual([...log].sort(), ['p0 down p1', 'p0 up p1', 'p1 down p0', 'p1 up p0'])
})

test('a peer may be created anew and is found at its old address', async () => {
  const { network, peers, run } = await cluster(2)
  await peers[1]!.stop()
  await run(100)
  const restarted = network.createTransport('p1')
  restarted.handle('echo', body => body)
  await restarted.start()
  await run(1_000)
  const answer = peers[0]!.request('p1', 'echo', text('hi'), { timeoutMs: 100 })
  await run(50)
  assert.deepEqual(await answer, text('hi'))
})

test('delays that differ from message to message never change their order', async () => {
  const time = virtualTime()
  let delayMs = 100
  const network = new MemoryNetwork({
    schedule: time.schedule,
    latencyMs: () => (delayMs = delayMs > 10 ? delayMs - 7 : 100),
  })
  const [a, b] = [network.createTransport('a'), network.createTransport('b')]
  await a.start()
  await b.start()
  a.setAddress('b', b.address)
  await time.run(1_000)
  const received: number[] = []
  b.receive('c', message => received.push(message[0]!))
  for (let i = 0; i < 50; i++) a.send('b', 'c', new Uint8Array([i]))
  await time.run(1_000)
  assert.deepEqual(
    received,
    [...received].sort((x, y) => x - y),
  )
  assert.equal(received.length, 50)
})

test('the same schedule gives the same history', async () => {
  const history = async () => {
    const { network, peers, log, run } = await cluster(4)
    for (const peer of peers) for (const to of peers) peer.send(to.self, 'c', text('x'))
    network.breakLink('p1', 'p2')
    network.cut('p3', 'p0')
    for (const peer of peers) for (const to of peers) peer.send(to.self, 'c', text('y'))
    await run(3_000)
    return log
  }
  assert.deepEqual(await history(), await history())
})
