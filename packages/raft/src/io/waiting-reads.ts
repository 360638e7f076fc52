/**
 * The callers of `readIndex`: a promise for each, with a bound, given up when its signal aborts.
 */

import { tooManyReads } from '../errors.ts'

/** Asks for reads by number (the driver). */
export type ReadAsker = { read(id: number): void; cancelRead(id: number): void }

type Caller = {
  readonly resolve: (index: number) => void
  readonly reject: (reason: unknown) => void
}

/** Everybody who waits for a read. */
export class WaitingReads {
  readonly #asker: ReadAsker
  readonly #limit: number
  readonly #callers = new Map<number, Caller>()
  #lastId = 0

  constructor(asker: ReadAsker, limit: number) {
    this.#asker = asker
    this.#limit = limit
  }

  /** Asks; rejects with the signal's reason, or `raft/too-many-reads`. */
  wait(signal: AbortSignal): Promise<number> {
    if (signal.aborted) return Promise.reject(signal.reason)
    if (this.#callers.size >= this.#limit) return Promise.reject(tooManyReads(this.#limit))
    const { promise, resolve, reject } = Promise.withResolvers<number>()
    const id = ++this.#lastId
    const giveUp = () => {
      this.#asker.cancelRead(id)
      this.#callers.get(id)?.reject(signal.reason)
    }
    const leave = () => {
      signal.removeEventListener('abort', giveUp)
      this.#callers.delete(id)
    }
    signal.addEventListener('abort', giveUp)
    this.#callers.set(id, {
      resolve: index => {
        leave()
        resolve(index)
      },
      reject: reason => {
        leave()
        reject(reason)
      },
    })
    this.#asker.read(id)
    return promise
  }

  /** These reads are safe at `index`, which is applied. */
  answer(ids: readonly number[], index: number): void {
    for (const id of ids) this.#callers.get(id)?.resolve(index)
  }

  /** Nobody is answered any more. */
  close(reason: unknown): void {
    for (const caller of [...this.#callers.values()]) caller.reject(reason)
  }
}
