/**
 * Reads the metrics that tasks of this node offer in Prometheus' text format, where the policy of
 * their service asks for it (`x-autoscale.scrape`).
 *
 * Each task is asked at the interval of its policy, never twice at a time. A counter becomes its
 * rate a second, from the second reading on; one that began again has none that time. What cannot
 * be read is missing, and the leader takes it so.
 */

import { get } from 'node:http'
import {
  type CustomTarget,
  type MetricSelector,
  metricSelector,
  readExposition,
  type ScrapedValue,
  type ScrapeSpec,
} from '@polis/autoscaler'
import { type Logger, messageOf, systemClock } from '@polis/base'
import type { ClusterState, Task } from '@polis/cluster'
import { SCRAPE_BYTES_MAX, SCRAPE_TIMEOUT_MS } from '../config.ts'
import type { ScrapedTask } from '../wire.ts'
import type { RunningTask } from './agent.ts'

export type ScrapeDependencies = {
  /** Where the tasks of this node are reached. */
  readonly address: string
  readonly state: ClusterState
  readonly running: () => readonly RunningTask[]
  readonly logger: Logger
}

/** What is kept of a task between two readings. */
type Scraped = {
  nextMs: number
  isAsked: boolean
  /** Counters at the last reading, and when that was. */
  counters: ReadonlyMap<string, number>
  readAtMs: number
}

export class Scraper {
  readonly #deps: ScrapeDependencies
  readonly #tasks = new Map<string, Scraped>()
  readonly #read = new Map<string, Record<string, number>>()
  readonly #stopped = new AbortController()

  constructor(deps: ScrapeDependencies) {
    this.#deps = deps
  }

  stop(): void {
    this.#stopped.abort()
  }

  /** Asks every task that is due, and answers what was read since the last call. */
  exchange(): ScrapedTask[] {
    const nowMs = systemClock.nowMs()
    const alive = new Set<string>()
    for (const running of this.#deps.running()) {
      const { task } = running
      const policy = this.#policyOf(task)
      if (policy?.scrape === undefined) continue
      alive.add(task.id)
      const known = this.#tasks.get(task.id) ?? firstTime(nowMs)
      this.#tasks.set(task.id, known)
      if (known.isAsked || nowMs < known.nextMs) continue
      known.nextMs = nowMs + policy.scrape.intervalMs
      void this.#scrape(running, policy.scrape, wantedBy(policy.custom), known)
    }
    for (const id of this.#tasks.keys()) if (!alive.has(id)) this.#tasks.delete(id)
    const read = [...this.#read].map(([taskId, values]) => ({ taskId, values }))
    this.#read.clear()
    return read
  }

  #policyOf(task: Task) {
    const { state } = this.#deps
    const policyId = state.services.get(task.serviceId)?.policyId
    return policyId ? state.policies.get(policyId)?.spec : undefined
  }

  async #scrape(
    { task, ports }: RunningTask,
    scrape: ScrapeSpec,
    wanted: ReadonlyMap<string, MetricSelector>,
    known: Scraped,
  ): Promise<void> {
    const { address: host, logger } = this.#deps
    const port = (ports.find(({ target }) => target === scrape.port) ?? ports[0])?.port
    if (port === undefined) return
    known.isAsked = true
    try {
      const text = await page({ host, port, path: scrape.path }, this.#stopped.signal)
      const values = this.#valuesOf(readExposition(text, wanted), known)
      if (Object.keys(values).length > 0) this.#read.set(task.id, values)
    } catch (error) {
      logger.debug({ task: task.name, reason: messageOf(error) }, 'cannot scrape a task')
    } finally {
      known.isAsked = false
    }
  }

  #valuesOf(found: ReadonlyMap<string, ScrapedValue>, known: Scraped): Record<string, number> {
    const nowMs = systemClock.nowMs()
    const elapsedS = Math.max(0.001, (nowMs - known.readAtMs) / 1_000)
    const values: Record<string, number> = {}
    const counters = new Map<string, number>()
    for (const [metric, { value, isCounter }] of found) {
      if (!isCounter) {
        values[metric] = Math.max(0, value)
        continue
      }
      counters.set(metric, value)
      const before = known.counters.get(metric)
      if (before !== undefined && value >= before) values[metric] = (value - before) / elapsedS
    }
    known.counters = counters
    known.readAtMs = nowMs
    return values
  }
}

function firstTime(nowMs: number): Scraped {
  return { nextMs: nowMs, isAsked: false, counters: new Map(), readAtMs: nowMs }
}

function wantedBy(custom: readonly CustomTarget[]): Map<string, MetricSelector> {
  const wanted = new Map<string, MetricSelector>()
  for (const { metric, query } of custom) {
    if (query !== undefined) continue
    const selector = metricSelector(metric)
    if (selector !== null) wanted.set(metric, selector)
  }
  return wanted
}

/** The text of a page. Rejects unless it answers 200 in time and within the bound. */
export function page(
  where: { readonly host: string; readonly port: number; readonly path: string },
  stopped: AbortSignal,
): Promise<string> {
  const signal = AbortSignal.any([stopped, AbortSignal.timeout(SCRAPE_TIMEOUT_MS)])
  const headers = { accept: 'text/plain;version=0.0.4' }
  return new Promise((resolve, reject) => {
    const request = get({ ...where, headers, signal, agent: false }, answer => {
      const refuse = (reason: string) => {
        reject(new Error(reason))
        request.destroy()
      }
      if (answer.statusCode !== 200) return refuse(`it answered ${answer.statusCode}`)
      const chunks: Buffer[] = []
      let length = 0
      answer.on('data', (chunk: Buffer) => {
        length += chunk.length
        if (length > SCRAPE_BYTES_MAX) refuse(`it is longer than ${SCRAPE_BYTES_MAX} bytes`)
        else chunks.push(chunk)
      })
      answer.on('end', () => resolve(Buffer.concat(chunks).toString()))
      answer.on('error', reject)
    })
    request.on('error', reject)
  })
}
