import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer as createHttpServer, type RequestListener } from 'node:http'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { type TestContext, test } from 'node:test'
import { systemClock } from '@polis/base'
import type { CheckSpec, ProbeResult } from '../check.ts'
import { parseCheck } from '../parse-check.ts'
import { mayProbe } from './probe-address.ts'
import { createProbe } from './prober.ts'

const probe = createProbe(systemClock)

function check(fields: object): CheckSpec {
  const parsed = parseCheck({ timeout: 2_000, ...fields })
  assert(parsed.kind === 'ok', JSON.stringify(parsed))
  return parsed.check
}

async function listening(context: TestContext, server: Server): Promise<number> {
  const sockets = new Set<Socket>()
  server.on('connection', socket => {
    sockets.add(socket)
    socket.on('error', () => {}) // The probe may leave at any time: that is what is tested.
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  context.after(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return (server.address() as AddressInfo).port
}

/** Probes an HTTP server that answers with `handler`. */
async function probeHttp(
  context: TestContext,
  handler: RequestListener,
  fields: object = {},
): Promise<ProbeResult> {
  const port = await listening(context, createHttpServer(handler))
  const target = { host: '127.0.0.1', port }
  return probe(check({ type: 'http', ...fields }), target, new AbortController().signal)
}

/** Probes a TCP server that treats its connections with `handler`. */
async function probeRaw(context: TestContext, handler: (socket: Socket) => void, fields = {}) {
  const port = await listening(context, createServer(handler))
  const target = { host: '127.0.0.1', port }
  return probe(check({ type: 'http', ...fields }), target, new AbortController().signal)
}

test('an expected status passes, with the beginning of the body as output', async context => {
  const result = await probeHttp(context, (_, answer) => answer.end('all\nis   well\u0007\n'))
  assert.deepEqual([result.outcome, result.output], ['pass', 'HTTP 200: all is well'])
  assert(result.responseTimeMs > 0 && result.responseTimeMs < 2_000)
})

test('the request is what the check says', async context => {
  let seen = ''
  const fields = { method: 'POST', path: '/up?deep=1', headers: { 'X-Key': 'k', Host: 'web' } }
  await probeHttp(
    context,
    (request, answer) => {
      const { method, url, headers } = request
      seen = [method, url, headers['x-key'], headers.host, headers['user-agent']].join(' ')
      answer.end()
    },
    fields,
  )
  assert.equal(seen, 'POST /up?deep=1 k web polis-health')
})

test('another status fails, and 429 is a warning', async context => {
  const broken = await probeHttp(context, (_, answer) => answer.writeHead(503).end('no database'))
  assert.deepEqual([broken.outcome, broken.output], ['fail', 'HTTP 503: no database'])
  const busy = await probeHttp(context, (_, answer) => answer.writeHead(429).end())
  assert.deepEqual([busy.outcome, busy.output], ['warn', 'HTTP 429'])
  const expected = { expectedStatus: ['400-499'] }
  const teapot = await probeHttp(context, (_, answer) => answer.writeHead(418).end(), expected)
  assert.equal(teapot.outcome, 'pass')
})

test('redirects are followed on the same server alone, and only so many', async context => {
  const answerAs: RequestListener = ({ url }, answer) => {
    if (url === '/up') answer.end('up')
    else if (url === '/away') answer.writeHead(302, { location: 'http://127.0.0.1:1/up' }).end()
    else answer.writeHead(302, { location: url === '/loop' ? '/loop' : '/up' }).end()
  }
  const ask = (path: string) => probeHttp(context, answerAs, { path, redirects: 2 })
  assert.equal((await ask('/')).output, 'HTTP 200: up')
  assert.match((await ask('/loop')).output, /not followed/)
  assert.match((await ask('/away')).output, /not followed \(to http:\/\/127.0.0.1:1\/up\)/)
})

test('a redirect is not followed', async context => {
  let requests = 0
  const result = await probeHttp(context, (_, answer) => {
    requests++
    answer.writeHead(302, { location: 'http://169.254.169.254/latest/meta-data' }).end()
  })
  assert.equal(result.outcome, 'fail')
  assert.match(result.output, /^HTTP 302: redirects are not followed/)
  assert.equal(requests, 1)
})

test('of an endless body only the beginning is read', async context => {
  let written = 0
  const result = await probeHttp(context, (_, answer) => {
    const more = () => {
      while (!answer.destroyed) {
        written += 65_536
        if (!answer.write(Buffer.alloc(65_536, 'x'))) break
      }
    }
    answer.on('drain', more)
    more()
  })
  assert.equal(result.outcome, 'pass')
  assert(result.output.length <= 220)
  assert(written < 50_000_000, `${written} bytes`)
})

test('an answer that comes byte by byte is given up at the deadline', async context => {
  const text = 'HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n'
  const result = await probeRaw(
    context,
    socket => {
      let at = 0
      const timer = setInterval(() => socket.write(text[at++ % text.length]!), 20)
      socket.on('close', () => clearInterval(timer))
    },
    { timeout: 200 },
  )
  assert.deepEqual([result.outcome, result.output], ['fail', 'no answer within 200 ms'])
  assert(result.responseTimeMs >= 195 && result.responseTimeMs < 1_000)
})

test('a body that never ends is given up at the deadline', async context => {
  const result = await probeHttp(context, (_, answer) => answer.write('x'), { timeout: 100 })
  assert.equal(result.output, 'no answer within 100 ms')
})

test('what is not HTTP, and headers without end, fail', async context => {
  const other = await probeRaw(context, socket => socket.end('SSH-2.0-OpenSSH_9.2\r\n'))
  assert.equal(other.outcome, 'fail')
  assert.match(other.output, /: this is no HTTP$/)
  const large = await probeRaw(context, socket => {
    socket.write(`HTTP/1.1 200 OK\r\nx: ${'y'.repeat(100_000)}\r\n\r\n`)
  })
  assert.match(large.output, /the headers of its answer are too large/)
})

test('a connection that is closed without an answer fails', async context => {
  const result = await probeRaw(context, socket => socket.destroy())
  assert.equal(result.outcome, 'fail')
  const upgraded = await probeRaw(context, socket => {
    socket.write('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n')
  })
  assert.equal(upgraded.outcome, 'fail')
})

test('TCP passes once connected, and a closed port is refused', async context => {
  const server = createServer()
  const port = await listening(context, server)
  const target = { host: '127.0.0.1', port }
  const { signal } = new AbortController()
  const open = await probe(check({ type: 'tcp' }), target, signal)
  assert.deepEqual([open.outcome, open.output], ['pass', 'connected'])
  server.close()
  const closed = await probe(check({ type: 'tcp' }), target, signal)
  assert.deepEqual(
    [closed.outcome, closed.output],
    ['fail', `127.0.0.1:${port}: connection refused`],
  )
})

test('TCP says what is to be said and passes on what is expected', async context => {
  const port = await listening(
    context,
    createServer(socket =>
      socket.on('data', data => socket.write(data[0] === 80 ? '+PO' : '-ERR')),
    ).on('connection', socket =>
      socket.on('data', () => setImmediate(() => socket.write('NG\r\n'))),
    ),
  )
  const target = { host: '127.0.0.1', port }
  const { signal } = new AbortController()
  const ask = (fields: object) =>
    probe(check({ type: 'tcp', timeout: 300, ...fields }), target, signal)
  const pong = await ask({ send: 'PING\r\n', expect: '+PONG' })
  assert.deepEqual([pong.outcome, pong.output.slice(0, 5)], ['pass', '+PONG'])
  const hex = await ask({ send: '50', expect: '2b504f', encoding: 'hex' })
  assert.equal(hex.outcome, 'pass')
  const wrong = await ask({ send: 'QUIT', expect: '+PONG' })
  assert.deepEqual([wrong.outcome, wrong.output], ['fail', 'no answer within 300 ms'])
})

test('TCP fails on a server that says something else and leaves, or says too much', async context => {
  const ask = async (handler: (socket: Socket) => void) => {
    const port = await listening(context, createServer(handler))
    const spec = check({ type: 'tcp', expect: '220 ' })
    return probe(spec, { host: '127.0.0.1', port }, new AbortController().signal)
  }
  const busy = await ask(socket => socket.end('554 busy\r\n'))
  assert.deepEqual([busy.outcome, busy.output], ['fail', 'not what is expected: 554 busy'])
  const silent = await ask(socket => socket.end())
  assert.equal(silent.output, 'not what is expected: nothing')
  const endless = await ask(socket => {
    const more = () => {
      while (!socket.destroyed && socket.write(Buffer.alloc(65_536, 'x')));
    }
    socket.on('drain', more)
    more()
  })
  assert.equal(endless.outcome, 'fail')
  assert(endless.output.length < 250)
})

test('a body must have in it what the check says', async context => {
  const fields = { contains: '"status":"up"' }
  const good = await probeHttp(context, (_, answer) => answer.end('{"status":"up"}'), fields)
  assert.equal(good.outcome, 'pass')
  const bad = await probeHttp(context, (_, answer) => answer.end('{"status":"down"}'), fields)
  assert.equal(bad.outcome, 'fail')
  assert.match(bad.output, /^its beginning has not .* in it: HTTP 200: \{"status":"down"\}$/)
})

test('a name is resolved, and one that does not exist fails', async context => {
  const port = await listening(context, createServer())
  const { signal } = new AbortController()
  const found = await probe(check({ type: 'tcp' }), { host: 'localhost', port }, signal)
  assert.equal(found.outcome, 'pass')
  const missing = await probe(check({ type: 'tcp' }), { host: 'no-such.invalid', port }, signal)
  assert.match(missing.output, /name/)
})

test('addresses where clouds keep credentials are never dialled', async () => {
  for (const ip of ['169.254.169.254', '::ffff:169.254.169.254', '::ffff:a9fe:a9fe', 'fe80::1']) {
    assert(!mayProbe(ip), ip)
  }
  for (const ip of ['fd00:ec2::254', '0.0.0.0', '::', '224.0.0.1', '255.255.255.255', 'web']) {
    assert(!mayProbe(ip), ip)
  }
  for (const ip of ['127.0.0.1', '10.0.0.5', '192.168.1.1', '::1', '2001:db8::1', 'fd00::1']) {
    assert(mayProbe(ip), ip)
  }
  const target = { host: '169.254.169.254', port: 80 }
  const result = await probe(check({ type: 'http' }), target, new AbortController().signal)
  assert.match(result.output, /may not dial/)
})

test('a probe that is given up ends at once', async context => {
  const port = await listening(context, createServer())
  const controller = new AbortController()
  const pending = probe(check({ type: 'http' }), { host: '127.0.0.1', port }, controller.signal)
  setTimeout(() => controller.abort(new Error('no longer wanted')), 20)
  const result = await pending
  assert.equal(result.outcome, 'fail')
  assert(result.responseTimeMs < 1_000)
})
