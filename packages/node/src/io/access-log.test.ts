import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { AccessLog } from './access-log.ts'

describe('the access log of a node', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'polis-access-'))
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  const text = (name: string) => readFileSync(join(folder, name), 'latin1')

  it('keeps lines in order, and says how many were lost', async () => {
    const log = new AccessLog(join(folder, 'access.log'))
    await Promise.all([
      log.write({ lines: 'a\nb\n', dropped: 0 }),
      log.write({ lines: 'c\n', dropped: 2 }),
    ])
    assert.equal(text('access.log'), 'a\nb\n{"dropped":2}\nc\n')
  })

  it('never grows beyond its bound, and keeps the file before', async () => {
    const path = join(folder, 'access.log')
    const log = new AccessLog(path, 10)
    for (const line of ['1234567\n', 'abcdefg\n', 'ABCDEFG\n']) {
      await log.write({ lines: line, dropped: 0 })
    }
    assert.equal(text('access.log'), 'ABCDEFG\n')
    assert.equal(text('access.log.1'), 'abcdefg\n')
    await new AccessLog(path, 10).write({ lines: 'again\n', dropped: 0 })
    assert.equal(text('access.log.1'), 'ABCDEFG\n')
  })

  it('goes on after a write that failed', async () => {
    const log = new AccessLog(join(folder, 'missing', 'access.log'))
    await assert.rejects(log.write({ lines: 'a\n', dropped: 0 }), { code: 'ENOENT' })
    await assert.rejects(log.write({ lines: 'a\n', dropped: 0 }), { code: 'ENOENT' })
  })
})
