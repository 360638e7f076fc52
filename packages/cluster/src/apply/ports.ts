/**
 * Who may listen on a published port (design.md §4 "Addresses").
 *
 * Every node's balancer listens on it, so a port belongs to one TCP or UDP service, to HTTP services
 * that a request can tell apart by host or path, or to TLS services with distinct host.
 */

import type { Service, ServiceSpec } from '../objects.ts'

/** A service as far as its ports go. */
export type PortOwner = Pick<Service, 'id' | 'name' | 'namespace'> & { readonly spec: ServiceSpec }

/** A published port that cannot be had. */
export type PortConflict = {
  readonly published: number
  readonly owner: string
  readonly reason: string
}

/** The first published port of `wanted` that another service holds; undefined if there is none. */
export function portConflict(
  wanted: PortOwner,
  others: Iterable<PortOwner>,
): PortConflict | undefined {
  for (const other of others) {
    if (other.id === wanted.id) continue
    for (const port of wanted.spec.ports) {
      if (port.published === null) continue
      const theirs = other.spec.ports.find(
        ({ published, protocol }) => published === port.published && protocol === port.protocol,
      )
      if (theirs === undefined || canShare(wanted, other, port.protocol)) continue
      return {
        published: port.published,
        owner: other.name,
        reason: reasonOf(wanted, other, port.protocol),
      }
    }
  }
  return undefined
}

function canShare(a: PortOwner, b: PortOwner, protocol: 'tcp' | 'udp'): boolean {
  const spoken = a.spec.lb.protocol
  if (protocol === 'udp' || spoken !== b.spec.lb.protocol) return false
  if (spoken === 'tls') return a.spec.lb.host !== b.spec.lb.host
  if (spoken !== 'http') return false
  return a.spec.lb.host !== b.spec.lb.host || a.spec.lb.path !== b.spec.lb.path
}

function reasonOf(wanted: PortOwner, other: PortOwner, protocol: 'tcp' | 'udp'): string {
  const owner = `service '${other.name}' of namespace '${other.namespace}'`
  if (protocol === 'udp') return `${owner} has it for UDP`
  const spoken = other.spec.lb.protocol
  if (spoken === 'tcp' || spoken === 'udp') return `${owner} has it for TCP alone`
  if (wanted.spec.lb.protocol !== spoken) return `${owner} has it for ${spoken.toUpperCase()}`
  const host = other.spec.lb.host ?? 'any host'
  if (spoken === 'tls') return `${owner} has it for ${host}`
  return `${owner} has it for ${host} and path ${other.spec.lb.path}`
}
