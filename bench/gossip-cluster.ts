/**
 * Members of a gossip as processes, and what each says of the others: Polis's own and serf's.
 *
 * A line that a member prints becomes an event, stamped with the time at which it was read here, so
 * both programs are measured by the same clock. Members are called n0, n1, …
 */

import { type ChildProcess, spawn } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { NetworkNamespace } from './network-namespace.ts'

/** What `observer` says of `about` from then on; `unsure` is a suspicion, no verdict. */
export type Verdict = 'up' | 'unsure' | 'failed'
export type Observation = {
  readonly atMs: number
  readonly observer: string
  readonly about: string
  readonly verdict: Verdict
}

/** A program that can be a member. */
export type GossipProgram = {
  readonly name: string
  /** What starts member `index` of `size`. */
  readonly command: (index: number, size: number) => readonly string[]
  /** What the members are told once the first `count` of them listen; absent: they find out. */
  readonly tell?: (count: number) => string
  /** True if `line` says that its member listens. */
  readonly isListening?: (line: string) => boolean
  /** What a printed line says; undefined if nothing. */
  readonly parse: (line: string) => { about: string; verdict: Verdict } | undefined
}

/** What a member says of all others at once. */
const EVERYBODY = '*'
const HOST = '127.0.0.1'
const FIRST_PORT = 17_000
const FIRST_RPC_PORT = 18_000
/** Members start one after the other, so that the start itself is no storm. */
const START_SPACING_MS = 60
const START_MS_MAX = 30_000
const FORM_MS = 90_000
const POLL_MS = 10

/** As `polis up` does: a start is not for compiling. */
const COMPILE_CACHE = join(tmpdir(), 'polis-bench-compile-cache')
const MEMBER_SCRIPT = fileURLToPath(new URL('./gossip-process.ts', import.meta.url))

/** Polis: transport and gossip alone, with the preset of a LAN. */
export const POLIS: GossipProgram = {
  name: 'polis',
  command: (index, size) => [
    process.execPath,
    MEMBER_SCRIPT,
    ...[index, size, FIRST_PORT].map(String),
  ],
  tell: count => `${count}\n`,
  isListening: line => JSON.parse(line).event === 'listening',
  parse: line => {
    const { event, member } = JSON.parse(line)
    if (event === 'ready') return { about: EVERYBODY, verdict: 'up' }
    if (event === 'alive') return { about: member, verdict: 'up' }
    return { about: member, verdict: event === 'suspect' ? 'unsure' : 'failed' }
  },
}

/** serf with its LAN profile, as its users run it. */
export const SERF: GossipProgram = {
  name: 'serf',
  command: index => [
    'serf',
    'agent',
    `-node=n${index}`,
    `-bind=${HOST}:${FIRST_PORT + index}`,
    `-rpc-addr=${HOST}:${FIRST_RPC_PORT + index}`,
    '-profile=lan',
    '-log-level=info',
    `-retry-join=${HOST}:${FIRST_PORT + (index === 0 ? 1 : 0)}`,
  ],
  parse: line => {
    const event = /EventMember(Failed|Join|Leave|Reap): (\S+)/.exec(line)
    if (event !== null) {
      return { about: event[2]!, verdict: event[1] === 'Join' ? 'up' : 'failed' }
    }
    const suspect = /Suspect (\S+) has failed/.exec(line)
    return suspect === null ? undefined : { about: suspect[1]!, verdict: 'unsure' }
  },
}

const running = new Set<ChildProcess>()
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

/** A cluster that runs; everything it started ends with `stop`. */
export class GossipCluster {
  readonly program: GossipProgram
  readonly names: readonly string[]
  readonly observations: Observation[] = []
  readonly #namespace: NetworkNamespace
  readonly #children = new Map<string, ChildProcess>()
  #listeningCount = 0
  /** What each observer said last of each member. */
  readonly #views = new Map<string, Map<string, Verdict>>()

  private constructor(program: GossipProgram, size: number, namespace: NetworkNamespace) {
    this.program = program
    this.names = Array.from({ length: size }, (_, i) => `n${i}`)
    this.#namespace = namespace
  }

  /** Starts `size` members and waits until everybody sees everybody. */
  static async form(
    program: GossipProgram,
    size: number,
    namespace: NetworkNamespace,
  ): Promise<GossipCluster> {
    const cluster = new GossipCluster(program, size, namespace)
    for (const name of cluster.names) {
      cluster.start(name)
      const position = cluster.names.indexOf(name)
      if (program.tell === undefined) await sleep(START_SPACING_MS)
      else await until(() => cluster.#listeningCount > position, START_MS_MAX)
    }
    await cluster.untilAllUp(FORM_MS)
    return cluster
  }

  get pids(): number[] {
    return [...this.#children.values()].map(child => child.pid!)
  }

  start(name: string): void {
    const [command, ...args] = [
      ...this.#namespace.enter(),
      ...this.program.command(this.names.indexOf(name), this.names.length),
    ]
    const child = spawn(command!, args, {
      stdio: [this.program.tell === undefined ? 'ignore' : 'pipe', 'pipe', 'inherit'],
      env: { ...process.env, NODE_COMPILE_CACHE: COMPILE_CACHE },
    })
    running.add(child)
    this.#children.set(name, child)
    this.#views.set(name, new Map())
    child.once('close', () => running.delete(child))
    // A member that was killed is told nothing.
    child.stdin?.on('error', () => {})
    createInterface({ input: child.stdout! }).on('line', line => this.#read(name, child, line))
  }

  /** Sends a signal to one member. */
  signal(name: string, signal: NodeJS.Signals): void {
    this.#children.get(name)!.kill(signal)
    if (signal === 'SIGKILL') this.#children.delete(name)
  }

  /** What `observer` said last of `about`. */
  verdict(observer: string, about: string): Verdict | undefined {
    return this.#views.get(observer)?.get(about)
  }

  /** Running members other than `name`. */
  observersOf(name: string): string[] {
    return [...this.#children.keys()].filter(other => other !== name)
  }

  /** When the last of the others came to hold `about` failed, on the clock; undefined in vain. */
  async untilFailedEverywhere(about: string, timeoutMs: number): Promise<number | undefined> {
    const observers = this.observersOf(about)
    const isKnown = () => observers.every(other => this.verdict(other, about) === 'failed')
    if (!(await until(isKnown, timeoutMs))) return undefined
    const verdicts = this.observations.filter(
      ({ about: name, verdict }) => name === about && verdict === 'failed',
    )
    return Math.max(...observers.map(name => verdicts.findLast(o => o.observer === name)!.atMs))
  }

  /** Waits until every running member holds every other one to be up; throws in vain. */
  async untilAllUp(timeoutMs: number): Promise<void> {
    const names = [...this.#children.keys()]
    const isUp = () =>
      names.every(about =>
        names.every(other => other === about || this.verdict(other, about) === 'up'),
      )
    if (!(await until(isUp, timeoutMs))) {
      throw new Error(`${this.program.name}: ${names.length} members do not see each other`)
    }
  }

  async stop(): Promise<void> {
    const children = [...this.#children.values()]
    this.#children.clear()
    const ended = children.map(
      child =>
        new Promise(resolve => (running.has(child) ? child.once('close', resolve) : resolve)),
    )
    for (const child of children) child.kill('SIGKILL')
    await Promise.race([Promise.all(ended), sleep(2_000)])
  }

  #read(observer: string, child: ChildProcess, line: string): void {
    // A line of a killed member may still be in its pipe when it has been started again.
    if (this.#children.get(observer) !== child) return
    if (this.program.isListening?.(line)) {
      this.#listeningCount = Math.max(this.#listeningCount, this.names.indexOf(observer) + 1)
      const news = this.program.tell!(this.#listeningCount)
      for (const each of this.#children.values()) each.stdin?.write(news)
      return
    }
    const said = this.program.parse(line)
    if (said === undefined || said.about === observer) return
    const view = this.#views.get(observer)!
    const about = said.about === EVERYBODY ? this.names : [said.about]
    // A suspicion changes no verdict: serf says nothing when it drops one.
    if (said.verdict !== 'unsure') for (const name of about) view.set(name, said.verdict)
    this.observations.push({ atMs: performance.now(), observer, ...said })
  }
}

async function until(condition: () => boolean, timeoutMs: number): Promise<boolean> {
  const endMs = performance.now() + timeoutMs
  while (!condition()) {
    if (performance.now() > endMs) return false
    await sleep(POLL_MS)
  }
  return true
}
