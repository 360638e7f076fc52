/**
 * `PubSub` over gossipsub.
 *
 * The handler is gossipsub's validator: it runs once a message, before the message is handed on,
 * and its verdict decides whether it is. So nothing is relayed that this node would not believe.
 */

import { type GossipSub, TopicValidatorResult } from '@chainsafe/libp2p-gossipsub'
import { type Logger, messageOf } from '@polis/base'
import type { PubSub } from '../pubsub.ts'

const RESULTS = {
  accept: TopicValidatorResult.Accept,
  ignore: TopicValidatorResult.Ignore,
  reject: TopicValidatorResult.Reject,
} as const

/** Wraps the gossipsub service of a running libp2p host. */
export function libp2pPubSub(service: GossipSub, logger: Logger): PubSub {
  const topics = new Set<string>()
  return {
    publish: (topic, message) => {
      // Lost publications cost freshness only; what repeats is worth a line.
      service.publish(topic, message).catch(error => {
        logger.debug({ topic, error: messageOf(error) }, 'publication failed')
      })
    },
    subscribe: (topic, handler) => {
      topics.add(topic)
      service.topicValidators.set(topic, (peer, message) => {
        return RESULTS[handler(message.data, peer.toString())]
      })
      service.subscribe(topic)
    },
    stop: () => {
      for (const topic of topics) {
        service.unsubscribe(topic)
        service.topicValidators.delete(topic)
      }
      topics.clear()
      return Promise.resolve()
    },
  }
}
