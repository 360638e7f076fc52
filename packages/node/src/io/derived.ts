/**
 * Everything derived on this node from the replicated state and gossip: the catalog that names are
 * resolved from, and the route tables of the balancers.
 *
 * Changes within a few milliseconds are taken together. Withdrawals wait here for the table that
 * reflects them, then for the data threads to let go of the endpoint.
 */

import { DataPlane, type ListenerResult } from '@polis/balancer'
import { type Logger, messageOf, systemClock } from '@polis/base'
import { CatalogFollower, type ClusterState, type DerivedView, routeTable } from '@polis/cluster'
import { type Catalog, FlapDamper } from '@polis/discovery'
import {
  type Gossip,
  type PropagationLag,
  PropagationMeter,
  type RecordsEvent,
} from '@polis/gossip'
import { COALESCE_MS } from '../config.ts'
import type { NodeOptions } from '../options.ts'
import { AccessLog } from './access-log.ts'
import type { DataDir } from './data-dir.ts'
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

/** The balancers of a node; `id` names the table of what its kernel forwards. */
export function startDataPlane(
  id: string,
  { protocols, inheritedSockets }: Pick<NodeOptions, 'protocols' | 'inheritedSockets'>,
  dataDir: DataDir,
  logger: Logger,
): Promise<DataPlane> {
  const accessLog = new AccessLog(dataDir.file('access.log'))
  return DataPlane.start({
    logger,
    writeAccess: batch => accessLog.write(batch),
    // The end of a peer id is its own; the beginning is the same for all.
    kernelTable: `polis_${id.slice(-12)}`,
    ...(protocols === undefined ? {} : { protocols }),
    ...(inheritedSockets === undefined ? {} : { inherited: inheritedSockets }),
  })
}

export class Derived {
  readonly #deps: DerivedDependencies
  readonly #names: HostNames
  readonly #follower: CatalogFollower
  readonly #damper = new FlapDamper()
  readonly #unsubscribe: readonly (() => void)[]
  #releaseTimer: ReturnType<typeof setTimeout> | null = null
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
    const { state, gossip, catalog } = deps
    this.#follower = new CatalogFollower(state, catalog)
    this.#names = new HostNames(() => {
      this.#follower.allChanged()
      this.changed()
    })
    this.#unsubscribe = [
      state.onApplied(changes => this.#follower.applied(changes)),
      state.onRestored(() => this.#follower.allChanged()),
      gossip.onMember(({ peer }) => this.#follower.livenessChanged(peer)),
      gossip.onHealth(event => this.#healthChanged(event)),
      catalog.onChange(change => {
        if (change.kind === 'endpoint-removed') this.#damper.remove(change.endpoint.id)
      }),
    ]
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
    for (const unsubscribe of this.#unsubscribe) unsubscribe()
    if (this.#timer !== null) clearTimeout(this.#timer)
    if (this.#releaseTimer !== null) clearTimeout(this.#releaseTimer)
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
    this.#follower.derive(view)
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
    const members = gossip.members()
    const liveness = new Map(members.map(member => [member.peer, member.liveness]))
    return {
      // This node comes first.
      ...(members[0] === undefined ? {} : { self: members[0].peer }),
      liveness: nodeId => liveness.get(nodeId) ?? 'unknown',
      health: id => (this.#damper.isHeld(id) ? 'critical' : gossip.health(id)?.state),
      addressOf: host => this.#names.addressOf(host),
    }
  }

  /** Makes what the records speak of stale, and holds what falls again and again. */
  #healthChanged({ changed, removed }: RecordsEvent): void {
    this.#follower.healthChanged(changed.map(({ endpointId }) => endpointId))
    this.#follower.healthChanged(removed)
    for (const { endpointId, state, output } of changed) {
      if (state !== 'critical' || !this.#wasHealthy(endpointId)) continue
      if (!this.#damper.fell(endpointId, systemClock.nowMs())) continue
      this.#deps.logger.warn({ endpoint: endpointId, output }, 'an endpoint flaps and is held')
      this.#planRelease()
    }
  }

  /** What the catalog says is older than the records while they wait to be derived. */
  #wasHealthy(endpointId: string): boolean {
    const state = this.#deps.catalog.endpoint(endpointId)?.state
    return state === 'passing' || state === 'warning'
  }

  #planRelease(): void {
    const nextMs = this.#damper.nextReleaseMs()
    if (this.#releaseTimer !== null || nextMs === undefined) return
    this.#releaseTimer = setTimeout(
      () => {
        this.#releaseTimer = null
        this.#follower.healthChanged(this.#damper.tick(systemClock.nowMs()))
        this.changed()
        this.#planRelease()
      },
      Math.max(1, nextMs - systemClock.nowMs()),
    )
  }
}
