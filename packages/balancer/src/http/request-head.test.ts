import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { describe, it } from 'node:test'
import { seededRandom } from '@polis/base'
import fc from 'fast-check'
import { BodyReader } from './body-reader.ts'
import { composeRequest } from './compose.ts'
import { COMPLETE, INCOMPLETE } from './fields.ts'
import { RequestHead } from './request-head.ts'

function read(text: string): { outcome: number; head: RequestHead } {
  const head = new RequestHead()
  return { outcome: head.read(text), head }
}

const HOST = 'Host: a.example\r\n'

/** Requests that must be refused, with the status and the rule. */
const REFUSED: readonly [number, string, string][] = [
  [400, 'a bare LF ends a line (RFC 9112 §2.2)', `GET / HTTP/1.1\nHost: a\r\n\r\n`],
  [400, 'a bare LF ends a field', `GET / HTTP/1.1\r\n${HOST}A: b\nC: d\r\n\r\n`],
  [400, 'a bare CR in a value (§2.2)', `GET / HTTP/1.1\r\n${HOST}A: b\rC: d\r\n\r\n`],
  [400, 'NUL in a value', `GET / HTTP/1.1\r\n${HOST}A: b\0\r\n\r\n`],
  [400, 'two empty lines before a request', `\r\n\r\nGET / HTTP/1.1\r\n${HOST}\r\n`],
  [400, 'two spaces in the request line (§3)', `GET  / HTTP/1.1\r\n${HOST}\r\n`],
  [400, 'white space at the end of the request line', `GET / HTTP/1.1 \r\n${HOST}\r\n`],
  [400, 'no version', `GET /\r\n${HOST}\r\n`],
  [400, 'a lower-case version', `GET / http/1.1\r\n${HOST}\r\n`],
  [505, 'another major version', `GET / HTTP/2.0\r\n${HOST}\r\n`],
  [505, 'a minor version of two', `GET / HTTP/1.2\r\n${HOST}\r\n`],
  [400, 'a method that is no token', `G(T / HTTP/1.1\r\n${HOST}\r\n`],
  [501, 'an endless method', `${'A'.repeat(40)} / HTTP/1.1\r\n${HOST}\r\n`],
  [400, 'a fragment in the target', `GET /#x HTTP/1.1\r\n${HOST}\r\n`],
  [400, 'a target beyond ASCII', `GET /\xe9 HTTP/1.1\r\n${HOST}\r\n`],
  [414, 'an endless target', `GET /${'a'.repeat(9000)} HTTP/1.1\r\n${HOST}\r\n`],
  [405, 'CONNECT', `CONNECT a.example:80 HTTP/1.1\r\n${HOST}\r\n`],
  [400, 'an asterisk but for OPTIONS (§3.2.4)', `GET * HTTP/1.1\r\n${HOST}\r\n`],
  [400, 'no Host (§3.2)', `GET / HTTP/1.1\r\nA: b\r\n\r\n`],
  [400, 'two Hosts', `GET / HTTP/1.1\r\n${HOST}${HOST}\r\n`],
  [400, 'two Hosts in HTTP/1.0', `GET / HTTP/1.0\r\n${HOST}${HOST}\r\n`],
  [400, 'an empty Host', `GET / HTTP/1.1\r\nHost: \r\n\r\n`],
  [400, 'a Host that is none', `GET / HTTP/1.1\r\nHost: a b\r\n\r\n`],
  [400, 'a Host with a path', `GET / HTTP/1.1\r\nHost: a/b\r\n\r\n`],
  [400, 'a Host with user information', `GET / HTTP/1.1\r\nHost: u@a\r\n\r\n`],
  [400, 'a space before the colon (§5.1)', `GET / HTTP/1.1\r\n${HOST}A : b\r\n\r\n`],
  [400, 'a field without a name', `GET / HTTP/1.1\r\n${HOST}: b\r\n\r\n`],
  [400, 'a field without a colon', `GET / HTTP/1.1\r\n${HOST}nonsense\r\n\r\n`],
  [400, 'a folded field (§5.2)', `GET / HTTP/1.1\r\n${HOST}A: b\r\n c\r\n\r\n`],
  [400, 'white space before the first field', `GET / HTTP/1.1\r\n ${HOST}\r\n`],
  [431, 'too many fields', `GET / HTTP/1.1\r\n${HOST}${'A: b\r\n'.repeat(101)}\r\n`],
  [400, 'TE with CL (§6.1)', framed('Transfer-Encoding: chunked\r\nContent-Length: 4')],
  [400, 'CL with TE, the other way', framed('Content-Length: 4\r\nTransfer-Encoding: chunked')],
  [400, 'two lengths', framed('Content-Length: 4\r\nContent-Length: 4')],
  [400, 'a list of lengths', framed('Content-Length: 4, 4')],
  [400, 'a signed length', framed('Content-Length: +4')],
  [400, 'a negative length', framed('Content-Length: -4')],
  [400, 'a hexadecimal length', framed('Content-Length: 0x4')],
  [400, 'an empty length', framed('Content-Length: ')],
  [400, 'a length beyond all reason', framed('Content-Length: 9999999999999999999')],
  [400, 'chunked not last', framed('Transfer-Encoding: chunked, gzip')],
  [400, 'chunked twice', framed('Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked')],
  [400, 'a coding below chunked', framed('Transfer-Encoding: gzip, chunked')],
  [400, 'an empty coding', framed('Transfer-Encoding:')],
  [501, 'an unknown coding', framed('Transfer-Encoding: xchunked')],
  [501, 'identity', framed('Transfer-Encoding: identity')],
  [501, 'chunked with a parameter', framed('Transfer-Encoding: chunked;a=b')],
  [400, 'chunked in HTTP/1.0', `POST / HTTP/1.0\r\n${HOST}Transfer-Encoding: chunked\r\n\r\n`],
  [417, 'an unknown expectation', `GET / HTTP/1.1\r\n${HOST}Expect: tea\r\n\r\n`],
]

function framed(fields: string): string {
  return `POST / HTTP/1.1\r\n${HOST}${fields}\r\n\r\n`
}

/** Requests that must be taken. */
const ACCEPTED: readonly string[] = [
  `GET / HTTP/1.1\r\n${HOST}\r\n`,
  `\r\nGET / HTTP/1.1\r\n${HOST}\r\n`,
  `GET /a%20b?c=d&e HTTP/1.1\r\nhOsT:a.example:8080  \r\nX-Empty:\r\nX_y: \t v \xe9 \r\n\r\n`,
  `GET / HTTP/1.1\r\nHost: [::1]:80\r\nConnection: keep-alive, x-a\r\nX-A: 1\r\nX-B: 2\r\n\r\n`,
  `OPTIONS * HTTP/1.1\r\n${HOST}\r\n`,
  `GET / HTTP/1.0\r\n\r\n`,
  `GET / HTTP/1.0\r\n${HOST}Connection: Keep-Alive\r\n\r\n`,
  `POST /p HTTP/1.1\r\n${HOST}Content-Length: 5\r\n\r\nhello`,
  `POST /p HTTP/1.1\r\n${HOST}Content-Length: 0\r\nConnection: close\r\n\r\n`,
  `PUT /p HTTP/1.1\r\n${HOST}transfer-encoding: Chunked\r\n\r\n5\r\nhello\r\n6;a=b\r\n world\r\n0\r\nT: x\r\n\r\n`,
  `M-SEARCH /x HTTP/1.1\r\n${HOST}Cookie: a=b\r\nCookie: c=d\r\nX-Forwarded-For: 1.2.3.4\r\n\r\n`,
]

describe('the request parser', () => {
  for (const [status, rule, text] of REFUSED) {
    it(`refuses with ${status}: ${rule}`, () => {
      assert.equal(read(text).outcome, status)
    })
  }

  it('reads what a request says', () => {
    const { outcome, head } = read(
      `GET /a?b HTTP/1.1\r\n${HOST}Accept: */*\r\nConnection: Upgrade, X-Hop\r\nUpgrade: websocket\r\n` +
        'X-Hop: 1\r\nTE: trailers\r\nX-End: 2\r\n\r\nrest',
    )
    assert.equal(outcome, COMPLETE)
    assert.deepEqual(
      [head.method, head.target, head.host, head.upgrade, head.isKeepAlive, head.isIdempotent],
      ['GET', '/a?b', 'a.example', 'websocket', true, true],
    )
    assert.equal(head.fields.kept, 'Accept: */*\r\nX-End: 2\r\n')
  })

  it('lets the authority of an absolute target override the Host (§3.2.2)', () => {
    const { head } = read('GET http://b.example:81/x?y HTTP/1.1\r\nHost: a.example\r\n\r\n')
    assert.deepEqual([head.host, head.target], ['b.example:81', '/x?y'])
    assert.equal(read('GET http://b.example HTTP/1.1\r\nHost: a\r\n\r\n').head.target, '/')
  })

  it('does not forward an upgrade to HTTP/2, nor one with a body', () => {
    const upgrade = (protocol: string, more = '') =>
      read(`POST / HTTP/1.1\r\n${HOST}Connection: upgrade\r\nUpgrade: ${protocol}\r\n${more}\r\n`)
        .head.upgrade
    assert.equal(upgrade('h2c'), '')
    assert.equal(upgrade('echo', 'Content-Length: 1\r\n'), '')
    assert.equal(upgrade('echo'), 'echo')
  })

  it('gives the same answer however the input is cut', () => {
    const texts = [...ACCEPTED, ...REFUSED.map(([, , text]) => text)]
    for (const text of texts) {
      const whole = read(text)
      for (let cut = 0; cut < Math.min(text.length, 400); cut++) {
        const part = read(text.slice(0, cut)).outcome
        const isFinal = part === INCOMPLETE || part === whole.outcome
        assert.ok(isFinal, `${JSON.stringify(text.slice(0, cut))}: ${part}, then ${whole.outcome}`)
      }
    }
  })

  it('never fails on arbitrary bytes', () => {
    const piece = fc.constantFrom(
      'GET',
      ' ',
      '/',
      'HTTP/1.1',
      '\r\n',
      '\n',
      'Host: a',
      ':',
      '\0',
      'é',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), pieces => {
        const { outcome } = read(pieces.join(''))
        assert.ok(
          outcome === INCOMPLETE || outcome === COMPLETE || (outcome >= 400 && outcome < 600),
        )
      }),
      { numRuns: 300 },
    )
  })
})

describe('a request that is forwarded', () => {
  it('means the same to Node’s own parser as the original (differential)', async () => {
    type Seen = { method?: string; url?: string; fields: string[]; body: string }
    const seen: Seen[] = []
    const server = createServer(async (request, response) => {
      let body = ''
      for await (const part of request) body += part
      const fields: string[] = []
      for (let i = 0; i < request.rawHeaders.length; i += 2) {
        fields.push(`${request.rawHeaders[i]!.toLowerCase()}: ${request.rawHeaders[i + 1]}`)
      }
      seen.push({ method: request.method, url: request.url, fields: fields.sort(), body })
      response.end()
    })
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    try {
      for (const text of ACCEPTED) {
        await send(port, text)
        await send(port, forwarded(text))
        const [original, copy] = seen.splice(0) as [Seen, Seen]
        assert.deepEqual(
          { ...copy, fields: endToEnd(copy.fields) },
          { ...original, fields: endToEnd(original.fields) },
        )
      }
    } finally {
      server.close()
      server.closeAllConnections()
    }
  })
})

/** What the proxy writes for the endpoint. */
function forwarded(text: string): string {
  const { outcome, head } = read(text)
  assert.equal(outcome, COMPLETE)
  const body = new BodyReader()
  body.reset(head.bodyKind, head.bodyLength)
  const bytes = Buffer.from(text, 'latin1')
  assert.ok(body.read(bytes, head.end) && body.isComplete)
  const payload = bytes.toString('latin1', body.payloadStart, body.payloadEnd)
  const context = {
    clientAddress: '',
    forwarded: 'off',
    requestId: 'id',
    defaultHost: 'd',
    scheme: 'http',
    version: '1.1',
    rules: undefined,
    random: seededRandom(1),
  } as const
  const composed = composeRequest(head, context)
  if (head.bodyKind !== 'chunked') return composed + payload
  return `${composed}${payload.length.toString(16)}\r\n${payload}\r\n0\r\n\r\n`
}

function endToEnd(fields: readonly string[]): string[] {
  const own = /^(host|connection|transfer-encoding|keep-alive|x-request-id|via|x-a):/
  return fields.filter(field => !own.test(field))
}

function send(port: number, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1' })
    socket.on('error', reject)
    socket.on('data', bytes => {
      socket.destroy()
      if (/^HTTP\/1\.1 200/.test(bytes.toString())) resolve()
      else reject(new Error(`${JSON.stringify(text)}: ${bytes}`))
    })
    socket.write(text, 'latin1')
  })
}
