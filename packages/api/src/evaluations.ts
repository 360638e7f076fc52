/**
 * What the autoscaler did and what it left alone, as `GET /v1/autoscale/history` answers it.
 *
 * Changes of a count are events of the log, the same on every node and kept as long as its history.
 * Evaluations, of which most change nothing, are in the leader's memory: the latest of each policy
 * until another node leads.
 */

import type { ClusterState } from '@polis/cluster'
import type { Reason } from './explain.ts'

/** One evaluation of a policy; `from` equals `to` when it changed nothing. */
export type Evaluation = {
  readonly policyId: string
  /** Time of the log, in milliseconds. */
  readonly timeMs: number
  readonly service: string
  readonly namespace: string
  readonly from: number
  readonly to: number
  readonly reason: string
  /** Replicas, those that are ready, and what each metric said. */
  readonly inputs: unknown
}

/** One entry of the history; `id` is that of the log's event, or empty for an evaluation. */
export type HistoryEntry = Omit<Evaluation, 'policyId'> & { readonly id: string }

/** Which entries: `NAMESPACE/NAME` of one service, or everything without it. */
export type HistoryFilter = {
  readonly namespace?: string | undefined
  readonly service?: string | undefined
}

/** The changes that the autoscaler made, newest first. */
export function changesOf(state: ClusterState, filter: HistoryFilter): HistoryEntry[] {
  const page = state.eventsSince(null)
  const events = page.kind === 'events' ? page.events : []
  return (
    events
      // The policy's own event says the same once more.
      .filter(({ topic, details }) => topic === 'deployment' && details['cause'] === 'autoscaler')
      .map(({ id, timeMs, name, namespace, reason, details }) => {
        const { from, to, ...rest } = details as { from: number; to: number; inputs: unknown }
        return { id, timeMs, service: name, namespace, reason, from, to, ...rest }
      })
      .filter(entry => isWanted(filter, entry))
      .reverse()
  )
}

/** Policies that a filter means, by id. */
export function policiesOf(state: ClusterState, filter: HistoryFilter): string[] {
  return state
    .sorted('policy')
    .filter(({ name, namespace }) => isWanted(filter, { service: name, namespace }))
    .map(({ id }) => id)
}

/** Evaluations as entries of the history. */
export function entriesOf(evaluations: readonly Evaluation[]): HistoryEntry[] {
  return evaluations.map(({ policyId: _, ...entry }) => ({ id: '', ...entry }))
}

/** An evaluation as a reason of `explain`, seen by the node that leads. */
export function reasonOf(evaluation: Evaluation, node: string): Reason {
  const { policyId, timeMs, service, reason, from, to, inputs } = evaluation
  return {
    ...{ id: `${policyId}@${timeMs}`, timeMs, topic: 'policy', action: 'evaluated' },
    ...{ name: service, reason, node, details: { from, to, inputs } },
  }
}

function isWanted(
  { namespace, service }: HistoryFilter,
  entry: { readonly service: string; readonly namespace: string },
): boolean {
  if (namespace !== undefined && entry.namespace !== namespace) return false
  return service === undefined || entry.service === service
}
