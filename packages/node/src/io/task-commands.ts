/**
 * Commands of checks within the tasks that they check: as `polis exec` runs them, with the task's
 * environment, working directory and user, a container's inside it.
 */

import type { CommandCheck, ProbeTarget, TaskCommands } from '@polis/health'
import type { ExecRequest } from '@polis/runtime'
import type { Agent } from './agent.ts'

const NO_INPUT = new Uint8Array()

/** Runs them by the driver of each task. */
export function taskCommands(agent: Pick<Agent, 'driverOf'>): TaskCommands {
  return (check, target, signal) => {
    const taskId = target.taskId ?? ''
    const driver = agent.driverOf(taskId)
    if (driver === undefined) throw new Error('the task does not run here')
    const isContainer = driver.name === 'docker'
    const request: ExecRequest = {
      command: [check.command, ...check.args],
      input: NO_INPUT,
      environment: { ...portOf(check, target, isContainer), ...check.environment },
      leavesNothing: true,
    }
    return driver.exec(taskId, request, signal)
  }
}

/** A check of another than the first port finds that one in PORT; inside it has its own number. */
function portOf(
  { port }: CommandCheck,
  target: ProbeTarget,
  isContainer: boolean,
): Record<string, string> {
  if (port === null) return {}
  const seen = isContainer ? port : target.port
  return seen === null ? {} : { PORT: String(seen) }
}
