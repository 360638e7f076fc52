/**
 * From the name a TLS client asks for to a service: exact name, longest wildcard, default.
 *
 * `*.example.com` takes every name below `example.com`, of any depth, as the Kubernetes Gateway API
 * has it. A service without a host takes what nobody else does, and clients that name nothing.
 */

import { hostName } from './route-claims.ts'

export class ServerNames<T extends { readonly host?: string }> {
  readonly #exact = new Map<string, T>()
  readonly #below = new Map<string, T>()
  readonly #default: T | undefined

  constructor(services: readonly T[]) {
    for (const service of services) {
      const host = service.host === undefined ? undefined : hostName(service.host)
      if (host === undefined) this.#default = service
      else if (host.startsWith('*.')) this.#below.set(host.slice(2), service)
      else this.#exact.set(host, service)
    }
  }

  /** The service for `name`, in lower case; undefined if there is none. */
  match(name: string | undefined): T | undefined {
    if (name === undefined) return this.#default
    const exact = this.#exact.get(name)
    if (exact !== undefined) return exact
    let dot = this.#below.size === 0 ? -1 : name.indexOf('.')
    while (dot >= 0) {
      const below = this.#below.get(name.slice(dot + 1))
      if (below !== undefined) return below
      dot = name.indexOf('.', dot + 1)
    }
    return this.#default
  }
}
