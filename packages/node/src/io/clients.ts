/** Programs that are no members and have proven the cluster's secret on their present connection. */

import type { PeerId, Transport } from '@polis/transport'
import { CLIENTS_MAX } from '../config.ts'

export class Clients {
  readonly #admitted = new Set<PeerId>()
  readonly #isMember: (peer: PeerId) => boolean

  constructor(isMember: (peer: PeerId) => boolean) {
    this.#isMember = isMember
  }

  /** Forgets a client when its last connection closes. */
  watch(transport: Transport): void {
    transport.onLink(({ kind, peer }) => {
      if (kind === 'down') this.#admitted.delete(peer)
    })
  }

  /** Lets `peer` call the methods for clients; beyond the bound the oldest has to prove again. */
  admit(peer: PeerId): void {
    this.#admitted.delete(peer)
    this.#admitted.add(peer)
    if (this.#admitted.size <= CLIENTS_MAX) return
    this.#admitted.delete(this.#admitted.values().next().value!)
  }

  /** True for a client that is no member. */
  has(peer: PeerId): boolean {
    return this.#admitted.has(peer) && !this.#isMember(peer)
  }
}
