/**
 * `extends`: a service that is another one with changes, of the same file or of another (Compose
 * Specification, "extends"). The other service is the base, this one is merged over it.
 */

import { MANIFEST_CHAIN_MAX, MANIFEST_NODES_MAX } from '../config.ts'
import { mergeNodes } from './merge.ts'
import type { ManifestNode, ManifestProblem, MapNode, Position } from './node.ts'
import { isNothing, sizeOf, valueAt, withEntry, withoutKeys } from './node.ts'
import { nearest } from './suggestion.ts'

/** A file whose services can be extended. */
export type ExtendedFile = {
  /** Tells files apart. */
  readonly path: string
  readonly root: ManifestNode
  /** Opens another file that is named in this one; undefined if it cannot, which it reports. */
  open(file: string, at: Position): ExtendedFile | undefined
}

/** The file with every `extends` carried out. */
export function applyExtends(file: ExtendedFile, errors: ManifestProblem[]): ManifestNode {
  const services = valueAt(file.root, 'services')
  if (file.root.kind !== 'map' || services?.kind !== 'map') return file.root
  let isChanged = false
  let left = MANIFEST_NODES_MAX
  const entries = services.entries.map(entry => {
    const node = valueAt(entry.value, 'extends')
    if (node === undefined || left < 0) return entry
    isChanged = true
    const value = extended(file, entry.key, entry.value, errors, [])
    left -= sizeOf(value, left)
    if (left < 0) errors.push({ ...node.at, message: 'extends makes the manifest too large' })
    return { ...entry, value }
  })
  return isChanged ? withEntry(file.root, 'services', { ...services, entries }) : file.root
}

function extended(
  file: ExtendedFile,
  name: string,
  service: ManifestNode,
  errors: ManifestProblem[],
  chain: readonly string[],
): ManifestNode {
  const node = valueAt(service, 'extends')
  if (node === undefined || service.kind !== 'map') return service
  const own = withoutKeys(service, 'extends')
  if (isNothing(node)) return own
  const path = `services.${name}.extends`
  const links = [...chain, `${file.path}#${name}`]
  const base = baseOf(file, node, path, errors)
  if (base === undefined) return own
  const key = `${base.file.path}#${base.name}`
  if (links.includes(key) || links.length > MANIFEST_CHAIN_MAX) {
    const names = [...links, key].map(link => link.slice(link.lastIndexOf('#') + 1)).join(' → ')
    const what = links.includes(key) ? 'goes in a circle' : 'is too long a chain'
    errors.push({ ...node.at, message: `${path} ${what}: ${names}` })
    return own
  }
  const full = extended(base.file, base.name, base.service, errors, links)
  return mergeNodes(full, own, errors, ['services', name])
}

type Base = { readonly file: ExtendedFile; readonly name: string; readonly service: MapNode }

/** The service that is extended; undefined if there is none, which is then an error. */
function baseOf(
  file: ExtendedFile,
  node: ManifestNode,
  path: string,
  errors: ManifestProblem[],
): Base | undefined {
  const fail = (at: Position, message: string) => {
    errors.push({ ...at, message })
    return undefined
  }
  if (node.kind === 'list') return fail(node.at, `${path} should name a service, not be a list`)
  const strange = node.kind === 'map' && node.entries.find(({ key }) => !EXTENDS_KEYS.includes(key))
  if (strange) return fail(strange.at, `${path}.${strange.key} is not a key of a Compose file`)
  const nameNode = node.kind === 'map' ? valueAt(node, 'service') : node
  if (nameNode?.kind !== 'scalar' || nameNode.value === null) {
    return fail(node.at, `${path} should name a service`)
  }
  const fileNode = valueAt(node, 'file')
  if (fileNode !== undefined && (fileNode.kind !== 'scalar' || fileNode.value === null)) {
    return fail(fileNode.at, `${path}.file should be a path`)
  }
  const target = fileNode === undefined ? file : file.open(String(fileNode.value), fileNode.at)
  if (target === undefined) return undefined
  const name = String(nameNode.value)
  const services = valueAt(target.root, 'services')
  const service = valueAt(services, name)
  if (service?.kind === 'map') return { file: target, name, service }
  const names = services?.kind === 'map' ? services.entries.map(({ key }) => key) : []
  const word = nearest(name, names)
  const hint = word === undefined ? '' : `; did you mean '${word}'?`
  const where = fileNode === undefined ? '' : ` in ${String(fileNode.value)}`
  return fail(nameNode.at, `${path}: there is no service '${name}'${where}${hint}`)
}

const EXTENDS_KEYS = ['service', 'file']
