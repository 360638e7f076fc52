/**
 * Programs of a measurement: found, placed on a core, started, waited for, and always ended.
 *
 * The measured program has a core of its own where there are two; load and backend share the rest.
 */

import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { type AddressInfo, connect, createServer } from 'node:net'
import { availableParallelism } from 'node:os'
import { delimiter, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/**
 * Which cores a program may use: `measured` has one to itself, `load` has the others, `shared` has
 * any.
 */
export type Placement = 'measured' | 'load' | 'shared'

/** A program that runs. */
export type Running = {
  readonly pid: number
  /** Resolves with the first line it prints; rejects if it ends before. */
  readonly firstLine: Promise<string>
  /** Ends it, at first politely. */
  stop(): Promise<void>
  /** Ends it at once, as a crash does. */
  kill(): Promise<void>
}

/** Time for a program to listen, and to end after it was asked to. */
const START_MS = 10_000
const STOP_MS = 3_000

const running = new Set<ChildProcess>()
// Whatever ends this program, a failed measurement included, leaves nothing behind.
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

/** Where `name` is installed; undefined if it is not. Debian keeps servers in sbin. */
export function find(name: string): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin']
  return folders.map(folder => join(folder, name)).find(isExecutable)
}

/** The version of the Debian package that a program came in; `unknown` where dpkg knows none. */
export function packageVersion(path: string): string {
  const owner = spawnSync('dpkg-query', ['-S', path], { encoding: 'utf8' }).stdout?.split(':')[0]
  if (owner === undefined || owner === '') return 'unknown'
  // biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg-query's own notation
  return spawnSync('dpkg-query', ['-W', '-f', '${Version}', owner], { encoding: 'utf8' }).stdout
}

/** Starts a program, with `env` beside our own; what it says on stderr goes to ours. */
export function start(
  command: string,
  args: readonly string[],
  placement: Placement,
  env: Readonly<Record<string, string>> = {},
): Running {
  const [program, ...rest] = placed(command, args, placement)
  const child = spawn(program!, rest, {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...env },
  })
  running.add(child)
  const ended = new Promise<void>(resolve => child.once('close', () => resolve()))
  ended.then(() => running.delete(child))
  const firstLine = new Promise<string>((resolve, reject) => {
    child.stdout.once('data', bytes => resolve(String(bytes).split('\n')[0]!))
    child.once('error', reject)
    child.once('close', code => reject(new Error(`${command} ended with ${code}`)))
  })
  // Not everybody waits for a line; an early end shows itself as a port that never opens.
  firstLine.catch(() => undefined)
  const stop = async () => {
    child.kill('SIGTERM')
    await Promise.race([ended, sleep(STOP_MS, undefined, { ref: false })])
    child.kill('SIGKILL')
    await ended
  }
  const kill = async () => {
    child.kill('SIGKILL')
    await ended
  }
  return { pid: child.pid ?? 0, firstLine, stop, kill }
}

/** Runs a program to its end and answers what it printed; throws if it fails or takes too long. */
export async function runToEnd(
  command: string,
  args: readonly string[],
  placement: Placement,
  timeoutMs: number,
): Promise<string> {
  const [program, ...rest] = placed(command, args, placement)
  const child = spawn(program!, rest, {
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: timeoutMs,
  })
  running.add(child)
  let output = ''
  child.stdout.on('data', bytes => {
    output += bytes
  })
  try {
    const code = await new Promise((resolve, reject) => {
      child.once('error', reject)
      child.once('close', resolve)
    })
    if (code !== 0) throw new Error(`${command} ended with ${code}: ${output}`)
  } finally {
    running.delete(child)
  }
  return output
}

/** A port of 127.0.0.1 that is free at the moment. */
export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise(resolve => server.close(resolve))
  return port
}

/** Resolves when something accepts on the port; throws if nothing does in time. */
export async function untilListening(port: number): Promise<void> {
  const deadline = AbortSignal.timeout(START_MS)
  while (!(await accepts(port))) {
    if (deadline.aborted) throw new Error(`nothing listens on port ${port}`)
    await sleep(20)
  }
}

function accepts(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect({ host: '127.0.0.1', port })
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}

function placed(command: string, args: readonly string[], placement: Placement): string[] {
  const cores = availableParallelism()
  const taskset = find('taskset')
  if (cores < 2 || taskset === undefined || placement === 'shared') return [command, ...args]
  return [taskset, '-c', placement === 'measured' ? '0' : `1-${cores - 1}`, command, ...args]
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    // Absent or not ours to run: either way it cannot be measured.
    return false
  }
}
