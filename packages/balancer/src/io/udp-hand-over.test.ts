import assert from 'node:assert/strict'
import { createSocket, type Socket } from 'node:dgram'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { UDP_STREAM_AGE_MS } from '../config.ts'
import type { Endpoint } from '../routes.ts'
import { Fixture, testService } from './fixture.ts'
import { probeUdpPort } from './ports.ts'
import { lookupAddress } from './udp-flow.ts'
import { UdpClient, UdpServer } from './udp-peers.ts'

const HOST = '127.0.0.1'

describe('a UDP port that another thread takes over', { timeout: 20_000 }, () => {
  let before: Fixture
  let next: Fixture
  let port = 0
  let closers: (() => unknown)[] = []
  beforeEach(async () => {
    before = new Fixture(true)
    next = new Fixture(true)
    const probe = await probeUdpPort(HOST, 0)
    port = 'port' in probe ? probe.port : 0
  })
  afterEach(async () => {
    before.close()
    next.close()
    for (const close of closers) await close()
    closers = []
  })

  async function server(id: string, isSilent = false): Promise<UdpServer> {
    const opened = await UdpServer.open(id, HOST, isSilent)
    closers.push(() => opened.close())
    return opened
  }

  async function client(): Promise<UdpClient> {
    const opened = await UdpClient.open(port, HOST)
    closers.push(() => opened.close())
    return opened
  }

  async function serve(fixture: Fixture, ...endpoints: readonly Endpoint[]): Promise<void> {
    const services = [testService(endpoints, { protocol: 'udp' })]
    const listeners = [{ host: HOST, port, protocol: 'udp', services }] as const
    const { failed } = await fixture.apply({ version: 1, listeners })
    assert.deepEqual([...failed], [])
  }

  async function until(condition: () => boolean): Promise<void> {
    const deadline = AbortSignal.timeout(5_000)
    while (!condition() && !deadline.aborted) await new Promise(setImmediate)
    assert.ok(condition())
  }

  it('loses no datagram that its old socket had got by then', async () => {
    const a = await server('a')
    await serve(before, a.endpoint)
    const sockets: Socket[] = []
    const answered = new Set<number>()
    for (let i = 0; i < 50; i++) {
      const socket = createSocket({ type: 'udp4', lookup: lookupAddress })
      await new Promise<void>(resolve => socket.connect(port, HOST, resolve))
      socket.on('message', () => answered.add(i))
      socket.on('error', () => undefined)
      sockets.push(socket)
    }
    closers.push(() => sockets.forEach(socket => void socket.close()))
    await serve(next, a.endpoint)
    // They are in the sockets of both threads, unread, when the old one is told to go.
    for (const socket of sockets) socket.send('question')
    before.thread.retire(false)
    await until(() => answered.size === sockets.length)
    await until(() => before.counters.read(before.row('service web')).requests > 0)
  })

  it('keeps a stream with its endpoint, in both directions, and ends when it is silent', async () => {
    const [a, b] = [await server('a'), await server('b')]
    await serve(before, a.endpoint)
    const clients = await Promise.all(Array.from({ length: 8 }, () => client()))
    for (const one of clients) await one.ask('1')
    before.aheadMs = UDP_STREAM_AGE_MS
    for (const one of clients) await one.ask('2')

    before.thread.keepFlows()
    await serve(next, b.endpoint)
    for (const one of clients) assert.equal(await one.ask('3'), 'a:3')
    before.thread.retire(false)
    for (const one of clients) assert.equal(await one.ask('4'), 'a:4')
    assert.equal(await (await client()).ask('new'), 'b:new')
    const isIdle = () => before.events.some(({ kind }) => kind === 'idle')
    assert.equal(isIdle(), false)
    before.aheadMs += 31_000
    await until(isIdle)
    for (const one of clients) assert.equal(await one.ask('5'), 'b:5')
  })

  it('passes the answer that a client waits for', async () => {
    const [a, b] = [await server('a', true), await server('b')]
    await serve(before, a.endpoint)
    const one = await client()
    one.send('question')
    await until(() => a.received.length === 1)
    await serve(next, b.endpoint)
    before.thread.retire(false)
    a.answerLast('late')
    await one.until(answers => answers.length === 1)
    assert.deepEqual(one.answers, ['a:late'])
  })
})
