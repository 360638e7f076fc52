import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { isToken, isValidHost } from './characters.ts'

/** RFC 3986 §3.2.2 and §3.2.3, as an expression. */
const HOST =
  /^(?:\[[0-9A-Fa-f:.]+\]|(?:[A-Za-z0-9\-._~!$&'()*+,;=]|%[0-9A-Fa-f]{2})+)(?::\d{0,5})?$/

describe('character classes', () => {
  it('judge a host as the rule of RFC 3986 does', () => {
    const piece = fc.constantFrom(
      'a',
      'Z',
      '0',
      '-',
      '.',
      ':',
      '%2f',
      '%2',
      '[',
      ']',
      '::1',
      '/',
      '@',
      ' ',
    )
    const host = fc.array(piece, { maxLength: 9 }).map(pieces => pieces.join(''))
    fc.assert(
      fc.property(host, text => assert.equal(isValidHost(text), HOST.test(text), text)),
      {
        numRuns: 5_000,
      },
    )
    for (const text of ['a:', 'a:65535', 'a:123456', '[::1]:80', 'a%20b', 'a%2', 'a:8a', ':80']) {
      assert.equal(isValidHost(text), HOST.test(text), text)
    }
  })

  it('compare a token without case', () => {
    assert.equal(isToken('x: Keep-Alive', 3, 13, 'keep-alive'), true)
    assert.equal(isToken('Keep-Alivx', 0, 10, 'keep-alive'), false)
    assert.equal(isToken('Keep-Alive', 0, 9, 'keep-alive'), false)
  })
})
