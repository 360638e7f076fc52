import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { CheckSpec } from './check.ts'
import { parseCheck } from './parse-check.ts'
import { Redactor } from './redact.ts'

function redacted(fields: object, text: string): string {
  const parsed = parseCheck(fields)
  assert(parsed.kind === 'ok', JSON.stringify(parsed))
  return new Redactor(parsed.check).redact(text)
}

test('a server that repeats a credential shows nothing of it', () => {
  const headers = { Authorization: 'Bearer s3cr3t-token', 'X-Key': 'another-one' }
  const seen = redacted(
    { type: 'http', headers },
    'HTTP 401: s3cr3t-token is old, another-one is not',
  )
  assert.equal(seen, 'HTTP 401: *** is old, *** is not')
})

test('a Basic credential is a secret decoded as well (RFC 7617 §2)', () => {
  const credential = Buffer.from('admin:hunter22').toString('base64')
  const headers = { authorization: `Basic ${credential}` }
  const text = `no ${credential}, no admin:hunter22, no hunter22`
  assert.equal(redacted({ type: 'http', headers }, text), 'no ***, no ***, no ***')
})

test('what is sent over TCP or UDP, told to a command or to custom code is secret', () => {
  assert.equal(redacted({ type: 'tcp', send: 'AUTH letmein1\r\n' }, '-ERR letmein1'), '-ERR ***')
  const hex = { type: 'udp', send: Buffer.from('community1').toString('hex'), encoding: 'hex' }
  assert.equal(redacted(hex, 'community1?'), '***?')
  const command = { type: 'command', command: 'psql', args: ['--password=hunter22'] }
  assert.equal(redacted(command, 'bad password hunter22'), 'bad password ***')
  const custom = { type: 'custom', use: 'x', options: { key: 'abcdefgh' } }
  assert.equal(redacted(custom, 'key abcdefgh'), 'key ***')
})

test('short and public values stay, so that an output can be read', () => {
  const headers = { Host: 'web.example', 'X-A': 'up' }
  assert.equal(redacted({ type: 'http', headers }, 'web.example is up'), 'web.example is up')
})

test('wherever a server puts a header’s value, it is not there afterwards', () => {
  const value = fc.stringMatching(/^[+-9<-~]{8,40}$/)
  fc.assert(
    fc.property(value, fc.string(), fc.string(), (secret, before, after) => {
      const parsed = parseCheck({ type: 'http', headers: { 'x-secret': secret } })
      const text = new Redactor((parsed as { check: CheckSpec }).check).redact(
        before + secret + after,
      )
      assert(!text.includes(secret))
    }),
  )
})
