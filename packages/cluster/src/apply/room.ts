/**
 * Whether a node still has what a task reserves when it is placed there.
 *
 * The leader decides on a state that may be some entries old, and a proposal that was given up may
 * be applied after all, beside the one that took its place. So room is asked for once more where it
 * is taken.
 */

import type { Task } from '../objects.ts'
import { hasEnded } from '../task-phase.ts'
import type { ApplyContext } from './context.ts'

/** What the node lacks for those reservations, in words; undefined if there is room. */
export function roomLack(
  nodeId: string,
  { reservations }: Task['workload'],
  { store }: ApplyContext,
): string | undefined {
  if (reservations.cpuMillicores === 0 && reservations.memoryBytes === 0) return undefined
  const member = store.get('member', nodeId)
  if (member === undefined) return undefined
  const held = store
    .tasksOfNode(nodeId)
    .filter(task => !hasEnded(task) && task.observed.phase !== 'lost')
  for (const [field, what] of [
    ['cpuMillicores', 'CPU'],
    ['memoryBytes', 'memory'],
  ] as const) {
    const wanted = reservations[field]
    const sum = held.reduce((total, { workload }) => total + workload.reservations[field], wanted)
    if (wanted > 0 && sum > member[field]) return `node '${member.name}' has no ${what} left`
  }
  return undefined
}
