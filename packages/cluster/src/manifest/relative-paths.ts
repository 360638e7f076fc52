/**
 * Relative paths of a file, made absolute before files are merged: what another file says about
 * the same service may be relative to somewhere else (Compose Specification, "Paths").
 */

import { join, resolve } from 'node:path'
import type { ManifestNode } from './node.ts'
import { valueAt, withEntry } from './node.ts'

/** The file with its paths resolved against `directory`, and `~` against `home`. */
export function resolvePaths(
  root: ManifestNode,
  directory: string,
  home: string | undefined,
): ManifestNode {
  const absolute = (path: string) =>
    path === '~' || path.startsWith('~/')
      ? join(home ?? '~', path.slice(1))
      : resolve(directory, path)
  let result = inAll(root, 'services', service => resolveService(service, absolute))
  for (const kind of ['configs', 'secrets']) {
    result = inAll(result, kind, object => mapKey(object, 'file', node => mapPath(node, absolute)))
  }
  return result
}

type Absolute = (path: string) => string

function resolveService(service: ManifestNode, absolute: Absolute): ManifestNode {
  let result = mapKey(service, 'volumes', volumes =>
    mapItems(volumes, volume => resolveVolume(volume, absolute)),
  )
  for (const key of ['env_file', 'label_file']) {
    result = mapKey(result, key, files =>
      mapItems(files, file =>
        file.kind === 'map'
          ? mapKey(file, 'path', path => mapPath(path, absolute))
          : mapPath(file, absolute),
      ),
    )
  }
  return result
}

function resolveVolume(volume: ManifestNode, absolute: Absolute): ManifestNode {
  if (volume.kind === 'scalar') {
    const text = String(volume.value)
    const colon = text.indexOf(':')
    if (colon < 0 || !/^[.~]/.test(text)) return volume
    return { ...volume, value: absolute(text.slice(0, colon)) + text.slice(colon) }
  }
  const type = valueAt(volume, 'type')
  const isBind = type?.kind === 'scalar' && type.value === 'bind'
  return isBind ? mapKey(volume, 'source', source => mapPath(source, absolute)) : volume
}

/** A path that is text; remote ones and others stay. */
function mapPath(node: ManifestNode, absolute: Absolute): ManifestNode {
  if (node.kind !== 'scalar' || typeof node.value !== 'string' || node.value === '') return node
  return { ...node, value: absolute(node.value) }
}

function mapKey(
  node: ManifestNode,
  key: string,
  change: (value: ManifestNode) => ManifestNode,
): ManifestNode {
  const value = valueAt(node, key)
  if (node.kind !== 'map' || value === undefined) return node
  const changed = change(value)
  return changed === value ? node : withEntry(node, key, changed)
}

function mapItems(node: ManifestNode, change: (item: ManifestNode) => ManifestNode): ManifestNode {
  return node.kind === 'list' ? { ...node, items: node.items.map(change) } : change(node)
}

/** Every value of the map under `key` changed. */
function inAll(
  root: ManifestNode,
  key: string,
  change: (value: ManifestNode) => ManifestNode,
): ManifestNode {
  return mapKey(root, key, map =>
    map.kind === 'map'
      ? { ...map, entries: map.entries.map(entry => ({ ...entry, value: change(entry.value) })) }
      : map,
  )
}
