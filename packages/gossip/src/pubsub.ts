/**
 * Publish and subscribe, as gossip needs it: to everybody, cheaply, perhaps.
 *
 * `io/libp2p-pubsub.ts` is the real one (gossipsub); `memory-pubsub.ts` its twin for tests and
 * single-process use. A message may be lost, repeated or late; nothing may depend on it.
 */

import type { PeerId } from '@polis/transport'
import type { Verdict } from './message.ts'

/**
 * Takes a message that `from` handed on (not always who wrote it), and says what becomes of it:
 * only an accepted one goes on to others.
 */
export type PubSubHandler = (message: Uint8Array, from: PeerId) => Verdict

export type PubSub = {
  /** Sends to all subscribers but ourselves. Never throws, never waits. */
  publish(topic: string, message: Uint8Array): void
  /** Sets the handler of `topic`; one a topic. */
  subscribe(topic: string, handler: PubSubHandler): void
  /** Ends every subscription. */
  stop(): Promise<void>
}

/**
 * The topic of all gossip. The cluster's id is not in it, because libp2p must be told its topics
 * before a new node has a cluster; signatures carry the id instead.
 */
export const GOSSIP_TOPIC = 'polis/gossip/1'
