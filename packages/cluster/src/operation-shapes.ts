/**
 * The fields that each operation must have, checked where a command is decoded.
 *
 * Applying trusts its input: every node applies the same bytes, so a field of the wrong type would
 * stop all of them at once. Hence the leader decodes what it is handed before it proposes it.
 */

import type { OperationKind } from './commands.ts'
import { isCondition } from './dependency.ts'

type FieldKind =
  | 'string'
  | 'number'
  | 'boolean'
  | 'array'
  | 'object'
  | 'string?'
  | 'number?'
  | 'object?'
  | 'bytes'

const SHAPES: Readonly<Record<OperationKind, Readonly<Record<string, FieldKind>>>> = {
  'cluster.init': { clusterId: 'string', adminTokenHash: 'string' },
  'cluster.version': { version: 'number' },
  'stack.apply': {
    stack: 'string',
    namespace: 'string',
    services: 'array',
    prune: 'boolean',
    ids: 'array',
    planIndex: 'number?',
  },
  'stack.remove': { stack: 'string', namespace: 'string' },
  'service.put': {
    namespace: 'string',
    name: 'string',
    spec: 'object',
    id: 'string',
    expectedRevision: 'number?',
  },
  'service.remove': { namespace: 'string', name: 'string' },
  'service.pause': {
    namespace: 'string',
    name: 'string',
    durationMs: 'number?',
    reason: 'string',
  },
  'service.scale': {
    namespace: 'string',
    name: 'string',
    replicas: 'number',
    cause: 'string',
    reason: 'string',
    details: 'object',
    expectedReplicas: 'number?',
  },
  'service.control': {
    namespace: 'string',
    name: 'string',
    action: 'string',
    rolloutId: 'string',
  },
  'policy.set': {
    namespace: 'string',
    name: 'string',
    spec: 'object?',
    id: 'string',
    expectedRevision: 'number?',
  },
  'endpoint.put': {
    namespace: 'string',
    service: 'string',
    id: 'string',
    address: 'string',
    port: 'number',
    weight: 'number',
    tags: 'array',
    labels: 'object',
  },
  'endpoint.remove': { namespace: 'string', service: 'string', id: 'string' },
  'endpoint.assign': { id: 'string', ownerNodeId: 'string' },
  'task.create': { task: 'object' },
  'task.place': { id: 'string', nodeId: 'string', reasons: 'array' },
  'task.pend': { id: 'string', reason: 'string' },
  'task.move': { id: 'string', reason: 'string' },
  'task.stop': { id: 'string', reason: 'string' },
  'task.lost': { id: 'string', bootCount: 'number', reason: 'string' },
  'task.remove': { id: 'string' },
  'rollout.set': {
    deploymentId: 'string',
    rolloutId: 'string',
    state: 'string',
    reason: 'string',
    failure: 'string?',
  },
  'rollout.rollback': { deploymentId: 'string', reason: 'string' },
  'rollout.step': {
    deploymentId: 'string',
    rolloutId: 'string',
    step: 'number',
    reason: 'string',
  },
  'rollout.control': {
    namespace: 'string',
    name: 'string',
    action: 'string',
    version: 'number?',
    isFull: 'boolean',
    rolloutId: 'string',
  },
  'cron.set': {
    deploymentId: 'string',
    specRevision: 'number',
    cron: 'object',
    reason: 'string',
  },
  'task.observe': { nodeId: 'string', bootCount: 'number', reports: 'array' },
  'member.availability': { id: 'string', availability: 'string' },
  'member.update': {
    id: 'string',
    host: 'string',
    clusterPort: 'number',
    apiAddress: 'string',
    labels: 'object',
    drivers: 'array',
    cpuMillicores: 'number',
    memoryBytes: 'number',
  },
  'kv.put': { key: 'string', value: 'bytes', expectedRevision: 'number?' },
  'kv.remove': { key: 'string', expectedRevision: 'number?' },
}

type Shape = Readonly<Record<string, FieldKind>>

/** Fields that may be absent, as they were from the first version on, by operation. */
const OPTIONAL: Readonly<Record<string, Shape>> = {
  'cluster.init': { version: 'number' },
  'endpoint.put': { version: 'string', ttlMs: 'number', deregisterAfterMs: 'number' },
  'endpoint.remove': { reason: 'string', expectedRevision: 'number' },
  'member.availability': { deadlineMs: 'number?' },
  'member.update': {
    release: 'string',
    clusterVersion: 'number',
    silentDrivers: 'array',
    devices: 'array',
  },
  'task.remove': { reason: 'string' },
}

const QUERY_SHAPE: Shape = { services: 'array', filter: 'object' }
const QUERIED_SHAPE: Shape = { name: 'string', namespace: 'string' }

const SERVICE_SHAPE: Shape = {
  name: 'string',
  spec: 'object',
  deployment: 'object',
  replicas: 'number',
  autoscale: 'object?',
}

const SERVICE_SPEC_SHAPE: Shape = {
  labels: 'object',
  tags: 'array',
  ports: 'array',
  lb: 'object',
  checks: 'array',
  dnsTtlMs: 'number',
}

const LB_SHAPE: Shape = { protocol: 'string', host: 'string?', path: 'string', drainMs: 'number' }
const PORT_SHAPE: Shape = { target: 'number', published: 'number?', protocol: 'string' }

const DEPLOYMENT_SPEC_SHAPE: Shape = {
  workload: 'object',
  constraints: 'array',
  preferences: 'array',
  maxPerNode: 'number?',
  update: 'object',
}

/** What a deployment spec, its job and a new task may have beside. */
const DEPLOYMENT_OPTIONS: Shape = {
  mode: 'object',
  placement: 'object',
  disconnect: 'object',
  dependsOn: 'array',
}
const DEPENDENCY_SHAPE: Shape = { service: 'string', condition: 'string' }
const JOB_SHAPE: Shape = {
  isGlobal: 'boolean',
  parallelism: 'number',
  attempts: 'number',
  deadlineMs: 'number?',
  cron: 'object?',
}
const PLACEMENT_OPTIONS: Shape = {
  strategy: 'string',
  affinities: 'array',
  priority: 'number',
  preempts: 'boolean',
}
const CRON_SHAPE: Shape = {
  schedule: 'string',
  timezone: 'string',
  concurrency: 'string',
  history: 'number',
}
const CRON_STATE_SHAPE: Shape = {
  basis: 'string',
  nextMs: 'number?',
  lastRun: 'number',
  runs: 'array',
}
const NEW_TASK_OPTIONS: Shape = { run: 'number', attempt: 'number' }

const WORKLOAD_SHAPE: Shape = {
  driver: 'string',
  ports: 'array',
  restart: 'object',
  reservations: 'object',
}

const POLICY_SHAPE: Shape = { min: 'number', max: 'number' }

const NEW_TASK_SHAPE: Shape = {
  id: 'string',
  deploymentId: 'string',
  slot: 'number',
  specRevision: 'number',
  nodeId: 'string',
  pendingReason: 'string',
  placementReasons: 'array',
}

const REPORT_SHAPE: Shape = { taskId: 'string', observed: 'object' }

const OBSERVED_SHAPE: Shape = {
  phase: 'string',
  reason: 'string',
  ports: 'array',
  exitCode: 'number?',
  restarts: 'number',
}

/** What is wrong with an operation. */
export type ShapeProblem =
  | { readonly kind: 'unknown'; readonly op: string }
  | { readonly kind: 'bad'; readonly reason: string }

/** What is wrong with the shape of `operation`; undefined if nothing is. */
export function shapeProblem(operation: unknown): ShapeProblem | undefined {
  if (!isKind(operation, 'object')) return { kind: 'bad', reason: 'an operation is an object' }
  const fields = operation as Record<string, unknown>
  const op = String(fields['op'])
  if (!Object.hasOwn(SHAPES, op)) return { kind: 'unknown', op }
  const reason = mismatch(op, fields, SHAPES[op as OperationKind]) ?? innerMismatch(op, fields)
  return reason === undefined ? undefined : { kind: 'bad', reason }
}

function innerMismatch(op: string, fields: Record<string, unknown>): string | undefined {
  switch (op) {
    case 'cluster.init':
    case 'member.update':
    case 'endpoint.put':
    case 'endpoint.remove':
    case 'member.availability':
    case 'task.remove':
      return mismatch(op, fields, OPTIONAL[op]!, true)
    case 'stack.apply':
      return firstOf(fields['services'], definitionMismatch)
    case 'service.put':
      return specMismatch(fields['spec'])
    case 'policy.set':
      return fields['spec'] === null ? undefined : policyMismatch(fields['spec'])
    case 'task.create':
      return (
        mismatch('a task', fields['task'], NEW_TASK_SHAPE) ??
        mismatch('a task', fields['task'], NEW_TASK_OPTIONS, true)
      )
    case 'cron.set':
      return mismatch('a schedule', fields['cron'], CRON_STATE_SHAPE)
    case 'task.observe':
      return firstOf(
        fields['reports'],
        report =>
          mismatch('a report', report, REPORT_SHAPE) ??
          mismatch('an observation', report['observed'], OBSERVED_SHAPE),
      )
    default:
      return undefined
  }
}

function definitionMismatch(service: Record<string, unknown>): string | undefined {
  const problem = mismatch('a service', service, SERVICE_SHAPE) ?? specMismatch(service['spec'])
  if (problem !== undefined) return problem
  const { deployment, autoscale } = service as {
    deployment: { workload: unknown; mode?: unknown; placement?: unknown; dependsOn?: unknown }
    autoscale: unknown
  }
  return (
    mismatch('a deployment spec', deployment, DEPLOYMENT_SPEC_SHAPE) ??
    mismatch('a deployment spec', deployment, DEPLOYMENT_OPTIONS, true) ??
    modeMismatch(deployment.mode) ??
    firstOf(deployment.dependsOn ?? [], dependencyMismatch) ??
    mismatch('a placement', deployment.placement ?? {}, PLACEMENT_OPTIONS, true) ??
    mismatch('a workload', deployment.workload, WORKLOAD_SHAPE) ??
    (autoscale === null ? undefined : policyMismatch(autoscale))
  )
}

function dependencyMismatch(dependency: Record<string, unknown>): string | undefined {
  const { condition } = dependency
  const problem = mismatch('a dependency', dependency, DEPENDENCY_SHAPE)
  if (problem !== undefined || isCondition(condition)) return problem
  return `a dependency: there is no condition '${condition}'`
}

function policyMismatch(policy: unknown): string | undefined {
  return mismatch('a policy', policy, POLICY_SHAPE)
}

function modeMismatch(mode: unknown): string | undefined {
  if (mode === undefined || (mode as { kind: unknown }).kind === 'global') return undefined
  const { cron } = mode as { cron: unknown }
  return (
    mismatch('a job', mode, JOB_SHAPE) ??
    (cron === null ? undefined : mismatch('a schedule', cron, CRON_SHAPE))
  )
}

function specMismatch(spec: unknown): string | undefined {
  const problem = mismatch('a service spec', spec, SERVICE_SPEC_SHAPE)
  if (problem !== undefined) return problem
  const { lb, ports, query, failover = [] } = spec as Record<string, unknown>
  return (
    mismatch('a load balancer', lb, LB_SHAPE) ??
    firstOf(ports, port => mismatch('a port', port, PORT_SHAPE)) ??
    (query === undefined ? undefined : queryMismatch(query)) ??
    namesMismatch(failover)
  )
}

function queryMismatch(query: unknown): string | undefined {
  return (
    mismatch('a query', query, QUERY_SHAPE) ??
    namesMismatch((query as { services: unknown }).services)
  )
}

function namesMismatch(names: unknown): string | undefined {
  if (!isKind(names, 'array')) return 'names of services should be a list'
  return firstOf(names, one => mismatch('the name of a service', one, QUERIED_SHAPE))
}

function firstOf(
  list: unknown,
  check: (item: Record<string, unknown>) => string | undefined,
): string | undefined {
  for (const item of list as unknown[]) {
    if (!isKind(item, 'object')) return 'a list holds something that is not an object'
    const reason = check(item as Record<string, unknown>)
    if (reason !== undefined) return reason
  }
  return undefined
}

function mismatch(name: string, value: unknown, shape: Shape, mayLack = false): string | undefined {
  if (!isKind(value, 'object')) return `${name} should be an object`
  // Every operation of every command comes by here, so nothing is made to look at its fields.
  for (const field in shape) {
    const kind = shape[field]!
    const found = (value as Record<string, unknown>)[field]
    if (mayLack && found === undefined) continue
    if (!isKind(found, kind))
      return `${name}: '${field}' should be ${kind.replace('?', ' or null')}`
  }
  return undefined
}

function isKind(value: unknown, kind: FieldKind): boolean {
  switch (kind) {
    case 'string':
    case 'boolean':
      return typeof value === kind
    case 'number':
      return typeof value === 'number' && Number.isFinite(value)
    case 'array':
      return Array.isArray(value)
    case 'object':
      return value !== null && typeof value === 'object' && !Array.isArray(value)
    case 'bytes':
      return value instanceof Uint8Array
    case 'string?':
      return value === null || isKind(value, 'string')
    case 'number?':
      return value === null || isKind(value, 'number')
    case 'object?':
      return value === null || isKind(value, 'object')
  }
}
