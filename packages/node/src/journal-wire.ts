/** What a node asks others about their observations, as bytes: `proto/polis/v1/journal.proto`. */

import type { JournalFilter } from '@polis/api'
import { safeInteger } from '@polis/base'
import type { ObservedEvent } from '@polis/discovery'
import { journal } from '@polis/proto'

const wire = journal.v1.journal

export const journalRequest = {
  encode: ({ objectIds, services }: JournalFilter, limit: number): Uint8Array =>
    wire.JournalRequest.encode({
      objectIds: [...objectIds],
      services: [...services],
      limit,
    }).finish(),
  decode: (bytes: Uint8Array): { readonly filter: JournalFilter; readonly limit: number } => {
    const { objectIds, services, limit } = wire.JournalRequest.decode(bytes)
    return { filter: { objectIds: new Set(objectIds), services: new Set(services) }, limit }
  },
}

export const journalReply = {
  encode: (events: readonly ObservedEvent[]): Uint8Array =>
    wire.JournalReply.encode({
      events: events.map(event => ({ ...event, details: JSON.stringify(event.details) })),
    }).finish(),
  /** Throws a `SyntaxError` if the details of an event are no JSON. */
  decode: (bytes: Uint8Array): ObservedEvent[] =>
    wire.JournalReply.decode(bytes).events.map(event => ({
      id: event.id ?? '',
      seq: safeInteger(event.seq ?? 0, 'seq'),
      revision: safeInteger(event.revision ?? 0, 'revision'),
      topic: event.topic as ObservedEvent['topic'],
      action: event.action as ObservedEvent['action'],
      objectId: event.objectId ?? '',
      name: event.name ?? '',
      namespace: event.namespace ?? '',
      timeMs: safeInteger(event.timeMs ?? 0, 'time_ms'),
      reason: event.reason ?? '',
      details: Object(JSON.parse(event.details ?? '{}')),
    })),
}
