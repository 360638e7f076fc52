/**
 * What a service's environment and labels come to, with the files that `env_file` and `label_file`
 * name and with variables that are passed on by name alone (`environment: [TOKEN]`).
 *
 * Files come first, in their order; `environment` and `labels` have the last word.
 */

import { parseDotenv, parseRawEnvironment, type Variable } from './dotenv.ts'
import type { Interpolation, Lookup } from './interpolate.ts'
import { pairsAsMap } from './merge.ts'
import type { Entry, ManifestNode, MapNode, Position } from './node.ts'
import { isNothing, textNode, valueAt, withEntry, withoutKeys } from './node.ts'

/** Reads a file of variables; undefined if it cannot be read, which the reader has reported. */
export type OpenVariables = (
  path: string,
  at: Position,
  isRequired: boolean,
) => { readonly text: string; readonly name: string } | undefined

/** The service with its files read and its variables resolved. */
export function resolveEnvironment(
  service: MapNode,
  path: string,
  interpolation: Interpolation,
  lookup: Lookup,
  open: OpenVariables,
): MapNode {
  const filled = (files: string, target: string, map: MapNode) =>
    withFiles(map, files, target, `${path}.${files}`, interpolation, lookup, open)
  const withVariables = filled('env_file', 'environment', service)
  const withLabels = filled('label_file', 'labels', withVariables)
  const environment = valueAt(withLabels, 'environment')
  if (environment === undefined || !isPairs(environment)) return withLabels
  const entries = pairsAsMap(environment).entries.flatMap((entry): Entry[] => {
    if (!isNothing(entry.value)) return [entry]
    const value = lookup(entry.key)
    if (value !== undefined) return [{ ...entry, value: textNode(entry.at, value) }]
    const why = 'has no value, and is not set where the manifest is read; it is left out'
    const message = `${path}.environment.${entry.key} ${why}`
    interpolation.warnings.push({ ...entry.at, message })
    return []
  })
  return withEntry(withLabels, 'environment', { kind: 'map', at: environment.at, entries })
}

/** True for names with values in either form; anything else is left for its reader to refuse. */
function isPairs(node: ManifestNode): boolean {
  return node.kind === 'map' || (node.kind === 'list' && node.items.every(isText))
}

function isText(node: ManifestNode): boolean {
  return node.kind === 'scalar' && !isNothing(node)
}

/** The service with the variables of the files under `key` in its `target`. */
function withFiles(
  service: MapNode,
  key: string,
  target: string,
  path: string,
  interpolation: Interpolation,
  lookup: Lookup,
  open: OpenVariables,
): MapNode {
  const files = valueAt(service, key)
  if (files === undefined) return service
  const bare = withoutKeys(service, key)
  const variables = new Map<string, Entry>()
  for (const file of fileList(files, path, interpolation)) {
    const opened = open(file.path, file.at, file.isRequired)
    if (opened === undefined) continue
    const { text, name } = opened
    const read: readonly Variable[] = file.isRaw
      ? parseRawEnvironment(text, name)
      : parseDotenv(text, name, interpolation, lookup)
    for (const { name: key, value = lookup(key), at } of read) {
      if (value !== undefined) variables.set(key, { key, at, value: textNode(at, value) })
    }
  }
  const own = valueAt(bare, target)
  if (own !== undefined && !isNothing(own) && !isPairs(own)) return bare
  for (const entry of own === undefined || isNothing(own) ? [] : pairsAsMap(own).entries) {
    const isPassedOn = target === 'environment' && isNothing(entry.value)
    if (isPassedOn && variables.has(entry.key) && lookup(entry.key) === undefined) continue
    variables.set(entry.key, entry)
  }
  return withEntry(bare, target, { kind: 'map', at: files.at, entries: [...variables.values()] })
}

type VariableFile = {
  readonly path: string
  readonly at: Position
  readonly isRequired: boolean
  readonly isRaw: boolean
}

/** One path, a list of paths, or maps with `path`, `required` and `format`. */
function fileList(node: ManifestNode, path: string, { errors }: Interpolation): VariableFile[] {
  const items = node.kind === 'list' ? node.items : [node]
  return items.flatMap((item, i): VariableFile[] => {
    const here = node.kind === 'list' ? `${path}[${i}]` : path
    if (isNothing(item)) return []
    if (item.kind === 'scalar') {
      return [{ path: String(item.value), at: item.at, isRequired: true, isRaw: false }]
    }
    const file = valueAt(item, 'path')
    if (item.kind !== 'map' || file?.kind !== 'scalar' || file.value === null) {
      errors.push({ ...item.at, message: `${here} should be a path or a map with a path` })
      return []
    }
    for (const { key, at } of item.entries) {
      if (['path', 'required', 'format'].includes(key)) continue
      errors.push({ ...at, message: `${here}.${key} is not a key of a Compose file` })
    }
    const format = valueAt(item, 'format')
    const isRaw = format?.kind === 'scalar' && format.value === 'raw'
    if (format !== undefined && !isRaw) {
      errors.push({ ...format.at, message: `${here}.format: only 'raw' is known` })
    }
    const required = valueAt(item, 'required')
    const isRequired = !(required?.kind === 'scalar' && String(required.value) === 'false')
    return [{ path: String(file.value), at: file.at, isRequired, isRaw }]
  })
}
