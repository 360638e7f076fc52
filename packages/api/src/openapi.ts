/**
 * The OpenAPI 3.1 description of the API, made from the routes and their schemas.
 */

import { z } from 'zod'
import type { RouteDescription } from './route.ts'

/** The document served at `/v1/openapi.json`. */
export function openApiDocument(routes: readonly RouteDescription[], version: string): unknown {
  const paths: Record<string, Record<string, unknown>> = {}
  for (const route of routes) {
    const operations = paths[route.path] ?? {}
    operations[route.method.toLowerCase()] = operationOf(route)
    paths[route.path] = operations
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Polis', version, description: 'The HTTP API of a Polis node.' },
    components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
    paths,
  }
}

function operationOf(route: RouteDescription): unknown {
  const parameters: unknown[] = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }))
  for (const [name, schema] of Object.entries(propertiesOf(route.query))) {
    parameters.push({ name, in: 'query', required: false, schema })
  }
  return {
    summary: route.summary,
    parameters,
    ...(route.isOpen === true ? { security: [] } : { security: [{ token: [] }] }),
    ...(route.body === undefined
      ? {}
      : { requestBody: { content: { 'application/json': { schema: jsonSchema(route.body) } } } }),
    responses: {
      200: { description: 'Done' },
      default: { description: 'A problem (RFC 9457) with code, detail and hint' },
    },
  }
}

function propertiesOf(schema: z.ZodType | undefined): Record<string, unknown> {
  if (schema === undefined) return {}
  return (jsonSchema(schema) as { properties?: Record<string, unknown> }).properties ?? {}
}

function jsonSchema(schema: z.ZodType): unknown {
  return z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })
}
