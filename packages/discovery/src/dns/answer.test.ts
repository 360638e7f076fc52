import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { seededRandom } from '@polis/base'
import fc from 'fast-check'
import { textOf } from '../address.ts'
import { Catalog } from '../catalog.ts'
import type { CatalogEndpoint, CatalogService } from '../entry.ts'
import { answerQuestion } from './answer.ts'
import type { DnsAnswer } from './records.ts'

const random = seededRandom(1)

function cluster(): Catalog {
  const catalog = new Catalog()
  catalog.upsertNode({ id: '1', name: 'n1', address: '10.0.0.1' })
  catalog.upsertNode({ id: '2', name: 'n2', address: '10.0.0.2' })
  catalog.upsertNode({ id: '3', name: 'n3', address: 'fd00::3' })
  const web: CatalogService = {
    id: 'web',
    name: 'web',
    namespace: 'default',
    tags: ['edge'],
    labels: { app: 'web' },
    ports: [
      { name: 'http', target: 3000, published: 8080, protocol: 'http' },
      { name: 'stats', target: 9000, protocol: 'udp' },
    ],
    ttlMs: 30_000,
  }
  catalog.upsertService(web)
  catalog.upsertService({
    ...web,
    id: 'idle',
    name: 'idle',
    namespace: 'shop',
    tags: [],
    labels: {},
  })
  const task = (id: string, address: string, more: Partial<CatalogEndpoint> = {}) => {
    catalog.upsertEndpoint({
      id,
      serviceId: 'web',
      nodeId: address.at(-1)!,
      nodeName: `n${address.at(-1)}`,
      address,
      ports: [
        { name: 'http', target: 3000, port: 20_000 },
        { name: 'stats', target: 9000, port: 20_001 },
      ],
      weight: 5,
      tags: [],
      labels: {},
      version: '7',
      state: 'passing',
      isRoutable: true,
      isUp: true,
      ...more,
    })
  }
  task('t1', '10.0.0.1')
  task('t2', '10.0.0.2', { tags: ['canary'] })
  task('t3', '10.0.0.2')
  task('t4', 'fd00::3')
  task('t5', '10.0.0.9', { isRoutable: false, state: 'critical', tags: ['sick'] })
  return catalog
}

const catalog = cluster()

function ask(name: string, type = 'A', from = catalog): DnsAnswer | undefined {
  const labels = name.toLowerCase().split('.')
  return answerQuestion(
    { name, labels, type },
    { catalog: from, zone: 'polis', nodeName: 'n1', random },
  )
}

/** The answers in short, sorted; or the response code with what the authority section holds. */
function short(answer: DnsAnswer | undefined): string[] | string {
  if (answer === undefined) return 'not ours'
  if (answer.answers.length === 0) {
    return `${answer.code} ${answer.authorities.map(one => one.data.type).join()}`.trim()
  }
  return answer.answers
    .map(({ data }) => {
      if ('bytes' in data) return textOf(data.bytes)
      if (data.type === 'SRV') return `${data.weight} ${data.port} ${data.target}`
      if (data.type === 'TXT') return data.strings.join(' ')
      if (data.type === 'HINFO') return data.cpu
      return 'target' in data ? data.target : data.primary
    })
    .sort()
}

const NODATA = 'NOERROR SOA'
const NXDOMAIN = 'NXDOMAIN SOA'

describe('names of the contract', () => {
  const cases: [name: string, type: string, expected: string[] | string][] = [
    ['web.polis', 'A', ['10.0.0.1', '10.0.0.2']],
    ['web.default.polis', 'A', ['10.0.0.1', '10.0.0.2']],
    ['web.default.svc.polis', 'A', ['10.0.0.1', '10.0.0.2']],
    ['WEB.Default.POLIS', 'A', ['10.0.0.1', '10.0.0.2']],
    ['web.polis', 'AAAA', ['fd00:0:0:0:0:0:0:3']],
    ['web.polis', 'TXT', ['app=web']],
    ['web.polis', 'MX', NODATA],
    ['web.polis', 'ANY', ['RFC8482']],
    ['web.polis', 'AXFR', 'REFUSED'],
    ['canary.web.default.svc.polis', 'A', ['10.0.0.2']],
    ['edge.web.default.svc.polis', 'A', ['10.0.0.1', '10.0.0.2']],
    ['sick.web.default.svc.polis', 'A', NODATA],
    ['absent.web.default.svc.polis', 'A', NXDOMAIN],
    ['tasks.web.polis', 'A', ['10.0.0.1', '10.0.0.2', '10.0.0.9']],
    ['tasks.web.default.polis', 'A', ['10.0.0.1', '10.0.0.2', '10.0.0.9']],
    ['_3000._tcp.web.default.svc.polis', 'A', NODATA],
    ['_tcp.web.polis', 'SRV', NODATA],
    ['_http._udp.web.polis', 'SRV', NXDOMAIN],
    ['_sctp.web.polis', 'SRV', NXDOMAIN],
    ['_stats._udp.web.polis', 'ANY', ['RFC8482']],
    ['t5.task.polis', 'A', ['10.0.0.9']],
    ['t4.task.polis', 'A', NODATA],
    ['t1.task.polis', 'TXT', ['service=web.default node=n1 version=7']],
    ['t9.task.polis', 'A', NXDOMAIN],
    ['n2.node.polis', 'A', ['10.0.0.2']],
    ['N3.NODE.polis', 'AAAA', ['fd00:0:0:0:0:0:0:3']],
    ['n3.node.polis', 'A', NODATA],
    ['n9.node.polis', 'A', NXDOMAIN],
    ['a.n1.node.polis', 'A', NXDOMAIN],
    ['idle.shop.polis', 'A', NODATA],
    ['idle.polis', 'A', NXDOMAIN],
    ['nothing.polis', 'A', NXDOMAIN],
    ['nothing.default.polis', 'A', NXDOMAIN],
    ['a.b.c.d.polis', 'A', NXDOMAIN],
    ['polis', 'SOA', ['n1.node.polis']],
    ['polis', 'NS', ['n1.node.polis']],
    ['polis', 'A', NODATA],
    ['example.com', 'A', 'not ours'],
    ['notpolis', 'A', 'not ours'],
    ['', 'NS', 'not ours'],
    ['2.0.0.10.in-addr.arpa', 'PTR', ['n2.node.polis']],
    ['9.0.0.10.in-addr.arpa', 'PTR', ['t5.task.polis']],
    ['9.0.0.10.in-addr.arpa', 'A', NODATA],
    ['8.0.0.10.in-addr.arpa', 'PTR', 'not ours'],
    ['10.in-addr.arpa', 'PTR', 'not ours'],
  ]
  for (const [name, type, expected] of cases) {
    it(`${name || '(root)'} ${type} is ${expected}`, () => {
      assert.deepEqual(short(ask(name, type)), expected)
    })
  }

  it('with names below them exist, empty as they are (RFC 8020)', () => {
    for (const name of ['default', 'shop', 'svc', 'shop.svc', 'node', 'task', '_udp.web']) {
      assert.equal(short(ask(`${name}.polis`)), NODATA, name)
    }
    assert.equal(short(ask('elsewhere.svc.polis')), NXDOMAIN)
  })

  it('cannot be reached by reserved words', () => {
    const odd = new Catalog()
    const base = { tags: [], labels: {}, ports: [] }
    odd.upsertService({ ...base, id: '1', name: 'tasks', namespace: 'default' })
    odd.upsertService({ ...base, id: '2', name: 'web', namespace: 'svc' })
    assert.equal(short(ask('tasks.default.polis', 'A', odd)), NXDOMAIN)
    assert.equal(short(ask('tasks.polis', 'A', odd)), NXDOMAIN)
    assert.equal(short(ask('web.svc.svc.polis', 'A', odd)), NXDOMAIN)
  })
})

describe('records', () => {
  it('SRV: one for each port of each healthy endpoint, with addresses beside them', () => {
    const answer = ask('web.polis', 'SRV')!
    assert.equal(answer.answers.length, 8)
    assert.equal(answer.additionals.length, 4)
    assert.deepEqual(short(ask('_http._tcp.web.polis', 'SRV')), [
      '5 20000 t1.task.polis',
      '5 20000 t2.task.polis',
      '5 20000 t3.task.polis',
      '5 20000 t4.task.polis',
    ])
    assert.deepEqual(short(ask('_9000._udp.web.default.polis', 'SRV')).length, 4)
    assert.deepEqual(short(ask('_8080._tcp.web.polis', 'SRV')), NXDOMAIN)
  })

  it('carry the time to live of their service, 5 s without one', () => {
    assert.equal(ask('web.polis')!.answers[0]!.ttlS, 30)
    assert.equal(ask('n1.node.polis')!.answers[0]!.ttlS, 5)
  })

  it('repeat the name as it was asked', () => {
    assert.equal(ask('wEb.PoLiS')!.answers[0]!.name, 'wEb.PoLiS')
  })

  it('come in a different order each time', () => {
    const first = () => {
      const [record] = ask('web.polis')!.answers
      return record?.data.type === 'A' ? textOf(record.data.bytes) : ''
    }
    assert.equal(new Set(Array.from({ length: 50 }, first)).size, 2)
  })

  it('become a CNAME where an outside endpoint has a host name', () => {
    const outside = cluster()
    const [known] = outside.snapshot().endpoints
    outside.upsertService({ ...outside.view('idle', 'shop')!.service })
    outside.upsertEndpoint({ ...known!, id: 'x', serviceId: 'idle', address: 'db.example.com' })
    assert.deepEqual(short(ask('idle.shop.polis', 'A', outside)), ['db.example.com'])
    assert.deepEqual(short(ask('_http._tcp.idle.shop.polis', 'SRV', outside)), [
      '5 20000 db.example.com',
    ])
  })

  it('of the zone say how long "no" may be remembered, and count changes', () => {
    const changing = cluster()
    const serial = () => {
      const [soa] = ask('nothing.polis', 'A', changing)!.authorities
      assert.ok(soa?.data.type === 'SOA')
      assert.deepEqual([soa.name, soa.ttlS, soa.data.minimumS], ['polis', 1, 1])
      return soa.data.serial
    }
    const before = serial()
    changing.setEndpointHealth('t1', { isRoutable: false })
    assert.equal(serial(), before + 1)
  })
})

describe('every question', () => {
  const anyLabel = fc.constantFrom(
    ...['web', 'default', 'svc', 'tasks', 'task', 'node', 'n1', 't1', '_http', '_tcp', 'edge'],
    ...['', 'a.b', 'in-addr', 'arpa', 'constructor', '1', '10'],
  )
  it('below the zone is answered, positively or with the SOA', () => {
    const types = fc.constantFrom('A', 'AAAA', 'SRV', 'TXT', 'PTR', 'SOA', 'NS', 'ANY', 'TYPE65')
    fc.assert(
      fc.property(fc.array(anyLabel, { maxLength: 8 }), types, (labels, type) => {
        const question = {
          name: [...labels, 'polis'].join('.'),
          labels: [...labels, 'polis'],
          type,
        }
        const answer = answerQuestion(question, { catalog, zone: 'polis', nodeName: 'n1', random })!
        const isNegative = answer.answers.length === 0
        assert.equal(
          answer.authorities.some(one => one.data.type === 'SOA'),
          isNegative,
        )
        assert.equal(answer.code === 'NXDOMAIN' && !isNegative, false)
      }),
      { numRuns: 1000 },
    )
  })
})
