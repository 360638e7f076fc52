/**
 * Two nodes show each other that they know the cluster's secret, and never send it.
 *
 *     joiner                                   member
 *       │ ── a challenge of its own ───────────► │
 *       │ ◄── the member's challenge ─────────── │
 *       │ ── proof over the member's challenge ► │ verifies; a stranger learns nothing more
 *       │ ◄── proof over the joiner's challenge ─│ and the joiner verifies in turn
 *
 * A client does the same as a joiner, in a role of its own. A proof is HMAC-SHA-256 (RFC 2104)
 * under the secret, over who proves, the challenge and both peer ids, each with its length in
 * front. TLS has proven the peer ids, so a proof that is relayed to or by a third node does not
 * verify; the prover's role keeps a proof from being reflected. As with any challenge over a shared
 * secret, who is answered can test guesses offline: draw the secret at random, 128 bits or more.
 */

import { createHmac, timingSafeEqual } from 'node:crypto'
import { assert } from '@polis/base'
import type { PeerId } from './transport.ts'

/** Bytes of a challenge: as many as the proof, so neither is the weaker half. */
export const CHALLENGE_BYTES = 32

/** What a proof is about. */
export type ProofStatement = {
  /** Who proves that it knows the secret. */
  readonly prover: 'joiner' | 'client' | 'member'
  /** The challenge of the other side. */
  readonly challenge: Uint8Array
  /** The joiner or the client. */
  readonly joiner: PeerId
  readonly member: PeerId
}

const PURPOSE = 'polis/secret-proof/1'

/** A fresh challenge from a source of unpredictable bytes, such as node:crypto's `randomBytes`. */
export function makeChallenge(randomBytes: (size: number) => Uint8Array): Uint8Array {
  const challenge = new Uint8Array(randomBytes(CHALLENGE_BYTES))
  assert(challenge.length === CHALLENGE_BYTES, 'a source of bytes gives as many as asked for')
  return challenge
}

/** The proof of `statement` under `secret`: 32 bytes. */
export function prove(secret: string | Uint8Array, statement: ProofStatement): Uint8Array {
  assert(secret.length > 0, 'a secret is not empty')
  const hmac = createHmac('sha256', secret)
  const { prover, challenge, joiner, member } = statement
  for (const part of [PURPOSE, prover, challenge, joiner, member]) {
    const bytes = typeof part === 'string' ? Buffer.from(part) : part
    const length = Buffer.alloc(4)
    length.writeUInt32BE(bytes.length)
    hmac.update(length).update(bytes)
  }
  return new Uint8Array(hmac.digest())
}

/** True if `proof` proves `statement` under `secret`; takes the same time whatever is wrong. */
export function verify(
  secret: string | Uint8Array,
  statement: ProofStatement,
  proof: Uint8Array,
): boolean {
  if (statement.challenge.length !== CHALLENGE_BYTES) return false
  const expected = prove(secret, statement)
  return proof.length === expected.length && timingSafeEqual(proof, expected)
}
