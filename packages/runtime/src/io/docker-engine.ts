/**
 * One container engine: its API with bounded waits, and its failures told apart.
 *
 * An engine that is down or slow is a condition: what it refuses is an answer (no such image, a
 * name that is taken), what it does not answer is asked again later. `dockerode` is loaded only by
 * a node that offers the driver; it brings more than the rest of the node together.
 */

import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { messageOf, PolisError } from '@polis/base'
import type Docker from 'dockerode'
import type { RuntimeConfig } from '../config.ts'
import type { RuntimeErrorCode } from '../errors.ts'

/** What an engine said no with. */
type Refusal = Error & { readonly statusCode?: number; readonly json?: { message?: string } }

/** HTTP statuses of the engine that callers tell apart. */
export const ENGINE_STATUS = { notModified: 304, notFound: 404, conflict: 409 } as const

/** True if the engine could not be reached or asked to the end: the same may work later. */
export function isSilence(error: unknown): boolean {
  const { statusCode, code } = error as Refusal & { readonly code?: unknown }
  return statusCode === undefined && typeof code === 'string' && /^E[A-Z]+$/.test(code)
}

/** True if the engine has answered with that status. */
export function isRefusal(error: unknown, status: number): boolean {
  return (error as Refusal).statusCode === status
}

/** What the engine or the connection to it says, in one line. */
export function engineMessage(error: unknown): string {
  const text = (error as Refusal).json?.message ?? messageOf(error)
  const program = /exec: "([^"]+)": (?:executable file not found|stat .*no such file)/.exec(text)
  if (program !== null) return `command not found: ${program[1]}`
  return text.replaceAll(/\s*\n\s*/g, ' ').trim()
}

export class DockerEngine {
  /** For calls that are answered at once; a silence of `engineTimeoutMs` is a failure. */
  readonly calls: Docker
  /** For streams that may be silent for hours. */
  readonly streams: Docker
  readonly #config: RuntimeConfig

  private constructor(calls: Docker, streams: Docker, config: RuntimeConfig) {
    this.calls = calls
    this.streams = streams
    this.#config = config
  }

  /** The engine on a unix socket, or where `DOCKER_HOST` says; nothing is asked of it yet. */
  static async at(socketPath: string | null, config: RuntimeConfig): Promise<DockerEngine> {
    const { default: Engine } = await import('dockerode')
    const where = socketPath === null ? {} : { socketPath, host: undefined }
    const timeout = config.engineTimeoutMs
    return new DockerEngine(new Engine({ ...where, timeout }), new Engine(where), config)
  }

  /**
   * Throws `runtime/no-engine` if neither `DOCKER_HOST` nor a socket in one of the usual places says
   * where an engine might be; costs nothing where there is none.
   */
  static requireAddress(): void {
    const sockets = ['/var/run/docker.sock', join(homedir(), '.docker/run/docker.sock')]
    if (process.env['DOCKER_HOST'] || sockets.some(existsSync)) return
    throw new PolisError<RuntimeErrorCode>('runtime/no-engine', {
      message: 'no container engine is here',
      hint: 'install one, or point DOCKER_HOST to it',
    })
  }

  /** Throws `runtime/no-engine` unless the engine answers now. */
  async check(): Promise<void> {
    try {
      await this.calls.ping()
    } catch (cause) {
      throw new PolisError<RuntimeErrorCode>('runtime/no-engine', {
        message: `no container engine answers: ${engineMessage(cause)}`,
        hint: 'start it, or point DOCKER_HOST to it',
        retryable: true,
        cause,
      })
    }
  }

  /**
   * Calls `body` until the engine answers, for `waitMs` at most after its first silence; tells
   * `onWait` why it waits. What the engine refuses is thrown at once.
   */
  async answered<T>(body: () => Promise<T>, { waitMs, signal, onWait }: EngineWait): Promise<T> {
    const { engineRetryMs, engineRetryMaxMs } = this.#config
    let endMs: number | undefined
    for (let pauseMs = engineRetryMs; ; pauseMs = Math.min(2 * pauseMs, engineRetryMaxMs)) {
      try {
        return await body()
      } catch (error) {
        endMs ??= performance.now() + waitMs
        if (!isSilence(error) || performance.now() >= endMs || signal.aborted) throw error
        onWait?.(`waiting for the container engine: ${engineMessage(error)}`)
        await delay(pauseMs, undefined, { signal })
      }
    }
  }
}

export type EngineWait = {
  readonly waitMs: number
  readonly signal: AbortSignal
  readonly onWait?: (reason: string) => void
}
