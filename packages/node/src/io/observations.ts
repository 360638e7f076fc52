/**
 * What this node observes, as events: a member's liveness and an endpoint's health as they change
 * in its own view. Beside what the log decides they make its event stream.
 */

import type { FeedSource } from '@polis/api'
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
}

export class Observations {
  readonly source: FeedSource
  readonly #deps: ObservationsDependencies
  readonly #journal: ObservedJournal

  constructor(deps: ObservationsDependencies) {
    const { self, bootCount, state, catalog, gossip } = deps
    this.#deps = deps
    const journal = new ObservedJournal(`${self}-${bootCount}`, () => this.#wholeState())
    this.#journal = journal
    catalog.onChange(change => this.#healthChanged(change))
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
    const { state: cluster, gossip } = this.#deps
    const service = cluster.services.get(endpoint.serviceId)
    const { state, isRoutable, nodeName: node, address } = endpoint
    const details = {
      ...{ service: service?.name ?? '', health: state, before: before ?? null },
      ...{ isRoutable, node, address },
      port: endpoint.ports[0]?.port ?? 0,
    }
    this.#journal.record({
      topic: 'health',
      action,
      objectId: endpoint.id,
      name: (cluster.tasks.get(endpoint.id) ?? cluster.endpoints.get(endpoint.id))?.name ?? '',
      namespace: service?.namespace ?? '',
      reason: gossip.health(endpoint.id)?.output ?? '',
      details,
      ...this.#now(),
    })
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
