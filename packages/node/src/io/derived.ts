/**
 * Everything derived on this node from the replicated state and gossip: the catalog that names are
 * resolved from, and the route tables of the balancers.
 *
 * Changes within a few milliseconds are taken together. Withdrawals wait here for the table that
 * reflects them, then for the data threads to let go of the endpoint.
 */

import { DataPlane, type ListenerResult } from '@polis/balancer'
import { type Logger, messageOf, systemClock } from '@polis/base'
import { type ClusterState, catalogEntries, type DerivedView, routeTable } from '@polis/cluster'
import type { Catalog } from '@polis/discovery'
import {
  type Gossip,
  type PropagationLag,
  PropagationMeter,
  type RecordsEvent,
} from '@polis/gossip'
import { COALESCE_MS } from '../config.ts'
import { AccessLog } from './access-log.ts'
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
/** Events of records that wait for the next table; more than these are not measured. */
const EVENTS_MAX = 1_024

/** Starts the balancers of this node; their access logs are written to the file at `path`. */
export function startDataPlane(path: string, logger: Logger): Promise<DataPlane> {
  const accessLog = new AccessLog(path)
  return DataPlane.start({ logger, writeAccess: batch => accessLog.write(batch) })
}

export class Derived {
  readonly #deps: DerivedDependencies
  readonly #names: HostNames
  #timer: ReturnType<typeof setTimeout> | null = null
  #isStarted = false
  #isApplying = false
  #isDirty = false
  #appliedVersion = -1
  #listeners: readonly ListenerResult[] = []
  readonly #lag = new PropagationMeter()
  #unmeasured: RecordsEvent[] = []

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

  /** Change at the owner of an endpoint → taken up by this node's balancer. */
  get propagation(): PropagationLag {
    return this.#lag.summary()
  }

  /** Health records of another node have changed. */
  heard(event: RecordsEvent): void {
    if (this.#unmeasured.length < EVENTS_MAX) this.#unmeasured.push(event)
    this.changed()
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
    const events = this.#unmeasured
    this.#unmeasured = []
    const view = this.#view()
    this.#updateCatalog(view)
    const table = routeTable(this.#deps.state, view, this.#deps.bind)
    this.#deps.dataPlane
      .apply(table)
      .then(
        result => {
          this.#appliedVersion = Math.max(this.#appliedVersion, table.version)
          this.#reportListeners(result.listeners)
          for (const event of events) this.#lag.observe(event, systemClock.wallMs())
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

  #view(): DerivedView {
    const { gossip } = this.#deps
    const liveness = new Map(gossip.members().map(member => [member.peer, member.liveness]))
    return {
      liveness: nodeId => liveness.get(nodeId) ?? 'unknown',
      health: endpointId => gossip.health(endpointId)?.state,
      addressOf: host => this.#names.addressOf(host),
    }
  }

  /** Brings the catalog to what the state and gossip say; it notices itself what is unchanged. */
  #updateCatalog(view: DerivedView): void {
    const { state, catalog } = this.#deps
    const { services, endpoints, nodes } = catalogEntries(state, view)
    const known = catalog.snapshot()
    for (const node of nodes) catalog.upsertNode(node)
    for (const service of services) catalog.upsertService(service)
    for (const endpoint of endpoints) catalog.upsertEndpoint(endpoint)
    for (const id of goneFrom(known.endpoints, endpoints)) catalog.removeEndpoint(id)
    for (const id of goneFrom(known.services, services)) catalog.removeService(id)
    for (const id of goneFrom(known.nodes, nodes)) catalog.removeNode(id)
  }
}

type Identified = { readonly id: string }

/** Ids in `before` that are not in `now`. */
function goneFrom(before: readonly Identified[], now: readonly Identified[]): string[] {
  const ids = new Set(now.map(({ id }) => id))
  return before.map(({ id }) => id).filter(id => !ids.has(id))
}
