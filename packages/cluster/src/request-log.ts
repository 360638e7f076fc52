/**
 * Answers to recent requests, so that a proposer may retry (exactly once, Raft §8).
 *
 * Part of the replicated state: every node forgets the same requests at the same index.
 */

import type { CommandResult } from './commands.ts'
import { REQUESTS_KEPT } from './config.ts'

/** The last `REQUESTS_KEPT` request ids with what they answered, oldest first. */
export class RequestLog {
  #results = new Map<string, CommandResult>()

  /** What the request answered when it was applied; undefined if it was not, or long ago. */
  get(requestId: string): CommandResult | undefined {
    return requestId === '' ? undefined : this.#results.get(requestId)
  }

  /** Remembers an answer; the empty id is not remembered. */
  set(requestId: string, result: CommandResult): void {
    if (requestId === '') return
    this.#results.set(requestId, result)
    if (this.#results.size <= REQUESTS_KEPT) return
    for (const oldest of this.#results.keys()) {
      this.#results.delete(oldest)
      break
    }
  }

  /** All of it as plain data, oldest first. */
  entries(): [string, CommandResult][] {
    return [...this.#results]
  }

  restore(entries: readonly (readonly [string, CommandResult])[]): void {
    this.#results = new Map(entries)
  }
}
