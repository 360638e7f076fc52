/**
 * Everything derived on this node from the replicated state and gossip: the catalog that names are
 * resolved from, and the route tables of the balancers.
 *
 * Changes within a few milliseconds are taken together. Withdrawals wait here for the table that
 * reflects them, then for the data threads to let go of the endpoint.
 */

import type { DataPlane, ListenerResult } from '@polis/balancer'
import { type Logger, messageOf } from '@polis/base'
import type { ClusterState, Service, Task } from '@polis/cluster'
import type { Catalog } from '@polis/discovery'
import type { Gossip } from '@polis/gossip'
import { COALESCE_MS } from '../config.ts'
import { type Observed, routeTableOf, taskUse } from '../derive.ts'
import type { Withdrawal } from './drain.ts'
import { HostNames } from './host-names.ts'
import { pause } from './pause.ts'

export type DerivedDependencies = {
  readonly state: ClusterState
  readonly gossip: Gossip
  readonly catalog: Catalog
  readonly dataPlane: DataPlane
  readonly bind: string
  readonly logger: Logger
}

/** Pause between looks at the table's version while a withdrawal waits for it. */
const VERSION_POLL_MS = 10
/** How long a start waits for the first table. */
const SETTLE_TIMEOUT_MS = 5_000

export class Derived {
  readonly #deps: DerivedDependencies
  readonly #names: HostNames
  #timer: ReturnType<typeof setTimeout> | null = null
  #isStarted = false
  #isApplying = false
  #isDirty = false
  #appliedVersion = -1
  #listeners: readonly ListenerResult[] = []

  constructor(deps: DerivedDependencies) {
    this.#deps = deps
    this.#names = new HostNames(() => this.changed())
  }

  /** Derives from now on; before, ports stay closed. */
  start(): void {
    this.#isStarted = true
    this.#names.start()
    this.changed()
  }

  stop(): void {
    this.#isStarted = false
    this.#names.stop()
    if (this.#timer !== null) clearTimeout(this.#timer)
  }

  /** Which published ports this node listens on, and why not on others. */
  get listeners(): readonly ListenerResult[] {
    return this.#listeners
  }

  /** Something that is derived from has changed. */
  changed(): void {
    this.#isDirty = true
    if (!this.#isStarted || this.#timer !== null) return
    this.#timer = setTimeout(() => {
      this.#timer = null
      this.#derive()
    }, COALESCE_MS)
  }

  /** Resolves once the first table is applied. */
  async settled(): Promise<void> {
    const deadline = AbortSignal.timeout(SETTLE_TIMEOUT_MS)
    while (this.#appliedVersion < 0 && !deadline.aborted) await pause(VERSION_POLL_MS, deadline)
  }

  /** Resolves once this node's data threads send nothing more to the endpoints. */
  async drainHere(withdrawal: Withdrawal, signal: AbortSignal): Promise<void> {
    while (this.#appliedVersion < withdrawal.index) {
      if (signal.aborted || !this.#isStarted) return
      await pause(VERSION_POLL_MS, signal)
    }
    for (const id of withdrawal.endpointIds) this.#deps.dataPlane.withdraw(id, withdrawal.drainMs)
    await this.#deps.dataPlane.isDrained(withdrawal.endpointIds, signal)
  }

  #derive(): void {
    if (!this.#isDirty || this.#isApplying) return
    this.#isDirty = false
    this.#isApplying = true
    const observed = this.#observed()
    this.#updateCatalog(observed)
    const table = routeTableOf(this.#deps.state, this.#deps.bind, observed)
    this.#deps.dataPlane
      .apply(table)
      .then(
        result => {
          this.#appliedVersion = Math.max(this.#appliedVersion, table.version)
          this.#reportListeners(result.listeners)
        },
        error => {
          if (!this.#isStarted) return
          this.#deps.logger.error({ reason: messageOf(error) }, 'route table not applied')
          this.#isDirty = true
        },
      )
      .finally(() => {
        this.#isApplying = false
        if (this.#isDirty && this.#isStarted) this.changed()
      })
  }

  #reportListeners(listeners: readonly ListenerResult[]): void {
    const before = new Set(this.#listeners.filter(l => l.state === 'failed').map(l => l.port))
    for (const listener of listeners) {
      if (listener.state === 'bound' || before.has(listener.port)) continue
      const { host, port, reason } = listener
      this.#deps.logger.warn({ host, port, reason }, 'a published port cannot be opened here')
    }
    this.#listeners = listeners
  }

  #observed(): Observed {
    const { gossip, state } = this.#deps
    const liveness = new Map(gossip.members().map(member => [member.peer, member.liveness]))
    return {
      liveness: nodeId => liveness.get(nodeId) ?? 'unknown',
      health: endpointId => gossip.health(endpointId)?.state,
      addressOf: host => this.#names.addressOf(host),
      stickyKey: state.clusterId,
    }
  }

  /** Brings the catalog to what the state and gossip say; it notices itself what is unchanged. */
  #updateCatalog(observed: Observed): void {
    const { state, catalog } = this.#deps
    const services = new Set<string>()
    const endpoints = new Set<string>()
    const nodes = new Set<string>()
    for (const member of state.sorted('member')) {
      const address = observed.addressOf(member.host)
      if (address === null) continue
      nodes.add(member.id)
      catalog.upsertNode({ id: member.id, name: member.name, address })
    }
    for (const service of state.sorted('service')) {
      services.add(service.id)
      this.#upsertService(service)
      for (const task of state.tasksOfService(service.id)) {
        if (this.#upsertTask(task, service, observed)) endpoints.add(task.id)
      }
      for (const endpoint of state.endpointsOfService(service.id)) {
        endpoints.add(endpoint.id)
        this.#upsertExternal(endpoint.id, service)
      }
    }
    const known = catalog.snapshot()
    for (const { id } of known.endpoints) if (!endpoints.has(id)) catalog.removeEndpoint(id)
    for (const { id } of known.services) if (!services.has(id)) catalog.removeService(id)
    for (const { id } of known.nodes) if (!nodes.has(id)) catalog.removeNode(id)
  }

  #upsertService(service: Service): void {
    const { name, namespace, id, spec } = service
    this.#deps.catalog.upsertService({
      id,
      name,
      namespace,
      tags: spec.tags,
      labels: spec.labels,
      ports: spec.ports.map(({ published, ...port }) => ({
        ...port,
        ...(published === null ? {} : { published }),
      })),
      ttlMs: spec.dnsTtlMs,
    })
  }

  #upsertTask(task: Task, service: Service, observed: Observed): boolean {
    const member = this.#deps.state.members.get(task.nodeId)
    const address = member === undefined ? null : observed.addressOf(member.host)
    if (member === undefined || address === null || task.observed.ports.length === 0) return false
    this.#deps.catalog.upsertEndpoint({
      id: task.id,
      serviceId: service.id,
      nodeId: member.id,
      nodeName: member.name,
      address,
      ports: task.observed.ports,
      weight: 1,
      tags: service.spec.tags,
      labels: service.spec.labels,
      version: service.spec.version,
      ...taskUse(task, service, observed),
    })
    return true
  }

  #upsertExternal(endpointId: string, service: Service): void {
    const { state, catalog } = this.#deps
    const endpoint = state.endpoints.get(endpointId)
    if (endpoint === undefined) return
    const { id, address, port, weight, tags, labels, ownerNodeId } = endpoint
    const main = service.spec.ports[0]
    const name = main?.name ?? 'main'
    catalog.upsertEndpoint({
      id,
      serviceId: service.id,
      nodeId: ownerNodeId,
      nodeName: state.members.get(ownerNodeId)?.name ?? '',
      address,
      ports: [{ name, target: main?.target ?? port, port }],
      weight,
      tags,
      labels,
      version: service.spec.version,
      state: 'unknown',
      isRoutable: true,
      isUp: true,
    })
  }
}
