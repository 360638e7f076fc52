import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Target } from '@polis/autoscaler'
import type { Task } from '@polis/cluster'
import { METRIC_STALE_MS, STARTING_MS } from './config.ts'
import { ScrapedStore } from './scraped-store.ts'

const DEPTH: Target = { metric: 'queue_depth', target: 30, type: 'total' }
const LOG_NOW_MS = 1_000_000

function task(id: string, sinceMs = 0, phase = 'running'): Task {
  return { id, observed: { phase, sinceMs } } as Task
}

function scraped(values: Readonly<Record<string, number>>, atMs = 1_000): ScrapedStore {
  const store = new ScrapedStore()
  const report = Object.entries(values).map(([taskId, value]) => ({
    ...{ taskId, values: { queue_depth: value } },
  }))
  store.report(report, atMs)
  return store
}

describe('what a policy reads of what replicas told', () => {
  test('is the sum for a total, and the mean for anything else', () => {
    const store = scraped({ a: 10, b: 50 })
    const tasks = [task('a'), task('b')]
    const reading = (type: Target['type']) =>
      store.reading({ ...DEPTH, type }, tasks, 1_500, LOG_NOW_MS)
    const common = { kind: 'service', metric: 'queue_depth', isComplete: true }
    assert.deepEqual(reading('total'), { ...common, value: 60 })
    assert.deepEqual(reading('average'), { ...common, value: 30 })
    assert.deepEqual(reading('signal'), { ...common, value: 30 })
  })

  test('is incomplete without a replica that should have answered, unless it has just started', () => {
    const store = scraped({ a: 10 })
    const isComplete = (other: Task) => {
      const reading = store.reading(DEPTH, [task('a'), other], 1_500, LOG_NOW_MS)
      return reading.kind === 'service' && reading.isComplete
    }
    assert.equal(isComplete(task('b', LOG_NOW_MS - STARTING_MS)), false)
    assert.equal(isComplete(task('b', LOG_NOW_MS - STARTING_MS + 1)), true)
    assert.equal(isComplete(task('b', 0, 'backoff')), true)
  })

  test('is an error when nobody told it, or only long ago', () => {
    const store = scraped({ a: 10 })
    const kind = (tasks: Task[], nowMs: number) =>
      store.reading(DEPTH, tasks, nowMs, LOG_NOW_MS).kind
    assert.equal(kind([], 1_500), 'error')
    assert.equal(kind([task('a')], 1_000 + METRIC_STALE_MS - 1), 'service')
    assert.equal(kind([task('a')], 1_000 + METRIC_STALE_MS), 'error')
    store.prune(() => false)
    assert.equal(kind([task('a')], 1_500), 'error')
  })
})
