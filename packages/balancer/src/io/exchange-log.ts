/** What becomes of one request, kept for its line in the access log; only where one is wanted. */

import { type AccessRecord, accessLine, type Outcome } from '../http/access-line.ts'
import { fieldValue } from '../http/fields.ts'
import type { RequestHead } from '../http/request-head.ts'
import type { ThreadContext } from './thread-context.ts'

/** What is asked, by whom, of which service. */
export type Logged = {
  readonly service: string
  readonly client: string
  readonly head: RequestHead
  /** `1.0`, `1.1` or `2.0`. */
  readonly version: string
}

export class ExchangeLog {
  readonly #context: ThreadContext
  readonly #format: 'json' | 'combined'
  readonly #record: AccessRecord
  readonly #startedMs: number

  /** Notes what is asked; `id` is the request's, if the client's does not count. */
  constructor(context: ThreadContext, format: 'json' | 'combined', asked: Logged, id: string) {
    const { service, client, head, version } = asked
    const { kept } = head.fields
    this.#context = context
    this.#format = format
    this.#startedMs = context.nowMs()
    this.#record = {
      time: new Date(this.#startedMs).toISOString(),
      id: id === '' ? (fieldValue(kept, 'x-request-id') ?? '') : id,
      service,
      client,
      method: head.method,
      host: head.host,
      target: head.target,
      version,
      referer: fieldValue(kept, 'referer') ?? '',
      userAgent: fieldValue(kept, 'user-agent') ?? '',
      status: 0,
      bytesIn: 0,
      bytesOut: 0,
      durationMs: 0,
      endpoint: '',
      tries: 0,
      outcome: 'own',
    }
  }

  /** An endpoint is about to be tried. */
  tried(endpointId: string): void {
    this.#record.endpoint = endpointId
    this.#record.tries++
  }

  /** The request is over. */
  ended(outcome: Outcome, status: number, bytesIn: number, bytesOut: number): void {
    const durationMs = this.#context.nowMs() - this.#startedMs
    Object.assign(this.#record, { outcome, status, bytesIn, bytesOut, durationMs })
    this.#context.accessQueue.add(accessLine(this.#record, this.#format))
  }
}
