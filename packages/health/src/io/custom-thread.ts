/**
 * One thread that runs one piece of custom code, seen from outside.
 *
 * Its calls run beside each other there, so one that waits delays nobody. One that loops would:
 * while calls are under way the thread is asked every tenth of a second whether it still answers,
 * and when it does not, the call that began last is the one that blocks it. What the thread says is
 * not trusted, since the code in it may post whatever it likes.
 */

import { Worker } from 'node:worker_threads'
import { isRecord } from '../check-reader.ts'
import {
  BODY_BYTES_MAX,
  CUSTOM_BEAT_MS,
  CUSTOM_BEATS_MISSED_MAX,
  CUSTOM_MEMORY_MB_MAX,
} from '../config.ts'
import { oneLine, type Verdict } from './attempt.ts'
import type { CustomCode, CustomSubject } from './custom-checks.ts'

/** What is asked of the thread; without a subject, only whether it answers. */
export type CustomRequest = { readonly call: number; readonly subject?: CustomSubject }
/** What it says: that a call has begun, how it ended, or (of no call) that it answers. */
export type CustomAnswer = {
  readonly call: number
  readonly outcome?: 'pass' | 'warn' | 'fail'
  readonly output?: string
}

/** A call that waits for its verdict. */
export type CustomCall = {
  readonly number: number
  readonly subject: CustomSubject
  readonly resolve: (verdict: Verdict) => void
  /** Threads that have ended under it. */
  deaths: number
}

export type CustomThreadEvents = {
  /** It does not answer; `culprit` is why, if one is known. */
  readonly onBlocked: (culprit: CustomCall | undefined) => void
  /** It has ended by itself; `isLoaded` unless its code could not even be read. */
  readonly onEnd: (error: Error | null, isLoaded: boolean) => void
  readonly onIdle: () => void
}

export class CustomThread {
  /** In the order in which they were sent. */
  readonly calls = new Map<number, CustomCall>()
  readonly #worker: Worker
  readonly #events: CustomThreadEvents
  #begunLast: number | null = null
  #isLoaded = false
  #missed = 0
  #timer: NodeJS.Timeout | undefined

  constructor(name: string, code: CustomCode, events: CustomThreadEvents) {
    this.#events = events
    // The extension is this file's own: .ts from the sources, .js when compiled.
    const extension = import.meta.url.slice(import.meta.url.lastIndexOf('.'))
    const worker = new Worker(new URL(`./worker${extension}`, import.meta.url), {
      workerData: code,
      name: `polis-check-${name}`,
      env: {},
      stdin: false,
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: CUSTOM_MEMORY_MB_MAX },
    })
    worker.stdout.resume()
    worker.stderr.resume()
    // A process that has nothing else to do shall not be kept by it.
    worker.unref()
    this.#worker = worker
    let failure: Error | null = null
    worker.on('message', message => this.#heard(message))
    worker.on('error', error => {
      failure = error instanceof Error ? error : new Error(String(error))
    })
    worker.on('exit', () => {
      clearInterval(this.#timer)
      events.onEnd(failure, this.#isLoaded)
    })
  }

  /** The call that was begun last, if it still runs. */
  get culprit(): CustomCall | undefined {
    return this.#begunLast === null ? undefined : this.calls.get(this.#begunLast)
  }

  send(call: CustomCall): void {
    this.calls.set(call.number, call)
    this.#post({ call: call.number, subject: call.subject })
    this.#beat()
  }

  /** Forgets a call; false if it is not here. */
  drop(number: number): boolean {
    const isHere = this.calls.delete(number)
    if (this.calls.size === 0) {
      clearInterval(this.#timer)
      this.#timer = undefined
    }
    return isHere
  }

  end(): void {
    clearInterval(this.#timer)
    void this.#worker.terminate()
  }

  #post(request: CustomRequest): void {
    this.#worker.postMessage(request)
  }

  #beat(): void {
    if (this.#timer !== undefined) return
    this.#missed = 0
    this.#timer = setInterval(() => {
      // Reading the code may take its time; only the deadlines of the calls bound that.
      if (!this.#isLoaded) return
      if (++this.#missed > CUSTOM_BEATS_MISSED_MAX) {
        clearInterval(this.#timer)
        this.#events.onBlocked(this.culprit)
      } else this.#post({ call: 0 })
    }, CUSTOM_BEAT_MS)
    this.#timer.unref()
  }

  #heard(message: unknown): void {
    if (!isRecord(message) || typeof message['call'] !== 'number') return
    this.#isLoaded = true
    this.#missed = 0
    const { call: number, outcome, output } = message
    const call = this.calls.get(number as number)
    if (call === undefined) return
    if (outcome === undefined) {
      this.#begunLast = call.number
      return
    }
    if (outcome !== 'pass' && outcome !== 'warn' && outcome !== 'fail') return
    this.drop(call.number)
    const text = typeof output === 'string' ? output : outcome
    call.resolve({ outcome, output: oneLine(text.slice(0, BODY_BYTES_MAX)) })
    if (this.calls.size === 0) this.#events.onIdle()
  }
}
