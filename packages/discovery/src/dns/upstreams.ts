/**
 * Which servers are asked for which names: some for a zone of their own, the others for the rest.
 *
 *     10.0.0.53                     for every name
 *     corp.example=10.1.0.53        for corp.example and the names below it
 *
 * The longest zone that a name is in wins. Several servers of one zone are asked in the order
 * given, or all at once; one that failed lately comes last.
 */

import { PolisError } from '@polis/base'
import { UPSTREAM_AVOIDED_MS } from '../config.ts'
import { parseServer, type ServerAddress } from './server-address.ts'

/** A zone, as a name in lower case without a final dot, or the empty one for all names. */
const ZONE = /^(?:[a-z0-9_-]{1,63})(?:\.[a-z0-9_-]{1,63})*$/

/** Servers by zone. */
export class Upstreams {
  readonly #byZone = new Map<string, ServerAddress[]>()
  readonly #failedAtMs = new Map<ServerAddress, number>()

  /**
   * Each of `texts` is `SERVER` or `ZONE=SERVER`; servers for which `isSelf` holds are left out.
   * Throws `discovery/bad-server`.
   */
  constructor(texts: readonly string[], isSelf: (server: ServerAddress) => boolean = () => false) {
    for (const text of texts) {
      const at = text.indexOf('=')
      const zone = at < 0 ? '' : text.slice(0, at).toLowerCase().replace(/\.$/, '')
      if (at >= 0 && !ZONE.test(zone)) throw badZone(text)
      const server = parseServer(text.slice(at + 1))
      if (isSelf(server)) continue
      this.#byZone.set(zone, [...(this.#byZone.get(zone) ?? []), server])
    }
  }

  /** True if nobody is asked for anything. */
  get isEmpty(): boolean {
    return this.#byZone.size === 0
  }

  /** The servers for a name (in any case of letters), those that work first. */
  serversFor(name: string, nowMs: number): readonly ServerAddress[] {
    let zone = name.toLowerCase()
    for (;;) {
      const servers = this.#byZone.get(zone)
      if (servers !== undefined) return this.#inOrder(servers, nowMs)
      if (zone === '') return []
      const dot = zone.indexOf('.')
      zone = dot < 0 ? '' : zone.slice(dot + 1)
    }
  }

  /** A server did not answer, or could not. */
  failed(server: ServerAddress, nowMs: number): void {
    this.#failedAtMs.set(server, nowMs)
  }

  /** A server answered. */
  answered(server: ServerAddress): void {
    this.#failedAtMs.delete(server)
  }

  #inOrder(servers: readonly ServerAddress[], nowMs: number): readonly ServerAddress[] {
    if (this.#failedAtMs.size === 0) return servers
    const isAvoided = (server: ServerAddress) => {
      const failedAtMs = this.#failedAtMs.get(server)
      return failedAtMs !== undefined && nowMs - failedAtMs < UPSTREAM_AVOIDED_MS
    }
    return [...servers.filter(one => !isAvoided(one)), ...servers.filter(isAvoided)]
  }
}

function badZone(text: string): PolisError {
  return new PolisError('discovery/bad-server', {
    message: `'${text}' does not name a zone and the address of its DNS server`,
    hint: 'use ZONE=IP, for example corp.example=10.1.0.53',
    fields: { server: text },
  })
}
