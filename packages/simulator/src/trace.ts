/**
 * What happened in a run, a line an event, and a hash of all of it.
 *
 * Two runs of one seed must agree in every byte; the hash says whether they do without keeping the
 * lines. Whoever looks for a bug gives a sink and reads them.
 */

import { createHash } from 'node:crypto'
import type { Message, RaftId } from '@polis/raft'
import type { VirtualTime } from './virtual-time.ts'

/** Takes one line, without its newline. */
export type TraceSink = (line: string) => void

/** The trace of one run. */
export class Trace {
  readonly #time: VirtualTime
  readonly #sink: TraceSink | undefined
  readonly #hash = createHash('sha256')
  #lines = 0

  constructor(time: VirtualTime, sink: TraceSink | undefined) {
    this.#time = time
    this.#sink = sink
  }

  get lines(): number {
    return this.#lines
  }

  /** Notes `text` at the present time. */
  note(text: string): void {
    const line = `${this.#time.nowMs.toFixed(3)} ${text}`
    this.#lines++
    this.#hash.update(line)
    this.#hash.update('\n')
    this.#sink?.(line)
  }

  /** Notes that `to` takes `received`. */
  message(to: RaftId, received: Message): void {
    const { from, type, term, index, logTerm, entries, commit, reject } = received
    this.note(
      `n${to} < n${from} ${type} term=${term} at=${index}/${logTerm} entries=${entries.length} commit=${commit}${reject ? ' rejected' : ''}`,
    )
  }

  /** The first 16 hexadecimal digits of the SHA-256 so far. */
  digest(): string {
    return this.#hash.copy().digest('hex').slice(0, 16)
  }
}
