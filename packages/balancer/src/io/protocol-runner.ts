/**
 * The custom protocols of one data thread, run in a thread beside it.
 *
 *     peek ─► asked ──answer──► told
 *               └─no answer in time, or the thread ended─► that one refused, a strike for its
 *                  protocol, a new thread, and the others asked again
 *
 * So the data thread never waits, whatever a module does. A protocol with three strikes is
 * disabled: each costs the connections behind it their time. Questions are answered in order, so
 * the oldest is the one that hangs. The bytes are a copy: a module cannot change what is forwarded.
 */

import { Worker } from 'node:worker_threads'
import {
  PEEK_MEMORY_MB,
  PEEK_PENDING_MAX,
  PEEK_STRIKES_MAX,
  PEEK_TIME_MS,
  PROTOCOL_LOAD_MS,
  WORKER_RESTARTS_MAX,
} from '../config.ts'
import { isProtocolName, type PeekResult, type ProtocolModules } from '../custom-protocol.ts'
import type { PeekQuestion, PeekReport } from './peek-worker.ts'

type Pending = PeekQuestion & { readonly tell: (result: PeekResult) => void }

export class ProtocolRunner {
  readonly #onDisabled: (protocol: string, reason: string) => void
  #modules: ProtocolModules = {}
  readonly #failures = new Map<string, string>()
  readonly #strikes = new Map<string, number>()
  /** In the order in which they were asked. */
  readonly #pending = new Map<number, Pending>()
  #worker: Worker | undefined
  #isReady = false
  /** The module that is being loaded. */
  #loading: string | undefined
  #timer: NodeJS.Timeout | undefined
  #onReady: (() => void) | undefined
  #lastId = 0
  #restarts = 0

  /** `onDisabled` is told of a protocol that cannot be used, or no more. */
  constructor(onDisabled: (protocol: string, reason: string) => void) {
    this.#onDisabled = onDisabled
  }

  /** Loads `modules`; one that cannot be loaded only keeps its own protocol from working. */
  async load(modules: ProtocolModules): Promise<void> {
    this.#modules = modules
    for (const name of Object.keys(modules)) {
      if (!isProtocolName(name)) this.#disable(name, 'the name is not allowed')
    }
    if (Object.keys(this.#usable()).length === 0) return
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#onReady = resolve
    this.#start()
    await promise
  }

  /** Why `protocol` cannot be used; undefined if it can. */
  problem(protocol: string): string | undefined {
    if (!Object.hasOwn(this.#modules, protocol)) {
      return `protocol '${protocol}' is not registered on this node`
    }
    const reason = this.#failures.get(protocol)
    return reason === undefined ? undefined : `protocol '${protocol}' cannot be used: ${reason}`
  }

  /** Tells what `protocol` makes of `bytes`, later. */
  peek(protocol: string, bytes: Uint8Array, tell: (result: PeekResult) => void): void {
    const problem = this.problem(protocol)
    if (problem !== undefined || this.#pending.size >= PEEK_PENDING_MAX) {
      tell({ reject: problem ?? 'too many connections are looked at' })
      return
    }
    const id = ++this.#lastId
    const question = { id, protocol, bytes: Uint8Array.from(bytes), tell }
    this.#pending.set(id, question)
    if (!this.#isReady) return
    this.#ask(question)
    if (this.#pending.size === 1) this.#watch(PEEK_TIME_MS)
  }

  /** Ends the thread; nobody is told anything more. */
  stop(): void {
    this.#pending.clear()
    clearTimeout(this.#timer)
    const worker = this.#worker
    this.#worker = undefined
    void worker?.terminate()
  }

  #usable(): ProtocolModules {
    const all = Object.entries(this.#modules)
    return Object.fromEntries(all.filter(([name]) => !this.#failures.has(name)))
  }

  #start(): void {
    this.#isReady = false
    this.#loading = undefined
    // The extension is this file's own: .ts from the sources, .js when compiled.
    const extension = import.meta.url.slice(import.meta.url.lastIndexOf('.'))
    const worker = new Worker(new URL(`./peek-worker${extension}`, import.meta.url), {
      workerData: this.#usable(),
      name: 'polis-balancer-peek',
      resourceLimits: { maxOldGenerationSizeMb: PEEK_MEMORY_MB },
    })
    this.#worker = worker
    worker.unref()
    worker.on('message', (report: PeekReport) => {
      if (this.#worker === worker) this.#onReport(report)
    })
    // 'exit' follows, and is all that matters.
    worker.on('error', () => undefined)
    worker.on('exit', code => {
      if (this.#worker === worker) this.#failed(`it ended its thread (${code})`)
    })
    this.#watch(PROTOCOL_LOAD_MS)
  }

  #onReport(report: PeekReport): void {
    if (report.kind === 'loading') this.#loading = report.protocol
    else if (report.kind === 'failed') this.#disable(report.protocol, report.reason)
    else if (report.kind === 'ready') this.#ready()
    else {
      const question = this.#pending.get(report.id)
      this.#pending.delete(report.id)
      if (this.#pending.size === 0) clearTimeout(this.#timer)
      else this.#watch(PEEK_TIME_MS)
      question?.tell(report.result)
    }
  }

  #ready(): void {
    this.#isReady = true
    clearTimeout(this.#timer)
    for (const question of this.#pending.values()) this.#ask(question)
    if (this.#pending.size > 0) this.#watch(PEEK_TIME_MS)
    this.#onReady?.()
    this.#onReady = undefined
  }

  #ask({ id, protocol, bytes }: Pending): void {
    const question: PeekQuestion = { id, protocol, bytes }
    this.#worker?.postMessage(question)
  }

  /** Waits for the next report so long. */
  #watch(timeMs: number): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#failed('it took too long'), timeMs)
    this.#timer.unref()
  }

  /** The thread hangs or has ended: another one goes on, without whoever is to blame. */
  #failed(reason: string): void {
    const worker = this.#worker
    this.#worker = undefined
    void worker?.terminate()
    if (!this.#isReady) {
      if (this.#loading !== undefined) this.#disable(this.#loading, reason)
      else if (++this.#restarts > WORKER_RESTARTS_MAX) this.#disableAll(reason)
    } else {
      const [oldest] = this.#pending.values()
      if (oldest !== undefined) this.#strike(oldest, reason)
      else if (++this.#restarts > WORKER_RESTARTS_MAX) this.#disableAll(reason)
    }
    if (Object.keys(this.#usable()).length > 0) this.#start()
    else this.#ready()
  }

  #strike({ id, protocol, tell }: Pending, reason: string): void {
    this.#pending.delete(id)
    const strikes = (this.#strikes.get(protocol) ?? 0) + 1
    this.#strikes.set(protocol, strikes)
    if (strikes >= PEEK_STRIKES_MAX) this.#disable(protocol, reason)
    tell({ reject: reason })
  }

  #disableAll(reason: string): void {
    for (const name of Object.keys(this.#usable())) this.#disable(name, reason)
  }

  #disable(protocol: string, reason: string): void {
    this.#failures.set(protocol, reason)
    this.#onDisabled(protocol, reason)
    for (const [id, question] of this.#pending) {
      if (question.protocol !== protocol) continue
      this.#pending.delete(id)
      question.tell({ reject: reason })
    }
  }
}
