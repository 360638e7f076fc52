/**
 * The node's own metrics in the Prometheus text format: read when they are asked for, so they cost
 * nothing in between.
 */

import type { DataPlane } from '@polis/balancer'
import type { ClusterState } from '@polis/cluster'
import type { DnsServer } from '@polis/discovery'
import type { Gossip } from '@polis/gossip'
import type { RaftNode } from '@polis/raft'
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client'

export type MetricsDependencies = {
  readonly version: string
  readonly state: ClusterState
  readonly raft: RaftNode
  readonly gossip: Gossip
  readonly dataPlane: DataPlane
  readonly dns: DnsServer
}

/** Makes the registry; `metrics()` of it is what `/metrics` answers. */
export function createMetrics(deps: MetricsDependencies): Registry {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const gauge = (name: string, help: string, read: () => number) =>
    new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        this.set(read())
      },
    })
  const status = () => deps.raft.status()
  gauge('polis_raft_term', 'Current Raft term', () => status().term)
  gauge('polis_raft_is_leader', '1 on the leader', () => (status().role === 'leader' ? 1 : 0))
  gauge('polis_raft_commit_index', 'Newest committed log index', () => status().commitIndex)
  gauge('polis_raft_applied_index', 'Newest applied log index', () => status().appliedIndex)
  gauge('polis_services', 'Services of the cluster', () => deps.state.services.size)
  gauge('polis_dns_udp_queries_total', 'DNS queries over UDP', () => deps.dns.stats.udpQueries)
  gauge('polis_dns_tcp_queries_total', 'DNS queries over TCP', () => deps.dns.stats.tcpQueries)
  addMembers(registry, deps)
  addTasks(registry, deps)
  addBalancer(registry, deps)
  return registry
}

function addMembers(registry: Registry, { gossip }: MetricsDependencies): void {
  new Gauge({
    name: 'polis_gossip_members',
    help: 'Members by liveness as this node sees them',
    labelNames: ['state'],
    registers: [registry],
    collect() {
      this.reset()
      for (const { liveness } of gossip.members()) this.inc({ state: liveness })
    },
  })
}

function addTasks(registry: Registry, { state }: MetricsDependencies): void {
  new Gauge({
    name: 'polis_tasks',
    help: 'Tasks of the cluster by observed phase',
    labelNames: ['phase'],
    registers: [registry],
    collect() {
      this.reset()
      for (const task of state.tasks.values()) this.inc({ phase: task.observed.phase })
    },
  })
}

const BALANCER_FIELDS = ['requests', 'failures', 'retries'] as const

function addBalancer(registry: Registry, { dataPlane }: MetricsDependencies): void {
  for (const field of BALANCER_FIELDS) {
    new Gauge({
      name: `polis_lb_${field}_total`,
      help: `Load balancer ${field} of this node by service`,
      labelNames: ['service', 'namespace'],
      registers: [registry],
      collect() {
        this.reset()
        for (const { name, namespace, [field]: value } of dataPlane.stats().services) {
          this.set({ service: name, namespace }, value)
        }
      },
    })
  }
}
