/**
 * An open-loop client: it sends at a steady rate whatever the answers do, over connections that it
 * keeps, as real load does (a client that waits for answers hides the worst moments).
 *
 * Every request is remembered with when it began and ended, its answer and the task that gave it.
 */

import assert from 'node:assert/strict'
import { Agent, request } from 'node:http'
import type { TestContext } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'

const REQUEST_TIMEOUT_MS = 10_000
const TICK_MS = 5
const CONNECTIONS_MAX = 128

/** One request from beginning to end; times are of `performance.now()`. */
export type Outcome = {
  readonly id: string
  readonly method: string
  readonly startedMs: number
  readonly endedMs: number
  /** Null if there was no answer. */
  readonly status: number | null
  readonly error: string | null
  /** The service's JSON answer; null if there is none. */
  readonly answer: Readonly<Record<string, string>> | null
}

export type RequestLoopOptions = {
  readonly host: string
  readonly port?: number
  readonly ratePerSecond: number
  /** Methods, taken in turn. */
  readonly methods?: readonly string[]
  /** Sent with every POST. */
  readonly body?: Buffer
}

/** Sends requests until it is stopped. */
export class RequestLoop {
  readonly outcomes: Outcome[] = []
  readonly #options: Required<RequestLoopOptions>
  readonly #agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS_MAX })
  readonly #startedMs = performance.now()
  readonly #timer: NodeJS.Timeout
  readonly #underWay = new Set<Promise<void>>()
  #sent = 0
  #isStopped = false

  /** Begins to send; a test that fails ends it as well. */
  constructor(t: TestContext, options: RequestLoopOptions) {
    this.#options = { port: 8_080, methods: ['GET'], body: Buffer.alloc(0), ...options }
    this.#timer = setInterval(() => this.#sendDue(), TICK_MS)
    t.after(() => this.stop())
  }

  /** Resolves once `count` more requests than now have ended. */
  async more(count: number): Promise<void> {
    const wanted = this.outcomes.length + count
    while (this.outcomes.length < wanted) {
      assert(!this.#isStopped, 'the loop still sends')
      await delay(TICK_MS)
    }
  }

  /** Sends no more, waits for the answers that are due, and gives them all. */
  async stop(): Promise<readonly Outcome[]> {
    this.#isStopped = true
    clearInterval(this.#timer)
    await Promise.all(this.#underWay)
    this.#agent.destroy()
    return this.outcomes
  }

  #sendDue(): void {
    const due = ((performance.now() - this.#startedMs) / 1_000) * this.#options.ratePerSecond
    while (this.#sent < due) {
      const sending = this.#send(this.#sent++).finally(() => this.#underWay.delete(sending))
      this.#underWay.add(sending)
    }
  }

  async #send(number: number): Promise<void> {
    const { host, port, methods } = this.#options
    const id = `r${number}`
    const method = methods[number % methods.length]!
    const startedMs = performance.now()
    const result = await this.#exchange(host, port, method, `/${id}`)
    this.outcomes.push({ id, method, startedMs, endedMs: performance.now(), ...result })
  }

  #exchange(
    host: string,
    port: number,
    method: string,
    path: string,
  ): Promise<Pick<Outcome, 'status' | 'error' | 'answer'>> {
    return new Promise(resolve => {
      const fail = (error: Error) => resolve({ status: null, error: error.message, answer: null })
      const sent = request(
        { host, port, method, path, agent: this.#agent, timeout: REQUEST_TIMEOUT_MS },
        response => {
          const chunks: Buffer[] = []
          response.on('data', chunk => chunks.push(chunk))
          response.once('error', fail)
          response.once('end', () => {
            const text = Buffer.concat(chunks).toString('utf8')
            resolve({
              status: response.statusCode ?? null,
              error: response.statusCode === 200 ? null : text.trim(),
              answer: response.statusCode === 200 ? JSON.parse(text) : null,
            })
          })
        },
      )
      sent.once('timeout', () => sent.destroy(new Error('no answer in time')))
      sent.once('error', fail)
      if (method === 'POST') sent.end(this.#options.body)
      else sent.end()
    })
  }
}

/** The outcomes that a user would call a failure. */
export function failuresOf(outcomes: readonly Outcome[]): Outcome[] {
  return outcomes.filter(({ status }) => status !== 200)
}

/** One line a failure, for the message of an assertion. */
export function describeFailures(failures: readonly Outcome[]): string {
  return failures
    .slice(0, 10)
    .map(
      ({ id, method, startedMs, endedMs, status, error }) =>
        `${method} ${id} [${startedMs.toFixed(0)}, ${endedMs.toFixed(0)}] ms: ${status} ${error}`,
    )
    .join('\n')
}
