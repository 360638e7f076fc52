/** `GET /v1/explain/REF`: why a thing is as it is. */

import { explanation, filterOf, subjectOf } from '../explain.ts'
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
      const journals = await backend.journals(filter)
      sendFreshness(backend, reply)
      const page = state.eventsSince(null)
      return explanation(subject, filter, page.kind === 'events' ? page.events : [], journals)
    },
  },
]
