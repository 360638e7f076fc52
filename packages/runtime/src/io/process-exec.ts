/**
 * Runs a command beside a plain process: with its environment, in its working directory.
 *
 * The environment is not kept on disk; it is read from the supervisor, which was started with it.
 * It carries the task's mark, so what such a command leaves behind ends with the task; it runs as the
 * task's user and within the task's limits, which it would otherwise go around.
 */

import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, readlink } from 'node:fs/promises'
import { constants } from 'node:os'
import type { ExecEvent, ExecRequest } from '../driver.ts'
import { withoutInherited } from './inherited-descriptors.ts'
import * as proc from './proc.ts'
import type { ProcessUser } from './process-user.ts'

/** What a shell answers for a command that is not there, or cannot be run. */
const NOT_FOUND_CODE = 127

/** Where such a command runs. */
export type ExecPlace = {
  /** Its working directory. */
  readonly folder: string
  /** Folders of the control groups whose limits it shares. */
  readonly groups: readonly string[]
  /** Who it runs as; null: the node's user. */
  readonly user: ProcessUser | null
}

/**
 * Enters the control groups (first argument, separated by colons), then becomes the command behind
 * the words of the second.
 */
const ENTER = `groups=$1 become=$2
shift 2
IFS=:
for group in $groups; do echo $$ >"$group/cgroup.procs" || exit 125; done
unset IFS
exec $become "$@"`

/** Output as it comes, then the exit code. When `signal` aborts, the command is killed. */
export async function* execBesideProcess(
  supervisor: proc.ProcessIdentity,
  { folder, groups, user }: ExecPlace,
  { command, input, environment, leavesNothing }: ExecRequest,
  signal: AbortSignal,
): AsyncGenerator<ExecEvent> {
  const env = { ...(await environmentOf(supervisor.pid)), ...environment }
  const become = user?.become.join(' ') ?? ''
  const isPlain = groups.length === 0 && user === null
  const entering = ['/bin/sh', '-c', ENTER, 'exec', groups.join(':'), become]
  const [program = '', ...args] = isPlain ? command : [...entering, ...command]
  const child = withoutInherited(['pipe', 'pipe', 'pipe'], stdio =>
    spawn(program, args, { cwd: folder, env, detached: true, stdio }),
  ) as ChildProcessWithoutNullStreams
  const stop = () => {
    if (child.pid !== undefined) killGroup(child.pid)
  }
  signal.addEventListener('abort', stop, { once: true })
  // What it has left would hold its output open.
  if (leavesNothing === true) child.once('exit', stop)
  // Whoever does not read its input closes the pipe, which is no failure.
  child.stdin.on('error', () => undefined).end(input)
  const failed = once(child, 'error').then(([error]): ExecEvent[] => [
    { kind: 'output', stream: 'stderr', data: Buffer.from(`${spawnFailure(error, program)}\n`) },
    { kind: 'exit', code: NOT_FOUND_CODE },
  ])
  const ended = once(child, 'close').then(([code, name]): ExecEvent[] => [
    { kind: 'exit', code: code ?? 128 + (constants.signals[name as NodeJS.Signals] ?? 0) },
  ])
  ended.catch(() => undefined) // An error comes instead of, or before, the end.
  try {
    if (child.pid !== undefined) {
      for await (const event of merged(child.stdout, child.stderr)) yield event
    }
    yield* await Promise.race([failed, ended])
  } finally {
    signal.removeEventListener('abort', stop)
    if (child.exitCode === null && child.signalCode === null) stop()
  }
}

/** Pieces of both streams in the order in which they arrive. */
async function* merged(
  stdout: NodeJS.ReadableStream,
  stderr: NodeJS.ReadableStream,
): AsyncGenerator<ExecEvent> {
  const sources = { stdout: stdout[Symbol.asyncIterator](), stderr: stderr[Symbol.asyncIterator]() }
  const next = (stream: 'stdout' | 'stderr') =>
    sources[stream].next().then(result => ({ stream, result }))
  const waiting = new Map([
    ['stdout', next('stdout')],
    ['stderr', next('stderr')],
  ])
  while (waiting.size > 0) {
    const { stream, result } = await Promise.race(waiting.values())
    if (result.done === true) {
      waiting.delete(stream)
      continue
    }
    yield { kind: 'output', stream, data: result.value as Buffer }
    waiting.set(stream, next(stream))
  }
}

async function environmentOf(pid: number): Promise<Record<string, string>> {
  const variables = (await readFile(`/proc/${pid}/environ`, 'utf8')).split('\0')
  return Object.fromEntries(
    variables.flatMap(variable => {
      const equals = variable.indexOf('=')
      return equals < 1 ? [] : [[variable.slice(0, equals), variable.slice(equals + 1)]]
    }),
  )
}

/** Where the workload is, if nobody wrote it down: where the oldest of its group is. */
export async function workingDirOf(supervisorPid: number, fallbackDir: string): Promise<string> {
  const [workload] = proc
    .listProcesses()
    .filter(({ group, pid }) => group === supervisorPid && pid !== supervisorPid)
    .sort((a, b) => a.startTicks - b.startTicks)
  if (workload === undefined) return fallbackDir
  // It may have ended since.
  return readlink(`/proc/${workload.pid}/cwd`).catch(() => fallbackDir)
}

function spawnFailure(error: NodeJS.ErrnoException, program: string): string {
  return error.code === 'ENOENT' ? `command not found: ${program}` : error.message
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
