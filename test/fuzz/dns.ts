/**
 * Damaged DNS packets against everything that reads one: queries, prepared answers, answers of
 * upstreams, TCP frames. The same seed gives the same packets.
 */

import assert from 'node:assert/strict'
import { type Random, seededRandom } from '@polis/base'
import { Catalog } from '@polis/discovery'
import dnsPacket from 'dns-packet'
import { answerQuestion, bare } from '../../packages/discovery/src/dns/answer.ts'
import { PreparedAnswers } from '../../packages/discovery/src/dns/prepared-answers.ts'
import { type QueryHeader, readQuery } from '../../packages/discovery/src/dns/query.ts'
import {
  type RelayedAnswer,
  readRelayed,
  relayTo,
  upstreamQuery,
} from '../../packages/discovery/src/dns/relay.ts'
import { writeResponse } from '../../packages/discovery/src/dns/response.ts'
import { TcpFrames } from '../../packages/discovery/src/dns/tcp-frames.ts'

/** What became of the packets. */
export type FuzzOutcome = {
  readonly answered: number
  readonly prepared: number
  readonly dropped: number
  readonly relayed: number
}

const LIMIT = 1_232

/** Answers or drops `packets` damaged packets; throws if one of them does harm. */
export function fuzzDns({ packets, seed }: { packets: number; seed: number }): FuzzOutcome {
  const random = seededRandom(seed)
  const context = { catalog: cluster(), zone: 'polis', nodeName: 'n1', random }
  const prepared = new PreparedAnswers(context, true)
  const samples = sampleQueries()
  const { header, query, replies } = relaySamples()
  const counts = { answered: 0, prepared: 0, dropped: 0, relayed: 0 }
  const frames = new TcpFrames(4_096)
  for (let i = 0; i < packets; i++) {
    const packet = damaged(samples[i % samples.length]!, random)
    const quick = prepared.respond(packet)
    if (quick !== undefined) counts.prepared++
    const response = quick ?? respond(packet, context)
    if (response === undefined) counts.dropped++
    else {
      counts.answered++
      check(response, packet, i)
    }
    if (i % 4 === 0 && relay(damaged(replies[i % replies.length]!, random), query, header)) {
      counts.relayed++
    }
    if (i % 64 === 0) frame(frames, packet)
  }
  return counts
}

type Context = Parameters<typeof answerQuestion>[1]

/** As `DnsServer` answers, with nobody to forward to. */
function respond(packet: Buffer, context: Context): Buffer | undefined {
  const read = readQuery(packet)
  if (read.kind === 'dropped') return undefined
  const { header } = read
  const answer =
    read.kind === 'refused'
      ? bare(read.code)
      : (answerQuestion(read.question, context) ?? bare('REFUSED'))
  const limit = header.edns === undefined ? 512 : Math.min(header.edns.udpBytes, LIMIT)
  const options = { limit, isAuthoritative: true, canRecurse: false, udpBytes: LIMIT }
  return writeResponse(header, answer, options)
}

/** A response repeats the id, is a response, and fits; every so often another decoder reads it. */
function check(response: Buffer, packet: Buffer, i: number): void {
  assert.equal(response.readUInt16BE(0), packet.readUInt16BE(0))
  assert.ok(response[2]! >= 0x80 && response.length <= LIMIT)
  if (i % 50 !== 0) return
  const { answers = [] } = dnsPacket.decode(response)
  assert.equal(answers.length, response.readUInt16BE(6))
}

function relay(reply: Buffer, query: Buffer, header: QueryHeader): RelayedAnswer | undefined {
  const relayed = readRelayed(reply, query, header)
  if (relayed !== undefined) {
    const isStale = reply.length % 2 === 0
    assert.ok(relayTo(header, relayed, { ageS: 5, limit: LIMIT, isStale }).length <= LIMIT)
  }
  return relayed
}

function frame(frames: TcpFrames, packet: Buffer): void {
  frames.push(packet.subarray(0, 40))
  for (let next = frames.next(); next !== undefined && next !== 'too-large'; ) next = frames.next()
}

/** Some bytes changed, some cut off, some added. */
function damaged(sample: Buffer, random: Random): Buffer {
  const packet = Buffer.from(sample)
  for (let hits = random.int(6); hits > 0; hits--) {
    packet[random.int(packet.length)] = random.int(256)
  }
  const what = random.int(8)
  if (what === 0) return packet.subarray(0, random.int(packet.length + 1))
  if (what === 1) return Buffer.concat([packet, Buffer.alloc(random.int(20), random.int(256))])
  return packet
}

function cluster(): Catalog {
  const catalog = new Catalog()
  catalog.upsertNode({ id: 'n1', name: 'n1', address: '10.9.9.9' })
  const ports = [{ name: 'http', target: 80, protocol: 'http' }]
  for (const id of ['web', 'db']) {
    const labels = { app: id }
    catalog.upsertService({ id, name: id, namespace: 'default', tags: ['x'], labels, ports })
    for (let i = 0; i < 20; i++) {
      catalog.upsertEndpoint({
        ...{ id: `${id}${i}`, serviceId: id, nodeId: 'n1', nodeName: 'n1', weight: 1, labels: {} },
        address: i % 2 === 0 ? `10.0.0.${i}` : `fd00::${i}`,
        ports: [{ name: 'http', target: 80, port: 8000 + i }],
        ...{ tags: [], version: '1', state: 'passing', isRoutable: true, isUp: true },
      })
    }
  }
  return catalog
}

function sampleQueries(): Buffer[] {
  const names = ['web.polis', 'WEB.default.svc.polis', '_http._tcp.db.default.polis', 'polis']
  const more = ['x.web.default.svc.polis', 'n1.node.polis', 'db3.task.polis', 'no.polis', 'a.org']
  const types = ['A', 'AAAA', 'SRV', 'TXT', 'PTR', 'SOA', 'NS', 'ANY', 'AXFR']
  const opt = { type: 'OPT', name: '.', udpPayloadSize: 1_232, options: [] } as never
  return [...names, ...more].flatMap((name, i) =>
    types.map(type =>
      dnsPacket.encode({
        type: 'query',
        id: i * 257,
        flags: 0x0100,
        questions: [{ name, type: type as never }],
        additionals: i % 3 === 0 ? [] : [opt],
      }),
    ),
  )
}

/** Answers that an upstream may give to one question. */
function relaySamples() {
  const opt = { type: 'OPT', name: '.', udpPayloadSize: 1_232, options: [] } as never
  const questions = [{ name: 'example.com', type: 'A' as const }]
  const asked = dnsPacket.encode({ type: 'query', id: 1, questions, additionals: [opt] })
  const read = readQuery(asked)
  assert.ok(read.kind === 'query')
  const query = upstreamQuery(read.header, 77)
  const answer = (i: number) => ({
    ...{ name: 'example.com', type: 'A' as const, ttl: 60, data: `192.0.2.${i}` },
  })
  const replies = [0, 1, 20].map(count =>
    dnsPacket.encode({
      type: 'response',
      id: 77,
      questions,
      answers: Array.from({ length: count }, (_, i) => answer(i)),
      additionals: [opt],
    }),
  )
  return { header: read.header, query, replies }
}
