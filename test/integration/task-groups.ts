/**
 * The process groups of a node's tasks, found as the node itself finds them after a restart: by the
 * files under `DATA/tasks` and the marks in /proc. So a test can end a machine's tasks with the
 * machine, and leaves nothing running.
 */

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A task's supervisor, which leads its group. */
export type TaskGroup = { readonly taskId: string; readonly pid: number }

/** The groups of the tasks that run below `dataDir` now. */
export function taskGroups(dataDir: string): TaskGroup[] {
  const tasks = join(dataDir, 'tasks')
  return entries(tasks).flatMap(taskId =>
    entries(join(tasks, taskId))
      .filter(name => name.endsWith('.pid'))
      .flatMap(name => {
        const [pid, startTicks] = read(join(tasks, taskId, name)).split(/\s+/)
        const isSame = startTicks !== '' && startTicksOf(Number(pid)) === startTicks
        return isSame ? [{ taskId, pid: Number(pid) }] : []
      }),
  )
}

/** Kills every task group below `dataDir` at once; answers which. */
export function killTaskGroups(dataDir: string): TaskGroup[] {
  const groups = taskGroups(dataDir)
  for (const { pid } of groups) {
    try {
      process.kill(-pid, 'SIGKILL')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
    }
  }
  return groups
}

/**
 * True once no process of the groups runs: a signal is delivered before it has its effect. A dead
 * main thread is a zombie while others still end, and until then their sockets are open.
 */
export function areGone(groups: readonly TaskGroup[]): boolean {
  const leaders = new Set(groups.map(({ pid }) => String(pid)))
  return entries('/proc').every(name => {
    if (!/^\d+$/.test(name)) return true
    const [state, , group] = statOf(Number(name))
    const hasEnded = state === 'Z' && entries(`/proc/${name}/task`).length <= 1
    return state === undefined || hasEnded || !leaders.has(group!)
  })
}

function entries(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    // The task or the process has gone meanwhile.
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return ''
    throw error
  }
}

/** Start time of a process that runs, in clock ticks; empty if there is none (or a zombie). */
function startTicksOf(pid: number): string {
  const fields = statOf(pid)
  return fields[0] === 'Z' ? '' : (fields[19] ?? '')
}

/** The fields of /proc/PID/stat from the state on (proc(5), field 3); empty if it is gone. */
function statOf(pid: number): string[] {
  const text = read(`/proc/${pid}/stat`)
  return text === '' ? [] : text.slice(text.lastIndexOf(')') + 2).split(' ')
}
