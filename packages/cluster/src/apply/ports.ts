/**
 * Who may listen on a published port (design.md §4 "Addresses").
 *
 * Every node's balancer listens on it, so a port belongs to one TCP or UDP service, to HTTP services
 * that a request can tell apart by host or path, or to TLS services with distinct host.
 */

import { listenerProtocol, portRuleConflict, routeClaims } from '@polis/balancer'
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
  return sharedClaim(a, b) === undefined && portRuleConflict(a.spec.lb, b.spec.lb) === undefined
}

/** Requests that both would serve, in words; undefined if there are none. */
function sharedClaim(a: PortOwner, b: PortOwner): string | undefined {
  const theirs = new Set(claimsOf(b))
  return claimsOf(a).find(claim => theirs.has(claim))
}

function claimsOf({ spec: { lb } }: PortOwner): readonly string[] {
  return routeClaims({ ...lb, host: lb.host ?? undefined })
}

function reasonOf(wanted: PortOwner, other: PortOwner, protocol: 'tcp' | 'udp'): string {
  const owner = `service '${other.name}' of namespace '${other.namespace}'`
  if (protocol === 'udp') return `${owner} has it for UDP`
  const language = listenerProtocol(other.spec.lb)
  if (language === 'tcp' || language === 'udp') return `${owner} has it for TCP alone`
  if (listenerProtocol(wanted.spec.lb) !== language) {
    return `${owner} has it for ${language.toUpperCase()}`
  }
  const claim = sharedClaim(wanted, other)
  if (claim === undefined) {
    const key = portRuleConflict(wanted.spec.lb, other.spec.lb)
    return `${owner} is on it, and 'x-lb.${key}' of both, which rules the whole port, differs`
  }
  if (other.spec.lb.http?.routes !== undefined) return `${owner} has it for ${claim}`
  const host = other.spec.lb.host ?? 'any host'
  if (language === 'tls') return `${owner} has it for ${host}`
  return `${owner} has it for ${host} and path ${other.spec.lb.path}`
}
