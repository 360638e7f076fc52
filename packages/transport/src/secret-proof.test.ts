import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeChallenge, type ProofStatement, prove, verify } from './secret-proof.ts'

const challenge = makeChallenge(size => new Uint8Array(size).fill(7))
const statement: ProofStatement = { prover: 'joiner', challenge, joiner: 'alice', member: 'bob' }
const proof = prove('correct horse', statement)

test('who knows the secret is believed', () => {
  assert.equal(verify('correct horse', statement, proof), true)
  assert.equal(verify(new TextEncoder().encode('correct horse'), statement, proof), true)
})

test('a proof says nothing under another secret, challenge, role or pair of peers', () => {
  assert.equal(verify('battery staple', statement, proof), false)
  const other = makeChallenge(size => new Uint8Array(size).fill(8))
  const others: Partial<ProofStatement>[] = [
    { prover: 'member' },
    { prover: 'client' },
    { challenge: other },
    { joiner: 'mallory' },
    { member: 'mallory' },
    { joiner: 'bob', member: 'alice' },
    { joiner: 'alic', member: 'ebob' },
  ]
  for (const change of others) {
    assert.equal(verify('correct horse', { ...statement, ...change }, proof), false)
  }
})

test('a proof that is cut, long or altered is refused', () => {
  assert.equal(verify('correct horse', statement, proof.slice(1)), false)
  assert.equal(verify('correct horse', statement, new Uint8Array([...proof, 0])), false)
  const altered = proof.map((byte, index) => (index === 31 ? byte ^ 1 : byte))
  assert.equal(verify('correct horse', statement, altered), false)
})

test('a challenge that the other side made short is refused', () => {
  const short = { ...statement, challenge: challenge.slice(0, 8) }
  assert.equal(verify('correct horse', short, prove('correct horse', short)), false)
})
