/**
 * No dropped request: before a task is stopped, every member says that it sends nothing more to it.
 *
 * The leader has committed the withdrawal at an index. Each member that is alive answers once its
 * data threads run a table of at least that index, its requests on the endpoint have ended or were
 * cut at the drain deadline, and its idle connections to it are closed. A suspect is waited for
 * five seconds, a dead one not at all (design.md "No dropped request").
 */

import { type Logger, messageOf, systemClock } from '@polis/base'
import type { PeerId, Transport } from '@polis/transport'
import { DRAIN_MARGIN_MS, DRAIN_RETRY_MS, DRAIN_SUSPECT_WAIT_MS } from '../config.ts'
import { drainedReply, drainedRequest, METHODS } from '../wire.ts'
import { pause } from './pause.ts'

export type Withdrawal = {
  readonly endpointIds: readonly string[]
  /** Raft index of the withdrawal. */
  readonly index: number
  readonly drainMs: number
}

/** What a drain needs to know of the others, and of this node's own balancers. */
export type DrainDependencies = {
  readonly self: PeerId
  readonly transport: Transport
  readonly liveness: (
    peer: PeerId,
  ) => 'alive' | 'suspect' | 'dead' | 'left' | 'restarting' | 'unknown'
  readonly peers: () => PeerId[]
  /** Resolves once this node's own balancers send nothing more to the endpoints. */
  readonly drainHere: (withdrawal: Withdrawal, signal: AbortSignal) => Promise<void>
  readonly logger: Logger
}

export class Drain {
  readonly #deps: DrainDependencies

  constructor(deps: DrainDependencies) {
    this.#deps = deps
    deps.transport.handle(METHODS.drained, async (body, _, signal) => {
      await deps.drainHere(drainedRequest.decode(body), signal)
      return drainedReply.encode()
    })
  }

  /** Resolves once nobody sends anything more to the endpoints, or `signal` aborts. */
  async everywhere(withdrawal: Withdrawal, signal: AbortSignal): Promise<void> {
    const others = this.#deps.peers().filter(peer => peer !== this.#deps.self)
    await Promise.all([
      this.#deps.drainHere(withdrawal, signal),
      ...others.map(peer => this.#ask(peer, withdrawal, signal)),
    ])
  }

  /** Asks one member until it answers, or need not be waited for. */
  async #ask(peer: PeerId, withdrawal: Withdrawal, signal: AbortSignal): Promise<void> {
    const body = drainedRequest.encode({ ...withdrawal, endpointIds: [...withdrawal.endpointIds] })
    const timeoutMs = withdrawal.drainMs + DRAIN_MARGIN_MS
    let unreachableSinceMs: number | null = null
    while (!signal.aborted) {
      const liveness = this.#deps.liveness(peer)
      if (liveness === 'dead' || liveness === 'left' || liveness === 'restarting') return
      const gaveUpMs =
        unreachableSinceMs === null ? null : unreachableSinceMs + DRAIN_SUSPECT_WAIT_MS
      if (liveness !== 'alive' && gaveUpMs !== null && systemClock.nowMs() >= gaveUpMs) return
      try {
        await this.#deps.transport.request(peer, METHODS.drained, body, { timeoutMs, signal })
        return
      } catch (error) {
        this.#deps.logger.debug({ peer, reason: messageOf(error) }, 'drain not confirmed yet')
        unreachableSinceMs ??= systemClock.nowMs()
        await pause(DRAIN_RETRY_MS, signal)
      }
    }
  }
}
