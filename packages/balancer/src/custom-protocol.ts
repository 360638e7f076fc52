/**
 * Custom protocols: a function of the operator's finds the key to balance on in a connection's
 * first bytes.
 *
 * A protocol is a module of the node's own configuration that exports `peek`. This file judges what
 * it answers; a module is not trusted to keep to its type.
 */

import { PEEK_KEY_CHARACTERS_MAX } from './config.ts'

/**
 * What `peek` answers: the key (equal keys go to the same endpoint with a hashing algorithm),
 * `more` when it needs more bytes, or why the connection is refused.
 */
export type PeekResult = { readonly key: string } | 'more' | { readonly reject: string }

/** Looks at all bytes so far. They are a copy; the connection is not consumed. */
export type Peek = (bytes: Uint8Array) => PeekResult

/** Name → file or URL of the module. */
export type ProtocolModules = Readonly<Record<string, string>>

/** Names that can be registered: those of Polis itself cannot. */
export function isProtocolName(name: string): boolean {
  return /^[a-z][a-z0-9-]{0,62}$/.test(name) && !OWN_NAMES.has(name)
}

const OWN_NAMES: ReadonlySet<string> = new Set([
  ...['http', 'https', 'http1', 'http2', 'h2', 'h2c', 'grpc', 'grpcs', 'websocket', 'ws', 'wss'],
  ...['tcp', 'udp', 'tls'],
])

/** `answer` if it is one of the three; else a refusal that says so. */
export function peekResult(answer: unknown): PeekResult {
  if (answer === 'more') return 'more'
  if (typeof answer === 'object' && answer !== null) {
    if ('key' in answer && typeof answer.key === 'string') {
      if (answer.key.length <= PEEK_KEY_CHARACTERS_MAX) return { key: answer.key }
      return { reject: `a key of ${answer.key.length} characters` }
    }
    if ('reject' in answer && typeof answer.reject === 'string') return { reject: answer.reject }
  }
  return { reject: 'peek answered none of {key}, "more" and {reject}' }
}
