/** `polis service put`, `polis endpoint ls|put|report|rm`: what Polis does not run itself. */

import { type Duration, durationMs, PolisError } from '@polis/base'
import type { Endpoint } from '@polis/cluster'
import { parse } from 'yaml'
import { print, printRows, printValue } from '../output.ts'
import type { Session } from '../session.ts'

/** Flags of `polis service put`. */
export type ServiceFlags = {
  readonly port: readonly string[]
  readonly tag: readonly string[]
  readonly label: readonly string[]
  readonly ttl?: string
  readonly check: readonly string[]
  readonly asks: readonly string[]
  readonly withTag: readonly string[]
  readonly withLabel?: string
  readonly withVersion?: string
  readonly near?: boolean
}

/** `polis service put NAME`: registers a service, or a stored query with `--asks`. */
export async function putService(
  session: Session,
  name: string,
  flags: ServiceFlags,
): Promise<void> {
  const query =
    flags.asks.length === 0
      ? undefined
      : {
          services: flags.asks.map(text => queried(text, session.namespace)),
          filter: filterOf(flags),
        }
  const body = {
    tags: flags.tag,
    labels: pairsOf(flags.label),
    ports: flags.port.map(portOf),
    ...(flags.ttl === undefined ? {} : { dnsTtlMs: durationMs(flags.ttl as Duration) }),
    ...(flags.check.length === 0 ? {} : { checks: flags.check.map(text => parse(text)) }),
    ...(query === undefined ? {} : { query }),
  }
  await session.client.call('PUT', `/v1/services/${encodeURIComponent(name)}`, {
    query: { namespace: session.namespace },
    body,
  })
  print(`${name} registered`)
}

function filterOf({ withTag, withLabel, withVersion, near }: ServiceFlags) {
  return {
    ...(withTag.length === 0 ? {} : { tag: withTag }),
    ...(withLabel === undefined ? {} : { label: withLabel }),
    ...(withVersion === undefined ? {} : { version: withVersion }),
    ...(near === true ? { isNear: true } : {}),
  }
}

/** Flags of `polis endpoint put`. */
export type EndpointFlags = {
  readonly weight?: string
  readonly tag: readonly string[]
  readonly label: readonly string[]
  readonly serviceVersion?: string
  readonly ttl?: string
  readonly deregisterAfter?: string
}

/** `polis endpoint put SERVICE ID ADDRESS:PORT`. */
export async function putEndpoint(
  session: Session,
  [service, id, where]: readonly [string, string, string],
  flags: EndpointFlags,
): Promise<void> {
  const match = /^\[?([^\]]+)\]?:(\d+)$/.exec(where)
  if (match === null) {
    throw new PolisError('cli/usage', {
      message: `'${where}' is not ADDRESS:PORT`,
      hint: 'for example: polis endpoint put db one 10.0.0.7:5432',
    })
  }
  const body = {
    address: match[1],
    port: Number(match[2]),
    tags: flags.tag,
    labels: pairsOf(flags.label),
    ...(flags.weight === undefined ? {} : { weight: Number(flags.weight) }),
    ...(flags.serviceVersion === undefined ? {} : { version: flags.serviceVersion }),
    ...(flags.ttl === undefined ? {} : { ttl: flags.ttl }),
    ...(flags.deregisterAfter === undefined ? {} : { deregisterAfter: flags.deregisterAfter }),
  }
  await session.client.call('PUT', pathOf(service, id), {
    query: { namespace: session.namespace },
    body,
  })
  print(`${service}/${id} registered`)
}

/** `polis endpoint report SERVICE ID`. */
export async function reportEndpoint(
  session: Session,
  service: string,
  id: string,
  { state = 'passing', message = '' }: { readonly state?: string; readonly message?: string },
): Promise<void> {
  await session.client.call('PUT', `${pathOf(service, id)}/report`, {
    query: { namespace: session.namespace },
    body: { state, output: message },
  })
  print(`${service}/${id} is ${state}`)
}

/** `polis endpoint rm SERVICE ID`. */
export async function removeEndpoint(session: Session, service: string, id: string): Promise<void> {
  const query = { namespace: session.namespace }
  await session.client.call('DELETE', pathOf(service, id), { query })
  print(`${service}/${id} removed`)
}

/** `polis endpoint ls SERVICE`. */
export async function listEndpoints(session: Session, service: string): Promise<void> {
  const { client, namespace, output } = session
  const path = `/v1/services/${encodeURIComponent(service)}/endpoints`
  const { value } = await client.call<Endpoint[]>('GET', path, { query: { namespace } })
  if (output === 'json' || output === 'yaml') return printValue(value, output)
  printRows(value, output, [
    { heading: 'NAME', text: row => row.name },
    { heading: 'ADDRESS', text: row => `${row.address}:${row.port}` },
    { heading: 'WEIGHT', text: row => String(row.weight) },
    { heading: 'TTL', text: row => (row.ttlMs === undefined ? '-' : `${row.ttlMs / 1_000} s`) },
    { heading: 'TAGS', text: row => row.tags.join(',') || '-' },
    { heading: 'OWNER', text: row => row.ownerNodeId.slice(-10) || '-', isWide: true },
  ])
}

function pathOf(service: string, id: string): string {
  return `/v1/services/${encodeURIComponent(service)}/endpoints/${encodeURIComponent(id)}`
}

/** `NAME[.NAMESPACE]`. */
function queried(text: string, namespace: string) {
  const [name = '', of = namespace] = text.split('.')
  return { name, namespace: of }
}

/** `[NAME=]PORT[/tcp|udp]`. */
function portOf(text: string) {
  const match = /^(?:([a-z0-9-]+)=)?(\d{1,5})(?:\/(tcp|udp))?$/.exec(text)
  if (match === null) {
    throw new PolisError('cli/usage', {
      message: `'${text}' is not [NAME=]PORT[/tcp|udp]`,
      hint: 'for example: --port http=8080',
    })
  }
  const [, name, target, protocol = 'tcp'] = match
  return { ...(name === undefined ? {} : { name }), target: Number(target), protocol }
}

/** `K=V` each. */
function pairsOf(texts: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    texts.map(text => {
      const at = text.indexOf('=')
      return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)]
    }),
  )
}
