/** `/v1/autoscale`: what the autoscaler did, and what it left alone and why. */

import { z } from 'zod'
import { EVALUATIONS_ASKED_MAX } from '../config.ts'
import { changesOf, entriesOf, policiesOf } from '../evaluations.ts'
import { dnsLabel } from '../schemas.ts'
import { queryOf, type Route, sendFreshness } from './context.ts'

const historyQuery = z.object({
  namespace: dnsLabel.optional(),
  service: dnsLabel.optional(),
  /** `changes` of counts; the `latest` evaluation of each policy; or `all` that are kept. */
  evaluations: z.enum(['changes', 'latest', 'all']).default('changes'),
  /** Of evaluations, those from before this time; an answer has room for some thousands. */
  before: z.coerce.number().int().positive().optional(),
})

export const AUTOSCALE_ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path: '/v1/autoscale/history',
    summary: 'Scaling decisions with their inputs, newest first; holds too if they are asked for',
    query: historyQuery,
    handler: async (backend, request, reply) => {
      const { evaluations, before, ...filter } = queryOf(request, historyQuery)
      const state = backend.state()
      sendFreshness(backend, reply)
      if (evaluations === 'changes') return changesOf(state, filter)
      const policyIds = policiesOf(state, filter)
      const limit = evaluations === 'latest' ? 1 : EVALUATIONS_ASKED_MAX
      if (policyIds.length === 0) return []
      return entriesOf(await backend.evaluations(policyIds, limit, before))
    },
  },
]
