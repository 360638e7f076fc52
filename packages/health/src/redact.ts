/**
 * What a server says may repeat what it was told, and an output is shown to everybody: so a
 * check's secrets are taken out of it.
 *
 * Secret is what a check sends that is not in its path: values of headers, what is sent over TCP or
 * UDP, variables and arguments of a command, options of custom code. A server may show part of one
 * (`Bearer abc` as `abc`, a Basic credential decoded), so their words count, too.
 */

import type { CheckSpec } from './check.ts'
import { SECRET_CHARS_MIN } from './config.ts'

/** Removes the secrets of one check from texts. */
export class Redactor {
  readonly #secrets: readonly string[]

  constructor(check: CheckSpec) {
    const values = secretsOf(check)
    const parts = values.flatMap(value => [
      value,
      ...value.split(/[\s:;,]+/),
      ...value.split(/[\s=:;,]+/),
    ])
    const decoded = parts.flatMap(part => decodedOf(part))
    const secrets = [...parts, ...decoded].map(part => part.trim())
    const unique = new Set(secrets.filter(({ length }) => length >= SECRET_CHARS_MIN))
    // The longest first, so that no part of one is left behind.
    this.#secrets = [...unique].sort((a, b) => b.length - a.length)
  }

  redact(text: string): string {
    let clean = text
    for (const secret of this.#secrets) {
      if (clean.includes(secret)) clean = clean.replaceAll(secret, '***')
    }
    return clean
  }
}

function secretsOf(check: CheckSpec): readonly string[] {
  switch (check.type) {
    case 'http':
      return Object.entries(check.headers).flatMap(([name, value]) =>
        isPublic(name) ? [] : [value],
      )
    case 'tcp':
    case 'udp': {
      const { send = '', encoding } = check
      return encoding === 'hex' ? [Buffer.from(send, 'hex').toString('utf8')] : [send]
    }
    case 'command':
      return [...check.args, ...Object.values(check.environment ?? {})]
    case 'custom':
      return Object.values(check.options ?? {}).map(String)
    default:
      return []
  }
}

/** Headers whose values everybody may see; taken out, they would only spoil an output. */
function isPublic(name: string): boolean {
  return /^(?:host|accept|accept-.*|content-type|user-agent)$/i.test(name)
}

/** Both parts of a Basic credential (RFC 7617 §2). */
function decodedOf(part: string): readonly string[] {
  if (!/^[A-Za-z0-9+/]+=*$/.test(part) || part.length < SECRET_CHARS_MIN) return []
  const text = Buffer.from(part, 'base64').toString('utf8')
  const at = text.indexOf(':')
  return at > 0 && !/[\p{Cc}\ufffd]/u.test(text) ? [text, text.slice(at + 1)] : []
}
