/**
 * What this node observes, as events: a member's liveness and an endpoint's health as they change
 * in its own view, and endpoints that its balancers leave out and take back. Beside what the log
 * decides they make its event stream.
 */

import type { FeedSource } from '@polis/api'
import type { DataPlane, PassiveEvent } from '@polis/balancer'
import { systemClock } from '@polis/base'
import type { ClusterState } from '@polis/cluster'
import { type Catalog, type CatalogChange, ObservedJournal } from '@polis/discovery'
import type { Gossip } from '@polis/gossip'

export type ObservationsDependencies = {
  readonly self: string
  readonly bootCount: number
  readonly state: ClusterState
  readonly catalog: Catalog
  readonly gossip: Gossip
  readonly dataPlane: DataPlane
}

export class Observations {
  readonly source: FeedSource
  readonly #deps: ObservationsDependencies
  readonly #journal: ObservedJournal

  constructor(deps: ObservationsDependencies) {
    const { self, bootCount, state, catalog, gossip, dataPlane } = deps
    this.#deps = deps
    const journal = new ObservedJournal(`${self}-${bootCount}`, () => this.#wholeState())
    this.#journal = journal
    catalog.onChange(change => this.#healthChanged(change))
    dataPlane.onPassive(event => this.#ejected(event))
    gossip.onMember(({ peer, name, previous, liveness, reason, by }) => {
      const details = { liveness, before: previous ?? null, by: this.#nameOf(by) }
      const action =
        liveness === 'removed' ? 'removed' : previous === undefined ? 'created' : 'changed'
      const member = { objectId: peer, name, namespace: '', reason, details }
      journal.record({ topic: 'liveness', action, ...member, ...this.#now() })
    })
    this.source = {
      decidedAfter: (id, limit) => state.eventsSince(id, limit),
      decidedIndex: () => state.index,
      observed: journal,
      nowMs: () => systemClock.wallMs(),
    }
  }

  /** Calls `listener` when there may be new events, decided or observed; the answer stops it. */
  onEvents(listener: () => void): () => void {
    const { state } = this.#deps
    const stops = [
      state.onApplied((_, __, events) => {
        if (events.length > 0) listener()
      }),
      state.onRestored(listener),
      this.#journal.onEvent(listener),
    ]
    return () => {
      for (const stop of stops) stop()
    }
  }

  /** A catalog's change of health is what this node sees of it; the cause is in the record. */
  #healthChanged(change: CatalogChange): void {
    if (!('endpoint' in change)) return
    const { endpoint, kind } = change
    const before = 'before' in change ? change.before : undefined
    if (kind === 'endpoint-upserted' && before === endpoint.state) return
    const action =
      kind === 'endpoint-removed' ? 'removed' : before === undefined ? 'created' : 'changed'
    const { state, isRoutable, nodeName: node, address } = endpoint
    const { service, ...subject } = this.#subject(endpoint.id, endpoint.serviceId)
    const details = {
      ...{ service, health: state, before: before ?? null, isRoutable, node, address },
      port: endpoint.ports[0]?.port ?? 0,
      ...this.#votesOn(endpoint.id),
    }
    const reason = this.#deps.gossip.health(endpoint.id)?.output ?? ''
    this.#journal.record({ topic: 'health', action, ...subject, reason, details, ...this.#now() })
  }

  /** Who voted what on the endpoint's observed checks. */
  #votesOn(id: string) {
    const votes = this.#deps.gossip.votes(id)
    if (votes.length === 0) return {}
    return { votes: votes.map(({ name, voter, state }) => `${name} (${voter}): ${state}`) }
  }

  /** A data thread stopped or began again to send requests to an endpoint, on its own evidence. */
  #ejected({ kind, endpointId, failure }: PassiveEvent): void {
    // Each port of a task is an endpoint of its own to balancers: `TASK:PORT`.
    const [id = endpointId] = endpointId.split(':')
    const serviceId = this.#deps.catalog.endpoint(id)?.serviceId ?? ''
    const { service, ...subject } = this.#subject(id, serviceId)
    const details = { service, kind, endpoint: endpointId }
    const reason = failure === undefined ? kind : `${kind}: ${failure}`
    const event = { action: 'changed', ...subject, reason, details, ...this.#now() } as const
    this.#journal.record({ topic: 'lb', ...event })
  }

  /** Whom an event about an endpoint is about. */
  #subject(endpointId: string, serviceId: string) {
    const { services, tasks, endpoints } = this.#deps.state
    const service = services.get(serviceId)
    const name = (tasks.get(endpointId) ?? endpoints.get(endpointId))?.name ?? ''
    const namespace = service?.namespace ?? ''
    return { objectId: endpointId, name, namespace, service: service?.name ?? '' }
  }

  #now() {
    return { revision: this.#deps.state.index, timeMs: systemClock.wallMs() }
  }

  #nameOf(peer: string): string {
    return this.#deps.state.members.get(peer)?.name ?? peer
  }

  #wholeState(): Readonly<Record<string, unknown>> {
    const { catalog, gossip, state } = this.#deps
    const nodes = gossip.members().map(({ peer, name, liveness }) => ({ id: peer, name, liveness }))
    const endpoints = catalog.snapshot().endpoints.map(endpoint => {
      const { id, state: health, isRoutable, nodeName: node } = endpoint
      const service = state.services.get(endpoint.serviceId)
      const names = { service: service?.name ?? '', namespace: service?.namespace ?? '' }
      return { id, ...names, health, isRoutable, node }
    })
    return { nodes, endpoints }
  }
}
