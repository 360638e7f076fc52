/** `polis pause` and `unpause`: requests wait while something is cut over, and none is refused. */

import { print } from '../output.ts'
import type { Session } from '../session.ts'

function call(session: Session, service: string, action: string, body?: object): Promise<unknown> {
  return session.client.call('POST', `/v1/services/${encodeURIComponent(service)}/${action}`, {
    query: { namespace: session.namespace },
    ...(body === undefined ? {} : { body }),
  })
}

/** `polis pause SERVICE [--for 30s]`. */
export async function pause(session: Session, service: string, duration: string): Promise<void> {
  await call(session, service, 'pause', { for: duration })
  print(`${service} is paused for ${duration}: new requests wait`)
}

/** `polis unpause SERVICE`. */
export async function unpause(session: Session, service: string): Promise<void> {
  await call(session, service, 'unpause')
  print(`${service} is no longer paused`)
}
