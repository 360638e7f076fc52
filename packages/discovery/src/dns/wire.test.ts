import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { seededRandom } from '@polis/base'
import dnsPacket from 'dns-packet'
import fc from 'fast-check'
import { bare } from './answer.ts'
import { type Query, type QueryHeader, readQuery } from './query.ts'
import type { DnsAnswer, DnsRecord } from './records.ts'
import { readRelayed, relayKey, relayTo, upstreamQuery } from './relay.ts'
import { writeResponse } from './response.ts'
import { TcpFrames, tcpFrame } from './tcp-frames.ts'

const UDP = { limit: 512, isAuthoritative: true, canRecurse: true, udpBytes: 1232 }

function query(
  name: string,
  type: 'A' | 'SRV' = 'A',
  edns?: { size: number; version?: number },
): Buffer {
  return dnsPacket.encode({
    type: 'query',
    id: 0x1234,
    flags: dnsPacket.RECURSION_DESIRED,
    questions: [{ name, type }],
    additionals:
      edns === undefined
        ? []
        : [
            {
              type: 'OPT',
              name: '.',
              udpPayloadSize: edns.size,
              extendedRcode: 0,
              ednsVersion: edns.version ?? 0,
              flags: 0,
              flag_do: false,
              options: [],
            },
          ],
  })
}

function headerOf(packet: Buffer): QueryHeader {
  const read = readQuery(packet)
  assert.equal(read.kind, 'query')
  return (read as Query & { kind: 'query' }).header
}

function address(name: string, last: number): DnsRecord {
  return { name, ttlS: 5, data: { type: 'A', bytes: Uint8Array.of(10, 0, 0, last) } }
}

function addresses(name: string, count: number): DnsAnswer {
  return { ...bare('NOERROR'), answers: Array.from({ length: count }, (_, i) => address(name, i)) }
}

describe('reading a query', () => {
  it('keeps the case of letters and gives the labels in lower case', () => {
    const read = readQuery(query('wEb.PoLiS', 'SRV', { size: 4096 }))
    assert.ok(read.kind === 'query')
    assert.deepEqual(read.question, { name: 'wEb.PoLiS', labels: ['web', 'polis'], type: 'SRV' })
    assert.equal(read.header.id, 0x1234)
    assert.equal(read.header.isRecursionDesired, true)
    assert.equal(read.header.edns?.udpBytes, 4096)
  })

  it('takes a label with a dot in it as one label', () => {
    const packet = query('web-default.polis')
    packet[12 + 1 + 3] = '.'.charCodeAt(0)
    const read = readQuery(packet)
    assert.deepEqual(read.kind === 'query' && read.question.labels, ['web.default', 'polis'])
  })

  it('refuses what is not one plain question', () => {
    const changed = (change: (packet: Buffer) => void, from = query('web.polis')) => {
      change(from)
      const read = readQuery(from)
      return read.kind === 'refused' ? read.code : read.kind
    }
    assert.equal(
      changed(packet => packet.writeUInt8(0x28, 2)),
      'NOTIMP',
    )
    assert.equal(
      changed(packet => packet.writeUInt8(0x81, 2)),
      'dropped',
    )
    assert.equal(
      changed(packet => packet.writeUInt16BE(2, 4)),
      'FORMERR',
    )
    assert.equal(
      changed(packet => packet.writeUInt16BE(1, 6)),
      'FORMERR',
    )
    assert.equal(
      changed(packet => packet.writeUInt16BE(1, 10)),
      'FORMERR',
    )
    assert.equal(
      changed(packet => packet.writeUInt8(0xc0, 12)),
      'FORMERR',
    )
    assert.equal(
      changed(packet => packet.writeUInt16BE(3, packet.length - 2)),
      'REFUSED',
    )
    assert.equal(
      changed(() => {}, query('web.polis', 'A', { size: 512, version: 1 })),
      'BADVERS',
    )
    assert.equal(readQuery(Buffer.alloc(11)).kind, 'dropped')
    assert.equal(readQuery(Buffer.alloc(5_000)).kind, 'dropped')
  })

  it('never throws, on random bytes and on queries with random damage', () => {
    const random = seededRandom(7)
    const seeds = [
      query('web.default.polis', 'A', { size: 1232 }),
      query('_http._tcp.web.polis', 'SRV'),
      query(`${'a'.repeat(63)}.${'b'.repeat(63)}.polis`, 'A', { size: 65_535 }),
    ]
    const kinds = new Set<string>()
    for (let i = 0; i < 6_000; i++) {
      let packet = Buffer.from(seeds[i % seeds.length]!)
      if (i % 4 === 0)
        packet = Buffer.from(Array.from({ length: random.int(80) }, () => random.int(256)))
      for (let hit = random.int(6); hit >= 0 && packet.length > 0; hit--) {
        packet[random.int(packet.length)] = random.int(256)
      }
      if (random.int(4) === 0) packet = packet.subarray(0, random.int(packet.length + 1))
      const read = readQuery(packet)
      kinds.add(read.kind)
      if (read.kind === 'dropped') continue
      const answer =
        read.kind === 'query' ? addresses(read.question.name, random.int(40)) : bare(read.code)
      const response = writeResponse(read.header, answer, UDP)
      assert.ok(response.length <= 512)
      assert.equal(response.readUInt16BE(0), packet.readUInt16BE(0))
      assert.doesNotThrow(() => dnsPacket.decode(response))
    }
    assert.deepEqual([...kinds].sort(), ['dropped', 'query', 'refused'])
  })
})

describe('writing a response', () => {
  it('echoes the question byte for byte and points to it', () => {
    const packet = query('wEb.PoLiS')
    const response = writeResponse(headerOf(packet), addresses('wEb.PoLiS', 2), UDP)
    assert.deepEqual(response.subarray(12, packet.length), packet.subarray(12))
    assert.equal(response.length, packet.length + 2 * 16)
    const { answers } = dnsPacket.decode(response)
    assert.deepEqual(
      answers?.map(one => one.name),
      ['wEb.PoLiS', 'wEb.PoLiS'],
    )
  })

  it('says the same as another decoder reads, for every type', () => {
    const name = 'web.polis'
    const target = 't1.task.polis'
    const soa = { serial: 7, refreshS: 1, retryS: 2, expireS: 3, minimumS: 4 }
    const datas: DnsRecord['data'][] = [
      { type: 'A', bytes: Uint8Array.of(10, 0, 0, 1) },
      { type: 'AAAA', bytes: Uint8Array.from({ length: 16 }, (_, i) => (i === 15 ? 1 : 0)) },
      { type: 'NS', target },
      { type: 'CNAME', target },
      { type: 'PTR', target },
      { type: 'SRV', priority: 1, weight: 2, port: 3, target },
      { type: 'TXT', strings: ['a=b', 'ü'] },
      { type: 'HINFO', cpu: 'RFC8482', os: '' },
      { type: 'SOA', primary: target, mailbox: 'hostmaster.polis', ...soa },
    ]
    const answers = datas.map(data => ({ name, ttlS: 9, data }))
    const response = writeResponse(headerOf(query(name)), { ...bare('NOERROR'), answers }, UDP)
    const decoded = dnsPacket.decode(response).answers!.map(one => 'data' in one && one.data)
    assert.deepEqual(decoded, [
      '10.0.0.1',
      '::1',
      target,
      target,
      target,
      { priority: 1, weight: 2, port: 3, target },
      [Buffer.from('a=b'), Buffer.from('ü')],
      { cpu: 'RFC8482', os: '' },
      {
        mname: target,
        rname: 'hostmaster.polis',
        serial: 7,
        refresh: 1,
        retry: 2,
        expire: 3,
        minimum: 4,
      },
    ])
  })

  it('reads back as it was written, whatever the names', () => {
    const label = fc.stringMatching(/^[a-zA-Z0-9_-]{1,20}$/)
    const anyName = fc.array(label, { minLength: 1, maxLength: 6 }).map(labels => labels.join('.'))
    fc.assert(
      fc.property(
        anyName,
        fc.array(fc.tuple(anyName, anyName), { maxLength: 12 }),
        (name, pairs) => {
          const answers = pairs.map(([owner, target], i): DnsRecord => {
            const data =
              i % 2 === 0
                ? ({ type: 'PTR', target } as const)
                : ({ type: 'SRV', priority: 0, weight: i, port: i, target } as const)
            return { name: owner, ttlS: i, data }
          })
          const header = headerOf(query(name))
          const response = writeResponse(
            header,
            { ...bare('NOERROR'), answers },
            { ...UDP, limit: 65_535 },
          )
          const decoded = dnsPacket.decode(response).answers!.map(one => {
            assert.ok(one.type === 'PTR' || one.type === 'SRV')
            return [one.name, one.type === 'SRV' ? one.data.target : one.data]
          })
          assert.deepEqual(decoded, pairs)
        },
      ),
      { numRuns: 300 },
    )
  })

  it('sets TC when the answers do not fit, and stays within what the client takes', () => {
    const name = 'web.default.polis'
    for (const [size, count] of [
      [undefined, 29],
      [1232, 74],
      [512, 29],
    ] as const) {
      const packet = query(name, 'A', size === undefined ? undefined : { size })
      const limit = size ?? 512
      const whole = writeResponse(headerOf(packet), addresses(name, count), { ...UDP, limit })
      assert.equal(dnsPacket.decode(whole).flag_tc, false, `${count} fit into ${limit}`)
      const cut = writeResponse(headerOf(packet), addresses(name, count + 1), { ...UDP, limit })
      assert.equal(dnsPacket.decode(cut).flag_tc, true)
      assert.equal(dnsPacket.decode(cut).answers?.length, count)
      assert.ok(cut.length <= limit)
    }
  })

  it('leaves out additional records without TC', () => {
    const name = 'web.polis'
    const answer = {
      ...addresses(name, 1),
      additionals: Array.from({ length: 40 }, (_, i) => address(`t${i}.task.polis`, i)),
    }
    const decoded = dnsPacket.decode(writeResponse(headerOf(query(name)), answer, UDP))
    assert.equal(decoded.flag_tc, false)
    assert.ok(decoded.additionals!.length > 0 && decoded.additionals!.length < 40)
  })

  it('tells a client with EDNS(0) why an answer may be stale (RFC 8914), within its size', () => {
    const extendedError = { code: 3, text: 'no leader for 9 s' }
    const read = (size: number | undefined) => {
      const header = headerOf(
        size === undefined ? query('web.polis') : query('web.polis', 'A', { size }),
      )
      const records = Array.from({ length: 80 }, (_, i) => ({
        ...{ name: 'web.polis', ttlS: 5 },
        data: { type: 'A' as const, bytes: Uint8Array.from([10, 0, 0, i]) },
      }))
      const answer = { ...bare('NOERROR'), answers: records }
      return writeResponse(header, answer, { ...UDP, limit: size ?? 512, extendedError })
    }
    const packet = read(1232)
    assert.ok(packet.length <= 1232)
    const option = dnsPacket.decode(packet).additionals?.[0]
    assert.ok(option?.type === 'OPT')
    const [{ code, data }] = option.options as unknown as [{ code: number; data: Buffer }]
    assert.deepEqual(
      [code, data.readUInt16BE(0), `${data.subarray(2)}`],
      [15, 3, extendedError.text],
    )
    assert.equal(dnsPacket.decode(read(undefined)).additionals?.length, 0)
  })

  it('answers EDNS(0) with EDNS(0), its extended code included', () => {
    const read = readQuery(query('web.polis', 'A', { size: 512, version: 1 }))
    assert.ok(read.kind === 'refused')
    const decoded = dnsPacket.decode(writeResponse(read.header, bare(read.code), UDP))
    const [option] = decoded.additionals!
    assert.ok(option?.type === 'OPT')
    assert.deepEqual([option.extendedRcode, option.udpPayloadSize], [1, 1232])
  })
})

describe('relaying', () => {
  const client = headerOf(query('ExAmple.com', 'A', { size: 1232 }))
  const sent = upstreamQuery(client, 77)
  const reply = (change: object = {}) =>
    dnsPacket.encode({
      type: 'response',
      id: 77,
      flags: dnsPacket.RECURSION_DESIRED | dnsPacket.RECURSION_AVAILABLE,
      questions: [{ name: 'example.com', type: 'A' }],
      answers: [
        { name: 'example.com', type: 'A', ttl: 300, data: '192.0.2.1' },
        { name: 'example.com', type: 'A', ttl: 60, data: '192.0.2.2' },
      ],
      ...change,
    })

  it('asks the same in its own name', () => {
    const decoded = dnsPacket.decode(sent)
    assert.deepEqual([decoded.id, decoded.questions?.[0]?.name], [77, 'ExAmple.com'])
    assert.equal(decoded.additionals?.[0]?.type, 'OPT')
  })

  it('believes only the answer to its question', () => {
    assert.notEqual(readRelayed(reply(), sent, client), undefined)
    assert.equal(readRelayed(reply({ id: 78 }), sent, client), undefined)
    assert.equal(readRelayed(reply({ type: 'query' }), sent, client), undefined)
    const other = [{ name: 'example.org', type: 'A' }]
    assert.equal(readRelayed(reply({ questions: other }), sent, client), undefined)
    assert.equal(readRelayed(reply().subarray(0, 50), sent, client), undefined)
  })

  it('keeps an answer for its least TTL and hands it on with what is left', () => {
    const relayed = readRelayed(reply(), sent, client)!
    assert.equal(relayed.cacheTtlS, 60)
    const again = headerOf(query('EXAMPLE.COM', 'A', { size: 1232 }))
    assert.equal(relayKey(again), relayKey(client))
    const decoded = dnsPacket.decode(relayTo(again, relayed, { ageS: 45, limit: 1232 }))
    assert.deepEqual(
      decoded.answers?.map(one => 'ttl' in one && one.ttl),
      [255, 15],
    )
    assert.deepEqual([decoded.id, decoded.questions?.[0]?.name], [0x1234, 'EXAMPLE.COM'])
    assert.equal(decoded.flag_aa, false)
  })

  it('keeps a negative answer for what the SOA says (RFC 2308), others not at all', () => {
    const soa = { mname: 'a', rname: 'b', serial: 1, refresh: 1, retry: 1, expire: 1, minimum: 20 }
    const authorities = [{ name: 'com', type: 'SOA', ttl: 90, data: soa }]
    const cacheTtlS = (change: object, rcode = 0) => {
      const packet = reply(change)
      packet[3] = packet[3]! | rcode
      return readRelayed(packet, sent, client)?.cacheTtlS
    }
    assert.equal(cacheTtlS({ answers: [], authorities }, 3), 20)
    assert.equal(cacheTtlS({ answers: [], authorities }), 20)
    assert.equal(cacheTtlS({ answers: [] }, 3), 0)
    assert.equal(cacheTtlS({}, 2), 0)
    assert.equal(cacheTtlS({ flags: dnsPacket.TRUNCATED_RESPONSE }), 0)
  })

  it('sends only the question with TC where the answer does not fit', () => {
    const relayed = readRelayed(reply(), sent, client)!
    const decoded = dnsPacket.decode(relayTo(client, relayed, { ageS: 0, limit: 50 }))
    assert.deepEqual([decoded.flag_tc, decoded.answers?.length], [true, 0])
  })

  it('hands on what has expired with a short TTL, and says so (RFC 8767, RFC 8914)', () => {
    const opt = { type: 'OPT', name: '.', udpPayloadSize: 1232, flags: 0, options: [] }
    const stale = (change: object, rcode = 0) => {
      const packet = reply({ additionals: [opt], ...change })
      packet[3] = packet[3]! | rcode
      const relayed = readRelayed(packet, sent, client)!
      return dnsPacket.decode(relayTo(client, relayed, { ageS: 999, limit: 1232, isStale: true }))
    }
    const codeOf = (packet: ReturnType<typeof stale>) => {
      const record = packet.additionals?.at(-1)
      assert.ok(record?.type === 'OPT')
      const [option] = record.options as unknown as { code: number; data: Buffer }[]
      return option && [option.code, option.data.readUInt16BE(0)]
    }
    const answer = stale({})
    assert.deepEqual(codeOf(answer), [15, 3])
    assert.deepEqual(
      answer.answers?.map(one => 'ttl' in one && one.ttl),
      [30, 30],
    )
    assert.deepEqual(codeOf(stale({ answers: [] }, 3)), [15, 19])
    const without = readRelayed(reply(), sent, client)!
    const options = { ageS: 0, limit: 1232, isStale: true }
    assert.equal(dnsPacket.decode(relayTo(client, without, options)).additionals?.length, 0)
  })

  it('never throws on damaged answers', () => {
    const random = seededRandom(3)
    let believed = 0
    for (let i = 0; i < 4_000; i++) {
      const packet = reply()
      for (let hit = random.int(4); hit >= 0; hit--)
        packet[random.int(packet.length)] = random.int(256)
      const cut = i % 3 === 0 ? packet.subarray(0, random.int(packet.length)) : packet
      const relayed = readRelayed(cut, sent, client)
      if (relayed === undefined) continue
      believed++
      relayTo(client, relayed, { ageS: 10, limit: 1232, isStale: i % 2 === 0 })
    }
    assert.ok(believed > 0, 'some damage leaves the frame of an answer intact')
  })
})

describe('TCP frames', () => {
  it('come out whole however the stream is cut', () => {
    const message = fc.uint8Array({ maxLength: 40 }).map(bytes => Buffer.from(bytes))
    fc.assert(
      fc.property(
        fc.array(message, { maxLength: 6 }),
        fc.integer({ min: 1, max: 9 }),
        (sent, step) => {
          const frames = new TcpFrames(40)
          const stream = Buffer.concat(sent.map(tcpFrame))
          const received: (Buffer | 'too-large')[] = []
          for (let at = 0; at < stream.length; at += step) {
            frames.push(stream.subarray(at, at + step))
            for (let next = frames.next(); next !== undefined; next = frames.next())
              received.push(next)
          }
          assert.deepEqual(received, sent)
        },
      ),
    )
  })

  it('are refused before they are buffered when they are too long', () => {
    const frames = new TcpFrames(40)
    frames.push(Buffer.from([0, 41]))
    assert.equal(frames.next(), 'too-large')
  })
})
