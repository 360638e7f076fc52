/**
 * One data thread as the control thread sees it: started, spoken to, started again if it dies.
 *
 * It remembers what the thread has confirmed: the last table, and the withdrawn endpoints that are
 * still in use there. A thread that died has nothing in use.
 */

import { Worker } from 'node:worker_threads'
import { type Logger, messageOf, PolisError } from '@polis/base'
import { WORKER_RESTART_MS, WORKER_RESTARTS_MAX, WORKER_START_MS } from '../config.ts'
import type { WorkerCommand, WorkerReport, WorkerStart } from './worker.ts'

type TableCommand = Extract<WorkerCommand, { readonly kind: 'table' }>

/** What the owner of a thread is told. */
export type WorkerOwner = {
  /** Any report but `ready`. */
  reported(handle: WorkerHandle, report: WorkerReport): void
  /** The thread died; what it had in flight is gone. It is started again with the last table. */
  died(handle: WorkerHandle): void
}

export class WorkerHandle {
  readonly thread: number
  /** Sequence of the last table the thread confirmed; 0 before the first. */
  appliedSequence = 0
  /** Why it could not open a port, by listener key. */
  failed: ReadonlyMap<string, string> = new Map()
  readonly draining = new Set<string>()
  isIdle = false
  /** True once it has confirmed that its UDP flows stay while others read its ports. */
  hasKeptFlows = false
  #start: WorkerStart
  readonly #owner: WorkerOwner
  readonly #logger: Logger
  #worker: Worker | undefined
  #lastTable: TableCommand | undefined
  #isRetired = false
  #restarts = 0
  #restartTimer: NodeJS.Timeout | undefined
  #isStopped = false

  constructor(start: WorkerStart, owner: WorkerOwner, logger: Logger) {
    this.thread = start.thread
    this.#start = start
    this.#owner = owner
    this.#logger = logger
  }

  /** Starts the thread; throws `balancer/worker-failed` if it does not come up in time. */
  async start(): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    // The extension is this file's own: .ts from the sources, .js when compiled.
    const extension = import.meta.url.slice(import.meta.url.lastIndexOf('.'))
    const worker = new Worker(new URL(`./worker${extension}`, import.meta.url), {
      workerData: this.#start,
      name: `polis-balancer-${this.thread}`,
    })
    this.#worker = worker
    const fail = (cause: unknown) =>
      reject(
        new PolisError('balancer/worker-failed', {
          message: `data thread ${this.thread} did not start: ${messageOf(cause)}`,
          fields: { thread: this.thread },
          cause,
        }),
      )
    const timer = setTimeout(() => fail('no answer in time'), WORKER_START_MS)
    worker.on('error', error => {
      this.#logger.error({ thread: this.thread }, `data thread failed: ${error}`)
      fail(error)
    })
    worker.on('exit', code => {
      fail(`exit ${code}`)
      if (this.#worker === worker) this.#onExit()
    })
    worker.on('message', (report: WorkerReport) => {
      if (report.kind === 'ready') resolve()
      else this.#onReport(report)
    })
    try {
      await promise
    } finally {
      clearTimeout(timer)
    }
  }

  /** The last table that it was given. */
  get lastTable(): TableCommand | undefined {
    return this.#lastTable
  }

  /** Its UDP flows stay with it and their endpoints, whoever reads its ports from now on. */
  keepFlows(): void {
    this.hasKeptFlows = false
    this.post({ kind: 'keep-flows' })
  }

  /**
   * Another thread has its ports, or another process its sockets (`areShared`): it ends what it has,
   * and is not started again.
   */
  retire(areShared: boolean): void {
    this.#isRetired = true
    this.isIdle = false
    this.post({ kind: 'retire', areShared })
  }

  post(command: WorkerCommand): void {
    if (command.kind === 'table') this.#lastTable = command
    this.#worker?.postMessage(command)
  }

  /** Ends the thread at once. */
  async stop(): Promise<void> {
    this.#isStopped = true
    clearTimeout(this.#restartTimer)
    await this.#worker?.terminate()
  }

  #onReport(report: WorkerReport): void {
    if (report.kind === 'applied') {
      this.#restarts = 0
      this.appliedSequence = report.sequence
      this.failed = report.failed
      this.draining.clear()
      for (const id of report.draining) this.draining.add(id)
    } else if (report.kind === 'drained') {
      this.draining.delete(report.endpointId)
    } else if (report.kind === 'idle') {
      this.isIdle = true
    } else if (report.kind === 'flows-kept') {
      this.hasKeptFlows = true
    }
    this.#owner.reported(this, report)
  }

  #onExit(): void {
    this.#worker = undefined
    this.draining.clear()
    this.isIdle = true
    if (this.#isStopped) return
    this.#owner.died(this)
    if (this.#isRetired) return
    // Sockets that it took over went with it, and their numbers may be other files' by now.
    this.#start = { ...this.#start, inherited: new Map() }
    if (++this.#restarts > WORKER_RESTARTS_MAX) {
      this.#logger.fatal({ thread: this.thread }, 'data thread keeps dying and stays down')
      return
    }
    this.#restartTimer = setTimeout(() => {
      this.start().then(
        () => {
          this.isIdle = false
          if (this.#lastTable !== undefined) this.post(this.#lastTable)
        },
        error => this.#logger.error({ thread: this.thread }, messageOf(error)),
      )
    }, WORKER_RESTART_MS * this.#restarts)
  }
}
