/**
 * A manifest is a Compose file: from its text or its files to complete definitions, with every key
 * that is not honoured reported by name and place, and every mistake at once (contract §2).
 *
 * Files, variables and profiles are the client's (`readProject`); a node is sent one text in which
 * they are resolved, and reads nothing else.
 */

import { isLabel } from '../apply/names.ts'
import type { ServiceDefinition } from '../commands.ts'
import { STACK_SERVICES_MAX } from '../config.ts'
import { TOP_KEYS } from './compose-keys.ts'
import { refuseCircles } from './depends-on.ts'
import { child } from './deploy.ts'
import { applyExtends } from './extends.ts'
import { refuseHostVolumes } from './host-access.ts'
import { mergeNodes, withoutTags } from './merge.ts'
import { checkVolumes } from './mounts.ts'
import type { ManifestNode, ManifestProblem } from './node.ts'
import { isNothing, plain, withoutKeys } from './node.ts'
import { withProfiles } from './profiles.ts'
import { Reader } from './reader.ts'
import { readService } from './service.ts'
import { withSingleWriters } from './single-writer.ts'
import { type ManifestValue, readValues } from './values.ts'
import { parseTrees } from './yaml-tree.ts'

export type ParsedManifest = {
  /** The project's `name`, if it has one. */
  readonly name: string | null
  /**
   * Complete and valid only if there are no errors. Their configs and secrets have no version yet,
   * and are called by the manifest's keys.
   */
  readonly services: readonly ServiceDefinition[]
  /** Contents of configs and secrets. */
  readonly values: readonly ManifestValue[]
  /** Known keys that are not honoured, by place. */
  readonly warnings: readonly ManifestProblem[]
  readonly errors: readonly ManifestProblem[]
}

/** Reads a manifest of one text; nothing is thrown, whatever the text. */
export function parseManifest(text: string): ParsedManifest {
  const parsed = parseTrees(text)
  if (parsed.kind === 'bad') {
    return { name: null, services: [], values: [], warnings: [], errors: parsed.problems }
  }
  const errors: ManifestProblem[] = []
  const roots = parsed.roots.filter(root => !isNothing(root))
  const [first = parsed.roots[0]!, ...rest] = roots
  const merged = rest.reduce((base, next) => mergeNodes(base, next, errors), first)
  const open = (file: string, at: ManifestProblem | ManifestNode['at']) => {
    errors.push({ ...at, message: `'${file}' is read by the polis command alone` })
    return undefined
  }
  const full = applyExtends({ path: '', root: withoutTags(merged) ?? merged, open }, errors)
  const root = full.kind === 'map' ? withProfiles(full, new Set()) : full
  const manifest = readManifest(root)
  return { ...manifest, errors: byPlace([...errors, ...manifest.errors]) }
}

/** Reads the tree of a manifest in which files, variables and profiles are resolved. */
export function readManifest(root: ManifestNode, reader = new Reader()): ParsedManifest {
  if (isNothing(root)) {
    reader.error(root.at, 'the manifest is empty')
    return { name: null, services: [], values: [], warnings: [], errors: reader.errors }
  }
  const top = reader.section(root, root.kind === 'map' ? '' : 'the manifest')
  reader.checkKeys(top, TOP_KEYS)
  refuseHostVolumes(reader, top)
  checkVolumes(reader, top)
  const values = readValues(reader, top)
  // Compose's own version says nothing any more, but it is text.
  reader.text(top, 'version')
  const name = reader.text(top, 'name') ?? null
  if (name !== null && !isLabel(name)) {
    reader.error(reader.get(top, 'name')!.at, `name: '${name}' is not a DNS label`)
  }
  const section = child(reader, top, 'services')
  if (section.entries.length === 0) reader.error(section.at, 'the manifest names no services')
  if (section.entries.length > STACK_SERVICES_MAX) {
    reader.error(section.at, `a manifest has at most ${STACK_SERVICES_MAX} services`)
  }
  const entries = section.entries.slice(0, STACK_SERVICES_MAX)
  const names = new Set(entries.map(({ key }) => key))
  const services = withSingleWriters(
    reader,
    entries.map(entry => readService(reader, entry, names, values)),
    name => entries.find(({ key }) => key === name)!,
  )
  refuseCircles(
    reader,
    services.map(({ name, deployment }) => ({ name, dependsOn: deployment.dependsOn ?? [] })),
    name => entries.find(({ key }) => key === name)!.at,
  )
  return {
    name,
    services,
    values,
    warnings: byPlace(reader.warnings),
    errors: byPlace(reader.errors),
  }
}

/** The text that is sent for a project's tree: without the fragments that the rest was made of. */
export function manifestText(root: ManifestNode): string {
  const keys = root.kind === 'map' ? root.entries.map(({ key }) => key) : []
  const fragments = keys.filter(key => key.startsWith('x-') && !TOP_KEYS.honoured.includes(key))
  return JSON.stringify(plain(root.kind === 'map' ? withoutKeys(root, ...fragments) : root))
}

/** In the order of the files and their lines. */
function byPlace(problems: readonly ManifestProblem[]): ManifestProblem[] {
  const file = (problem: ManifestProblem) => problem.file ?? ''
  return problems.toSorted(
    (a, b) =>
      (file(a) < file(b) ? -1 : file(a) > file(b) ? 1 : 0) ||
      a.line - b.line ||
      a.column - b.column,
  )
}
