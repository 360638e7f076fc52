/**
 * The libp2p packages that are installed are those meant.
 *
 * gossipsub moved to `@libp2p/gossipsub` and is installed under its old name by an alias; the old
 * package of that name installs as well, runs with libp2p 3, and silently delivers nothing.
 */

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'

const root = new URL('../../../', import.meta.url)

function readJson(path: string): Record<string, unknown> {
  return JSON.parse(readFileSync(new URL(path, root), 'utf8')) as Record<string, unknown>
}

type Locked = { readonly version?: string; readonly name?: string }
const locked = readJson('package-lock.json')['packages'] as Record<string, Locked>

test('the package named @chainsafe/libp2p-gossipsub is @libp2p/gossipsub 17.1.1', () => {
  const installed = readJson('node_modules/@chainsafe/libp2p-gossipsub/package.json')
  assert.equal(installed['name'], '@libp2p/gossipsub')
  assert.equal(installed['version'], '17.1.1')
  const entry = locked['node_modules/@chainsafe/libp2p-gossipsub']
  assert.deepEqual([entry?.name, entry?.version], ['@libp2p/gossipsub', '17.1.1'])
})

test('there is one major of @libp2p/interface, and one libp2p', () => {
  for (const name of ['@libp2p/interface', 'libp2p', '@multiformats/multiaddr']) {
    const copies = Object.entries(locked).filter(([path]) => path.endsWith(`node_modules/${name}`))
    const majors = new Set(copies.map(([, { version }]) => version?.split('.')[0]))
    assert.equal(majors.size, 1, `${name}: ${copies.map(([path]) => path).join(', ')}`)
  }
})

test('every libp2p package of this one is pinned exactly', () => {
  const own = readJson('packages/transport/package.json')
  for (const [name, version] of Object.entries(own['dependencies'] as Record<string, string>)) {
    assert.match(version, /^\d+\.\d+\.\d+$/, `${name} ${version}`)
  }
})
