import assert from 'node:assert/strict'
import { chmod, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { hasCode } from '@polis/base'
import { loadOrCreateIdentity } from './identity.ts'

let folder = ''
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'polis-identity-'))
})
after(() => rm(folder, { recursive: true }))

test('an identity is made once, kept private, and the same ever after', async () => {
  const path = join(folder, 'new', 'identity')
  const made = await loadOrCreateIdentity(path)
  assert.match(made.peerId, /^12D3KooW/)
  assert.equal((await stat(path)).mode & 0o777, 0o600)
  assert.deepEqual(await readdir(join(folder, 'new')), ['identity'])
  const loaded = await loadOrCreateIdentity(path)
  assert.equal(loaded.peerId, made.peerId)
})

test('a damaged identity is refused by name, and never replaced', async () => {
  for (const damage of [Buffer.alloc(0), Buffer.from('not a key'), Buffer.alloc(68, 255)]) {
    const path = join(folder, 'damaged')
    await writeFile(path, damage)
    await chmod(path, 0o600)
    await assert.rejects(loadOrCreateIdentity(path), error => {
      assert.ok(hasCode(error, 'transport/damaged-identity'))
      assert.ok(error.message.includes(path))
      return true
    })
    assert.equal((await stat(path)).size, damage.length)
  }
})
