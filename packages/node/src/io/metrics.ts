/**
 * The node's own metrics in the Prometheus text format: read when they are asked for, so they cost
 * nothing in between.
 */

import type { DataPlane } from '@polis/balancer'
import type { ClusterState } from '@polis/cluster'
import type { DnsServer } from '@polis/discovery'
import type { Gossip, GossipStats, PropagationLag } from '@polis/gossip'
import type { RaftNode } from '@polis/raft'
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client'
import { addBalancerMetrics } from './balancer-metrics.ts'

export type MetricsDependencies = {
  readonly version: string
  readonly state: ClusterState
  readonly raft: RaftNode
  readonly gossip: Gossip
  readonly propagation: () => PropagationLag
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
  addGossip(registry, deps)
  addTasks(registry, deps)
  addBalancerMetrics(registry, deps.dataPlane)
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

/** What was dropped or endured, by what it was. */
const GOSSIP_EVENTS: Readonly<Record<string, (stats: GossipStats) => number>> = {
  malformed: stats => stats.malformed,
  future_format: stats => stats.futureFormats,
  forged: stats => stats.counts.claimsForged + stats.counts.deltas.forged,
  refused: stats => stats.counts.refused,
  missed_delta: stats => stats.counts.deltas.missed,
  applied_delta: stats => stats.counts.deltas.applied,
  own_pause: stats => stats.counts.pauses,
}

function addGossip(registry: Registry, { gossip, propagation }: MetricsDependencies): void {
  const labelled = (
    name: string,
    help: string,
    label: string,
    read: () => readonly (readonly [string, number])[],
  ) =>
    new Gauge({
      ...{ name, help, labelNames: [label], registers: [registry] },
      collect() {
        this.reset()
        for (const [value, figure] of read()) this.set({ [label]: value }, figure)
      },
    })
  labelled(
    'polis_health_propagation_seconds',
    "Change of health at its owner to this node's balancer, by both wall clocks; the last 1024",
    'quantile',
    () => {
      const { samples, p50Ms, p99Ms } = propagation()
      return samples === 0
        ? []
        : ([
            ['0.5', p50Ms / 1000],
            ['0.99', p99Ms / 1000],
          ] as const)
    },
  )
  labelled('polis_gossip_rtt_seconds', 'Smoothed round-trip time of probes', 'member', () =>
    gossip
      .members()
      .flatMap(({ name, rttMs }) => (rttMs === undefined ? [] : [[name, rttMs / 1000] as const])),
  )
  labelled('polis_gossip_events_total', 'What gossip met since the start', 'event', () => {
    const stats = gossip.stats()
    return Object.entries(GOSSIP_EVENTS).map(([event, read]) => [event, read(stats)] as const)
  })
  new Gauge({
    name: 'polis_gossip_local_health_score',
    help: 'How far this node mistrusts itself: 0 (well) to 7',
    registers: [registry],
    collect() {
      this.set(gossip.stats().localHealthScore)
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
