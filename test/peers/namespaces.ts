/**
 * Network namespaces joined by cables (veth), and actors in them: a small network in one machine.
 *
 * Needs root and `ip` (Debian's iproute2). Everything is removed by `remove`.
 */

import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const ACTOR = fileURLToPath(new URL('./network-actor.ts', import.meta.url))

/** Runs `command` to its end; throws what it complains about. */
export function run(command: string, ...args: string[]): string {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' })
  if (status === 0) return stdout
  throw new Error(`${command} ${args.join(' ')}: ${stderr}`)
}

/** A network whose namespaces are called `PREFIX-NAME`. */
export class TestNetwork {
  readonly #prefix: string
  readonly #names: string[] = []
  readonly #actors: Actor[] = []

  constructor(prefix: string) {
    this.#prefix = prefix
  }

  add(name: string): void {
    run('ip', 'netns', 'add', this.#full(name))
    this.#names.push(name)
    run('ip', '-n', this.#full(name), 'link', 'set', 'lo', 'up')
  }

  /** Joins two namespaces; each gets its address (with the length of the prefix). */
  join(a: string, addressA: string, b: string, addressB: string): void {
    const [endA, endB] = [`${a}${b}0`, `${b}${a}0`]
    const [nsA, nsB] = [this.#full(a), this.#full(b)]
    run('ip', '-n', nsA, 'link', 'add', endA, 'type', 'veth', 'peer', 'name', endB, 'netns', nsB)
    for (const [ns, end, address] of [
      [nsA, endA, addressA],
      [nsB, endB, addressB],
    ] as const) {
      run('ip', '-n', ns, 'address', 'add', address, 'dev', end)
      run('ip', '-n', ns, 'link', 'set', end, 'up')
    }
  }

  /** Runs a program inside a namespace. */
  in(name: string, ...command: string[]): string {
    return run('ip', 'netns', 'exec', this.#full(name), ...command)
  }

  actor(name: string): Actor {
    const actor = new Actor(['netns', 'exec', this.#full(name), process.execPath, ACTOR])
    this.#actors.push(actor)
    return actor
  }

  async remove(): Promise<void> {
    await Promise.all(this.#actors.map(actor => actor.end()))
    for (const name of this.#names) run('ip', 'netns', 'delete', this.#full(name))
  }

  #full(name: string): string {
    return `${this.#prefix}-${name}`
  }
}

/** A program in a namespace that does what it is told. */
export class Actor {
  readonly #child: ChildProcess
  readonly #waiting = new Map<number, (answer: unknown) => void>()
  #count = 0

  constructor(ipArguments: readonly string[]) {
    this.#child = spawn('ip', ipArguments, { stdio: ['pipe', 'pipe', 'inherit'] })
    createInterface({ input: this.#child.stdout! }).on('line', text => {
      const { id, answer } = JSON.parse(text) as { id: number; answer: unknown }
      this.#waiting.get(id)?.(answer)
      this.#waiting.delete(id)
    })
  }

  tell<T>(command: { readonly do: string } & Record<string, unknown>): Promise<T> {
    const id = ++this.#count
    const { promise, resolve } = Promise.withResolvers<unknown>()
    this.#waiting.set(id, resolve)
    this.#child.stdin!.write(`${JSON.stringify({ ...command, id })}\n`)
    return promise as Promise<T>
  }

  /** Ends at once, without a chance to clean up. */
  kill(): Promise<void> {
    const closed = new Promise<void>(resolve => this.#child.once('close', () => resolve()))
    this.#child.kill('SIGKILL')
    return closed
  }

  async end(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return
    const closed = new Promise(resolve => this.#child.once('close', resolve))
    this.#child.stdin!.end()
    await closed
  }
}
