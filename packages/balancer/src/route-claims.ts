/**
 * What a service claims of a port, so that two services never claim the same.
 *
 * The same requests can be described in many spellings: hosts with other case, a final dot or a
 * port, paths with `//`, `/./` or needless escapes (RFC 3986 §6.2.2), methods and fields in another
 * order. A claim is one of them for all, and a route that names several methods claims each.
 */

import type { RouteMatch } from './http/options.ts'
import type { Service } from './routes.ts'

type Claiming = Pick<Service, 'protocol' | 'host' | 'path' | 'http'>

/** A host without its port and final dot, in lower case; `[::1]` keeps its brackets. */
export function hostName(host: string): string {
  const colon = host.indexOf(':', host.startsWith('[') ? host.indexOf(']') : 0)
  const end = colon < 0 ? host.length : colon
  return host.slice(0, host[end - 1] === '.' ? end - 1 : end).toLowerCase()
}

/**
 * The claims of a service, each in one spelling; two services of a port with a claim in common
 * cannot be told apart. TCP and UDP claim all of it, TLS a host, HTTP a host and path, or routes.
 */
export function routeClaims({ protocol, host, path, http }: Claiming): readonly string[] {
  if (protocol === 'tcp' || protocol === 'udp') return ['']
  const name = host === undefined ? '*' : hostName(host)
  if (protocol === 'tls') return [name]
  if (http?.routes === undefined) return [`${name}${normalPrefix(path ?? '/')}`]
  return [...new Set(http.routes.flatMap(claimsOfRoute))]
}

function claimsOfRoute({ host, path, exact, regex, methods, headers }: RouteMatch): string[] {
  const name = host === undefined ? '*' : hostName(host)
  const where =
    regex !== undefined
      ? ` matching ${regex}`
      : exact !== undefined
        ? `${normalPath(exact)} alone`
        : normalPrefix(path ?? '/')
  const fields = (headers ?? []).map(
    ({ name, value }) => `${name.toLowerCase()}${value === undefined ? '' : `=${value}`}`,
  )
  const condition = fields.length === 0 ? '' : ` with ${[...new Set(fields)].sort().join(', ')}`
  const ways = methods === undefined || methods.length === 0 ? [''] : methods
  return ways.map(method => `${method === '' ? '' : `${method} `}${name}${where}${condition}`)
}

/** A path that stands for all below it: without the slash at its end. */
function normalPrefix(path: string): string {
  const normal = normalPath(path)
  return normal.length > 1 && normal.endsWith('/') ? normal.slice(0, -1) : normal
}

/** Without dot segments, empty segments and escapes of what needs none; others in capitals. */
function normalPath(path: string): string {
  const decoded = path.replace(/%[0-9a-f]{2}/gi, found => {
    const character = String.fromCharCode(Number.parseInt(found.slice(1), 16))
    return /[A-Za-z0-9._~-]/.test(character) ? character : found.toUpperCase()
  })
  const segments: string[] = []
  const parts = decoded.split('/')
  for (const part of parts) {
    if (part === '..') segments.pop()
    else if (part !== '' && part !== '.') segments.push(part)
  }
  const isFolder = ['', '.', '..'].includes(parts.at(-1)!) && segments.length > 0
  return `/${segments.join('/')}${isFolder ? '/' : ''}`
}
