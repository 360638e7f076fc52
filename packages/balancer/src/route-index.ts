/**
 * From a request to the service: the host first, then the path, then methods and fields.
 *
 *     exact host ─► wildcards, longest first ─► any host
 *        └ within each: exact paths ─► expressions ─► prefixes, longest first
 *
 * Paths are compared in one spelling (`normal-path.ts`), the one that claims on a port are compared
 * in; the request travels on as it came. A prefix claims whole segments: `/api` takes `/api`, `/api/x` and `/api?x`, not `/apix`. Of two
 * routes with the same path the one that asks for more is tried first; ties keep their order. (The
 * order of the Gateway API, `HTTPRouteMatch`.)
 */

import { fieldValue } from './http/fields.ts'
import { normalPath, normalPrefix, normalTarget } from './http/normal-path.ts'
import type { RouteMatch } from './http/options.ts'
import { PathPattern } from './http/path-pattern.ts'
import { hostName } from './route-claims.ts'

/** What an index needs of a service; `routes` go before `host` and `path`. */
type Routed = {
  readonly host?: string
  readonly path?: string
  readonly routes?: readonly RouteMatch[]
}

type Route<T> = {
  readonly prefix: string
  /** True if every path will do. */
  readonly isAnyPath: boolean
  readonly exact: string | undefined
  readonly pattern: PathPattern | undefined
  /** Further conditions; undefined if there are none. */
  readonly match: RouteMatch | undefined
  readonly rank: number
  readonly service: T
}

export class RouteIndex<T extends Routed> {
  readonly #byHost = new Map<string, Route<T>[]>()
  /** By what follows the star: `.example` for `*.example`. */
  readonly #byDomain = new Map<string, Route<T>[]>()
  readonly #anyHost: Route<T>[] = []
  /** Whether any route looks at paths. */
  readonly #hasPaths: boolean

  /** Expressions of `services` have been checked; one that is none matches nothing. */
  constructor(services: readonly T[]) {
    for (const service of services) {
      const { host, path } = service
      for (const match of service.routes ?? [{ host, path } as RouteMatch]) {
        this.#routesFor(match.host).push(routeOf(match, service))
      }
    }
    const lists = [this.#anyHost, ...this.#byHost.values(), ...this.#byDomain.values()]
    for (const routes of lists) routes.sort((a, b) => b.rank - a.rank)
    this.#hasPaths = lists.some(routes => routes.some(({ isAnyPath }) => !isAnyPath))
  }

  /**
   * The service for a Host field value (port, case and a final dot do not matter), a request
   * target, a method and field lines.
   */
  match(host: string, written: string, method = 'GET', lines = ''): T | undefined {
    const target = this.#hasPaths ? normalTarget(written) : written
    if (this.#byHost.size > 0 || this.#byDomain.size > 0) {
      const found = this.#matchHost(hostName(host), target, method, lines)
      if (found !== undefined) return found
    }
    return firstMatch(this.#anyHost, target, method, lines)
  }

  #matchHost(name: string, target: string, method: string, lines: string): T | undefined {
    const routes = this.#byHost.get(name)
    const found = routes && firstMatch(routes, target, method, lines)
    if (found !== undefined || this.#byDomain.size === 0) return found
    for (let dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
      const wild = this.#byDomain.get(name.slice(dot))
      const below = wild && firstMatch(wild, target, method, lines)
      if (below !== undefined) return below
    }
    return undefined
  }

  #routesFor(host: string | undefined): Route<T>[] {
    if (host === undefined) return this.#anyHost
    const name = hostName(host)
    const [map, key] = name.startsWith('*.')
      ? [this.#byDomain, name.slice(1)]
      : [this.#byHost, name]
    const routes = map.get(key) ?? []
    map.set(key, routes)
    return routes
  }
}

/** Exact paths before expressions before prefixes; then length; then how much else is asked for. */
function routeOf<T>(match: RouteMatch, service: T): Route<T> {
  const { regex, methods, headers } = match
  const exact = match.exact === undefined ? undefined : normalPath(match.exact)
  const parsed = regex === undefined ? undefined : PathPattern.parse(regex)
  const prefix = normalPrefix(match.path ?? '/')
  const kind = exact !== undefined ? 2 : regex !== undefined ? 1 : 0
  const length = (exact ?? regex ?? prefix).length
  const conditions = (methods === undefined ? 0 : 1) + (headers?.length ?? 0)
  return {
    prefix,
    isAnyPath: prefix === '' && kind === 0,
    exact,
    pattern: parsed instanceof PathPattern ? parsed : undefined,
    match: conditions > 0 || kind === 1 ? match : undefined,
    rank: (kind * 100_000 + length) * 100 + conditions,
    service,
  }
}

function firstMatch<T>(
  routes: readonly Route<T>[],
  target: string,
  method: string,
  lines: string,
): T | undefined {
  for (const route of routes) {
    if (!hasPath(route, target)) continue
    if (route.match === undefined || meets(route.match, method, lines)) return route.service
  }
  return undefined
}

function hasPath<T>({ prefix, exact, pattern, match }: Route<T>, target: string): boolean {
  if (exact !== undefined || pattern !== undefined) {
    const query = target.indexOf('?')
    const end = query < 0 ? target.length : query
    if (pattern !== undefined) return pattern.matches(target, end)
    return end === exact!.length && target.startsWith(exact!)
  }
  if (match?.regex !== undefined) return false
  if (prefix === '') return true
  if (!target.startsWith(prefix)) return false
  const next = target[prefix.length]
  return next === undefined || next === '/' || next === '?'
}

function meets({ methods, headers }: RouteMatch, method: string, lines: string): boolean {
  if (methods !== undefined && !methods.includes(method)) return false
  return (
    headers === undefined ||
    headers.every(({ name, value }) => {
      const found = fieldValue(lines, name)
      return value === undefined ? found !== undefined : found === value
    })
  )
}
