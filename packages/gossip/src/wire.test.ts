import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { type Claim, LIVENESS, REASONS } from './claim.ts'
import { LAN } from './config.ts'
import type { ProbeMessage, Publication, SyncAnswer, SyncRequest } from './message.ts'
import { type Delta, type DigestEntry, HEALTH_STATES, type SetRecord } from './record.ts'
import {
  decodeProbe,
  decodePublication,
  decodeSyncAnswer,
  decodeSyncRequest,
  encodeProbe,
  encodePublication,
  encodeSyncAnswer,
  encodeSyncRequest,
} from './wire.ts'

const integer = fc.maxSafeNat()
const peer = fc.string({ minLength: 1, maxLength: 30 })
const bytes = (length: number) =>
  fc.uint8Array({ minLength: length, maxLength: length }).map(array => Buffer.from(array))
const claim: fc.Arbitrary<Claim> = fc.record({
  peer,
  state: fc.constantFrom(...LIVENESS),
  incarnation: integer,
  by: peer,
  reason: fc.constantFrom(...REASONS),
})
const claims = fc.array(claim, { maxLength: 4 })
const entry: fc.Arbitrary<DigestEntry> = fc.record({
  ...{ owner: peer, incarnation: integer, version: integer },
})
const healthRecord: fc.Arbitrary<SetRecord> = fc.record({
  key: fc.string({ minLength: 1, maxLength: 20 }).filter(key => key !== 'node'),
  version: fc.nat(1_000),
  body: fc.record({
    kind: fc.constant('health' as const),
    state: fc.constantFrom(...HEALTH_STATES),
    weight: fc.double({ min: 0, max: 1e6, noNaN: true }),
    changedMs: integer,
    output: fc.string({ maxLength: 30 }),
  }),
})
const metadataRecord: fc.Arbitrary<SetRecord> = fc.record({
  key: fc.constant('node'),
  version: fc.nat(1_000),
  body: fc.record({
    kind: fc.constant('metadata' as const),
    json: fc
      .dictionary(fc.string(), fc.string(), { maxKeys: 3 })
      .map(value => JSON.stringify(value)),
  }),
})
const delta: fc.Arbitrary<Delta> = fc.record({
  stamp: fc.record({
    ...{ owner: peer, incarnation: integer, hash: bytes(32), signature: bytes(64) },
    version: integer.map(version => Math.max(version, 1_000)),
  }),
  fromVersion: fc.nat(999),
  records: fc.array(fc.oneof(healthRecord, metadataRecord), { maxLength: 4 }),
  removed: fc.array(fc.string({ maxLength: 20 }), { maxLength: 3 }),
})
const records = fc.record({ incarnation: integer, version: integer })
const probe: fc.Arbitrary<ProbeMessage> = fc.oneof(
  fc.record({
    kind: fc.constantFrom('ping' as const, 'ack' as const, 'nack' as const),
    ...{ sequence: integer, claims, records },
  }),
  fc.record({
    kind: fc.constant('ping-request' as const),
    ...{ sequence: integer, target: peer, claims, records },
  }),
  fc.record({ kind: fc.constant('claims' as const), claims, records }),
)
const publication: fc.Arbitrary<Publication> = fc.oneof(
  fc.record({ kind: fc.constant('delta' as const), delta }),
  fc.record({
    kind: fc.constant('claims' as const),
    batch: fc.record({ sender: peer, claims, signature: bytes(64) }),
  }),
)
const request: fc.Arbitrary<SyncRequest> = fc.record({
  claims,
  digest: fc.option(fc.array(entry, { maxLength: 4 }), { nil: undefined }),
  pulls: fc.array(entry, { maxLength: 4 }),
  deltas: fc.array(delta, { maxLength: 2 }),
})
const answer: fc.Arbitrary<SyncAnswer> = fc.record({
  claims,
  deltas: fc.array(delta, { maxLength: 2 }),
  wants: fc.array(entry, { maxLength: 4 }),
})

/** Compares as plain data: bytes as text, whatever the prototypes and the order of fields. */
function sameData(actual: unknown, expected: unknown): void {
  const plain = (value: unknown): unknown => {
    if (value instanceof Uint8Array) return Buffer.from(value).toString('hex')
    if (Array.isArray(value)) return value.map(plain)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, plain(field)]))
  }
  assert.deepEqual(plain(actual), plain(expected))
}

describe('every message comes back as it was sent:', () => {
  test('probes', () => {
    fc.assert(
      fc.property(probe, message => {
        sameData(decodeProbe(encodeProbe(message), LAN), message)
      }),
    )
  })

  test('publications', () => {
    fc.assert(
      fc.property(publication, value => {
        sameData(decodePublication(encodePublication(value), LAN), value)
      }),
    )
  })

  test('comparisons and their answers', () => {
    fc.assert(
      fc.property(request, answer, (asked, answered) => {
        sameData(decodeSyncRequest(encodeSyncRequest(asked), LAN), asked)
        sameData(decodeSyncAnswer(encodeSyncAnswer(answered), LAN), answered)
      }),
    )
  })
})

describe('what is malformed is refused, never worse:', () => {
  const decoders = [decodeProbe, decodePublication, decodeSyncRequest, decodeSyncAnswer]

  test('random bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), noise => {
        for (const decode of decoders) {
          try {
            decode(noise, LAN)
          } catch (error) {
            const { code } = error as { code: string }
            assert.ok(['gossip/malformed', 'gossip/future-format'].includes(code), code)
          }
        }
      }),
      { numRuns: 300 },
    )
  })

  const bad = { code: 'gossip/malformed' }
  const stamp = {
    ...{ owner: 'o', incarnation: 1, version: 5 },
    ...{ hash: new Uint8Array(32), signature: new Uint8Array(64) },
  }
  const good: Delta = { stamp, fromVersion: 4, records: [], removed: [] }
  const recode = (value: Delta) =>
    decodePublication(encodePublication({ kind: 'delta', delta: value }), LAN)
  const body = { kind: 'health', state: 'passing', weight: 1, changedMs: 0, output: '' } as const

  test('a delta that goes nowhere, and records newer than their set', () => {
    recode(good)
    assert.throws(() => recode({ ...good, fromVersion: 5 }), bad)
    assert.throws(() => recode({ ...good, records: [{ key: 'a', version: 6, body }] }), bad)
  })

  test('hashes, weights, names and metadata out of bounds', () => {
    const withRecord = (record: SetRecord) => () => recode({ ...good, records: [record] })
    const hash = new Uint8Array(31)
    assert.throws(() => recode({ ...good, stamp: { ...stamp, hash } }), bad)
    assert.throws(withRecord({ key: 'a', version: 5, body: { ...body, weight: -1 } }), bad)
    assert.throws(withRecord({ key: 'a'.repeat(129), version: 5, body }), bad)
    assert.throws(withRecord({ key: 'node', version: 5, body }), bad)
    for (const json of ['[]', 'null', '{', '']) {
      const metadata = { kind: 'metadata', json } as const
      assert.throws(withRecord({ key: 'node', version: 5, body: metadata }), bad)
    }
  })

  test('a message above its bound, before it is decoded', () => {
    const large = Buffer.alloc(LAN.publicationBytesMax + 1)
    assert.throws(() => decodePublication(large, LAN), bad)
    assert.throws(() => decodeProbe(large, LAN), bad)
  })

  test('a publication of a future format, which is held against nobody', () => {
    const encoded = Buffer.from(encodePublication({ kind: 'delta', delta: good }))
    assert.deepEqual([...encoded.subarray(0, 2)], [8, 1])
    encoded[1] = 2
    assert.throws(() => decodePublication(encoded, LAN), { code: 'gossip/future-format' })
    encoded[1] = 0
    assert.throws(() => decodePublication(encoded, LAN), bad)
  })

  test('numbers beyond 2^53', () => {
    const message = { kind: 'ping', sequence: 2 ** 60, claims: [], records: stamp } as const
    assert.throws(() => decodeProbe(encodeProbe(message), LAN), bad)
  })
})
