/** What running tasks use now, gathered from the nodes that run them. */

import { USAGE_TIMEOUT_MS } from '../config.ts'
import { namespaceQuery } from '../schemas.ts'
import { listed, type UsageView } from '../views.ts'
import { queryOf, type Route, signalOf } from './context.ts'

export const USAGE_ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path: '/v1/usage',
    summary: 'CPU and memory of every running task; null where its node did not answer',
    query: namespaceQuery,
    handler: async (backend, request): Promise<UsageView[]> => {
      const { namespace } = queryOf(request, namespaceQuery)
      const tasks = listed(backend.state().tasks.values(), namespace).filter(
        task => task.observed.phase === 'running',
      )
      const nodes = new Set(tasks.map(task => task.nodeId))
      const usage = await backend.usage(nodes, signalOf(request, USAGE_TIMEOUT_MS))
      return tasks.map(({ id, name, serviceId, nodeId, workload }) => {
        const { cpuMillicores = null, memoryBytes = null } = usage.get(id) ?? {}
        return {
          ...{ id, name, namespace, cpuMillicores, memoryBytes },
          service: backend.state().services.get(serviceId)?.name ?? '',
          node: backend.memberName(nodeId),
          memoryLimitBytes: workload.limits.memoryBytes,
        }
      })
    },
  },
]
