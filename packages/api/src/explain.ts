/**
 * Why a thing is as it is: the recorded reasons about it, newest first.
 *
 * Decisions (placements, scaling, rollouts and their rollbacks, membership) are events of the log
 * and the same on every node. What was observed is in the journals of the nodes: an endpoint's
 * health in that of the node that owns it, an ejection in that of the node whose balancer did it.
 * A reference means whatever has that id, name or prefix of an id; a service stands for all that
 * belongs to it.
 */

import type { ClusterEvent, ClusterState, Service } from '@polis/cluster'
import type { ObservedEvent } from '@polis/discovery'
import { EXPLAIN_REASONS_MAX } from './config.ts'
import { referenced } from './views.ts'

/** What is to be explained. */
export type Subject = {
  readonly kind: 'service' | 'task' | 'node' | 'deployment' | 'policy' | 'endpoint'
  readonly id: string
  readonly name: string
  readonly namespace: string
}

/** One recorded reason. `node` is the node that observed it; null for what the log decided. */
export type Reason = {
  readonly id: string
  readonly timeMs: number
  readonly topic: string
  readonly action: string
  readonly name: string
  readonly reason: string
  readonly node: string | null
  readonly details: Readonly<Record<string, unknown>>
}

/** A node whose journal cannot be read, and why. */
export type DamagedJournal = { readonly node: string; readonly reason: string }

/**
 * Everything recorded about a subject. `unanswered` names nodes whose journals are missing, and
 * `damaged` those whose journals could not be read (absent: none).
 */
export type Explanation = {
  readonly subject: Subject
  readonly reasons: readonly Reason[]
  readonly unanswered: readonly string[]
  readonly damaged?: readonly DamagedJournal[]
}

/** Which observations to look for: those of these objects, or of what belongs to these services. */
export type JournalFilter = {
  readonly objectIds: ReadonlySet<string>
  /** `NAMESPACE/NAME`. */
  readonly services: ReadonlySet<string>
}

/** Observations of many nodes, who did not answer, and whose answer could not be read. */
export type Journals = {
  readonly events: readonly { readonly node: string; readonly event: ObservedEvent }[]
  readonly unanswered: readonly string[]
  readonly damaged?: readonly DamagedJournal[]
}

/** What `reference` means in `namespace`; undefined if nothing, or too much, is called that. */
export function subjectOf(
  state: ClusterState,
  reference: string,
  namespace: string,
): Subject | undefined {
  const kinds = {
    service: state.services,
    task: state.tasks,
    node: state.members,
    deployment: state.deployments,
    policy: state.policies,
    endpoint: state.endpoints,
  } as const
  for (const [kind, objects] of Object.entries(kinds)) {
    const found = referenced<{ id: string; name: string; namespace?: string }>(
      objects,
      reference,
      namespace,
    )
    if (found === undefined) continue
    const { id, name } = found
    return { kind: kind as Subject['kind'], id, name, namespace: found.namespace ?? '' }
  }
  return undefined
}

/** Which objects a subject stands for. */
export function filterOf(state: ClusterState, subject: Subject): JournalFilter {
  const objectIds = new Set([subject.id])
  if (subject.kind !== 'service') return { objectIds, services: new Set() }
  for (const deployment of state.deployments.values()) {
    if (deployment.serviceId === subject.id) objectIds.add(deployment.id)
  }
  for (const policy of state.policies.values()) {
    if (objectIds.has(policy.deploymentId)) objectIds.add(policy.id)
  }
  for (const { id, serviceId } of [...state.tasks.values(), ...state.endpoints.values()]) {
    if (serviceId === subject.id) objectIds.add(id)
  }
  return { objectIds, services: new Set([serviceKey(subject)]) }
}

/** The key of a service in a filter. */
export function serviceKey({ namespace, name }: Pick<Service, 'namespace' | 'name'>): string {
  return `${namespace}/${name}`
}

/** True if an observation is about what the filter asks for, tasks that are gone included. */
export function matches(filter: JournalFilter, event: ObservedEvent): boolean {
  if (filter.objectIds.has(event.objectId)) return true
  const service = event.details['service']
  if (typeof service !== 'string') return false
  return filter.services.has(serviceKey({ namespace: event.namespace, name: service }))
}

/**
 * The explanation of a subject from what the log decided, the journals observed and the leader
 * lately evaluated.
 */
export function explanation(
  subject: Subject,
  filter: JournalFilter,
  decided: readonly ClusterEvent[],
  journals: Journals,
  evaluated: readonly Reason[] = [],
): Explanation {
  const reasons: Reason[] = decided
    .filter(event => isAbout(subject, filter, event))
    .map(event => reasonOf(event, null))
  for (const { node, event } of journals.events) reasons.push(reasonOf(event, node))
  reasons.push(...evaluated)
  reasons.sort((a, b) => b.timeMs - a.timeMs || (a.id < b.id ? 1 : -1))
  const unanswered = [...journals.unanswered].sort()
  const told = { subject, reasons: reasons.slice(0, EXPLAIN_REASONS_MAX), unanswered }
  const { damaged = [] } = journals
  return damaged.length === 0 ? told : { ...told, damaged }
}

/** A decision is about a subject, about what it stands for, or about what ran on a node. */
function isAbout(subject: Subject, filter: JournalFilter, event: ClusterEvent): boolean {
  if (filter.objectIds.has(event.objectId)) return true
  if (subject.kind === 'node') return event.details['nodeId'] === subject.id
  if (subject.kind !== 'service' || event.namespace !== subject.namespace) return false
  // So are endpoints that are gone, by their ids: `SERVICEID.NAME`.
  if (event.topic === 'endpoint') return event.objectId.startsWith(`${subject.id}.`)
  // Tasks that are gone are known by their names alone: a service's name has no dot.
  return event.topic === 'task' && event.name.startsWith(`${subject.name}.`)
}

function reasonOf(event: ClusterEvent | ObservedEvent, node: string | null): Reason {
  const { id, timeMs, topic, action, name, reason, details } = event
  return { id, timeMs, topic, action, name, reason, node, details }
}
