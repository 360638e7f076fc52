import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { PACKAGES, requireTools, type Tool } from './debian-tools.ts'

describe('the tools of Debian', () => {
  it('are all there', () => {
    requireTools(...(Object.keys(PACKAGES) as Tool[]))
  })

  it('are installed by the script under the names that a failure tells', () => {
    const script = readFileSync(new URL('../../scripts/install-peers.sh', import.meta.url), 'utf8')
    const table = /<<EOF\n([\s\S]*)\nEOF\n/.exec(script)?.[1]?.split('\n')
    const expected = Object.entries(PACKAGES).map(([tool, name]) => `${tool} ${name}`)
    assert.deepEqual(table?.toSorted(), expected.toSorted())
  })

  it('are missed in one line that names the package, with exit code 1', () => {
    const source = `import { requireTools } from '${new URL('debian-tools.ts', import.meta.url)}'
      requireTools('dig')`
    const { status, stderr } = spawnSync(
      process.execPath,
      ['--input-type=module-typescript', '--eval', source],
      { env: {}, encoding: 'utf8' },
    )
    assert.match(stderr, /^test:peers needs dig \(Debian package bind9-dnsutils\); [^\n]*\n$/)
    assert.equal(status, 1)
  })
})
