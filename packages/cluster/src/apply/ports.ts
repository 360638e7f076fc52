/**
 * Who may listen on a published port (design.md §4 "Addresses").
 *
 * Every node's balancer listens on it, so a port belongs to one TCP or UDP service, to HTTP services
 * that a request can tell apart by host or path, or to TLS services with distinct host.
 */

import { listenerProtocol, routeClaim } from '@polis/balancer'
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
  const language = listenerProtocol(a.spec.lb)
  if (protocol === 'udp' || language !== listenerProtocol(b.spec.lb)) return false
  return claim(a) !== claim(b)
}

function claim({ spec: { lb } }: PortOwner): string {
  return routeClaim({ ...lb, host: lb.host ?? undefined })
}

function reasonOf(wanted: PortOwner, other: PortOwner, protocol: 'tcp' | 'udp'): string {
  const owner = `service '${other.name}' of namespace '${other.namespace}'`
  if (protocol === 'udp') return `${owner} has it for UDP`
  const language = listenerProtocol(other.spec.lb)
  if (language === 'tcp' || language === 'udp') return `${owner} has it for TCP alone`
  if (listenerProtocol(wanted.spec.lb) !== language) {
    return `${owner} has it for ${language.toUpperCase()}`
  }
  if (other.spec.lb.http?.routes !== undefined) return `${owner} has it for the same routes`
  const host = other.spec.lb.host ?? 'any host'
  if (language === 'tls') return `${owner} has it for ${host}`
  return `${owner} has it for ${host} and path ${other.spec.lb.path}`
}
