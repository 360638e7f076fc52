import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import test from 'node:test'

test('the example of the README runs as it stands', () => {
  const packageDir = new URL('../../', import.meta.url)
  const readme = readFileSync(new URL('README.md', packageDir), 'utf8')
  const code = /```ts\n([\s\S]*?)```/.exec(readme)?.[1]
  assert.ok(code, 'the README has an example')
  const run = spawnSync(process.execPath, ['--input-type=module-typescript', '--eval', code], {
    cwd: packageDir,
    encoding: 'utf8',
    timeout: 20_000,
  })
  assert.equal(run.stderr, '')
  assert.equal(run.stdout, 'total 42\n')
})
