/** `/v1/rebalance`: which tasks would move to even out the nodes, and moving them. */

import { planRebalance, rebalanceOperations } from '@polis/cluster'
import type { Backend } from '../backend.ts'
import { type Route, sendFreshness, writeOptions } from './context.ts'

function planOf(backend: Backend) {
  return planRebalance(backend.state(), { liveness: id => backend.liveness(id).liveness })
}

export const REBALANCE_ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path: '/v1/rebalance',
    summary: 'What would move if every task were placed anew, and what that costs',
    handler: (backend, _, reply) => {
      sendFreshness(backend, reply)
      return planOf(backend)
    },
  },
  {
    method: 'POST',
    path: '/v1/rebalance',
    summary: 'Moves the tasks of that plan; each runs on until its replacement serves',
    handler: async (backend, request) => {
      const plan = planOf(backend)
      const operations = rebalanceOperations(plan)
      if (operations.length > 0) await backend.execute(operations, writeOptions(request))
      return plan
    },
  },
]
