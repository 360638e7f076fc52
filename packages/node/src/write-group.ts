/**
 * Writes of several callers as one command: what each wants stays all or nothing for itself, and
 * each gets its own results.
 *
 * Only writes to the key-value store join, and only to keys that no other call of the group
 * touches: a command has one revision, and whoever wrote a key may take that revision for theirs.
 */

import { newId } from '@polis/base'
import type { CommandResult, Operation } from '@polis/cluster'
import { GROUP_BYTES_MAX, GROUP_OPERATIONS_MAX } from './config.ts'

/** What one caller wants, and how it is told. */
export type Call = {
  readonly operations: readonly Operation[]
  readonly signal: AbortSignal
  readonly resolve: (result: CommandResult) => void
  readonly reject: (error: unknown) => void
}

/** A caller and which results are its own. */
type Waiting = { readonly call: Call; readonly from: number; readonly to: number }

/** One command for one or more callers. */
export class WriteGroup {
  readonly requestId: string
  readonly operations: Operation[]
  readonly #keys = new Set<string>()
  #waiting: Waiting[]
  #bytes = 0
  #isShareable: boolean

  /** Begins with one call; a `requestId` of the caller's own keeps others out. */
  constructor(call: Call, requestId?: string) {
    this.requestId = requestId ?? newId()
    this.operations = [...call.operations]
    this.#waiting = [{ call, from: 0, to: call.operations.length }]
    this.#isShareable = requestId === undefined && this.#note(call.operations)
  }

  /** How many callers wait. */
  get callCount(): number {
    return this.#waiting.length
  }

  /** Takes another caller's writes; false if they do not belong into this group. */
  add(call: Call): boolean {
    const from = this.operations.length
    const to = from + call.operations.length
    if (!this.#isShareable || to > GROUP_OPERATIONS_MAX || !this.#note(call.operations))
      return false
    this.operations.push(...call.operations)
    this.#waiting.push({ call, from, to })
    return true
  }

  /** The same request once more: its caller gets the same answer. */
  repeat(call: Call): void {
    this.#waiting.push({ call, from: 0, to: this.operations.length })
  }

  /** Tells every caller its results. */
  answer({ index, results }: CommandResult): void {
    for (const { call, from, to } of this.#waiting) {
      call.resolve({ index, results: results.slice(from, to) })
    }
  }

  fail(error: unknown): void {
    for (const { call } of this.#waiting) call.reject(error)
  }

  /** Rejects callers that have given up, with what `reason` says; answers how many those were. */
  dropAborted(reason: () => unknown): number {
    const gone = this.#waiting.filter(({ call }) => call.signal.aborted)
    if (gone.length === 0) return 0
    this.#waiting = this.#waiting.filter(({ call }) => !call.signal.aborted)
    for (const { call } of gone) call.reject(reason())
    return gone.length
  }

  /** Notes what `operations` touch; false, and nothing noted, if they must stay alone. */
  #note(operations: readonly Operation[]): boolean {
    let bytes = this.#bytes
    for (const operation of operations) {
      if (operation.op !== 'kv.put' && operation.op !== 'kv.remove') return false
      if (this.#keys.has(operation.key)) return false
      if (operation.op === 'kv.put') bytes += operation.value.length
    }
    if (bytes > GROUP_BYTES_MAX) return false
    this.#bytes = bytes
    for (const operation of operations) {
      if ('key' in operation) this.#keys.add(operation.key)
    }
    return true
  }
}
