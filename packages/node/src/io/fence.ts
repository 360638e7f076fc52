/**
 * The word that this node is fenced: its cluster was recovered from the loss of its quorum without
 * it, so nothing that it holds counts any more, and what ran on it runs elsewhere.
 *
 * Only a member's word is taken: hello comes before anybody has proven to be one, and a stranger
 * must not be able to stop a node.
 */

import type { PolisError } from '@polis/base'
import type { PeerId } from '@polis/transport'
import { nodeError } from '../errors.ts'

export type FenceDependencies = {
  readonly isMember: (peer: PeerId) => boolean
  readonly dataDir: () => string
  readonly name: () => string
}

export class Fence {
  readonly #deps: FenceDependencies
  readonly #raised = Promise.withResolvers<never>()
  #reason: PolisError | null = null

  constructor(deps: FenceDependencies) {
    this.#deps = deps
    // Whoever waits for it hears of it; nobody has to.
    this.#raised.promise.catch(() => {})
  }

  /** Why the node is fenced; null while it is not. */
  get reason(): PolisError | null {
    return this.#reason
  }

  /** Rejects with `node/fenced` once the node is fenced; never resolves. */
  get raised(): Promise<never> {
    return this.#raised.promise
  }

  /** Takes what `peer` said at hello. */
  raise(peer: PeerId, cause: PolisError): void {
    const { isMember, dataDir, name } = this.#deps
    if (this.#reason !== null || !isMember(peer)) return
    this.#reason = nodeError('node/fenced', {
      message: cause.message,
      hint: `run 'polis node rm ${name()}' on the cluster, empty ${dataDir()}, and join again`,
      fields: { peer },
      cause,
    })
    this.#raised.reject(this.#reason)
  }
}
