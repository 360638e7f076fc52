/**
 * Deployments that have one task on each node: which nodes those are.
 *
 * A slot is numbered after its node's raft id, which is never given again, so a task finds its node
 * and a node its task without a table. Nodes that join get a task, nodes that no longer suit lose
 * theirs; a cordoned node keeps what it has, in whichever version.
 */

import { isGlobal, suits } from '../mode.ts'
import type { Deployment, DeploymentSpec, Member } from '../objects.ts'
import { emptySlot, leave, type Slot } from './slot.ts'
import type { Turn } from './turn.ts'

/** Drops the tasks of nodes that shall have none, and answers the slots of the others. */
export function keepNodes(
  turn: Turn,
  deployment: Deployment,
  slots: ReadonlyMap<number, Slot>,
): Slot[] {
  const wanted = wantedNodes(turn, deployment, slots)
  const members = new Map(turn.state.sorted('member').map(member => [member.raftId, member]))
  for (const slot of slots.values()) {
    if (wanted.has(slot.number)) continue
    const reason = whyNot(members.get(slot.number))
    for (const task of [...slot.live, ...slot.ended]) leave(turn, slot, task, reason)
  }
  return [...wanted].sort((a, b) => a - b).map(number => slots.get(number) ?? emptySlot(number))
}

/** The node of each slot of such a deployment; undefined if it has replicas instead. */
export function nodeOfSlot(
  deployment: Deployment,
  slot: number,
  byRaftId: ReadonlyMap<number, Member>,
): string | undefined {
  return isGlobal(deployment.spec) ? (byRaftId.get(slot)?.id ?? '') : undefined
}

/** Raft ids of the nodes that shall have a task. */
function wantedNodes(
  turn: Turn,
  { spec }: Deployment,
  slots: ReadonlyMap<number, Slot>,
): ReadonlySet<number> {
  const isSuited = suits(spec)
  const wanted = turn.state.sorted('member').filter(member => {
    if (!isSuited(member)) return false
    const slot = slots.get(member.raftId)
    const isBusy = slot !== undefined && slot.live.length > 0
    // A job's task may end where it is; what has ended well is never run again.
    if (spec.mode?.kind === 'job' && (isBusy || (slot?.ended.length ?? 0) > 0)) return true
    if (member.availability === 'draining') return false
    return isBusy || (member.availability === 'ready' && turn.isNodeUp(member.id))
  })
  return new Set(wanted.map(({ raftId }) => raftId))
}

/**
 * Keeps the count of the deployment true: how many nodes have a task. One that runs several times
 * has the nodes that a run which begins now would have, whatever older ones still go on.
 */
export function countNodes(
  turn: Turn,
  { namespace, name, replicas }: Deployment,
  nodes: number,
): void {
  if (nodes === replicas) return
  turn.add('rollback', {
    op: 'service.scale',
    namespace,
    name,
    replicas: nodes,
    cause: 'nodes',
    reason: `one task on each of ${nodes} nodes`,
    details: {},
    expectedReplicas: null,
  })
}

/** Raft ids of the nodes on which a run that begins now would have a task. */
export function nodesNow(turn: Turn, deployment: Deployment): ReadonlySet<number> {
  return wantedNodes(turn, deployment, new Map())
}

/** Why no node has a task, in words. */
export function whyNoNode(turn: Turn, { spec }: Deployment): string {
  const isSuited = suits(spec)
  const counts = new Map<string, number>()
  for (const member of turn.state.sorted('member')) {
    const why = isSuited(member)
      ? turn.isNodeUp(member.id)
        ? member.availability
        : 'down'
      : unsuited(spec, member)
    counts.set(why, (counts.get(why) ?? 0) + 1)
  }
  const reasons = [...counts].map(([why, count]) => `${count} of ${turn.state.members.size} ${why}`)
  return `no node suits it: ${reasons.join(', ')}`
}

function unsuited({ workload, constraints }: DeploymentSpec, { drivers }: Member): string {
  if (!drivers.includes(workload.driver)) return `without driver '${workload.driver}'`
  return `not ${constraints.map(one => `'${one}'`).join(' and ')}`
}

function whyNot(member: Member | undefined): string {
  if (member === undefined) return 'its node is no longer a member'
  if (member.availability === 'draining') return `node ${member.name} is draining`
  return `node ${member.name} does not suit it any more`
}
