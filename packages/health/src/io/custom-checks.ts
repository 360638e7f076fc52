/**
 * Custom checks: code by name, each in a thread of its own.
 *
 *     probe ─► request ─► thread ─► answer ─► verdict
 *                            └─ hangs, throws, ends: the thread is ended, and begun anew next time
 *
 * A function that is registered is carried into the thread as its source, so it may not use what
 * is around it; a module may import what it likes.
 */

import { pathToFileURL } from 'node:url'
import { Worker } from 'node:worker_threads'
import { messageOf } from '@polis/base'
import type { CustomKind } from '../check-kinds.ts'
import { BODY_BYTES_MAX, CUSTOM_MEMORY_MB_MAX } from '../config.ts'
import { fail, oneLine, until, type Verdict } from './attempt.ts'

/** What a custom check is told. */
export type CustomSubject = {
  readonly host: string
  /** Null if the endpoint has no port. */
  readonly port: number | null
  readonly options: Readonly<Record<string, string | number | boolean>>
}

/** What a custom check answers, or true or false; an error is a failure. */
export type CustomVerdict = { readonly outcome: 'pass' | 'warn' | 'fail'; readonly output?: string }
export type CustomFunction = (
  subject: CustomSubject,
) => boolean | CustomVerdict | Promise<boolean | CustomVerdict>

/** The source of a function, or the URL of a module that exports `check`. */
export type CustomCode = { readonly source: string } | { readonly module: string }

export type CustomRequest = { readonly call: number; readonly subject: CustomSubject }
export type CustomAnswer = Required<CustomVerdict> & { readonly call: number }

type Thread = {
  readonly worker: Worker
  readonly calls: Map<number, (verdict: Verdict) => void>
}

export class CustomChecks {
  readonly #codes = new Map<string, CustomCode>()
  readonly #threads = new Map<string, Thread>()
  #call = 0

  /** Registers a function, or a module by its path or URL, in the place of what had that name. */
  register(name: string, code: CustomFunction | string): void {
    this.#end(name, 'it was registered anew')
    if (typeof code === 'function') this.#codes.set(name, { source: code.toString() })
    else {
      const isUrl = /^(?:file|data|node):/.test(code)
      this.#codes.set(name, { module: isUrl ? code : pathToFileURL(code).href })
    }
  }

  /** Asks the check of that name; whoever is not answered in time ends its thread. */
  probe(check: CustomKind, subject: CustomSubject, signal: AbortSignal): Promise<Verdict> {
    const code = this.#codes.get(check.use)
    if (code === undefined) {
      return Promise.resolve(fail(`no custom check '${check.use}' is registered here`))
    }
    const name = check.use
    return until(signal, resolve => {
      const thread = this.#threads.get(name) ?? this.#begin(name, code)
      const call = ++this.#call
      thread.calls.set(call, resolve)
      thread.worker.postMessage({ call, subject } satisfies CustomRequest)
      return () => {
        if (thread.calls.delete(call)) this.#end(name, 'another call of it hung')
      }
    })
  }

  /** Ends every thread. */
  close(): void {
    for (const name of [...this.#threads.keys()]) this.#end(name, 'the checks have ended')
  }

  #begin(name: string, code: CustomCode): Thread {
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
    const thread: Thread = { worker, calls: new Map() }
    worker.on('message', ({ call, outcome, output }: CustomAnswer) => {
      const resolve = thread.calls.get(call)
      thread.calls.delete(call)
      resolve?.({ outcome, output: oneLine(output.slice(0, BODY_BYTES_MAX)) })
    })
    worker.on('error', error => this.#ended(name, thread, messageOf(error)))
    worker.on('exit', () => this.#ended(name, thread, 'its thread has ended'))
    this.#threads.set(name, thread)
    return thread
  }

  #end(name: string, why: string): void {
    const thread = this.#threads.get(name)
    if (thread === undefined) return
    this.#ended(name, thread, why)
    void thread.worker.terminate()
  }

  #ended(name: string, thread: Thread, why: string): void {
    if (this.#threads.get(name) === thread) this.#threads.delete(name)
    const calls = [...thread.calls.values()]
    thread.calls.clear()
    for (const resolve of calls) resolve(fail(oneLine(why)))
  }
}
