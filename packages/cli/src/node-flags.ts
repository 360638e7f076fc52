/** Flags that say what a node is, wherever they are given. */

import { PolisError } from '@polis/base'
import { readSecret } from './session.ts'

/** `cli/usage` for something that cannot be used, and why. */
export function usage(what: string, hint: string): PolisError<'cli/usage'> {
  return new PolisError('cli/usage', { message: `${what} cannot be used`, hint })
}

/** The secret of `--join-token`, else of the environment, where empty is as good as not set. */
export function joinSecretOf(flag: string | undefined): string | null {
  const secret = readSecret(flag ?? (process.env['POLIS_JOIN_TOKEN'] || undefined))
  if (secret === '') throw usage('an empty --join-token', 'anybody could join with it')
  return secret ?? null
}

/** A node's name, checked. Throws `cli/usage`. */
export function checkedName(name: string): string {
  const label = name.toLowerCase()
  if (/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(label)) return label
  throw usage(
    `the name '${name}'`,
    'a name is a DNS label: letters, digits and hyphens; see --name',
  )
}
