/** `x-placement`: packing, affinities between services, priority. */

import { AFFINITIES_MAX, PRIORITY_MAX } from '@polis/scheduler'
import { nameRefusal } from '../apply/names.ts'
import type { AffinitySpec, PlacementSpec } from '../placement-spec.ts'
import { ownKeys } from './compose-keys.ts'
import { pathOf, type Reader, type Section } from './reader.ts'

const KEYS = ownKeys('strategy', 'affinity', 'antiAffinity', 'priority', 'preempt')

/** The section as a part of what is read; empty without it. */
export function readPlacement(
  reader: Reader,
  service: Section,
): { readonly placement?: PlacementSpec } {
  const node = reader.get(service, 'x-placement')
  if (node === undefined) return {}
  const section = reader.section(node, pathOf(service, 'x-placement'))
  reader.checkKeys(section, KEYS)
  const strategy = reader.choice(section, 'strategy', ['spread', 'binpack'] as const)
  const priority = reader.integer(section, 'priority', 0, PRIORITY_MAX)
  const preempt = reader.choice(section, 'preempt', ['true', 'false'] as const)
  const affinities = [
    ...readAffinities(reader, section, 'affinity', false),
    ...readAffinities(reader, section, 'antiAffinity', true),
  ]
  if (affinities.length > AFFINITIES_MAX) {
    reader.error(section.at, `${section.path}: at most ${AFFINITIES_MAX} affinities`)
  }
  return {
    placement: {
      ...(strategy === undefined ? {} : { strategy }),
      ...(affinities.length === 0 ? {} : { affinities }),
      ...(priority === undefined ? {} : { priority }),
      ...(preempt === 'true' ? { preempts: true } : {}),
    },
  }
}

/** Names of services, which are preferences, or `{service, required}`. */
function readAffinities(
  reader: Reader,
  parent: Section,
  key: string,
  isAnti: boolean,
): AffinitySpec[] {
  return reader.list(parent, key).flatMap((node, i): AffinitySpec[] => {
    const path = pathOf(parent, `${key}[${i}]`)
    const isName = node.kind === 'scalar'
    const section = isName ? { path, at: node.at, entries: [] } : reader.section(node, path)
    if (!isName) reader.checkKeys(section, ownKeys('service', 'required'))
    const service = isName ? reader.textOf(node, path) : reader.text(section, 'service')
    const required = reader.choice(section, 'required', ['true', 'false'] as const)
    const refusal = nameRefusal('service', service ?? '')
    if (refusal !== undefined) reader.error(node.at, `${path}: ${refusal.message}`)
    if (service === undefined) return []
    return [{ service, isAnti, isRequired: required === 'true' }]
  })
}
