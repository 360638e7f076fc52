/** Flags that say what a node is, wherever they are given. */

import { isIP } from 'node:net'
import { resolve } from 'node:path'
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

/** Networks that checks may dial, checked. Throws `cli/usage`. */
export function networksOf(networks: readonly string[]): readonly string[] {
  for (const network of networks) {
    const match = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(network)
    const version = isIP(match?.[1] ?? '')
    const isGood = version !== 0 && Number(match?.[2] ?? 0) <= (version === 4 ? 32 : 128)
    if (!isGood) throw usage(`--check-network ${network}`, 'it wants a network such as 10.0.0.0/8')
  }
  return networks
}

/** The base address of a Prometheus server, checked. Throws `cli/usage`. */
export function serverOf(text: string | undefined): string | undefined {
  if (text === undefined) return undefined
  const url = URL.canParse(text) ? new URL(text) : undefined
  const isHttp = url?.protocol === 'http:' || url?.protocol === 'https:'
  if (isHttp && url.search === '' && url.username === '') return text
  throw usage(`--prometheus ${text}`, 'it wants an address such as http://10.0.0.9:9090')
}

/** Modules of custom checks by name, with whole paths. Throws `cli/usage`. */
export function modulesOf(flags: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    flags.map(flag => {
      const at = flag.indexOf('=')
      if (at < 1 || at === flag.length - 1) {
        throw usage(`--check-module ${flag}`, 'it wants NAME=PATH')
      }
      return [flag.slice(0, at), resolve(flag.slice(at + 1))]
    }),
  )
}
