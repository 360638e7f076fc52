/** How a probe speaks TLS: whom it asks for, and whose signature it takes. */

import { isIP } from 'node:net'
import { type ConnectionOptions, createSecureContext, type SecureContext } from 'node:tls'
import type { TlsSpec } from '../check-kinds.ts'
import type { Place } from './attempt.ts'

/** Contexts are costly to make and always the same for a specification. */
const CONTEXTS = new WeakMap<TlsSpec, SecureContext>()

/** The options of a connection to `place`. Throws if the PEM of the specification is none. */
export function tlsOptions(tls: TlsSpec, { ip, host, port }: Place): ConnectionOptions {
  let secureContext = CONTEXTS.get(tls)
  if (secureContext === undefined) {
    secureContext = createSecureContext(tls.ca === undefined ? {} : { ca: tls.ca })
    CONTEXTS.set(tls, secureContext)
  }
  const name = tls.serverName ?? host
  // An address is no server name (RFC 6066 §3); Node then compares the certificate with it.
  const servername = isIP(name) === 0 ? { servername: name } : {}
  const rejectUnauthorized = tls.verify !== false
  return { host: ip, port, secureContext, rejectUnauthorized, ...servername }
}

/** Why a handshake was refused, in a line; undefined if `error` is another one. */
export function certificateProblem(error: unknown): string | undefined {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const isAboutIt = /^(?:CERT_|ERR_TLS_CERT|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_(?:GET|VERIFY))/.test(
    code,
  )
  if (!isAboutIt) return undefined
  return `its certificate is not accepted: ${(error as Error).message}`
}
