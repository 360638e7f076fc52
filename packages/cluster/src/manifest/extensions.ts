/** Polis's own keys of a service: `x-check` and `x-lb` (contract §2). */

import { ALGORITHMS } from '@polis/balancer'
import { type CheckSpec, parseCheck } from '@polis/health'
import type { LoadBalancerSpec, ServicePort } from '../objects.ts'
import { BALANCING_KEYS, readBalancing, readSticky } from './balancing.ts'
import { ownKeys } from './compose-keys.ts'
import { child } from './deploy.ts'
import { HTTP_KEYS, readHttpOptions } from './http-options.ts'
import { type ManifestNode, plain } from './node.ts'
import { pathOf, type Reader, type Section } from './reader.ts'
import { nearest } from './suggestion.ts'

const PROTOCOLS = ['http', 'https', 'grpc', 'tcp'] as const
const DRAIN_DEFAULT_MS = 30_000
const CHECKS_MAX = 16
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
 * suits every service.
 */
export function readLoadBalancer(
  reader: Reader,
  service: Section,
  ports: readonly ServicePort[],
  checks: readonly CheckSpec[],
): LoadBalancerSpec {
  const section = child(reader, service, 'x-lb')
  const basic = ['algorithm', 'protocol', 'host', 'path', 'drain']
  reader.checkKeys(section, ownKeys(...basic, ...BALANCING_KEYS, ...HTTP_KEYS))
  const sticky = readSticky(reader, section)
  const host = reader.text(section, 'host')?.toLowerCase() ?? null
  const path = reader.text(section, 'path')
  const stickyCookie = sticky.cookie
  const isStickyByHttp = stickyCookie !== null || 'header' in (sticky.affinity ?? {})
  if (path !== undefined && !path.startsWith('/')) {
    reader.error(reader.get(section, 'path')!.at, `${pathOf(section, 'path')} begins with a slash`)
  }
  const http = readHttpOptions(reader, section)
  const isHttpOnly = host !== null || path !== undefined || isStickyByHttp || http !== undefined
  const isHttp = isHttpOnly || speaksHttp(reader, service)
  const isChecked = checks.some(
    ({ type, port }) => type === 'http' && (port === null || port === ports[0]?.target),
  )
  const guess = isHttp || isChecked ? 'http' : 'tcp'
  const chosen = reader.choice(section, 'protocol', PROTOCOLS) ?? guess
  const hasTls = http?.certificates !== undefined
  const protocol = chosen === 'http' && hasTls ? 'https' : chosen
  if (protocol === 'tcp' && isHttpOnly) {
    const keys = HTTP_KEYS.filter(key => reader.get(section, key) !== undefined)
    const names = keys.length === 0 ? 'host, path and sticky need' : `${keys[0]} needs`
    reader.error(section.at, `${section.path}: ${names} protocol http`)
  }
  if (protocol === 'https' && !hasTls) {
    reader.error(section.at, `${section.path}: protocol https needs tls: {certificate, key}`)
  }
  const algorithm = reader.choice(section, 'algorithm', ALGORITHMS) ?? 'round-robin'
  return {
    ...readBalancing(reader, section, algorithm, protocol, sticky),
    algorithm,
    protocol,
    host,
    path: path ?? '/',
    stickyCookie,
    drainMs: reader.durationMs(section, 'drain') ?? DRAIN_DEFAULT_MS,
    ...(http === undefined ? {} : { http }),
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
