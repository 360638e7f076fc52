/**
 * The reading end of a stream: messages are pushed in, a `for await` takes them out.
 *
 * The queue itself has no bound. Whoever pushes keeps one: `onTake` tells how far the reader has
 * come, and the producer never has more than its window outstanding.
 */

/** What the owner of a queue is told. */
export type MessageQueueHooks<T> = {
  /** The reader took `item`. */
  readonly onTake: (item: T) => void
  /** The reader left before the end; nothing more will be taken. */
  readonly onLeave: () => void
}

type Waiting<T> = PromiseWithResolvers<IteratorResult<T, undefined>>

/** Messages for one reader. */
export class MessageQueue<T> implements AsyncIterableIterator<T, undefined> {
  readonly #hooks: MessageQueueHooks<T>
  readonly #items: T[] = []
  readonly #waiting: Waiting<T>[] = []
  #end: { error?: unknown } | undefined

  constructor(hooks: MessageQueueHooks<T>) {
    this.#hooks = hooks
  }

  /** True once it has ended, failed, or the reader has left. */
  get isClosed(): boolean {
    return this.#end !== undefined
  }

  /** Appends `item`; does nothing once closed. */
  push(item: T): void {
    if (this.#end !== undefined) return
    const waiting = this.#waiting.shift()
    if (waiting === undefined) {
      this.#items.push(item)
      return
    }
    waiting.resolve({ done: false, value: item })
    this.#hooks.onTake(item)
  }

  /** No more messages; the reader still gets those that are queued. */
  end(): void {
    this.#close({})
  }

  /** The reader gets what is queued, then `error`. */
  fail(error: unknown): void {
    this.#close({ error })
  }

  next(): Promise<IteratorResult<T, undefined>> {
    const item = this.#items.shift()
    if (item !== undefined) {
      this.#hooks.onTake(item)
      return Promise.resolve({ done: false, value: item })
    }
    const waiting: Waiting<T> = Promise.withResolvers()
    if (this.#end === undefined) this.#waiting.push(waiting)
    else this.#settle(waiting)
    return waiting.promise
  }

  return(): Promise<IteratorResult<T, undefined>> {
    const hasEnded = this.#end !== undefined
    this.#items.length = 0
    this.#end = {}
    for (const waiting of this.#waiting.splice(0)) this.#settle(waiting)
    if (!hasEnded) this.#hooks.onLeave()
    return Promise.resolve({ done: true, value: undefined })
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  #close(end: { error?: unknown }): void {
    if (this.#end !== undefined) return
    this.#end = end
    for (const waiting of this.#waiting.splice(0)) this.#settle(waiting)
  }

  /** Answers a reader that came after the last message; an error is told once. */
  #settle(waiting: Waiting<T>): void {
    const end = this.#end
    this.#end = {}
    if (end !== undefined && 'error' in end) waiting.reject(end.error)
    else waiting.resolve({ done: true, value: undefined })
  }
}
