import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml'
import { sampleStack } from '../sample.ts'
import { decodeCommand, encodeCommand } from '../wire.ts'
import {
  DEPLOY_KEYS,
  type KeyTable,
  PLACEMENT_KEYS,
  PORT_KEYS,
  SERVICE_KEYS,
  TOP_KEYS,
} from './compose-keys.ts'
import { parseManifest } from './manifest.ts'

/** The example of the contract, with variables already replaced. */
const CONTRACT = `
name: shop
services:
  web:
    image: registry.example/acme/web:1.4
    command: ["node", "server.js"]
    environment: {GREETING: hello, COUNT: 3}
    ports: ["8080:3000"]
    labels: {app: web}
    deploy:
      replicas: 3
      resources: {limits: {cpus: "0.5", memory: 512M}, reservations: {cpus: "0.25", memory: 256M}}
      update_config: {parallelism: 2, order: start-first, failure_action: rollback, monitor: 7s}
      placement: {constraints: ["node.labels.zone == a"], preferences: [{spread: node.labels.zone}]}
    healthcheck: {test: ["CMD", "wget", "-qO-", "http://localhost:3000/up"], interval: 5s}
    x-runtime: process
    x-check:
      - {type: http, path: /up, port: 3000, expectedStatus: 200, interval: 2s, timeout: 1s, retries: 3}
    x-lb: {algorithm: round-robin, protocol: http, sticky: {cookie: polis_session}, host: app.example.com, path: /, drain: 20s}
    x-autoscale:
      {min: 2, max: 10, cpu: 70, memory: 80, rps: 100,
      custom: [{metric: queue_depth, target: 30}],
      scaleUpCooldown: 30s, scaleDownCooldown: 300s}
    x-dns: {ttl: 10s}
`

function only(text: string) {
  const manifest = parseManifest(text)
  assert.deepEqual(manifest.errors, [])
  return manifest.services[0]!
}

/** A service `web` with an image and the given lines. */
function web(...lines: string[]): string {
  return ['services:', '  web:', '    image: a/b', ...lines.map(line => `    ${line}`)].join('\n')
}

describe('x-dns and annotations', () => {
  it('say how discovery answers, and what people want to know', () => {
    const { spec } = only(
      web(
        'annotations: {description: Shop, owner: team-a}',
        'x-dns: {ttl: 1s, tags: [blue, edge], failover: [spare, web.backup]}',
      ),
    )
    assert.deepEqual(spec.annotations, { description: 'Shop', owner: 'team-a' })
    assert.deepEqual([spec.dnsTtlMs, spec.tags], [1_000, ['blue', 'edge']])
    assert.deepEqual(spec.failover, [
      { name: 'spare', namespace: '' },
      { name: 'web', namespace: 'backup' },
    ])
    assert.equal(only(web()).spec.failover, undefined)
  })
})

function errorsOf(text: string): string[] {
  return parseManifest(text).errors.map(({ line, message }) => `${line}: ${message}`)
}

function warningsOf(text: string): string[] {
  return parseManifest(text).warnings.map(({ line, message }) => `${line}: ${message}`)
}

describe('a manifest', () => {
  it("reads every key of the contract's example", () => {
    const { name, services, warnings, errors } = parseManifest(CONTRACT)
    assert.deepEqual(errors, [])
    assert.equal(name, 'shop')
    assert.equal(warnings.length, 1)
    assert.match(
      warnings[0]!.message,
      /^services\.web\.healthcheck is not honoured: the service is checked by/,
    )
    assert.equal(warnings[0]!.line, 15)
    const { spec, deployment, replicas, autoscale } = services[0]!
    assert.equal(replicas, 3)
    assert.equal(spec.version, '1.4')
    assert.deepEqual(spec.ports, [{ name: '3000', target: 3000, published: 8080, protocol: 'tcp' }])
    assert.deepEqual(spec.lb, {
      algorithm: 'round-robin',
      protocol: 'http',
      host: 'app.example.com',
      path: '/',
      stickyCookie: 'polis_session',
      drainMs: 20_000,
    })
    assert.equal(spec.dnsTtlMs, 10_000)
    assert.equal(spec.checks[0]!.intervalMs, 2_000)
    const { workload, update } = deployment
    assert.equal(workload.driver, 'process')
    assert.equal(workload.image, null)
    assert.deepEqual(workload.environment, { GREETING: 'hello', COUNT: '3' })
    assert.deepEqual(workload.limits, { cpuMillicores: 500, memoryBytes: 512 * 1024 ** 2 })
    assert.equal(workload.reservations.cpuMillicores, 250)
    assert.deepEqual([update.parallelism, update.monitorMs], [2, 7_000])
    assert.deepEqual(deployment.constraints, ['node.labels.zone == a'])
    assert.deepEqual(
      [autoscale?.min, autoscale?.max, autoscale?.scaleDownCooldownMs],
      [2, 10, 300_000],
    )
  })

  it('watches a task that a check has seen well for a second, and any other for five', () => {
    const check = (line: string) =>
      only(web('ports: ["3000"]', `x-check: [{${line}}]`)).deployment.update.monitorMs
    assert.equal(check('type: http, path: /up, port: 3000'), 1_000)
    assert.equal(check('type: http, path: /up, port: 3000, purpose: liveness'), 5_000)
  })

  it('has the documented defaults', () => {
    const { spec, deployment, replicas } = only(web())
    assert.equal(replicas, 1)
    assert.deepEqual(deployment.update, {
      parallelism: 1,
      delayMs: 0,
      order: 'start-first',
      failureAction: 'rollback',
      monitorMs: 5_000,
      healthyDeadlineMs: 120_000,
      maxFailureRatio: 0,
    })
    assert.equal(spec.lb.drainMs, 30_000)
    assert.equal(spec.lb.algorithm, 'round-robin')
    assert.equal(deployment.workload.driver, 'docker')
    assert.equal(deployment.workload.stopGraceMs, 10_000)
    assert.equal(deployment.workload.restart.policy, 'always')
  })

  it('is balanced as TCP unless something says that it speaks HTTP', () => {
    const protocol = (...lines: string[]) => only(web(...lines)).spec.lb.protocol
    assert.equal(protocol('ports: ["5432:5432"]'), 'tcp')
    assert.equal(protocol('ports: ["80:80"]', 'x-check: {type: http, port: 80}'), 'http')
    assert.equal(protocol('ports: ["80:80"]', 'x-lb: {host: a.example}'), 'http')
    assert.equal(protocol('ports: [{target: 80, app_protocol: http}]'), 'http')
  })

  it('is balanced below HTTP as x-lb says', () => {
    const lb = (...lines: string[]) => only(web(...lines)).spec.lb
    const udp = lb('ports: ["53:5353/udp"]', 'x-lb: {protocol: udp, udp: {idle: 5s, stream: 1m}}')
    assert.deepEqual([udp.protocol, udp.udpIdleMs, udp.udpStreamIdleMs], ['udp', 5_000, 60_000])
    const tls = lb('ports: ["443:443"]', 'x-lb: {protocol: tls, host: "*.A.example"}')
    assert.deepEqual([tls.protocol, tls.host], ['tls', '*.a.example'])
    const custom = lb('ports: ["1883:1883"]', 'x-lb: {protocol: mqtt}')
    assert.deepEqual(
      [custom.protocol, custom.customProtocol, custom.algorithm],
      ['tcp', 'mqtt', 'consistent-hash'],
    )
    const proxied = lb(
      'ports: ["25:25"]',
      'x-lb: {proxyProtocol: {accept: true, from: [10.0.0.0/8, "::1"], send: v2}}',
    )
    assert.deepEqual(proxied.proxyProtocol, { acceptFrom: ['10.0.0.0/8', '::1'], send: 'v2' })
    const held = lb('ports: ["80:80"]', 'x-lb: {hold: {timeout: 5s}, mode: kernel}')
    assert.deepEqual([held.hold, held.mode], [{ timeoutMs: 5_000, max: 1_000 }, 'kernel'])
    const plain = lb('ports: ["80:80"]', 'x-lb: {mode: user}')
    assert.deepEqual(Object.keys(plain).sort(), [
      ...['algorithm', 'drainMs', 'host', 'path', 'protocol', 'stickyCookie'],
    ])
  })

  it('asks everything of balancers that HTTP has', () => {
    const { lb } = only(
      web(
        'ports: ["443:80"]',
        'x-lb:',
        '  tls: {certificate: /etc/tls/a.pem, key: /etc/tls/a.key}',
        '  upstream: {tls: true, ca: /etc/tls/ca.pem, serverName: inner, verify: true}',
        '  routes:',
        '    - {host: "*.Example.com", path: /api, methods: [GET], headers: {X-Beta: "1", X-Any: }}',
        '    - {regex: "/v[0-9]+/.*"}',
        '  rewrite: {stripPrefix: /api, prefix: /v2}',
        '  headers: {request: {set: {X-Team: one}}, response: {remove: [Server]}}',
        '  forwarded: {mode: append, rfc7239: true}',
        '  requestId: make',
        '  trace: true',
        '  limits: {rps: 100, clientRps: 0.5, clientBurst: 5, requests: 10, body: 1M}',
        '  timeouts: {connect: 1s, response: 5s, request: 1m, keepAlive: 10s}',
        '  accessLog: json',
      ),
    ).spec
    assert.equal(lb.protocol, 'https')
    assert.deepEqual(lb.http, {
      certificates: [{ certificate: { file: '/etc/tls/a.pem' }, key: { file: '/etc/tls/a.key' } }],
      upstream: {
        isTls: true,
        ca: { file: '/etc/tls/ca.pem' },
        serverName: 'inner',
        isVerified: true,
      },
      routes: [
        {
          host: '*.example.com',
          path: '/api',
          methods: ['GET'],
          headers: [{ name: 'X-Beta', value: '1' }, { name: 'X-Any' }],
        },
        { regex: '/v[0-9]+/.*' },
      ],
      rewrite: { stripPrefix: '/api', prefix: '/v2' },
      requestHeaders: { set: { 'X-Team': 'one' } },
      responseHeaders: { remove: ['Server'] },
      forwarded: 'append',
      hasForwarded: true,
      hasOwnRequestId: true,
      isTraced: true,
      limits: {
        rate: { perSecond: 100, burst: 100 },
        clientRate: { perSecond: 0.5, burst: 5 },
        requests: 10,
        bodyBytes: 1024 ** 2,
      },
      timeouts: { connectMs: 1_000, responseMs: 5_000, requestMs: 60_000, keepAliveMs: 10_000 },
      accessLog: 'json',
    })
    const redirect = (text: string) => only(web(`x-lb: {redirect: ${text}}`)).spec.lb.http?.redirect
    assert.deepEqual(redirect('https'), { status: 308, scheme: 'https' })
    assert.deepEqual(redirect('{path: /new, status: 302}'), { status: 302, path: '/new' })
    assert.equal(only(web('x-lb: {protocol: grpc}')).spec.lb.protocol, 'grpc')
    assert.equal(only(web('x-lb: {algorithm: random}')).spec.lb.http, undefined)
  })

  it('may be JSON, and may use anchors and merge keys', () => {
    const json = JSON.stringify({ services: { web: { image: 'x', deploy: { replicas: 2 } } } })
    assert.equal(only(json).replicas, 2)
    const merged = parseManifest(`
x-base: &base {image: a/b, deploy: {replicas: 4}}
services:
  one: {<<: *base}
  two: {<<: *base, image: c/d}
`)
    assert.deepEqual(merged.errors, [])
    assert.deepEqual(
      merged.services.map(({ replicas, deployment }) => [replicas, deployment.workload.image]),
      [
        [4, 'a/b'],
        [4, 'c/d'],
      ],
    )
  })

  it('gives definitions that a command can carry', () => {
    const { services } = parseManifest(CONTRACT)
    const operations = [sampleStack(services, 'a')]
    const command = { requestId: 'r', timeMs: 1, operations }
    assert.deepEqual(decodeCommand(encodeCommand(command)), command)
  })
})

describe('ports', () => {
  const ports = (text: string) =>
    only(web(text)).spec.ports.map(p => `${p.published ?? '-'}:${p.target}/${p.protocol}`)

  it('have a short and a long form, ranges and protocols', () => {
    assert.deepEqual(ports('ports: ["80", "8080:81", 8090:82, "53:53/udp"]'), [
      '-:80/tcp',
      '8080:81/tcp',
      '8090:82/tcp',
      '53:53/udp',
    ])
    assert.deepEqual(ports('ports: ["9000-9002:7000-7002"]'), [
      '9000:7000/tcp',
      '9001:7001/tcp',
      '9002:7002/tcp',
    ])
    assert.deepEqual(ports('ports: [{target: 80, published: "8080", name: http}]'), ['8080:80/tcp'])
    assert.deepEqual(ports('ports: [{target: 80, published: "8080-8085"}]'), ['8080:80/tcp'])
    assert.match(errorsOf(web('ports: [{target: 80, published: 9-8}]'))[0]!, /no range of ports/)
    assert.deepEqual(ports('expose: [3000]'), ['-:3000/tcp'])
  })

  it('that make no sense are named', () => {
    for (const port of ['x', '0:80', '80:70000', '1-3:1-2', '80:80/icmp']) {
      assert.match(
        errorsOf(web(`ports: ["${port}"]`))[0] ?? '',
        /^4: services\.web\.ports\[0\]/,
        port,
      )
    }
    assert.match(errorsOf(web('ports: [{published: 80}]'))[0]!, /has no target/)
    assert.match(warningsOf(web('ports: ["127.0.0.1:80:80"]'))[0]!, /127\.0\.0\.1 is not honoured/)
    assert.deepEqual(warningsOf(web('ports: ["53:53/udp"]')), [])
  })
})

describe('what is wrong in a manifest', () => {
  it('is an unknown key, with its line and what may have been meant', () => {
    assert.deepEqual(errorsOf(web('replicsa: 3', 'comand: x', 'deploy: {replcas: 2}')), [
      '4: services.web.replicsa is not a key of a Compose file',
      "5: services.web.comand is not a key of a Compose file; did you mean 'command'?",
      "6: services.web.deploy.replcas is not a key of a Compose file; did you mean 'replicas'?",
    ])
    assert.match(errorsOf('servces: {}')[0]!, /^1: servces .* did you mean 'services'/)
  })

  it('is a known key that is not honoured: a warning with its line', () => {
    assert.deepEqual(warningsOf(`${web('volumes: [a:/b]', 'tty: true')}\nnetworks: {x: {}}`), [
      "4: services.web.volumes[0]: the volume 'a' is one of each node: a task that moves to another node finds an empty one there",
      '5: services.web.tty is not honoured',
      '6: networks is not honoured: all services of a cluster reach each other by name',
    ])
  })

  it('is an extension with a slip in its name', () => {
    assert.match(warningsOf(web('x-autoscal: {min: 1}'))[0]!, /did you mean 'x-autoscale'/)
    assert.deepEqual(warningsOf(`x-mine: {}\n${web()}`), [])
  })

  it('is a key that is refused for safety', () => {
    assert.match(errorsOf(web('privileged: true'))[0]!, /^4: services\.web\.privileged is refused/)
  })

  it('is a value of the wrong type or out of range', () => {
    const cases: [string, RegExp][] = [
      ['deploy: {replicas: many}', /deploy\.replicas should be a number, not 'many'/],
      ['deploy: {replicas: -1}', /should be an integer from 0 to 10000/],
      ['deploy: []', /services\.web\.deploy should be a map of keys, not a list/],
      ['ports: 80', /services\.web\.ports should be a list, not '80'/],
      ['stop_grace_period: soon', /'soon' is not a duration/],
      ['stop_signal: SIGFOO', /should be one of SIGHUP/],
      ['restart: sometimes', /'sometimes' should be 'no', 'always'/],
      ['deploy: {resources: {limits: {memory: lots}}}', /'lots' is not a memory quantity/],
      ['deploy: {mode: globl}', /'globl' should be 'global'/],
      ['deploy: {update_config: {order: stop}}', /'stop' should be one of start-first, stop-first/],
      ['deploy: {placement: {constraints: ["zone=a"]}}', /constraints\[0\]: constraint 'zone=a'/],
      ['deploy: {placement: {preferences: [{spread: rack}]}}', /'rack' is not node\.labels/],
      ['x-lb: {algorithm: round-robbin}', /'round-robbin' should be 'round-robin'/],
      ['x-lb: {protocol: tcp, host: a.example}', /x-lb\.host needs protocol http or tls/],
      ['x-lb: {protocol: htpt}', /'htpt' should be 'http'/],
      ['x-lb: {protocol: udp}', /protocol udp needs a UDP port/],
      ['x-lb: {protocol: tls, path: /a}', /x-lb\.path needs protocol http/],
      ['x-lb: {mode: kernel, protocol: tls}', /x-lb\.mode needs protocol tcp or udp/],
      ['x-lb: {proxyProtocol: {accept: true}}', /accept and from .* go together/],
      ['x-lb: {proxyProtocol: {accept: true, from: [10.0.0.0/33]}}', /is no network/],
      ['x-lb: {proxyProtocol: {send: v2}, protocol: http}', /X-Forwarded-For names the client/],
      ['x-lb: {proxyProtocol: {send: v2}, protocol: grpc}', /X-Forwarded-For names the client/],
      ['x-lb: {hold: {max: 0}}', /hold\.max should be an integer from 1/],
      ['x-lb: {protocol: tcp, limits: {rps: 1}}', /limits needs protocol http/],
      ['x-lb: {protocol: https}', /protocol https needs tls/],
      ['x-lb: {tls: {certificate: a.pem, key: /b.pem}}', /certificate is not an absolute path/],
      ['x-lb: {tls: {certificate: /a.pem}}', /needs a certificate and a key/],
      ['x-lb: {upstream: {verify: false}}', /need tls: true/],
      ['x-lb: {routes: [{path: /a, exact: /b}]}', /only one of path, exact/],
      ["x-lb: {routes: [{regex: '(a)\\1'}]}", /regex: it refers back/],
      ['x-lb: {host: a, routes: [{path: /a}]}', /write it into the routes/],
      ['x-lb: {redirect: htps}', /'htps' should be 'https'/],
      ['x-lb: {redirect: {status: 301}}', /leads nowhere/],
      ['x-lb: {headers: {request: {set: {Content-Length: 1}}}}', /written by the load balancer/],
      ['x-lb: {headers: {request: {set: {"a b": 1}}}}', /'a b' is no field name/],
      ['x-lb: {limits: {burst: 5}}', /burst needs rps/],
      ['x-lb: {limits: {rps: 0}}', /should be from 0.001/],
      ['x-lb: {timeouts: {idle: 0}}', /should be above 0/],
      ['x-lb: {limits: {rsp: 1}}', /did you mean 'rps'/],
      ['x-lb: {trace: yess}', /should be/],
      ['x-autoscale: {min: 5, max: 2}', /min \(5\) is above max \(2\)/],
      ['x-autoscale: {cpu: 70}', /needs min and max/],
      ['x-dns: {ttl: 25h}', /is over a day/],
      ['x-dns: {tags: [Blue]}', /'Blue' is no part of a DNS name/],
      ['x-dns: {failover: [a.b.c]}', /'a.b.c' is neither NAME nor NAME.NAMESPACE/],
      ['x-check: {type: http, pth: /up}', /pth: .*did you mean 'path'/],
      ['x-check: {type: tcp, port: 99}', /needs a target port of the service \(none\)/],
      ['command: "a \'b"', /a quote that is not closed/],
    ]
    for (const [line, expected] of cases) {
      const [first = 'no error'] = errorsOf(web(line))
      assert.match(first, expected)
      assert.match(first, /^4: /)
    }
  })

  it('is a service that nothing can run', () => {
    assert.match(errorsOf('services: {web: {command: x}}')[0]!, /x-runtime: process/)
    assert.match(errorsOf('services: {web: {build: .}}')[0]!, /does not build images/)
    assert.match(errorsOf('services: {web: {x-runtime: process}}')[0]!, /needs a command/)
    assert.match(errorsOf('services: {Web_1: {image: x}}')[0]!, /not a DNS label/)
    assert.match(errorsOf('services: {tasks: {image: x}}')[0]!, /reserved/)
  })

  it('is text that is no manifest', () => {
    assert.match(errorsOf('')[0]!, /empty/)
    assert.match(errorsOf('- a')[0]!, /the manifest should be a map of keys, not a list/)
    assert.match(errorsOf('a: b: c')[0]!, /^1: /)
    assert.match(errorsOf('services:\n  web: {image: x}\n  web: {image: y}')[0]!, /^3: .*unique/)
    assert.match(errorsOf(`services: {}\n# ${'x'.repeat(1024 * 1024)}`)[0]!, /over 1048576/)
  })

  it('is a file that grows without bound', () => {
    const levels = Array.from({ length: 12 }, (_, i) => {
      const refs = Array.from({ length: 9 }, () => (i === 0 ? 'x' : `*a${i - 1}`)).join(', ')
      return `x-${i}: &a${i} [${refs}]`
    })
    assert.match(errorsOf(levels.join('\n'))[0]!, /more than 1000 aliases|too many nodes/)
    const deep = `services: ${'{a: '.repeat(60)}1${'}'.repeat(60)}`
    assert.match(errorsOf(deep)[0]!, /nested deeper/)
  })

  it('never makes the parser throw', () => {
    const keys = fc.constantFrom('services', 'web', 'image', 'ports', 'deploy', 'x-lb', 'x-check')
    const { tree } = fc.letrec(tie => ({
      tree: fc.oneof(
        { maxDepth: 5 },
        fc.constantFrom(null, 1, 'x', true, '8080:80'),
        fc.array(tie('tree'), { maxLength: 3 }),
        fc.dictionary(keys, tie('tree'), { maxKeys: 4 }),
      ),
    }))
    fc.assert(
      fc.property(tree, value => {
        parseManifest(JSON.stringify({ services: { web: value } }))
      }),
      { numRuns: 300 },
    )
  })
})

/** Real Compose files; a checkout of the project alone does not have them. */
const SAMPLES = new URL('../../../../../shared/data/compose/', import.meta.url)

/** Keys at the levels that the manifest's own tables describe, found without them. */
function keysOf(text: string): { path: string; key: string; line: number; table: KeyTable }[] {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines })
  const found: { path: string; key: string; line: number; table: KeyTable }[] = []
  const walk = (
    node: unknown,
    path: string,
    table: KeyTable,
    next: (key: string) => KeyTable | null,
  ) => {
    if (!isMap(node)) return
    for (const { key, value } of node.items) {
      if (!isScalar(key)) continue
      const name = String(key.value)
      const line = lines.linePos(key.range![0]).line
      found.push({ path: path === '' ? name : `${path}.${name}`, key: name, line, table })
      const inner = next(name)
      if (inner !== null) walk(value, `${path}.${name}`, inner, () => null)
    }
  }
  walk(document.contents, '', TOP_KEYS, () => null)
  const services = document.get('services', true)
  for (const { key, value } of isMap(services) ? services.items : []) {
    const path = `services.${String(isScalar(key) ? key.value : key)}`
    walk(value, path, SERVICE_KEYS, name => (name === 'deploy' ? DEPLOY_KEYS : null))
    const ports = isMap(value) ? value.get('ports') : undefined
    for (const [i, port] of (isSeq(ports) ? ports.items : []).entries()) {
      walk(port, `${path}.ports[${i}]`, PORT_KEYS, () => null)
    }
  }
  return found
}

describe('real Compose files', () => {
  const isThere = existsSync(SAMPLES)
  const reason = isThere ? false : 'the folder shared/data/compose is not beside the project'
  for (const file of isThere ? readdirSync(SAMPLES).sort() : ['(none)']) {
    it(`${file} is read, and every key that is not honoured is reported by name and line`, {
      skip: reason,
    }, () => {
      const text = readFileSync(new URL(file, SAMPLES), 'utf8')
      const { errors, warnings } = parseManifest(text)
      const said = [...errors, ...warnings]
      for (const { path, key, line, table } of keysOf(text)) {
        if (table.honoured.includes(key)) continue
        const isReported = said.some(one => one.line === line && one.message.startsWith(path))
        assert.ok(isReported, `${path} of line ${line} is reported`)
      }
      const isKnown = /does not build images|manifest is empty|is refused/
      assert.deepEqual(
        errors.filter(({ message }) => !isKnown.test(message)),
        [],
      )
    })
  }
  it('the tables of keys do not overlap', () => {
    for (const table of [TOP_KEYS, SERVICE_KEYS, DEPLOY_KEYS, PLACEMENT_KEYS]) {
      const all = [...table.honoured, ...Object.keys(table.ignored), ...Object.keys(table.refused)]
      assert.equal(new Set(all).size, all.length)
    }
  })
})
