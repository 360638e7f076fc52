/**
 * `configs` and `secrets`: their contents, and where a service wants them (Compose Specification,
 * "Configs top-level element", "Secrets top-level element", `services.configs`).
 *
 * The polis command puts what `file` and `environment` name into the manifest that it sends
 * (`withContents`), for a node reads no file that a manifest names. What is read here knows
 * contents by the manifest's own names; versions come with sealing, on the node.
 */

import type { DriverName, FileKind, WorkloadFile } from '@polis/runtime'
import { VALUE_BYTES_MAX } from '../config.ts'
import { ownKeys, VALUE_KEYS } from './compose-keys.ts'
import { child } from './deploy.ts'
import type { ManifestNode, ManifestProblem, MapNode, Position } from './node.ts'
import { textNode, valueAt, withEntry, withoutKeys } from './node.ts'
import { pathOf, type Reader, type Section } from './reader.ts'

/** One entry of the manifest's `configs` or `secrets`. */
export type ManifestValue = {
  readonly kind: FileKind
  /** Its key in the manifest. */
  readonly key: string
  /** What it is called in its namespace; null: after the stack and its key. */
  readonly name: string | null
  /** True for one that another stack brings. */
  readonly isExternal: boolean
  /** Null for an external one, and for one whose file or variable nobody has read yet. */
  readonly content: Uint8Array | null
}

const KINDS: readonly FileKind[] = ['config', 'secret']

/** Names become parts of keys in the store. */
const NAME = /^[a-zA-Z0-9][\w.-]{0,63}$/

/** Largest id of a user or group on Linux that is not special. */
const ID_MAX = 2 ** 31 - 1

/** Everybody may read it: inside a container that is the task alone (Compose's own default). */
const MODE_DEFAULT = 0o444

/** All values of a manifest; what is wrong with one is in the reader afterwards. */
export function readValues(reader: Reader, top: Section): ManifestValue[] {
  return KINDS.flatMap(kind => {
    const section = child(reader, top, `${kind}s`)
    return section.entries.map(({ key, at }) => {
      if (!NAME.test(key)) reader.error(at, `${pathOf(section, key)}: '${key}' is not a name`)
      return readValue(reader, kind, key, { ...child(reader, section, key), at })
    })
  })
}

function readValue(reader: Reader, kind: FileKind, key: string, value: Section): ManifestValue {
  reader.checkKeys(value, VALUE_KEYS)
  const external = reader.get(value, 'external')
  // `external: {name: …}` is how the name was once given.
  const former = external?.kind === 'map' ? child(reader, value, 'external') : undefined
  if (former !== undefined) reader.checkKeys(former, ownKeys('name'))
  const formerName = former === undefined ? undefined : reader.text(former, 'name')
  const isExternal = former !== undefined || reader.truth(value, 'external') === true
  const name = reader.text(value, 'name') ?? formerName ?? (isExternal ? key : null)
  if (name !== null && !NAME.test(name)) {
    reader.error(value.at, `${value.path}.name: '${name}' should be letters, digits, '_.-'`)
  }
  const content = readContent(reader, value)
  if (isExternal) {
    if (content !== undefined) reader.error(value.at, `${value.path} is external and has content`)
    return { kind, key, name, isExternal, content: null }
  }
  const isUnread = reader.get(value, 'file') ?? reader.get(value, 'environment')
  if (content === undefined && isUnread === undefined) {
    const why = "it needs one of 'file', 'environment', 'content' and 'external'"
    reader.error(value.at, `${value.path} has no content: ${why}`)
  }
  const { length } = content ?? []
  if (length !== undefined && length > VALUE_BYTES_MAX) {
    reader.error(value.at, `${value.path} has ${length} bytes; at most ${VALUE_BYTES_MAX} are kept`)
  }
  return { kind, key, name, isExternal, content: content ?? null }
}

function readContent(reader: Reader, value: Section): Uint8Array | undefined {
  const encoded = reader.text(value, 'x-base64')
  if (encoded !== undefined) return Buffer.from(encoded, 'base64')
  const text = reader.text(value, 'content')
  return text === undefined ? undefined : Buffer.from(text, 'utf8')
}

/** The files that a service asks for; their versions are empty, their names the manifest's keys. */
export function readFiles(
  reader: Reader,
  service: Section,
  driver: DriverName,
  values: readonly ManifestValue[],
): WorkloadFile[] {
  return KINDS.flatMap(kind => {
    const known = new Set(values.filter(value => value.kind === kind).map(({ key }) => key))
    return reader.list(service, `${kind}s`).flatMap((node, i) => {
      const path = `${pathOf(service, `${kind}s`)}[${i}]`
      const file = readFile(reader, node, path, kind, driver)
      if (file === undefined) return []
      if (known.has(file.name)) return [file]
      reader.error(node.at, `${path}: the manifest has no ${kind} '${file.name}'`)
      return []
    })
  })
}

function readFile(
  reader: Reader,
  node: ManifestNode,
  path: string,
  kind: FileKind,
  driver: DriverName,
): WorkloadFile | undefined {
  if (node.kind !== 'map') {
    const name = reader.textOf(node, path)
    if (name === undefined) return undefined
    return { kind, name, version: '', target: targetOf(kind, name, driver), mode: MODE_DEFAULT }
  }
  const section = reader.section(node, path)
  reader.checkKeys(section, ownKeys('source', 'target', 'uid', 'gid', 'mode'))
  const name = reader.text(section, 'source')
  const target = reader.text(section, 'target') ?? name
  const [uid, gid] = ['uid', 'gid'].map(key => reader.integer(section, key, 0, ID_MAX))
  const mode = readMode(reader, section) ?? MODE_DEFAULT
  if (name === undefined || target === undefined) {
    reader.error(node.at, `${path} has no source`)
    return undefined
  }
  return {
    ...{ kind, name, version: '', target: targetOf(kind, target, driver), mode },
    ...(uid !== undefined && { uid }),
    ...(gid !== undefined && { gid }),
  }
}

/** A number is what it says; digits with a leading zero or in quotes are octal, as for chmod(1). */
function readMode(reader: Reader, section: Section): number | undefined {
  const node = reader.get(section, 'mode')
  if (node?.kind === 'scalar' && typeof node.value === 'string') {
    if (/^[0-7]{3,4}$/.test(node.value)) return Number.parseInt(node.value, 8)
    reader.error(node.at, `${pathOf(section, 'mode')}: '${node.value}' should be octal digits`)
    return undefined
  }
  return reader.integer(section, 'mode', 0, 0o777)
}

/** Compose's places in a container; a plain process is told where the folder of each kind is. */
function targetOf(kind: FileKind, target: string, driver: DriverName): string {
  if (driver === 'process' || target.startsWith('/')) return target
  return kind === 'secret' ? `/run/secrets/${target}` : `/${target}`
}

/** How the client reads what `file` and `environment` name; undefined if that was reported. */
export type ContentSource = {
  readonly file: (path: string, at: Position) => Uint8Array | undefined
  readonly variable: (name: string) => string | undefined
}

/** The manifest with the contents of its configs and secrets in it. */
export function withContents(
  root: MapNode,
  source: ContentSource,
  errors: ManifestProblem[],
): MapNode {
  return KINDS.reduce((result, kind) => {
    const values = valueAt(result, `${kind}s`)
    if (values?.kind !== 'map') return result
    const entries = values.entries.map(entry => {
      const path = `${kind}s.${entry.key}`
      return { ...entry, value: withContent(entry.value, path, source, errors) }
    })
    return withEntry(result, `${kind}s`, { ...values, entries })
  }, root)
}

function withContent(
  node: ManifestNode,
  path: string,
  source: ContentSource,
  errors: ManifestProblem[],
): ManifestNode {
  const [file, variable] = ['file', 'environment'].map(key => valueAt(node, key))
  const named = file ?? variable
  if (node.kind !== 'map' || named?.kind !== 'scalar' || named.value === null) return node
  const name = String(named.value)
  const others = ['file', 'environment', 'content', 'external'].filter(key => valueAt(node, key))
  if (others.length > 1) {
    errors.push({ ...named.at, message: `${path} has more than one of ${others.join(', ')}` })
    return node
  }
  const text = file === undefined ? source.variable(name) : undefined
  const content = file === undefined ? bytesOf(text) : source.file(name, named.at)
  if (content === undefined) {
    if (file === undefined) {
      errors.push({ ...named.at, message: `${path}: the variable ${name} is not set here` })
    }
    return node
  }
  const bare = withoutKeys(node, 'file', 'environment')
  const encoded = textNode(named.at, Buffer.from(content).toString('base64'))
  return withEntry(bare, 'x-base64', encoded)
}

function bytesOf(text: string | undefined): Uint8Array | undefined {
  return text === undefined ? undefined : Buffer.from(text, 'utf8')
}
