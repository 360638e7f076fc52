/**
 * A service `web` on a fake cluster for tests of rollouts: deployed in versions `server 1`,
 * `server 2`, …, steered, and asked which version gets which share of the requests.
 */

import assert from 'node:assert/strict'
import type { Service as BalancedService } from '@polis/balancer'
import { DEFAULT_RESTART } from '@polis/runtime'
import type { RolloutAction } from '../commands.ts'
import type { DeploymentSpec, LoadBalancerSpec, ServicePort, UpdateSpec } from '../objects.ts'
import {
  sampleDefinition,
  sampleDeploymentSpec,
  sampleServiceSpec,
  sampleStack,
  sampleWorkload,
} from '../sample.ts'
import { routeTable } from '../view/route-table.ts'
import { FakeCluster } from './fake-cluster.ts'

const CHECK = { type: 'http', path: '/up', port: 80 } as never
const PORT: ServicePort = { name: 'main', target: 80, published: 8080, protocol: 'tcp' }

let seeds = 0

/** Deploys a version, which must be taken. */
export function deploy(
  cluster: FakeCluster,
  command: string,
  replicas: number,
  update: Partial<UpdateSpec> = {},
  lb: Partial<LoadBalancerSpec> = {},
  more: Partial<DeploymentSpec> = {},
): void {
  const plain = sampleServiceSpec({ checks: [CHECK], ports: [PORT] })
  const definition = sampleDefinition('web', {
    replicas,
    spec: { ...plain, lb: { ...plain.lb, ...lb } },
    deployment: sampleDeploymentSpec({
      workload: sampleWorkload({
        command: command.split(' '),
        ports: [{ name: 'main', target: 80, protocol: 'tcp' }],
        restart: { ...DEFAULT_RESTART, maxAttempts: 0 },
      }),
      update: { monitorMs: 1_000, healthyDeadlineMs: 10_000, parallelism: 0, ...update },
      ...more,
    }),
  })
  const [result] = cluster.apply(sampleStack([definition], `g${seeds++}`))
  assert.equal(result?.kind, 'done', JSON.stringify(result))
}

/** Steers the rollout; answers `done` or why not. */
export function control(
  cluster: FakeCluster,
  action: RolloutAction,
  fields: { version?: number; isFull?: boolean } = {},
): string {
  const { version = null, isFull = false } = fields
  const [result] = cluster.apply({
    ...{ op: 'rollout.control', namespace: 'default', name: 'web', action },
    ...{ version, isFull, rolloutId: `r${seeds++}` },
  })
  return result!.kind === 'done' ? 'done' : result!.message
}

export const deployment = (cluster: FakeCluster) => cluster.state.sorted('deployment')[0]!
export const rollout = (cluster: FakeCluster) => deployment(cluster).rollout
/** Serving tasks of a version. */
export const count = (cluster: FakeCluster, command: string) =>
  cluster.commands().filter(one => one === command).length

/** Runs until the rollout is in that state. */
export function settle(cluster: FakeCluster, state: string): void {
  cluster.runUntil(`the rollout is ${state}`, () => rollout(cluster).state === state)
}

/** Three nodes on which `server 1` is complete. */
export function deployed(replicas: number): FakeCluster {
  const cluster = new FakeCluster(['n1', 'n2', 'n3'])
  deploy(cluster, 'server 1', replicas)
  settle(cluster, 'complete')
  return cluster
}

/** Asks for another count. */
export function scale(cluster: FakeCluster, replicas: number): void {
  const [result] = cluster.apply({
    ...{ op: 'service.scale', namespace: 'default', name: 'web', replicas, cause: 'manual' },
    ...{ reason: '', details: {}, expectedReplicas: null },
  })
  assert.equal(result?.kind, 'done')
}

/** The service in the route table of every node. */
export function routed(cluster: FakeCluster): BalancedService {
  const view = {
    liveness: () => 'alive' as const,
    health: (id: string) => cluster.health(id),
    addressOf: () => '10.0.0.1',
  }
  return routeTable(cluster.state, view as never, '0.0.0.0').listeners[0]!.services[0]!
}

/** Share of the requests by version, from the weights in the route table. */
export function shares(cluster: FakeCluster): Record<string, number> {
  const service = routed(cluster)
  const weights: Record<string, number> = {}
  let total = 0
  for (const { id, weight } of service.endpoints) {
    const version = cluster.state.tasks.get(id)!.workload.command[1]!
    weights[version] = (weights[version] ?? 0) + weight
    total += weight
  }
  if (new Set(service.endpoints.map(({ weight }) => weight)).size > 1) {
    assert.equal(service.algorithm, 'weighted-round-robin')
  }
  for (const version of Object.keys(weights)) {
    weights[version] = Math.round((weights[version]! / total) * 100)
  }
  return weights
}
