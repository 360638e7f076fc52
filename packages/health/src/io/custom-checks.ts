/**
 * Custom checks: code by name, each in a thread of its own.
 *
 *     probe ─► call ─► thread ─► answer ─► verdict
 *                        ├─ a call hangs: the thread gets no more calls, and ends when it is idle
 *                        ├─ a call blocks it: the others go on in a new thread
 *                        └─ it ends: the call that began last has failed, the others are sent anew
 *
 * So what one call does is never another's failure. A function that is registered is carried into
 * the thread as its source, so it may not use what is around it; a module may import what it likes.
 */

import { pathToFileURL } from 'node:url'
import { messageOf } from '@polis/base'
import type { CustomKind } from '../check-kinds.ts'
import { CUSTOM_DEATHS_MAX, CUSTOM_RETIRED_MAX } from '../config.ts'
import { fail, oneLine, until, type Verdict } from './attempt.ts'
import { type CustomCall, CustomThread } from './custom-thread.ts'

/** What a custom check is told. */
export type CustomSubject = {
  /** IP address; a name was resolved. */
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

/** What runs under one name. */
type Custom = {
  readonly code: CustomCode
  /** Where calls go; null until the first, and after it was retired. */
  thread: CustomThread | null
  /** Threads that get no more calls, the oldest first. */
  readonly retired: Set<CustomThread>
}

export class CustomChecks {
  readonly #customs = new Map<string, Custom>()
  #number = 0

  /** Registers a function, or a module by its path or URL, in the place of what had that name. */
  register(name: string, code: CustomFunction | string): void {
    this.#end(name, 'it was registered anew')
    const isUrl = /^(?:file|data|node):/.test(String(code))
    const about =
      typeof code === 'function'
        ? { source: code.toString() }
        : { module: isUrl ? code : pathToFileURL(code).href }
    this.#customs.set(name, { code: about, thread: null, retired: new Set() })
  }

  /** Asks the check of that name; whoever is not answered in time costs its thread. */
  probe(check: CustomKind, subject: CustomSubject, signal: AbortSignal): Promise<Verdict> {
    const name = check.use
    const custom = this.#customs.get(name)
    if (custom === undefined) {
      return Promise.resolve(fail(`no custom check '${name}' is registered here`))
    }
    return until(signal, resolve => {
      const number = ++this.#number
      this.#send(name, custom, { number, subject, resolve, deaths: 0 })
      return () => {
        for (const thread of [custom.thread, ...custom.retired]) {
          if (thread?.drop(number) === true) this.#retire(custom, thread)
        }
      }
    })
  }

  /** Ends every thread. */
  close(): void {
    for (const name of this.#customs.keys()) this.#end(name, 'the checks have ended')
  }

  #send(name: string, custom: Custom, call: CustomCall): void {
    custom.thread ??= this.#begin(name, custom)
    custom.thread.send(call)
  }

  #begin(name: string, custom: Custom): CustomThread {
    const thread: CustomThread = new CustomThread(name, custom.code, {
      onBlocked: culprit => {
        const others = [...thread.calls.values()].filter(call => call !== culprit)
        for (const { number } of others) thread.drop(number)
        this.#retire(custom, thread)
        for (const call of others) this.#send(name, custom, call)
      },
      onEnd: (error, isLoaded) => this.#ended(name, custom, thread, error, isLoaded),
      onIdle: () => {
        if (custom.retired.delete(thread)) thread.end()
      },
    })
    return thread
  }

  /** Sends no more calls to `thread`, and ends it as soon as none is left in it. */
  #retire(custom: Custom, thread: CustomThread): void {
    if (custom.thread === thread) custom.thread = null
    custom.retired.add(thread)
    const isOver = custom.retired.size > CUSTOM_RETIRED_MAX
    for (const one of custom.retired) {
      const isOldest = isOver && one === custom.retired.values().next().value
      if (one.calls.size > 0 && !isOldest) continue
      custom.retired.delete(one)
      one.end()
      settle(one.calls, 'too many calls of it hang')
    }
  }

  #ended(
    name: string,
    custom: Custom,
    thread: CustomThread,
    error: Error | null,
    isLoaded: boolean,
  ): void {
    if (custom.thread === thread) custom.thread = null
    custom.retired.delete(thread)
    const why = error === null ? 'its thread has ended' : messageOf(error)
    const { culprit } = thread
    const calls = [...thread.calls.values()]
    thread.calls.clear()
    for (const call of calls) {
      call.deaths++
      const isItsOwn = call === culprit || !isLoaded || call.deaths > CUSTOM_DEATHS_MAX
      if (isItsOwn) call.resolve(fail(oneLine(why)))
      else this.#send(name, custom, call)
    }
  }

  #end(name: string, why: string): void {
    const custom = this.#customs.get(name)
    if (custom === undefined) return
    const threads = [...(custom.thread === null ? [] : [custom.thread]), ...custom.retired]
    custom.thread = null
    custom.retired.clear()
    for (const thread of threads) {
      thread.end()
      settle(thread.calls, why)
    }
  }
}

function settle(calls: Map<number, CustomCall>, why: string): void {
  const open = [...calls.values()]
  calls.clear()
  for (const { resolve } of open) resolve(fail(why))
}
