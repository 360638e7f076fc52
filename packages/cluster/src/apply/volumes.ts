/**
 * Takes single-writer volumes for a task that is being placed.
 *
 * The leader decides on a state that may be some entries old, so here, where the log is one, is
 * the only place that can promise that no two tasks have such a volume.
 */

import { KvEntry, type Task } from '../objects.ts'
import { heldWords, homeKey, homeOf, keptVolumes, writerOf, writtenVolumes } from '../volume.ts'
import type { ApplyContext } from './context.ts'

type Wanted = Pick<Task, 'id' | 'namespace' | 'workload' | 'nodeId'>

/** Notes the node as the volumes' home, or answers why the task cannot have them there. */
export function takeVolumes(wanted: Wanted, { store, index }: ApplyContext): string | undefined {
  const { id, namespace, workload, nodeId } = wanted
  const kept = keptVolumes(workload)
  if (kept.length === 0 || nodeId === '') return undefined
  const { task: tasks, member: members, kv } = store.tables
  const state = { tasks, members, kv }
  const holder = writerOf(state, namespace, writtenVolumes(workload), id)
  if (holder !== undefined) return heldWords(state, holder)
  for (const volume of kept) {
    const home = homeOf(state, namespace, volume)
    if (home === undefined) {
      store.put('kv', new KvEntry(homeKey(namespace, volume), Buffer.from(nodeId), index))
    } else if (home.id !== nodeId) return `volume '${volume}' is on node '${home.name}'`
  }
  return undefined
}
