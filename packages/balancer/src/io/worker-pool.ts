/**
 * The data threads of a node: those that serve, and those that were replaced.
 *
 *     replace: new thread ─► UDP flows of the old one are kept ─► last table, ports open ─► the
 *              old one accepts what waits, closes its ports ─► its last connection ends, or is cut
 *
 * A port is never closed before another thread listens on it, so nobody is refused. A thread that
 * was replaced still runs every table: an endpoint is not drained while it has connections there.
 */

import { type Logger, messageOf, PolisError } from '@polis/base'
import { GOODBYE_MS, RETIRE_MS } from '../config.ts'
import type { WorkerCommand, WorkerReport, WorkerStart } from './worker.ts'
import { WorkerHandle, type WorkerOwner } from './worker-handle.ts'

/** What all threads are started with. */
export type PoolStart = Omit<WorkerStart, 'thread' | 'requestIdPrefix' | 'inherited'>

export type PoolOptions = {
  /** Threads that serve, and blocks of counters that there are for them and for replaced ones. */
  readonly threads: number
  readonly blocks: number
  readonly start: PoolStart
  /** Beginning of the ids of requests. */
  readonly boot: string
  /** Sockets that each of the first threads takes over. */
  readonly inherited?: readonly NonNullable<WorkerStart['inherited']>[]
  readonly owner: WorkerOwner
  readonly logger: Logger
}

export class WorkerPool {
  readonly #options: PoolOptions
  #serving: WorkerHandle[]
  readonly #retired = new Map<WorkerHandle, NodeJS.Timeout>()
  #started = 0

  constructor(options: PoolOptions) {
    this.#options = options
    this.#serving = Array.from({ length: options.threads }, (_, thread) => this.#make(thread))
  }

  /** Threads that accept. */
  get serving(): readonly WorkerHandle[] {
    return this.#serving
  }

  /** Those and the replaced ones that still have connections. */
  get all(): readonly WorkerHandle[] {
    return [...this.#serving, ...this.#retired.keys()]
  }

  /** Replaced threads that still have connections. */
  get draining(): number {
    return this.#retired.size
  }

  async start(): Promise<void> {
    await Promise.all(this.#serving.map(worker => worker.start()))
  }

  post(command: WorkerCommand): void {
    for (const worker of this.all) worker.post(command)
  }

  async stop(): Promise<void> {
    for (const timer of this.#retired.values()) clearTimeout(timer)
    await Promise.all(this.all.map(worker => worker.stop()))
  }

  /**
   * Replaces every serving thread, one after the other; resolves once the new ones serve.
   * `until` waits for what threads have confirmed to be so. Throws
   * `balancer/reload-busy` while threads of the last time still have connections, and
   * `balancer/worker-failed` if a new thread cannot serve: those that were to go stay then.
   */
  async replaceAll(until: (isSo: () => boolean) => Promise<void>): Promise<void> {
    if (this.#retired.size > 0) throw busy(this.#retired.size)
    for (const old of this.#serving) {
      const fresh = this.#make(this.#freeBlock())
      try {
        await fresh.start()
        const table = old.lastTable
        if (table !== undefined) {
          old.keepFlows()
          await until(() => old.hasKeptFlows)
          fresh.post(table)
          await until(() => fresh.appliedSequence >= table.sequence)
        }
        const refused = [...fresh.failed].find(([key]) => !old.failed.has(key))
        if (refused !== undefined) throw portFailed(fresh.thread, ...refused)
      } catch (error) {
        await fresh.stop()
        throw error
      }
      this.#serving = this.#serving.map(worker => (worker === old ? fresh : worker))
      this.retire(old, false)
    }
  }

  /**
   * Has a thread end what it has; what is left after `RETIRE_MS` is cut. `areShared`: another
   * process has its sockets.
   */
  retire(worker: WorkerHandle, areShared: boolean): void {
    this.#serving = this.#serving.filter(other => other !== worker)
    this.#retired.set(
      worker,
      setTimeout(() => this.#takeLeave(worker), RETIRE_MS),
    )
    worker.retire(areShared)
  }

  /** Looks at what a thread has said: a replaced one without connections ends. */
  reported(worker: WorkerHandle, report: WorkerReport): void {
    if (report.kind === 'idle' && this.#retired.has(worker)) this.#end(worker)
  }

  /** A thread has died; a replaced one is gone for good. */
  died(worker: WorkerHandle): void {
    clearTimeout(this.#retired.get(worker))
    this.#retired.delete(worker)
  }

  /** What a replaced thread still has says goodbye; then it ends. */
  #takeLeave(worker: WorkerHandle): void {
    worker.post({ kind: 'cut-all' })
    this.#retired.set(
      worker,
      setTimeout(() => this.#end(worker), GOODBYE_MS),
    )
  }

  #end(worker: WorkerHandle): void {
    worker
      .stop()
      .catch(error => this.#options.logger.warn(messageOf(error)))
      .finally(() => this.#options.owner.died(worker))
  }

  #freeBlock(): number {
    const taken = new Set(this.all.map(({ thread }) => thread))
    let block = 0
    while (taken.has(block)) block++
    return block
  }

  #make(thread: number): WorkerHandle {
    const { start, boot, inherited, owner, logger } = this.#options
    const number = this.#started++
    const own = { thread, requestIdPrefix: `${boot}${number.toString(36)}` }
    const sockets = inherited?.[number]
    const all = { ...start, ...own, ...(sockets === undefined ? {} : { inherited: sockets }) }
    return new WorkerHandle(all, owner, logger)
  }
}

function busy(threads: number): PolisError<'balancer/reload-busy'> {
  return new PolisError('balancer/reload-busy', {
    message: `${threads} data threads that were replaced still have connections`,
    hint: 'try again when they have ended',
    fields: { threads },
    retryable: true,
  })
}

function portFailed(thread: number, key: string, reason: string): PolisError {
  return new PolisError('balancer/worker-failed', {
    message: `data thread ${thread} could not open ${key}: ${reason}`,
    fields: { thread },
  })
}
