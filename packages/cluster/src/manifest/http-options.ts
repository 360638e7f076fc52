/**
 * The keys of `x-lb` that only HTTP has: TLS, routes, rewrites, redirects, fields, limits, times and
 * the access log. Read into the load balancer's own options, each mistake with its line.
 */

import {
  type CertificatePair,
  type HeaderChange,
  type HttpLimits,
  type HttpOptions,
  type HttpTimeouts,
  PathPattern,
  RATE_PER_SECOND_MAX,
  RATE_PER_SECOND_MIN,
  RATE_WINDOW_SECONDS_MAX,
  type RateLimit,
  type Redirect,
  type RouteMatch,
} from '@polis/balancer'
import { memoryBytes } from '@polis/base'
import { ownKeys } from './compose-keys.ts'
import { child } from './deploy.ts'
import type { ManifestNode } from './node.ts'
import { pathOf, type Reader, type Section } from './reader.ts'

/** Keys of `x-lb` that need HTTP. */
export const HTTP_KEYS = [
  'tls',
  'upstream',
  'routes',
  'rewrite',
  'redirect',
  'headers',
  'forwarded',
  'requestId',
  'trace',
  'limits',
  'timeouts',
  'accessLog',
] as const

/** Certificates of one service, routes of one service, conditions of one route. */
const ITEMS_MAX = 64
/** Most of anything that is counted in limits. */
const COUNT_MAX = 1_000_000
/** Fields that frame a message or belong to one connection: the balancer's own to write. */
const OWN_FIELDS =
  /^(?:connection|content-length|transfer-encoding|te|trailer|upgrade|keep-alive|proxy-connection|http2-settings)$/i
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/
const FIELD_TEXT = /^[\t -~]*$/
const HOST = /^(?:\*\.)?[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i

/** What `section`, an `x-lb`, says beyond an endpoint; undefined if that is nothing. */
export function readHttpOptions(reader: Reader, section: Section): HttpOptions | undefined {
  const options: HttpOptions = {
    ...given('certificates', readCertificates(reader, section)),
    ...readUpstream(reader, section),
    ...given('routes', readRoutes(reader, section)),
    ...readRewrite(reader, section),
    ...given('redirect', readRedirect(reader, section)),
    ...readHeaders(reader, section),
    ...readForwarded(reader, section),
    ...given('limits', readLimits(reader, section)),
    ...given('timeouts', readTimeouts(reader, section)),
    ...given('accessLog', reader.choice(section, 'accessLog', ['json', 'combined'] as const)),
  }
  return Object.keys(options).length === 0 ? undefined : options
}

/** `{[key]: value}`, or nothing at all without a value. */
function given<K extends string, V>(key: K, value: V | undefined): Partial<Record<K, V>> {
  return value === undefined ? {} : ({ [key]: value } as Record<K, V>)
}

function readCertificates(reader: Reader, section: Section): CertificatePair[] | undefined {
  const node = reader.get(section, 'tls')
  if (node === undefined) return undefined
  const items = node.kind === 'list' ? node.items : [node]
  if (items.length === 0 || items.length > ITEMS_MAX) {
    reader.error(node.at, `${pathOf(section, 'tls')} has 1 to ${ITEMS_MAX} certificates`)
  }
  return items.flatMap((item, i) => {
    const at = node.kind === 'list' ? `tls[${i}]` : 'tls'
    const pair = reader.section(item, pathOf(section, at))
    reader.checkKeys(pair, ownKeys('certificate', 'key'))
    const certificate = readFile(reader, pair, 'certificate')
    const key = readFile(reader, pair, 'key')
    if (certificate !== undefined && key !== undefined) return [{ certificate, key }]
    if (['certificate', 'key'].some(key => reader.get(pair, key) === undefined)) {
      reader.error(item.at, `${pair.path} needs a certificate and a key`)
    }
    return []
  })
}

/** A file that every node has at this path. */
function readFile(reader: Reader, section: Section, key: string): { file: string } | undefined {
  const file = reader.text(section, key)
  if (file === undefined || file.startsWith('/')) return file === undefined ? undefined : { file }
  reader.error(reader.get(section, key)!.at, `${pathOf(section, key)} is not an absolute path`)
  return undefined
}

function readUpstream(reader: Reader, section: Section): Pick<HttpOptions, 'upstream'> {
  const upstream = child(reader, section, 'upstream')
  reader.checkKeys(upstream, ownKeys('tls', 'ca', 'serverName', 'verify'))
  if (reader.get(section, 'upstream') === undefined) return {}
  const isTls = readTruth(reader, upstream, 'tls')
  if (isTls !== true && upstream.entries.some(({ key }) => key !== 'tls')) {
    reader.error(upstream.at, `${upstream.path}: ca, serverName and verify need tls: true`)
  }
  return {
    upstream: {
      ...given('isTls', isTls),
      ...given('ca', readFile(reader, upstream, 'ca')),
      ...given('serverName', reader.text(upstream, 'serverName')),
      ...given('isVerified', readTruth(reader, upstream, 'verify')),
    },
  }
}

function readRoutes(reader: Reader, section: Section): RouteMatch[] | undefined {
  const node = reader.get(section, 'routes')
  if (node === undefined) return undefined
  const items = reader.list(section, 'routes')
  if (items.length === 0 || items.length > ITEMS_MAX) {
    reader.error(node.at, `${pathOf(section, 'routes')} has 1 to ${ITEMS_MAX} routes`)
  }
  for (const key of ['host', 'path']) {
    const other = reader.get(section, key)
    if (other !== undefined) {
      reader.error(other.at, `${pathOf(section, key)}: write it into the routes`)
    }
  }
  return items.map((item, i) => readRoute(reader, item, pathOf(section, `routes[${i}]`)))
}

function readRoute(reader: Reader, item: ManifestNode, path: string): RouteMatch {
  const route = reader.section(item, path)
  reader.checkKeys(route, ownKeys('host', 'path', 'exact', 'regex', 'methods', 'headers'))
  const host = reader.text(route, 'host')?.toLowerCase()
  if (host !== undefined && !HOST.test(host)) {
    reader.error(reader.get(route, 'host')!.at, `${path}.host: '${host}' is no host name`)
  }
  const regex = reader.text(route, 'regex')
  const pattern = regex === undefined ? undefined : PathPattern.parse(regex)
  if (pattern !== undefined && !(pattern instanceof PathPattern)) {
    reader.error(reader.get(route, 'regex')!.at, `${path}.regex: ${pattern.problem}`)
  }
  const paths = ['path', 'exact', 'regex'].filter(key => reader.get(route, key) !== undefined)
  if (paths.length > 1) reader.error(item.at, `${path}: only one of ${paths.join(', ')}`)
  const methods = reader.texts(route, 'methods')
  const headers = Object.entries(reader.pairs(route, 'headers'))
  if (headers.length > ITEMS_MAX) reader.error(item.at, `${path}: at most ${ITEMS_MAX} headers`)
  for (const name of [...methods, ...headers.map(([name]) => name)]) {
    if (!TOKEN.test(name)) reader.error(item.at, `${path}: '${name}' is no method or field name`)
  }
  return {
    ...given('host', host),
    ...given('path', readPath(reader, route, 'path')),
    ...given('exact', readPath(reader, route, 'exact')),
    ...given('regex', regex),
    ...(methods.length === 0 ? {} : { methods }),
    ...(headers.length === 0
      ? {}
      : { headers: headers.map(([name, value]) => (value === '' ? { name } : { name, value })) }),
  }
}

/** A path that begins with a slash and can stand in a request line. */
function readPath(reader: Reader, section: Section, key: string): string | undefined {
  const path = reader.text(section, key)
  if (path === undefined || /^\/[!-~]*$/.test(path)) return path
  reader.error(
    reader.get(section, key)!.at,
    `${pathOf(section, key)}: '${path}' is no path that begins with a slash`,
  )
  return undefined
}

function readRewrite(reader: Reader, section: Section): Pick<HttpOptions, 'rewrite'> {
  const rewrite = child(reader, section, 'rewrite')
  reader.checkKeys(rewrite, ownKeys('stripPrefix', 'prefix'))
  if (reader.get(section, 'rewrite') === undefined) return {}
  return {
    rewrite: {
      ...given('stripPrefix', readPath(reader, rewrite, 'stripPrefix')),
      ...given('prefix', readPath(reader, rewrite, 'prefix')),
    },
  }
}

/** `redirect: https`, or a map of what changes. */
function readRedirect(reader: Reader, section: Section): Redirect | undefined {
  const node = reader.get(section, 'redirect')
  if (node === undefined) return undefined
  if (node.kind === 'scalar') {
    const scheme = reader.choice(section, 'redirect', ['https'] as const)
    return scheme === undefined ? undefined : { status: 308, scheme }
  }
  const redirect = child(reader, section, 'redirect')
  reader.checkKeys(redirect, ownKeys('scheme', 'host', 'port', 'path', 'status'))
  const statuses = ['301', '302', '303', '307', '308'] as const
  const host = reader.text(redirect, 'host')
  if (host !== undefined && (!HOST.test(host) || host.startsWith('*'))) {
    reader.error(reader.get(redirect, 'host')!.at, `${redirect.path}.host: '${host}' is no host`)
  }
  const scheme = reader.choice(redirect, 'scheme', ['http', 'https'] as const)
  const port = reader.integer(redirect, 'port', 1, 65_535)
  const path = readPath(reader, redirect, 'path')
  if (scheme === undefined && host === undefined && port === undefined && path === undefined) {
    reader.error(node.at, `${redirect.path} needs a scheme, host, port or path, or leads nowhere`)
  }
  return {
    status: Number(reader.choice(redirect, 'status', statuses) ?? 308),
    ...given('scheme', scheme),
    ...given('host', host),
    ...given('port', port),
    ...given('path', path),
  }
}

function readHeaders(
  reader: Reader,
  section: Section,
): Pick<HttpOptions, 'requestHeaders' | 'responseHeaders'> {
  const headers = child(reader, section, 'headers')
  reader.checkKeys(headers, ownKeys('request', 'response'))
  return {
    ...given('requestHeaders', readChange(reader, headers, 'request')),
    ...given('responseHeaders', readChange(reader, headers, 'response')),
  }
}

function readChange(reader: Reader, headers: Section, key: string): HeaderChange | undefined {
  const node = reader.get(headers, key)
  if (node === undefined) return undefined
  const change = child(reader, headers, key)
  reader.checkKeys(change, ownKeys('set', 'remove'))
  const set = reader.pairs(change, 'set')
  const remove = reader.texts(change, 'remove')
  for (const name of [...Object.keys(set), ...remove]) {
    if (!TOKEN.test(name)) reader.error(node.at, `${change.path}: '${name}' is no field name`)
    if (OWN_FIELDS.test(name)) {
      reader.error(node.at, `${change.path}: '${name}' is written by the load balancer`)
    }
  }
  for (const [name, value] of Object.entries(set)) {
    if (!FIELD_TEXT.test(value))
      reader.error(node.at, `${change.path}: '${name}' has no plain text`)
  }
  return {
    ...(Object.keys(set).length === 0 ? {} : { set }),
    ...(remove.length === 0 ? {} : { remove }),
  }
}

/** `forwarded: append`, or `{mode, rfc7239}`; and what else goes out with a request. */
function readForwarded(reader: Reader, section: Section): HttpOptions {
  const modes = ['replace', 'append', 'off'] as const
  const isMap = reader.get(section, 'forwarded')?.kind === 'map'
  const forwarded = child(reader, isMap ? section : { ...section, entries: [] }, 'forwarded')
  reader.checkKeys(forwarded, ownKeys('mode', 'rfc7239'))
  const mode = isMap
    ? reader.choice(forwarded, 'mode', modes)
    : reader.choice(section, 'forwarded', modes)
  const id = reader.choice(section, 'requestId', ['keep', 'make'] as const)
  return {
    ...given('forwarded', mode),
    ...given('hasForwarded', readTruth(reader, forwarded, 'rfc7239')),
    ...(id === 'make' ? { hasOwnRequestId: true } : {}),
    ...given('isTraced', readTruth(reader, section, 'trace')),
  }
}

function readLimits(reader: Reader, section: Section): HttpLimits | undefined {
  if (reader.get(section, 'limits') === undefined) return undefined
  const limits = child(reader, section, 'limits')
  const counts = ['requests', 'clientConnections'] as const
  reader.checkKeys(limits, ownKeys('rps', 'burst', 'clientRps', 'clientBurst', 'body', ...counts))
  const [requests, clientConnections] = counts.map(key => reader.integer(limits, key, 1, COUNT_MAX))
  return {
    ...given('rate', readRate(reader, limits, 'rps', 'burst')),
    ...given('clientRate', readRate(reader, limits, 'clientRps', 'clientBurst')),
    ...given('requests', requests),
    ...given('clientConnections', clientConnections),
    ...given('bodyBytes', reader.quantity(limits, 'body', memoryBytes)),
  }
}

/** A rate; without a burst, what comes in a second may come at once. */
function readRate(
  reader: Reader,
  limits: Section,
  key: string,
  burstKey: string,
): RateLimit | undefined {
  const perSecond = reader.number(limits, key)
  const burst = reader.integer(limits, burstKey, 1, COUNT_MAX)
  if (perSecond === undefined) {
    if (burst !== undefined) reader.error(limits.at, `${limits.path}: ${burstKey} needs ${key}`)
    return undefined
  }
  const at = reader.get(limits, key)!.at
  if (perSecond < RATE_PER_SECOND_MIN || perSecond > RATE_PER_SECOND_MAX) {
    const range = `from ${RATE_PER_SECOND_MIN} to ${RATE_PER_SECOND_MAX}`
    reader.error(at, `${pathOf(limits, key)} should be ${range}, not ${perSecond}`)
  }
  const rate = { perSecond, burst: burst ?? Math.max(1, Math.ceil(perSecond)) }
  if (rate.burst / perSecond > RATE_WINDOW_SECONDS_MAX) {
    const longest = `${RATE_WINDOW_SECONDS_MAX} seconds`
    reader.error(at, `${limits.path}: ${burstKey} would take over ${longest} to refill`)
  }
  return rate
}

function readTimeouts(reader: Reader, section: Section): HttpTimeouts | undefined {
  if (reader.get(section, 'timeouts') === undefined) return undefined
  const timeouts = child(reader, section, 'timeouts')
  const keys = ['connect', 'response', 'idle', 'request', 'tunnel', 'keepAlive'] as const
  reader.checkKeys(timeouts, ownKeys(...keys))
  const read = (key: (typeof keys)[number]) => {
    const ms = reader.durationMs(timeouts, key)
    if (ms !== undefined && ms <= 0) {
      reader.error(reader.get(timeouts, key)!.at, `${pathOf(timeouts, key)} should be above 0`)
    }
    return given(`${key}Ms`, ms)
  }
  return Object.assign({}, ...keys.map(read)) as HttpTimeouts
}

function readTruth(reader: Reader, section: Section, key: string): boolean | undefined {
  const text = reader.choice(section, key, ['true', 'false'] as const)
  return text === undefined ? undefined : text === 'true'
}
