import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { DriverEvent } from './driver.ts'
import { type Behaviour, type DriverHarness, driverCases } from './driver-cases.test.ts'
import { type FakeBehaviour, FakeDriver, STEADY } from './fake-driver.ts'
import type { TaskStart } from './task.ts'
import { workload } from './workload.ts'

const BEHAVIOURS: Record<Behaviour, FakeBehaviour> = {
  sleeps: STEADY,
  'exits with 3': { ...STEADY, exitAfterMs: 5, exitCode: 3 },
  'ignores SIGTERM': { ...STEADY, stopMs: null },
  'cannot start': { ...STEADY, startFailure: 'command not found: no-such-program' },
}

function fakeTask(taskId: string, command = 'sleeps', run = 1): TaskStart {
  const spec = workload({ driver: 'process', command: [command] })
  const where = { node: 'n1', host: '127.0.0.1', dns: null, ports: [{ target: 80, port: 20_001 }] }
  return { taskId, service: 'web', namespace: 'default', run, workload: spec, ...where }
}

async function makeHarness(): Promise<DriverHarness> {
  let driver = new FakeDriver(task => BEHAVIOURS[task.workload.command[0] as Behaviour])
  let events: DriverEvent[] = []
  driver.onEvent(event => events.push(event))
  return {
    get driver() {
      return driver
    },
    task: (taskId, behaviour, run) => fakeTask(taskId, behaviour, run),
    async event(kind, taskId) {
      driver.tick(Math.max(0, Number.isFinite(driver.nextDueMs()) ? driver.nextDueMs() : 0))
      for (;;) {
        const isWanted = (event: DriverEvent) =>
          event.kind === kind && (taskId === undefined || 'taskId' in event)
        const found = events.findIndex(isWanted)
        if (found >= 0) return events.splice(found, 1)[0] as never
        assert(Number.isFinite(driver.nextDueMs()), `an event ${kind} is on its way`)
        driver.tick(driver.nextDueMs())
      }
    },
    async restart() {
      driver = driver.restart()
      events = []
      driver.onEvent(event => events.push(event))
    },
    async close() {},
  }
}

driverCases('the fake driver', makeHarness)

test('events of the fake come in the order of their time', () => {
  const driver = new FakeDriver(() => ({ ...STEADY, exitAfterMs: 100, exitCode: 1 }))
  const seen: string[] = []
  driver.onEvent(event => seen.push(`${event.kind} ${'taskId' in event ? event.taskId : ''}`))
  driver.start(fakeTask('b'))
  driver.start(fakeTask('a'))
  driver.tick(19)
  assert.deepEqual(seen, [])
  driver.tick(1_000)
  assert.deepEqual(seen, ['started b', 'started a', 'exited b', 'exited a'])
})

test('a task of the fake that crashes is reported once', () => {
  const driver = new FakeDriver()
  const exits: number[] = []
  driver.onEvent(event => event.kind === 'exited' && exits.push(event.exit.code ?? -1))
  driver.start(fakeTask('a'))
  driver.tick(100)
  driver.crash('a', 7)
  driver.kill('a')
  driver.tick(200)
  assert.deepEqual(exits, [7])
  assert.deepEqual(driver.running(), [])
})
