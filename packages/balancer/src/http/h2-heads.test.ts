import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { fieldsOf, passedOn, requestHeaders } from './h2-heads.ts'

const head = (...lines: string[]) => ['HTTP/1.1 200 OK', ...lines, '', ''].join('\r\n')

describe('fields for HTTP/2', () => {
  test('may be called as what every object has', () => {
    const fields = fieldsOf(head('constructor: a', '__proto__: b', 'toString: c', 'constructor: d'))
    assert.deepEqual(Object.entries(fields), [
      ['constructor', 'a, d'],
      ['__proto__', 'b'],
      ['tostring', 'c'],
    ])
  })

  test('of one name are one list, but for cookies', () => {
    const twice = ['X-Content-Type-Options: nosniff', 'Set-Cookie: a=1', 'Cookie: x']
    assert.deepEqual(Object.entries(fieldsOf(head(...twice, ...twice, 'Set-Cookie: b=2'))), [
      ['x-content-type-options', 'nosniff, nosniff'],
      ['set-cookie', ['a=1', 'a=1', 'b=2']],
      ['cookie', 'x; x'],
    ])
    const passed = passedOn({
      ':status': 200,
      'content-type': ['a', 'b'],
      'set-cookie': ['c', 'd'],
    })
    assert.deepEqual(Object.entries(passed), [
      ['content-type', 'a, b'],
      ['set-cookie', ['c', 'd']],
    ])
  })

  test('leave out what concerns one connection', () => {
    assert.deepEqual(Object.keys(fieldsOf(head('TE: gzip', 'Connection: x', 'Vary: a'))), ['vary'])
    assert.equal(
      requestHeaders('GET / HTTP/1.1\r\nHost: a\r\nTE: x\r\n\r\n', 'http')['te'],
      'trailers',
    )
  })
})
