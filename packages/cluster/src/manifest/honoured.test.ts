import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { DEPLOY_KEYS, type KeyTable, PORT_KEYS, SERVICE_KEYS, TOP_KEYS } from './compose-keys.ts'
import { DEPLOY_SHAPE, PORT_SHAPE, SERVICE_SHAPE, TOP_SHAPE } from './compose-shapes.ts'
import { parseManifest, readManifest } from './manifest.ts'
import { composeSupport, type JsonSchema, manifestSchema } from './manifest-schema.ts'
import type { ManifestNode } from './node.ts'
import { RecordingReader, recordReaders } from './recording-reader.ts'
import { parseTrees } from './yaml-tree.ts'

/** Real Compose files; a checkout of the project alone does not have them. */
const SAMPLES = new URL('../../../../../shared/data/compose/', import.meta.url)

/** Maps of which every entry is taken as it is. */
const WHOLE = /^services\.[^.]+\.x-check(?:\[\d+\])?$/

/** Keys that are read once the one that they need is there. */
const LATER = ['services.s.ports[0].app_protocol', 'services.s.ports[0].name']

/** Keys of the manifest that were neither looked at nor reported, nor anything above them. */
function droppedKeys(text: string): string[] {
  const parsed = parseTrees(text)
  assert.ok(parsed.kind === 'trees')
  const reader = new RecordingReader()
  const { warnings, errors } = readManifest(parsed.roots[0]!, reader)
  const said = [...warnings, ...errors].map(({ message }) => message)
  const isReported = (path: string) =>
    said.some(message => message.startsWith(path) && !/^[\w-]/.test(message.slice(path.length)))
  const dropped: string[] = []
  const walk = (node: ManifestNode, path: string) => {
    if (node.kind === 'list') {
      for (const [i, item] of node.items.entries()) walk(item, `${path}[${i}]`)
    }
    if (node.kind !== 'map') return
    const isWhole = reader.asked.get(path)?.kind === 'pairs' || WHOLE.test(path)
    for (const { key, value } of node.entries) {
      const own = path === '' ? key : `${path}.${key}`
      const isFragment = path === '' && key.startsWith('x-')
      const isLater = key === 'app_protocol'
      if (isFragment || isWhole || isLater || isReported(own)) continue
      const isService = /^services\.[^.]+$/.test(own)
      if (reader.seen.has(own) || isService) walk(value, own)
      else dropped.push(own)
    }
  }
  walk(parsed.roots[0]!, '')
  return dropped
}

describe('every key of a manifest', () => {
  it('is in a table: honoured, reported or refused', () => {
    const pairs: [KeyTable, Readonly<Record<string, unknown>>][] = [
      [TOP_KEYS, TOP_SHAPE.keys],
      [SERVICE_KEYS, SERVICE_SHAPE.keys],
      [DEPLOY_KEYS, DEPLOY_SHAPE.keys],
      [PORT_KEYS, PORT_SHAPE.keys],
    ]
    for (const [table, shape] of pairs) {
      const known = [
        ...table.honoured,
        ...Object.keys(table.ignored),
        ...Object.keys(table.refused),
      ]
      const ofCompose = known.filter(key => !key.startsWith('x-')).sort()
      assert.deepEqual(ofCompose, Object.keys(shape).sort())
      assert.equal(new Set(known).size, known.length)
    }
  })

  it('of Compose that is honoured is looked at', () => {
    const { tables, seen, asked } = recordReaders()
    for (const [path, table] of tables) {
      if (path === '' || path.includes('.x-')) continue
      for (const key of table.honoured) {
        const own = `${path}.${key}`
        const isRead = seen.has(own) || asked.has(own) || tables.has(own)
        if (!isRead) assert.ok(LATER.includes(own), own)
      }
    }
  })

  it('at any depth of a real file is honoured or reported', t => {
    if (!existsSync(SAMPLES)) return t.skip('shared/data/compose is not beside the project')
    for (const file of readdirSync(SAMPLES).sort()) {
      const text = readFileSync(new URL(file, SAMPLES), 'utf8')
      assert.deepEqual(droppedKeys(text), [], file)
    }
  })

  it('below a key that is not honoured is still checked', () => {
    const cases: [string, RegExp][] = [
      ['networks: {default: {alises: [a]}}', /networks\.default\.alises .* mean 'aliases'/],
      ['build: {contxt: .}', /build\.contxt .* mean 'context'/],
      [
        'develop: {watch: [{path: a, action: synk}]}',
        /watch\[0\]\.action: 'synk' should be 'sync'/,
      ],
      ['logging: {driver: [a]}', /logging\.driver should be a single value, not a list/],
      ['blkio_config: {weight: heavy}', /weight should be a number, not 'heavy'/],
      ['tty: perhaps', /tty should be true or false/],
      ['gpus: [{count: {}}]', /gpus\[0\]\.count should be a single value, not a map/],
      ['post_start: [{comand: x}]', /post_start\[0\]\.comand .* mean 'command'/],
      ['volumes_from: {a: b}', /volumes_from should be a list, not a map/],
    ]
    for (const [line, expected] of cases) {
      const { errors } = parseManifest(`services: {web: {image: x, ${line}}}`)
      assert.match(errors[0]?.message ?? 'no error', expected, line)
    }
    const { errors } = parseManifest('services: {w: {image: x}}\nvolumes: {v: {drivr: local}}')
    assert.match(errors[0]!.message, /volumes\.v\.drivr .* mean 'driver'/)
    const free = 'build: {x-a: 1, args: {A: b}}, networks: [a], gpus: all'
    assert.deepEqual(parseManifest(`services: {w: {image: x, ${free}}}`).errors, [])
  })
})

describe('the schema of a manifest', () => {
  const schema = manifestSchema()
  const at = (...path: string[]) =>
    path.reduce<JsonSchema>((below, key) => (below[key] ?? {}) as JsonSchema, schema)
  const service = ['properties', 'services', 'additionalProperties', 'properties']

  it("has the keys of Compose and Polis's own, and says what is not honoured", () => {
    assert.ok((at(...service, 'x-lb', 'properties', 'algorithm')['enum'] as []).length > 5)
    assert.match(String(at(...service, 'privileged')['description']), /^Refused/)
    assert.match(String(at(...service, 'links')['description']), /^Not honoured by Polis/)
    const update = at(...service, 'deploy', 'properties', 'update_config', 'properties')
    assert.ok('x-healthy-deadline' in update && 'parallelism' in update)
    assert.deepEqual(at(...service, 'x-dns', 'properties', 'tags')['type'], 'array')
  })

  it('is what the page of support is made from too', () => {
    const page = composeSupport()
    assert.match(page, /\| `env_file` \| honoured \| by the polis command/)
    assert.match(page, /## `services\.NAME\.x-lb\.sticky`/)
    assert.match(page, /\| `privileged` \| refused \| it would weaken/)
  })
})
