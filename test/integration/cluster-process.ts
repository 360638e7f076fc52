/**
 * A cluster of real `polis up` processes, each with an address and a data directory of its own.
 *
 * Whatever a test does to them (kill, restart, flip bytes), at its end every node and every task
 * group is gone and the directories are removed, also if the test fails or is interrupted. What the
 * nodes logged is kept and shown with a failure.
 */

import assert from 'node:assert/strict'
import type { ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { ApiClient } from '@polis/api/client'
import { eventually } from './eventually.ts'
import { EXAMPLES, polis, spawnPolis } from './polis-command.ts'
import { claimSubnet, type Subnet } from './subnet.ts'
import { areGone, killTaskGroups, taskGroups } from './task-groups.ts'

/** Five times the 30 s that a join may take by default: a busy machine fails no test. */
const READY_TIMEOUT_MS = 150_000
const EXIT_TIMEOUT_MS = 20_000
const LOG_LINES_KEPT = 200
const LOG_LINES_SHOWN = 40

/** How a node process ended. */
export type Ended = { readonly code: number | null; readonly signal: NodeJS.Signals | null }

/** One node: the same address and directory over all its lives. */
export class NodeProcess {
  readonly name: string
  readonly host: string
  readonly dataDir: string
  /** Talks to this node over its unix socket. */
  readonly client: ApiClient
  /** Added to the environment of its process. */
  readonly env: Readonly<Record<string, string>>
  readonly log: string[] = []
  /** Everything it printed to standard output in its current life. */
  stdout = ''
  #child: ChildProcess | null = null
  #ended: Promise<Ended> = Promise.resolve({ code: null, signal: null })
  #flags: readonly string[] = []
  #successorPid = 0

  constructor(
    name: string,
    host: string,
    dataDir: string,
    env: Readonly<Record<string, string>> = {},
  ) {
    this.name = name
    this.env = env
    this.host = host
    this.dataDir = dataDir
    this.client = new ApiClient({ address: this.socket })
  }

  get socket(): string {
    return `unix://${join(this.dataDir, 'polis.sock')}`
  }

  get pid(): number {
    assert(this.#child?.pid !== undefined, `${this.name} was started`)
    return this.#child.pid
  }

  /** True for the process that was started, or the one that took over from it. */
  get isRunning(): boolean {
    if (this.#successorPid !== 0 && isRunning(this.#successorPid)) return true
    return this.#child !== null && this.#child.exitCode === null && this.#child.signalCode === null
  }

  /** Starts it and waits for its `ready` line; `flags` are kept for the next start. */
  async start(flags: readonly string[] = this.#flags): Promise<void> {
    assert(!this.isRunning, `${this.name} does not run yet`)
    this.#flags = flags
    // Without a word about it a node offers containers where an engine runs, as it may here.
    const drivers = this.env['POLIS_TEST_DRIVERS'] ?? 'process'
    const args = [
      ...['up', '--name', this.name, '--bind', this.host, '--data-dir', this.dataDir],
      ...(drivers === '' ? [] : ['--driver', drivers]),
      ...['--allow-process', '--log-format', 'json', ...flags],
    ]
    const child = spawnPolis(args, { env: this.env })
    this.#child = child
    this.stdout = ''
    child.stderr!.setEncoding('utf8').on('data', text => this.#keep(text))
    this.#ended = new Promise(resolve => {
      child.once('close', (code, signal) => resolve({ code, signal }))
    })
    await this.#waitForReady(child)
  }

  #waitForReady(child: ChildProcess): Promise<void> {
    return new Promise((resolve, reject) => {
      const fail = (what: string) => {
        clearTimeout(timer)
        reject(new Error(`${this.name} ${what}\n${this.recentLog()}`))
      }
      const timer = setTimeout(() => fail('was not ready in time'), READY_TIMEOUT_MS)
      child.stdout!.setEncoding('utf8').on('data', text => {
        this.stdout += text
        if (!/^ready .*\n/m.test(this.stdout)) return
        clearTimeout(timer)
        resolve()
      })
      child.once('close', (code, signal) => fail(`ended before it was ready: ${code ?? signal}`))
    })
  }

  /** Sends a signal to the node process alone and waits for its end. */
  async kill(signal: NodeJS.Signals): Promise<Ended> {
    this.signal(signal)
    return this.ended()
  }

  /** Sends a signal to the node process alone, or to the one that took over from it. */
  signal(signal: NodeJS.Signals): void {
    this.#child?.kill(signal)
    if (this.#successorPid !== 0 && isRunning(this.#successorPid)) {
      process.kill(this.#successorPid, signal)
    }
  }

  /** Has another process take over the node; answers how the command ended. */
  async upgrade() {
    const upgraded = await this.polis('upgrade')
    const { value } = await this.client.call<{ readonly pid: number }>('GET', '/v1/process')
    this.#successorPid = value.pid
    return upgraded
  }

  /** How it ended; fails if it does not in time. */
  async ended(): Promise<Ended> {
    let timer: NodeJS.Timeout | undefined
    const timeout = new Promise<never>((_, reject) => {
      const fail = () => reject(new Error(`${this.name} did not end\n${this.recentLog()}`))
      timer = setTimeout(fail, EXIT_TIMEOUT_MS)
    })
    try {
      return await Promise.race([this.#ended, timeout])
    } finally {
      clearTimeout(timer)
    }
  }

  /**
   * Ends the node and all that runs on it, as a power cut does; answers its tasks, which are gone.
   */
  async killMachine(): Promise<string[]> {
    this.signal('SIGKILL')
    const groups = killTaskGroups(this.dataDir)
    await eventually('the tasks are gone', EXIT_TIMEOUT_MS, () => areGone(groups) || undefined)
    return groups.map(({ taskId }) => taskId)
  }

  /** Supervisors of its tasks by task id. */
  taskPids(): Map<string, number> {
    return new Map(taskGroups(this.dataDir).map(({ taskId, pid }) => [taskId, pid]))
  }

  /** Runs a `polis` command against this node. */
  polis(...args: string[]) {
    const env = { POLIS_ADDR: this.socket, POLIS_EXAMPLES: EXAMPLES }
    return polis(args, { env })
  }

  /** The last lines that it logged. */
  recentLog(): string {
    return this.log
      .slice(-LOG_LINES_SHOWN)
      .map(line => `    ${this.name} | ${line}`)
      .join('\n')
  }

  #keep(text: string): void {
    this.log.push(...text.split('\n').filter(line => line !== ''))
    this.log.splice(0, Math.max(0, this.log.length - LOG_LINES_KEPT))
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false
    throw error
  }
}

/** Everything that one test file started. */
export class TestCluster {
  readonly nodes: NodeProcess[] = []
  readonly folder: string
  readonly #subnet: Subnet
  readonly #env: Readonly<Record<string, string>>
  #failed: string | null = null
  readonly #onExit = () => this.#destroy()

  private constructor(subnet: Subnet, env: Readonly<Record<string, string>>) {
    this.#subnet = subnet
    this.#env = env
    this.folder = mkdtempSync(join(tmpdir(), 'polis-it-'))
    process.on('exit', this.#onExit)
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.on(signal, () => process.exit(1))
    }
  }

  /** A place for nodes with `env` in their environment; none is started yet. */
  static async create(env: Readonly<Record<string, string>> = {}): Promise<TestCluster> {
    return new TestCluster(await claimSubnet(), env)
  }

  /** `size` nodes in one cluster: the first founds, the others join with its secret. */
  static async start(
    size: number,
    env: Readonly<Record<string, string>> = {},
  ): Promise<TestCluster> {
    const cluster = await TestCluster.create(env)
    try {
      const first = cluster.add()
      await first.start()
      const others = Array.from({ length: size - 1 }, () => cluster.add())
      await Promise.all(others.map(node => node.start(cluster.joinFlags())))
      return cluster
    } catch (error) {
      await cluster.stop()
      throw error
    }
  }

  /** A new node `nK` on the next address. */
  add(name = `n${this.nodes.length + 1}`): NodeProcess {
    const number = this.nodes.length + 1
    const node = new NodeProcess(
      name,
      this.#subnet.host(number),
      join(this.folder, `${number}-${name}`),
      this.#env,
    )
    this.nodes.push(node)
    return node
  }

  get secretFile(): string {
    return join(this.nodes[0]!.dataDir, 'join-secret')
  }

  /** Flags with which a node joins the first one. */
  joinFlags(): string[] {
    return ['--join', `${this.nodes[0]!.host}:7071`, '--join-token', `@${this.secretFile}`]
  }

  /** The address that the next node would have. */
  get nextHost(): string {
    return this.#subnet.host(this.nodes.length + 1)
  }

  /**
   * A test on this cluster, each going on where the one before ended. When one fails, the nodes'
   * last log lines are shown, and those after it fail at once instead of telling of its debris.
   */
  story(title: string, run: (t: TestContext) => Promise<void>): void {
    test(title, async t => {
      assert(this.#failed === null, `the story before failed: ${this.#failed}`)
      try {
        await run(t)
      } catch (error) {
        this.#failed = title
        for (const node of this.nodes) t.diagnostic(`log of ${node.name}:\n${node.recentLog()}`)
        throw error
      }
    })
  }

  /** Ends every node and task, removes every directory. */
  async stop(): Promise<void> {
    const ends = this.nodes.filter(node => node.isRunning).map(node => node.ended())
    this.#destroy()
    await Promise.all(ends)
    process.off('exit', this.#onExit)
    this.#subnet.release()
  }

  #destroy(): void {
    for (const node of this.nodes) {
      node.signal('SIGKILL')
      killTaskGroups(node.dataDir)
    }
    // A task that was being started when its node was killed shows up a moment later.
    for (const node of this.nodes) killTaskGroups(node.dataDir)
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 3 })
  }
}
