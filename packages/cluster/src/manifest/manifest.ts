/**
 * A manifest is a Compose file: from its text to complete definitions, with every key that is not
 * honoured reported by name and line, and every mistake at once (contract §2).
 *
 * Variables are replaced before, by the client (`interpolate`).
 */

import { isLabel } from '../apply/names.ts'
import type { ServiceDefinition } from '../commands.ts'
import { STACK_SERVICES_MAX } from '../config.ts'
import { TOP_KEYS } from './compose-keys.ts'
import { child } from './deploy.ts'
import { checkVolumes } from './mounts.ts'
import { type ManifestProblem, parseTree } from './node.ts'
import { Reader } from './reader.ts'
import { readService } from './service.ts'

export type ParsedManifest = {
  /** The project's `name`, if it has one. */
  readonly name: string | null
  /** Complete and valid only if there are no errors. */
  readonly services: readonly ServiceDefinition[]
  /** Known keys that are not honoured, by line. */
  readonly warnings: readonly ManifestProblem[]
  readonly errors: readonly ManifestProblem[]
}

/** Reads a manifest; nothing is thrown, whatever the text. */
export function parseManifest(text: string): ParsedManifest {
  const tree = parseTree(text)
  if (tree.kind === 'bad') {
    return { name: null, services: [], warnings: [], errors: tree.problems }
  }
  const reader = new Reader()
  const { root } = tree
  if (root.kind === 'scalar' && root.value === null) {
    reader.error(root.at, 'the manifest is empty')
    return { name: null, services: [], warnings: [], errors: reader.errors }
  }
  const top = reader.section(root, root.kind === 'map' ? '' : 'the manifest')
  reader.checkKeys(top, TOP_KEYS)
  checkVolumes(reader, top)
  const name = reader.text(top, 'name') ?? null
  if (name !== null && !isLabel(name)) {
    reader.error(reader.get(top, 'name')!.at, `name: '${name}' is not a DNS label`)
  }
  const section = child(reader, top, 'services')
  if (section.entries.length === 0) reader.error(section.at, 'the manifest names no services')
  if (section.entries.length > STACK_SERVICES_MAX) {
    reader.error(section.at, `a manifest has at most ${STACK_SERVICES_MAX} services`)
  }
  const services = section.entries
    .slice(0, STACK_SERVICES_MAX)
    .map(entry => readService(reader, entry))
  const byPlace = (problems: readonly ManifestProblem[]) =>
    problems.toSorted((a, b) => a.line - b.line || a.column - b.column)
  return { name, services, warnings: byPlace(reader.warnings), errors: byPlace(reader.errors) }
}
