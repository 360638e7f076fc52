/**
 * What every kind of probe is made of: something begun that ends with a verdict, an error, or
 * because its time is over; and texts for people.
 */

import { messageOf } from '@polis/base'
import type { ProbeResult } from '../check.ts'

/** What a probe found; `isSilent` if it passed without anything having answered. */
export type Verdict = Omit<ProbeResult, 'responseTimeMs'> & { readonly isSilent?: true }

/** An IP address, under the name that was asked for, and a port of it. */
export type Place = { readonly ip: string; readonly host: string; readonly port: number }

/** A signal that aborts after `timeoutMs`, or with the one it is given. */
export class Deadline {
  readonly #controller = new AbortController()
  readonly #outer: AbortSignal
  readonly #timer: NodeJS.Timeout
  readonly #onAbort = () => this.#controller.abort(this.#outer.reason)
  isOver = false

  constructor(timeoutMs: number, outer: AbortSignal) {
    this.#outer = outer
    outer.addEventListener('abort', this.#onAbort)
    if (outer.aborted) this.#onAbort()
    this.#timer = setTimeout(() => {
      this.isOver = true
      this.#controller.abort(new Error('timed out'))
    }, timeoutMs)
  }

  get signal(): AbortSignal {
    return this.#controller.signal
  }

  clear(): void {
    clearTimeout(this.#timer)
    this.#outer.removeEventListener('abort', this.#onAbort)
  }
}

/**
 * Runs what `begin` starts until it resolves or rejects, or `signal` aborts; then calls the
 * function that `begin` has returned, which must end everything that is still open.
 */
export function until<T>(
  signal: AbortSignal,
  begin: (resolve: (value: T) => void, reject: (error: unknown) => void) => () => void,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = () => settle(() => reject(signal.reason))
    let end = () => {}
    let isSettled = false
    const settle = (outcome: () => void) => {
      if (isSettled) return
      isSettled = true
      signal.removeEventListener('abort', onAbort)
      outcome()
      end()
    }
    signal.addEventListener('abort', onAbort)
    end = begin(
      value => settle(() => resolve(value)),
      error => settle(() => reject(error)),
    )
    if (signal.aborted) onAbort()
    // What was settled while it began could not be ended yet.
    if (isSettled) end()
  })
}

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'connection reset',
  EHOSTUNREACH: 'no route to the host',
  ENETUNREACH: 'no route to its network',
  ENOTFOUND: 'its name is not known',
  EAI_AGAIN: 'its name could not be resolved',
}

/** Why a probe ended with `error`, in a line. */
export function reasonOf(error: unknown, host: string, port: number | null): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const place = port === null ? host : `${host}:${port}`
  return `${place}: ${REASONS[code] ?? messageOf(error)}`
}

export function fail(output: string): Verdict {
  return { outcome: 'fail', output }
}

export function pass(output: string): Verdict {
  return { outcome: 'pass', output }
}

/** `text` on one line, without control characters. */
export function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\s]+/gu, ' ').trim()
}

/** What a server said, in a line. */
export function saidOf(answer: Buffer): string {
  const text = oneLine(answer.toString('utf8'))
  return text === '' ? 'nothing' : text
}
