/**
 * The client settings of one invocation: which node, which token, which namespace, which format.
 *
 * A flag beats the environment, the environment beats the default; the default node is the local
 * one's socket if it listens, else http://127.0.0.1:7070.
 */

import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { ApiClient } from '@polis/api/client'
import { PolisError } from '@polis/base'
import { OUTPUT_FORMATS, type OutputFormat } from './output.ts'

/** The options that every client command takes. */
export type GlobalOptions = {
  readonly addr?: string
  readonly token?: string
  readonly namespace?: string
  readonly output?: string
}

export type Session = {
  readonly client: ApiClient
  readonly namespace: string
  readonly output: OutputFormat
}

/** Makes the session; throws `cli/usage` for a format that does not exist. */
export function openSession(options: GlobalOptions): Session {
  const output = options.output ?? process.env['POLIS_OUTPUT'] ?? 'table'
  if (!OUTPUT_FORMATS.includes(output as OutputFormat)) {
    throw new PolisError('cli/usage', {
      message: `'${output}' is no output format`,
      hint: `use one of ${OUTPUT_FORMATS.join(', ')}`,
    })
  }
  return {
    client: new ApiClient({
      address: options.addr ?? process.env['POLIS_ADDR'] ?? defaultAddress(),
      token: readSecret(options.token ?? process.env['POLIS_TOKEN']),
    }),
    namespace: options.namespace ?? process.env['POLIS_NAMESPACE'] ?? 'default',
    output: output as OutputFormat,
  }
}

/** Where a node keeps its data unless told otherwise. */
export function defaultDataDir(): string {
  return process.getuid?.() === 0 ? '/var/lib/polis' : join(homedir(), '.local/share/polis')
}

function defaultAddress(): string {
  const socket = join(defaultDataDir(), 'polis.sock')
  return existsSync(socket) ? `unix://${socket}` : 'http://127.0.0.1:7070'
}

/** A secret given as it is, or as `@FILE`; throws `cli/usage` if the file cannot be read. */
export function readSecret(value: string | undefined): string | undefined {
  if (value === undefined || !value.startsWith('@')) return value
  const path = value.slice(1)
  try {
    return readFileSync(path, 'utf8').trim()
  } catch (cause) {
    throw new PolisError('cli/usage', {
      message: `cannot read the token file ${path}`,
      hint: 'check that it exists and that you may read it',
      cause,
    })
  }
}
