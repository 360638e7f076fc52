import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parseManifest } from './manifest.ts'

/** The services `db`, `setup` and `web`, the last with this line. */
function web(line: string) {
  return parseManifest(
    `services:\n  db: {image: x}\n  setup: {image: x}\n  web:\n    image: x\n    ${line}\n`,
  )
}

describe('depends_on', () => {
  it('is a list of names or a map with conditions', () => {
    const read = (line: string) => {
      const { services, errors } = web(line)
      assert.deepEqual(errors, [])
      return services[2]!.deployment.dependsOn
    }
    assert.equal(read('tty: true'), undefined)
    const [db, setup] = [
      { service: 'db', condition: 'service_started' },
      { service: 'setup', condition: 'service_started' },
    ]
    assert.deepEqual(read('depends_on: [setup, db]'), [db, setup])
    assert.deepEqual(read('depends_on: {db: , setup: {condition: service_healthy}}'), [
      db,
      { service: 'setup', condition: 'service_healthy' },
    ])
    assert.deepEqual(
      read('depends_on: {none: {condition: service_healthy, required: false}}'),
      undefined,
    )
  })

  it('that makes no sense is named, and what is not honoured is said', () => {
    const cases: [string, RegExp][] = [
      ['depends_on: [dbb]', /depends_on\.dbb: .* not in the manifest; did you mean 'db'/],
      ['depends_on: {db: {condition: healthy}}', /'healthy' should be/],
      ['depends_on: {db: {conditon: service_started}}', /conditon .* mean 'condition'/],
      ['depends_on: web', /should be a map of keys/],
      ['depends_on: [web]', /services\.web\.depends_on goes in a circle: web → web/],
      ['depends_on: [[db]]', /depends_on\[0\] should be text/],
    ]
    for (const [line, expected] of cases) {
      assert.match(web(line).errors[0]?.message ?? 'no error', expected, line)
    }
    const circle = parseManifest(
      'services: {a: {image: x, depends_on: [b]}, b: {image: x, depends_on: [c]}, c: {image: x, depends_on: [b]}}',
    )
    assert.match(circle.errors[0]!.message, /circle: b → c → b/)
    const { warnings } = web('depends_on: {db: {condition: service_started, restart: true}}')
    assert.match(warnings[0]!.message, /depends_on\.db\.restart is not honoured/)
  })
})
