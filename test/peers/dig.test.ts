import assert from 'node:assert/strict'
import { after, before, describe, it, type TestContext } from 'node:test'
import { Catalog, type CatalogEndpoint, DnsServer, type DnsServerOptions } from '@polis/discovery'
import { freePorts, requireTools, startTool } from './debian-tools.ts'
import { type Dug, dig, digText } from './dig.ts'

requireTools('dig', 'dnsmasq')

const HOST = '127.0.0.1'

/** Two services and two members; `web` has three healthy endpoints and a broken one. */
function smallCluster(): Catalog {
  const catalog = new Catalog()
  catalog.upsertNode({ id: 'n1', name: 'n1', address: '10.9.0.1' })
  catalog.upsertNode({ id: 'n2', name: 'n2', address: 'fd00::9' })
  catalog.upsertService({
    id: 'web',
    name: 'web',
    namespace: 'default',
    tags: ['edge'],
    labels: { app: 'web', note: 'a "quoted" note' },
    ports: [
      { name: 'http', target: 3000, protocol: 'http' },
      { name: 'metrics', target: 9100, protocol: 'tcp' },
    ],
  })
  catalog.upsertService({
    id: 'clock',
    name: 'clock',
    namespace: 'shop',
    tags: [],
    labels: {},
    ports: [{ name: 'ntp', target: 123, protocol: 'udp' }],
    ttlMs: 30_000,
  })
  catalog.upsertEndpoint(webEndpoint('w1', '10.0.0.1', 20_001, { tags: ['blue'], version: '1.4' }))
  catalog.upsertEndpoint(webEndpoint('w2', '10.0.0.2', 20_003, { tags: ['green'], weight: 3 }))
  catalog.upsertEndpoint(webEndpoint('w3', 'fd00::3', 20_005))
  catalog.upsertEndpoint(
    webEndpoint('w4', '10.0.0.4', 20_007, { isRoutable: false, state: 'critical' }),
  )
  catalog.upsertEndpoint({
    ...webEndpoint('c1', '10.0.1.1', 0),
    serviceId: 'clock',
    ports: [{ name: 'ntp', target: 123, port: 20_100 }],
  })
  return catalog
}

function webEndpoint(
  id: string,
  address: string,
  port: number,
  more: Partial<CatalogEndpoint> = {},
): CatalogEndpoint {
  return {
    id,
    serviceId: 'web',
    nodeId: 'n1',
    nodeName: 'n1',
    address,
    ports: [
      { name: 'http', target: 3000, port },
      { name: 'metrics', target: 9100, port: port + 1 },
    ],
    weight: 1,
    tags: [],
    labels: {},
    version: '',
    state: 'passing',
    isRoutable: true,
    isUp: true,
    ...more,
  }
}

/** One service `many` with `count` endpoints. */
function largeCluster(count: number): Catalog {
  const catalog = new Catalog()
  const service = { id: 'many', name: 'many', namespace: 'default', tags: [], labels: {} }
  catalog.upsertService({ ...service, ports: [{ name: 'http', target: 80, protocol: 'http' }] })
  for (let i = 0; i < count; i++) {
    catalog.upsertEndpoint({
      ...webEndpoint(`m${i}`, `10.1.${i >> 8}.${i & 255}`, 0),
      serviceId: 'many',
      ports: [{ name: 'http', target: 80, port: 20_000 + i }],
    })
  }
  return catalog
}

async function serve(
  t: TestContext,
  catalog: Catalog,
  more: Partial<DnsServerOptions> = {},
): Promise<DnsServer> {
  const server = await DnsServer.listen({ catalog, nodeName: 'n1', host: HOST, port: 0, ...more })
  t.after(() => server.close())
  return server
}

/** What an answer must hold; what is not named must be empty. */
type Expected = Partial<Pick<Dug, 'status' | 'answer' | 'authority' | 'additional'>>

const SOA = /^polis\. 1 SOA n1\.node\.polis\. hostmaster\.polis\. \d+ 3600 600 86400 1$/
const TASK_ADDRESSES = [
  'w1.task.polis. 5 A 10.0.0.1',
  'w2.task.polis. 5 A 10.0.0.2',
  'w3.task.polis. 5 AAAA fd00::3',
]

function httpRecords(name: string): string[] {
  return [
    `${name} 5 SRV 0 1 20001 w1.task.polis.`,
    `${name} 5 SRV 0 1 20005 w3.task.polis.`,
    `${name} 5 SRV 0 3 20003 w2.task.polis.`,
  ]
}

function metricsRecords(name: string): string[] {
  return [
    `${name} 5 SRV 0 1 20002 w1.task.polis.`,
    `${name} 5 SRV 0 1 20006 w3.task.polis.`,
    `${name} 5 SRV 0 3 20004 w2.task.polis.`,
  ]
}

function addresses(name: string, ...last: readonly number[]): Expected {
  return { answer: last.map(byte => `${name} 5 A 10.0.0.${byte}`) }
}

const ANSWERED: readonly (readonly [string, Expected])[] = [
  ['web.polis A', addresses('web.polis.', 1, 2)],
  ['web.default.polis A', addresses('web.default.polis.', 1, 2)],
  ['web.default.svc.polis A', addresses('web.default.svc.polis.', 1, 2)],
  ['tasks.web.polis A', addresses('tasks.web.polis.', 1, 2, 4)],
  ['tasks.web.default.polis A', addresses('tasks.web.default.polis.', 1, 2, 4)],
  ['blue.web.default.svc.polis A', addresses('blue.web.default.svc.polis.', 1)],
  ['edge.web.default.svc.polis A', addresses('edge.web.default.svc.polis.', 1, 2)],
  ['web.polis AAAA', { answer: ['web.polis. 5 AAAA fd00::3'] }],
  ['clock.shop.polis A', { answer: ['clock.shop.polis. 30 A 10.0.1.1'] }],
  [
    'web.polis SRV',
    {
      answer: [...httpRecords('web.polis.'), ...metricsRecords('web.polis.')].sort(),
      additional: TASK_ADDRESSES,
    },
  ],
  [
    '_http._tcp.web.default.polis SRV',
    { answer: httpRecords('_http._tcp.web.default.polis.'), additional: TASK_ADDRESSES },
  ],
  [
    '_metrics._tcp.web.polis SRV',
    { answer: metricsRecords('_metrics._tcp.web.polis.'), additional: TASK_ADDRESSES },
  ],
  [
    '_9100._tcp.web.default.svc.polis SRV',
    { answer: metricsRecords('_9100._tcp.web.default.svc.polis.'), additional: TASK_ADDRESSES },
  ],
  [
    '_ntp._udp.clock.shop.polis SRV',
    {
      answer: ['_ntp._udp.clock.shop.polis. 30 SRV 0 1 20100 c1.task.polis.'],
      additional: ['c1.task.polis. 30 A 10.0.1.1'],
    },
  ],
  ['w2.task.polis A', addresses('w2.task.polis.', 2)],
  [
    'w1.task.polis TXT',
    { answer: ['w1.task.polis. 5 TXT "service=web.default" "node=n1" "version=1.4"'] },
  ],
  ['web.polis TXT', { answer: ['web.polis. 5 TXT "app=web" "note=a \\"quoted\\" note"'] }],
  ['n1.node.polis A', { answer: ['n1.node.polis. 5 A 10.9.0.1'] }],
  ['n2.node.polis AAAA', { answer: ['n2.node.polis. 5 AAAA fd00::9'] }],
  ['-x 10.9.0.1', { answer: ['1.0.9.10.in-addr.arpa. 5 PTR n1.node.polis.'] }],
  ['-x 10.0.0.2', { answer: ['2.0.0.10.in-addr.arpa. 5 PTR w2.task.polis.'] }],
  [
    '-x fd00::9',
    { answer: [`${'9.0.0.0.'.padEnd(56, '0.')}0.0.d.f.ip6.arpa. 5 PTR n2.node.polis.`] },
  ],
  [
    'polis NS',
    { answer: ['polis. 5 NS n1.node.polis.'], additional: ['n1.node.polis. 5 A 10.9.0.1'] },
  ],
  ['web.polis ANY', { answer: ['web.polis. 5 HINFO "RFC8482" ""'] }],
]

/** Names that do not exist. */
const NXDOMAIN = [
  'db.polis A',
  'web.shop.polis A',
  'red.web.default.svc.polis A',
  '_ntp._udp.web.polis SRV',
  '_http._udp.web.polis SRV',
  'x.task.polis A',
  'n3.node.polis A',
  'a.b.c.d.polis A',
  'tasks.polis A',
]

/** Names that exist, without a record of that type. */
const NODATA = [
  'clock.shop.polis AAAA',
  'clock.shop.polis TXT',
  'web.polis MX',
  '_http._tcp.web.polis A',
  'n1.node.polis AAAA',
  'node.polis A',
  'shop.svc.polis A',
  'polis A',
]

describe('dig, asking for names of the cluster', () => {
  let server: DnsServer
  before(async () => {
    server = await DnsServer.listen({
      catalog: smallCluster(),
      nodeName: 'n1',
      host: HOST,
      port: 0,
    })
  })
  after(() => server.close())

  for (const [question, expected] of ANSWERED) {
    it(`understands the same over UDP, TCP and without EDNS: ${question}`, async () => {
      const args = question.split(' ')
      const [udp, tcp, plain] = await Promise.all([
        dig(server.port, ...args, '+notcp'),
        dig(server.port, ...args, '+tcp'),
        dig(server.port, ...args, '+notcp', '+noedns', '+norecurse'),
      ])
      const nothing = { status: 'NOERROR', answer: [], authority: [], additional: [] }
      assert.deepEqual(pick(udp), { ...nothing, ...expected })
      assert.deepEqual([udp.transport, udp.flags, udp.ednsBytes], ['UDP', ['qr', 'aa', 'rd'], 1232])
      assert.deepEqual([tcp.transport, pick(tcp)], ['TCP', pick(udp)])
      assert.deepEqual([plain.flags, pick(plain)], [['qr', 'aa'], pick(udp)])
      assert.deepEqual([plain.ednsBytes, [...udp.remarks, ...plain.remarks]], [undefined, []])
    })
  }

  it('is given the SOA, and told with it how long a denial holds', async () => {
    const soa = await dig(server.port, 'polis', 'SOA')
    assert.match(soa.answer.join(), /^polis\. 5 SOA n1\.node\.polis\. hostmaster\.polis\. /)
    for (const [questions, status] of [
      [NXDOMAIN, 'NXDOMAIN'],
      [NODATA, 'NOERROR'],
    ] as const) {
      for (const question of questions) {
        const denied = await dig(server.port, ...question.split(' '))
        assert.deepEqual(
          [denied.status, denied.flags, denied.answer, denied.additional, denied.remarks],
          [status, ['qr', 'aa', 'rd'], [], [], []],
          question,
        )
        assert.match(denied.authority.join(), SOA, question)
      }
    }
  })

  it('gets NODATA, not NXDOMAIN, when nothing of a service is healthy', async t => {
    const catalog = smallCluster()
    const ill = await serve(t, catalog)
    catalog.setEndpointHealth('c1', { isRoutable: false })
    const a = await dig(ill.port, 'clock.shop.polis')
    assert.deepEqual([a.status, a.answer.length, a.authority.length], ['NOERROR', 0, 1])
    catalog.setEndpointHealth('c1', { isRoutable: true })
    assert.equal((await dig(ill.port, 'clock.shop.polis')).answer.length, 1)
  })

  it('gets its own spelling of the name back (0x20)', async () => {
    const mixed = await dig(server.port, 'wEb.DeFaUlT.pOLis', 'A')
    assert.equal(mixed.question, 'wEb.DeFaUlT.pOLis. IN A')
    assert.deepEqual(mixed.answer, addresses('wEb.DeFaUlT.pOLis.', 1, 2).answer)
    assert.deepEqual(mixed.remarks, [])
  })

  it('has its EDNS options ignored, and an unknown version answered BADVERS', async () => {
    const options = ['+nsid', '+cookie', '+subnet=192.0.2.0/24', '+ednsopt=65001:abcd', '+dnssec']
    const answer = await dig(server.port, 'web.polis', ...options)
    assert.deepEqual(pick(answer), pick(await dig(server.port, 'web.polis')))
    const future = await dig(server.port, 'web.polis', '+edns=7', '+noednsnegotiation')
    assert.deepEqual([future.status, future.answer], ['BADVERS', []])
    assert.equal((await dig(server.port, 'web.polis', '+edns=7')).answer.length, 2, 'negotiated')
  })

  it('is refused other names, classes, operations and zone transfers', async () => {
    for (const question of [
      'example.com A',
      '. NS',
      '-x 192.0.2.1',
      '-c CH -t TXT -q version.bind',
    ]) {
      const refused = await dig(server.port, ...question.split(' '))
      assert.deepEqual(
        [refused.status, refused.flags, refused.answer, refused.authority],
        ['REFUSED', ['qr', 'rd'], [], []],
        question,
      )
    }
    assert.match((await digText(HOST, server.port, 'polis', 'AXFR')).text, /Transfer failed/)
    assert.match(
      (await digText(HOST, server.port, 'web.polis', '+opcode=notify')).text,
      /opcode: NOTIFY, status: NOTIMP/,
    )
  })
})

describe('dig, asking for more than fits', () => {
  it('retries over TCP when told that the answer was cut', async t => {
    const { port } = await serve(t, largeCluster(200))
    const cut = await dig(port, 'many.polis', '+ignore', '+bufsize=512')
    assert.deepEqual(
      [cut.status, cut.flags, cut.transport],
      ['NOERROR', ['qr', 'aa', 'tc', 'rd'], 'UDP'],
    )
    assert.ok(cut.messageBytes <= 512, `${cut.messageBytes} bytes`)
    for (const option of ['+bufsize=512', '+noedns', '+bufsize=4096']) {
      const whole = await dig(port, 'many.polis', option)
      assert.deepEqual(
        [whole.transport, whole.flags, new Set(whole.answer).size, whole.remarks],
        ['TCP', ['qr', 'aa', 'rd'], 200, [';; Truncated, retrying in TCP mode.']],
        option,
      )
    }
    const srv = await dig(port, 'many.polis', 'SRV')
    assert.deepEqual([srv.transport, srv.answer.length, srv.additional.length], ['TCP', 200, 200])
  })

  it('needs no TCP for what fits into the size it offered', async t => {
    const { port } = await serve(t, largeCluster(60))
    const fitting = await dig(port, 'many.polis', '+bufsize=1232')
    assert.deepEqual([fitting.transport, fitting.answer.length], ['UDP', 60])
    assert.ok(fitting.messageBytes <= 1232)
    const plain = await dig(port, 'many.polis', '+noedns', '+ignore')
    assert.ok(plain.flags.includes('tc') && plain.messageBytes <= 512)
  })
})

describe('dig through a chain of servers', () => {
  it('gets foreign names from the upstream, and its denials', async t => {
    const upstream = await serve(t, smallCluster(), { zone: 'corp' })
    const near = await serve(t, smallCluster(), { upstreams: [`${HOST}:${upstream.port}`] })
    const far = await dig(near.port, 'web.corp')
    assert.deepEqual(far.answer, addresses('web.corp.', 1, 2).answer)
    assert.ok(far.flags.includes('ra') && !far.remarks.length, far.flags.join(' '))
    const denied = await dig(near.port, 'db.corp')
    assert.deepEqual([denied.status, denied.answer], ['NXDOMAIN', []])
    assert.match(denied.authority.join(), /^corp\. 1 SOA /)
    const own = await dig(near.port, 'web.polis')
    assert.deepEqual([own.flags, own.answer.length], [['qr', 'aa', 'rd', 'ra'], 2])
    assert.equal((await dig(near.port, 'web.corp', '+norecurse')).status, 'REFUSED')
  })

  it('gets a large foreign answer over TCP', async t => {
    const upstream = await serve(t, largeCluster(200), { zone: 'corp' })
    const near = await serve(t, smallCluster(), { upstreams: [`${HOST}:${upstream.port}`] })
    const whole = await dig(near.port, 'many.corp')
    assert.deepEqual([whole.transport, whole.answer.length], ['TCP', 200])
  })

  it('gets what dnsmasq knows, and through dnsmasq what the cluster knows', async t => {
    const [port] = (await freePorts(1)) as [number]
    const server = await serve(t, smallCluster(), { upstreams: [`${HOST}:${port}`] })
    await startTool(
      t,
      'dnsmasq',
      [
        ...['--keep-in-foreground', '--conf-file=/dev/null', '--no-resolv', '--no-hosts'],
        ...['--user=', '--pid-file=', '--bind-interfaces', `--listen-address=${HOST}`],
        ...[`--port=${port}`, `--server=/polis/${HOST}#${server.port}`, '--local-ttl=60'],
        ...['--host-record=printer.example,192.0.2.5,2001:db8::5', '--local=/example/'],
      ],
      port,
    )
    const printer = await dig(server.port, 'printer.example')
    assert.deepEqual(printer.answer, ['printer.example. 60 A 192.0.2.5'])
    const v6 = await dig(server.port, 'printer.example', 'AAAA', '+tcp')
    assert.deepEqual(v6.answer, ['printer.example. 60 AAAA 2001:db8::5'])
    assert.equal((await dig(server.port, 'nothing.example')).status, 'NXDOMAIN')
    const throughIt = await dig(port, 'web.polis')
    assert.deepEqual(throughIt.answer, addresses('web.polis.', 1, 2).answer)
    const service = await dig(port, '_http._tcp.web.default.polis', 'SRV')
    assert.deepEqual(service.answer, httpRecords('_http._tcp.web.default.polis.'))
    assert.equal((await dig(port, 'db.polis')).status, 'NXDOMAIN')
  })
})

function pick({ status, answer, authority, additional }: Dug): Expected {
  return { status, answer, authority, additional }
}
