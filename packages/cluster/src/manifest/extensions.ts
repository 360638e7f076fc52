/** Polis's own keys of a service: `x-check` and `x-lb` (contract §2). */

import { ALGORITHMS } from '@polis/balancer'
import { type CheckSpec, parseCheck } from '@polis/health'
import type { LoadBalancerSpec, ServicePort } from '../objects.ts'
import {
  BALANCING_KEYS,
  isHashedByHttp,
  isStickyByHttp,
  readBalancing,
  readSticky,
} from './balancing.ts'
import { ownKeys } from './compose-keys.ts'
import { child } from './deploy.ts'
import { HTTP_KEYS, readHttpOptions } from './http-options.ts'
import { checkProtocol, L4_KEYS, readL4Options, readProtocol } from './l4-extensions.ts'
import { type ManifestNode, plain } from './node.ts'
import { pathOf, type Reader, type Section } from './reader.ts'
import { nearest } from './suggestion.ts'

const DRAIN_DEFAULT_MS = 30_000
const CHECKS_MAX = 16
const LB_KEYS = ['algorithm', 'protocol', 'host', 'path', 'drain'] as const
const CHECK_FIELDS = [
  ...['type', 'id', 'name', 'port', 'interval', 'timeout', 'startPeriod', 'retries'],
  ...['successes', 'method', 'path', 'headers', 'expectedStatus'],
]

/** The checks of a service: one map or a list of them. */
export function readChecks(
  reader: Reader,
  service: Section,
  ports: readonly ServicePort[],
): CheckSpec[] {
  const node = reader.get(service, 'x-check')
  if (node === undefined) return []
  const path = pathOf(service, 'x-check')
  const items = node.kind === 'list' ? node.items : [node]
  if (items.length > CHECKS_MAX) reader.error(node.at, `${path}: at most ${CHECKS_MAX} checks`)
  const ids = new Set<string>()
  return items.flatMap((item, i) => {
    const own = node.kind === 'list' ? `${path}[${i}]` : path
    const check = readCheck(reader, item, own)
    if (check === undefined) return []
    if (ids.has(check.id)) reader.error(item.at, `${own}: another check has the id '${check.id}'`)
    ids.add(check.id)
    const isReachable =
      check.port === null ? ports.length > 0 : ports.some(({ target }) => target === check.port)
    if (!isReachable) {
      const targets = ports.map(({ target }) => target).join(', ') || 'none'
      reader.error(item.at, `${own}: the check needs a target port of the service (${targets})`)
    }
    return [check]
  })
}

function readCheck(reader: Reader, node: ManifestNode, path: string): CheckSpec | undefined {
  const parsed = parseCheck(plain(node))
  if (parsed.kind === 'ok') return parsed.check
  const entries = node.kind === 'map' ? node.entries : []
  for (const { field, reason } of parsed.problems) {
    const at = entries.find(entry => entry.key === field)?.at ?? node.at
    const word = CHECK_FIELDS.includes(field) ? undefined : nearest(field, CHECK_FIELDS)
    const hint = word === undefined ? '' : `; did you mean '${word}'?`
    reader.error(at, `${field === '' ? path : `${path}.${field}`}: ${reason}${hint}`)
  }
  return undefined
}

/**
 * How a service is balanced. Without `protocol` it is HTTP if anything says that it speaks it (a
 * host, a path, a cookie, an HTTP check of its first port, `app_protocol: http`), else TCP, which
 * suits every service. Published UDP ports are balanced as UDP whatever it says.
 */
export function readLoadBalancer(
  reader: Reader,
  service: Section,
  ports: readonly ServicePort[],
  checks: readonly CheckSpec[],
): LoadBalancerSpec {
  const section = child(reader, service, 'x-lb')
  reader.checkKeys(section, ownKeys(...LB_KEYS, ...BALANCING_KEYS, ...HTTP_KEYS, ...L4_KEYS))
  const sticky = readSticky(reader, section)
  const host = reader.text(section, 'host')?.toLowerCase() ?? null
  const path = reader.text(section, 'path')
  if (path !== undefined && !path.startsWith('/')) {
    reader.error(reader.get(section, 'path')!.at, `${pathOf(section, 'path')} begins with a slash`)
  }
  const http = readHttpOptions(reader, section)
  const isHttp =
    host !== null ||
    path !== undefined ||
    http !== undefined ||
    isStickyByHttp(sticky) ||
    isHashedByHttp(reader, section) ||
    speaksHttp(reader, service)
  const isChecked = checks.some(
    ({ type, port }) => type === 'http' && (port === null || port === ports[0]?.target),
  )
  const guess = isHttp || isChecked ? 'http' : 'tcp'
  const named = readProtocol(reader, section, guess, http?.certificates !== undefined)
  const { protocol } = named
  checkProtocol(reader, section, protocol, ports)
  // A custom protocol finds a key, which only a hash can make use of.
  const usual = named.customProtocol === undefined ? 'round-robin' : 'consistent-hash'
  const algorithm = reader.choice(section, 'algorithm', ALGORITHMS) ?? usual
  return {
    ...readBalancing(reader, section, algorithm, protocol, sticky),
    algorithm,
    protocol,
    host,
    path: path ?? '/',
    stickyCookie: sticky.cookie,
    drainMs: reader.durationMs(section, 'drain') ?? DRAIN_DEFAULT_MS,
    ...(http === undefined ? {} : { http }),
    ...readL4Options(reader, section, named),
  }
}

function speaksHttp(reader: Reader, service: Section): boolean {
  const node = reader.get(service, 'ports')
  return (
    node?.kind === 'list' &&
    node.items.some(item => {
      const port = plain(item)
      return port !== null && typeof port === 'object' && 'app_protocol' in port
        ? port.app_protocol === 'http'
        : false
    })
  )
}
