/** The whole replicated state as a file, for `polis snapshot save`. */

import { Readable } from 'node:stream'
import { SNAPSHOT_TIMEOUT_MS } from '../config.ts'
import { type Route, signalOf } from './context.ts'

export const SNAPSHOT_ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path: '/v1/snapshot',
    summary: 'The whole replicated state as a snapshot file, linearizable',
    handler: async (backend, request, reply) => {
      const pieces = await backend.saveSnapshot(signalOf(request, SNAPSHOT_TIMEOUT_MS))
      // One piece at a time: what the client has not taken yet is not made either.
      const body = Readable.from(pieces, { highWaterMark: 1 })
      return reply.type('application/octet-stream').send(body)
    },
  },
]
