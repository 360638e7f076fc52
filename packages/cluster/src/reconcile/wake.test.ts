/** When a turn wants to be run again although nothing changes. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { FakeCluster } from './fake-cluster.ts'
import { count, deploy, deployed, rollout } from './fake-rollouts.ts'
import { reconcile } from './reconcile.ts'

/** The times that a turn of now asks for, and whether it decides something. */
function turn(cluster: FakeCluster, afterMs = 0) {
  const times: number[] = []
  let drawn = 0
  const view = {
    ...cluster.view(),
    nowMs: cluster.nowMs + afterMs,
    wakeAt: (timeMs: number) => times.push(timeMs),
  }
  const operations = reconcile(cluster.state, view, () => `fresh${drawn++}`)
  return { next: Math.min(...times), isIdle: operations.length === 0 }
}

test('an update goes on at the very time when the watch over its first tasks ends', () => {
  const cluster = deployed(2)
  deploy(cluster, 'server 2', 2, { parallelism: 1, monitorMs: 1_000 })
  cluster.runUntil('one new task serves', () => count(cluster, 'server 2') === 1)
  const { next, isIdle } = turn(cluster)
  assert.ok(isIdle)
  assert.ok(next > cluster.nowMs && next <= cluster.nowMs + 1_000, `${next}`)
  const waitMs = next - cluster.nowMs
  assert.ok(turn(cluster, waitMs - 1).isIdle, 'not before')
  assert.ok(!turn(cluster, waitMs).isIdle, 'and not later')
})

test('so do a stage that is over, and a crashed task that may be tried again', () => {
  const cluster = deployed(4)
  const steps = [{ weight: 25, pauseMs: 5_000 }]
  deploy(cluster, 'server 2', 4, { strategy: { kind: 'canary', steps, promote: 'auto' } })
  cluster.runUntil('its watch is over', () => count(cluster, 'server 2') === 1)
  cluster.run(2_000)
  const stage = turn(cluster).next - cluster.nowMs
  assert.ok(turn(cluster, stage - 1).isIdle && !turn(cluster, stage).isIdle)

  const other = deployed(1)
  const [task] = other.serving()
  other.crash(task!.nodeId, task!.id)
  other.run(200)
  const retry = turn(other).next - other.nowMs
  assert.ok(retry > 0 && turn(other, retry - 1).isIdle && !turn(other, retry).isIdle)
})

test('nothing is asked for once nothing waits', () => {
  const cluster = deployed(3)
  cluster.run(5_000)
  assert.equal(rollout(cluster).state, 'complete')
  assert.equal(turn(cluster).next, Number.POSITIVE_INFINITY)
})
