/**
 * Runs commands inside containers that run (Docker Engine API, `POST /containers/{id}/exec`).
 *
 * The engine can start a command and cannot end one. So each carries a mark in its environment, by
 * which it is found with all that it has started, whatever group that is in: from the machine where
 * the node sees the container's processes, else by a shell inside the container. Where there is
 * neither (no shell in the image, an engine elsewhere) a command of a check is not started again
 * while it has not ended, so none pile up.
 */

import type { Duplex } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import { newId } from '@polis/base'
import type Docker from 'dockerode'
import { FrameReader } from '../docker/multiplexed.ts'
import type { ExecEvent, ExecRequest } from '../driver.ts'
import { type DockerEngine, ENGINE_STATUS, isRefusal } from './docker-engine.ts'
import * as proc from './proc.ts'

/** What a shell answers for a command that is not there. */
const NOT_FOUND_CODE = 127

const MARK = 'POLIS_EXEC'

/**
 * Ends what has the mark that is its first argument, inside a container; with nothing but what a
 * shell has built in, which skips the NULs between variables.
 */
const END_SCRIPT = `for file in /proc/[0-9]*/environ; do
  while IFS= read -r line || [ -n "$line" ]; do
    case $line in *"$0"*)
      pid=\${file#/proc/}
      kill -9 "\${pid%/environ}"
    esac
  done <"$file"
done 2>/dev/null`

/** How often, and how many times, a killed command is looked at until it has ended: 1 s in all. */
const END_POLL_MS = 50
const END_POLLS_MAX = 20

export class ContainerCommands {
  readonly #engine: DockerEngine
  /** Commands of checks that were to end, by container and words. */
  readonly #ending = new Map<string, Docker.Exec>()

  constructor(engine: DockerEngine) {
    this.#engine = engine
  }

  /** Forgets a container that has ended, and with it everything in it. */
  forget(containerId: string): void {
    for (const key of this.#ending.keys()) {
      if (key.startsWith(`${containerId}\0`)) this.#ending.delete(key)
    }
  }

  /** Output as it comes, then the exit code. When `signal` aborts, the command is killed. */
  async *run(
    containerId: string,
    request: ExecRequest,
    signal: AbortSignal,
  ): AsyncGenerator<ExecEvent> {
    const key = [containerId, ...request.command].join('\0')
    if (request.leavesNothing === true) await this.#refuseTwo(key)
    const mark = `${MARK}=${newId()}`
    const environment = Object.entries(request.environment ?? {})
    const exec = await this.#engine.calls.getContainer(containerId).exec({
      Cmd: [...request.command],
      Env: [...environment.map(([name, value]) => `${name}=${value}`), mark],
      AttachStdin: request.input.length > 0,
      AttachStdout: true,
      AttachStderr: true,
      abortSignal: signal,
    })
    let hasEnded = false
    try {
      yield* this.#outputOf(exec, request, signal)
      const { ExitCode } = await exec.inspect({ abortSignal: signal })
      hasEnded = true
      yield { kind: 'exit', code: ExitCode ?? NOT_FOUND_CODE }
    } finally {
      if (!hasEnded) {
        if (request.leavesNothing === true) this.#ending.set(key, exec)
        if (await this.#end(containerId, exec, mark)) this.#ending.delete(key)
      }
    }
  }

  async *#outputOf(
    exec: Docker.Exec,
    { input }: ExecRequest,
    signal: AbortSignal,
  ): AsyncGenerator<ExecEvent> {
    const stream: Duplex = await this.#engine.streams
      .getExec(exec.id)
      .start({ hijack: true, stdin: true, abortSignal: signal })
    const stop = () => stream.destroy()
    signal.addEventListener('abort', stop, { once: true })
    try {
      signal.throwIfAborted()
      stream.end(input)
      const frames = new FrameReader()
      for await (const chunk of stream) {
        for (const { stream: from, data } of frames.push(chunk as Buffer)) {
          yield { kind: 'output', stream: from, data }
        }
      }
    } finally {
      signal.removeEventListener('abort', stop)
      stream.destroy()
    }
  }

  /** Throws while the same command of an earlier time has not ended. */
  async #refuseTwo(key: string): Promise<void> {
    const before = this.#ending.get(key)
    if (before === undefined) return
    if (await this.#isRunning(before)) {
      throw new Error('the command of an earlier time has not ended and cannot be killed')
    }
    this.#ending.delete(key)
  }

  /** Kills a command with everything that it has started; false if it still runs. */
  async #end(containerId: string, exec: Docker.Exec, mark: string): Promise<boolean> {
    if (!(await this.#isRunning(exec))) return true
    for (const pid of await proc.pidsWithEnvironment([mark])) killOne(pid)
    if (await this.#hasEnded(exec)) return true
    const killer = await this.#engine.calls
      .getContainer(containerId)
      .exec({ Cmd: ['sh', '-c', END_SCRIPT, mark] })
    // An image without a shell refuses it.
    await killer.start({ Detach: true }).catch(() => undefined)
    return this.#hasEnded(exec)
  }

  async #hasEnded(exec: Docker.Exec): Promise<boolean> {
    for (let i = 0; i < END_POLLS_MAX; i++) {
      if (!(await this.#isRunning(exec))) return true
      await delay(END_POLL_MS)
    }
    return false
  }

  async #isRunning(exec: Docker.Exec): Promise<boolean> {
    try {
      return (await exec.inspect()).Running
    } catch (error) {
      if (isRefusal(error, ENGINE_STATUS.notFound)) return false
      throw error
    }
  }
}

function killOne(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    // Ended meanwhile, or not for us to end.
    if (!['ESRCH', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error
  }
}
