/** `/v1/services/NAME/rollout`: where a rollout stands, its history, and what can be done to it. */

import { newId } from '@polis/base'
import { fieldChanges, type SpecVersion, stageWords } from '@polis/cluster'
import type { FastifyRequest } from 'fastify'
import type { Backend } from '../backend.ts'
import { doneOrThrow, invalid } from '../problem.ts'
import { namespaceQuery, rolloutBody } from '../schemas.ts'
import { bodyOf, type Route, sendFreshness, writeOptions } from './context.ts'
import { serviceOrThrow } from './service-routes.ts'

function deploymentOrThrow(backend: Backend, request: FastifyRequest) {
  const service = serviceOrThrow(backend, request)
  const deployment = backend.state().deployments.get(service.deploymentId ?? '')
  if (deployment !== undefined) return deployment
  throw invalid(`service '${service.name}' is not run by Polis, so it has no rollouts`, '')
}

/** A version with what it changed of the one before it. */
function versionView(version: SpecVersion, before: SpecVersion | undefined) {
  const { specRevision, completedMs = null, spec, serviceSpec } = version
  const changes =
    before === undefined
      ? []
      : [...fieldChanges(before.serviceSpec, serviceSpec), ...fieldChanges(before.spec, spec)]
  return { specRevision, completedMs, version: serviceSpec.version, changes }
}

export const ROLLOUT_ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path: '/v1/services/{name}/rollout',
    summary: 'Where the rollout of a service stands, and the versions that it can go back to',
    query: namespaceQuery,
    handler: (backend, request, reply) => {
      const deployment = deploymentOrThrow(backend, request)
      const { name, specRevision, stable, rollout, versions = [], replicas } = deployment
      const tasks = backend.state().tasksOfDeployment(deployment.id)
      const live = tasks.filter(task => task.desired === 'running')
      sendFreshness(backend, reply)
      return {
        name,
        specRevision,
        stableRevision: stable?.specRevision ?? null,
        replicas,
        tasks: live.length,
        newTasks: live.filter(task => task.specRevision === specRevision).length,
        ...{ rollout, stage: stageWords(deployment) },
        versions: versions.map((version, i) => versionView(version, versions[i - 1])),
      }
    },
  },
  {
    method: 'POST',
    path: '/v1/services/{name}/rollout',
    summary: 'Pauses, resumes, promotes or undoes the rollout of a service',
    query: namespaceQuery,
    body: rolloutBody,
    handler: async (backend, request) => {
      const { namespace, name } = serviceOrThrow(backend, request)
      const { action, version, full } = bodyOf(request, rolloutBody)
      const { results } = await backend.execute(
        [
          {
            ...{ op: 'rollout.control', namespace, name, action },
            ...{ version: version ?? null, isFull: full, rolloutId: newId() },
          },
        ],
        writeOptions(request),
      )
      return doneOrThrow(results[0])
    },
  },
]
