/**
 * The fields that each operation must have, checked where a command is decoded.
 *
 * Applying trusts its input: every node applies the same bytes, so a field of the wrong type would
 * stop all of them at once. Hence the leader decodes what it is handed before it proposes it.
 */

import type { OperationKind } from './commands.ts'

type FieldKind =
  | 'string'
  | 'number'
  | 'boolean'
  | 'array'
  | 'object'
  | 'string?'
  | 'number?'
  | 'object?'

const SHAPES: Readonly<Record<OperationKind, Readonly<Record<string, FieldKind>>>> = {
  'cluster.init': { clusterId: 'string', adminTokenHash: 'string' },
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
  'service.scale': {
    namespace: 'string',
    name: 'string',
    replicas: 'number',
    cause: 'string',
    reason: 'string',
    details: 'object',
    expectedReplicas: 'number?',
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
  'kv.put': { key: 'string', valueBase64: 'string', expectedRevision: 'number?' },
  'kv.remove': { key: 'string', expectedRevision: 'number?' },
}

const SERVICE_SHAPE: Readonly<Record<string, FieldKind>> = {
  name: 'string',
  spec: 'object',
  deployment: 'object',
  replicas: 'number',
  autoscale: 'object?',
}

const SERVICE_SPEC_SHAPE: Readonly<Record<string, FieldKind>> = {
  labels: 'object',
  tags: 'array',
  ports: 'array',
  lb: 'object',
  checks: 'array',
  dnsTtlMs: 'number',
}

const DEPLOYMENT_SPEC_SHAPE: Readonly<Record<string, FieldKind>> = {
  workload: 'object',
  constraints: 'array',
  preferences: 'array',
  update: 'object',
}

const REPORT_SHAPE: Readonly<Record<string, FieldKind>> = { taskId: 'string', observed: 'object' }

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
    case 'stack.apply':
      return firstOf(fields['services'], service => definitionMismatch(service))
    case 'service.put':
      return mismatch('service.put', fields['spec'] as object, SERVICE_SPEC_SHAPE)
    case 'task.observe':
      return firstOf(fields['reports'], report => mismatch('a report', report, REPORT_SHAPE))
    default:
      return undefined
  }
}

function definitionMismatch(service: object): string | undefined {
  const definition = service as Record<string, object>
  return (
    mismatch('a service', service, SERVICE_SHAPE) ??
    mismatch('a service spec', definition['spec']!, SERVICE_SPEC_SHAPE) ??
    mismatch('a deployment spec', definition['deployment']!, DEPLOYMENT_SPEC_SHAPE)
  )
}

function firstOf(list: unknown, check: (item: object) => string | undefined): string | undefined {
  for (const item of list as unknown[]) {
    if (!isKind(item, 'object')) return 'a list holds something that is not an object'
    const reason = check(item as object)
    if (reason !== undefined) return reason
  }
  return undefined
}

function mismatch(
  name: string,
  value: object,
  shape: Readonly<Record<string, FieldKind>>,
): string | undefined {
  for (const [field, kind] of Object.entries(shape)) {
    const found = (value as Record<string, unknown>)[field]
    if (!isKind(found, kind))
      return `${name}: '${field}' should be ${kind.replace('?', ' or null')}`
  }
  return undefined
}

function isKind(value: unknown, kind: FieldKind): boolean {
  if (kind.endsWith('?')) return value === null || isKind(value, kind.slice(0, -1) as FieldKind)
  if (kind === 'array') return Array.isArray(value)
  if (kind === 'object') return value !== null && typeof value === 'object' && !Array.isArray(value)
  if (kind === 'number') return typeof value === 'number' && Number.isFinite(value)
  return typeof value === 'string'
    ? kind === 'string'
    : typeof value === 'boolean' && kind === 'boolean'
}
