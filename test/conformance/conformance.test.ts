/**
 * What others judge by, where it is at hand, since it is not part of this repository: etcd's own
 * scripts, and histories whose verdicts are known.
 */

import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { ROOT } from '../tidy/source-files.ts'

const SCRIPTS = join(ROOT, '../shared/data/raft-scripts')
const HISTORIES = join(ROOT, '../shared/data/histories')

for (const { title, program, data } of [
  {
    title: "the raft machine passes etcd's scripts byte for byte",
    program: 'raft.ts',
    data: SCRIPTS,
  },
  {
    title: 'the linearizability checker agrees with the known verdict of every history',
    program: 'linearizability.ts',
    data: HISTORIES,
  },
]) {
  test(title, t => {
    if (!existsSync(data)) {
      t.skip(`${data} is not there`)
      return
    }
    const { stdout, status } = spawnSync(
      process.execPath,
      [join(ROOT, 'test/conformance', program), data],
      { encoding: 'utf8' },
    )
    const summary = stdout.trim().split('\n').at(-1) ?? ''
    t.diagnostic(summary)
    assert.equal(status, 0, stdout)
    assert.match(summary, /^[1-9]\d* passed, 0 failed$/)
  })
}
