import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { VALUE_BYTES_MAX } from '../config.ts'
import { manifestText, parseManifest } from './manifest.ts'
import { readProject } from './project.ts'

const service = (keys: string) => `services: {w: {image: x, ${keys}}}\n`
const filesOf = (text: string) => {
  const { services, errors } = parseManifest(text)
  assert.deepEqual(errors, [])
  return services[0]!.deployment.workload.files
}
const errorsOf = (text: string) => parseManifest(text).errors.map(({ message }) => message)

describe('configs and secrets of a service', () => {
  it('have the places and the mode of Compose, in the short and the long form', () => {
    const top = 'secrets: {a: {content: x}}\nconfigs: {b: {content: y}, c: {content: z}}\n'
    const keys = `
      secrets: [a, {source: a, target: other, uid: "7", gid: 8, mode: 0440}],
      configs: [b, {source: c, target: /etc/c, mode: "0600"}]`
    const common = { version: '', mode: 0o444 }
    assert.deepEqual(filesOf(service(keys) + top), [
      { ...common, kind: 'config', name: 'b', target: '/b' },
      { ...common, kind: 'config', name: 'c', target: '/etc/c', mode: 0o600 },
      { ...common, kind: 'secret', name: 'a', target: '/run/secrets/a' },
      {
        ...{ ...common, kind: 'secret', name: 'a', target: '/run/secrets/other' },
        ...{ mode: 0o440, uid: 7, gid: 8 },
      },
    ])
  })

  it('are names in a folder for a plain process', () => {
    const top = 'secrets: {a: {content: x}}\n'
    const of = (secret: string) =>
      `services: {w: {x-runtime: process, command: [x], secrets: [${secret}]}}\n${top}`
    assert.equal(filesOf(of('a'))?.[0]?.target, 'a')
    assert.match(errorsOf(of('{source: a, target: /run/a}'))[0]!, /not the name of a file/)
    assert.match(errorsOf(of('{source: a, target: ..}'))[0]!, /not the name of a file/)
  })

  it('are refused if they do not fit', () => {
    const cases: [string, RegExp][] = [
      [service('secrets: [a]'), /secrets\[0\]: the manifest has no secret 'a'/],
      [`${service('secrets: [a, a]')}secrets: {a: {content: x}}`, /two files are put at/],
      [`${service('configs: [{source: a, target: /a/../b}]')}configs: {a: {content: x}}`, /'\/a\//],
      [`${service('secrets: [{source: a, mode: "9"}]')}secrets: {a: {content: x}}`, /octal/],
      [`${service('secrets: [{source: a, mode: "4755"}]')}secrets: {a: {content: x}}`, /0777/],
      [`${service('init: true')}secrets: {a: }`, /secrets.a has no content/],
      [`${service('init: true')}secrets: {a: {external: true, content: x}}`, /external and has/],
      [`${service('init: true')}secrets: {../a: {content: x}}`, /is not a name/],
      [
        `${service('init: true')}configs: {a: {x-base64: "${'A'.repeat(((VALUE_BYTES_MAX + 3) * 4) / 3)}"}}`,
        /at most 512000 are kept/,
      ],
    ]
    for (const [text, expected] of cases) assert.match(errorsOf(text).join('; '), expected)
  })
})

describe('what the polis command sends', () => {
  const project = (text: string) => {
    const bytes = Buffer.of(0, 255, 10)
    const read = readProject({
      files: ['/p/compose.yaml'],
      directory: '/p',
      environment: { TOKEN: 'from-variable' },
      profiles: [],
      nameOf: path => path,
      read: path => (path === '/p/compose.yaml' ? { kind: 'text', text } : { kind: 'missing' }),
      readBytes: path => {
        if (path !== '/p/key.bin') throw new Error('it is not there')
        return bytes
      },
    })
    return { ...read, errors: read.errors.map(({ message }) => message) }
  }

  it('has the content of files, whatever their bytes, and of variables', () => {
    const { root, errors } = project(`
services: {w: {image: x, secrets: [a, b]}}
secrets: {a: {file: ./key.bin}, b: {environment: TOKEN}}`)
    assert.deepEqual(errors, [])
    const { values } = parseManifest(manifestText(root))
    assert.deepEqual(
      values.map(({ key, content }) => [key, Buffer.from(content!).toString('latin1')]),
      [
        ['a', '\x00\xff\n'],
        ['b', 'from-variable'],
      ],
    )
  })

  it('is nothing if a file or a variable is not there', () => {
    const top = 'services: {w: {image: x}}\n'
    assert.match(project(`${top}secrets: {a: {file: ./no}}`).errors[0]!, /\/p\/no cannot be read/)
    assert.match(project(`${top}secrets: {a: {environment: NO}}`).errors[0]!, /NO is not set/)
    const both = project(`${top}secrets: {a: {file: ./key.bin, environment: TOKEN}}`)
    assert.match(both.errors[0]!, /more than one of file, environment/)
  })
})
