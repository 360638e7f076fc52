/**
 * The custom protocols of one data thread: loaded once, called under watch.
 *
 * A call runs under V8's watchdog (`vm`), so a `peek` that never returns is stopped after 20 ms; what
 * it throws refuses that connection alone. One that was stopped three times is disabled, since each
 * time blocks all connections of the thread. The bytes are a copy, so that a module cannot change
 * what the endpoint gets.
 */

import { isAbsolute, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Script } from 'node:vm'
import { messageOf } from '@polis/base'
import { PEEK_TIME_MS, PEEK_TIMEOUTS_MAX } from '../config.ts'
import { type Peek, type PeekResult, type ProtocolModules, peekResult } from '../custom-protocol.ts'

type Loaded = { readonly peek: Peek; timeouts: number }

/** What the watched script calls; the script itself can only reach what is global. */
const CALL = Symbol.for('polis.balancer.peek')
const globals = globalThis as { [CALL]?: () => unknown }
const WATCHED = new Script(`globalThis[Symbol.for('polis.balancer.peek')]()`)

/** The `peek` of a module, given as a file or URL; throws what keeps it from being used. */
export async function loadPeek(module: string): Promise<Peek> {
  const isUrl = /^(?:file|data):/.test(module)
  const path = isAbsolute(module) ? module : resolve(module)
  const loaded: unknown = await import(isUrl ? module : pathToFileURL(path).href)
  const peek = (loaded as { peek?: unknown }).peek
  if (typeof peek !== 'function') throw new TypeError(`${module} does not export a function 'peek'`)
  return peek as Peek
}

export class ProtocolRunner {
  readonly #protocols = new Map<string, Loaded>()
  readonly #failures = new Map<string, string>()
  readonly #onDisabled: (name: string) => void

  /** `onDisabled` is told of a protocol that took too long too often. */
  constructor(onDisabled: (name: string) => void) {
    this.#onDisabled = onDisabled
  }

  /** Loads `modules`; one that cannot be loaded only keeps its own protocol from working. */
  async load(modules: ProtocolModules): Promise<void> {
    for (const [name, module] of Object.entries(modules)) {
      try {
        this.#protocols.set(name, { peek: await loadPeek(module), timeouts: 0 })
      } catch (error) {
        this.#failures.set(name, messageOf(error))
      }
    }
  }

  /** Why `name` cannot be used; undefined if it can. */
  problem(name: string): string | undefined {
    if (this.#protocols.has(name)) return undefined
    const reason = this.#failures.get(name)
    return reason === undefined
      ? `protocol '${name}' is not registered on this node`
      : `protocol '${name}' could not be loaded: ${reason}`
  }

  /** What protocol `name` makes of `bytes`. */
  peek(name: string, bytes: Uint8Array): PeekResult {
    const protocol = this.#protocols.get(name)
    if (protocol === undefined) return { reject: this.problem(name) ?? name }
    if (protocol.timeouts >= PEEK_TIMEOUTS_MAX) return { reject: 'the protocol is disabled' }
    const copy = Uint8Array.from(bytes)
    globals[CALL] = () => protocol.peek(copy)
    try {
      return peekResult(WATCHED.runInThisContext({ timeout: PEEK_TIME_MS }))
    } catch (error) {
      if (isTimeout(error) && ++protocol.timeouts === PEEK_TIMEOUTS_MAX) this.#onDisabled(name)
      return { reject: messageOf(error) }
    } finally {
      delete globals[CALL]
    }
  }
}

function isTimeout(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT'
}
