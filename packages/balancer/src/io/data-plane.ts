/**
 * The data plane of a node: worker threads that serve, and the control thread's hold on them.
 *
 *     apply(table) ─► probe new ports ─► push to every thread ─► all confirmed
 *     withdraw(id) ─► (table without id) ─► requests end, or the deadline cuts them ─► isDrained
 *
 * Threads share each port (`reusePort`) and the counters, and keep serving whatever happens here.
 */

import { randomBytes } from 'node:crypto'
import { availableParallelism } from 'node:os'
import { type Logger, messageOf, newId, quietLogger } from '@polis/base'
import type { EjectionReason } from '../attempts.ts'
import { COUNTER_ROWS_MAX, GOODBYE_MS, WORKER_ANSWER_MS, WORKERS_MAX } from '../config.ts'
import { allocateCounters, type CounterRow, Counters } from '../counters.ts'
import type { ProtocolModules } from '../custom-protocol.ts'
import type { DataPlaneStats, ServiceStats } from '../data-plane-stats.ts'
import { stopped, unanswered } from '../errors.ts'
import { isPausedAt } from '../hold-queue.ts'
import type { InheritedSocket } from '../inherited-sockets.ts'
import { allocateLimits, RateLimiter } from '../rate-limiter.ts'
import type { EndpointLoads } from '../remote-loads.ts'
import { checkRouteTable, type RouteTable } from '../routes.ts'
import { RowRegistry } from '../row-registry.ts'
import type { AccessBatch } from './access-queue.ts'
import type { ThreadTable } from './data-thread.ts'
import { Inheritance } from './inheritance.ts'
import { KernelPlane } from './kernel-plane.ts'
import { listeningSockets } from './listening-sockets.ts'
import { PemFiles } from './pem-files.ts'
import { type ApplyResult, PortBook } from './port-book.ts'
import { canSharePorts, enableRequestMigration } from './ports.ts'
import { sharedNowMs, type WorkerReport } from './worker.ts'
import type { WorkerHandle } from './worker-handle.ts'
import { WorkerPool } from './worker-pool.ts'

/** What a data thread noticed about an endpoint. */
export type PassiveEvent = {
  readonly kind: 'ejected' | 'readmitted'
  readonly endpointId: string
  /** Why it was ejected. */
  readonly failure?: EjectionReason
}

export type DataPlaneOptions = {
  /** Data threads; cores − 1, one to four, if absent. One where ports cannot be shared. */
  readonly workers?: number
  readonly logger?: Logger
  /** Rows of counters, as `COUNTER_ROWS_MAX`. */
  readonly counterRows?: number
  /** Modules that export `peek`, by the protocol's name; a port whose own does not load fails. */
  readonly protocols?: ProtocolModules
  /** Name of the nftables table for services that ask for the kernel; none are without it. */
  readonly kernelTable?: string
  /** Listening sockets of the process before, which its ports are taken over by. */
  readonly inherited?: readonly InheritedSocket[]
  /** Writes lines of access logs; the next ones come when it has resolved. Absent: nobody does. */
  readonly writeAccess?: (batch: AccessBatch) => Promise<void>
}

export class DataPlane {
  readonly #logger: Logger
  readonly #workers: WorkerPool
  readonly #counters: Counters
  readonly #rows: RowRegistry
  readonly #passiveListeners = new Set<(event: PassiveEvent) => void>()
  readonly #deadlines = new Map<string, NodeJS.Timeout>()
  readonly #waiters = new Set<() => void>()
  readonly #ports: PortBook
  readonly #pemFiles: PemFiles
  readonly #writeAccess: DataPlaneOptions['writeAccess']
  readonly #limiter: RateLimiter
  #table: RouteTable = { version: 0, listeners: [] }
  #endpointIds: ReadonlySet<string> = new Set()
  #confirmedVersion = 0
  #sequence = 0
  readonly #kernel: KernelPlane
  /** The last table for which the kernel's rules are in force, by its sequence. */
  #kernelSequence = 0
  #applying: Promise<unknown> = Promise.resolve()
  #isStopped = false

  private constructor(options: DataPlaneOptions, threads: number, reusePort: boolean) {
    this.#logger = options.logger ?? quietLogger
    this.#writeAccess = options.writeAccess
    const rows = options.counterRows ?? COUNTER_ROWS_MAX
    // As many blocks again for threads that were replaced and still have connections.
    const blocks = 2 * threads
    const memory = allocateCounters(threads, rows, blocks)
    const limits = allocateLimits(blocks, rows, randomBytes(4).readInt32LE(0))
    this.#limiter = new RateLimiter(limits, 0)
    const { protocols, inherited = [] } = options
    const inheritance = new Inheritance(inherited, threads)
    this.#ports = new PortBook(inheritance)
    const ticketSecret = randomBytes(32).toString('hex')
    this.#workers = new WorkerPool({
      ...{ threads, blocks, boot: newId() },
      start: { memory, reusePort, ticketSecret, limits, ...(protocols && { protocols }) },
      inherited: inheritance.shares,
      owner: {
        reported: (handle, report) => this.#reported(handle, report),
        died: handle => this.#died(handle),
      },
      logger: this.#logger,
    })
    this.#kernel = new KernelPlane(options.kernelTable, this.#logger, () => this.#notify())
    this.#counters = new Counters(memory, 0)
    this.#rows = new RowRegistry(rows)
    this.#pemFiles = new PemFiles(this.#logger, () => this.#reapply())
  }

  /** Starts the threads; they serve nothing yet. Throws `balancer/worker-failed`. */
  static async start(options: DataPlaneOptions = {}): Promise<DataPlane> {
    const logger = options.logger ?? quietLogger
    const reusePort = await canSharePorts()
    await enableRequestMigration(logger)
    const wanted = options.workers ?? availableParallelism() - 1
    const threads = reusePort ? Math.max(1, Math.min(WORKERS_MAX, wanted)) : 1
    const plane = new DataPlane(options, threads, reusePort)
    try {
      await plane.#kernel.clean()
      await plane.#workers.start()
    } catch (error) {
      await plane.stop()
      throw error
    }
    return plane
  }

  /**
   * Runs `table` from now on; resolves when every thread does. A port that cannot be opened is
   * reported, tried again with the next table, and does not keep the others from being opened.
   * A table older than the present one is ignored. Throws `balancer/bad-route-table`,
   * `balancer/too-many-endpoints`, `balancer/worker-failed` (no confirmation in time; the threads
   * will run the table all the same) or `balancer/stopped`.
   */
  apply(table: RouteTable): Promise<ApplyResult> {
    const result = this.#applying.then(() => this.#apply(table))
    // The next table is applied whether or not this one could be.
    this.#applying = result.catch(() => undefined)
    return result
  }

  /** The Raft index of the newest table that every thread is known to run; 0 before the first. */
  get version(): number {
    return this.#confirmedVersion
  }

  /**
   * Bounds the drain of an endpoint: what still runs on it after `deadlineMs` is cut, provided that
   * a table without it has been applied by then.
   */
  withdraw(endpointId: string, deadlineMs: number): void {
    clearTimeout(this.#deadlines.get(endpointId))
    const timer = setTimeout(() => {
      this.#deadlines.delete(endpointId)
      this.#workers.post({ kind: 'cut', endpointIds: [endpointId] })
      this.#kernel.cut([endpointId])
    }, deadlineMs)
    this.#deadlines.set(endpointId, timer)
  }

  /**
   * Resolves when every thread runs a table without these endpoints and has no connection to them
   * left, idle ones included. Rejects with the signal's reason when it aborts.
   */
  async isDrained(endpointIds: readonly string[], signal?: AbortSignal): Promise<void> {
    let sequence: number | undefined
    for (;;) {
      const isInTable = endpointIds.some(id => this.#endpointIds.has(id))
      // Later tables need not be waited for: this one has them withdrawn.
      sequence = isInTable ? undefined : (sequence ?? this.#sequence)
      if (this.#isStopped || this.#areUnused(endpointIds, sequence)) break
      signal?.throwIfAborted()
      await this.#changed(signal)
    }
    for (const id of endpointIds) {
      clearTimeout(this.#deadlines.get(id))
      this.#deadlines.delete(id)
    }
  }

  /** Counters of everything in the present table, summed over the threads. */
  stats(): DataPlaneStats {
    const services = new Map<string, ServiceStats>()
    for (const service of this.#table.listeners.flatMap(listener => listener.services)) {
      const { id, name, namespace, algorithm, isPanic, pausedUntilMs } = service
      if (services.has(id)) continue
      const endpoints = service.endpoints.map(endpoint => ({
        id: endpoint.id,
        ...this.#read(`endpoint ${endpoint.id}`),
      }))
      const { mode, ...why } = this.#kernel.mode(id)
      const modeReason = 'reason' in why ? { modeReason: why.reason } : {}
      const counted = this.#read(`service ${id}`)
      const about = { id, name, namespace, algorithm, isPanic, mode, ...modeReason }
      const pause = isPausedAt(service, sharedNowMs()) ? { pausedUntilMs: pausedUntilMs! } : {}
      services.set(id, { ...about, ...pause, ...counted, endpoints })
    }
    return {
      version: this.#table.version,
      threads: this.#workers.serving.length,
      services: [...services.values()],
    }
  }

  /** What this node has in flight on endpoints of services that reckon with all nodes' load. */
  reportedLoads(): EndpointLoads {
    const loads = new Map<string, number>()
    for (const { algorithm, endpoints } of this.#table.listeners.flatMap(one => one.services)) {
      if (algorithm !== 'prequal') continue
      for (const { id } of endpoints) {
        const inFlight = this.#counters.inFlightOf(this.#rows.get(`endpoint ${id}`) ?? 0)
        if (inFlight > 0) loads.set(id, inFlight)
      }
    }
    return loads
  }

  /** What all other nodes have in flight on endpoints; nothing where `loads` has nothing. */
  setRemoteLoads(loads: EndpointLoads): void {
    for (const id of this.#endpointIds) {
      const row = this.#rows.get(`endpoint ${id}`)
      if (row !== undefined) this.#counters.remoteInFlight[row] = loads.get(id) ?? 0
    }
  }

  /** Tells `listener` what threads notice by themselves; answers how to stop. */
  onPassive(listener: (event: PassiveEvent) => void): () => void {
    this.#passiveListeners.add(listener)
    return () => this.#passiveListeners.delete(listener)
  }

  /** Stops accepting, lets what runs end for up to `deadlineMs`, takes leave of it, then stops. */
  async drainAndStop(deadlineMs: number): Promise<void> {
    await this.#kernel.stop()
    this.#workers.post({ kind: 'drain' })
    if (!(await this.#idle(deadlineMs))) {
      this.#workers.post({ kind: 'cut-all' })
      await this.#idle(GOODBYE_MS)
    }
    await this.stop()
  }

  /** Waits until no thread has a connection; false if that takes longer. */
  async #idle(timeoutMs: number): Promise<boolean> {
    const signal = AbortSignal.timeout(timeoutMs)
    const isIdle = () => this.#workers.all.every(worker => worker.isIdle)
    while (!signal.aborted && !isIdle()) {
      // The deadline ends the wait as the last connection would.
      await this.#changed(signal).catch(() => undefined)
    }
    return isIdle()
  }

  /** Stops at once; what runs is cut. */
  async stop(): Promise<void> {
    this.#isStopped = true
    this.#pemFiles.stop()
    for (const timer of this.#deadlines.values()) clearTimeout(timer)
    await this.#kernel.stop()
    await this.#workers.stop()
    this.#notify()
  }

  /**
   * Replaces every data thread by a new one that runs the present table, without refusing a
   * connection or cutting one; resolves once the new ones serve. Throws `balancer/reload-busy`,
   * `balancer/worker-failed` (the old threads serve on) or `balancer/stopped`.
   */
  reload(): Promise<{ readonly threads: number; readonly draining: number }> {
    const reloading = this.#applying.then(async () => {
      if (this.#isStopped) throw stopped()
      await this.#workers.replaceAll(isSo => this.#until(isSo))
      return { threads: this.#workers.serving.length, draining: this.#workers.draining }
    })
    this.#applying = reloading.catch(() => undefined)
    return reloading
  }

  /**
   * What a process that takes over inherits: the sockets of every open port. User space serves what
   * the kernel did from now on. Throws `balancer/cannot-hand-over` where descriptors cannot be told.
   */
  async handOver(): Promise<InheritedSocket[]> {
    const ports = this.#ports.open(this.#table)
    const sockets = listeningSockets(ports)
    for (const worker of this.#workers.serving) worker.keepFlows()
    await this.#kernel.stop()
    return sockets
  }

  /** Lets what runs end, now that another process listens on the ports; stops then. */
  async retire(): Promise<void> {
    for (const worker of this.#workers.serving) this.#workers.retire(worker, true)
    while (this.#workers.draining > 0) await this.#changed(undefined)
    await this.stop()
  }

  /** Waits until every thread runs the table of that sequence. */
  #confirmed(sequence: number): Promise<void> {
    return this.#until(() => this.#workers.all.every(one => one.appliedSequence >= sequence))
  }

  /** Waits for what reports of threads make so, as long as they may take to answer. */
  async #until(isSo: () => boolean): Promise<void> {
    const signal = AbortSignal.timeout(WORKER_ANSWER_MS)
    while (!isSo()) {
      if (this.#isStopped) throw stopped()
      if (signal.aborted) throw unanswered(this.#sequence)
      // An abort is looked at above.
      await this.#changed(signal).catch(() => undefined)
    }
  }

  #reported(handle: WorkerHandle, report: WorkerReport): void {
    this.#workers.reported(handle, report)
    if (report.kind === 'access') {
      this.#write(handle, report)
      return
    }
    if (report.kind === 'ejected' || report.kind === 'readmitted') {
      this.#logger.info({ ...report }, `endpoint ${report.kind}`)
      for (const listener of this.#passiveListeners) listener(report)
    }
    if (report.kind === 'protocol-disabled') {
      this.#logger.error({ ...report }, 'custom protocol disabled')
    }
    this.#notify()
  }

  #died(handle: WorkerHandle): void {
    this.#workers.died(handle)
    this.#counters.forgetThread(handle.thread)
    this.#limiter.forgetThread(handle.thread)
    this.#notify()
  }

  async #apply(table: RouteTable): Promise<ApplyResult> {
    if (this.#isStopped) throw stopped()
    checkRouteTable(table)
    if (table.version < this.#table.version)
      return this.#ports.results(this.#table, new Map(), this.#failureOf)
    const refused = await this.#ports.probe(table, key => this.#failureOf(key) !== undefined)
    const resolved = await this.#pemFiles.resolve(table)
    this.#ports.refuseWithoutCertificate(resolved, refused)
    const next = this.#threadTable(resolved)
    this.#table = table
    this.#endpointIds = new Set(next.endpointRows.keys())
    const sequence = ++this.#sequence
    this.#workers.post({ kind: 'table', sequence, next })
    await this.#confirmed(sequence)
    this.#ports.settle()
    const result = this.#ports.results(table, refused, this.#failureOf)
    // A port that this node could not open is somebody else's, and the kernel leaves it alone too.
    const bound = table.listeners.filter((_, i) => result.listeners[i]!.state === 'bound')
    await this.#kernel.apply({ ...table, listeners: bound })
    this.#kernelSequence = sequence
    this.#notify()
    this.#confirmedVersion = table.version
    this.#reclaimRows()
    return result
  }

  #write(handle: WorkerHandle, { lines, dropped }: AccessBatch): void {
    const written = this.#writeAccess?.({ lines, dropped }) ?? Promise.resolve()
    written
      .catch(error => this.#logger.warn(`an access log cannot be written: ${messageOf(error)}`))
      .finally(() => handle.post({ kind: 'access-written' }))
  }

  /** A certificate's file has changed: the same table once more, with what is in it now. */
  #reapply(): void {
    this.apply(this.#table).then(
      () => this.#logger.info('certificate files have changed and are in use'),
      error => {
        if (!this.#isStopped) this.#logger.warn(messageOf(error))
      },
    )
  }

  #threadTable(table: RouteTable): ThreadTable {
    const serviceRows = new Map<string, number>()
    const endpointRows = new Map<string, number>()
    for (const service of table.listeners.flatMap(listener => listener.services)) {
      serviceRows.set(service.id, this.#rows.claim(`service ${service.id}`))
      for (const { id } of service.endpoints) {
        endpointRows.set(id, this.#rows.claim(`endpoint ${id}`))
      }
    }
    return { table, serviceRows, endpointRows, ports: this.#ports.actual() }
  }

  /** Takes rows back that nobody uses; every thread runs the present table. */
  #reclaimRows(): void {
    const used = new Set<string>()
    for (const service of this.#table.listeners.flatMap(listener => listener.services)) {
      used.add(`service ${service.id}`)
    }
    for (const id of this.#endpointIds) used.add(`endpoint ${id}`)
    for (const worker of this.#workers.all) {
      for (const id of worker.draining) used.add(`endpoint ${id}`)
    }
    for (const name of [...this.#rows.names()]) {
      if (used.has(name) || this.#counters.inFlightOf(this.#rows.get(name)!) !== 0) continue
      this.#counters.clear(this.#rows.release(name)!)
    }
  }

  #areUnused(ids: readonly string[], sequence: number | undefined): boolean {
    if (sequence === undefined || this.#kernelSequence < sequence) return false
    if (ids.some(id => this.#kernel.isDraining(id))) return false
    return this.#workers.all.every(
      worker => worker.appliedSequence >= sequence && !ids.some(id => worker.draining.has(id)),
    )
  }

  /** Why a thread that serves could not open a port, by the key of its listener. */
  readonly #failureOf = (key: string): string | undefined =>
    this.#workers.serving.map(worker => worker.failed.get(key)).find(Boolean)

  #read(name: string): CounterRow {
    return this.#counters.read(this.#rows.get(name) ?? 0)
  }

  /** Resolves at the next report of any thread; rejects when `signal` aborts. */
  #changed(signal: AbortSignal | undefined): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const onAbort = () => reject(signal?.reason)
    this.#waiters.add(resolve)
    signal?.addEventListener('abort', onAbort, { once: true })
    return promise.finally(() => {
      this.#waiters.delete(resolve)
      signal?.removeEventListener('abort', onAbort)
    })
  }

  #notify(): void {
    for (const resolve of this.#waiters) resolve()
  }
}
