/**
 * What requests may contain (zod): the source of both validation and the OpenAPI description.
 *
 * Numbers in queries arrive as text and are coerced; unknown fields of bodies are refused, so a
 * misspelt one is never dropped in silence.
 */

import { METRICS_MAX } from '@polis/autoscaler'
import { type Duration, durationMs, PolisError } from '@polis/base'
import { PAUSE_MS_MAX } from '@polis/cluster'
import { parseSelector } from '@polis/discovery'
import { z } from 'zod'
import {
  CHECKS_MAX,
  EXEC_WORDS_MAX,
  LOG_TAIL_DEFAULT,
  LOG_TAIL_MAX,
  PAUSE_MS_DEFAULT,
  QUERIED_SERVICES_MAX,
  REPORT_LENGTH_MAX,
  TERM_MS_MAX,
  TERM_MS_MIN,
  WAIT_MS_DEFAULT,
  WAIT_MS_MAX,
} from './config.ts'

const anyDuration = z.union([z.string(), z.number()]).transform((value, context) => {
  try {
    return durationMs(value as Duration)
  } catch (error) {
    if (!(error instanceof PolisError)) throw error
    context.addIssue({ code: 'custom', message: `${error.message}: ${error.hint}` })
    return z.NEVER
  }
})
const duration = anyDuration.pipe(z.number().min(0).max(WAIT_MS_MAX))
const termMs = anyDuration.pipe(z.number().min(TERM_MS_MIN).max(TERM_MS_MAX))

const flag = z
  .enum(['true', 'false', '1', '0', ''])
  .transform(text => text !== 'false' && text !== '0')

export const dnsLabel = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/, 'use lower-case letters, digits and hyphens')

export const namespaceQuery = z.object({ namespace: dnsLabel.default('default') })

/** A change that may be tried: the difference is answered, and nothing changed. */
export const dryRunQuery = namespaceQuery.extend({ dryRun: flag.default(false) })

/** A label selector that can be read. */
const selector = z.string().superRefine((text, context) => {
  try {
    parseSelector(text)
  } catch (error) {
    if (!(error instanceof PolisError)) throw error
    context.addIssue({ code: 'custom', message: `${error.message} (${error.hint})` })
  }
})

/** `?index=N&wait=30s` of a blocking query, and a namespace filter. */
export const listQuery = z.object({
  namespace: dnsLabel.optional(),
  index: z.coerce.number().int().min(0).optional(),
  wait: duration.default(WAIT_MS_DEFAULT),
  service: z.string().optional(),
})

export const resolveQuery = z.object({
  namespace: dnsLabel.default('default'),
  healthy: flag.default(false),
  /** One or more tags, all of which must be there. */
  tag: z
    .union([z.string(), z.array(z.string())])
    .transform(tags => [tags].flat().flatMap(text => text.split(',')))
    .optional(),
  label: selector.optional(),
  version: z.string().optional(),
  /** A zone, or `true` for that of the answering node: those in it, if there are any. */
  near: z.string().optional(),
  index: z.coerce.number().int().min(0).optional(),
  wait: duration.default(WAIT_MS_DEFAULT),
})

export const scaleBody = z.strictObject({ replicas: z.number().int().min(0).max(10_000) })

/** How long a service is paused; a pause ends by itself. */
export const pauseBody = z.strictObject({
  for: anyDuration.pipe(z.number().min(1).max(PAUSE_MS_MAX)).default(PAUSE_MS_DEFAULT),
})

const target = z.number().positive().nullable().optional()
const whole = z.number().int().min(0).optional()
const durationOrNone = anyDuration.nullable().optional()
const tolerance = z.number().min(0).lt(1).nullable().optional()

/** Fields of a scaling policy that are to be changed, in the manifest's words; null takes one away. */
export const policyBody = z.strictObject({
  min: whole,
  max: whole,
  cpu: target,
  memory: target,
  rps: target,
  inflight: target,
  errorRate: target,
  responseTime: durationOrNone,
  scaleUpCooldown: anyDuration.optional(),
  scaleDownCooldown: anyDuration.optional(),
  stabilizationUp: anyDuration.optional(),
  stabilizationDown: anyDuration.optional(),
  toleranceUp: tolerance,
  toleranceDown: tolerance,
  predict: z
    .strictObject({ quantile: z.number().min(0).lt(1) })
    .nullable()
    .optional(),
  paused: z.boolean().optional(),
  /** Custom targets by metric: added or changed, or with a target of null taken away. */
  custom: z
    .array(
      z.strictObject({
        metric: z.string().min(1).max(200),
        target: z.number().positive().nullable(),
        type: z.enum(['total', 'average', 'signal']).optional(),
      }),
    )
    .max(METRICS_MAX)
    .optional(),
})

/** A load to replay: a CSV text, or what the leader recorded of a service. */
export const backtestBody = z
  .strictObject({
    trace: z.string().optional(),
    /** Columns of `trace`, by name or number. */
    column: z.string().optional(),
    timeColumn: z.string().optional(),
    service: dnsLabel.optional(),
    /** `x-autoscale` as an object or as YAML; that of the service without it. */
    policy: z.union([z.string(), z.record(z.string(), z.unknown())]).optional(),
    capacity: z.number().positive().optional(),
    startup: duration.optional(),
    /** Only the policy, without the alternatives. */
    alone: z.boolean().default(false),
    /** An SVG too. */
    plot: z.boolean().default(false),
  })
  .refine(({ trace, service }) => (trace === undefined) !== (service === undefined), {
    message: 'give either trace or service',
  })

export const rolloutBody = z.strictObject({
  action: z.enum(['pause', 'resume', 'promote', 'undo']),
  /** Of `undo`: the spec revision to go back to; the one before if absent. */
  version: z.number().int().min(1).optional(),
  /** Of `promote`: past every stage at once. */
  full: z.boolean().default(false),
})

const ratio = z.number().min(0)
export const metricsBody = z.strictObject({
  timestamp: z.number().optional(),
  cpuUtilization: ratio.optional(),
  memoryUtilization: ratio.optional(),
  requestsPerSecond: ratio.optional(),
  responseTimeMs: ratio.optional(),
  errorRate: ratio.optional(),
  activeConnections: ratio.optional(),
  custom: z.record(z.string().max(100), z.number()).optional(),
})

export const availabilityBody = z.strictObject({
  availability: z.enum(['ready', 'cordoned', 'draining']),
  /**
   * Of `draining`: what still runs so long from now is stopped, replaced or not. Null takes a
   * deadline back; without it the drain keeps the one that it has.
   */
  deadline: anyDuration.nullable().optional(),
})

export const transferBody = z.strictObject({
  /** The voter that is to lead: name, id, unique prefix of an id, or raft id. */
  node: z.string().min(1),
})

export const servicePutBody = z.strictObject({
  version: z.string().default(''),
  labels: z.record(z.string(), z.string()).default({}),
  annotations: z.record(z.string(), z.string()).default({}),
  tags: z.array(dnsLabel).default([]),
  ports: z
    .array(
      z.strictObject({
        name: z.string().optional(),
        target: z.number().int().min(1).max(65_535),
        published: z.number().int().min(1).max(65_535).nullable().default(null),
        protocol: z.enum(['tcp', 'udp']).default('tcp'),
      }),
    )
    .default([]),
  protocol: z.enum(['http', 'grpc', 'tcp']).default('tcp'),
  dnsTtlMs: z.number().int().min(0).default(5_000),
  /** As `x-check` of a manifest has them; the node that owns an endpoint runs them. */
  checks: z.array(z.record(z.string(), z.unknown())).max(CHECKS_MAX).default([]),
  failover: z
    .array(z.strictObject({ name: dnsLabel, namespace: dnsLabel.default('default') }))
    .max(QUERIED_SERVICES_MAX)
    .optional(),
  /** Makes it a stored query, which answers with endpoints of these services, the first first. */
  query: z
    .strictObject({
      services: z
        .array(z.strictObject({ name: dnsLabel, namespace: dnsLabel.default('default') }))
        .min(1)
        .max(QUERIED_SERVICES_MAX),
      filter: z
        .strictObject({
          healthyOnly: z.boolean().optional(),
          tag: z.union([z.string(), z.array(z.string())]).optional(),
          label: selector.optional(),
          version: z.string().optional(),
          isNear: z.boolean().optional(),
        })
        .default({}),
    })
    .optional(),
})

export const endpointBody = z.strictObject({
  address: z.union([z.ipv4(), z.ipv6()]),
  port: z.number().int().min(1).max(65_535),
  weight: z.number().int().min(0).max(1_000).default(1),
  tags: z.array(dnsLabel).default([]),
  labels: z.record(z.string(), z.string()).default({}),
  version: z.string().optional(),
  /** Silent for longer, it is critical. */
  ttl: termMs.optional(),
  /** Critical for longer, it is removed. */
  deregisterAfter: termMs.optional(),
})

export const reportBody = z.strictObject({
  state: z.enum(['passing', 'warning', 'critical']).default('passing'),
  output: z.string().max(REPORT_LENGTH_MAX).default(''),
})

export const checkListQuery = z.object({
  namespace: dnsLabel.optional(),
  service: z.string().optional(),
})

export const healthReportQuery = checkListQuery.extend({
  format: z.enum(['json', 'markdown', 'html']).default('json'),
})

/** What a task says for its check of type ttl. */
export const ttlBody = reportBody.extend({ task: z.string().min(1) })

export const kvQuery = z.object({
  cas: z.coerce.number().int().min(0).optional(),
  consistency: z.enum(['linearizable', 'stale']).default('linearizable'),
})

export const kvListQuery = z.object({
  consistency: z.enum(['linearizable', 'stale']).default('linearizable'),
  index: z.coerce.number().int().min(0).optional(),
  wait: duration.default(WAIT_MS_DEFAULT),
})

/** `INDEX.ORDINAL`, or `INDEX` for all of that entry; `NODE-BOOT-SEQ` of what was observed. */
export const eventId = z
  .string()
  .regex(/^(?:\d{1,15}(?:\.\d{1,9})?|[A-Za-z0-9]{1,64}-\d{1,15}-\d{1,15})$/, 'is no event id')

export const eventQuery = z.object({
  topic: z.string().optional(),
  since: eventId.optional(),
  follow: flag.default(true),
})

export const logQuery = z.object({
  tail: z.coerce.number().int().min(0).max(LOG_TAIL_MAX).default(LOG_TAIL_DEFAULT),
  follow: flag.default(false),
})

export const execBody = z.strictObject({
  /** Program and arguments. */
  command: z.array(z.string()).min(1).max(EXEC_WORDS_MAX),
  /** Standard input, in base64. */
  input: z.base64().default(''),
})

export const stackQuery = z.object({
  namespace: dnsLabel.default('default'),
  index: z.coerce.number().int().min(0).optional(),
  prune: flag.default(true),
})

/** The value that `schema` makes of `input`; throws `api/invalid` naming the first bad field. */
export function parse<T extends z.ZodType>(schema: T, input: unknown): z.output<T> {
  const result = schema.safeParse(input)
  if (result.success) return result.data
  const issue = result.error.issues[0]!
  const where = issue.path.length > 0 ? `'${issue.path.join('.')}': ` : ''
  throw new PolisError('api/invalid', {
    message: `${where}${issue.message}`,
    hint: 'see /v1/openapi.json for what this request takes',
  })
}
