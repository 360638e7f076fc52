/**
 * etcd's own scripts, where they are at hand: they are not part of this repository.
 */

import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { ROOT } from '../tidy/source-files.ts'

const SCRIPTS = join(ROOT, '../shared/data/raft-scripts')

test("the raft machine passes etcd's scripts byte for byte", t => {
  if (!existsSync(SCRIPTS)) {
    t.skip(`${SCRIPTS} is not there`)
    return
  }
  const { stdout, status } = spawnSync(
    process.execPath,
    [join(ROOT, 'test/conformance/raft.ts'), SCRIPTS],
    { encoding: 'utf8' },
  )
  const summary = stdout.trim().split('\n').at(-1) ?? ''
  t.diagnostic(summary)
  assert.equal(status, 0, stdout)
  assert.match(summary, /^[1-9]\d* passed, 0 failed$/)
})
