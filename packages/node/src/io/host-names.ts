/**
 * Addresses of members that advertise a DNS name, looked up ahead.
 *
 * Balancers and DNS answers need an IP address at once, so names are resolved here and again every
 * few seconds: a container that came back may have another address. What was found last stays until
 * something else is found.
 */

import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'

const REFRESH_MS = 2_000

export class HostNames {
  readonly #addresses = new Map<string, string>()
  readonly #pending = new Set<string>()
  readonly #onChange: () => void
  #timer: ReturnType<typeof setInterval> | null = null

  /** `onChange` is called when a name has another address than before. */
  constructor(onChange: () => void) {
    this.#onChange = onChange
  }

  start(): void {
    this.#timer = setInterval(() => {
      for (const host of this.#addresses.keys()) this.#look(host)
    }, REFRESH_MS)
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer)
  }

  /** The IP address of `host`, or null while it is not known yet. */
  addressOf(host: string): string | null {
    if (isIP(host) !== 0) return host
    const known = this.#addresses.get(host)
    if (known === undefined) {
      this.#addresses.set(host, '')
      this.#look(host)
    }
    return known === undefined || known === '' ? null : known
  }

  #look(host: string): void {
    if (this.#pending.has(host)) return
    this.#pending.add(host)
    lookup(host)
      .then(
        ({ address }) => {
          if (this.#addresses.get(host) === address) return
          this.#addresses.set(host, address)
          this.#onChange()
        },
        // The name may come to exist later; it is looked up again.
        () => undefined,
      )
      .finally(() => this.#pending.delete(host))
  }
}
