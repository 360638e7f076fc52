/**
 * Small valid specifications for tests: everything at its default, and what a test is about named.
 */

import { type WorkloadSpec, workload } from '@polis/runtime'
import type { Operation, ServiceDefinition } from './commands.ts'
import type { DeploymentSpec, ServiceSpec, TaskObserved, UpdateSpec } from './objects.ts'
import type { ClusterState } from './state.ts'
import type { NewMember } from './wire.ts'

export function sampleMember(name: string, fields: Partial<NewMember> = {}): NewMember {
  return {
    id: `peer-${name}`,
    name,
    raftId: 1,
    host: '127.0.0.1',
    clusterPort: 7071,
    apiAddress: '127.0.0.1:7070',
    labels: {},
    drivers: ['process'],
    cpuMillicores: 4000,
    memoryBytes: 8 * 1024 ** 3,
    availability: 'ready',
    joinedMs: 0,
    ...fields,
  }
}

export function sampleServiceSpec(fields: Partial<ServiceSpec> = {}): ServiceSpec {
  return {
    version: '1',
    labels: {},
    annotations: {},
    tags: [],
    ports: [],
    lb: {
      algorithm: 'round-robin',
      protocol: 'http',
      host: null,
      path: '/',
      stickyCookie: null,
      drainMs: 30_000,
    },
    checks: [],
    dnsTtlMs: 5_000,
    ...fields,
  }
}

export function sampleWorkload(fields: Partial<WorkloadSpec> = {}): WorkloadSpec {
  return workload({ driver: 'process', command: ['server'], ...fields })
}

export function sampleDeploymentSpec(
  fields: Omit<Partial<DeploymentSpec>, 'update'> & { update?: Partial<UpdateSpec> } = {},
): DeploymentSpec {
  return {
    workload: sampleWorkload(),
    constraints: [],
    preferences: [],
    maxPerNode: null,
    ...fields,
    update: {
      parallelism: 1,
      delayMs: 0,
      order: 'start-first',
      failureAction: 'rollback',
      monitorMs: 5_000,
      healthyDeadlineMs: 60_000,
      maxFailureRatio: 0,
      ...fields.update,
    },
  }
}

export function sampleDefinition(
  name: string,
  fields: Partial<ServiceDefinition> = {},
): ServiceDefinition {
  return {
    name,
    spec: sampleServiceSpec(),
    deployment: sampleDeploymentSpec(),
    replicas: 1,
    autoscale: null,
    ...fields,
  }
}

/** A `stack.apply` of stack `app` in namespace `default`, with enough ids beginning with `seed`. */
export function sampleStack(
  services: readonly ServiceDefinition[],
  seed: string,
  fields: Partial<Extract<Operation, { op: 'stack.apply' }>> = {},
): Operation {
  return {
    op: 'stack.apply',
    stack: 'app',
    namespace: 'default',
    services,
    prune: true,
    ids: services.flatMap((_, i) => ['s', 'd', 'r', 'p'].map(kind => `${seed}${kind}${i}`)),
    planIndex: null,
    ...fields,
  }
}

/** A report about one task. */
export function sampleReport(
  taskId: string,
  fields: Partial<Omit<TaskObserved, 'sinceMs' | 'healthySinceMs'>> = {},
) {
  return {
    taskId,
    observed: {
      phase: 'running' as const,
      reason: '',
      ports: [],
      exitCode: null,
      restarts: 0,
      bootCount: 1,
      wasHealthy: null,
      ...fields,
    },
  }
}

/** Applies operations at the next index; the time is `timeMs`, or the last one. */
export function applyNext(
  state: ClusterState,
  operations: readonly Operation[],
  timeMs = state.lastTimeMs,
) {
  return state.apply(state.index + 1, { requestId: '', timeMs, operations }).results
}

/** Applies one operation that must not be refused. */
export function applyDone(state: ClusterState, operation: Operation, timeMs?: number): void {
  const [result] = applyNext(state, [operation], timeMs)
  if (result?.kind === 'refused') throw new TypeError(`${operation.op}: ${result.message}`)
}
