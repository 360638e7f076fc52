/**
 * A route as data: what the server registers and what `/v1/openapi.json` describes.
 *
 * Both are made from the same list, so the description cannot differ from what is served.
 */

import type { z } from 'zod'

export type Method = 'GET' | 'PUT' | 'POST' | 'DELETE'

/** One line of the API: method, path in OpenAPI's notation, and what it takes. */
export type RouteDescription = {
  readonly method: Method
  readonly path: string
  readonly summary: string
  readonly query?: z.ZodType
  readonly body?: z.ZodType
  /** True if `If-Match` is compare-and-set here; elsewhere a write that carries it is refused. */
  readonly isConditional?: boolean
  /** Served without a token. */
  readonly isOpen?: boolean
}
