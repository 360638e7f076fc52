/**
 * `/v1/services/NAME/autoscale`: a scaling policy changed field by field, or ended.
 *
 * What was read is compared when it is written, so two people never undo one another's change; the
 * autoscaler's own writes in between (it notes when it scaled) only mean another try.
 */

import { type PolicyPatch, type PolicySpec, patchedPolicy, policyProblems } from '@polis/autoscaler'
import { newId } from '@polis/base'
import { type FieldChange, fieldChanges } from '@polis/cluster'
import type { FastifyRequest } from 'fastify'
import type { z } from 'zod'
import type { Backend } from '../backend.ts'
import { POLICY_TRIES_MAX } from '../config.ts'
import { doneOrThrow, invalid } from '../problem.ts'
import { dryRunQuery, policyBody } from '../schemas.ts'
import { bodyOf, queryOf, type Route, writeOptions } from './context.ts'
import { serviceOrThrow } from './service-routes.ts'

/** What a change of a policy does, or would do. */
export type PolicyChange = {
  readonly service: string
  readonly namespace: string
  readonly changes: readonly FieldChange[]
  /** Null without autoscaling. */
  readonly policy: PolicySpec | null
  /** False for a dry run, and if there was nothing to change. */
  readonly isApplied: boolean
  readonly revision: number
}

type Wanted = (old: PolicySpec | undefined) => PolicySpec | null

async function change(
  backend: Backend,
  request: FastifyRequest,
  wanted: Wanted,
): Promise<PolicyChange> {
  const { namespace, dryRun } = queryOf(request, dryRunQuery)
  const { name } = serviceOrThrow(backend, request)
  const options = writeOptions(request)
  for (let tries = 1; ; tries++) {
    const service = serviceOrThrow(backend, request)
    const old = backend.state().policies.get(service.policyId ?? '')
    const spec = wanted(old?.spec)
    const changes = fieldChanges(old?.spec ?? null, spec, 'autoscale')
    const answer = { service: name, namespace, changes, policy: spec }
    if (dryRun || changes.length === 0) {
      return { ...answer, isApplied: false, revision: old?.revision ?? service.revision }
    }
    const { results } = await backend.execute(
      [
        {
          ...{ op: 'policy.set', namespace, name, spec, id: newId() },
          expectedRevision: old?.revision ?? 0,
        },
      ],
      options,
    )
    const [result] = results
    const isStale = result?.kind === 'refused' && result.code === 'stale'
    if (isStale && tries < POLICY_TRIES_MAX && options.requestId === undefined) continue
    return { ...answer, isApplied: true, revision: doneOrThrow(result).revision }
  }
}

function patchOf(body: z.output<typeof policyBody>): PolicyPatch {
  const { responseTime, scaleUpCooldown, scaleDownCooldown, paused, ...rest } = body
  const { stabilizationUp, stabilizationDown, ...fields } = rest
  const patch = {
    ...fields,
    responseTimeMs: responseTime,
    scaleUpCooldownMs: scaleUpCooldown,
    scaleDownCooldownMs: scaleDownCooldown,
    stabilizationUpMs: stabilizationUp,
    stabilizationDownMs: stabilizationDown,
    isPaused: paused,
  }
  const given = Object.entries(patch).filter(([, value]) => value !== undefined)
  return Object.fromEntries(given) as PolicyPatch
}

export const POLICY_ROUTES: readonly Route[] = [
  {
    method: 'POST',
    path: '/v1/services/{name}/autoscale',
    summary: 'Changes fields of a scaling policy, or begins one; the rest stays',
    query: dryRunQuery,
    body: policyBody,
    handler: (backend, request) => {
      const patch = patchOf(bodyOf(request, policyBody))
      return change(backend, request, old => {
        const spec = patchedPolicy(old, patch)
        if (spec === undefined)
          throw invalid('a new policy needs max', 'min is 1 unless it is given')
        const problems = policyProblems(spec)
        if (problems.length > 0) throw invalid(problems.join('; '), 'nothing was changed')
        return spec
      })
    },
  },
  {
    method: 'DELETE',
    path: '/v1/services/{name}/autoscale',
    summary: 'Ends autoscaling of a service; its count stays',
    query: dryRunQuery,
    handler: (backend, request) => change(backend, request, () => null),
  },
]
