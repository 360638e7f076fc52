/**
 * Paths of the machine that a container may be given: only below those that the node allows.
 *
 * The engine is given the real path, so a link that changes after this look leads nowhere else.
 */

import { realpath } from 'node:fs/promises'
import { messageOf } from '@polis/base'
import type { TaskStart } from '../task.ts'

/** The task with the real path of each bind. Throws unless every one is below an allowed path. */
export async function withBinds(
  task: TaskStart,
  allowedBinds: readonly string[],
): Promise<TaskStart> {
  const { workload } = task
  const { container } = workload
  if (container?.mounts?.some(({ kind }) => kind === 'bind') !== true) return task
  const allowed = await Promise.all(allowedBinds.map(path => realPath(path)))
  const mounts = await Promise.all(
    (container.mounts ?? []).map(async mount => {
      if (mount.kind !== 'bind') return mount
      const source = await realPath(mount.source)
      const isAllowed = allowed.some(
        path => source === path || source.startsWith(`${path.replace(/\/$/, '')}/`),
      )
      if (isAllowed) return { ...mount, source }
      throw new Error(`binding ${source} is not allowed on this node; see polis up --allow-bind`)
    }),
  )
  return { ...task, workload: { ...workload, container: { ...container, mounts } } }
}

async function realPath(path: string): Promise<string> {
  return realpath(path).catch(error => {
    throw new Error(`cannot bind ${path}: ${messageOf(error)}`)
  })
}
