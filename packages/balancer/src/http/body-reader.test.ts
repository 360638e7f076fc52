import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { BodyReader } from './body-reader.ts'
import type { BodyKind } from './request-head.ts'

type Read = { payload: string; isComplete: boolean; rest: string; trailers: string } | 'broken'

/** Reads `text` in pieces that end at `cuts`. */
function read(kind: BodyKind, length: number, text: string, cuts: readonly number[] = []): Read {
  const body = new BodyReader()
  body.reset(kind, length)
  const ends = [...new Set(cuts.map(cut => cut % (text.length + 1))), text.length]
  let payload = ''
  let rest = ''
  let start = 0
  for (const end of ends.sort((a, b) => a - b)) {
    // The payload is moved within the piece, so every piece is a copy.
    const piece = Buffer.from(text.slice(start, end), 'latin1')
    start = end
    if (!body.read(piece, 0)) return 'broken'
    payload += piece.toString('latin1', body.payloadStart, body.payloadEnd)
    rest += piece.toString('latin1', body.next)
  }
  return { payload, isComplete: body.isComplete, rest, trailers: body.trailers }
}

const BROKEN: readonly [string, string][] = [
  ['no size', '\r\n'],
  ['a size that is not hexadecimal', 'g\r\n'],
  ['a prefix before the size', '0x5\r\nhello\r\n'],
  ['a sign', '+5\r\nhello\r\n'],
  ['white space before the size', ' 5\r\nhello\r\n'],
  ['white space behind the size', '5 \r\nhello\r\n'],
  ['a size beyond all reason', `${'f'.repeat(13)}\r\n`],
  ['a bare LF behind the size', '5\nhello\r\n'],
  ['a bare CR behind the size', '5\rhello\r\n'],
  ['a bare LF in an extension', '5;a\nhello\r\n'],
  ['an endless extension', `5;${'a'.repeat(300)}\r\nhello\r\n`],
  ['an extension without a name', '5;\r\nhello\r\n'],
  ['an extension whose value is none', '5;a=\r\nhello\r\n'],
  ['an extension with a blank in it', '5;a b\r\nhello\r\n'],
  ['something behind a quoted value', '5;a="b"c\r\nhello\r\n'],
  ['data longer than the size', '5\r\nhello!\r\n'],
  ['a bare LF behind the data', '5\r\nhello\n'],
  ['a trailer without a colon', '0\r\nnonsense\r\n\r\n'],
  ['a trailer whose name is no token', '0\r\nX\tT: 1\r\n\r\n'],
  ['a trailer without a name', '0\r\n: 1\r\n\r\n'],
  ['a folded trailer', '0\r\nA: b\r\n c\r\n\r\n'],
  ['endless trailers', `0\r\nA: ${'b'.repeat(5_000)}\r\n\r\n`],
  ['more trailers than a head has fields', `0\r\n${'a:\r\n'.repeat(101)}\r\n`],
  ['a bare LF behind a trailer', '0\r\nA: b\n\r\n'],
  ['a bare LF at the end', '0\r\n\n'],
]

describe('the body reader', () => {
  it('takes as many bytes as the length says and no more', () => {
    assert.deepEqual(read('length', 5, 'helloGET /'), {
      payload: 'hello',
      isComplete: true,
      rest: 'GET /',
      trailers: '',
    })
    const short = { payload: 'hello', isComplete: false, rest: '', trailers: '' }
    assert.deepEqual(read('length', 9, 'hello'), short)
    const none = { payload: '', isComplete: true, rest: 'GET /', trailers: '' }
    assert.deepEqual(read('none', 0, 'GET /'), none)
    assert.deepEqual(read('close', 0, 'all'), { ...short, payload: 'all' })
  })

  it('reads chunks, drops extensions, keeps trailers, and stops at the end (RFC 9112 §7.1)', () => {
    const text =
      '5;name="x \\" y";b;c=d\r\nhello\r\n006\r\n world\r\nA\r\n0123456789\r\n0\r\nT: u\r\n\r\nGET /'
    assert.deepEqual(read('chunked', 0, text), {
      payload: 'hello world0123456789',
      isComplete: true,
      rest: 'GET /',
      trailers: 'T: u\r\n',
    })
  })

  it('takes a section as large as the bounds allow, and forgets it with the next body', () => {
    const many = 'a:\r\n'.repeat(100)
    const got = read('chunked', 0, `0\r\n${many}\r\n`)
    assert.equal(got !== 'broken' && got.isComplete && got.trailers, many)
    const large = `a:${'b'.repeat(4_096 - 3)}\r\n`
    assert.notEqual(read('chunked', 0, `0\r\n${large}\r\n`), 'broken')
    const body = new BodyReader()
    body.reset('chunked', 0)
    assert.ok(body.read(Buffer.from(`0\r\n${many}\r\n`), 0))
    body.reset('chunked', 0)
    assert.ok(body.read(Buffer.from('0\r\nx: y\r\n\r\n'), 0))
    assert.equal(body.trailers, 'x: y\r\n')
    body.reset('length', 1)
    assert.equal(body.trailers, '')
  })

  for (const [what, text] of BROKEN) {
    it(`refuses ${what}`, () => {
      assert.equal(read('chunked', 0, text), 'broken')
    })
  }

  it('gives the same however the input is cut', () => {
    const chunk = fc.string({ unit: fc.constantFrom('a', '\r', '\n', '0', ';'), minLength: 1 })
    const cuts = fc.array(fc.nat(), { maxLength: 12 })
    const field = fc.stringMatching(/^[a-zA-Z-]{1,8}:[ -~\t\x80-\xff]{0,12}$/)
    const fields = fc.array(field, { maxLength: 4 })
    fc.assert(
      fc.property(fc.array(chunk, { maxLength: 8 }), fields, cuts, (chunks, lines, where) => {
        const trailers = lines.map(line => `${line}\r\n`).join('')
        const text = [
          ...chunks.map(one => `${one.length.toString(16)}\r\n${one}\r\n`),
          `0\r\n${trailers}\r\nrest`,
        ]
        const got = read('chunked', 0, text.join(''), where)
        const payload = chunks.join('')
        assert.deepEqual(got, { payload, isComplete: true, rest: 'rest', trailers })
      }),
      { numRuns: 200 },
    )
    for (const [, text] of BROKEN) {
      fc.assert(
        fc.property(cuts, where => read('chunked', 0, text, where) === 'broken'),
        { numRuns: 20 },
      )
    }
  })
})
