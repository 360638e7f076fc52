/**
 * Single-writer volumes: at most one task at a time has such a volume mounted for writing.
 *
 * A volume is one of its node, so its tasks stay on the node where it was first used, its *home*
 * (`.polis/volume/NAMESPACE/NAME` of the key-value store has the node's id). A task writes from its
 * placement until its end was observed: one that is lost may still run, and keeps the volume until
 * its node is back or is no member any more, as Kubernetes treats its ReadWriteOnce volumes.
 */

import type { WorkloadSpec } from '@polis/runtime'
import type { KvEntry, Member, Task } from './objects.ts'
import { hasEnded } from './task-phase.ts'

/** What is asked about volumes; the replicated state and its store both have it. */
export type VolumeState = {
  readonly tasks: ReadonlyMap<string, Task>
  readonly members: ReadonlyMap<string, Member>
  readonly kv: ReadonlyMap<string, KvEntry>
}

/** Names of the single-writer volumes that a workload mounts, ascending. */
export function keptVolumes(workload: WorkloadSpec): string[] {
  return namesOf(workload, () => true)
}

/** Those of them that it may write to. */
export function writtenVolumes(workload: WorkloadSpec): string[] {
  return namesOf(workload, isReadOnly => !isReadOnly)
}

/** True if only one task of that workload may run at a time. */
export function hasSingleWriter(workload: WorkloadSpec): boolean {
  return writtenVolumes(workload).length > 0
}

/**
 * True if a node may start the task in that boot. One that writes alone is claimed first: once the
 * log has a word of this boot about it, nothing that an earlier boot has said and that is still on
 * its way can end it, and give its volume to another, while it runs.
 */
export function mayStart({ workload, observed }: Task, bootCount: number): boolean {
  return !hasSingleWriter(workload) || observed.bootCount === bootCount
}

function namesOf({ container }: WorkloadSpec, isMeant: (isReadOnly: boolean) => boolean): string[] {
  const names = (container?.mounts ?? []).flatMap(mount => {
    const isKept = mount.kind === 'volume' && mount.isSingleWriter === true
    return isKept && isMeant(mount.isReadOnly) ? [mount.source] : []
  })
  return [...new Set(names)].sort()
}

/** Where the home of a volume is kept. */
export function homeKey(namespace: string, volume: string): string {
  return `.polis/volume/${namespace}/${volume}`
}

/** The node that has the volume; undefined before its first use, or if that node is gone. */
export function homeOf(state: VolumeState, namespace: string, volume: string): Member | undefined {
  const entry = state.kv.get(homeKey(namespace, volume))
  return entry && state.members.get(Buffer.from(entry.value).toString())
}

/**
 * A task other than `taskId` that has one of the volumes for writing, as far as the log knows. Who
 * removes a member says that nothing of it runs any more.
 */
export function writerOf(
  state: VolumeState,
  namespace: string,
  volumes: readonly string[],
  taskId: string,
): { readonly volume: string; readonly task: Task } | undefined {
  if (volumes.length === 0) return undefined
  let found: { readonly volume: string; readonly task: Task } | undefined
  for (const task of state.tasks.values()) {
    if (task.namespace !== namespace || task.id === taskId) continue
    if (hasEnded(task) || !state.members.has(task.nodeId)) continue
    const volume = writtenVolumes(task.workload).find(name => volumes.includes(name))
    if (volume !== undefined && (found === undefined || task.id < found.task.id)) {
      found = { volume, task }
    }
  }
  return found
}

/** Why a volume cannot be had yet: who writes to it, and what that waits for. */
export function heldWords(
  state: VolumeState,
  { volume, task }: { readonly volume: string; readonly task: Task },
  isLost = task.observed.phase === 'lost',
): string {
  const node = state.members.get(task.nodeId)?.name ?? task.nodeId
  const held = `volume '${volume}' has a single writer, and ${task.name} on ${node}`
  if (!isLost) return `${held} has not ended yet`
  const ways = `until ${node} is back, or is removed: polis node rm ${node}`
  return `${held} is lost but may still write: this waits ${ways}`
}
