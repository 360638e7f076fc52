/** Services for simulated clusters: small, without checks, replaced rather than restarted. */

import type { Random } from '@polis/base'
import type { Operation, ServiceDefinition } from '@polis/cluster'
import { pick } from './draw.ts'

type Workload = ServiceDefinition['deployment']['workload']

/** How many services a cluster has, and the most replicas of one. */
const SERVICES = 2
const REPLICAS_MAX = 5

/** One task is one process that is never restarted in place: the leader replaces it. */
const WORKLOAD: Workload = {
  driver: 'process',
  image: null,
  command: ['server'],
  environment: {},
  workingDir: null,
  user: null,
  stopSignal: 'SIGTERM',
  stopGraceMs: 1_000,
  ports: [],
  restart: { policy: 'always', delayMs: 500, maxDelayMs: 1_000, maxAttempts: 0, windowMs: 30_000 },
  limits: { cpuMillicores: 0, memoryBytes: 0 },
  reservations: { cpuMillicores: 0, memoryBytes: 0 },
}

/** The stack as it is deployed at first, or changed to version `version`; `id` makes ids unique. */
export function deployment(random: Random, version: number, id: string): Operation {
  const services = Array.from({ length: SERVICES }, (_, i) => serviceOf(random, i, version))
  const ids = services.flatMap((_, i) => ['s', 'd', 'r', 'p'].map(kind => `${id}${kind}${i}`))
  const stack = { stack: 'app', namespace: 'default', services, prune: true, ids, planIndex: null }
  return { op: 'stack.apply', ...stack }
}

/** A new count for one of the services. */
export function scaling(random: Random): Operation {
  return {
    op: 'service.scale',
    namespace: 'default',
    name: nameOf(random.int(SERVICES)),
    replicas: 1 + random.int(REPLICAS_MAX),
    cause: 'manual',
    reason: 'somebody wanted it',
    details: {},
    expectedReplicas: null,
  }
}

function serviceOf(random: Random, i: number, version: number): ServiceDefinition {
  return {
    name: nameOf(i),
    replicas: 1 + random.int(REPLICAS_MAX),
    autoscale: null,
    spec: {
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
        drainMs: 1_000,
      },
      checks: [],
      dnsTtlMs: 5_000,
    },
    deployment: {
      workload: { ...WORKLOAD, command: ['server', String(version)] },
      constraints: [],
      preferences: [],
      maxPerNode: null,
      update: {
        parallelism: random.int(3),
        delayMs: 0,
        order: pick(random, ['start-first', 'stop-first'] as const),
        failureAction: pick(random, ['rollback', 'continue'] as const),
        monitorMs: 500,
        healthyDeadlineMs: 10_000,
        maxFailureRatio: 0,
      },
    },
  }
}

function nameOf(i: number): string {
  return `service-${i}`
}
