/**
 * Registered endpoints that must say that they live: the node that owns one hears its reports and
 * tells everybody its health through gossip; nothing of that is written to the log. Those that are
 * probed instead are watched for how long they are critical.
 *
 *     PUT …/endpoints/ID/report ─► any node ─► owner ─► TtlWatch ─► gossip
 *                          verdict of checks ─► CriticalWatch ─┴─► critical for too long ─► removal
 *
 * A node that takes over from another begins with what that one said last.
 */

import { type Logger, messageOf, type PolisError, systemClock } from '@polis/base'
import type { ClusterState, Endpoint, Operation } from '@polis/cluster'
import { type HealthState, TtlWatch } from '@polis/discovery'
import type { Gossip } from '@polis/gossip'
import type { Transport } from '@polis/transport'
import {
  ENDPOINT_OUTPUT_LENGTH_MAX,
  ENDPOINT_REMOVAL_TIMEOUT_MS,
  ENDPOINT_REPORT_TIMEOUT_MS,
  ENDPOINT_TICK_MS,
} from '../config.ts'
import { CriticalWatch, type Deregistered } from '../critical-watch.ts'
import { nodeError } from '../errors.ts'
import { endpointReport, endpointReportReply, METHODS } from '../wire.ts'
import type { HealthWatch } from './health-watch.ts'

export type EndpointWatchDependencies = {
  readonly self: string
  readonly state: ClusterState
  readonly gossip: Gossip
  readonly transport: Transport
  readonly execute: (operations: readonly Operation[], signal: AbortSignal) => Promise<unknown>
  readonly logger: Logger
}

export class EndpointWatch {
  readonly #deps: EndpointWatchDependencies
  readonly #watch = new TtlWatch()
  readonly #probed = new CriticalWatch()
  readonly #removing = new Set<string>()
  #unsubscribe: (() => void)[] = []
  #publish = () => {}
  #timer: ReturnType<typeof setInterval> | null = null

  constructor(deps: EndpointWatchDependencies) {
    this.#deps = deps
  }

  /** Watches from now on, and says what it finds with the health of what runs here. */
  start(health: HealthWatch): void {
    const { state, transport } = this.#deps
    this.#publish = health.include(() =>
      this.#watch.records().map(({ id, ...record }) => ({ endpointId: id, weight: 1, ...record })),
    )
    transport.handle(METHODS.reportEndpoint, body => {
      const { endpointId, state, output } = endpointReport.decode(body)
      return endpointReportReply.encode(this.#heard(endpointId, state, output))
    })
    this.#unsubscribe = [
      state.onApplied(changes => {
        if (changes.some(({ kind }) => kind === 'endpoint')) this.#sync()
      }),
      state.onRestored(() => this.#sync()),
    ]
  }

  stop(): void {
    for (const unsubscribe of this.#unsubscribe) unsubscribe()
    if (this.#timer !== null) clearInterval(this.#timer)
  }

  /**
   * Tells the owner of an endpoint what it says of itself. Throws `node/no-owner` while nobody
   * watches it, and what the transport throws.
   */
  async report(endpoint: Endpoint, state: HealthState, text: string): Promise<void> {
    const { self, transport } = this.#deps
    const output = text.slice(0, ENDPOINT_OUTPUT_LENGTH_MAX).replaceAll(/\s+/g, ' ')
    const { id: endpointId, ownerNodeId } = endpoint
    if (ownerNodeId === self && this.#heard(endpointId, state, output)) return
    if (ownerNodeId === self || ownerNodeId === '') throw noOwner(endpoint)
    const body = endpointReport.encode({ endpointId, state, output })
    const options = { timeoutMs: ENDPOINT_REPORT_TIMEOUT_MS }
    const reply = await transport.request(ownerNodeId, METHODS.reportEndpoint, body, options)
    if (!endpointReportReply.decode(reply)) throw noOwner(endpoint)
  }

  #heard(endpointId: string, state: HealthState, output: string): boolean {
    if (!this.#watch.has(endpointId)) return false
    const hasChanged = this.#watch.report(endpointId, state, output, systemClock.nowMs())
    if (hasChanged) this.#publish()
    return true
  }

  /** Watches exactly the endpoints that are ours and must report. */
  #sync(): void {
    const { self, state, gossip } = this.#deps
    const nowMs = systemClock.nowMs()
    const owned = new Set<string>()
    let isNew = false
    for (const { id, ttlMs, deregisterAfterMs } of state.endpointsOfNode(self)) {
      if (ttlMs === undefined) continue
      owned.add(id)
      isNew ||= !this.#watch.has(id)
      const terms = { ttlMs, ...(deregisterAfterMs === undefined ? {} : { deregisterAfterMs }) }
      this.#watch.set(id, terms, nowMs, gossip.health(id)?.state)
    }
    let hasGone = false
    for (const id of this.#watch.ids()) {
      if (!owned.has(id)) hasGone = this.#watch.delete(id)
    }
    if (isNew || hasGone) this.#publish()
    if (owned.size > 0 || this.#deregistered().length > 0)
      this.#timer ??= setInterval(() => this.#tick(), ENDPOINT_TICK_MS)
    else if (this.#timer !== null) {
      clearInterval(this.#timer)
      this.#timer = null
    }
  }

  #tick(): void {
    const nowMs = systemClock.nowMs()
    const { changed, due } = this.#watch.tick(nowMs)
    if (changed.length > 0) this.#publish()
    const probed = this.#probed.due(this.#deregistered(), nowMs)
    for (const id of [...due, ...probed]) this.#remove(id)
  }

  /** Endpoints of ours that are probed and must not stay critical. */
  #deregistered(): Deregistered[] {
    const { self, state, gossip } = this.#deps
    return state.endpointsOfNode(self).flatMap(({ id, ttlMs, deregisterAfterMs }) => {
      if (ttlMs !== undefined || deregisterAfterMs === undefined) return []
      return [{ id, deregisterAfterMs, isCritical: gossip.health(id)?.state === 'critical' }]
    })
  }

  /** Removes what was critical for too long, unless it was registered anew meanwhile. */
  #remove(id: string): void {
    const { state, execute, logger } = this.#deps
    const endpoint = state.endpoints.get(id)
    const service = state.services.get(endpoint?.serviceId ?? '')
    if (endpoint === undefined || service === undefined || this.#removing.has(id)) return
    this.#removing.add(id)
    const { namespace, name, revision: expectedRevision } = endpoint
    const reason = `critical for more than ${endpoint.deregisterAfterMs} ms`
    const what = { namespace, service: service.name, id: name, reason, expectedRevision }
    execute([{ op: 'endpoint.remove', ...what }], AbortSignal.timeout(ENDPOINT_REMOVAL_TIMEOUT_MS))
      .catch((error: unknown) => {
        logger.warn({ endpoint: id, reason: messageOf(error) }, 'an endpoint is not removed yet')
      })
      .finally(() => this.#removing.delete(id))
  }
}

function noOwner({ id }: Endpoint): PolisError {
  return nodeError('node/no-owner', {
    message: `no node watches the endpoint '${id}' now`,
    hint: 'report again in a moment',
    fields: { endpoint: id },
    retryable: true,
  })
}
