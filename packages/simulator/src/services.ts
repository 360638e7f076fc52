/**
 * Services for simulated clusters: small, without checks, replaced rather than restarted. Some have
 * replicas and are updated in every way there is, one is on every node, one is a job.
 */

import type { Random } from '@polis/base'
import type {
  jobOf,
  Operation,
  RolloutAction,
  ServiceAction,
  ServiceDefinition,
} from '@polis/cluster'
import { pick } from './draw.ts'

type UpdateSpec = ServiceDefinition['deployment']['update']
type JobMode = NonNullable<ReturnType<typeof jobOf>>
type CronSpec = NonNullable<JobMode['cron']>
type Workload = ServiceDefinition['deployment']['workload']

/** How many services with replicas a cluster has, and the most replicas of one. */
const SERVICES = 2
const REPLICAS_MAX = 5

/** A node has room for about fourteen tasks at a time, so room is an issue when some are down. */
const TASK_BYTES = 64 * 1024 ** 2
const TASK_MILLICORES = 70

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
  reservations: { cpuMillicores: TASK_MILLICORES, memoryBytes: TASK_BYTES },
}

/** The stack as it is deployed at first, or changed to version `version`; `id` makes ids unique. */
export function deployment(random: Random, version: number, id: string): Operation {
  const replicated = Array.from({ length: SERVICES }, (_, i) => serviceOf(random, i, version))
  const services = [
    ...replicated,
    globalService(random, version),
    storeService(random, version),
    job('job', random, version),
    job('everywhere-once', random, version, { isGlobal: true }),
    job('again', random, version, { cron: scheduleOf(random) }),
  ]
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

/** Somebody steers the rollout of one of the services; `id` is a fresh one. */
export function steering(random: Random, id: string): Operation {
  const action = pick(random, ['pause', 'resume', 'promote', 'undo'] as const)
  return steer(nameOf(random.int(SERVICES)), action, `${id}r`)
}

/** Somebody stops, starts or restarts one of the services; `id` is a fresh one. */
export function controlling(random: Random, id: string): Operation {
  const action = pick(random, ['stop', 'start', 'restart'] as const)
  const name = pick(random, [nameOf(random.int(SERVICES)), 'everywhere', 'store'])
  return controlOf(name, action, `${id}r`)
}

/** That is to be done to the service. */
export function controlOf(name: string, action: ServiceAction, rolloutId: string): Operation {
  return { op: 'service.control', namespace: 'default', name, action, rolloutId }
}

/** The rollout of that service is to be steered so. */
export function steer(name: string, action: RolloutAction, rolloutId: string): Operation {
  const control = { namespace: 'default', name, action, version: null, isFull: false, rolloutId }
  return { op: 'rollout.control', ...control }
}

/** One task on every node. */
function globalService(random: Random, version: number): ServiceDefinition {
  const service = serviceOf(random, SERVICES, version)
  const { strategy: _, ...update } = service.deployment.update
  const deployment = { ...service.deployment, update, mode: { kind: 'global' } as const }
  return { ...service, name: 'everywhere', replicas: 0, deployment }
}

/** A task that keeps its data in a volume to which nothing else may write. */
function storeService(random: Random, version: number): ServiceDefinition {
  const service = serviceOf(random, SERVICES + 1, version)
  const { strategy: _, ...update } = service.deployment.update
  const workload = {
    ...service.deployment.workload,
    container: {
      mounts: [
        {
          ...({ kind: 'volume', source: 'data', target: '/data', isReadOnly: false } as const),
          isSingleWriter: true,
        },
      ],
    },
  }
  const deployment = { ...service.deployment, workload, update }
  return { ...service, name: 'store', replicas: 1, deployment }
}

/** When a job is run again: every few seconds, so that runs meet and nobody may lead meanwhile. */
function scheduleOf(random: Random): CronSpec {
  const concurrency = pick(random, ['forbid', 'allow', 'replace'] as const)
  return { schedule: '*/3 * * * * *', timezone: 'UTC', concurrency, history: 2 }
}

/** Two tasks, or one a node, that end by themselves; it is run anew with every version. */
function job(
  name: string,
  random: Random,
  version: number,
  fields: Partial<JobMode> = {},
): ServiceDefinition {
  const service = serviceOf(random, SERVICES, version)
  const { workload } = service.deployment
  const restart = { ...workload.restart, policy: 'on-failure' as const }
  const command = ['job', String(version)]
  return {
    ...{ ...service, name, replicas: fields.isGlobal === true ? 0 : 2 },
    deployment: {
      ...service.deployment,
      workload: { ...workload, command, restart },
      mode: {
        ...{ kind: 'job', isGlobal: false, parallelism: random.int(3), attempts: 3 },
        ...{ deadlineMs: null, cron: null, ...fields },
      },
    },
  }
}

/** How an update goes: straight on, in a stage, or at once beside the old. */
function strategyOf(random: Random): Pick<UpdateSpec, 'strategy' | 'order'> {
  const order = pick(random, ['start-first', 'stop-first'] as const)
  const kind = pick(random, ['rolling', 'rolling', 'canary', 'blue-green'] as const)
  if (kind === 'rolling') return { order }
  if (kind === 'blue-green') {
    return { order: 'start-first', strategy: { kind, promote: 'auto', keepMs: 1_000 } }
  }
  const steps = [{ weight: 30, pauseMs: 1_000 }]
  return { order, strategy: { kind, steps, promote: 'auto' } }
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
      placement: pick(random, [
        {},
        { strategy: 'binpack' },
        { priority: 80, preempts: true },
      ] as const),
      disconnect: {
        replaces: true,
        onReturn: pick(random, ['replacement', 'original'] as const),
      },
      update: {
        parallelism: random.int(3),
        delayMs: 0,
        ...strategyOf(random),
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
