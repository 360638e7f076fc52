import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { BODY_BYTES_MAX, HEADER_BYTES_MAX } from './config.ts'
import { HttpAnswer } from './http-answer.ts'

type Read = { status: number; body: string; problem: string; isOver: boolean }

/** Reads `text` in pieces of `size`; `isEnded`: the connection is closed behind it. */
function read(text: string | Buffer, size = 1_000_000, isEnded = true, method = 'GET'): Read {
  const answer = new HttpAnswer(method)
  const bytes = Buffer.from(text as string, 'latin1')
  for (let at = 0; at < bytes.length && !answer.isOver; at += size) {
    answer.push(bytes.subarray(at, at + size))
  }
  if (isEnded) answer.end()
  const { status, body, problem, isOver } = answer
  return { status, body, problem, isOver }
}

const BY_LENGTH = 'HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello'
const CHUNKED =
  'HTTP/1.1 503 Busy\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n'

test('a body ends by its length, its last chunk, or the connection (RFC 9112 §6.3)', () => {
  for (const size of [1, 2, 7, 1_000]) {
    assert.deepEqual(read(BY_LENGTH, size, false), {
      ...{ status: 200, body: 'hello', problem: '', isOver: true },
    })
    assert.deepEqual(read(CHUNKED, size, false), {
      ...{ status: 503, body: 'hello', problem: '', isOver: true },
    })
    assert.equal(read('HTTP/1.0 200 OK\r\n\r\nto the end', size, false).isOver, false)
    assert.equal(read('HTTP/1.0 200 OK\r\n\r\nto the end', size).body, 'to the end')
  }
})

test('answers that have no body are over with their head', () => {
  assert.equal(read('HTTP/1.1 204 None\r\n\r\n', 9, false).isOver, true)
  assert.equal(read('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n', 9, false, 'HEAD').isOver, true)
  assert.equal(read('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n', 9, false).isOver, true)
})

test('what announces an answer is passed over, but not for ever (RFC 9110 §15.2)', () => {
  assert.equal(read(`HTTP/1.1 103 Early\r\nlink: x\r\n\r\n${BY_LENGTH}`, 3).body, 'hello')
  const playing = read('HTTP/1.1 100 Continue\r\n\r\n'.repeat(50))
  assert.equal(playing.problem, 'it announces and does not answer')
  assert.match(read('HTTP/1.1 101 Switching\r\n\r\n').problem, /another protocol/)
})

test('of an endless body only the beginning is kept, and it is over then', () => {
  for (const head of ['', 'content-length: 10000000000\r\n', 'transfer-encoding: chunked\r\n']) {
    const chunk = head.startsWith('transfer') ? 'ffffffff\r\n' : ''
    const answer = read(`HTTP/1.1 200 OK\r\n${head}\r\n${chunk}${'x'.repeat(100_000)}`, 999, false)
    assert.equal(answer.isOver, true)
    assert.equal(answer.body.length, BODY_BYTES_MAX)
  }
})

test('framing that is ambiguous is a failure (RFC 9112 §6.3)', () => {
  const heads: Record<string, RegExp> = {
    'content-length: 5\r\ncontent-length: 6': /one length/,
    'content-length: -5': /one length/,
    'content-length: 5, 5': /one length/,
    'content-length: 5\r\ntransfer-encoding: chunked': /not clear/,
    'transfer-encoding: gzip, chunked': /not clear/,
    'no colon': /not well formed/,
    'space : x': /not well formed/,
  }
  for (const [head, problem] of Object.entries(heads)) {
    assert.match(read(`HTTP/1.1 200 OK\r\n${head}\r\n\r\nhello`).problem, problem, head)
  }
  assert.match(read(`${CHUNKED.slice(0, -14)}zz\r\n`).problem, /a chunk is not well formed/)
})

test('what is no HTTP, too large, or cut off is told apart', () => {
  assert.equal(read('SSH-2.0-OpenSSH\r\n', 1, false).problem, 'this is no HTTP')
  assert.equal(read('HTTP/2.0 200 OK\r\n\r\n').problem, 'this is no HTTP')
  const large = `HTTP/1.1 200 OK\r\nx: ${'y'.repeat(HEADER_BYTES_MAX)}`
  assert.match(read(large, 100, false).problem, /too large/)
  assert.equal(read('').problem, 'the connection was closed without an answer')
  assert.equal(read(BY_LENGTH.slice(0, -1)).problem, 'the connection was closed within its answer')
  assert.equal(read('HTTP/1.1 2').problem, 'the connection was closed within its answer')
})

test('in whatever pieces it comes, it is read the same', () => {
  const piece = fc.constantFrom(
    ...[
      'HTTP/1.1 200 OK\r\n',
      'HTTP/1.1 100 C\r\n',
      'content-length: 3\r\n',
      '\r\n',
      'abc',
      '0\r\n',
    ],
    ...[
      'transfer-encoding: chunked\r\n',
      '3\r\nabc\r\n',
      '\r',
      '\n',
      '\0',
      'x: y\r\n',
      ':',
      '1;a\r\n',
    ],
  )
  const texts = fc.oneof(
    fc.array(piece, { maxLength: 14 }).map(parts => `HTTP/1.1 200 OK\r\n${parts.join('')}`),
    fc.array(piece, { maxLength: 14 }).map(parts => parts.join('')),
    fc.uint8Array({ maxLength: 300 }).map(bytes => Buffer.from(bytes).toString('latin1')),
  )
  fc.assert(
    fc.property(texts, fc.integer({ min: 1, max: 40 }), (text, size) => {
      assert.deepEqual(read(text, size), read(text))
    }),
    { numRuns: 500 },
  )
})
