/**
 * The certificates of one port in one thread, ready for handshakes, chosen by name (SNI).
 *
 * A new set replaces the old one between two handshakes, and connections keep the one they were
 * made with: certificates are renewed without a drop. A pair that is still there is not loaded
 * again. Protocols and ciphers are Mozilla's "intermediate" ones: TLS 1.2 with forward secrecy and
 * authenticated encryption, and TLS 1.3.
 */

import { createHash, createHmac, X509Certificate } from 'node:crypto'
import { createSecureContext, type SecureContext, type TlsOptions } from 'node:tls'
import { TICKET_KEY_MS } from '../config.ts'
import { certificateNames, NameIndex } from '../tls-names.ts'

/** A certificate with its chain, and its key, as PEM. */
export type PemPair = { readonly certificate: string; readonly key: string }

const CIPHERS = [
  'TLS_AES_128_GCM_SHA256',
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-CHACHA20-POLY1305',
  'ECDHE-RSA-CHACHA20-POLY1305',
].join(':')

type Loaded = { readonly context: SecureContext; readonly names: readonly string[] }

/** What a context of this load balancer is made of. */
export function contextOptions(pair: PemPair): TlsOptions {
  return { cert: pair.certificate, key: pair.key, minVersion: 'TLSv1.2', ciphers: CIPHERS }
}

export class TlsContexts {
  #loaded = new Map<string, Loaded>()
  #byName = new NameIndex<SecureContext>()
  #first: PemPair | undefined

  /** The pair that is shown to clients that name nobody; undefined before the first `update`. */
  get first(): PemPair | undefined {
    return this.#first
  }

  /** Shows these certificates from now on; they have been checked to be pairs. */
  update(pairs: readonly PemPair[]): void {
    const loaded = new Map<string, Loaded>()
    const byName = new NameIndex<SecureContext>()
    for (const pair of pairs) {
      const key = createHash('sha256').update(`${pair.certificate}\0${pair.key}`).digest('hex')
      const one = loaded.get(key) ?? this.#loaded.get(key) ?? load(pair)
      loaded.set(key, one)
      for (const name of one.names) byName.add(name, one.context)
    }
    this.#loaded = loaded
    this.#byName = byName
    this.#first = pairs[0]
  }

  /** The context for the name a client asked for; undefined if the first pair has to do. */
  find(serverName: string): SecureContext | undefined {
    return this.#byName.find(serverName)
  }
}

function load(pair: PemPair): Loaded {
  const context = createSecureContext(contextOptions(pair))
  return { context, names: certificateNames(new X509Certificate(pair.certificate).subjectAltName) }
}

/** Number of the key for session tickets (RFC 5077) at a time; a ticket is good for its number. */
export function ticketEpoch(nowMs: number): number {
  return Math.floor(nowMs / TICKET_KEY_MS)
}

/**
 * The key of an epoch, the same in all threads of a node, so that a session goes on in whichever
 * thread the client meets next: 48 bytes, as Node wants them.
 */
export function ticketKeys(secret: string, epoch: number): Buffer {
  return createHmac('sha384', secret).update(`ticket ${epoch}`).digest()
}
