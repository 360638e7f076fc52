/**
 * Subsets: some of a service's endpoints for one balancer (Site Reliability Engineering, ch. 20).
 *
 * With labels, only endpoints that carry them. With a size, each balancer keeps to at least that
 * many: endpoints are put into an order that depends on the round, cut into parts, and the
 * balancers of a round take one part each. So every endpoint has somebody, all have about as many,
 * and each keeps few connections. The order is by hash: an endpoint that goes shifts the parts by
 * one at most.
 */

import { hash32 } from './hash.ts'

export type Subset = {
  /** Only endpoints with these labels. */
  readonly labels?: Readonly<Record<string, string>>
  /** What is used when no endpoint carries the labels; absent: none. */
  readonly fallback?: 'none' | 'any'
  /** Endpoints that one balancer uses, at least. */
  readonly size?: number
}

/** Those of `endpoints` whose labels, by `labelOf`, are the subset's. */
export function labelled<T>(
  endpoints: readonly T[],
  subset: Subset,
  labelOf: (endpoint: T, key: string) => string | undefined,
): readonly T[] {
  const labels = Object.entries(subset.labels ?? {})
  if (labels.length === 0) return endpoints
  const found = endpoints.filter(endpoint =>
    labels.every(([key, value]) => labelOf(endpoint, key) === value),
  )
  return found.length === 0 && subset.fallback === 'any' ? endpoints : found
}

/**
 * The part of `endpoints` for balancer number `client` of `clients`, in their own order; all of them
 * where parts of `size` would leave some to nobody.
 */
export function partOf<T extends { readonly id: string }>(
  endpoints: readonly T[],
  size: number,
  client: number,
  clients: number,
): readonly T[] {
  const parts = Math.min(clients, Math.floor(endpoints.length / size))
  if (parts <= 1) return endpoints
  const round = Math.floor(client / parts)
  const order = endpoints
    .map(endpoint => ({ id: endpoint.id, hash: hash32(endpoint.id, round) }))
    .sort((a, b) => a.hash - b.hash || (a.id < b.id ? -1 : 1))
  const part = client % parts
  const start = Math.floor((part * order.length) / parts)
  const end = Math.floor(((part + 1) * order.length) / parts)
  const chosen = new Set(order.slice(start, end).map(({ id }) => id))
  return endpoints.filter(({ id }) => chosen.has(id))
}
