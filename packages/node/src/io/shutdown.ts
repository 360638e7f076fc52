/**
 * Leaving in good order: tasks that go with the node are drained and stopped, and a leader hands
 * over before it is gone.
 */

import { type Logger, messageOf } from '@polis/base'
import type { Operation } from '@polis/cluster'
import type { RaftNode } from '@polis/raft'
import { STOP_TASKS_TIMEOUT_MS } from '../config.ts'
import type { Agent } from './agent.ts'
import { pause } from './pause.ts'

/** How long a stopping leader waits for its successor. */
const HAND_OVER_MS = 2_000
/** How long the withdrawal of the node's tasks may take. */
const WITHDRAW_TIMEOUT_MS = 5_000
const POLL_MS = 50

export type Leaving = {
  readonly agent: Agent
  readonly raft: RaftNode
  /** Tells the others that this node will be back. */
  readonly announce: () => Promise<unknown>
  /** Lets the balancers finish what they have, and closes their ports. */
  readonly drain: () => Promise<unknown>
  readonly execute: (operations: readonly Operation[], signal: AbortSignal) => Promise<unknown>
  /** True if the tasks end with the node. */
  readonly isTakingTasks: boolean
  readonly logger: Logger
}

/** Everything before the node's parts are stopped. A step that fails does not keep it from going. */
export async function leave(leaving: Leaving): Promise<void> {
  const steps: [string, () => Promise<unknown>][] = [
    ['announce', leaving.announce],
    ['stop tasks', () => (leaving.isTakingTasks ? stopTasks(leaving) : Promise.resolve())],
    ['hand over', () => handOver(leaving.raft)],
    ['drain', leaving.drain],
  ]
  for (const [step, run] of steps) {
    try {
      await run()
    } catch (error) {
      leaving.logger.warn({ step, reason: messageOf(error) }, 'leaving without')
    }
  }
}

/** Withdraws this node's tasks and stops them once drained; without a leader, stops them at once. */
async function stopTasks({ agent, execute, logger }: Leaving): Promise<void> {
  const operations = agent
    .running()
    .map(
      ({ task }): Operation => ({ op: 'task.stop', id: task.id, reason: 'its node is stopping' }),
    )
  if (operations.length === 0) return
  try {
    await execute(operations, AbortSignal.timeout(WITHDRAW_TIMEOUT_MS))
  } catch (error) {
    logger.warn({ reason: messageOf(error) }, 'could not withdraw the tasks first')
    agent.stopAll()
  }
  await untilIdle(agent)
}

/** Stops what runs here, of this life and of earlier ones: others have it by now. */
export async function abandonTasks(agent: Agent): Promise<void> {
  agent.stopAll()
  await untilIdle(agent)
}

async function untilIdle(agent: Agent): Promise<void> {
  const deadline = AbortSignal.timeout(STOP_TASKS_TIMEOUT_MS)
  while (agent.isBusy && !deadline.aborted) await pause(POLL_MS, deadline)
}

/** Hands leadership to another voter, if this node leads and there is one. */
async function handOver(raft: RaftNode): Promise<void> {
  const { role, confState } = raft.status()
  if (role !== 'leader' || confState.voters.length < 2) return
  raft.transferLeadership()
  const deadline = AbortSignal.timeout(HAND_OVER_MS)
  while (raft.status().role === 'leader' && !deadline.aborted) await pause(POLL_MS, deadline)
}
