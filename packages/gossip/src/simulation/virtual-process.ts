/**
 * Whether a virtual node runs, and what waits for it meanwhile.
 *
 *     running   everything that arrives is handled at once
 *     paused    SIGSTOP, or a machine that sleeps: it waits in the sockets
 *     starved   runs at some instants only, with what has arrived since; timers come late
 *     crashed   nothing arrives any more
 */

/** What a socket's buffers and the kernel's hold; beyond it messages are lost. */
const INBOX_MAX = 10_000

/** One run of a process; a restart begins another. */
export class VirtualProcess {
  #state: 'running' | 'paused' | 'starved' | 'crashed' = 'running'
  #inbox: (() => void)[] = []

  get state(): 'running' | 'paused' | 'starved' | 'crashed' {
    return this.#state
  }

  get isAlive(): boolean {
    return this.#state !== 'crashed'
  }

  /** Something arrives. */
  deliver(task: () => void): void {
    if (this.#state === 'running') task()
    else if (this.isAlive && this.#inbox.length < INBOX_MAX) this.#inbox.push(task)
  }

  stop(how: 'paused' | 'starved' | 'crashed'): void {
    this.#state = how
    if (how === 'crashed') this.#inbox = []
  }

  /** Runs freely from now on; `handle` comes before or after what waited. */
  resume(handle: () => void, isTimerFirst: boolean): void {
    this.#state = 'running'
    this.slice(handle, isTimerFirst)
  }

  /** Handles what has waited, and the timers. */
  slice(handle: () => void, isTimerFirst: boolean): void {
    if (isTimerFirst) handle()
    const waiting = this.#inbox
    this.#inbox = []
    for (const task of waiting) task()
    if (!isTimerFirst) handle()
  }
}
