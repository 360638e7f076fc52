/**
 * Publish and subscribe in memory: every message reaches every other subscriber, once.
 *
 * `isLossy` loses all of them, which is the test of anti-entropy.
 */

import type { PeerId, Schedule } from '@polis/transport'
import type { PubSub, PubSubHandler } from './pubsub.ts'

/** Connects the `PubSub`s it creates. */
export class MemoryPubSubHub {
  /** While true, every publication is lost. */
  isLossy = false
  readonly #schedule: Schedule
  readonly #peers = new Map<PeerId, Map<string, PubSubHandler>>()

  constructor(schedule: Schedule) {
    this.#schedule = schedule
  }

  /** The end of `self`. Creating it again is that peer's restart. */
  createPubSub(self: PeerId): PubSub {
    const topics = new Map<string, PubSubHandler>()
    this.#peers.set(self, topics)
    return {
      publish: (topic, message) => {
        if (this.isLossy || this.#peers.get(self) !== topics) return
        const copy = new Uint8Array(message)
        for (const [peer, handlers] of this.#peers) {
          if (peer === self) continue
          this.#schedule(() => {
            if (this.#peers.get(peer) === handlers) handlers.get(topic)?.(copy, self)
          }, 0)
        }
      },
      subscribe: (topic, handler) => {
        topics.set(topic, handler)
      },
      stop: () => {
        if (this.#peers.get(self) === topics) this.#peers.delete(self)
        return Promise.resolve()
      },
    }
  }
}
