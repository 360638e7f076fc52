/**
 * Output of tasks, wherever they run: from this node's own driver, or over a stream from the node
 * that has it.
 */

import type { TaskLogLine } from '@polis/api'
import type { Task } from '@polis/cluster'
import type { PeerId, Transport } from '@polis/transport'
import { nodeError } from '../errors.ts'
import { LOGS_STREAM, logLine, logsRequest } from '../wire.ts'
import type { Agent } from './agent.ts'

type Options = { readonly tail: number; readonly isFollowing: boolean }

export type TaskLogsDependencies = {
  readonly self: PeerId
  readonly transport: Transport
  readonly agent: Agent
}

export class TaskLogs {
  readonly #deps: TaskLogsDependencies

  constructor(deps: TaskLogsDependencies) {
    this.#deps = deps
    const serve = (taskId: string, options: Options, signal: AbortSignal) =>
      this.#local(taskId, options, signal)
    deps.transport.handleStream(LOGS_STREAM, async function* (body, _, signal) {
      const { taskId, tail, follow } = logsRequest.decode(body)
      for await (const line of serve(taskId, { tail, isFollowing: follow }, signal)) {
        yield logLine.encode({ stream: 'output', timeMs: line.atMs, text: line.text })
      }
    })
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
    const driver = this.#deps.agent.driverOf(taskId)
    if (driver === undefined) {
      throw nodeError('node/no-such-task', {
        message: `this node has no output of task ${taskId}`,
        hint: 'it has not started here yet, or was removed',
      })
    }
    return driver.logs(taskId, { tail, sinceMs: null, follow: isFollowing }, signal)
  }
}
