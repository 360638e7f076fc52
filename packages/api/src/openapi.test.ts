import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ROUTES } from './io/server.ts'
import { openApiDocument } from './openapi.ts'

test('every route is described once, with its parameters and its body', () => {
  const { paths } = openApiDocument(ROUTES, '1.2.3') as {
    paths: Record<string, Record<string, { parameters: { name: string }[]; requestBody?: unknown }>>
  }
  const described = Object.values(paths).reduce((n, path) => n + Object.keys(path).length, 0)
  assert.equal(described, ROUTES.length)
  const resolve = paths['/v1/resolve/{name}']!['get']!
  assert.deepEqual(
    resolve.parameters.map(parameter => parameter.name),
    [...['name', 'namespace', 'healthy', 'tag', 'label', 'version', 'near', 'index', 'wait']],
  )
  assert.ok(paths['/v1/services/{name}/scale']!['post']!.requestBody)
})

test('only the probes are open to everybody', () => {
  const open = ROUTES.filter(route => route.isOpen === true).map(route => route.path)
  assert.deepEqual(open.sort(), ['/livez', '/readyz'])
})
