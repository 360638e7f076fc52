/** What concerns the asked node alone: its balancer's threads, and the process that it is. */

import type { Route } from './context.ts'

export const PROCESS_ROUTES: readonly Route[] = [
  {
    method: 'POST',
    path: '/v1/lb/reload',
    summary: 'Replaces the data threads of this node’s load balancer without cutting anything',
    handler: backend => backend.reloadBalancer(),
  },
  {
    method: 'GET',
    path: '/v1/process',
    summary: 'The process that runs this node, and its version',
    handler: backend => backend.process(),
  },
  {
    method: 'POST',
    path: '/v1/process/upgrade',
    summary: 'Has a new process of the installed version take over this node and its ports',
    handler: (backend, _, reply) => {
      reply.code(202)
      return backend.upgrade()
    },
  },
]
