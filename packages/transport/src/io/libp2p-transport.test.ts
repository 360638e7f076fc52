/** What only the real transport can get wrong: sockets, ports, restarts, buffers. */

import assert from 'node:assert/strict'
import { createServer } from 'node:net'
import { after, test } from 'node:test'
import { PolisError, systemClock } from '@polis/base'
import { DEFAULT_TRANSPORT_CONFIG } from '../config.ts'
import type { LinkEvent, PeerId, Transport } from '../transport.ts'
import { createIdentity, type Identity } from './identity.ts'
import { createHost } from './libp2p-host.ts'
import { createLibp2pTransport, type Libp2pTransportOptions } from './libp2p-transport.ts'

const running: Transport[] = []
after(() => Promise.all(running.map(transport => transport.stop())))

type Setup = Partial<Libp2pTransportOptions> & { readonly identity?: Identity; port?: number }

/** A busy machine must not fail these tests: what they are about is never how long it takes. */
const patient = { dialTimeoutMs: 15_000, helloTimeoutMs: 15_000 }

async function create(setup: Setup = {}) {
  const { identity = await createIdentity(), port = 0, config, ...options } = setup
  const transport = await createLibp2pTransport({
    privateKey: identity.privateKey,
    listen: { host: '127.0.0.1', port },
    authorize: () => true,
    config: { ...patient, ...config },
    ...options,
  })
  running.push(transport)
  return transport
}

async function started(setup: Setup = {}) {
  const transport = await create(setup)
  await transport.start()
  return transport
}

function linkEvent(transport: Transport, kind: LinkEvent['kind'], peer: PeerId): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const stop = transport.onLink(event => {
    if (event.kind !== kind || event.peer !== peer) return
    stop()
    resolve()
  })
  return promise
}

const nothing = new Uint8Array()
const soon = { timeoutMs: 15_000 }

function isError(code: string): (error: unknown) => boolean {
  return error => error instanceof PolisError && error.code === code
}

test('an address that leads back to this node is told apart from one that nobody answers', async () => {
  const transport = await started()
  await assert.rejects(transport.dial(transport.address, soon), isError('transport/self-dial'))
})

test('a port that is taken is named, with its host', async () => {
  const other = createServer()
  await new Promise<void>(resolve => other.listen(0, '127.0.0.1', resolve))
  const { port } = other.address() as { port: number }
  const transport = await create({ port })
  await assert.rejects(transport.start(), error => {
    assert.ok(isError('transport/port-in-use')(error))
    assert.match((error as Error).message, new RegExp(`127\\.0\\.0\\.1:${port}`))
    return true
  })
  await new Promise(resolve => other.close(resolve))
  const elsewhere = await create({ listen: { host: '192.0.2.1', port: 7_946 } })
  await assert.rejects(elsewhere.start(), isError('transport/cannot-listen'))
})

test('a peer that was restarted with its identity is found again', async () => {
  const identity = await createIdentity()
  const first = await started({ identity })
  const other = await started()
  other.setAddress(first.self, first.address)
  await linkEvent(other, 'up', first.self)
  const isDown = linkEvent(other, 'down', first.self)
  const isUpAgain = linkEvent(other, 'up', first.self)
  await first.stop()
  await isDown
  const second = await started({ identity, port: first.address.port })
  second.handle('whoami', () => new TextEncoder().encode('second'))
  await isUpAgain
  const answer = await other.request(first.self, 'whoami', nothing, soon)
  assert.equal(new TextDecoder().decode(answer), 'second')
})

test('thirteen nodes of one host dial one at once, and all are taken', async () => {
  const one = await started()
  one.handle('ping', body => body)
  const others = await Promise.all(Array.from({ length: 13 }, () => started()))
  await Promise.all(others.map(other => other.dial(one.address, soon)))
  assert.equal(one.connected().length, 13)
  await Promise.all(others.map(other => other.request(one.self, 'ping', nothing, soon)))
})

test('two nodes that dial each other at once keep one connection and the link', async () => {
  const config = { duplicateGraceMs: 100 }
  const [a, b] = await Promise.all([started({ config }), started({ config })])
  const downs: LinkEvent[] = []
  for (const end of [a, b]) end.onLink(event => event.kind === 'down' && downs.push(event))
  a.handle('ping', body => body)
  await Promise.all([a.dial(b.address, soon), b.dial(a.address, soon)])
  const deadlineMs = systemClock.nowMs() + 15_000
  while (a.libp2p.getConnections().length + b.libp2p.getConnections().length > 2) {
    assert.ok(systemClock.nowMs() < deadlineMs, 'the surplus connection is closed')
    await new Promise(resolve => setTimeout(resolve, 20))
  }
  const [kept] = a.libp2p.getConnections()
  assert.equal(kept?.direction, a.self < b.self ? 'outbound' : 'inbound')
  await b.request(a.self, 'ping', nothing, soon)
  assert.deepEqual(downs, [])
})

test('whoever never says hello is not trusted, and cut off', async () => {
  const config = { ...DEFAULT_TRANSPORT_CONFIG, helloTimeoutMs: 100, closeTimeoutMs: 20 }
  const host = await started({ config })
  host.handle('secret', () => nothing)
  host.onLink(() => assert.fail('no link comes up'))
  const { privateKey } = await createIdentity()
  const listen = { host: '127.0.0.1', port: 0 }
  const mute = await createHost({ privateKey, listen, services: {}, config })
  await mute.start()
  try {
    const connection = await mute.dial(host.libp2p.getMultiaddrs()[0]!)
    await new Promise(resolve => connection.addEventListener('close', resolve))
    const place = mute.getMultiaddrs()[0]!.getComponents()
    const port = Number(place.find(component => component.name === 'tcp')?.value)
    await assert.rejects(host.dial({ ...listen, port }, soon), isError('transport/unreachable'))
    assert.deepEqual(host.connected(), [])
  } finally {
    await mute.stop()
  }
})

test('protocols of other services are closed to strangers, too', async () => {
  const members = new Set<PeerId>()
  const host = await create({ authorize: async peer => members.has(peer) })
  const callers: PeerId[] = []
  await host.libp2p.handle('/gossip/1', (stream, connection) => {
    callers.push(connection.remotePeer.toString())
    stream.abort(new Error('served'))
  })
  await host.start()
  const [stranger, member] = [await started(), await started()]
  members.add(member.self)
  for (const caller of [stranger, member, member, member]) {
    if (caller.connected().length === 0) await caller.dial(host.address, soon)
    const stream = await caller.libp2p.getConnections()[0]!.newStream('/gossip/1')
    if (stream.status === 'open') {
      await new Promise(resolve => stream.addEventListener('close', resolve))
    }
  }
  assert.deepEqual(callers, [member.self, member.self, member.self], 'once a stream')
})

test('a frame over the bound ends its stream, and the link lives on', async () => {
  const config = { frameBytesMax: 1_024 }
  const strict = await started({ config })
  const loose = await started()
  strict.handle('size', body => new TextEncoder().encode(String(body.length)))
  await loose.dial(strict.address, soon)
  const large = loose.request(strict.self, 'size', new Uint8Array(2_000), soon)
  await assert.rejects(large, isError('transport/unreachable'))
  const answer = await loose.request(strict.self, 'size', new Uint8Array(500), soon)
  assert.equal(new TextDecoder().decode(answer), '500')
  loose.handle('size', body => body)
  const refused = strict.request(loose.self, 'size', new Uint8Array(2_000), soon)
  await assert.rejects(refused, isError('transport/too-large'))
})

test('what waits for a peer that does not read is bounded, and the rest is dropped', async () => {
  const channelBufferBytes = 256 << 10
  const sender = await started({ config: { channelBufferBytes } })
  const reader = await started()
  reader.receive('flood', () => {})
  await sender.dial(reader.address, soon)
  const message = new Uint8Array(32 << 10)
  let accepted = 0
  // Nothing is read while this loop holds the event loop, as with a stopped process.
  for (let i = 0; i < 1_000; i++) if (sender.send(reader.self, 'flood', message)) accepted++
  assert.ok(accepted * message.length <= channelBufferBytes, `${accepted} were taken`)
  assert.ok(accepted >= 6, `${accepted} were taken`)
})

test('a peer whose handshake takes too long is given twice as long the next time', async () => {
  const heldMs: number[] = []
  const enough = Promise.withResolvers<void>()
  const mute = createServer(socket => {
    const acceptedMs = systemClock.nowMs()
    socket.on('error', () => {})
    socket.on('close', () => {
      heldMs.push(systemClock.nowMs() - acceptedMs)
      if (heldMs.length === 4) enough.resolve()
    })
    socket.resume()
  })
  await new Promise<void>(resolve => mute.listen(0, '127.0.0.1', resolve))
  const { port } = mute.address() as { port: number }
  const config = { dialTimeoutMs: 200, dialTimeoutMsMax: 600 }
  const transport = await started({ config })
  const { peerId } = await createIdentity()
  transport.setAddress(peerId, { host: '127.0.0.1', port })
  await enough.promise
  await transport.stop()
  await new Promise(resolve => mute.close(resolve))
  // A timer never fires early; the connection was accepted a little after the dial began.
  assert.ok(heldMs[1]! > 300 && heldMs[2]! > 500 && heldMs[3]! > 500, `held for ${heldMs} ms`)
})

test('requests beyond the bound are refused at once, and may be tried again', async () => {
  const caller = await started({ config: { inFlightRequestsMax: 2 } })
  const server = await started()
  const held: (() => void)[] = []
  server.handle('hold', body => new Promise(resolve => held.push(() => resolve(body))))
  await caller.dial(server.address, soon)
  const first = [1, 2].map(() => caller.request(server.self, 'hold', nothing, soon))
  await assert.rejects(caller.request(server.self, 'hold', nothing, soon), error => {
    return isError('transport/overloaded')(error) && (error as PolisError).retryable
  })
  while (held.length < 2) await new Promise(resolve => setTimeout(resolve, 5))
  for (const release of held) release()
  await Promise.all(first)
})

test('a name is dialled, and another node there is not taken for the peer', async () => {
  const [here, there, elsewhere] = await Promise.all([started(), started(), createIdentity()])
  here.setAddress(there.self, { host: 'localhost', port: there.address.port })
  await linkEvent(here, 'up', there.self)
  here.setAddress(elsewhere.peerId, there.address)
  const wrong = here.request(elsewhere.peerId, 'ping', nothing, soon)
  await assert.rejects(wrong, isError('transport/unreachable'))
  const unknown = here.dial({ host: 'no-such-host.invalid', port: 1 }, soon)
  await assert.rejects(unknown, isError('transport/unreachable'))
})
