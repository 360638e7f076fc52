/** `GET /v1/explain/REF`: why a thing is as it is. */

import { hasCode, PolisError } from '@polis/base'
import type { Backend } from '../backend.ts'
import { reasonOf } from '../evaluations.ts'
import { type Explanation, explanation, filterOf, subjectOf } from '../explain.ts'
import { notFound } from '../problem.ts'
import { namespaceQuery } from '../schemas.ts'
import { parameter, queryOf, type Route, sendFreshness } from './context.ts'

export const EXPLAIN_ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path: '/v1/explain/{ref}',
    summary: 'The recorded reasons of a service, task, node or endpoint, newest first',
    query: namespaceQuery,
    handler: async (backend, request, reply) => {
      const reference = parameter(request, 'ref')
      const { namespace } = queryOf(request, namespaceQuery)
      const state = backend.state()
      const subject = subjectOf(state, reference, namespace)
      if (subject === undefined) throw notFound(`'${reference}'`, 'see polis ls, ps and node ls')
      const filter = filterOf(state, subject)
      const policyIds = [...filter.objectIds].filter(id => state.policies.has(id))
      const [found, latest] = await Promise.all([
        backend.journals(filter),
        latestEvaluations(backend, policyIds),
      ])
      sendFreshness(backend, reply)
      const page = state.eventsSince(null)
      const decided = page.kind === 'events' ? page.events : []
      const unanswered = [...new Set([...found.unanswered, ...latest.unanswered])]
      const damaged = [...(found.damaged ?? []), ...(latest.damaged ?? [])]
      const journals = { events: found.events, unanswered, damaged }
      return explanation(subject, filter, decided, journals, latest.reasons)
    },
  },
]

/** What the leader said of these policies last; a leader that does not answer is named. */
async function latestEvaluations(
  backend: Backend,
  policyIds: readonly string[],
): Promise<Pick<Explanation, 'reasons' | 'unanswered' | 'damaged'>> {
  if (policyIds.length === 0) return { reasons: [], unanswered: [] }
  const leader = backend.leaderId()
  const name = leader === null ? 'the leader' : backend.memberName(leader)
  try {
    const evaluations = await backend.evaluations(policyIds, 1)
    return { reasons: evaluations.map(one => reasonOf(one, name)), unanswered: [] }
  } catch (error) {
    // There is none, or it is late or an older program.
    if (!(error instanceof PolisError)) throw error
    if (hasCode(error, 'node/bad-answer')) {
      return { reasons: [], unanswered: [], damaged: [{ node: name, reason: error.message }] }
    }
    return { reasons: [], unanswered: [name] }
  }
}
