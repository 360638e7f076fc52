/** One suite for both transports: what others rely on holds for each of them. */

import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { type Epoch, hasCode, PolisError } from '@polis/base'
import { MemoryNetwork } from '../memory-network.ts'
import type { Authorize, LinkEvent, PeerId, Transport } from '../transport.ts'
import { createIdentity } from './identity.ts'
import { createLibp2pTransport } from './libp2p-transport.ts'
import { timerSchedule } from './timer-schedule.ts'

type PeerSetup = {
  readonly authorize?: Authorize
  readonly isClient?: (peer: PeerId) => boolean
  readonly clusterId?: string
  readonly epoch?: () => Epoch
  readonly helloPayload?: () => Uint8Array
  readonly onHello?: (peer: PeerId, payload: Uint8Array) => void
}
type Create = (setup: PeerSetup) => Promise<Transport>

function memory(): Create {
  const network = new MemoryNetwork({ schedule: timerSchedule })
  let count = 0
  return setup =>
    Promise.resolve(
      network.createTransport(`peer-${++count}`, {
        ...setup,
        clusterId: () => setup.clusterId ?? '',
      }),
    )
}

function libp2p(): Create {
  return async setup => {
    const { privateKey } = await createIdentity()
    const listen = { host: '127.0.0.1', port: 0 }
    const config = { dialTimeoutMs: 15_000, helloTimeoutMs: 15_000 } // a busy machine is no failure
    return createLibp2pTransport({ privateKey, listen, config, authorize: () => true, ...setup })
  }
}

const text = (value: string) => new TextEncoder().encode(value)
const plain = (bytes: Uint8Array) => new TextDecoder().decode(bytes)
const soon = { timeoutMs: 15_000 }

/** The next link event of `kind` at `transport`. */
function linkEvent(transport: Transport, kind: LinkEvent['kind']): Promise<PeerId> {
  const { promise, resolve } = Promise.withResolvers<PeerId>()
  const stop = transport.onLink(event => {
    if (event.kind !== kind) return
    stop()
    resolve(event.peer)
  })
  return promise
}

function codeIs(code: string): (error: unknown) => boolean {
  return error => {
    assert.ok(error instanceof PolisError, `a PolisError, not ${String(error)}`)
    assert.equal(error.code, code)
    return true
  }
}

for (const [name, factory] of Object.entries({ memory, libp2p })) {
  describe(`the ${name} transport`, () => {
    const running: Transport[] = []
    after(() => Promise.all(running.map(transport => transport.stop())))

    /** Two running transports of their own network, the first connected to the second. */
    async function pair(
      first: PeerSetup = {},
      second: PeerSetup = {},
    ): Promise<[Transport, Transport]> {
      const create = factory()
      const [a, b] = [await create(first), await create(second)]
      running.push(a, b)
      await Promise.all([a.start(), b.start()])
      const isUp = [linkEvent(a, 'up'), linkEvent(b, 'up')]
      assert.equal(await a.dial(b.address, soon), b.self)
      assert.deepEqual(await Promise.all(isUp), [b.self, a.self])
      return [a, b]
    }

    test('a request is answered, in both directions over one connection', async () => {
      const [a, b] = await pair()
      for (const end of [a, b]) {
        end.handle('greet', (body, from) => text(`${from} said ${plain(body)}`))
      }
      const [atB, atA] = await Promise.all([
        a.request(b.self, 'greet', text('hello'), soon),
        b.request(a.self, 'greet', text('good day'), soon),
      ])
      assert.equal(plain(atB), `${a.self} said hello`)
      assert.equal(plain(atA), `${b.self} said good day`)
    })

    test('a failure keeps its code, hint, fields and whether to try again', async () => {
      const [a, b] = await pair()
      const failure = {
        message: 'no such key',
        hint: 'create it',
        fields: { key: 'x', revision: 7, isGone: true },
        retryable: true,
      }
      b.handle('get', async () => {
        throw new PolisError('cluster/not-found', failure)
      })
      b.handle('break', () => {
        throw new TypeError('a bug')
      })
      await assert.rejects(a.request(b.self, 'get', text(''), soon), error => {
        assert.ok(hasCode(error, 'cluster/not-found'))
        const { message, hint, fields, retryable } = error
        assert.deepEqual({ message, hint, fields, retryable }, failure)
        return true
      })
      const broken = a.request(b.self, 'break', text(''), soon)
      await assert.rejects(broken, codeIs('transport/handler-failed'))
      const missing = a.request(b.self, 'absent', text(''), soon)
      await assert.rejects(missing, codeIs('transport/no-such-method'))
    })

    test('a late answer is a timeout, and the handler is told to stop', async () => {
      const [a, b] = await pair()
      const stopped: string[] = []
      b.handle('wait', (body, _from, signal) => {
        const { promise, resolve } = Promise.withResolvers<Uint8Array>()
        signal.addEventListener('abort', () => {
          stopped.push(plain(body))
          resolve(body)
          if (stopped.length === 2) bothStopped.resolve()
        })
        return promise
      })
      const bothStopped = Promise.withResolvers<void>()
      const late = a.request(b.self, 'wait', text('timeout'), { timeoutMs: 30 })
      await assert.rejects(late, codeIs('transport/timeout'))
      const abort = new AbortController()
      const given = a.request(b.self, 'wait', text('abort'), { ...soon, signal: abort.signal })
      abort.abort()
      await assert.rejects(given, codeIs('transport/aborted'))
      if (stopped.length < 2 && name === 'libp2p') await bothStopped.promise
      assert.ok(stopped.includes('timeout'))
    })

    test('messages of a channel arrive in the order they were sent', async () => {
      const [a, b] = await pair()
      const all = Promise.withResolvers<number[]>()
      const received: number[] = []
      b.receive('raft', (message, from) => {
        assert.equal(from, a.self)
        received.push(Number(plain(message)))
        if (received.length === 500) all.resolve(received)
      })
      for (let i = 0; i < 500; i++) assert.equal(a.send(b.self, 'raft', text(String(i))), true)
      assert.deepEqual(
        await all.promise,
        Array.from({ length: 500 }, (_, index) => index),
      )
    })

    test('a message to a peer that is not connected is dropped, and dials it', async () => {
      const create = factory()
      const [a, b] = [await create({}), await create({})]
      running.push(a, b)
      await a.start()
      assert.equal(a.send(b.self, 'raft', text('lost')), false)
      await assert.rejects(a.request(b.self, 'm', text(''), soon), codeIs('transport/unreachable'))
      await b.start()
      const isUp = linkEvent(a, 'up')
      a.setAddress(b.self, b.address)
      assert.equal(a.send(b.self, 'raft', text('lost')), false)
      assert.equal(await isUp, b.self)
      assert.deepEqual(a.connected(), [b.self])
    })

    test('a stream ends, fails and is left as its handler and its reader want', async () => {
      const [a, b] = await pair()
      let hasCleanedUp = 0
      const cleaned = Promise.withResolvers<void>()
      b.handleStream('count', async function* (body) {
        for (let i = 0; i < Number(plain(body)); i++) yield text(String(i))
        if (plain(body) === '2') throw new PolisError('runtime/gone', { message: 'gone' })
      })
      b.handleStream('follow', async function* (_body, _from, signal) {
        try {
          yield text('first')
          await new Promise(resolve => signal.addEventListener('abort', resolve))
        } finally {
          if (++hasCleanedUp === 2) cleaned.resolve()
        }
      })
      const { signal } = new AbortController()
      const seen: string[] = []
      for await (const m of a.openStream(b.self, 'count', text('3'), signal)) seen.push(plain(m))
      assert.deepEqual(seen, ['0', '1', '2'])
      await assert.rejects(async () => {
        for await (const m of a.openStream(b.self, 'count', text('2'), signal)) seen.push(plain(m))
      }, codeIs('runtime/gone'))
      assert.deepEqual(seen.slice(3), ['0', '1'])
      for await (const m of a.openStream(b.self, 'follow', text(''), signal)) {
        assert.equal(plain(m), 'first')
        break
      }
      const abort = new AbortController()
      await assert.rejects(async () => {
        for await (const _ of a.openStream(b.self, 'follow', text(''), abort.signal)) abort.abort()
      }, codeIs('transport/aborted'))
      await cleaned.promise
    })

    test('a slow reader holds its stream back', async () => {
      const [a, b] = await pair()
      let produced = 0
      const message = new Uint8Array(64 << 10)
      b.handleStream('bulk', async function* () {
        for (; produced < 1_000; produced++) yield message
      })
      const stream = a.openStream(b.self, 'bulk', text(''), new AbortController().signal)
      const reader = stream[Symbol.asyncIterator]()
      await reader.next()
      let before = -1
      while (produced !== before) {
        before = produced
        await new Promise(resolve => setTimeout(resolve, 60))
      }
      assert.ok(produced < 200, `${produced} of 1000 messages were produced for one that was read`)
      let read = 1
      while (!(await reader.next()).done) read++
      assert.equal(read, 1_000)
    })

    test('a peer that stops is down, and refuses to be dialled', async () => {
      const [a, b] = await pair()
      assert.equal(await a.probeDial(b.address, 1_000), 'accepted')
      const isDown = linkEvent(a, 'down')
      b.handle('never', () => new Promise(() => {}))
      const underWay = a.request(b.self, 'never', text(''), soon)
      const failed = assert.rejects(underWay, codeIs('transport/unreachable'))
      await new Promise(resolve => setTimeout(resolve, 30))
      await b.stop()
      assert.equal(await isDown, b.self)
      await failed
      assert.deepEqual(a.connected(), [])
      assert.equal(await a.probeDial(b.address, 1_000), 'refused')
      await assert.rejects(a.dial(b.address, soon), codeIs('transport/unreachable'))
    })

    test('a stranger is refused, but served open methods', async () => {
      const [a, b] = await pair({}, { authorize: () => Promise.resolve(false) })
      const heard: string[] = []
      b.handle('join', () => text('welcome'), 'open')
      b.handle('secret', () => text('!'))
      b.handleStream('logs', async function* () {
        yield text('!')
      })
      b.receive('raft', message => heard.push(plain(message)))
      a.send(b.self, 'raft', text('vote for me'))
      await assert.rejects(
        a.request(b.self, 'secret', text(''), soon),
        codeIs('transport/not-allowed'),
      )
      assert.equal(plain(await a.request(b.self, 'join', text(''), soon)), 'welcome')
      await assert.rejects(async () => {
        const { signal } = new AbortController()
        for await (const _ of a.openStream(b.self, 'logs', text(''), signal))
          assert.fail('a message')
      }, codeIs('transport/not-allowed'))
      assert.deepEqual(heard, [])
    })

    test('a client is served what is for clients and nothing of the members', async () => {
      const clients = new Set<PeerId>()
      const [a, b] = await pair({}, { authorize: () => false, isClient: peer => clients.has(peer) })
      b.handle('read', () => text('value'), 'clients')
      b.handle('secret', () => text('!'))
      b.handle('join', () => text('welcome'), 'open')
      const heard: string[] = []
      b.receive('raft', message => heard.push(plain(message)))
      const isRefused = codeIs('transport/not-allowed')
      await assert.rejects(a.request(b.self, 'read', text(''), soon), isRefused)
      clients.add(a.self)
      a.send(b.self, 'raft', text('vote for me'))
      assert.equal(plain(await a.request(b.self, 'read', text(''), soon)), 'value')
      assert.equal(plain(await a.request(b.self, 'join', text(''), soon)), 'welcome')
      await assert.rejects(a.request(b.self, 'secret', text(''), soon), isRefused)
      assert.deepEqual(heard, [])
    })

    test('a member is served what is for clients, too', async () => {
      const [a, b] = await pair({}, { authorize: () => true })
      b.handle('read', () => text('value'), 'clients')
      assert.equal(plain(await a.request(b.self, 'read', text(''), soon)), 'value')
    })

    test('who becomes a member is served, and revoking cuts it off', async () => {
      const members = new Set<PeerId>()
      const [a, b] = await pair({}, { authorize: peer => members.has(peer) })
      b.handle('read', () => text('value'))
      await assert.rejects(
        a.request(b.self, 'read', text(''), soon),
        codeIs('transport/not-allowed'),
      )
      members.add(a.self)
      assert.equal(plain(await a.request(b.self, 'read', text(''), soon)), 'value')
      const isDown = linkEvent(a, 'down')
      members.delete(a.self)
      await b.revoke(a.self)
      assert.equal(await isDown, b.self)
      await a.dial(b.address, soon)
      await assert.rejects(
        a.request(b.self, 'read', text(''), soon),
        codeIs('transport/not-allowed'),
      )
    })

    test('hello carries what the layers above say, before the link is up', async () => {
      const heard: string[] = []
      const say = (word: string): PeerSetup => ({
        helloPayload: () => text(word),
        onHello: (_peer, payload) => heard.push(plain(payload)),
      })
      await pair(say('from a'), say('from b'))
      assert.deepEqual(heard.sort(), ['from a', 'from b'])
    })

    test('two clusters refuse each other; who has none yet may talk to either', async () => {
      const create = factory()
      const red = await create({ clusterId: 'red' })
      const blue = await create({ clusterId: 'blue' })
      const fresh = await create({})
      running.push(red, blue, fresh)
      await Promise.all([red.start(), blue.start(), fresh.start()])
      await assert.rejects(red.dial(blue.address, soon), codeIs('transport/wrong-cluster'))
      assert.equal(await fresh.dial(red.address, soon), red.self)
      assert.equal(await fresh.dial(blue.address, soon), blue.self)
      assert.deepEqual(red.connected(), [fresh.self])
    })

    test('a recovered cluster and a node of before refuse each other; a joiner is let in', async () => {
      const create = factory()
      const recovered = await create({ clusterId: 'red', epoch: () => ({ count: 1, mark: 'a' }) })
      const old = await create({ clusterId: 'red' })
      const other = await create({ clusterId: 'red', epoch: () => ({ count: 1, mark: 'b' }) })
      const fresh = await create({})
      const all = [recovered, old, other, fresh]
      running.push(...all)
      await Promise.all(all.map(transport => transport.start()))
      await assert.rejects(old.dial(recovered.address, soon), codeIs('transport/fenced'))
      await assert.rejects(recovered.dial(old.address, soon), codeIs('transport/peer-fenced'))
      await assert.rejects(other.dial(recovered.address, soon), codeIs('transport/peer-fenced'))
      assert.equal(await fresh.dial(recovered.address, soon), recovered.self)
      assert.deepEqual(recovered.connected(), [fresh.self])
    })

    test('a link that was cut comes back by itself while its address is known', async () => {
      const [a, b] = await pair()
      a.setAddress(b.self, b.address)
      const isUp = linkEvent(a, 'up')
      await b.disconnect(a.self)
      assert.equal(await isUp, b.self)
    })
  })
}
