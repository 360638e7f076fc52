/** How the cluster knows a token that it does not keep. */

import { createHash } from 'node:crypto'

/** The form in which the admin token is replicated: nobody can turn it back. */
export function tokenHash(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}
