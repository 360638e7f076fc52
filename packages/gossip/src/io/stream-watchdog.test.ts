import assert from 'node:assert/strict'
import { beforeEach, mock, test } from 'node:test'
import { quietLogger, seededRandom } from '@polis/base'
import { watchStreams } from './stream-watchdog.ts'

const CHECK_MS = 500

/** A host with one connection to `b`, whose gossip stream is there or not. */
function rig(self: string, isMember = true) {
  const stream = { protocol: '/meshsub/1.2.0', direction: 'outbound', status: 'open' }
  const state = { hasStream: false, disconnects: 0, reopened: 0 }
  const connection = {
    remotePeer: 'b',
    status: 'open',
    get streams() {
      return state.hasStream ? [stream] : [{ ...stream, direction: 'inbound' }]
    },
  }
  const disconnect = () => {
    state.disconnects++
    return Promise.resolve()
  }
  const stop = watchStreams({
    host: {
      getConnections: () => [connection],
      services: { pubsub: { outboundInflightQueue: { push: () => state.reopened++ } } },
    },
    transport: { self, disconnect },
    isMember: () => isMember,
    random: seededRandom(1),
    logger: quietLogger,
  })
  return { state, stop }
}

beforeEach(() => {
  mock.timers.reset()
  mock.timers.enable({ apis: ['setInterval'] })
})

test('a missing stream is asked for at the first miss, and left alone once it is there', () => {
  const { state, stop } = rig('a')
  mock.timers.tick(CHECK_MS)
  assert.equal(state.reopened, 1)
  state.hasStream = true
  mock.timers.tick(60_000)
  assert.deepEqual([state.reopened, state.disconnects], [1, 0])
  stop()
})

test('where asking does not help, the lower id soon closes the connection', () => {
  const { state, stop } = rig('a')
  mock.timers.tick(2 * CHECK_MS)
  assert.equal(state.disconnects, 0)
  mock.timers.tick(2 * CHECK_MS)
  assert.equal(state.disconnects, 1)
  stop()
})

test('the higher id waits twice as long', () => {
  const { state, stop } = rig('c')
  mock.timers.tick(5 * CHECK_MS)
  assert.equal(state.disconnects, 0)
  mock.timers.tick(2 * CHECK_MS)
  assert.equal(state.disconnects, 1)
  stop()
})

test('failed repairs become rarer', () => {
  const { state, stop } = rig('a')
  mock.timers.tick(60_000)
  assert.ok(state.disconnects >= 4 && state.disconnects <= 6, `${state.disconnects} in a minute`)
  stop()
})

test('strangers are not looked after', () => {
  const { state, stop } = rig('a', false)
  mock.timers.tick(60_000)
  assert.deepEqual([state.reopened, state.disconnects], [0, 0])
  stop()
})
