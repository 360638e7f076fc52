/**
 * Limits of plain processes by control groups of the kernel (cgroups(7)), in either version, where
 * the node may make them: as root, or with a delegated tree.
 *
 * Each run gets a group of its own below `polis`, which its supervisor enters before it starts the
 * workload, so nothing of a task escapes. Where there are no such groups a process has no limits,
 * and the driver says why.
 */

import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { messageOf } from '@polis/base'
import type { TaskId } from '../task.ts'
import type { Resources } from '../workload.ts'

/** Where every distribution mounts them. */
const ROOT = '/sys/fs/cgroup'
const OWN = 'polis'

/** The period over which CPU time is counted, as Docker has it. */
const CPU_PERIOD_US = 100_000

export type Cgroups =
  | { readonly kind: 'v1' | 'v2' }
  | { readonly kind: 'none'; readonly reason: string }

/** A task's group: one folder a controller with version 1, a single one with version 2. */
export type TaskCgroup = {
  readonly folders: readonly string[]
  /** Where the kernel counts what it has killed for want of memory. */
  readonly memoryEvents: string | null
}

/** What this machine lets the node do; makes the folder that all its tasks' groups are in. */
export function findCgroups(root = ROOT): Cgroups {
  try {
    if (existsSync(join(root, 'cgroup.controllers'))) {
      mkdirSync(join(root, OWN), { recursive: true })
      for (const folder of [root, join(root, OWN)]) {
        writeFileSync(join(folder, 'cgroup.subtree_control'), '+memory +cpu')
      }
      return { kind: 'v2' }
    }
    for (const controller of ['memory', 'cpu']) {
      mkdirSync(join(root, controller, OWN), { recursive: true })
    }
    return { kind: 'v1' }
  } catch (error) {
    return { kind: 'none', reason: messageOf(error) }
  }
}

/** Makes the group of a run with its limits, anew. Throws if the kernel refuses them. */
export function makeTaskCgroup(
  kind: 'v1' | 'v2',
  taskId: TaskId,
  { cpuMillicores, memoryBytes }: Resources,
  root = ROOT,
): TaskCgroup {
  // What is left of the run before has counted that one's end.
  const left = foundTaskCgroup(kind, taskId, root)
  if (left !== null) removeTaskCgroup(left)
  const quotaUs = Math.max(1_000, Math.round((cpuMillicores / 1_000) * CPU_PERIOD_US))
  const put = (folder: string, file: string, text: string) => {
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, file), text)
  }
  if (kind === 'v2') {
    const folder = join(root, OWN, taskId)
    if (memoryBytes > 0) {
      put(folder, 'memory.max', String(memoryBytes))
      if (existsSync(join(folder, 'memory.swap.max'))) put(folder, 'memory.swap.max', '0')
    }
    if (cpuMillicores > 0) put(folder, 'cpu.max', `${quotaUs} ${CPU_PERIOD_US}`)
    return { folders: [folder], memoryEvents: join(folder, 'memory.events') }
  }
  const folders: string[] = []
  const memory = join(root, 'memory', OWN, taskId)
  if (memoryBytes > 0) {
    put(memory, 'memory.limit_in_bytes', String(memoryBytes))
    // Not there where the kernel does not count swap.
    const withSwap = 'memory.memsw.limit_in_bytes'
    if (existsSync(join(memory, withSwap))) put(memory, withSwap, String(memoryBytes))
    folders.push(memory)
  }
  if (cpuMillicores > 0) {
    const cpu = join(root, 'cpu', OWN, taskId)
    put(cpu, 'cpu.cfs_period_us', String(CPU_PERIOD_US))
    put(cpu, 'cpu.cfs_quota_us', String(quotaUs))
    folders.push(cpu)
  }
  return { folders, memoryEvents: memoryBytes > 0 ? join(memory, 'memory.oom_control') : null }
}

/** The groups that an earlier life of the node has made for a task. */
export function foundTaskCgroup(kind: 'v1' | 'v2', taskId: TaskId, root = ROOT): TaskCgroup | null {
  const candidates =
    kind === 'v2'
      ? [join(root, OWN, taskId)]
      : ['memory', 'cpu'].map(controller => join(root, controller, OWN, taskId))
  const folders = candidates.filter(folder => existsSync(folder))
  if (folders.length === 0) return null
  const events = join(candidates[0]!, kind === 'v2' ? 'memory.events' : 'memory.oom_control')
  return { folders, memoryEvents: existsSync(events) ? events : null }
}

/** True if the kernel has killed a process of the group because it was at its limit. */
export function wasOutOfMemory({ memoryEvents }: TaskCgroup): boolean {
  if (memoryEvents === null || !existsSync(memoryEvents)) return false
  return /^oom_kill [1-9]/m.test(readFileSync(memoryEvents, 'utf8'))
}

/** Removes a group in which nothing runs any more; false if something still does. */
export function removeTaskCgroup({ folders }: TaskCgroup): boolean {
  try {
    for (const folder of folders) if (existsSync(folder)) rmdirSync(folder)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EBUSY') return false
    throw error
  }
}
