import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { composeResponse, responseFraming } from './compose.ts'
import { COMPLETE, INCOMPLETE, INVALID } from './fields.ts'
import { headText, ResponseHead } from './response-head.ts'

function read(text: string, isHead = false): { outcome: number; head: ResponseHead } {
  const head = new ResponseHead()
  return { outcome: head.read(text, isHead), head }
}

const INVALID_HEADS: readonly [string, string][] = [
  ['another protocol', 'HTTP/2 200 OK\r\n\r\n'],
  ['a status of two digits', 'HTTP/1.1 20 OK\r\n\r\n'],
  ['a status of four digits', 'HTTP/1.1 2000 OK\r\n\r\n'],
  ['a status below 100', 'HTTP/1.1 099 OK\r\n\r\n'],
  ['a bare LF', 'HTTP/1.1 200 OK\nA: b\r\n\r\n'],
  ['a folded field (RFC 9112 §5.2)', 'HTTP/1.1 200 OK\r\nA: b\r\n c\r\n\r\n'],
  ['two lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n'],
  ['a list of lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 1, 1\r\n\r\n'],
  ['TE with CL', 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n'],
  ['TE in HTTP/1.0', 'HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n'],
  ['an unknown coding', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n'],
  ['NUL', 'HTTP/1.1 200 O\0K\r\n\r\n'],
]

describe('the response parser', () => {
  for (const [what, text] of INVALID_HEADS) {
    it(`refuses ${what}`, () => {
      assert.equal(read(text).outcome, INVALID)
    })
  }

  it('asks for more until the head is whole', () => {
    const text = 'HTTP/1.1 200 OK\r\nContent-Length: 12\r\nConnection: keep-alive\r\n\r\n'
    for (let cut = 0; cut < text.length; cut++) {
      assert.equal(read(text.slice(0, cut)).outcome, INCOMPLETE, text.slice(0, cut))
    }
    const { outcome, head } = read(`${text}hello`)
    assert.deepEqual(
      [outcome, head.end, head.bodyKind, head.bodyLength, head.isKeepAlive],
      [COMPLETE, text.length, 'length', 12, true],
    )
  })

  it('removes white space before a colon instead of refusing (RFC 9112 §5.1)', () => {
    const { head } = read('HTTP/1.1 200 OK\r\nServer : x\r\nContent-Length : 3\r\nA: b\r\n\r\n')
    assert.equal(head.fields.kept, 'Server: x\r\nA: b\r\n')
    assert.equal(head.bodyLength, 3)
  })

  it('knows how long the body is (RFC 9112 §6.3)', () => {
    const kind = (text: string, isHead = false) => read(text, isHead).head.bodyKind
    assert.equal(kind('HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n', true), 'none')
    assert.equal(kind('HTTP/1.1 204 No Content\r\nContent-Length: 3\r\n\r\n'), 'none')
    assert.equal(kind('HTTP/1.1 304 Not Modified\r\nContent-Length: 3\r\n\r\n'), 'none')
    assert.equal(kind('HTTP/1.1 100 Continue\r\n\r\n'), 'none')
    assert.equal(kind('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n'), 'chunked')
    assert.equal(kind('HTTP/1.1 200\r\n\r\n'), 'close')
  })

  it('keeps a connection only when the server will', () => {
    const keeps = (text: string) => read(text).head.isKeepAlive
    assert.equal(keeps('HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n'), false)
    assert.equal(keeps('HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n'), false)
    assert.equal(
      keeps('HTTP/1.0 200 OK\r\nContent-Length: 0\r\nConnection: keep-alive\r\n\r\n'),
      true,
    )
    assert.equal(keeps('HTTP/1.1 200 OK\r\n\r\n'), false)
    const { head } = read('HTTP/1.1 200 OK\r\nKeep-Alive: timeout=5, max=9\r\n\r\n')
    assert.equal(head.fields.keepAliveTimeoutSeconds, 5)
  })

  it('writes a head with its own framing and connection fields', () => {
    const { head } = read(
      'HTTP/1.1 200 OK\r\nDate: x\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n',
    )
    assert.equal(responseFraming(head, 0), 'close')
    assert.equal(
      composeResponse(head, responseFraming(head, 1), 1, true, 'Set-Cookie: a=b\r\n'),
      'HTTP/1.1 200 OK\r\nDate: x\r\nTransfer-Encoding: chunked\r\nSet-Cookie: a=b\r\n\r\n',
    )
    assert.equal(
      composeResponse(head, 'close', 0, false, ''),
      'HTTP/1.1 200 OK\r\nDate: x\r\nConnection: close\r\n\r\n',
    )
  })
})

describe('the text of a head', () => {
  it('ends with the head where a large body follows', () => {
    const head = 'HTTP/1.1 200 OK\r\ncontent-length: 50000\r\n\r\n'
    assert.equal(headText(Buffer.concat([Buffer.from(head), Buffer.alloc(50_000, 'x')])), head)
  })

  it('is all there is of a head without an end, up to its largest size', () => {
    assert.equal(headText(Buffer.alloc(40_000, 'x')).length, 16_384)
    assert.equal(headText(Buffer.from('HTTP/1.1 2')), 'HTTP/1.1 2')
  })
})
