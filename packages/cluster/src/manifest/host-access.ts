/**
 * What would give a task the machine that it runs on: namespaces of the host, its devices, the
 * container engine's socket, the system's own folders, profiles switched off. It is refused with
 * the reason even where Polis would not honour the key anyway: whoever wrote it wants it.
 */

import { posix } from 'node:path'
import type { ManifestNode, Position } from './node.ts'
import { valueAt } from './node.ts'
import { pathOf, type Reader, type Section } from './reader.ts'

/** Values of keys that join something of the host or of a container that is not ours. */
const NAMESPACES: Readonly<Record<string, RegExp>> = {
  network_mode: /^(?:host$|container:)/,
  uts: /^host$/,
  cgroup: /^host$/,
}

/** Options that switch a protection off. */
export const UNCONFINED = /unconfined|^label[:=]disable|^no-new-privileges[:=]false/

/** Folders with which a task has the machine; below the last ones too. */
const SYSTEM =
  /^\/(?:$|(?:boot|dev|etc|proc|root|run|sys|var\/run|var\/lib\/(?:docker|containerd|polis))(?:\/|$))/
const ENGINE_SOCKET = /\/(?:docker|containerd|podman|crio|polis)\.sock$/

/** Files of the system that say no more than the time of day. */
const CLOCK = /^\/etc\/(?:localtime|timezone)$/

/** Refuses what a service asks of the host. */
export function refuseHostAccess(reader: Reader, service: Section): void {
  for (const [key, pattern] of Object.entries(NAMESPACES)) {
    const node = reader.get(service, key)
    if (node?.kind !== 'scalar' || !pattern.test(String(node.value))) continue
    const path = pathOf(service, key)
    reader.error(node.at, `${path}: '${String(node.value)}' is refused: it would leave isolation`)
  }
  for (const [i, option] of itemsOf(reader.get(service, 'security_opt')).entries()) {
    if (option.kind !== 'scalar' || !UNCONFINED.test(String(option.value))) continue
    const path = `${pathOf(service, 'security_opt')}[${i}]`
    reader.error(option.at, `${path}: '${String(option.value)}' is refused: it weakens isolation`)
  }
  for (const [i, volume] of itemsOf(reader.get(service, 'volumes')).entries()) {
    refuseHostPath(reader, sourceOf(volume), volume.at, `${pathOf(service, 'volumes')}[${i}]`)
  }
  for (const [i, other] of itemsOf(reader.get(service, 'volumes_from')).entries()) {
    if (other.kind !== 'scalar' || !String(other.value).startsWith('container:')) continue
    const path = `${pathOf(service, 'volumes_from')}[${i}]`
    reader.error(other.at, `${path} is refused: the container is not of this manifest`)
  }
}

/** Refuses named volumes that are a folder of the host by their driver's options. */
export function refuseHostVolumes(reader: Reader, top: Section): void {
  const volumes = reader.get(top, 'volumes')
  for (const { key, value } of volumes?.kind === 'map' ? volumes.entries : []) {
    const device = valueAt(valueAt(value, 'driver_opts'), 'device')
    const source = device?.kind === 'scalar' ? String(device.value) : undefined
    refuseHostPath(reader, source, device?.at ?? value.at, `volumes.${key}.driver_opts.device`)
  }
}

function refuseHostPath(
  reader: Reader,
  source: string | undefined,
  at: Position,
  path: string,
): void {
  if (source === undefined || !source.startsWith('/')) return
  const folder = posix.normalize(source).replace(/(?<=.)\/$/, '')
  if (ENGINE_SOCKET.test(folder)) {
    const why = "it would hand the node's container engine to the task"
    reader.error(at, `${path}: '${source}' is refused: ${why}`)
  } else if (SYSTEM.test(folder) && !CLOCK.test(folder)) {
    reader.error(at, `${path}: '${source}' is refused: it is the node's own system`)
  }
}

/** The host's side of a volume in either form. */
function sourceOf(volume: ManifestNode): string | undefined {
  if (volume.kind === 'scalar') {
    const text = String(volume.value)
    return text.includes(':') ? text.slice(0, text.indexOf(':')) : undefined
  }
  const source = valueAt(volume, 'source')
  return source?.kind === 'scalar' ? String(source.value) : undefined
}

function itemsOf(node: ManifestNode | undefined): readonly ManifestNode[] {
  return node?.kind === 'list' ? node.items : []
}
