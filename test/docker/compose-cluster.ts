/**
 * The cluster of docker-compose.yml, driven from a test: real containers on a real engine.
 *
 * Where no registry can be reached the base image is made from this machine's own files
 * (scripts/base-image.sh), so the test always starts containers.
 */

import { execFile } from 'node:child_process'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { ApiClient } from '@polis/api/client'

const run = promisify(execFile)

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../..')
const PROJECT = 'polistest'
const TOKEN = 'polis-docker-test'
const ENVIRONMENT = {
  ...process.env,
  POLIS_BASE: 'polis-base',
  POLIS_MODULES: 'copy',
  POLIS_ADMIN_TOKEN: TOKEN,
  POLIS_JOIN_TOKEN: 'polis-docker-test-secret',
}

/** One node of the compose file: its container, and the ports mapped to this machine. */
export type ComposeNode = {
  readonly name: string
  readonly container: string
  readonly apiPort: number
  readonly servicePort: number
}

export const NODES: readonly ComposeNode[] = [1, 2, 3].map(n => ({
  name: `polis${n}`,
  container: '',
  apiPort: n === 1 ? 7070 : 7070 + n,
  servicePort: 8080 + n,
}))

/** Runs a program to its end and answers what it printed; throws with its output if it fails. */
export async function command(program: string, args: readonly string[]): Promise<string> {
  const options = { cwd: ROOT, env: ENVIRONMENT, maxBuffer: 16 * 1024 * 1024 }
  const { stdout } = await run(program, [...args], options)
  return stdout.trim()
}

/** `docker-compose` 1.29 or, where that is not there, Compose v2. */
export async function compose(...args: string[]): Promise<string> {
  const hasVersionOne = await command('docker-compose', ['version']).then(
    () => true,
    () => false,
  )
  const [program, ...head] = hasVersionOne ? ['docker-compose'] : ['docker', 'compose']
  return command(program!, [...head, '-p', PROJECT, ...args])
}

/** Throws unless an engine answers. */
export async function requireEngine(): Promise<void> {
  try {
    await command('docker', ['version'])
  } catch (cause) {
    throw new Error('no Docker engine answers: install docker.io and start dockerd', { cause })
  }
}

/** The id of a service's container. */
export async function containerOf(name: string): Promise<string> {
  return compose('ps', '-q', name)
}

export const network = `${PROJECT}_default`

/** A client of one node's API. */
export function clientOf(node: ComposeNode): ApiClient {
  return new ApiClient({ address: `http://127.0.0.1:${node.apiPort}`, token: TOKEN })
}

/** Runs `polis` on this machine against one node. */
export function polis(node: ComposeNode, ...args: string[]): Promise<string> {
  const address = ['--addr', `http://127.0.0.1:${node.apiPort}`, '--token', TOKEN]
  return command(process.execPath, ['packages/cli/bin/polis.js', ...address, ...args])
}

/** Waits until `holds` answers true; throws with what it waited for after `timeoutMs`. */
export async function waitUntil(
  what: string,
  holds: () => Promise<boolean>,
  timeoutMs: number,
): Promise<number> {
  const startedMs = performance.now()
  let last = ''
  while (performance.now() - startedMs < timeoutMs) {
    try {
      if (await holds()) return performance.now() - startedMs
    } catch (error) {
      last = (error as Error).message
    }
    await new Promise(resolve => setTimeout(resolve, 200))
  }
  throw new Error(`${what} did not come true within ${timeoutMs} ms ${last}`)
}
