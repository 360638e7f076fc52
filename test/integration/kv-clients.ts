/**
 * Clients of the key-value API that write down what they did and what they were told.
 *
 * Values are never used twice, so a revision stands for one value: a conditional write of the
 * revision that a client saw is a compare-and-set of the value it saw there. What was not answered
 * in time, or by an error that leaves it open, has an unknown outcome; what found nobody listening
 * did not happen.
 */

import assert from 'node:assert/strict'
import { setTimeout as delay } from 'node:timers/promises'
import { PolisError } from '@polis/base'
import { type Answer, HistoryRecorder, type Operation, type Value } from '@polis/simulator'
import type { NodeProcess } from './cluster-process.ts'

/** Shorter than an election by time-out, so that outcomes do stay unknown. */
const REQUEST_TIMEOUT_MS = 500
const THINK_MS_MAX = 20
/** A node that refuses connections is tried again after so long. */
const REFUSED_MS = 50

/** Errors that leave open whether a write takes effect. */
const OPEN_CODES: ReadonlySet<string> = new Set(['api/unreachable', 'api/timed-out'])
const OPEN_STATUSES: ReadonlySet<number> = new Set([503, 504])

type Version = { readonly revision: number; readonly value: Value }

const NOTHING: Version = { revision: 0, value: null }

/** Clients that run until they are stopped. */
export class KvClients {
  readonly #nodes: readonly NodeProcess[]
  readonly #keys: readonly string[]
  readonly #recorder = new HistoryRecorder()
  readonly #values = new Map<string, Value>()
  readonly #running: Promise<void>[]
  #isStopped = false

  /** `count` clients, each of which asks any of `nodes` about any of `keys`. */
  constructor(nodes: readonly NodeProcess[], keys: readonly string[], count: number) {
    this.#nodes = nodes
    this.#keys = keys
    this.#running = Array.from({ length: count }, (_, i) => this.#run(`c${i + 1}`))
  }

  /** Operations that were answered so far. */
  get answered(): number {
    return this.#recorder.operations.filter(({ answer }) => answer.kind !== 'unknown').length
  }

  /** Ends every client after its operation; answers the history. */
  async stop(): Promise<Operation[]> {
    this.#isStopped = true
    await Promise.all(this.#running)
    return this.#recorder.operations
  }

  async #run(client: string): Promise<void> {
    const seen = new Map<string, Version>()
    for (let i = 1; !this.#isStopped; i++) {
      const node = any(this.#nodes)
      const key = any(this.#keys)
      const before = seen.get(key) ?? NOTHING
      const kind = any(['read', 'write', 'cas', 'cas'] as const)
      const after = await this.#operate(client, node, key, kind, before, `${client}.${i}`)
      if (after !== undefined) seen.set(key, after)
      await delay(after === undefined ? REFUSED_MS : Math.random() * THINK_MS_MAX)
    }
  }

  /** One operation; answers the version that the client has seen by it. */
  async #operate(
    client: string,
    { client: api }: NodeProcess,
    key: string,
    kind: 'read' | 'write' | 'cas',
    before: Version,
    value: string,
  ): Promise<Version | undefined> {
    const call =
      kind === 'read'
        ? { kind }
        : kind === 'write'
          ? { kind, value }
          : { kind, expected: before.value, value }
    const id = this.#recorder.call(client, key, call)
    const path = `/v1/kv/${key}`
    const options = { timeoutMs: REQUEST_TIMEOUT_MS }
    try {
      if (kind === 'read') {
        const { bytes, headers } = await api.bytes('GET', path, options)
        return this.#saw(id, key, Number(headers['polis-revision']), bytes.toString())
      }
      const query = kind === 'cas' ? { cas: before.revision } : {}
      const written = await api.call<{ revision: number }>('PUT', path, {
        ...options,
        query,
        body: value,
      })
      this.#remember(key, written.value.revision, value)
      this.#recorder.answer(id, { kind: 'done' })
      return { revision: written.value.revision, value }
    } catch (error) {
      if (hasNotArrived(error)) {
        this.#recorder.withdraw(id)
        return undefined
      }
      const answer = answerOf(error, kind)
      this.#recorder.answer(id, answer)
      return answer.kind === 'value' ? NOTHING : answer.kind === 'refused' ? before : undefined
    }
  }

  #saw(id: number, key: string, revision: number, value: string): Version {
    this.#remember(key, revision, value)
    this.#recorder.answer(id, { kind: 'value', value })
    return { revision, value }
  }

  #remember(key: string, revision: number, value: string): void {
    const name = `${key}@${revision}`
    assert.equal(this.#values.get(name) ?? value, value, `${name} is one value for everybody`)
    this.#values.set(name, value)
  }
}

function any<T>(choices: readonly T[]): T {
  return choices[Math.floor(Math.random() * choices.length)]!
}

/** True if nobody listened: the request was never sent. */
function hasNotArrived(error: unknown): boolean {
  const cause = error instanceof PolisError ? error.cause : undefined
  const code = (cause as { readonly code?: unknown } | undefined)?.code
  return code === 'ECONNREFUSED' || code === 'ENOENT'
}

/** What an error tells: the key is not there, it has another revision, or nothing at all. */
function answerOf(error: unknown, kind: string): Answer {
  if (!(error instanceof PolisError)) throw error
  if (kind === 'read' && error.code === 'api/not-found') return { kind: 'value', value: null }
  if (kind === 'cas' && error.code === 'api/stale-revision') return { kind: 'refused' }
  const isOpen = OPEN_CODES.has(error.code) || OPEN_STATUSES.has(Number(error.fields['status']))
  if (!isOpen) throw error
  return { kind: 'unknown' }
}
