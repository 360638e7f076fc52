import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { passedH2Trailers, passedTrailers, trailerLines, trailersOf } from './trailers.ts'

const PASSING = [
  ...['Content-Digest', 'Repr-Digest', 'Digest', 'Content-MD5', 'ETag', 'Accept-Ranges'],
  ...['Server-Timing', 'X-Checksum', 'grpc-status', 'grpc-message', 'Proxy-Status', 'Secret'],
  'Iffy',
]
const WITHHELD = [
  ...['Content-Length', 'Transfer-Encoding', 'Connection', 'TE', 'Trailer', 'Upgrade', 'Host'],
  ...['X-Forwarded-For', 'X-Forwarded-Anything', 'Forwarded', 'Via', 'X-Request-Id'],
  ...['Authorization', 'Proxy-Authorization', 'WWW-Authenticate', 'Cookie', 'Set-Cookie'],
  ...['Content-Type', 'Content-Encoding', 'Content-Range', 'Content-Security-Policy'],
  ...['If-Match', 'Range', 'Expect', 'Cache-Control', 'Location', 'Vary', 'Origin'],
  ...['Sec-Fetch-Site', 'Access-Control-Allow-Origin', 'traceparent'],
]

describe('trailer fields (RFC 9110 §6.5.1)', () => {
  it('pass if they are the application’s own, in their order and spelling', () => {
    const section = PASSING.map(name => `${name}:  \t1, 2 \r\n`).join('')
    const expected = PASSING.map(name => `${name}: 1, 2\r\n`).join('')
    assert.equal(passedTrailers(section, ''), expected)
  })

  it('stay behind if a head decides about them, however they are spelled', () => {
    for (const name of WITHHELD.flatMap(name => [name, name.toLowerCase(), name.toUpperCase()])) {
      assert.equal(passedTrailers(`${name}: 1\r\nX-A: 1\r\n`, ''), 'X-A: 1\r\n', name)
      assert.equal(passedH2Trailers({ [name.toLowerCase()]: '1' }), undefined, name)
    }
  })

  it('stay behind if Connection lists them, or the rules of the service name them', () => {
    const section = 'X-Hop: 1\r\nX-Ruled: 2\r\nX-A: 3\r\n'
    assert.equal(passedTrailers(section, 'close,  x-hop', ['x-ruled']), 'X-A: 3\r\n')
    const passed = passedH2Trailers({ 'x-ruled': '2', 'x-a': '3' }, ['x-ruled'])
    assert.deepEqual({ ...passed }, { 'x-a': '3' })
  })

  it('keep their bytes beyond ASCII, the last one as well', () => {
    assert.equal(passedTrailers('X-A: voil\xc3\xa0\r\n', ''), 'X-A: voil\xc3\xa0\r\n')
    assert.equal(trailersOf('X-A: voil\xc3\xa0\r\n')['x-a'], 'voil\xc3\xa0')
  })

  it('become lines of HTTP/1.1 only if they are fields, and lists of HTTP/2', () => {
    assert.equal(trailerLines({ 'x-a': ['1', '2'], 'x b': '3' }), 'x-a: 1\r\nx-a: 2\r\n')
    const passed = passedH2Trailers({ 'x-a': 'b\r\nHost: c', ':status': '200', 'x-d': 'e' })
    assert.deepEqual({ ...passed }, { 'x-d': 'e' })
    assert.deepEqual({ ...trailersOf('X-A: 1\r\nx-a: 2\r\n') }, { 'x-a': '1, 2' })
  })
})
