/**
 * What people want of a task wherever it runs, its output and a command beside it: from this node's
 * own driver, or over a stream from the node that has it.
 */

import type { TaskLogLine } from '@polis/api'
import type { Task } from '@polis/cluster'
import type { ExecEvent, ExecRequest } from '@polis/runtime'
import type { PeerId, Transport } from '@polis/transport'
import { nodeError } from '../errors.ts'
import {
  EXEC_STREAM,
  execEvent,
  execRequest,
  LOGS_STREAM,
  logLine,
  logsRequest,
  METHODS,
  metricsReport,
  taskUsageRequest,
} from '../wire.ts'
import type { Agent, Driver } from './agent.ts'
import type { Measure } from './measure.ts'

type Usage = { readonly cpuMillicores: number; readonly memoryBytes: number }

/** A node measures each second and only has to answer what it knows. */
const USAGE_TIMEOUT_MS = 1_000

type Options = { readonly tail: number; readonly isFollowing: boolean }

export type TaskAccessDependencies = {
  readonly self: PeerId
  readonly transport: Transport
  readonly agent: Agent
  readonly measure: Measure
}

export class TaskAccess {
  readonly #deps: TaskAccessDependencies

  constructor(deps: TaskAccessDependencies) {
    this.#deps = deps
    const serve = (taskId: string, options: Options, signal: AbortSignal) =>
      this.#local(taskId, options, signal)
    deps.transport.handleStream(LOGS_STREAM, async function* (body, _, signal) {
      const { taskId, tail, follow } = logsRequest.decode(body)
      for await (const line of serve(taskId, { tail, isFollowing: follow }, signal)) {
        yield logLine.encode({ stream: 'output', timeMs: line.atMs, text: line.text })
      }
    })
    const run = (taskId: string, request: ExecRequest, signal: AbortSignal) =>
      this.#driverOf(taskId).exec(taskId, request, signal)
    deps.transport.handleStream(EXEC_STREAM, async function* (body, _, signal) {
      const { taskId, ...request } = execRequest.decode(body)
      for await (const event of run(taskId, request, signal)) yield execEvent.encode(event)
    })
  }

  /** What tasks of those nodes use; a node that does not answer in time is left out. */
  async usage(nodeIds: Iterable<PeerId>, signal: AbortSignal): Promise<ReadonlyMap<string, Usage>> {
    const { self, transport, measure } = this.#deps
    const options = { timeoutMs: USAGE_TIMEOUT_MS, signal }
    const reports = await Promise.all(
      [...nodeIds].map(async id => {
        if (id === self) return measure.tasks
        const body = taskUsageRequest.encode()
        const asked = transport.request(id, METHODS.taskUsage, body, options)
        return asked.then(
          reply => metricsReport.decode(reply).tasks,
          () => [],
        )
      }),
    )
    return new Map(reports.flat().map(({ taskId, ...usage }) => [taskId, usage]))
  }

  /** Runs a command beside `task`; what it writes, then its exit code. */
  async *exec(task: Task, request: ExecRequest, signal: AbortSignal): AsyncGenerator<ExecEvent> {
    if (task.nodeId === this.#deps.self) {
      yield* this.#driverOf(task.id).exec(task.id, request, signal)
      return
    }
    const body = execRequest.encode({ taskId: task.id, ...request })
    const events = this.#deps.transport.openStream(task.nodeId, EXEC_STREAM, body, signal)
    for await (const bytes of events) yield execEvent.decode(bytes)
  }

  /** Lines of `task`, oldest first. Throws if its node cannot be reached or has nothing of it. */
  async *read(task: Task, options: Options, signal: AbortSignal): AsyncGenerator<TaskLogLine> {
    if (task.nodeId === '') return
    if (task.nodeId === this.#deps.self) {
      for await (const { atMs, text } of this.#local(task.id, options, signal)) {
        yield { task: task.name, stream: 'output', timeMs: atMs, text }
      }
      return
    }
    const { tail, isFollowing: follow } = options
    const body = logsRequest.encode({ taskId: task.id, tail, follow })
    const lines = this.#deps.transport.openStream(task.nodeId, LOGS_STREAM, body, signal)
    for await (const bytes of lines) yield { task: task.name, ...logLine.decode(bytes) }
  }

  #local(taskId: string, { tail, isFollowing }: Options, signal: AbortSignal) {
    const query = { tail, sinceMs: null, follow: isFollowing }
    return this.#driverOf(taskId).logs(taskId, query, signal)
  }

  #driverOf(taskId: string): Driver {
    const driver = this.#deps.agent.driverOf(taskId)
    if (driver !== undefined) return driver
    throw nodeError('node/no-such-task', {
      message: `this node has nothing of task ${taskId}`,
      hint: 'it has not started here yet, or was removed',
    })
  }
}
