/**
 * What a task asks of the machine's own paths: binds and devices, as far as the node allows them.
 *
 * Links are followed before anything is compared, and the engine is given the real path, so that a
 * link which changes after this look leads nowhere else.
 */

import { realpath, stat } from 'node:fs/promises'
import { messageOf } from '@polis/base'
import type { ContainerMount } from '../container.ts'
import { type ContainerDevice, isBelow, isDeviceKind } from '../device.ts'
import type { TaskStart } from '../task.ts'

/** Paths of the machine that manifests may use; none forbids them. */
export type AllowedPaths = {
  readonly binds: readonly string[]
  readonly devices: readonly string[]
}

/** The task with real paths. Rejects unless every one is at or below an allowed one. */
export async function withHostPaths(task: TaskStart, allowed: AllowedPaths): Promise<TaskStart> {
  const { workload } = task
  const { container } = workload
  const { mounts = [], devices = [] } = container ?? {}
  const hasBinds = mounts.some(({ kind }) => kind === 'bind')
  if (container === undefined || (!hasBinds && devices.length === 0)) return task
  const real = {
    ...(hasBinds && { mounts: await realBinds(mounts, allowed.binds) }),
    ...(devices.length > 0 && { devices: await realDevices(devices, allowed.devices) }),
  }
  return { ...task, workload: { ...workload, container: { ...container, ...real } } }
}

async function realBinds(
  mounts: readonly ContainerMount[],
  allowed: readonly string[],
): Promise<ContainerMount[]> {
  const real = await Promise.all(allowed.map(path => realPath(path)))
  return Promise.all(
    mounts.map(async mount => {
      if (mount.kind !== 'bind') return mount
      const source = await realPath(mount.source)
      if (isBelow(source, real)) return { ...mount, source }
      throw new Error(`binding ${source} is not allowed on this node; see polis up --allow-bind`)
    }),
  )
}

async function realDevices(
  devices: readonly ContainerDevice[],
  allowed: readonly string[],
): Promise<ContainerDevice[]> {
  return Promise.all(
    devices.map(async device => {
      // A link such as those of /dev/serial/by-id leads to the device that is plugged in now.
      if (!isBelow(device.source, allowed)) {
        const why = 'is not allowed on this node; see polis up --allow-device'
        throw new Error(`the device ${device.source} ${why}`)
      }
      const source = await realpath(device.source).catch(() => null)
      if (source === null) throw new Error(`this node has no device ${device.source} now`)
      const found = await stat(source)
      const isDevice = found.isCharacterDevice() || found.isDirectory()
      if (isDevice && isDeviceKind(source)) return { ...device, source }
      throw new Error(`${device.source} is no device that a task may be given`)
    }),
  )
}

async function realPath(path: string): Promise<string> {
  return realpath(path).catch(error => {
    throw new Error(`cannot bind ${path}: ${messageOf(error)}`)
  })
}
