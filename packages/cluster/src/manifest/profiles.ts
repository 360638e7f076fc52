/**
 * Profiles: services that are part of a project only while one of their profiles is active (Compose
 * Specification, "Profiles"). A service without profiles always is.
 */

import type { Entry, ManifestNode, MapNode } from './node.ts'
import { isNothing, valueAt, withEntry, withoutKeys } from './node.ts'

/** The project without the services that no active profile has; `*` activates all. */
export function withProfiles(root: MapNode, active: ReadonlySet<string>): MapNode {
  const services = valueAt(root, 'services')
  if (services?.kind !== 'map') return root
  const entries = services.entries.flatMap((entry): Entry[] => {
    const profiles = valueAt(entry.value, 'profiles')
    if (profiles?.kind !== 'list' || entry.value.kind !== 'map') return [entry]
    const names = profiles.items.map(nameOf)
    const isActive = names.length === 0 || active.has('*') || names.some(name => active.has(name))
    return isActive ? [{ ...entry, value: withoutKeys(entry.value, 'profiles') }] : []
  })
  return withEntry(root, 'services', { ...services, entries })
}

function nameOf(node: ManifestNode): string {
  return node.kind === 'scalar' && !isNothing(node) ? String(node.value) : ''
}
