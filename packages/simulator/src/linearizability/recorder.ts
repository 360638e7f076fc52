/**
 * Writes a history down while it happens, in the order in which calls and answers are told to it.
 */

import { assert } from '@polis/base'
import type { Answer, Call, Operation } from './register.ts'

type Open = { -readonly [Field in keyof Operation]: Operation[Field] }

/** A call that was made: the name under which its answer is told. */
export type CallId = number

/** The operations of one run. An operation without an answer has an unknown outcome. */
export class HistoryRecorder {
  readonly #operations = new Map<CallId, Open>()
  #now = 0

  /** `process` calls on `key`; answers the id to end it with. */
  call(process: string, key: string, call: Call): CallId {
    const calledAt = ++this.#now
    const answer: Answer = { kind: 'unknown' }
    this.#operations.set(calledAt, { key, process, call, answer, calledAt, endedAt: Infinity })
    return calledAt
  }

  /** It was answered. An answer `unknown` is none. */
  answer(id: CallId, answer: Answer): void {
    const operation = this.#open(id)
    if (answer.kind === 'unknown') return
    operation.answer = answer
    operation.endedAt = ++this.#now
  }

  /** It did certainly not take effect and told nobody anything. */
  withdraw(id: CallId): void {
    this.#open(id)
    this.#operations.delete(id)
  }

  /** Everything that was recorded, in the order of the calls. */
  get operations(): Operation[] {
    return [...this.#operations.values()]
  }

  #open(id: CallId): Open {
    const operation = this.#operations.get(id)
    assert(operation !== undefined && operation.endedAt === Infinity, `call ${id} is under way`)
    return operation
  }
}
