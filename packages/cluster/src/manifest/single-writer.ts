/**
 * `x-single-writer: true` on a volume of the manifest: what it asks of the services that use it.
 *
 * Whoever writes to such a volume has one task at most, and that one is stopped before the next is
 * started. What cannot be kept that way is refused; the order of updates is changed, and said.
 */

import { widestBounds } from '@polis/autoscaler'
import type { ServiceDefinition } from '../commands.ts'
import { isGlobal } from '../mode.ts'
import { writtenVolumes } from '../volume.ts'
import { type ManifestNode, type Position, valueAt } from './node.ts'
import type { Reader } from './reader.ts'

/** The services as their volumes let them be; `nodeOf` is where each stands in the manifest. */
export function withSingleWriters(
  reader: Reader,
  services: readonly ServiceDefinition[],
  nodeOf: (name: string) => { readonly at: Position; readonly value: ManifestNode },
): ServiceDefinition[] {
  const writers = new Map<string, string>()
  return services.map(service => {
    const { name, deployment } = service
    const volumes = writtenVolumes(deployment.workload)
    const [volume] = volumes
    if (volume === undefined) return service
    const { at, value } = nodeOf(name)
    const why = `volume '${volume}' has a single writer`
    for (const reason of obstacles(service)) reader.error(at, `services.${name} ${reason}: ${why}`)
    for (const one of volumes) {
      const other = writers.get(one)
      if (other === undefined) writers.set(one, name)
      else {
        const both = `services.${name} and services.${other} both write to volume '${one}'`
        reader.error(at, `${both}, which has a single writer: mount it read-only in one of them`)
      }
    }
    const order = valueAt(valueAt(valueAt(value, 'deploy'), 'update_config'), 'order')
    if (order?.kind === 'scalar' && order.value === 'start-first') {
      const path = `services.${name}.deploy.update_config.order`
      reader.warn(order.at, `${path}: 'start-first' is not honoured, it is stop-first: ${why}`)
    }
    const update = { ...deployment.update, order: 'stop-first' as const }
    return { ...service, deployment: { ...deployment, update } }
  })
}

/** What the service asks for that takes more than one task at a time. */
function obstacles({ replicas, autoscale, deployment }: ServiceDefinition): string[] {
  const { strategy, maxSurge } = deployment.update
  const most = autoscale === null ? replicas : widestBounds(autoscale).max
  return [
    ...(most > 1 ? [`cannot have ${most} tasks`] : []),
    ...(isGlobal(deployment) ? ['cannot have one task on each node'] : []),
    ...(strategy === undefined ? [] : [`cannot have two versions at a time (${strategy.kind})`]),
    ...(maxSurge === undefined ? [] : ['cannot have a maxSurge']),
  ]
}
