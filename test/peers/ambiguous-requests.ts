/**
 * Requests that two servers might understand in two ways (RFC 9112), and what they mean.
 *
 * Each is sent as it stands on one connection. What comes behind a refused request is the attack: a
 * further request that a careless proxy hands to the origin as one of its own.
 */

/** A request as the origin understood it; `length` counts the bytes of its body. */
export type Meaning = { readonly method: string; readonly target: string; readonly length: number }

export type AmbiguousRequest = {
  readonly title: string
  readonly bytes: string
  /** What the origin has to receive, whole and in this order. */
  readonly means: readonly Meaning[]
  /** The status with which the rest is refused; absent if all of it is in order. */
  readonly refusal?: number
  /** True if the fault lies in a body, so the origin may see its request begin and never end. */
  readonly isBodyFault?: true
  /** A proxy that lets less of what is in order through, and why. */
  readonly less?: { readonly nginx?: string; readonly haproxy?: string }
}

const CRLF = '\r\n'
const LINES = `Host: a.example${CRLF}`
const SMUGGLED = `GET /smuggled HTTP/1.1${CRLF}${LINES}${CRLF}`
const CHUNKED = 'Transfer-Encoding: chunked'

/** The last request of a series, which closes the connection. */
const LAST = `GET /last HTTP/1.1${CRLF}${LINES}Connection: close${CRLF}${CRLF}`
const LAST_MEANS = means('GET', '/last')

function means(method: string, target: string, length = 0): Meaning {
  return { method, target, length }
}

function post(fields: string, body = ''): string {
  return `POST /p HTTP/1.1${CRLF}${LINES}${fields}${CRLF}${CRLF}${body}`
}

function posted(title: string, fields: string, body: string, length: number): AmbiguousRequest {
  return {
    title,
    bytes: post(fields, body) + LAST,
    means: [means('POST', '/p', length), LAST_MEANS],
  }
}

function got(title: string, line: string, fields: string, target: string): AmbiguousRequest {
  const bytes = `${line}${CRLF}${fields}${CRLF}${LAST}`
  return { title, bytes, means: [means(line.trimStart().split(' ')[0]!, target), LAST_MEANS] }
}

/** All of it is in order, and every server should agree on what it says. */
const ACCEPTED: readonly AmbiguousRequest[] = [
  got('an empty line before a request (§2.2)', `${CRLF}GET /a HTTP/1.1`, LINES, '/a'),
  got('an absolute target (§3.2.2)', 'GET http://a.example/a?b HTTP/1.1', LINES, '/a?b'),
  got(
    'a target with dots and escapes',
    'GET /a/../%2e%2F//b;c?d=%00 HTTP/1.1',
    LINES,
    '/a/../%2e%2F//b;c?d=%00',
  ),
  got('a value beyond ASCII', 'GET /a HTTP/1.1', `${LINES}X-Name: caf\xe9${CRLF}`, '/a'),
  got(
    'an empty value, and none but blanks',
    'GET /a HTTP/1.1',
    `${LINES}X:${CRLF}Y: \t ${CRLF}`,
    '/a',
  ),
  got('an unknown method', 'M-SEARCH /a HTTP/1.1', LINES, '/a'),
  got(
    'a Connection that lists the Host',
    'GET /a HTTP/1.1',
    `${LINES}Connection: host${CRLF}`,
    '/a',
  ),
  got(
    'an upgrade to HTTP/2',
    'GET /a HTTP/1.1',
    `${LINES}Connection: Upgrade${CRLF}Upgrade: h2c${CRLF}`,
    '/a',
  ),
  posted('no length at all (§6.3)', 'X: y', '', 0),
  posted('a length of nothing', 'Content-Length: 0', '', 0),
  posted('a length with zeros, and spaces around', 'Content-Length:  0005 ', 'hello', 5),
  {
    ...posted('a length behind a tab', 'Content-Length:\t5', 'hello', 5),
    less: { nginx: 'it takes spaces alone for blanks' },
  },
  posted(
    'a body that looks like a request',
    `Content-Length: ${SMUGGLED.length}`,
    SMUGGLED,
    SMUGGLED.length,
  ),
  posted(
    'a Connection that lists the length',
    `Connection: content-length${CRLF}Content-Length: 5`,
    'hello',
    5,
  ),
  posted('chunks', CHUNKED, `5${CRLF}hello${CRLF}0${CRLF}${CRLF}`, 5),
  posted(
    'a coding in capitals',
    'transfer-encoding:CHUNKED',
    `5${CRLF}hello${CRLF}0${CRLF}${CRLF}`,
    5,
  ),
  posted(
    'sizes in capitals, with zeros',
    CHUNKED,
    `0000A${CRLF}0123456789${CRLF}00${CRLF}${CRLF}`,
    10,
  ),
  posted(
    'chunk extensions (§7.1.1)',
    CHUNKED,
    `5;a=b;c="d"${CRLF}hello${CRLF}0;e${CRLF}${CRLF}`,
    5,
  ),
  posted('a trailer', CHUNKED, `5${CRLF}hello${CRLF}0${CRLF}X-Sum: 1${CRLF}${CRLF}`, 5),
  {
    ...posted(
      'a trailer that would change the framing (§7.1.2)',
      CHUNKED,
      `5${CRLF}hello${CRLF}0${CRLF}Content-Length: 99${CRLF}${CRLF}`,
      5,
    ),
    less: { haproxy: 'it forwards the trailer, and the origin refuses that' },
  },
  posted(
    'chunks that look like a request',
    CHUNKED,
    `${SMUGGLED.length.toString(16)}${CRLF}${SMUGGLED}${CRLF}0${CRLF}${CRLF}`,
    SMUGGLED.length,
  ),
  {
    title: 'a GET with a body',
    bytes: `GET /a HTTP/1.1${CRLF}${LINES}Content-Length: 5${CRLF}${CRLF}hello${LAST}`,
    means: [means('GET', '/a', 5), LAST_MEANS],
  },
  {
    title: 'four requests in one packet (§9.3.2)',
    bytes:
      `GET /1 HTTP/1.1${CRLF}${LINES}${CRLF}` +
      post('Content-Length: 3', 'two') +
      post(CHUNKED, `5${CRLF}three${CRLF}0${CRLF}${CRLF}`) +
      LAST,
    means: [means('GET', '/1'), means('POST', '/p', 3), means('POST', '/p', 5), LAST_MEANS],
  },
  {
    title: 'HTTP/1.0 with a length, kept alive',
    bytes: `POST /p HTTP/1.0${CRLF}${LINES}Connection: keep-alive${CRLF}Content-Length: 5${CRLF}${CRLF}hello${LAST}`,
    means: [means('POST', '/p', 5), LAST_MEANS],
    less: { haproxy: 'it closes after a request of HTTP/1.0 with a body' },
  },
  {
    title: 'HTTP/1.0 that ends after its first request',
    bytes: `GET /a HTTP/1.0${CRLF}${LINES}${CRLF}${SMUGGLED}`,
    means: [means('GET', '/a')],
  },
]

function refused(
  title: string,
  bytes: string,
  refusal = 400,
  more: Partial<AmbiguousRequest> = {},
): AmbiguousRequest {
  return { title, bytes: bytes + SMUGGLED, means: [], refusal, ...more }
}

function framing(title: string, fields: string, refusal = 400): AmbiguousRequest {
  // Read by length it ends behind the chunks' end, read by chunks the rest is a request.
  return refused(title, post(fields, `0${CRLF}${CRLF}`), refusal)
}

function chunks(title: string, body: string): AmbiguousRequest {
  return refused(title, post(CHUNKED, body), 400, { isBodyFault: true })
}

/** Each breaks a rule or can be read in two ways. */
const REFUSED: readonly AmbiguousRequest[] = [
  framing('a length and chunks (§6.1)', `Content-Length: 5${CRLF}${CHUNKED}`),
  framing('chunks and a length', `${CHUNKED}${CRLF}Content-Length: 5`),
  framing('two lengths that differ (§6.3)', `Content-Length: 5${CRLF}Content-Length: 0`),
  framing('two lengths that agree', `Content-Length: 5${CRLF}Content-Length: 5`),
  framing('a list of lengths', 'Content-Length: 5, 5'),
  framing('a length with a sign', 'Content-Length: +5'),
  framing('a negative length', 'Content-Length: -5'),
  framing('a length in hexadecimal', 'Content-Length: 0x5'),
  framing('a length with a blank in it', 'Content-Length: 5 5'),
  framing('an empty length', 'Content-Length: '),
  framing('a length beyond 2^64', 'Content-Length: 18446744073709551621'),
  framing('a blank before the colon of a length (§5.1)', 'Content-Length : 5'),
  framing('a blank before the colon of a coding', 'Transfer-Encoding : chunked'),
  framing('a folded coding (§5.2)', `Transfer-Encoding:${CRLF} chunked`),
  framing('a coding folded into another field', `X: y${CRLF} ${CHUNKED}`),
  framing('a coding behind a bare CR (§2.2)', `X: y\r${CHUNKED}`),
  framing('a coding behind a bare LF', `X: y\n${CHUNKED}`),
  framing('a coding behind NUL', `X: y\0${CRLF}${CHUNKED}`),
  framing('a vertical tab before the coding', 'Transfer-Encoding: \x0bchunked'),
  framing('a coding in quotes', 'Transfer-Encoding: "chunked"', 501),
  framing('an unknown coding', 'Transfer-Encoding: xchunked', 501),
  framing('identity', 'Transfer-Encoding: identity', 501),
  framing('chunked, then identity', 'Transfer-Encoding: chunked, identity'),
  framing('chunked twice', `${CHUNKED}${CRLF}${CHUNKED}`),
  framing('a coding below chunked', 'Transfer-Encoding: gzip, chunked'),
  framing('an empty coding', 'Transfer-Encoding: '),
  refused(
    'chunks in HTTP/1.0 (§6.1)',
    `POST /p HTTP/1.0${CRLF}${LINES}Connection: keep-alive${CRLF}${CHUNKED}${CRLF}${CRLF}0${CRLF}${CRLF}`,
  ),
  refused('no Host (§3.2)', `GET /a HTTP/1.1${CRLF}X: y${CRLF}${CRLF}`),
  refused('two Hosts', `GET /a HTTP/1.1${CRLF}${LINES}Host: b.example${CRLF}${CRLF}`),
  refused('a Host with a path', `GET /a HTTP/1.1${CRLF}Host: a.example/b${CRLF}${CRLF}`),
  refused('a list of Hosts', `GET /a HTTP/1.1${CRLF}Host: a.example, b.example${CRLF}${CRLF}`),
  refused('lines that end in a bare LF', 'GET /a HTTP/1.1\nHost: a.example\n\n'),
  refused('two blanks in the request line (§3)', `GET  /a HTTP/1.1${CRLF}${LINES}${CRLF}`),
  refused('a tab in the request line', `GET\t/a HTTP/1.1${CRLF}${LINES}${CRLF}`),
  refused('a target with a blank', `GET /a b HTTP/1.1${CRLF}${LINES}${CRLF}`),
  refused('a target with a fragment', `GET /a#b HTTP/1.1${CRLF}${LINES}${CRLF}`),
  refused('a request of HTTP/0.9', `GET /a${CRLF}`),
  refused('a field without a name', `GET /a HTTP/1.1${CRLF}${LINES}: y${CRLF}${CRLF}`),
  refused(
    'a good request, then a bad one',
    `GET /a HTTP/1.1${CRLF}${LINES}${CRLF}GET /b HTTP/1.1${CRLF}${CRLF}`,
    400,
    {
      means: [means('GET', '/a')],
    },
  ),
  chunks('a chunk size with 0x (§7.1)', `0x5${CRLF}hello${CRLF}0${CRLF}${CRLF}`),
  chunks('a chunk size with a sign', `+5${CRLF}hello${CRLF}0${CRLF}${CRLF}`),
  chunks('a chunk size with a blank before', ` 5${CRLF}hello${CRLF}0${CRLF}${CRLF}`),
  chunks('a chunk size beyond 2^64', `10000000000000005${CRLF}hello${CRLF}0${CRLF}${CRLF}`),
  chunks('no chunk size', `;a=b${CRLF}hello${CRLF}0${CRLF}${CRLF}`),
  chunks('a chunk longer than its size', `4${CRLF}hello${CRLF}0${CRLF}${CRLF}`),
  chunks('a chunk with a letter for its CR', `5${CRLF}helloX\n0${CRLF}${CRLF}`),
  chunks('a chunk that ends in a bare LF', `5${CRLF}hello\n0${CRLF}${CRLF}`),
  chunks('a chunk size that ends in a bare LF', `5\nhello${CRLF}0${CRLF}${CRLF}`),
  chunks('a bare LF in a chunk extension', `5;a\nb${CRLF}hello${CRLF}0${CRLF}${CRLF}`),
  chunks('an extension with a space in its name', `5;a b${CRLF}hello${CRLF}0${CRLF}${CRLF}`),
  chunks('an extension that is quoted and never ends', `5;a="b${CRLF}hello${CRLF}0${CRLF}${CRLF}`),
  chunks('a trailer without a colon', `5${CRLF}hello${CRLF}0${CRLF}nonsense${CRLF}${CRLF}`),
  chunks('a trailer whose name is no token', `5${CRLF}hello${CRLF}0${CRLF}X Y: z${CRLF}${CRLF}`),
  chunks('a folded trailer', `5${CRLF}hello${CRLF}0${CRLF}X: y${CRLF} z${CRLF}${CRLF}`),
]

/** The whole table. */
export const AMBIGUOUS_REQUESTS: readonly AmbiguousRequest[] = [...ACCEPTED, ...REFUSED]
