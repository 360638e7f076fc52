/**
 * Orchestration over a simulated Raft group: the leader's reconcile loop, agents on machines, and
 * users who deploy, scale and drain.
 *
 *     users ──commands──► log ──applied──► agents ──reports──► log
 *                          ▲└──applied──► leader: reconcile ──operations──┘
 *
 * Whatever happens, no two tasks ever write to one single-writer volume, on any machine. And it
 * matters where it ends: once the world is healed, every slot of every deployment has one
 * running task, and nothing else runs anywhere. Liveness is an oracle with a delay; what gossip
 * does about it is simulated in its own package.
 */

import type { Random } from '@polis/base'
import {
  type ClusterView,
  encodeCommand,
  jobOf,
  type NodeLiveness,
  type Operation,
  reconcile,
  type Task,
} from '@polis/cluster'
import { AGENT_MS, DECIDE_MS, DECISION_TIMEOUT_MS, LIVENESS_DELAY_MS, USER_MS } from './config.ts'
import { Decided } from './decided.ts'
import type { Crash } from './disk.ts'
import { between, pick } from './draw.ts'
import { check } from './invariants.ts'
import type { Life } from './life.ts'
import { Machine } from './machine.ts'
import type { Mutation } from './mutation.ts'
import type { SimulatedNode } from './node.ts'
import { peerOf } from './operator.ts'
import { controlling, controlOf, deployment, scaling, steer, steering } from './services.ts'
import type { Trace } from './trace.ts'
import type { VirtualTime } from './virtual-time.ts'

/** What orchestration acts on. */
export type OrchestrationWorld = {
  readonly time: VirtualTime
  readonly random: Random
  readonly trace: Trace
  readonly mutation: Mutation | undefined
  nodes(): readonly SimulatedNode[]
  leader(): SimulatedNode | undefined
}

/** A leader's term of office. */
type Office = {
  readonly life: Life
  readonly term: number
  /** Log time and true time at which it began to decide; undefined until it has caught up. */
  start: { readonly logMs: number; readonly trueMs: number } | undefined
  busyUntilMs: number
}

/** How often a running task fails by itself, a look. */
const TASK_FAILURE = 0.0005
/** The same of two versions in three: so updates are rolled back, and rollbacks fail as well. */
const BRITTLE_FAILURE = 0.05

/** The tasks of one run. */
export class Orchestration {
  readonly counts = { decisions: 0, orders: 0 }
  readonly #world: OrchestrationWorld
  readonly #machines = new Map<number, Machine>()
  readonly #decided = new Decided()
  readonly #downSinceMs = new Map<number, number>()
  readonly #upSinceMs = new Map<number, number>()
  #office: Office | undefined
  #ids = 0
  #version = 1
  #isHealed = false
  #isOver = false

  constructor(world: OrchestrationWorld) {
    this.#world = world
  }

  /** Begins: a first deployment, agents, leaders and users. */
  begin(): void {
    this.#insist(deployment(this.#world.random, this.#version, this.#newId()))
    this.#every(AGENT_MS, () => this.#agents())
    this.#every(DECIDE_MS, () => this.#decide())
    this.#every(USER_MS, () => this.#use())
  }

  /** A node went down, and with the power everything that ran there. */
  crashed(id: number, crash: Crash): void {
    if (crash === 'power') this.#machines.get(id)?.powerCut()
  }

  /** Users rest, nodes are available again, tasks fail no more. */
  heal(): void {
    this.#isHealed = true
    for (const machine of this.#machines.values()) machine.heal()
    this.#every(USER_MS, () => this.#resume())
    for (const { id } of this.#world.nodes()) {
      const availability = 'ready' as const
      this.#insist({ op: 'member.availability', id: peerOf(id), availability })
    }
  }

  /** Everybody rests: the log comes to its end. */
  end(): void {
    this.#isOver = true
  }

  /**
   * What is not as it should be; empty once every slot has one running task and nothing else runs.
   */
  unsettled(): string {
    const state = this.#world.leader()?.life.state
    if (state === undefined) return 'nobody leads'
    if (state.deployments.size === 0) return 'nothing is deployed'
    const problems: string[] = []
    const expected = new Set<string>()
    for (const { id, name, replicas, rollout, spec, stopped } of state.sorted('deployment')) {
      const tasks = state.tasksOfDeployment(id)
      const job = jobOf(spec)
      if (job?.cron != null) {
        for (const task of tasks) expected.add(task.id)
        continue
      }
      if (job !== undefined) {
        const isOver = rollout.state === 'complete' || rollout.state === 'failed'
        if (!isOver) problems.push(`${name} is ${rollout.state}: ${tasks.map(describe).join(' ')}`)
        continue
      }
      const running = tasks.filter(task => this.#isRunning(task))
      for (const task of running) expected.add(task.id)
      if (['running', 'rolling-back', 'paused'].includes(rollout.state)) {
        problems.push(`the rollout of ${name} is ${rollout.state}`)
      }
      // An order to drain that was late may have been applied after all was made ready.
      const nodes = this.#world
        .nodes()
        .filter(node => state.members.get(peerOf(node.id))?.availability === 'ready')
      if (spec.mode?.kind === 'global' && replicas !== nodes.length) {
        problems.push(`${name} has ${replicas} tasks on ${nodes.length} nodes`)
      }
      if (stopped !== undefined) problems.push(`${name} is stopped`)
      const slots = new Set(running.map(task => task.slot))
      if (tasks.length !== replicas || slots.size !== replicas || running.length !== replicas) {
        problems.push(`${name} wants ${replicas} and has ${tasks.map(describe).join(' ')}`)
      }
    }
    for (const [id, machine] of this.#machines) {
      const strays = machine.running.filter(task => !expected.has(task))
      if (strays.length > 0) problems.push(`n${id} still runs ${strays}`)
    }
    return problems.join('; ')
  }

  #isRunning(task: Task): boolean {
    const machine = [...this.#machines].find(([id]) => peerOf(id) === task.nodeId)?.[1]
    const isThere = machine?.tasks.get(task.id)?.phase === 'running'
    return isThere && task.desired === 'running' && task.observed.phase === 'running'
  }

  #agents(): void {
    const { time, nodes, random, mutation } = this.#world
    for (const node of nodes()) {
      const machine = this.#machines.get(node.id) ?? new Machine(node, random, mutation)
      this.#machines.set(node.id, machine)
      machine.advance(time.nowMs, ({ isBrittle }) => {
        if (this.#isHealed) return 0
        return isBrittle ? BRITTLE_FAILURE : TASK_FAILURE
      })
      this.#watch(node)
      if (node.isUp) machine.sync(time.nowMs)
    }
    const writers = [...this.#machines.values()].flatMap(machine => machine.writers)
    for (const { volume, taskId } of writers) {
      const other = writers.find(one => one.volume === volume && one.taskId !== taskId)?.taskId
      check(other === undefined, 'two writers', () => `${taskId} and ${other} write to ${volume}`)
    }
  }

  /** Notes since when a node is as it is. */
  #watch({ id, isUp }: SimulatedNode): void {
    const { nowMs } = this.#world.time
    const [since, other] = isUp
      ? [this.#upSinceMs, this.#downSinceMs]
      : [this.#downSinceMs, this.#upSinceMs]
    other.delete(id)
    if (!since.has(id)) since.set(id, nowMs)
  }

  #decide(): void {
    const { time, leader } = this.#world
    const node = leader()
    if (node === undefined || !node.isUp) return
    const office = this.#officeOf(node.life)
    if (office.start === undefined || time.nowMs < office.busyUntilMs) return
    const { life } = node
    this.#decided.look(life.state)
    const view = this.#view(office.start)
    const operations = reconcile(life.state, view, () => this.#newId())
    if (operations.length === 0) return
    this.counts.decisions++
    this.#world.trace.note(`n${node.id} decides ${operations.map(({ op }) => op).join(' ')}`)
    office.busyUntilMs = time.nowMs + DECISION_TIMEOUT_MS
    this.#propose(life, operations, view.nowMs, () => {
      office.busyUntilMs = time.nowMs
    })
  }

  /** The office of this leader in its term; a new one first applies all that was committed. */
  #officeOf(life: Life): Office {
    const known = this.#office
    if (known?.life === life && known.term === life.term) return known
    const office: Office = { life, term: life.term, start: undefined, busyUntilMs: 0 }
    this.#office = office
    const { time } = this.#world
    life.read(() => {
      const logMs = Math.max(life.state.lastTimeMs, Math.floor(time.nowMs))
      office.start = { logMs, trueMs: time.nowMs }
    })
    return office
  }

  #view({ logMs, trueMs }: NonNullable<Office['start']>): ClusterView {
    const { time, nodes } = this.#world
    const nowMs = Math.floor(logMs + time.nowMs - trueMs)
    return {
      nowMs,
      tookOfficeMs: logMs,
      health: () => 'unknown',
      liveness: nodeId => {
        const node = nodes().find(({ id }) => peerOf(id) === nodeId)
        return this.#livenessOf(node, nowMs)
      },
    }
  }

  #livenessOf(node: SimulatedNode | undefined, logNowMs: number): NodeLiveness {
    if (node === undefined) return { state: 'unknown', sinceMs: 0, bootCount: 0 }
    const { nowMs } = this.#world.time
    const { id, boot: bootCount } = node
    const downSinceMs = this.#downSinceMs.get(id)
    if (downSinceMs === undefined) {
      const forMs = nowMs - (this.#upSinceMs.get(id) ?? nowMs)
      return { state: 'alive', sinceMs: logNowMs - forMs, bootCount }
    }
    const forMs = nowMs - downSinceMs
    const state = forMs < LIVENESS_DELAY_MS ? 'suspect' : 'dead'
    return { state, sinceMs: logNowMs - forMs, bootCount }
  }

  /** Somebody wants something else. */
  #use(): void {
    if (this.#isHealed) return
    const { random, nodes } = this.#world
    const kinds = ['scale', 'steer', 'control', 'drain', 'undrain'] as const
    const kind = pick(random, [...kinds, 'update', 'update', 'update'] as const)
    if (kind === 'scale') this.#ask(scaling(random))
    else if (kind === 'steer') this.#ask(steering(random, this.#newId()))
    else if (kind === 'control') this.#ask(controlling(random, this.#newId()))
    else if (kind === 'update') this.#ask(deployment(random, ++this.#version, this.#newId()))
    else {
      const availability = kind === 'drain' ? 'draining' : 'ready'
      this.#ask({ op: 'member.availability', id: peerOf(pick(random, nodes()).id), availability })
    }
  }

  /** Nothing stays paused or stopped, although an order for it may have been applied late. */
  #resume(): void {
    const state = this.#world.leader()?.life.state
    for (const { name, rollout, stopped } of state?.sorted('deployment') ?? []) {
      if (stopped !== undefined) this.#ask(controlOf(name, 'start', this.#newId()))
      if (rollout.state === 'paused') this.#ask(steer(name, 'resume', this.#newId()))
    }
  }

  /** Asks some node once; it may get lost. */
  #ask(operation: Operation, done: () => void = () => {}): void {
    const { random, nodes, time } = this.#world
    const up = nodes().filter(node => node.isUp)
    if (up.length === 0) return
    this.counts.orders++
    this.#propose(pick(random, up).life, [operation], Math.floor(time.nowMs), done)
  }

  /** Asks until it was applied. */
  #insist(operation: Operation): void {
    let isDone = false
    const ask = () => {
      if (isDone || this.#isOver) return
      this.#ask(operation, () => {
        isDone = true
      })
      this.#world.time.after(DECISION_TIMEOUT_MS, ask)
    }
    ask()
  }

  #propose(life: Life, operations: readonly Operation[], timeMs: number, done: () => void): void {
    const requestId = `o${this.#newId()}`
    life.execute(requestId, encodeCommand({ requestId, timeMs, operations }), () => {
      life.forget(requestId)
      done()
    })
  }

  #every(ms: number, task: () => void): void {
    const { time, random } = this.#world
    time.after(between(random, 0.8, 1.2) * ms, () => {
      if (this.#isOver) return
      task()
      this.#every(ms, task)
    })
  }

  #newId(): string {
    this.#ids++
    return `t${String(this.#ids).padStart(6, '0')}`
  }
}

/** Every task of the log in a few words. */
function describe({ id, slot, nodeId, pendingReason, desired, observed }: Task): string {
  const place = nodeId === '' ? `(${pendingReason})` : nodeId
  return `${id}/${slot}@${place}:${desired}/${observed.phase}`
}
