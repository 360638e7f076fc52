import assert from 'node:assert/strict'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { createServer as createHttp2Server, createSecureServer } from 'node:http2'
import { createServer as createHttpsServer } from 'node:https'
import type { AddressInfo, Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { createServer as createTlsServer } from 'node:tls'
import { Server as GrpcServer, loadPackageDefinition, ServerCredentials } from '@grpc/grpc-js'
import { systemClock } from '@polis/base'
import { makeCertificate } from '../../../balancer/src/io/certificate-fixture.ts'
import type { ProbeResult } from '../check.ts'
import { parseCheck } from '../parse-check.ts'
import { CustomChecks } from './custom-checks.ts'
import { createProbe, type ProbeOptions } from './prober.ts'

const PAIR = makeCertificate('web.example')
const FOLDER = mkdtempSync(join(tmpdir(), 'polis-health-'))
process.on('exit', () => rmSync(FOLDER, { recursive: true }))

/** What a probe of this machine finds. */
async function ask(
  fields: object,
  port: number | null,
  options?: ProbeOptions,
): Promise<ProbeResult> {
  const parsed = parseCheck({ timeout: 2_000, ...fields })
  assert(parsed.kind === 'ok', JSON.stringify(parsed))
  const target = { host: '127.0.0.1', port }
  return createProbe(systemClock, options)(parsed.check, target, new AbortController().signal)
}

function said({ outcome, output }: ProbeResult): string {
  return `${outcome}: ${output}`
}

async function portOf(context: TestContext, server: Server): Promise<number> {
  server.on('connection', socket => {
    socket.on('error', () => {})
    context.after(() => socket.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  context.after(() => server.close())
  return (server.address() as AddressInfo).port
}

test('HTTPS: the certificate must be signed by somebody known, and bear the name', async context => {
  const server = createHttpsServer({ cert: PAIR.certificate, key: PAIR.key }, (_, answer) =>
    answer.end('secure'),
  )
  const port = await portOf(context, server)
  const byName = { type: 'http', tls: { ca: PAIR.certificate, serverName: 'web.example' } }
  assert.equal(said(await ask(byName, port)), 'pass: HTTP 200: secure')
  const unknown = await ask({ type: 'http', tls: true }, port)
  assert.match(said(unknown), /^fail: its certificate is not accepted: self-signed certificate/)
  const other = await ask({ type: 'http', tls: { ca: PAIR.certificate, serverName: 'db' } }, port)
  assert.match(said(other), /^fail: its certificate is not accepted: .*does not match/)
  const any = await ask({ type: 'http', tls: { verify: false } }, port)
  assert.equal(any.outcome, 'pass')
  assert.equal((await ask({ type: 'http' }, port)).outcome, 'fail')
})

test('HTTP/2: over TLS and by prior knowledge', async context => {
  const plain = createHttp2Server((request, answer) => {
    answer.writeHead(request.headers['x-key'] === 'k' ? 200 : 403)
    answer.end(`${request.method} ${request.url} ${request.headers[':authority']}`)
  })
  const port = await portOf(context, plain)
  const fields = {
    type: 'http',
    http2: true,
    path: '/up?a',
    headers: { 'X-Key': 'k', Host: 'web' },
  }
  assert.equal(said(await ask(fields, port)), 'pass: HTTP 200: GET /up?a web')
  const secure = createSecureServer({ cert: PAIR.certificate, key: PAIR.key }, (_, answer) =>
    answer.writeHead(503).end('no'),
  )
  const secured = await portOf(context, secure)
  const tls = { ca: PAIR.certificate, serverName: 'web.example' }
  assert.equal(said(await ask({ type: 'http', http2: true, tls }, secured)), 'fail: HTTP 503: no')
  const bad = await ask({ type: 'http', http2: true, tls: true }, secured)
  assert.match(bad.output, /^its certificate is not accepted/)
  const other = await portOf(context, createTlsServer({ cert: PAIR.certificate, key: PAIR.key }))
  const silent = await ask({ type: 'http', http2: true, tls, timeout: 200 }, other)
  assert.equal(silent.outcome, 'fail')
})

test('HTTP/2: of an endless body only the beginning is read', async context => {
  let written = 0
  const server = createHttp2Server((_, answer) => {
    const more = () => {
      while (!answer.destroyed && answer.write(Buffer.alloc(16_384, 'x'))) written += 16_384
    }
    answer.on('drain', more)
    more()
  })
  const result = await ask({ type: 'http', http2: true }, await portOf(context, server))
  assert.equal(result.outcome, 'pass')
  assert(written < 50_000_000, `${written} bytes`)
})

/** A real gRPC server whose health is as `answer` says. */
async function grpcPort(
  context: TestContext,
  answer: (service: string) => { status?: number; code?: number },
  credentials = ServerCredentials.createInsecure(),
): Promise<number> {
  const identity = (bytes: Buffer) => bytes
  const coded = { requestSerialize: identity, requestDeserialize: identity }
  const Check = {
    ...{ path: '/grpc.health.v1.Health/Check', requestStream: false, responseStream: false },
    ...{ ...coded, responseSerialize: identity, responseDeserialize: identity },
  }
  loadPackageDefinition({ Health: { Check } })
  const server = new GrpcServer()
  server.addService(
    { Check },
    {
      Check: (call: { request: Buffer }, done: (error: object | null, reply?: Buffer) => void) => {
        const { status = 0, code } = answer(call.request.subarray(2).toString())
        if (code !== undefined) done({ code, details: 'so it is' })
        else done(null, Buffer.from(status === 0 ? [] : [8, status]))
      },
    },
  )
  context.after(() => server.forceShutdown())
  return new Promise((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', credentials, (error, port) =>
      error === null ? resolve(port) : reject(error),
    )
  })
}

test('gRPC: the health of a server and of its services, as @grpc/grpc-js says it', async context => {
  const port = await grpcPort(context, service => {
    if (service === 'gone') return { code: 5 }
    if (service === 'odd') return { code: 12 }
    return service === 'lost' ? { code: 14 } : { status: service === '' ? 1 : 2 }
  })
  const of = async (service: string) => said(await ask({ type: 'grpc', service }, port))
  assert.equal(said(await ask({ type: 'grpc' }, port)), 'pass: SERVING')
  assert.equal(await of('acme.Web'), 'fail: NOT_SERVING')
  assert.equal(await of('gone'), "fail: it does not know the service 'gone'")
  assert.equal(await of('odd'), 'fail: it does not know the health checking protocol')
  assert.equal(await of('lost'), 'fail: gRPC status 14: so it is')
})

test('gRPC: over TLS, and of what speaks none', async context => {
  const pair = { private_key: Buffer.from(PAIR.key), cert_chain: Buffer.from(PAIR.certificate) }
  const port = await grpcPort(
    context,
    () => ({ status: 1 }),
    ServerCredentials.createSsl(null, [pair]),
  )
  const tls = { ca: PAIR.certificate, serverName: 'web.example' }
  assert.equal(said(await ask({ type: 'grpc', tls }, port)), 'pass: SERVING')
  assert.match((await ask({ type: 'grpc', tls: true }, port)).output, /certificate/)
  const other = createHttp2Server((_, answer) => answer.writeHead(404).end())
  const plain = await portOf(context, other)
  assert.equal(said(await ask({ type: 'grpc' }, plain)), 'fail: HTTP 404, no gRPC')
})

test('UDP: an answer, silence, and a refusal are told apart', async () => {
  const server = createSocket('udp4')
  server.on('message', (bytes, { port, address }) => {
    if (bytes.length > 0) server.send(`you said ${bytes}`, port, address)
  })
  server.bind(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address()
  const hello = { type: 'udp', send: 'hi' }
  assert.equal(said(await ask({ ...hello, expect: 'said hi' }, port)), 'pass: you said hi')
  assert.match(said(await ask({ ...hello, expect: 'x' }, port)), /^fail: not what is expected/)
  const silent = await ask({ type: 'udp' }, port)
  assert.deepEqual([said(silent), silent.responseTimeMs], ['pass: not refused', 0])
  const late = await ask({ type: 'udp', expect: 'x', timeout: 50 }, port)
  assert.equal(said(late), 'fail: no answer within 50 ms')
  server.close()
  await once(server, 'close')
  assert.match(said(await ask(hello, port)), /^fail: .*connection refused$/)
})

test('TCP over TLS: the certificate counts, and then what is said', async context => {
  const server = createTlsServer({ cert: PAIR.certificate, key: PAIR.key }, socket =>
    socket.end('220 hi'),
  )
  const port = await portOf(context, server)
  const tls = { ca: PAIR.certificate, serverName: 'web.example' }
  assert.equal(said(await ask({ type: 'tcp', tls, expect: '220 ' }, port)), 'pass: 220 hi')
  assert.match((await ask({ type: 'tcp', tls: true }, port)).output, /certificate/)
})

test('a command passes by its exit code, with what it said', async () => {
  const sh = (script: string, fields: object = {}) =>
    ask({ type: 'command', command: 'sh', args: ['-c', script], ...fields }, 8080)
  assert.equal(
    said(await sh('echo "$HOST:$PORT $A"', { environment: { A: 1 } })),
    'pass: 127.0.0.1:8080 1',
  )
  assert.equal(said(await sh('exit 0')), 'pass: exit code 0')
  assert.equal(said(await sh('echo no >&2; exit 3')), 'fail: exit code 3: no')
  assert.equal(said(await sh('exit 1', { warningExitCode: 1 })), 'warn: exit code 1')
  assert.equal(said(await sh('kill -9 $$')), 'fail: ended by SIGKILL')
  const missing = await ask({ type: 'command', command: '/no/such' }, null)
  assert.match(said(missing), /^fail: .*ENOENT/)
  const loud = await sh('yes | head -c 10000000')
  assert.equal(loud.outcome, 'pass')
  assert(loud.output.length <= 200)
})

test('a command that hangs is killed with all that it has started', async () => {
  const pidFile = join(FOLDER, 'pid')
  const script = `trap "" TERM; (trap "" TERM; echo $$ > ${pidFile}; sleep 600) & sleep 600`
  const hung = await ask(
    { type: 'command', command: 'sh', args: ['-c', script], timeout: 300 },
    null,
  )
  assert.equal(said(hung), 'fail: no answer within 300 ms')
  await isGone(Number(readFileSync(pidFile, 'utf8')))
})

test('what a command leaves behind is killed when it has ended', async () => {
  const result = await ask(
    { type: 'command', command: 'sh', args: ['-c', 'sleep 600 & echo $$'] },
    null,
  )
  assert.equal(result.outcome, 'pass')
  await isGone(Number(result.output))
})

/** Waits until nothing of the process group runs; what is killed may not be reaped yet. */
async function isGone(group: number): Promise<void> {
  const endMs = systemClock.nowMs() + 5_000
  while (systemClock.nowMs() < endMs) {
    const running = readdirSync('/proc').filter(name => /^\d+$/.test(name) && isOf(group, name))
    if (running.length === 0) return
    await new Promise(resolve => setTimeout(resolve, 10))
  }
  assert.fail(`process group ${group} is still there`)
}

function isOf(group: number, pid: string): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const [state, , processGroup] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return Number(processGroup) === group && state !== 'Z'
  } catch {
    return false // It has ended meanwhile.
  }
}

test('a file must be there, be young, and have in it what the check says', async () => {
  const path = join(FOLDER, 'ready')
  assert.equal(said(await ask({ type: 'file', path }, null)), `fail: ${path} is not there`)
  writeFileSync(path, 'state=good key=hidden')
  assert.equal(
    said(await ask({ type: 'file', path, maxAge: '1m' }, null)),
    `pass: ${path} is there, changed 0 s ago`,
  )
  assert.equal((await ask({ type: 'file', path, contains: 'state=good' }, null)).outcome, 'pass')
  const bad = await ask({ type: 'file', path, contains: 'state=bad' }, null)
  assert.equal(said(bad), `fail: ${path} has not 'state=bad' in it`)
  utimesSync(path, 1_000, 1_000)
  assert.match(
    (await ask({ type: 'file', path, maxAge: '1m' }, null)).output,
    /was changed \d+ s ago/,
  )
  assert.equal(
    said(await ask({ type: 'file', path: FOLDER }, null)),
    `fail: ${FOLDER} is no regular file`,
  )
})

test('where the operator does not allow it, nothing of the machine is looked at', async () => {
  const permissions = { isMachineAllowed: false, networks: [] }
  for (const fields of [
    { type: 'command', command: 'touch', args: [join(FOLDER, 'x')] },
    { type: 'file', path: '/etc/passwd' },
  ]) {
    const result = await ask(fields, null, { permissions })
    assert.match(said(result), /^fail: this node does not allow .* checks \(--allow-exec-checks\)$/)
  }
  assert.match((await ask({ type: 'file', path: join(FOLDER, 'x') }, null)).output, /not there/)
})

test('another address than the endpoint’s own needs the operator’s permission', async context => {
  const port = await portOf(context, createTlsServer())
  const parsed = parseCheck({ type: 'tcp' })
  assert(parsed.kind === 'ok')
  const target = { host: 'localhost', port, isForeign: true }
  const { signal } = new AbortController()
  const probeWith = (...networks: string[]) =>
    createProbe(systemClock, { permissions: { isMachineAllowed: false, networks } })(
      parsed.check,
      target,
      signal,
    )
  assert.match(said(await probeWith()), /^fail: .*this node does not allow it \(--check-network\)$/)
  assert.match(said(await probeWith('10.0.0.0/8')), /does not allow it/)
  assert.equal((await probeWith('127.0.0.0/8', '::1')).outcome, 'pass')
  assert.throws(
    () =>
      createProbe(systemClock, { permissions: { isMachineAllowed: false, networks: ['10/33'] } }),
    RangeError,
  )
})

test('custom code runs in a thread of its own, and a bad one only fails', async context => {
  const custom = new CustomChecks()
  context.after(() => custom.close())
  custom.register('all', async ({ host, port, options }) => {
    const { setTimeout: sleep } = await import('node:timers/promises')
    await sleep(1)
    if (options['n'] === 0) throw new Error('no disk')
    if (options['n'] === 1) return { outcome: 'warn' as const, output: `${host}:${port}` }
    return Number(options['n']) % 2 === 0
  })
  custom.register('hangs', () => {
    for (;;);
  })
  custom.register('exits', () => process.exit(3))
  const module = join(FOLDER, 'check.mjs')
  writeFileSync(
    module,
    'export const check = ({ options }) => ({ outcome: "pass", output: options.say })',
  )
  custom.register('module', module)
  const of = async (use: string, fields: object = {}) =>
    said(await ask({ type: 'custom', use, ...fields }, 80, { custom }))
  assert.equal(await of('all', { options: { n: 4 } }), 'pass: true')
  assert.equal(await of('all', { options: { n: 5 } }), 'fail: false')
  assert.equal(await of('all', { options: { n: 1 } }), 'warn: 127.0.0.1:80')
  assert.equal(await of('all', { options: { n: 0 } }), 'fail: no disk')
  assert.equal(await of('exits'), 'fail: its thread has ended')
  assert.equal(await of('module', { options: { say: 'yes' } }), 'pass: yes')
  assert.equal(await of('none'), "fail: no custom check 'none' is registered here")
  const startMs = systemClock.nowMs()
  assert.equal(await of('hangs', { timeout: 200 }), 'fail: no answer within 200 ms')
  assert(systemClock.nowMs() - startMs < 1_500)
  custom.register('hangs', () => true)
  assert.equal(await of('hangs'), 'pass: true')
})

test('a custom call that loops or hangs fails alone', async context => {
  const custom = new CustomChecks()
  context.after(() => custom.close())
  custom.register('some', ({ options }) => {
    const { n } = options
    if (n === 'loops') for (;;);
    if (n === 'hangs') return new Promise<boolean>(() => {})
    if (n === 'waits') return new Promise(resolve => setTimeout(resolve, 400, true))
    return true
  })
  const of = async (n: string, timeout: number) =>
    said(await ask({ type: 'custom', use: 'some', timeout, options: { n } }, 80, { custom }))
  const found = await Promise.all([
    // A thread may take its time to begin on a busy machine.
    of('waits', 20_000),
    of('loops', 1_000),
    of('waits', 20_000),
    of('hangs', 150),
    of('is quick', 20_000),
  ])
  assert.deepEqual(found, [
    'pass: true',
    'fail: no answer within 1000 ms',
    'pass: true',
    'fail: no answer within 150 ms',
    'pass: true',
  ])
})

test('what a custom check posts by itself is not believed', async context => {
  const custom = new CustomChecks()
  context.after(() => custom.close())
  custom.register('posts', async () => {
    const { parentPort } = await import('node:worker_threads')
    for (const call of [1, '1', null]) {
      for (const outcome of ['fine', {}, 7, null]) parentPort!.postMessage({ call, outcome })
    }
    for (const message of [null, 'x', 1, []]) parentPort!.postMessage(message)
    parentPort!.postMessage({ call: 1, outcome: 'pass', output: { toString: null } })
    return false
  })
  assert.equal(said(await ask({ type: 'custom', use: 'posts' }, 80, { custom })), 'pass: pass')
})

test('a custom check needs the permission that other checks need for an address', async context => {
  const custom = new CustomChecks()
  context.after(() => custom.close())
  custom.register('yes', () => true)
  const parsed = parseCheck({ type: 'custom', use: 'yes' })
  assert(parsed.kind === 'ok')
  const permissions = { isMachineAllowed: true, networks: ['10.0.0.0/8'] }
  const probe = createProbe(systemClock, { permissions, custom })
  const of = async (host: string) => {
    const target = { host, port: 80, isForeign: true }
    return said(await probe(parsed.check, target, new AbortController().signal))
  }
  assert.match(await of('192.0.2.1'), /^fail: 192.0.2.1 is not the endpoint's own address/)
  assert.match(await of('169.254.169.254'), /^fail: .* may not dial/)
  assert.equal(await of('10.1.2.3'), 'pass: true')
})
