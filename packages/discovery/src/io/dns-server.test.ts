import assert from 'node:assert/strict'
import { createSocket } from 'node:dgram'
import { Resolver } from 'node:dns/promises'
import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { describe, it, type TestContext } from 'node:test'
import { hasCode, ManualClock, seededRandom } from '@polis/base'
import dnsPacket from 'dns-packet'
import { Catalog } from '../catalog.ts'
import { DNSResolver } from './dns-resolver.ts'
import { DnsServer, type DnsServerOptions } from './dns-server.ts'

const HOST = '127.0.0.1'

function cluster(endpoints = 3): Catalog {
  const catalog = new Catalog()
  catalog.upsertNode({ id: 'n1', name: 'n1', address: '10.9.9.9' })
  const ports = [{ name: 'http', target: 3000, protocol: 'http' }]
  catalog.upsertService({
    id: 'web',
    name: 'web',
    namespace: 'default',
    tags: [],
    labels: {},
    ports,
  })
  for (let i = 0; i < endpoints; i++) {
    catalog.upsertEndpoint({
      id: `t${i}`,
      serviceId: 'web',
      nodeId: 'n1',
      nodeName: 'n1',
      address: `10.0.${i >> 8}.${i & 255}`,
      ports: [{ name: 'http', target: 3000, port: 20_000 + i }],
      weight: 1,
      tags: [],
      labels: {},
      version: '',
      state: 'passing',
      isRoutable: true,
      isUp: true,
    })
  }
  return catalog
}

async function serve(t: TestContext, more: Partial<DnsServerOptions> = {}): Promise<DnsServer> {
  const server = await DnsServer.listen({
    catalog: cluster(),
    nodeName: 'n1',
    host: HOST,
    port: 0,
    ...more,
  })
  t.after(() => server.close())
  return server
}

function resolverOf(server: DnsServer): Resolver {
  const resolver = new Resolver({ timeout: 2_000, tries: 2 })
  resolver.setServers([`${server.host}:${server.port}`])
  return resolver
}

/** Answers every query as `answersOf` says, and counts them. */
async function upstream(t: TestContext, answersOf: (transport: 'udp' | 'tcp') => object) {
  const counts = { udp: 0, tcp: 0 }
  const reply = (message: Buffer, transport: 'udp' | 'tcp'): Buffer => {
    counts[transport]++
    const { id, questions = [] } = dnsPacket.decode(message)
    return dnsPacket.encode({ type: 'response', id: id!, questions, ...answersOf(transport) })
  }
  const tcp = createServer(socket => {
    socket.on('error', () => socket.destroy())
    socket.on('data', chunk => {
      const answer = reply(chunk.subarray(2), 'tcp')
      socket.end(Buffer.concat([Buffer.from([answer.length >> 8, answer.length & 255]), answer]))
    })
  })
  await once(tcp.listen(0, HOST), 'listening')
  const { port } = tcp.address() as { port: number }
  const udp = createSocket('udp4')
  udp.on('message', (message, remote) => {
    udp.send(reply(message, 'udp'), remote.port, remote.address)
  })
  udp.bind(port, HOST)
  await once(udp, 'listening')
  t.after(() => {
    tcp.close()
    udp.close()
  })
  return { counts, address: `${HOST}:${port}` }
}

describe('the DNS server, asked by the system resolver', () => {
  it('answers A, SRV, TXT, PTR, and tells NODATA from NXDOMAIN', async t => {
    const catalog = cluster()
    const resolver = resolverOf(await serve(t, { catalog }))
    const found = await resolver.resolve4('web.polis', { ttl: true })
    assert.deepEqual(found.map(one => one.address).sort(), ['10.0.0.0', '10.0.0.1', '10.0.0.2'])
    assert.equal(found[0]?.ttl, 5)
    const [srv] = await resolver.resolveSrv('_http._tcp.web.default.polis')
    assert.match(`${srv?.name} ${srv?.port}`, /^t(\d)\.task\.polis 2000\1$/)
    assert.deepEqual(await resolver.reverse('10.9.9.9'), ['n1.node.polis'])
    assert.equal((await resolver.resolveSoa('polis')).nsname, 'n1.node.polis')
    await assert.rejects(resolver.resolve6('web.polis'), { code: 'ENODATA' })
    await assert.rejects(resolver.resolve4('db.polis'), { code: 'ENOTFOUND' })
    for (const id of ['t0', 't1', 't2']) catalog.setEndpointHealth(id, { isRoutable: false })
    await assert.rejects(resolver.resolve4('web.polis'), { code: 'ENODATA' })
  })

  it('answers over TCP what does not fit into UDP', async t => {
    const server = await serve(t, { catalog: cluster(1_000) })
    assert.equal((await resolverOf(server).resolve4('web.polis')).length, 1_000)
    assert.ok(server.stats.tcpQueries > 0)
  })

  it('refuses other names without an upstream', async t => {
    await assert.rejects(resolverOf(await serve(t)).resolve4('example.com'), { code: 'EREFUSED' })
  })
})

describe('forwarding', () => {
  const answers = [{ type: 'A', name: 'example.com', ttl: 60, data: '192.0.2.7' }]

  it('asks an upstream, remembers for the TTL, and then asks again', async t => {
    const { counts, address } = await upstream(t, () => ({ answers }))
    const clock = new ManualClock()
    const resolver = resolverOf(await serve(t, { upstreams: [address], clock }))
    assert.deepEqual(await resolver.resolve4('example.com'), ['192.0.2.7'])
    clock.advance(53_000)
    const [kept] = await resolver.resolve4('EXAMPLE.com', { ttl: true })
    assert.deepEqual([kept?.ttl, counts.udp], [7, 1])
    clock.advance(7_000)
    await resolver.resolve4('example.com')
    assert.equal(counts.udp, 2)
  })

  it('lets a client ask over TCP when the upstream truncates', async t => {
    const many = Array.from({ length: 100 }, (_, i) => ({ ...answers[0], data: `192.0.2.${i}` }))
    const { counts, address } = await upstream(t, transport =>
      transport === 'tcp'
        ? { answers: many }
        : { answers: [], flags: dnsPacket.TRUNCATED_RESPONSE },
    )
    const server = await serve(t, { upstreams: [address] })
    const resolver = new DNSResolver({ servers: [`${HOST}:${server.port}`] })
    assert.equal((await resolver.resolve('example.com')).records.length, 100)
    assert.deepEqual(counts, { udp: 1, tcp: 1 })
  })

  it('goes on to the next upstream, and says SERVFAIL when there is none', async t => {
    const dead = createSocket('udp4').bind(0, HOST)
    await once(dead, 'listening')
    const gone = `${HOST}:${dead.address().port}`
    dead.close()
    await once(dead, 'close')
    const { address } = await upstream(t, () => ({ answers }))
    const patient = resolverOf(await serve(t, { upstreams: [gone, address] }))
    assert.deepEqual(await patient.resolve4('example.com'), ['192.0.2.7'])
    const alone = resolverOf(await serve(t, { upstreams: [gone] }))
    await assert.rejects(alone.resolve4('example.com'), { code: 'ESERVFAIL' })
  })
})

describe('a forwarder under trouble', () => {
  const answers = [{ type: 'A', name: 'example.com', ttl: 60, data: '192.0.2.7' }]

  /** A server that answers nobody, at a port that refuses. */
  async function refusing(): Promise<string> {
    const socket = createSocket('udp4').bind(0, HOST)
    await once(socket, 'listening')
    const { port } = socket.address()
    socket.close()
    await once(socket, 'close')
    return `${HOST}:${port}`
  }

  it('fetches ahead what is asked for in the last tenth of its life', async t => {
    const { counts, address } = await upstream(t, () => ({ answers }))
    const clock = new ManualClock()
    const server = await serve(t, { upstreams: [address], clock })
    const resolver = resolverOf(server)
    await resolver.resolve4('example.com')
    clock.advance(55_000)
    const [kept] = await resolver.resolve4('example.com', { ttl: true })
    assert.equal(kept?.ttl, 5)
    await resolver.resolve4('other.com')
    assert.deepEqual([counts.udp, server.stats.cache.prefetched], [3, 1])
    clock.advance(10_000)
    const [again] = await resolver.resolve4('example.com', { ttl: true })
    assert.deepEqual([again?.ttl, counts.udp], [50, 3])
  })

  it('gives an expired answer when nobody answers, and goes back when somebody does', async t => {
    let isIll = false
    const servfail = () => ({ answers: [], flags: 2 })
    const { address } = await upstream(t, () => (isIll ? servfail() : { answers }))
    const clock = new ManualClock()
    const server = await serve(t, { upstreams: [address], clock })
    const resolver = resolverOf(server)
    await resolver.resolve4('example.com')
    isIll = true
    clock.advance(61_000)
    const [stale] = await resolver.resolve4('example.com', { ttl: true })
    assert.deepEqual([stale?.address, stale?.ttl], ['192.0.2.7', 30])
    assert.equal(server.stats.cache.stale, 1)
    isIll = false
    clock.advance(31_000)
    const [fresh] = await resolver.resolve4('example.com', { ttl: true })
    assert.equal(fresh?.ttl, 60)
  })

  it('asks the next server when one cannot answer, and takes the first good one in a race', async t => {
    const ill = await upstream(t, () => ({ answers: [], flags: 2 }))
    const well = await upstream(t, () => ({ answers }))
    for (const upstreamOrder of ['in-order', 'race'] as const) {
      const upstreams = [await refusing(), ill.address, well.address]
      const resolver = resolverOf(await serve(t, { upstreams, upstreamOrder }))
      const attempt = resolver.resolve4('example.com')
      // Two are tried in order, of which neither can; three in a race.
      if (upstreamOrder === 'race') assert.deepEqual(await attempt, ['192.0.2.7'])
      else await assert.rejects(attempt, { code: 'ESERVFAIL' })
    }
    const upstreams = [ill.address, well.address]
    assert.deepEqual(await resolverOf(await serve(t, { upstreams })).resolve4('example.com'), [
      '192.0.2.7',
    ])
  })

  it('asks the servers of a zone for the names in it, and no others', async t => {
    const corp = await upstream(t, () => ({ answers }))
    const rest = await upstream(t, () => ({ answers }))
    const upstreams = [`corp.example=${corp.address}`, rest.address]
    const resolver = resolverOf(await serve(t, { upstreams }))
    await Promise.all(['a.corp.example', 'corp.example', 'example'].map(n => resolver.resolve4(n)))
    assert.deepEqual([corp.counts.udp, rest.counts.udp], [2, 1])
    const only = resolverOf(await serve(t, { upstreams: upstreams.slice(0, 1) }))
    await assert.rejects(only.resolve4('example.com'), { code: 'ESERVFAIL' })
  })

  it('says in EDNS(0) that its own answers may be stale, once there was no leader for long', async t => {
    let stalenessMs = 0
    const server = await serve(t, { stalenessMs: () => stalenessMs })
    const socket = createSocket('udp4').bind(0, HOST)
    t.after(() => socket.close())
    await once(socket, 'listening')
    const opt = { type: 'OPT', name: '.', udpPayloadSize: 1232, options: [] } as never
    const questions = [{ name: 'web.polis', type: 'A' as const }]
    const optionsOf = async () => {
      const query = dnsPacket.encode({ type: 'query', id: 7, questions, additionals: [opt] })
      socket.send(query, server.port, HOST)
      const [reply] = (await once(socket, 'message')) as [Buffer]
      const { answers = [], additionals = [] } = dnsPacket.decode(reply)
      assert.equal(answers.length, 3)
      return (additionals[0] as unknown as { options: { code: number }[] }).options
    }
    assert.deepEqual(await optionsOf(), [])
    stalenessMs = 9_000
    assert.equal((await optionsOf())[0]?.code, 15)
  })
})

describe('starting', () => {
  it('names the port that is in use, for TCP and for UDP', async t => {
    const server = await serve(t)
    const again = { catalog: cluster(), nodeName: 'n1', host: HOST }
    await assert.rejects(DnsServer.listen({ ...again, port: server.port }), error => {
      assert.ok(hasCode(error, 'discovery/port-in-use'))
      assert.match(error.message, new RegExp(`${server.port} on 127.0.0.1 is in use`))
      return true
    })
    const udp = createSocket('udp4').bind(0, HOST)
    await once(udp, 'listening')
    t.after(() => udp.close())
    await assert.rejects(DnsServer.listen({ ...again, port: udp.address().port }), error =>
      hasCode(error, 'discovery/port-in-use'),
    )
  })

  it('refuses an address that is not here and an upstream that is none', async () => {
    const options = { catalog: cluster(), nodeName: 'n1', port: 0 }
    await assert.rejects(DnsServer.listen({ ...options, host: '192.0.2.1' }), error =>
      hasCode(error, 'discovery/cannot-listen'),
    )
    for (const upstreams of [['dns.example'], ['1.2.3.4:0'], ['1.2.3:53'], ['[::1']]) {
      await assert.rejects(DnsServer.listen({ ...options, host: HOST, upstreams }), error =>
        hasCode(error, 'discovery/bad-server'),
      )
    }
  })
})

function tcpClient(t: TestContext, server: DnsServer): Socket {
  const socket = connect(server.port, HOST)
  // The server resets connections that misbehave, which is what these tests are about.
  socket.on('error', () => socket.destroy())
  t.after(() => socket.destroy())
  return socket
}

function question(id: number, name = 'web.polis'): Buffer {
  const packet = dnsPacket.encode({ type: 'query', id, questions: [{ name, type: 'A' }] })
  return Buffer.concat([Buffer.from([packet.length >> 8, packet.length & 255]), packet])
}

describe('strangers', () => {
  it('do no harm with thousands of damaged packets', async t => {
    const server = await serve(t)
    const random = seededRandom(11)
    const socket = createSocket('udp4').bind(0, HOST)
    t.after(() => socket.close())
    await once(socket, 'listening')
    const resolver = resolverOf(server)
    for (let batch = 0; batch < 30; batch++) {
      for (let i = 0; i < 100; i++) {
        const packet = Buffer.from(question(i).subarray(2))
        for (let hit = random.int(8); hit >= 0; hit--) {
          packet[random.int(packet.length)] = random.int(256)
        }
        socket.send(packet, server.port, HOST)
      }
      assert.equal((await resolver.resolve4('web.polis')).length, 3)
    }
    assert.ok(server.stats.udpQueries > 1_000, `${server.stats.udpQueries} arrived`)
  })

  it('get their TCP answers in one piece, pipelined and byte by byte', async t => {
    const server = await serve(t)
    const socket = tcpClient(t, server)
    socket.setNoDelay(true)
    for (const byte of question(1)) socket.write(Buffer.from([byte]))
    socket.write(Buffer.concat([question(2), question(3)]))
    let received = Buffer.alloc(0)
    const ids: number[] = []
    for await (const [chunk] of onData(socket)) {
      received = Buffer.concat([received, chunk])
      while (received.length >= 2 && received.length >= 2 + received.readUInt16BE(0)) {
        ids.push(received.readUInt16BE(2))
        received = received.subarray(2 + received.readUInt16BE(0))
      }
      if (ids.length === 3) break
    }
    assert.deepEqual(ids, [1, 2, 3])
  })

  it('are disconnected when they announce more than a query can be', async t => {
    const socket = tcpClient(t, await serve(t))
    socket.write(Buffer.from([0xff, 0xff, 0]))
    await once(socket, 'close', { signal: AbortSignal.timeout(3_000) })
  })

  it('that ask and never read do not fill the memory', async t => {
    const server = await serve(t, { catalog: cluster(3_000) })
    const socket = tcpClient(t, server)
    socket.pause()
    socket.write(Buffer.concat(Array.from({ length: 2_000 }, (_, i) => question(i))))
    await resolverOf(server).resolve4('web.polis')
    const asked = server.stats.tcpQueries
    assert.ok(asked < 1_900, `${asked} of 2000 queries were answered into the void`)
  })
})

function onData(socket: Socket): AsyncIterable<[Buffer]> {
  const signal = AbortSignal.timeout(3_000)
  return {
    async *[Symbol.asyncIterator]() {
      for (;;) yield (await once(socket, 'data', { signal })) as [Buffer]
    },
  }
}
