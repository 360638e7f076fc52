import assert from 'node:assert/strict'
import { test } from 'node:test'
import { loadReport } from './load-report.ts'

test('a report of loads survives the wire', () => {
  const report = new Map([
    ['task-1', 3],
    ['task-2:8080', 4_000_000_000],
  ])
  assert.deepEqual(loadReport.decode(loadReport.encode(report)), report)
  assert.equal(loadReport.decode(new Uint8Array(0)).size, 0)
})
