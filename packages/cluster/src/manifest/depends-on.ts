/**
 * `depends_on`: which services of the same manifest must have come how far before the first task of
 * this one starts. A list of names means `service_started`.
 */

import { DEPENDENCY_CONDITIONS, type Dependency } from '../dependency.ts'
import { ownKeys } from './compose-keys.ts'
import type { ManifestNode, Position } from './node.ts'
import { isNothing } from './node.ts'
import { pathOf, type Reader, type Section } from './reader.ts'
import { nearest } from './suggestion.ts'

/** Keys of one dependency; a task is not restarted because another one was. */
const DEPENDENCY_KEYS = {
  ...ownKeys('condition', 'required'),
  ignored: { restart: 'a task is not restarted because another one was' },
}

/** The dependencies of a service on others of `names`, by name. */
export function readDependsOn(
  reader: Reader,
  service: Section,
  names: ReadonlySet<string>,
): Dependency[] {
  const node = reader.get(service, 'depends_on')
  if (node === undefined) return []
  const path = pathOf(service, 'depends_on')
  const found =
    node.kind === 'list'
      ? node.items.flatMap((item, i) => {
          const name = reader.textOf(item, `${path}[${i}]`)
          return name === undefined ? [] : [{ name, at: item.at, value: NOTHING }]
        })
      : reader
          .section(node, path)
          .entries.map(({ key, at, value }) => ({ name: key, at, value: value }))
  const dependencies = found.flatMap(({ name, at, value }) =>
    readDependency(reader, name, at, value, `${path}.${name}`, names),
  )
  return dependencies.sort((a, b) => (a.service < b.service ? -1 : 1))
}

const NOTHING: ManifestNode = { kind: 'scalar', at: { line: 1, column: 1 }, value: null }

function readDependency(
  reader: Reader,
  service: string,
  at: Position,
  value: ManifestNode,
  path: string,
  names: ReadonlySet<string>,
): Dependency[] {
  const section = isNothing(value) ? { path, at, entries: [] } : reader.section(value, path)
  reader.checkKeys(section, DEPENDENCY_KEYS)
  const condition = reader.choice(section, 'condition', DEPENDENCY_CONDITIONS) ?? 'service_started'
  const isRequired = reader.choice(section, 'required', ['true', 'false'] as const) !== 'false'
  if (names.has(service)) return [{ service, condition }]
  if (isRequired) {
    const word = nearest(service, names)
    const hint = word === undefined ? ' or of no active profile' : `; did you mean '${word}'?`
    reader.error(at, `${path}: the service is not in the manifest${hint}`)
  }
  return []
}

/** Reports services that wait for each other: none of them would ever start. */
export function refuseCircles(
  reader: Reader,
  services: readonly { readonly name: string; readonly dependsOn: readonly Dependency[] }[],
  at: (name: string) => Position,
): void {
  const byName = new Map(services.map(service => [service.name, service.dependsOn]))
  const isDone = new Set<string>()
  for (const { name } of services) {
    const circle = circleFrom(name, byName, isDone)
    if (circle === undefined) continue
    const names = circle.join(' → ')
    reader.error(at(name), `services.${name}.depends_on goes in a circle: ${names}`)
    return
  }
}

/** A circle that can be reached from a service; what lies behind it is done otherwise. */
function circleFrom(
  start: string,
  byName: ReadonlyMap<string, readonly Dependency[]>,
  isDone: Set<string>,
): string[] | undefined {
  const path: { name: string; next: number }[] = [{ name: start, next: 0 }]
  while (path.length > 0) {
    const top = path.at(-1)!
    const dependency = isDone.has(top.name) ? undefined : byName.get(top.name)?.[top.next++]
    if (dependency === undefined) {
      isDone.add(top.name)
      path.pop()
      continue
    }
    const at = path.findIndex(({ name }) => name === dependency.service)
    if (at >= 0) return [...path.slice(at).map(({ name }) => name), dependency.service]
    path.push({ name: dependency.service, next: 0 })
  }
  return undefined
}
