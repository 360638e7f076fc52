/**
 * From host and path of a request to the service: exact host first, longest path within it.
 *
 * A path claims whole segments: `/api` takes `/api`, `/api/x` and `/api?x`, not `/apix`. A service
 * without a host takes every host that has no matching service of its own.
 */

type Route<T> = { readonly path: string; readonly service: T }

export class RouteIndex<T extends { readonly host?: string; readonly path?: string }> {
  readonly #byHost = new Map<string, Route<T>[]>()
  readonly #anyHost: Route<T>[] = []

  constructor(services: readonly T[]) {
    for (const service of services) {
      const host = service.host?.toLowerCase()
      const routes = host === undefined ? this.#anyHost : (this.#byHost.get(host) ?? [])
      if (host !== undefined) this.#byHost.set(host, routes)
      routes.push({ path: (service.path ?? '/').replace(/\/+$/, ''), service })
    }
    for (const routes of [this.#anyHost, ...this.#byHost.values()]) {
      routes.sort((a, b) => b.path.length - a.path.length)
    }
  }

  /** The service for a Host field value (port and case do not matter) and a request target. */
  match(host: string, target: string): T | undefined {
    if (this.#byHost.size > 0) {
      const routes = this.#byHost.get(hostName(host))
      const found = routes === undefined ? undefined : longestMatch(routes, target)
      if (found !== undefined) return found
    }
    return longestMatch(this.#anyHost, target)
  }
}

/** A Host field value without its port, in lower case. */
function hostName(host: string): string {
  const colon = host.indexOf(':', host.startsWith('[') ? host.indexOf(']') : 0)
  return (colon < 0 ? host : host.slice(0, colon)).toLowerCase()
}

function longestMatch<T>(routes: readonly Route<T>[], target: string): T | undefined {
  for (const { path, service } of routes) {
    if (path === '') return service
    if (!target.startsWith(path)) continue
    const next = target[path.length]
    if (next === undefined || next === '/' || next === '?') return service
  }
  return undefined
}
