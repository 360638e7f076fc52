/**
 * What a task asks for, parsed: the text of its constraints and preferences becomes data, or the
 * reasons why it cannot.
 */

import { AFFINITIES_MAX, CONSTRAINTS_MAX, PREFERENCES_MAX } from './config.ts'
import { type Attribute, type Constraint, parseAttribute, parseConstraint } from './constraint.ts'
import type { PendingTask } from './snapshot.ts'

/** A task's demand; `levels` are the attributes of its spread preferences, outermost first. */
export type Demand = {
  readonly kind: 'demand'
  readonly task: PendingTask
  readonly constraints: readonly Constraint[]
  readonly levels: readonly Attribute[]
}

/** A demand that no node could ever meet because of how it is written; one line a mistake. */
export type InvalidDemand = { readonly kind: 'invalid'; readonly reasons: readonly string[] }

/** Tasks of the same key ask for the same, and are decided on together. */
export function groupKey(task: PendingTask): string {
  return JSON.stringify([
    task.serviceId,
    task.specRevision,
    task.driver,
    task.constraints,
    task.preferences,
    task.reservations.cpuMillicores,
    task.reservations.memoryBytes,
    task.maxPerNode,
    task.pinnedTo,
    task.volumes,
    task.devices,
    task.strategy,
    task.affinities,
    task.priority,
    task.preempts,
  ])
}

/** Parses the constraints and preferences of `task`. */
export function parseDemand(task: PendingTask): Demand | InvalidDemand {
  const reasons: string[] = []
  if (task.constraints.length > CONSTRAINTS_MAX) {
    reasons.push(`${task.constraints.length} constraints; at most ${CONSTRAINTS_MAX} are allowed`)
  }
  if (task.preferences.length > PREFERENCES_MAX) {
    reasons.push(`${task.preferences.length} preferences; at most ${PREFERENCES_MAX} are allowed`)
  }
  const affinities = task.affinities?.length ?? 0
  if (affinities > AFFINITIES_MAX) {
    reasons.push(`${affinities} affinities; at most ${AFFINITIES_MAX} are allowed`)
  }
  if (reasons.length > 0) return { kind: 'invalid', reasons }
  const constraints: Constraint[] = []
  for (const text of task.constraints) {
    const parsed = parseConstraint(text)
    if (parsed.kind === 'invalid') reasons.push(parsed.reason)
    else constraints.push(parsed)
  }
  const levels: Attribute[] = []
  for (const { spread } of task.preferences) {
    const parsed = parseAttribute(spread)
    if (parsed.kind === 'invalid') reasons.push(`preference to spread: ${parsed.reason}`)
    else levels.push(parsed)
  }
  if (reasons.length > 0) return { kind: 'invalid', reasons }
  return { kind: 'demand', task, constraints, levels }
}
