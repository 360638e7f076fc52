import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { seededRandom } from '@polis/base'
import dnsPacket from 'dns-packet'
import fc from 'fast-check'
import { Catalog } from '../catalog.ts'
import { UDP_BYTES_MAX } from '../config.ts'
import { answerQuestion } from './answer.ts'
import { PreparedAnswers } from './prepared-answers.ts'
import { readQuery } from './query.ts'
import { writeResponse } from './response.ts'

function cluster(count = 3): Catalog {
  const catalog = new Catalog()
  catalog.upsertNode({ id: 'n1', name: 'n1', address: '10.9.9.9' })
  const ports = [{ name: 'http', target: 80, protocol: 'http' }]
  const labels = { app: 'web' }
  const web = { id: 'web', name: 'web', namespace: 'default', tags: ['x'], labels, ports }
  catalog.upsertService(web)
  catalog.upsertService({ ...web, id: 'void', name: 'void' })
  for (let i = 0; i < count; i++) {
    for (const address of [`10.0.0.${i}`, `fd00::${i}`]) {
      catalog.upsertEndpoint({
        ...{ id: `t${address.at(0)}${i}`, serviceId: 'web', nodeId: 'n1', nodeName: 'n1', address },
        ...{ ports: [{ name: 'http', target: 80, port: 8000 + i }], weight: 1, tags: [], labels },
        ...{ version: '', state: 'passing', isRoutable: true, isUp: true },
      })
    }
  }
  return catalog
}

function contextOf(catalog: Catalog) {
  return { catalog, zone: 'polis', nodeName: 'n1', random: seededRandom(1) }
}

/** A query as clients send it; `ednsBytes` 0 means without EDNS(0). */
function ask(name: string, type: string, ednsBytes = 1232, flags = 0x0100): Buffer {
  const opt = { type: 'OPT', name: '.', udpPayloadSize: ednsBytes, options: [] } as never
  const additionals = ednsBytes === 0 ? [] : [opt]
  const questions = [{ name, type: type as never }]
  return dnsPacket.encode({ type: 'query', id: 0x1234, flags, questions, additionals })
}

/** What the ordinary way answers. */
function ordinary(packet: Buffer, catalog: Catalog): Buffer | undefined {
  const query = readQuery(packet)
  if (query.kind !== 'query') return undefined
  const answer = answerQuestion(query.question, contextOf(catalog))
  if (answer === undefined) return undefined
  const limit = query.header.edns === undefined ? 512 : Math.min(query.header.edns.udpBytes, 1232)
  const udpBytes = UDP_BYTES_MAX
  const options = { limit, isAuthoritative: true, canRecurse: true, udpBytes }
  return writeResponse(query.header, answer, options)
}

/** A response with its records sorted, as dns-packet reads it. */
function read(response: Buffer) {
  const { answers = [], ...rest } = dnsPacket.decode(response)
  return { ...rest, answers: answers.map(one => JSON.stringify(one)).sort() }
}

const NAMES = ['web.polis', 'WeB.default.PoLis', 'tasks.web.polis', 'x.web.default.svc.polis']
const MORE = ['void.polis', 'n1.node.polis', 't10.task.polis', 'polis', 'default.svc.polis']
const ABSENT = ['db.polis', 'a.b.c.d.polis', '9.9.9.10.in-addr.arpa', '_http._tcp.web.polis']
const TYPES = ['A', 'AAAA', 'TXT', 'SRV', 'PTR', 'SOA', 'NS', 'ANY', 'MX']

describe('prepared answers', () => {
  it('are what the ordinary way answers, but for the order of addresses', () => {
    const catalog = cluster()
    const prepared = new PreparedAnswers(contextOf(catalog), true)
    let count = 0
    for (const name of [...NAMES, ...MORE, ...ABSENT]) {
      for (const type of TYPES) {
        for (const [edns, flags] of [
          [0, 0x0100],
          [1232, 0x0100],
          [4096, 0],
          [512, 0x0110],
        ] as const) {
          const packet = ask(name, type, edns, flags)
          const response = prepared.respond(packet)
          if (response === undefined) continue
          count++
          const expected = ordinary(packet, catalog)!
          assert.deepEqual(read(response), read(expected), `${name} ${type} ${edns}`)
          assert.equal(response.length, expected.length)
        }
      }
    }
    assert.ok(count > 300, `${count} questions were answered from what is kept`)
  })

  it('shuffle addresses, and lose none', () => {
    const prepared = new PreparedAnswers(contextOf(cluster(5)), false)
    for (const type of ['A', 'AAAA']) {
      const firsts = new Map<string, number>()
      for (let i = 0; i < 1_000; i++) {
        const { answers = [] } = dnsPacket.decode(prepared.respond(ask('web.polis', type))!)
        const addresses = answers.map(answer => ('data' in answer ? String(answer.data) : ''))
        assert.equal(new Set(addresses).size, 5)
        firsts.set(addresses[0]!, (firsts.get(addresses[0]!) ?? 0) + 1)
      }
      const counts = [...firsts.values()]
      assert.ok(counts.length === 5 && Math.min(...counts) > 120, counts.join())
    }
  })

  it('send the question back in its own case of letters', () => {
    const prepared = new PreparedAnswers(contextOf(cluster()), true)
    for (const name of ['web.polis', 'wEB.pOlIs', 'WEB.POLIS']) {
      const { questions, answers } = dnsPacket.decode(prepared.respond(ask(name, 'A'))!)
      assert.deepEqual([questions?.[0]?.name, answers?.[0]?.name], [name, name])
    }
    assert.equal(prepared.size, 1)
  })

  it('follow the catalog at once', () => {
    const catalog = cluster(2)
    const prepared = new PreparedAnswers(contextOf(catalog), true)
    const count = () => dnsPacket.decode(prepared.respond(ask('web.polis', 'A'))!).answers?.length
    assert.equal(count(), 2)
    catalog.setEndpointHealth('t10', { isRoutable: false })
    assert.equal(count(), 1)
    catalog.setEndpointHealth('t11', { isRoutable: false })
    assert.equal(count(), 0)
  })

  it('leave what does not fit, and what is unusual, to the ordinary way', () => {
    const prepared = new PreparedAnswers(contextOf(cluster(100)), true)
    assert.equal(prepared.respond(ask('web.polis', 'A')), undefined, 'too large')
    const few = new PreparedAnswers(contextOf(cluster(40)), true)
    assert.equal(few.respond(ask('web.polis', 'A', 0)), undefined, '512 bytes')
    assert.notEqual(few.respond(ask('web.polis', 'A', 1232)), undefined)
    const dnssec = ask('web.polis', 'A')
    dnssec[dnssec.length - 4] = 0x80
    assert.equal(few.respond(dnssec), undefined, 'DO')
    assert.equal(few.respond(ask('example.com', 'A')), undefined, 'not ours')
    assert.equal(few.respond(Buffer.concat([ask('web.polis', 'A', 0), Buffer.alloc(1)])), undefined)
  })

  it('do not keep names that do not exist', () => {
    const prepared = new PreparedAnswers(contextOf(cluster()), true)
    for (let i = 0; i < 100; i++) assert.ok(prepared.respond(ask(`no${i}.polis`, 'A')))
    assert.equal(prepared.size, 0)
  })

  it('answer damaged packets as the ordinary way does, or not at all', () => {
    const catalog = cluster()
    const prepared = new PreparedAnswers(contextOf(catalog), true)
    const anyHit = fc.record({ at: fc.nat(60), byte: fc.nat(255) })
    fc.assert(
      fc.property(fc.array(anyHit, { maxLength: 6 }), fc.nat(60), (hits, cut) => {
        const packet = Buffer.from(ask('web.polis', 'A'))
        for (const { at, byte } of hits) packet[at % packet.length] = byte
        const damaged = cut < 50 ? packet : packet.subarray(0, cut)
        const response = prepared.respond(damaged)
        if (response === undefined) return
        const expected = ordinary(damaged, catalog)
        assert.deepEqual(read(response), expected && read(expected))
      }),
      { numRuns: 2_000 },
    )
  })
})
