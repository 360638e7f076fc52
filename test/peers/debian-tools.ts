/**
 * Debian's programs as judges: found, run to their end, or kept running for the time of a test.
 *
 * A missing program ends the test file with one line that names its package, so that a run without
 * judges can never pass for one with them.
 */

import { type ChildProcess, spawn } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { connect, createServer, type Server } from 'node:net'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'

/** The package of each program; `scripts/install-peers.sh` installs them. */
export const PACKAGES = {
  caddy: 'caddy',
  conntrack: 'conntrack',
  curl: 'curl',
  dig: 'bind9-dnsutils',
  dnsmasq: 'dnsmasq-base',
  dnsperf: 'dnsperf',
  h2load: 'nghttp2-client',
  haproxy: 'haproxy',
  ip: 'iproute2',
  nft: 'nftables',
  nghttp: 'nghttp2-client',
  nginx: 'nginx-light',
  strace: 'strace',
} as const
export type Tool = keyof typeof PACKAGES

const HOST = '127.0.0.1'
const RUN_TIMEOUT_MS = 20_000
const START_TIMEOUT_MS = 10_000
const STOP_TIMEOUT_MS = 3_000
const POLL_MS = 20

/** Servers are installed where only the administrator's PATH looks. */
const FOLDERS = [...(process.env['PATH'] ?? '').split(':'), '/usr/sbin', '/usr/local/sbin', '/sbin']

/** Ends this test file, in words, unless every one of `tools` is installed. */
export function requireTools(...tools: readonly Tool[]): void {
  const missing = tools.filter(tool => pathOf(tool) === undefined)
  if (missing.length === 0) return
  const names = missing.map(tool => `${tool} (Debian package ${PACKAGES[tool]})`).join(', ')
  process.stderr.write(
    `test:peers needs ${names}; scripts/install-peers.sh installs what it needs\n`,
  )
  process.exit(1)
}

function pathOf(tool: Tool): string | undefined {
  return FOLDERS.map(folder => join(folder, tool)).find(path => {
    try {
      accessSync(path, constants.X_OK)
      return true
    } catch {
      // Not in this folder; the next one is looked at.
      return false
    }
  })
}

/** How a program ended, and what it printed. */
export type Ran = {
  readonly code: number | null
  readonly stdout: Buffer
  readonly stderr: string
}

/** Runs a program to its end; one that takes longer than 20 s is killed and has no code. */
export async function runTool(
  tool: Tool,
  args: readonly string[],
  input: Buffer | string = '',
): Promise<Ran> {
  const child = spawn(pathOf(tool)!, args, { stdio: 'pipe', env: environment() })
  const stdout: Buffer[] = []
  let stderr = ''
  child.stdout.on('data', bytes => stdout.push(bytes))
  child.stderr.on('data', bytes => {
    stderr += bytes
  })
  // A program may end without having read all of its input, as curl does after a refusal.
  child.stdin.on('error', () => undefined)
  child.stdin.end(input)
  const timer = setTimeout(() => child.kill('SIGKILL'), RUN_TIMEOUT_MS)
  const code = await ended(child)
  clearTimeout(timer)
  return { code, stdout: Buffer.concat(stdout), stderr }
}

/** Runs a server in the foreground until the test ends; resolves when it accepts on `port`. */
export async function startTool(
  t: TestContext | { after(stop: () => Promise<void>): void },
  tool: Tool,
  args: readonly string[],
  port: number,
): Promise<void> {
  const child = spawn(pathOf(tool)!, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: environment(),
  })
  const kill = () => child.kill('SIGKILL')
  process.on('exit', kill)
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', bytes => {
      output += bytes
    })
  }
  const end = ended(child)
  t.after(async () => {
    child.kill('SIGTERM')
    const timer = setTimeout(kill, STOP_TIMEOUT_MS)
    await end
    clearTimeout(timer)
    process.off('exit', kill)
  })
  const deadlineMs = performance.now() + START_TIMEOUT_MS
  while (!(await accepts(port))) {
    const hasEnded = child.exitCode !== null || child.signalCode !== null
    if (hasEnded || performance.now() > deadlineMs) {
      throw new Error(`${tool} does not accept connections on port ${port}: ${output}`)
    }
    await delay(POLL_MS)
  }
}

/** `count` different ports of 127.0.0.1 that were free a moment ago. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(Array.from({ length: count }, () => listen()))
  const ports = servers.map(server => (server.address() as { port: number }).port)
  await Promise.all(servers.map(server => new Promise(resolve => server.close(resolve))))
  return ports
}

function listen(): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, HOST, () => resolve(server))
  })
}

function accepts(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect(port, HOST)
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}

function ended(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', code => resolve(code))
  })
}

/** Messages in English, and no proxy or start-up file of whoever runs the tests. */
function environment(): NodeJS.ProcessEnv {
  const { PATH } = process.env
  return { PATH, LC_ALL: 'C', HOME: '/nonexistent' }
}
