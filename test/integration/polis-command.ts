/**
 * The `polis` program as a user starts it: a process, its two outputs, its exit code.
 *
 * The environment is cleaned of everything that steers `polis`, so a developer's own settings do
 * not leak into a test.
 */

import { type ChildProcess, spawn } from 'node:child_process'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../..')
export const EXAMPLES = join(ROOT, 'examples')
const POLIS = join(ROOT, 'packages/cli/bin/polis.js')

const TIMEOUT_MS = 90_000

/** How a command ended. */
export type CommandResult = {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
  readonly tookMs: number
}

export type CommandOptions = {
  readonly env?: Readonly<Record<string, string>>
  readonly timeoutMs?: number
  readonly cwd?: string
}

/** Starts `polis` with these arguments; its standard input is empty. */
export function spawnPolis(args: readonly string[], options: CommandOptions = {}): ChildProcess {
  return spawn(process.execPath, [POLIS, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...cleanEnvironment(), ...options.env },
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
  })
}

function cleanEnvironment(): NodeJS.ProcessEnv {
  const entries = Object.entries(process.env)
  // NODE_TEST_CONTEXT would make a child talk to the test runner.
  const isKept = (name: string) => !name.startsWith('POLIS_') && name !== 'NODE_TEST_CONTEXT'
  return Object.fromEntries(entries.filter(([name]) => isKept(name)))
}

/** Runs `polis` to its end; one that does not end in time is killed and has no code. */
export async function polis(
  args: readonly string[],
  options: CommandOptions = {},
): Promise<CommandResult> {
  const startedMs = performance.now()
  const child = spawnPolis(args, options)
  const output = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]!.setEncoding('utf8').on('data', text => {
      output[name] += text
    })
  }
  const timer = setTimeout(() => child.kill('SIGKILL'), options.timeoutMs ?? TIMEOUT_MS)
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  clearTimeout(timer)
  return { code, ...output, tookMs: performance.now() - startedMs }
}
