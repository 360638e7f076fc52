import assert from 'node:assert/strict'
import { beforeEach, mock, test } from 'node:test'
import { quietLogger, seededRandom } from '@polis/base'
import { watchStreams } from './stream-watchdog.ts'

const CHECK_MS = 500
const MINUTE_MS = 60_000

type Opening = 'opens' | 'is refused' | 'hangs'

/** A host with one connection to `b`, whose gossip stream is there or not. */
function rig(self: string, isMember = true) {
  const state = {
    ...{ hasStream: false, disconnects: 0, repairs: 0, opening: 'is refused' as Opening },
    ...{ isSubscribed: true, resets: 0 },
  }
  const inbound = {
    ...{ protocol: '/meshsub/1.2.0', direction: 'inbound', status: 'open' },
    writeStatus: 'writable',
    abort: () => state.resets++,
  }
  const outbound = { ...inbound, direction: 'outbound' }
  const dead = new Map<string, unknown>([['b', {}]])
  const added: unknown[] = []
  let nowMs = 0
  const connection = {
    ...{ remotePeer: 'b', direction: 'outbound', remoteAddr: '', status: 'open' },
    get streams() {
      return state.hasStream ? [inbound, outbound] : [inbound]
    },
  }
  const disconnect = () => {
    state.disconnects++
    return Promise.resolve()
  }
  const createOutboundStream = () => {
    assert.equal(dead.has('b'), false, 'gossipsub opens nothing while it holds a dead stream')
    assert.ok(added.length > 0, 'gossipsub opens nothing to a peer it does not know')
    state.repairs++
    if (state.opening === 'hangs') return new Promise<void>(() => {})
    state.hasStream = state.opening === 'opens'
    if (state.hasStream) dead.set('b', outbound)
    return Promise.resolve()
  }
  const pubsub = {
    getSubscribers: () => (state.isSubscribed ? ['b'] : []),
    streamsOutbound: dead,
    addPeer: (peer: unknown) => added.push(peer),
    createOutboundStream,
  }
  const stop = watchStreams({
    host: { getConnections: () => [connection], services: { pubsub } },
    transport: { self, disconnect },
    isMember: () => isMember,
    random: seededRandom(1),
    logger: quietLogger,
    nowMs: () => nowMs,
  })
  /** Lets time pass; `lateMs` is how late each check comes. */
  const pass = async (durationMs: number, lateMs = 0) => {
    for (let leftMs = durationMs; leftMs > 0; leftMs -= CHECK_MS) {
      nowMs += CHECK_MS + lateMs
      mock.timers.tick(CHECK_MS)
      await Promise.resolve()
      await Promise.resolve()
      await Promise.resolve()
    }
  }
  return { state, pass, stop }
}

beforeEach(() => {
  mock.timers.reset()
  mock.timers.enable({ apis: ['setInterval'] })
})

test('a missing stream is opened in place within a second, and the connection stays', async () => {
  const { state, pass, stop } = rig('a')
  state.opening = 'opens'
  await pass(2 * CHECK_MS)
  assert.equal(state.repairs, 1)
  await pass(MINUTE_MS)
  assert.deepEqual([state.repairs, state.disconnects], [1, 0])
  stop()
})

test('a stream that gossipsub opens by itself is none of its business', async () => {
  const { state, pass, stop } = rig('a')
  await pass(CHECK_MS)
  state.hasStream = true
  await pass(MINUTE_MS)
  assert.deepEqual([state.repairs, state.disconnects], [0, 0])
  stop()
})

test('a connection is closed only once its stream was refused for 15 seconds', async () => {
  const { state, pass, stop } = rig('a')
  await pass(10_000)
  assert.equal(state.disconnects, 0)
  await pass(10_000)
  assert.equal(state.disconnects, 1)
  stop()
})

test('the higher id of a pair leaves the closing to the lower', async () => {
  const { state, pass, stop } = rig('c')
  await pass(30_000)
  assert.equal(state.disconnects, 0)
  await pass(60_000)
  assert.equal(state.disconnects, 1)
  stop()
})

test('failed repairs become rarer', async () => {
  const { state, pass, stop } = rig('a')
  await pass(10 * MINUTE_MS)
  assert.ok(state.disconnects >= 8 && state.disconnects <= 16, `${state.disconnects} in 10 minutes`)
  stop()
})

test('a peer that is slow to answer is waited for, and its connection is left alone', async () => {
  const { state, pass, stop } = rig('a')
  state.opening = 'hangs'
  await pass(10 * MINUTE_MS)
  assert.deepEqual([state.repairs, state.disconnects], [1, 0])
  stop()
})

test('a node that is itself late mends and closes nothing until it is on time again', async () => {
  const { state, pass, stop } = rig('a')
  await pass(10 * MINUTE_MS, 800)
  assert.deepEqual([state.repairs, state.disconnects], [0, 0])
  await pass(30_000)
  assert.equal(state.disconnects, 1)
  stop()
})

test('a member whose subscription was lost is made to say it again, ever less often', async () => {
  const { state, pass, stop } = rig('a')
  state.hasStream = true
  await pass(10_000)
  assert.equal(state.resets, 0)
  state.isSubscribed = false
  await pass(4_000)
  assert.equal(state.resets, 1)
  await pass(10 * MINUTE_MS)
  assert.ok(state.resets >= 10 && state.resets < 20, `${state.resets} in 10 minutes`)
  assert.equal(state.disconnects, 0)
  stop()
})

test('strangers are not looked after', async () => {
  const { state, pass, stop } = rig('a', false)
  await pass(MINUTE_MS)
  assert.deepEqual([state.repairs, state.disconnects], [0, 0])
  stop()
})
