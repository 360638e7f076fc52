/**
 * Asks a Prometheus server for the metrics of policies (`custom: [{prometheus: {query}}]`).
 *
 * Only the leader asks, for only it decides. The server is the operator's word (`--prometheus`): a
 * manifest says a query and never an address. A query is never asked twice at a time.
 */

import { type Logger, messageOf, systemClock } from '@polis/base'
import type { ClusterState } from '@polis/cluster'
import {
  QUERIES_AT_ONCE_MAX,
  QUERY_BYTES_MAX,
  QUERY_INTERVAL_MS,
  QUERY_TIMEOUT_MS,
} from '../config.ts'
import { answerOf, type QueriedStore, type QueryAnswer } from '../queried-store.ts'

export type PrometheusDependencies = {
  /** Base address of the server; undefined without one. */
  readonly prometheusUrl: string | undefined
  readonly state: ClusterState
  readonly store: QueriedStore
  readonly logger: Logger
}

export class PrometheusReader {
  readonly #deps: PrometheusDependencies
  /** `deployment metric` → when it is due, or `Infinity` while it is asked. */
  readonly #dueMs = new Map<string, number>()
  readonly #stopped = new AbortController()
  #asking = 0

  constructor(deps: PrometheusDependencies) {
    this.#deps = deps
  }

  stop(): void {
    this.#stopped.abort()
  }

  /** Asks every query that is due; to be called each second while this node leads. */
  look(): void {
    const { prometheusUrl: url, state, store } = this.#deps
    const nowMs = systemClock.nowMs()
    const known = new Set<string>()
    for (const { deploymentId, spec } of state.policies.values()) {
      for (const { metric, query } of spec.custom) {
        if (query === undefined) continue
        const key = `${deploymentId} ${metric}`
        known.add(key)
        if (nowMs < (this.#dueMs.get(key) ?? 0)) continue
        if (url === undefined) {
          const reason = 'the node that leads has none (polis up --prometheus)'
          store.keep(deploymentId, metric, { kind: 'missing', reason }, nowMs)
        } else if (this.#asking < QUERIES_AT_ONCE_MAX) {
          this.#dueMs.set(key, Number.POSITIVE_INFINITY)
          void this.#ask(url, query).then(answer => {
            const atMs = systemClock.nowMs()
            store.keep(deploymentId, metric, answer, atMs)
            this.#dueMs.set(key, nowMs + QUERY_INTERVAL_MS)
          })
        }
      }
    }
    for (const key of this.#dueMs.keys()) if (!known.has(key)) this.#dueMs.delete(key)
  }

  async #ask(url: string, query: string): Promise<QueryAnswer> {
    this.#asking++
    try {
      return answerOf(await answerText(url, query, this.#stopped.signal))
    } catch (error) {
      const reason = messageOf(error)
      this.#deps.logger.debug({ query, reason }, 'a query to Prometheus failed')
      return { kind: 'missing', reason }
    } finally {
      this.#asking--
    }
  }
}

/** The text of an answer, also of a refused query. Rejects if it is late or too long. */
async function answerText(base: string, query: string, stopped: AbortSignal): Promise<string> {
  const signal = AbortSignal.any([stopped, AbortSignal.timeout(QUERY_TIMEOUT_MS)])
  const url = new URL(`${base.replace(/\/$/, '')}/api/v1/query`)
  url.searchParams.set('query', query)
  url.searchParams.set('timeout', `${QUERY_TIMEOUT_MS}ms`)
  const response = await fetch(url, { signal, redirect: 'error' })
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of response.body ?? []) {
    length += chunk.length
    if (length > QUERY_BYTES_MAX) throw new Error(`it answered more than ${QUERY_BYTES_MAX} bytes`)
    chunks.push(chunk)
  }
  const text = Buffer.concat(chunks).toString()
  const isJson = response.headers.get('content-type')?.includes('json') === true
  if (!response.ok && !isJson) throw new Error(`it answered ${response.status}`)
  return text
}
