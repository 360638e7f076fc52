/**
 * What the operations of a command share: the tables, the index and time of the entry, and the
 * two answers that an operation can give.
 *
 * An operation validates, then changes. If it must refuse after it has changed something, it just
 * answers the refusal: its changes and events are rolled back.
 */

import type { OperationKind, OperationOf, OperationResult } from '../commands.ts'
import { REASON_LENGTH_MAX } from '../config.ts'
import type { FailureLog } from '../failure-log.ts'
import type { ClusterIdentity, EventTopic } from '../objects.ts'
import type { Store } from '../store.ts'

/** An event without what the log adds. */
export type EventDraft = {
  readonly topic: EventTopic
  readonly action: 'created' | 'changed' | 'removed'
  readonly object: { readonly id: string; readonly name: string; readonly namespace?: string }
  readonly reason?: string
  readonly details?: Readonly<Record<string, unknown>>
}

export type ApplyContext = {
  readonly store: Store
  readonly failures: FailureLog
  readonly identity: { get(): ClusterIdentity; set(identity: ClusterIdentity): void }
  readonly index: number
  readonly timeMs: number
  emit(event: EventDraft): void
}

/** Applies one kind of operation. */
export type Apply<K extends OperationKind> = (
  operation: OperationOf<K>,
  context: ApplyContext,
) => OperationResult

export type Refusal = Extract<OperationResult, { kind: 'refused' }>

/** The operation holds; `id` is what it is about. */
export function done(context: ApplyContext, id: string): OperationResult {
  return { kind: 'done', revision: context.index, id }
}

/** The operation holds already: nothing changed since `revision`. */
export function unchanged(object: {
  readonly id: string
  readonly revision: number
}): OperationResult {
  return { kind: 'done', revision: object.revision, id: object.id }
}

/** The operation changed nothing, and why. */
export function refuse(code: Refusal['code'], message: string, hint = ''): Refusal {
  return { kind: 'refused', code, message, hint }
}

/** An explanation short enough to be stored. */
export function bounded(reason: string): string {
  return reason.length <= REASON_LENGTH_MAX ? reason : `${reason.slice(0, REASON_LENGTH_MAX - 1)}…`
}
