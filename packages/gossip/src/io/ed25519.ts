/**
 * Ed25519 by node:crypto with imported keys kept (RFC 8032).
 *
 * A verification takes 70 µs with a kept key and much longer when the key is imported each time, so
 * the keys of the members are cached, up to a bound.
 */

import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto'
import type { PeerId } from '@polis/transport'
import type { Signatures } from '../stamp.ts'

/** A gossip domain has some 300 members. */
const CACHED_KEYS_MAX = 1_024

/** RFC 8410: what comes before the 32 bytes of a key in PKCS #8 and in SubjectPublicKeyInfo. */
const PRIVATE_HEAD = Buffer.from('302e020100300506032b657004220420', 'hex')
const PUBLIC_HEAD = Buffer.from('302a300506032b6570032100', 'hex')
const KEY_BYTES = 32

/**
 * Signs with the private key whose raw bytes begin with the 32-byte seed (libp2p's `raw` has the
 * public half behind it); verifies with `publicKeyOf`, the 32 raw bytes of a peer's key, undefined
 * if its id does not hold one.
 */
export function ed25519Signatures(
  privateKeyRaw: Uint8Array,
  publicKeyOf: (peer: PeerId) => Uint8Array | undefined,
): Signatures {
  const privateKey = createPrivateKey({
    key: Buffer.concat([PRIVATE_HEAD, privateKeyRaw.subarray(0, KEY_BYTES)]),
    format: 'der',
    type: 'pkcs8',
  })
  const cached = new Map<PeerId, KeyObject>()
  const keyOf = (peer: PeerId): KeyObject | undefined => {
    const known = cached.get(peer)
    if (known !== undefined) return known
    const raw = publicKeyOf(peer)
    if (raw?.length !== KEY_BYTES) return undefined
    const key = createPublicKey({
      key: Buffer.concat([PUBLIC_HEAD, raw]),
      format: 'der',
      type: 'spki',
    })
    if (cached.size >= CACHED_KEYS_MAX) cached.delete(cached.keys().next().value!)
    cached.set(peer, key)
    return key
  }
  return {
    sign: bytes => sign(null, bytes, privateKey),
    verify: (peer, bytes, signature) => {
      const key = keyOf(peer)
      return key !== undefined && verify(null, bytes, key, signature)
    },
  }
}
