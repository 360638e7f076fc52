/** `polis run`: one service without a file, from an image or a command. */

import type { ServiceView } from '@polis/api'
import { PolisError } from '@polis/base'
import { usage } from '../node-flags.ts'
import type { Session } from '../session.ts'
import { deployManifest } from './deploy.ts'

type RunOptions = {
  readonly publish: readonly string[]
  readonly replicas: string
  readonly name?: string
  readonly env: readonly string[]
  readonly detach?: boolean
  readonly timeout: string
}

/** Deploys `words` as a service: a command of a plain process, or an image and its arguments. */
export async function run(
  session: Session,
  words: readonly string[],
  isCommand: boolean,
  options: RunOptions,
): Promise<void> {
  const [first] = words
  if (first === undefined) throw usage('polis run without words', 'name an image, or -- a command')
  const name = options.name ?? nameOf(first)
  if (!/^\d+$/.test(options.replicas)) {
    throw usage(`--replicas ${options.replicas}`, 'it wants a whole number')
  }
  const command = isCommand ? words : words.slice(1)
  const service = {
    ...(isCommand ? { 'x-runtime': 'process' } : { image: first }),
    ...(command.length > 0 && { command }),
    ...(options.publish.length > 0 && { ports: options.publish }),
    ...(options.env.length > 0 && { environment: options.env }),
    deploy: { replicas: Number(options.replicas) },
  }
  await refuseOthers(session, name)
  const text = JSON.stringify({ name, services: { [name]: service } })
  await deployManifest(session, { text, stack: name, warnings: [] }, { ...options, yes: true })
}

/** A stack of that name would lose its other services: one run is a stack of one service. */
async function refuseOthers({ client, namespace }: Session, name: string): Promise<void> {
  const query = { namespace }
  const { value } = await client.call<ServiceView[]>('GET', '/v1/services', { query })
  const others = value.filter(service => service.stack === name && service.name !== name)
  if (others.length === 0) return
  throw new PolisError('api/conflict', {
    message: `the stack ${name} has other services: ${others.map(one => one.name).join(', ')}`,
    hint: 'give another name with --name',
  })
}

/** The last part of an image or a path, without tag and extension, as a DNS label. */
function nameOf(word: string): string {
  const last = word.split('@')[0]!.split('/').at(-1)!
  const label = last
    .replace(/[:.].*$/, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9-]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
  if (label !== '') return label.slice(0, 63)
  throw new PolisError('cli/usage', {
    message: `no name can be made of '${word}'`,
    hint: 'give one with --name',
  })
}
