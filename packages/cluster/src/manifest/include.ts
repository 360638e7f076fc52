/**
 * `include`: other projects whose services, volumes and so on become part of this one (Compose
 * Specification, "Include"). Names must not clash; the same definition twice is no clash.
 */

import { isSame } from '../canonical.ts'
import type { ManifestNode, ManifestProblem, MapNode, Position } from './node.ts'
import { isNothing, plain, valueAt, withEntry } from './node.ts'

/** One project to include; its paths are as they are written. */
export type IncludeEntry = {
  readonly at: Position
  readonly paths: readonly string[]
  readonly projectDirectory: string | undefined
  /** Absent: `.env` of the project's directory. */
  readonly envFiles: readonly string[] | undefined
}

/** What is copied from an included project. */
const KINDS = ['services', 'networks', 'volumes', 'configs', 'secrets', 'models'] as const

/** The entries of `include`: paths, or maps with `path`, `project_directory` and `env_file`. */
export function readInclude(node: ManifestNode, errors: ManifestProblem[]): IncludeEntry[] {
  if (isNothing(node)) return []
  if (node.kind !== 'list') {
    errors.push({ ...node.at, message: 'include should be a list of files' })
    return []
  }
  return node.items.flatMap((item, i): IncludeEntry[] => {
    const path = `include[${i}]`
    const fail = (at: Position, message: string) => {
      errors.push({ ...at, message: `${path}${message}` })
      return []
    }
    const paths = textsOf(item.kind === 'map' ? valueAt(item, 'path') : item)
    if (paths === undefined || paths.length === 0 || item.kind === 'list') {
      return fail(item.at, ' should be a path or a map with a path')
    }
    const entries = item.kind === 'map' ? item.entries : []
    for (const { key, at } of entries) {
      if (['path', 'project_directory', 'env_file'].includes(key)) continue
      fail(at, `.${key} is not a key of a Compose file`)
    }
    const [projectDirectory] = textsOf(valueAt(item, 'project_directory')) ?? []
    const envFiles = textsOf(valueAt(item, 'env_file'))
    return [{ at: item.at, paths, projectDirectory, envFiles }]
  })
}

/** The project with what another one defines. */
export function addIncluded(root: MapNode, included: MapNode, errors: ManifestProblem[]): MapNode {
  let result = root
  for (const kind of KINDS) {
    const theirs = valueAt(included, kind)
    if (theirs?.kind !== 'map') continue
    const ours = valueAt(result, kind)
    const own = ours?.kind === 'map' ? ours.entries : []
    const entries = new Map(own.map(entry => [entry.key, entry]))
    for (const entry of theirs.entries) {
      const known = entries.get(entry.key)
      if (known === undefined) entries.set(entry.key, entry)
      else if (!isSame(plain(known.value), plain(entry.value))) {
        const where = `${entry.at.file}:${entry.at.line}`
        const message = `${kind}.${entry.key} is another one than in the included ${where}`
        errors.push({ ...known.at, message })
      }
    }
    result = withEntry(result, kind, {
      kind: 'map',
      at: (ours ?? theirs).at,
      entries: [...entries.values()],
    })
  }
  return result
}

/** One text or a list of them; undefined for anything else. */
function textsOf(node: ManifestNode | undefined): string[] | undefined {
  if (node === undefined || node.kind === 'map') return undefined
  const items = node.kind === 'list' ? node.items : [node]
  const texts = items.map(item => (item.kind === 'scalar' ? item.value : null))
  return texts.every(text => text !== null) ? texts.map(String) : undefined
}
