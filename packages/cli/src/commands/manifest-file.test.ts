// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are variables of Compose files
import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, describe, it } from 'node:test'
import { parseManifest } from '@polis/cluster'
import { loadManifest } from './manifest-file.ts'

const root = mkdtempSync(join(tmpdir(), 'polis-manifest-'))
after(() => rmSync(root, { recursive: true }))

/** A folder with these files. */
function folder(name: string, files: Record<string, string | Uint8Array>): string {
  for (const [file, content] of Object.entries(files)) {
    const path = join(root, name, file)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, content)
  }
  return join(root, name)
}

function imagesIn(text: string): (string | null)[] {
  const { services, errors } = parseManifest(text)
  assert.deepEqual(errors, [])
  return services.map(({ deployment }) => deployment.workload.image)
}

describe('the files of a manifest', () => {
  it('are compose.yaml with its override and .env, here or in a folder above', () => {
    const projectDirectory = folder('Shop 1', {
      'compose.yaml': 'services: {web: {image: "a:${TAG}"}}',
      'compose.override.yaml': 'services: {db: {image: "b:${TAG}"}}',
      '.env': 'TAG=7',
      'deep/er/notes': '',
    })
    const { text, stack } = loadManifest({ projectDirectory })
    assert.deepEqual(imagesIn(text), ['a:7', 'b:7'])
    assert.equal(stack, 'shop-1')
    const below = loadManifest({ projectDirectory: join(projectDirectory, 'deep/er') })
    assert.deepEqual(imagesIn(below.text), ['a:', 'b:'])
  })

  it('are those of -f, merged, with --env-file and --profile', () => {
    const path = folder('two', {
      'a.yaml': 'name: mine\nservices: {web: {image: "a:${TAG}"}}',
      'b.yaml': 'services: {web: {image: "b:${TAG}"}, spare: {image: c, profiles: [extra]}}',
      'x.env': 'TAG=x',
    })
    const file = [join(path, 'a.yaml'), join(path, 'b.yaml')]
    const envFile = [join(path, 'x.env')]
    const { text, stack } = loadManifest({ file, envFile })
    assert.deepEqual([imagesIn(text), stack], [['b:x'], 'mine'])
    const all = loadManifest({ file, envFile, profile: ['extra'], stack: 'other' })
    assert.deepEqual([imagesIn(all.text), all.stack], [['b:x', 'c'], 'other'])
  })

  it('that are no text of a bounded size are refused by name', () => {
    const path = folder('bad', {
      'latin.yaml': Uint8Array.of(0x61, 0x3a, 0x20, 0xe9),
      'large.yaml': ' '.repeat(4 * 1024 * 1024 + 1),
      'broken.yaml': 'services:\n  web: {image: a\n',
      'wrong.yaml': 'services:\n  web:\n    image: a\n    comand: b\n',
    })
    const refusals: [string, RegExp][] = [
      [join(path, 'latin.yaml'), /latin\.yaml cannot be read: it is not UTF-8/],
      [join(path, 'large.yaml'), /it is over 4194304 bytes/],
      [join(path, 'none.yaml'), /it does not exist/],
      [join(path, 'broken.yaml'), /broken\.yaml:\d+:\d+: /],
      [join(path, 'wrong.yaml'), /wrong\.yaml:4:5: services\.web\.comand .* mean 'command'/],
      [path, /it is not a file/],
      ['/dev/zero', /it is not a file/],
    ]
    for (const [file, expected] of refusals) {
      assert.throws(() => loadManifest({ file: [file] }), expected, file)
    }
  })
})
