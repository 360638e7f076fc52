/**
 * A cluster in virtual time for tests: real state, real reconcile, nodes that only pretend to run
 * tasks. The first word of a command says how its task behaves.
 *
 *     server   starts in 200 ms and is healthy 100 ms later
 *     crash    ends with exit code 1 right after it started
 *     sick     runs and is never healthy
 *     finish   ends with exit code 0 after a second
 */

import assert from 'node:assert/strict'
import type { Resources } from '@polis/scheduler'
import type { Operation } from '../commands.ts'
import type { Task, TaskPhase } from '../objects.ts'
import { sampleMember } from '../sample.ts'
import { ClusterState } from '../state.ts'
import type { NewMember } from '../wire.ts'
import { reconcile } from './reconcile.ts'
import type { ClusterView, HealthStatus, LivenessState, NodeLiveness } from './turn.ts'

const START_MS = 200
const HEALTHY_MS = 100
const STOP_MS = 300
const CRASH_BACKOFF_MS = 500
const FINISH_MS = 1_000

type FakeTask = { phase: TaskPhase; sinceMs: number; restarts: number; wasHealthy: boolean }
type FakeNode = {
  liveness: LivenessState
  sinceMs: number
  bootCount: number
  readonly tasks: Map<string, FakeTask>
}

export class FakeCluster {
  readonly state = new ClusterState()
  readonly nodes = new Map<string, FakeNode>()
  /** What nodes report to be in use. */
  readonly used = new Map<string, Resources>()
  nowMs = 1_000
  tookOfficeMs = 0
  /** False while there is no leader: nodes go on, nobody decides. */
  hasLeader = true
  /** True once whatever made tasks crash or sick is no more: all behave as servers. */
  isMended = false
  /** Smallest number of serving tasks since it was last reset. */
  servingMin = Number.POSITIVE_INFINITY
  #ids = 0

  constructor(names: readonly string[]) {
    for (const name of names) this.join(name)
  }

  /** One more member. */
  join(name: string, fields: Partial<NewMember> = {}): void {
    const member = sampleMember(name, { raftId: this.state.nextRaftId, ...fields })
    this.state.applyMember(this.state.index + 1, { kind: 'add', member })
    const node: FakeNode = {
      liveness: 'alive',
      sinceMs: this.nowMs,
      bootCount: 1,
      tasks: new Map(),
    }
    this.nodes.set(member.id, node)
  }

  /** Applies operations; refusals are answered. */
  apply(...operations: Operation[]) {
    const command = { requestId: '', timeMs: this.nowMs, operations }
    return this.state.apply(this.state.index + 1, command).results
  }

  /** The node is gone with all it ran. */
  kill(name: string): void {
    const node = this.#setLiveness(name, 'dead')
    node.tasks.clear()
  }

  /** A task ends with exit code 1 by itself. */
  crash(nodeId: string, taskId: string): void {
    Object.assign(this.nodes.get(nodeId)!.tasks.get(taskId)!, {
      phase: 'failed',
      wasHealthy: false,
    })
  }

  /** The node cannot be reached, but goes on running what it runs. */
  cutOff(name: string): void {
    this.#setLiveness(name, 'dead')
  }

  restarting(name: string): void {
    this.#setLiveness(name, 'restarting')
  }

  /** The node is back; a new boot unless it was only cut off. */
  revive(name: string, isNewBoot = true): void {
    const node = this.#setLiveness(name, 'alive')
    if (isNewBoot) node.bootCount++
  }

  /** Lets `ms` pass in steps of 100 ms. */
  run(ms: number): void {
    for (const endMs = this.nowMs + ms; this.nowMs < endMs; ) this.step()
  }

  /** Runs until `isTrue`; fails after `limitMs`. */
  runUntil(what: string, isTrue: () => boolean, limitMs = 120_000): void {
    const endMs = this.nowMs + limitMs
    while (!isTrue()) {
      assert.ok(this.nowMs < endMs, `within ${limitMs} ms: ${what}`)
      this.step()
    }
  }

  step(): void {
    this.nowMs += 100
    for (const [id, node] of this.nodes) this.#runNode(id, node)
    if (this.hasLeader) this.decide()
    this.servingMin = Math.min(this.servingMin, this.serving().length)
  }

  /** One turn of the leader, which must leave nothing for a second. */
  decide(): void {
    const operations = reconcile(this.state, this.view(), () => this.#newId())
    if (operations.length === 0) return
    const before = this.state.index
    for (const result of this.apply(...operations)) {
      assert.equal(result.kind, 'done', `at ${before}: ${JSON.stringify(result)}`)
    }
    const again = reconcile(this.state, this.view(), () => this.#newId())
    assert.deepEqual(again, [], 'reconcile is idempotent')
  }

  /** Tasks that would be routed to: to run, running and healthy, on a living node. */
  serving(): Task[] {
    return this.state
      .sorted('task')
      .filter(task => task.desired === 'running' && this.health(task.id) === 'passing')
      .filter(task => this.nodes.get(task.nodeId)!.liveness === 'alive')
  }

  /** Commands of the serving tasks by slot. */
  commands(): string[] {
    return this.serving()
      .toSorted((a, b) => a.slot - b.slot)
      .map(task => task.workload.command.join(' '))
  }

  /** Live tasks of the log by slot, as a check against two in one. */
  slots(): number[] {
    return this.state
      .sorted('task')
      .filter(task => task.desired === 'running')
      .map(task => task.slot)
      .sort((a, b) => a - b)
  }

  health(taskId: string): HealthStatus {
    for (const node of this.nodes.values()) {
      const task = node.tasks.get(taskId)
      if (task !== undefined)
        return task.phase === 'running' && task.wasHealthy ? 'passing' : 'critical'
    }
    return 'unknown'
  }

  view(): ClusterView {
    return {
      nowMs: this.nowMs,
      tookOfficeMs: this.tookOfficeMs,
      liveness: (id): NodeLiveness => {
        const node = this.nodes.get(id)
        if (node === undefined) return { state: 'unknown', sinceMs: 0, bootCount: 0 }
        return { state: node.liveness, sinceMs: node.sinceMs, bootCount: node.bootCount }
      },
      health: id => this.health(id),
      healthOutput: id => (this.health(id) === 'critical' ? 'HTTP 503' : ''),
      usage: id => this.used.get(id),
    }
  }

  #runNode(id: string, node: FakeNode): void {
    if (node.liveness === 'restarting') return
    const isReachable = node.liveness === 'alive'
    if (!isReachable && node.tasks.size === 0) return
    const wanted = isReachable ? this.state.tasksOfNode(id) : []
    for (const task of wanted) {
      if (task.desired === 'running' && !node.tasks.has(task.id) && !isOver(task)) {
        node.tasks.set(task.id, this.#fresh('starting'))
      }
      const fake = node.tasks.get(task.id) ?? this.#fresh('exited')
      this.#advance(task, fake)
      if (isReachable) this.#report(id, node, task, fake)
    }
    for (const taskId of [...node.tasks.keys()]) {
      if (isReachable && !this.state.tasks.has(taskId)) node.tasks.delete(taskId)
    }
  }

  #advance(task: Task, fake: FakeTask): void {
    const forMs = this.nowMs - fake.sinceMs
    const behaviour = this.isMended ? 'server' : task.workload.command[0]!
    const become = (phase: TaskPhase) => Object.assign(fake, { phase, sinceMs: this.nowMs })
    if (fake.phase === 'exited' || fake.phase === 'failed') return
    if (task.desired === 'stopped') {
      if (fake.phase !== 'stopping') become('stopping')
      else if (forMs >= STOP_MS) become('exited')
    } else if (fake.phase === 'starting' && forMs >= START_MS) {
      become('running')
    } else if (fake.phase === 'running' && behaviour === 'crash') {
      if (task.workload.restart.maxAttempts === 0) become('failed')
      else become('backoff')
      fake.wasHealthy = false
    } else if (fake.phase === 'running' && behaviour === 'finish' && forMs >= FINISH_MS) {
      become('exited')
    } else if (fake.phase === 'running' && behaviour === 'server' && forMs >= HEALTHY_MS) {
      fake.wasHealthy = true
    } else if (fake.phase === 'backoff' && forMs >= CRASH_BACKOFF_MS) {
      fake.restarts++
      become('starting')
    }
  }

  #report(id: string, node: FakeNode, task: Task, fake: FakeTask): void {
    const { phase, restarts, wasHealthy } = fake
    const exitCode = phase === 'failed' ? 1 : phase === 'exited' ? 0 : null
    const reason = phase === 'failed' || phase === 'backoff' ? 'exit code 1' : ''
    const { bootCount } = node
    const ports = task.workload.ports.map(({ name, target }) => ({ name, target, port: 20_000 }))
    const observed = { phase, reason, ports, exitCode, restarts, bootCount, wasHealthy }
    const before = this.state.tasks.get(task.id)!.observed
    const isSame = before.phase === phase && before.restarts === restarts
    if (isSame && before.wasHealthy === wasHealthy) return
    const reports = [{ taskId: task.id, observed }]
    this.apply({ op: 'task.observe', nodeId: id, bootCount, reports })
  }

  #fresh(phase: TaskPhase): FakeTask {
    return { phase, sinceMs: this.nowMs, restarts: 0, wasHealthy: false }
  }

  #setLiveness(name: string, liveness: LivenessState): FakeNode {
    const node = this.nodes.get(`peer-${name}`)!
    node.liveness = liveness
    node.sinceMs = this.nowMs
    return node
  }

  #newId(): string {
    this.#ids++
    return `t${String(this.#ids).padStart(5, '0')}`
  }
}

function isOver(task: Task): boolean {
  return ['exited', 'failed', 'lost'].includes(task.observed.phase)
}
