/**
 * Probes that look at the machine itself: a command that is run, a file that is looked at.
 *
 * The command of a task runs in the task's own surroundings, if whoever runs tasks offers that.
 * A command leads a process group of its own. When it has ended, or its time is over, all that is
 * left of the group is killed, so nothing that a check started outlives it.
 */

import { spawn } from 'node:child_process'
import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import { messageOf } from '@polis/base'
import type { CommandKind, FileKind } from '../check-kinds.ts'
import { BODY_BYTES_MAX, COMMANDS_MAX, FILE_BYTES_MAX } from '../config.ts'
import { fail, pass, saidOf, until, type Verdict } from './attempt.ts'

const PATH = process.env['PATH'] ?? '/usr/local/bin:/usr/bin:/bin'

/** Lets so many at once in; the others wait. */
class Turnstile {
  readonly #waiting = new Set<() => void>()
  #free: number

  constructor(places: number) {
    this.#free = places
  }

  async enter(signal: AbortSignal): Promise<void> {
    if (this.#free > 0) {
      this.#free--
      return
    }
    await until<void>(signal, resolve => {
      const enter = () => resolve()
      this.#waiting.add(enter)
      return () => this.#waiting.delete(enter)
    })
  }

  leave(): void {
    const [next] = this.#waiting
    if (next === undefined) this.#free++
    else {
      this.#waiting.delete(next)
      next()
    }
  }
}

const COMMANDS = new Turnstile(COMMANDS_MAX)

/** Runs the command with `variables` and its own in its environment, and nothing of the node's. */
export async function probeCommand(
  check: CommandKind,
  variables: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<Verdict> {
  await COMMANDS.enter(signal)
  try {
    return await runCommand(check, variables, signal)
  } finally {
    COMMANDS.leave()
  }
}

/** What a command that runs elsewhere says: pieces of output, and as the last its exit code. */
export type CommandEvent =
  | { readonly kind: 'output'; readonly data: Uint8Array }
  | { readonly kind: 'exit'; readonly code: number }

/** Judges a command that `run` starts and, when its signal aborts, ends. */
export async function probeCommandElsewhere(
  check: CommandKind,
  run: (signal: AbortSignal) => AsyncIterable<CommandEvent>,
  signal: AbortSignal,
): Promise<Verdict> {
  await COMMANDS.enter(signal)
  // It has its place until it has really ended, which may be after its time is over.
  const verdict = judgeEvents(check, () => run(signal)).finally(() => COMMANDS.leave())
  return until(signal, (resolve, reject) => {
    verdict.then(resolve, reject)
    return () => {}
  })
}

async function judgeEvents(
  check: CommandKind,
  run: () => AsyncIterable<CommandEvent>,
): Promise<Verdict> {
  let said = Buffer.alloc(0)
  let code: number | null = null
  try {
    for await (const event of run()) {
      if (event.kind === 'exit') code = event.code
      else if (said.length < BODY_BYTES_MAX) {
        said = Buffer.concat([said, event.data]).subarray(0, BODY_BYTES_MAX)
      }
    }
  } catch (error) {
    return fail(messageOf(error))
  }
  return judge(check, code, 'a signal', said)
}

function runCommand(
  check: CommandKind,
  variables: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<Verdict> {
  return until(signal, (resolve, reject) => {
    const child = spawn(check.command, [...check.args], {
      cwd: '/',
      env: { PATH, ...variables, ...check.environment },
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let said = Buffer.alloc(0)
    const listen = (chunk: Buffer) => {
      if (said.length < BODY_BYTES_MAX)
        said = Buffer.concat([said, chunk]).subarray(0, BODY_BYTES_MAX)
    }
    child.stdout.on('data', listen)
    child.stderr.on('data', listen)
    child.on('error', reject)
    child.once('exit', () => killGroup(child.pid))
    child.once('close', (code, signalName) => resolve(judge(check, code, signalName, said)))
    return () => {
      // Afterwards its number may be another's.
      if (child.exitCode === null && child.signalCode === null) killGroup(child.pid)
    }
  })
}

function judge(
  { warningExitCode }: CommandKind,
  code: number | null,
  signalName: string | null,
  said: Buffer,
): Verdict {
  const text = saidOf(said)
  if (code === 0) return pass(text === 'nothing' ? 'exit code 0' : text)
  const end = code === null ? `ended by ${signalName}` : `exit code ${code}`
  const output = text === 'nothing' ? end : `${end}: ${text}`
  return code === warningExitCode ? { outcome: 'warn', output } : fail(output)
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch (error) {
    // Gone already, or it has made itself another user's.
    if (!['ESRCH', 'EPERM'].includes(codeOf(error))) throw error
  }
}

/** Looks at a regular file: that it is there, how old, and what it has in it. `wallMs` is now. */
export async function probeFile(check: FileKind, wallMs: number): Promise<Verdict> {
  const { path, maxAgeMs, contains } = check
  try {
    // Not to wait for the other end of a pipe.
    const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK)
    try {
      const about = await file.stat()
      if (!about.isFile()) return fail(`${path} is no regular file`)
      const ageMs = Math.max(0, wallMs - about.mtimeMs)
      const age = `changed ${Math.round(ageMs / 1_000)} s ago`
      if (maxAgeMs !== undefined && ageMs > maxAgeMs) return fail(`${path} was ${age}`)
      if (contains === undefined) return pass(`${path} is there, ${age}`)
      const { buffer, bytesRead } = await file.read(
        Buffer.alloc(FILE_BYTES_MAX),
        0,
        FILE_BYTES_MAX,
        0,
      )
      // What else is in it is nobody's business.
      const has = buffer.subarray(0, bytesRead).includes(contains)
      return has ? pass(`${path} has it, ${age}`) : fail(`${path} has not '${contains}' in it`)
    } finally {
      await file.close()
    }
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return fail(`${path} is not there`)
    if (codeOf(error) === 'EACCES') return fail(`${path} may not be read`)
    throw error
  }
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? ''
}
