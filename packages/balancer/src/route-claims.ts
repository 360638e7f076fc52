/**
 * What a service claims of a port, so that two services never claim the same.
 *
 * The same requests can be described in many spellings: hosts with other case, a final dot or a
 * port, paths with `//`, `/./` or needless escapes (RFC 3986 §6.2.2), methods and fields in another
 * order. A claim is one of them for all, and a route that names several methods claims each.
 */

import { normalPath, normalPrefix } from './http/normal-path.ts'
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
  if (http?.routes === undefined) return [`${name}${prefixClaim(path)}`]
  return [...new Set(http.routes.flatMap(claimsOfRoute))]
}

function claimsOfRoute({ host, path, exact, regex, methods, headers }: RouteMatch): string[] {
  const name = host === undefined ? '*' : hostName(host)
  const where =
    regex !== undefined
      ? ` matching ${regex}`
      : exact !== undefined
        ? `${normalPath(exact)} alone`
        : prefixClaim(path)
  const fields = (headers ?? []).map(
    ({ name, value }) => `${name.toLowerCase()}${value === undefined ? '' : `=${value}`}`,
  )
  const condition = fields.length === 0 ? '' : ` with ${[...new Set(fields)].sort().join(', ')}`
  const ways = methods === undefined || methods.length === 0 ? [''] : methods
  return ways.map(method => `${method === '' ? '' : `${method} `}${name}${where}${condition}`)
}

function prefixClaim(path = '/'): string {
  return normalPrefix(path) || '/'
}
