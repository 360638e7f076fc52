/**
 * A subscriber's view of the catalog's changes: first the whole state, then every change in order.
 *
 * A subscriber that falls further behind than its queue holds loses nothing but detail: it gets the
 * whole state again. So nobody's slowness costs memory, and no change is ever silently missed.
 *
 *     lagging ──take──► current ──change──► queued ──take──► current
 *        ▲                                    │
 *        └────────────── queue full ──────────┘
 */

import { BoundedQueue } from '@polis/base'
import { SUBSCRIPTION_QUEUE_MAX } from './config.ts'
import type { CatalogEndpoint, CatalogNode, CatalogService } from './entry.ts'

/** The whole state at `version`, sorted by id. */
export type CatalogSnapshot = {
  readonly version: number
  readonly services: readonly CatalogService[]
  readonly endpoints: readonly CatalogEndpoint[]
  readonly nodes: readonly CatalogNode[]
}

/** One member for each kind, so that comparing `kind` narrows. */
type Each<Kind, Subject> = Kind extends string ? { readonly kind: Kind } & Subject : never

/**
 * One change; `version` is the catalog's counter after it. `endpoint-health-changed` differs from
 * the endpoint before in its health alone.
 */
export type CatalogChange = { readonly version: number } & (
  | Each<'service-upserted' | 'service-removed', { readonly service: CatalogService }>
  | Each<'endpoint-removed', { readonly endpoint: CatalogEndpoint }>
  | Each<
      'endpoint-upserted',
      /** `before` is its health before; absent if it is new. */
      { readonly endpoint: CatalogEndpoint; readonly before?: string }
    >
  | Each<'endpoint-health-changed', { readonly endpoint: CatalogEndpoint; readonly before: string }>
  | Each<'node-upserted' | 'node-removed', { readonly node: CatalogNode }>
)

/** What a subscriber takes. A snapshot replaces everything that came before it. */
export type CatalogEvent = ({ readonly kind: 'snapshot' } & CatalogSnapshot) | CatalogChange

/** One subscriber's queue. */
export class Subscription {
  readonly #snapshot: () => CatalogSnapshot
  readonly #wake: () => void
  readonly #close: (subscription: Subscription) => void
  #queue = new BoundedQueue<CatalogChange>(SUBSCRIPTION_QUEUE_MAX)
  #isLagging = true

  /** `wake` is called, at most once between two `take`s, when there is something to take. */
  constructor(
    snapshot: () => CatalogSnapshot,
    wake: () => void,
    close: (subscription: Subscription) => void,
  ) {
    this.#snapshot = snapshot
    this.#wake = wake
    this.#close = close
  }

  /** True if `take` would answer something. */
  get hasEvents(): boolean {
    return this.#isLagging || this.#queue.length > 0
  }

  /** Takes what happened since the last call; the first call answers the whole state. */
  take(): CatalogEvent[] {
    if (this.#isLagging) {
      this.#isLagging = false
      return [{ kind: 'snapshot', ...this.#snapshot() }]
    }
    const events: CatalogEvent[] = []
    for (let event = this.#queue.shift(); event !== undefined; event = this.#queue.shift()) {
      events.push(event)
    }
    return events
  }

  /** Enters a change; called by the catalog. */
  offer(change: CatalogChange): void {
    if (this.#isLagging) return
    const isFirst = this.#queue.length === 0
    if (!this.#queue.push(change)) {
      this.#isLagging = true
      this.#queue = new BoundedQueue(SUBSCRIPTION_QUEUE_MAX)
    } else if (isFirst) {
      this.#wake()
    }
  }

  /** Ends the subscription. */
  close(): void {
    this.#close(this)
  }
}
