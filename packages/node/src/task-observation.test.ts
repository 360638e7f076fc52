import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type TaskReport, workload } from '@polis/runtime'
import { isSameObservation, observationOf, withSilence } from './task-observation.ts'

const spec = workload({
  driver: 'process',
  command: ['true'],
  ports: [{ name: 'web', target: 3_000, protocol: 'tcp' }],
})

const report = (changes: Partial<TaskReport> = {}): TaskReport => ({
  taskId: 'abc',
  phase: 'running',
  reason: '',
  isFailed: false,
  run: 1,
  ports: [{ target: 3_000, port: 20_001 }],
  startedAtMs: 5,
  exit: null,
  ...changes,
})

test('a running task is reported with its node ports by name', () => {
  const observed = observationOf(report(), spec, 4, true)
  assert.equal(observed.phase, 'running')
  assert.deepEqual(observed.ports, [{ name: 'web', target: 3_000, port: 20_001 }])
  assert.equal(observed.bootCount, 4)
  assert.equal(observed.restarts, 0)
})

test('a task that waits to be started again is in back-off and has no ports to dial', () => {
  const observed = observationOf(report({ phase: 'waiting', run: 3 }), spec, 4, false)
  assert.equal(observed.phase, 'backoff')
  assert.deepEqual(observed.ports, [])
  assert.equal(observed.restarts, 2)
})

test('a task that ended for good because it failed has failed, not exited', () => {
  const exit = { code: 1, signal: null, reason: 'exit code 1', atMs: 9 }
  const ended = report({ phase: 'exited', exit, isFailed: true })
  assert.equal(observationOf(ended, spec, 1, null).phase, 'failed')
  assert.equal(observationOf({ ...ended, isFailed: false }, spec, 1, null).phase, 'exited')
  assert.equal(observationOf(ended, spec, 1, null).exitCode, 1)
})

test('a report that says nothing new is recognised', () => {
  const first = observationOf(report(), spec, 4, true)
  assert.ok(isSameObservation(first, observationOf(report(), spec, 4, true)))
  assert.ok(!isSameObservation(first, observationOf(report(), spec, 5, true)))
})

test('a task whose driver does not work is thought to run on, and says why nobody can tell', () => {
  const silence = 'the container engine does not answer: ENOENT'
  const running = withSilence(observationOf(report(), spec, 4, true), silence)
  assert.deepEqual([running.phase, running.reason], ['running', silence])
  const ended = observationOf(report({ phase: 'exited', reason: 'stopped' }), spec, 4, true)
  assert.equal(withSilence(ended, silence), ended)
})
