/**
 * An answer of another member that cannot be read: the member is named, in one line, and whatever
 * the other members said is of use as before.
 */

import { messageOf } from '@polis/base'
import { nodeError } from './errors.ts'

/** What `decode` reads of `what` of that node. Throws `node/bad-answer`, naming both. */
export function readAnswer<T>(node: string, what: string, decode: () => T): T {
  try {
    return decode()
  } catch (error) {
    const why = messageOf(error).replace(/\s+/g, ' ')
    throw nodeError('node/bad-answer', {
      message: `${what} of node ${node} cannot be read: ${why}`,
      hint: 'see the log of that node, and that both run the same Polis',
      cause: error,
    })
  }
}
