/**
 * Whether this node is still a member: asked of every member that it gets a connection to.
 *
 *     connection up ─► am I a member? ─► yes: nothing more
 *          ▲                         ├─► no, and a majority confirms it: this node was removed
 *          └──── again in a second ──┴─► no, but the asked one is not sure
 *
 * A removed node is told nothing by Raft: it is cut off. All members close their connections to it,
 * so it dials them, and each of them answers this question to strangers, too. The answer counts
 * because TLS proves who gives it, and because that member first had a majority confirm that it has
 * applied all that is committed: a member that lags has not heard of every other one.
 */

import { hasCode, type Logger, messageOf, type PolisError } from '@polis/base'
import type { ClusterState } from '@polis/cluster'
import type { RaftNode } from '@polis/raft'
import type { PeerId, Transport } from '@polis/transport'
import { STANDING_RETRY_MS, STANDING_TIMEOUT_MS } from '../config.ts'
import { nodeError } from '../errors.ts'
import { METHODS, standingReply, standingRequest } from '../wire.ts'
import type { DataDir } from './data-dir.ts'
import { pause } from './pause.ts'

/** What a removed node ends with, now and whenever it is started again. */
export function removedError({ path, record }: DataDir): PolisError {
  return nodeError('node/removed', {
    message: `this node (${record.name}) was removed from its cluster`,
    hint: `to join again as a new node, remove ${path} and start it with --join`,
  })
}

/** Less than the asker waits, so that the answer still arrives. */
const CONFIRM_TIMEOUT_MS = STANDING_TIMEOUT_MS / 2

/** Answers members and strangers. */
export function serveStanding(host: {
  readonly state: ClusterState
  readonly transport: Transport
  readonly raft: () => RaftNode | null
}): void {
  const { state, transport } = host
  transport.handle(
    METHODS.standing,
    async (_, from) => {
      if (state.members.has(from)) {
        return standingReply.encode({ isMember: true, isCertain: true })
      }
      const isCertain = await confirmed(host.raft())
      return standingReply.encode({ isMember: state.members.has(from), isCertain })
    },
    'open',
  )
}

/** True once everything that was committed before the call is applied here. */
async function confirmed(raft: RaftNode | null): Promise<boolean> {
  if (raft === null || raft.status().leader === 0) return false
  try {
    await raft.readIndex(AbortSignal.timeout(CONFIRM_TIMEOUT_MS))
    return true
  } catch {
    // Without a majority nothing is certain, which is what the answer says.
    return false
  }
}

export type StandingDependencies = {
  readonly transport: Transport
  readonly isMember: (peer: PeerId) => boolean
  /** Ends every question. */
  readonly signal: AbortSignal
  readonly logger: Logger
}

/** Asks, and remembers the answer that ends a membership. */
export class Standing {
  readonly #deps: StandingDependencies
  readonly #removed = new AbortController()
  readonly #asking = new Set<PeerId>()

  constructor(deps: StandingDependencies) {
    this.#deps = deps
  }

  /** Aborts once it is certain that this node was removed. */
  get removed(): AbortSignal {
    return this.#removed.signal
  }

  /** Begins to ask, those that are connected already first; the answer stops it. */
  start(): () => void {
    const { transport } = this.#deps
    for (const peer of transport.connected()) this.#askLater(peer)
    return transport.onLink(({ kind, peer }) => {
      if (kind === 'up') this.#askLater(peer)
    })
  }

  #askLater(peer: PeerId): void {
    const { isMember, logger } = this.#deps
    if (this.#asking.has(peer) || !isMember(peer)) return
    this.#asking.add(peer)
    this.#ask(peer)
      .catch(error => logger.debug({ peer, reason: messageOf(error) }, 'could not ask'))
      .finally(() => this.#asking.delete(peer))
  }

  /** Asks one member until it is certain, or gone. */
  async #ask(peer: PeerId): Promise<void> {
    const { transport, logger } = this.#deps
    const signal = AbortSignal.any([this.#deps.signal, this.#removed.signal])
    while (!signal.aborted && transport.connected().includes(peer)) {
      const options = { timeoutMs: STANDING_TIMEOUT_MS, signal }
      try {
        const body = standingRequest.encode()
        const reply = await transport.request(peer, METHODS.standing, body, options)
        const { isMember, isCertain } = standingReply.decode(reply)
        if (isMember) return
        if (isCertain) {
          logger.error({ peer }, 'this node was removed from the cluster')
          this.#removed.abort()
          return
        }
      } catch (error) {
        // An older node knows no such question, and will not learn it.
        if (hasCode(error, 'transport/no-such-method')) return
        logger.debug({ peer, reason: messageOf(error) }, 'no answer about our membership')
      }
      await pause(STANDING_RETRY_MS, signal)
    }
  }
}
