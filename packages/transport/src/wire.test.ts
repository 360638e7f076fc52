import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PolisError } from '@polis/base'
import fc from 'fast-check'
import { CALL_KINDS, decodeCall, decodeHello, encodeCall, encodeHello } from './wire.ts'

const uint32 = fc.integer({ min: 0, max: 0xffff_ffff })

test('a hello decodes to what was encoded', () => {
  const hello = fc.record(
    {
      protocolVersion: uint32,
      clusterId: fc.string(),
      epoch: fc.record({ count: uint32, mark: fc.string() }, { noNullPrototype: true }),
      peerId: fc.string(),
      instance: fc.string(),
      isAdditional: fc.boolean(),
      application: fc.uint8Array(),
    },
    { noNullPrototype: true },
  )
  fc.assert(
    fc.property(hello, sent => {
      const received = decodeHello(encodeHello(sent))
      assert.ok(received)
      assert.deepEqual(received, sent)
    }),
  )
})

test('a call decodes to what was encoded', () => {
  const call = fc.record(
    {
      kind: fc.constantFrom(...CALL_KINDS.filter(kind => kind !== 'failure')),
      id: uint32,
      method: fc.string(),
      body: fc.uint8Array(),
    },
    { noNullPrototype: true },
  )
  fc.assert(
    fc.property(call, sent => {
      const received = decodeCall(encodeCall(sent))
      assert.ok(received)
      assert.deepEqual(received, { ...sent, failure: undefined })
    }),
  )
})

test('a failure travels as data: all of it but its cause', () => {
  const value = fc.oneof(fc.string(), fc.double({ noNaN: true }), fc.boolean())
  const details = fc.record(
    {
      message: fc.string(),
      hint: fc.string(),
      retryable: fc.boolean(),
      fields: fc.dictionary(fc.string(), value, { noNullPrototype: true }),
    },
    { noNullPrototype: true },
  )
  fc.assert(
    fc.property(details, sent => {
      const failure = new PolisError('raft/not-leader', { ...sent, cause: new Error('inside') })
      const received = decodeCall(encodeCall({ kind: 'failure', id: 1, failure }))?.failure
      assert.ok(received)
      const { code, message, hint, retryable, fields, cause } = received
      assert.deepEqual({ message, hint, retryable, fields }, sent)
      assert.equal(code, 'raft/not-leader')
      assert.equal(cause, undefined)
    }),
  )
})

test('a field may have any name', () => {
  const fields = JSON.parse('{"__proto__": "x", "constructor": 1}')
  const failure = new PolisError('a/b', { message: '', fields })
  const received = decodeCall(encodeCall({ kind: 'failure', id: 1, failure }))?.failure
  assert.deepEqual(received?.fields, fields)
})

test('bytes of a foreign protocol are no message, and never an exception', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), bytes => {
      decodeHello(bytes)
      decodeCall(bytes)
    }),
  )
  assert.equal(decodeCall(new Uint8Array([0x08, 0x63])), undefined, 'an unknown kind')
  assert.equal(decodeHello(new Uint8Array([0xff])), undefined, 'a cut tag')
})
