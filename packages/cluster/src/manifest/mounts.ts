/**
 * What is mounted into a container: `volumes` in both forms and `tmpfs` (Compose Specification,
 * `services.volumes`). A volume belongs to the node on which it was made.
 */

import { memoryBytes, messageOf } from '@polis/base'
import type { ContainerMount } from '@polis/runtime'
import { MOUNT_KEYS, TMPFS_KEYS, VOLUME_KEYS } from './compose-keys.ts'
import { child } from './deploy.ts'
import type { ManifestNode } from './node.ts'
import { pathOf, type Reader, type Section } from './reader.ts'

/** Options of the short form that change nothing here: SELinux labels, and the default. */
const HARMLESS_OPTIONS = ['rw', 'z', 'Z', '']

/** Everything that a service mounts, in the order of the manifest. */
export function readMounts(reader: Reader, service: Section): ContainerMount[] {
  const mounts = reader.list(service, 'volumes').flatMap((node, i) => {
    const path = `${pathOf(service, 'volumes')}[${i}]`
    if (node.kind === 'map') return longMount(reader, node, path)
    return shortMount(reader, node, path)
  })
  for (const text of reader.textOrTexts(service, 'tmpfs')) {
    mounts.push(shortTmpfs(reader, service, text))
  }
  return mounts
}

/** `volumes` of the manifest: a name is enough, for a volume is made where it is used. */
export function checkVolumes(reader: Reader, top: Section): void {
  const volumes = child(reader, top, 'volumes')
  for (const { key } of volumes.entries) reader.checkKeys(child(reader, volumes, key), VOLUME_KEYS)
}

/** `TARGET`, `NAME:TARGET[:OPTIONS]` or `/PATH:TARGET[:OPTIONS]`. */
function shortMount(reader: Reader, node: ManifestNode, path: string): ContainerMount[] {
  const text = reader.textOf(node, path)
  if (text === undefined) return []
  const parts = text.split(':')
  if (parts.length > 3) {
    reader.error(node.at, `${path}: '${text}' should be [SOURCE:]TARGET[:OPTIONS]`)
    return []
  }
  const [source, target, options = ''] = parts.length === 1 ? ['', parts[0]!] : parts
  const isReadOnly = options.split(',').includes('ro')
  for (const option of options.split(',')) {
    if (option === 'ro' || HARMLESS_OPTIONS.includes(option)) continue
    reader.warn(node.at, `${path}: the option '${option}' is not honoured`)
  }
  return mount(reader, node, path, { source: source!, target: target!, isReadOnly })
}

function longMount(reader: Reader, node: ManifestNode, path: string): ContainerMount[] {
  const section = reader.section(node, path)
  reader.checkKeys(section, MOUNT_KEYS)
  const type = reader.choice(section, 'type', ['volume', 'bind', 'tmpfs'] as const)
  const source = reader.text(section, 'source') ?? ''
  const isReadOnly = reader.truth(section, 'read_only') ?? false
  const options = child(reader, section, 'tmpfs')
  reader.checkKeys(options, TMPFS_KEYS)
  const sizeBytes = reader.quantity(options, 'size', memoryBytes) ?? 0
  const target = reader.text(section, 'target')
  if (target === undefined) {
    reader.error(node.at, `${path} has no target`)
    return []
  }
  if (type === 'tmpfs') return [{ kind: 'tmpfs', target, sizeBytes }]
  if (type === 'bind') return bind(reader, node, path, { source, target, isReadOnly })
  return mount(reader, node, path, { source, target, isReadOnly })
}

type Place = { readonly source: string; readonly target: string; readonly isReadOnly: boolean }

function mount(reader: Reader, node: ManifestNode, path: string, place: Place): ContainerMount[] {
  if (/^[./~]/.test(place.source)) return bind(reader, node, path, place)
  if (place.source !== '') {
    const why = 'a task that moves to another node finds an empty one there'
    reader.warn(node.at, `${path}: the volume '${place.source}' is one of each node: ${why}`)
  }
  return [{ kind: 'volume', ...place }]
}

function bind(reader: Reader, node: ManifestNode, path: string, place: Place): ContainerMount[] {
  if (!place.source.startsWith('/')) {
    const why = 'a path beside the manifest is not on the nodes'
    reader.warn(node.at, `${path}: '${place.source}' is not honoured: ${why}`)
    return []
  }
  const where = 'wherever the task runs, and only where --allow-bind names it'
  reader.warn(node.at, `${path}: ${place.source} is a path of the node, ${where}`)
  return [{ kind: 'bind', ...place }]
}

/** `PATH[:size=64m,…]`; other options of a mount are the engine's own choice. */
function shortTmpfs(reader: Reader, service: Section, text: string): ContainerMount {
  const [target = '', options = ''] = text.split(':')
  const size = /(?:^|,)size=([^,]+)/.exec(options)?.[1]
  if (size === undefined) return { kind: 'tmpfs', target, sizeBytes: 0 }
  try {
    return { kind: 'tmpfs', target, sizeBytes: memoryBytes(size) }
  } catch (error) {
    const { at } = reader.get(service, 'tmpfs')!
    reader.error(at, `${pathOf(service, 'tmpfs')}: ${messageOf(error)}`)
    return { kind: 'tmpfs', target, sizeBytes: 0 }
  }
}
