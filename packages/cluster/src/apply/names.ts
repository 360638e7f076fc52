/**
 * Names are DNS labels (RFC 1123), because services, tasks and members are asked for by DNS.
 */

import { type Refusal, refuse } from './context.ts'

/** Words that have a meaning of their own in DNS names below `polis.`. */
export const RESERVED_NAMES: readonly string[] = ['svc', 'node', 'task', 'tasks']

const LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/

/** True if `text` can be a label of a DNS name. */
export function isLabel(text: string): boolean {
  return LABEL.test(text)
}

/** A refusal if `name` cannot be the name of a `kind`; undefined if it can. */
export function nameRefusal(kind: string, name: string): Refusal | undefined {
  if (!isLabel(name)) {
    return refuse(
      'invalid',
      `${kind} name '${name}' is not a DNS label`,
      'use 1 to 63 characters of a-z, 0-9 and -, with a letter or digit at both ends',
    )
  }
  if (!RESERVED_NAMES.includes(name)) return undefined
  return refuse('invalid', `${kind} name '${name}' is reserved`, 'choose another name')
}
