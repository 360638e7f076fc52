/**
 * An open-loop client: it sends at a steady rate whatever the answers do, over connections that it
 * keeps, as real load does. A client that waits for answers hides the worst moments.
 */

import { Agent, request } from 'node:http'
import type { LoadLedger, RequestEnd } from './load-ledger.ts'

/** Where requests go: a node's balancer, and the name that the service is asked under. */
export type LoadTarget = {
  readonly host: string
  readonly port: number
  readonly path: string
  readonly hostName: string | null
}

/** An answer that takes longer counts as none. */
const REQUEST_TIMEOUT_MS = 10_000
const TICK_MS = 5
/** Connections to one target. */
const CONNECTIONS_MAX = 128
/** Requests without an answer; beyond them the next is dropped unsent. */
const UNANSWERED_MAX = 10_000

/** Sends GET requests to `targets` in turn until it is stopped. */
export class OpenLoop {
  readonly #targets: readonly LoadTarget[]
  readonly #ratePerSecond: number
  readonly #ledger: LoadLedger
  readonly #agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS_MAX })
  readonly #timer: NodeJS.Timeout
  readonly #startedMs = performance.now()
  readonly #underWay = new Set<Promise<void>>()
  #sent = 0

  constructor(targets: readonly LoadTarget[], ratePerSecond: number, ledger: LoadLedger) {
    this.#targets = targets
    this.#ratePerSecond = ratePerSecond
    this.#ledger = ledger
    this.#timer = setInterval(() => this.#sendDue(), TICK_MS)
  }

  /** Sends no more; resolves once every answer is there or has failed. */
  async stop(): Promise<void> {
    clearInterval(this.#timer)
    await Promise.all(this.#underWay)
    this.#agent.destroy()
  }

  #sendDue(): void {
    const due = ((performance.now() - this.#startedMs) / 1_000) * this.#ratePerSecond
    while (this.#sent < due) {
      const ended = this.#ledger.sent()
      const target = this.#targets[this.#sent++ % this.#targets.length]!
      if (this.#underWay.size >= UNANSWERED_MAX) {
        ended({ error: `${UNANSWERED_MAX} requests wait for an answer` })
        continue
      }
      const exchange = this.#exchange(target).then(end => {
        this.#underWay.delete(exchange)
        ended(end)
      })
      this.#underWay.add(exchange)
    }
  }

  #exchange({ host, port, path, hostName }: LoadTarget): Promise<RequestEnd> {
    return new Promise(resolve => {
      const fail = (error: Error) => resolve({ error: error.message })
      const headers = hostName === null ? {} : { host: hostName }
      const options = { host, port, path, headers, agent: this.#agent, timeout: REQUEST_TIMEOUT_MS }
      const sent = request(options, response => {
        response.once('error', fail)
        response.once('end', () => resolve({ status: response.statusCode ?? 0 }))
        response.resume()
      })
      sent.once('timeout', () => sent.destroy(new Error('no answer in time')))
      sent.once('error', fail)
      sent.end()
    })
  }
}
