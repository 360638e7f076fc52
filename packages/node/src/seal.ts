/**
 * Sealing of configs and secrets: AES-256-GCM (NIST SP 800-38D) under the cluster's key.
 *
 *     format (1) │ nonce (12) │ tag (16) │ ciphertext      additional data: where it is kept
 *
 * The version of a content is its HMAC, and the nonce is derived from it, so the same content under
 * the same name seals to the same bytes: deploying it again changes nothing, and a nonce comes
 * twice only with the same text (the idea of RFC 5297, "SIV"). Who has not the key learns from a
 * version only that two contents of one name are the same.
 */

import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync } from 'node:crypto'
import { type ValueName, valueKey } from '@polis/cluster'

/** Bytes of the cluster's key. */
export const CLUSTER_KEY_BYTES = 32

const FORMAT = 1
const NONCE_BYTES = 12
const TAG_BYTES = 16
const HEADER_BYTES = 1 + NONCE_BYTES + TAG_BYTES

/** Hex digits of a version: 128 bits, so no two contents share one. */
const VERSION_LENGTH = 32

/** What may be known of a key: a hash (hex) by which nodes tell that they have the same. */
export function fingerprintOf(key: Uint8Array): string {
  return createHash('sha256').update('polis cluster key').update(key).digest('hex')
}

/** The version of a content under a name. */
export function versionOf(
  key: Uint8Array,
  name: Omit<ValueName, 'version'>,
  content: Uint8Array,
): string {
  return createHmac('sha256', derived(key, 'version'))
    .update(valueKey({ ...name, version: '' }))
    .update('\0')
    .update(content)
    .digest('hex')
    .slice(0, VERSION_LENGTH)
}

/** The content, sealed for the place where it is kept. */
export function seal(key: Uint8Array, name: ValueName, content: Uint8Array): Uint8Array {
  const place = valueKey(name)
  const nonce = createHmac('sha256', derived(key, 'nonce')).update(place).digest()
  const cipher = createCipheriv('aes-256-gcm', derived(key, 'seal'), nonce.subarray(0, NONCE_BYTES))
  cipher.setAAD(Buffer.from(place))
  const text = Buffer.concat([cipher.update(content), cipher.final()])
  const header = [Buffer.of(FORMAT), nonce.subarray(0, NONCE_BYTES), cipher.getAuthTag()]
  return Buffer.concat([...header, text])
}

/** The content of what `seal` made; null if it is damaged, of another place or another key. */
export function unseal(key: Uint8Array, name: ValueName, sealed: Uint8Array): Uint8Array | null {
  if (sealed.length < HEADER_BYTES || sealed[0] !== FORMAT) return null
  const nonce = sealed.subarray(1, 1 + NONCE_BYTES)
  const cipher = createDecipheriv('aes-256-gcm', derived(key, 'seal'), nonce)
  cipher.setAAD(Buffer.from(valueKey(name)))
  cipher.setAuthTag(sealed.subarray(1 + NONCE_BYTES, HEADER_BYTES))
  try {
    return Buffer.concat([cipher.update(sealed.subarray(HEADER_BYTES)), cipher.final()])
  } catch {
    return null // What does not match its tag says nothing more.
  }
}

/** A key for one purpose (HKDF, RFC 5869). */
function derived(key: Uint8Array, purpose: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', key, '', `polis ${purpose}`, CLUSTER_KEY_BYTES))
}
