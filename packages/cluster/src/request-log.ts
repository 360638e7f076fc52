/**
 * Answers to recent requests, so that a proposer may retry (exactly once, Raft §8).
 *
 * Part of the replicated state: every node forgets the same requests at the same index. A request
 * says how old it is, so one that may be among the forgotten is refused instead of done twice.
 */

import type { CommandResult } from './commands.ts'
import { RESULTS_KEPT } from './config.ts'

/** The newest request ids with what they answered, `RESULTS_KEPT` results in all, oldest first. */
export class RequestLog {
  #results = new Map<string, CommandResult>()
  #count = 0
  /** Index of the newest request that was forgotten; 0 if none was. */
  #forgottenIndex = 0
  /** Goes through the requests once, oldest first: from the start it would meet every hole. */
  #oldest = this.#results.entries()

  /** What the request answered when it was applied; undefined if it was not, or long ago. */
  get(requestId: string): CommandResult | undefined {
    return requestId === '' ? undefined : this.#results.get(requestId)
  }

  /** Index of the newest request that was forgotten; 0 if none was. */
  get forgottenIndex(): number {
    return this.#forgottenIndex
  }

  /** True if a request made after `sinceIndex` may have been applied and forgotten. */
  mayHaveForgotten(sinceIndex: number): boolean {
    return sinceIndex < this.#forgottenIndex
  }

  /** Remembers an answer; the empty id is not remembered. */
  set(requestId: string, result: CommandResult): void {
    if (requestId === '') return
    this.#results.set(requestId, result)
    this.#count += result.results.length
    while (this.#count > RESULTS_KEPT) {
      const [oldest, { index, results }] = this.#oldest.next().value!
      this.#results.delete(oldest)
      this.#forgottenIndex = index
      this.#count -= results.length
    }
  }

  /** All of it as plain data, oldest first. */
  entries(): [string, CommandResult][] {
    return [...this.#results]
  }

  restore(entries: readonly (readonly [string, CommandResult])[], forgottenIndex = 0): void {
    this.#forgottenIndex = forgottenIndex
    this.#results = new Map(entries)
    this.#oldest = this.#results.entries()
    this.#count = 0
    for (const [, { results }] of entries) this.#count += results.length
  }
}
