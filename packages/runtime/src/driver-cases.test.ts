/**
 * What every driver must do: one suite, run by the tests of each of them.
 *
 * A harness hides what differs: how a behaviour becomes a workload, and how time passes.
 */

import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { DriverEvent, RuntimeDriver } from './driver.ts'
import type { TaskStart } from './task.ts'

/** What the workload of a case does. */
export type Behaviour = 'sleeps' | 'exits with 3' | 'ignores SIGTERM' | 'cannot start'

export type DriverHarness = {
  readonly driver: RuntimeDriver
  task(taskId: string, behaviour: Behaviour, run?: number): TaskStart
  /** The first event of that kind for that task that has not been asked for yet. */
  event<K extends DriverEvent['kind']>(
    kind: K,
    taskId?: string,
  ): Promise<Extract<DriverEvent, { kind: K }>>
  /** Puts the driver of the node's next life in the place of this one. */
  restart(): Promise<void>
  close(): Promise<void>
}

/** Runs every case on a fresh harness. */
export function driverCases(name: string, makeHarness: () => Promise<DriverHarness>): void {
  const scenario = (title: string, body: (harness: DriverHarness) => Promise<void>) =>
    test(title, async () => {
      const harness = await makeHarness()
      try {
        await body(harness)
      } finally {
        await harness.close()
      }
    })

  describe(name, () => {
    scenario('a started task ends on SIGTERM and says so', async harness => {
      harness.driver.start(harness.task('a', 'sleeps'))
      assert.equal((await harness.event('started', 'a')).run, 1)
      harness.driver.signal('a', 'SIGTERM')
      const { exit, run } = await harness.event('exited', 'a')
      assert.deepEqual([run, exit.code, exit.signal], [1, 143, 'SIGTERM'])
    })

    scenario('the exit code of a task is reported', async harness => {
      harness.driver.start(harness.task('a', 'exits with 3'))
      const { exit } = await harness.event('exited', 'a')
      assert.deepEqual([exit.code, exit.signal, exit.reason], [3, null, 'exit code 3'])
    })

    scenario('a task that ignores SIGTERM ends when it is killed', async harness => {
      harness.driver.start(harness.task('a', 'ignores SIGTERM'))
      await harness.event('started', 'a')
      harness.driver.signal('a', 'SIGTERM')
      harness.driver.kill('a')
      const { exit } = await harness.event('exited', 'a')
      assert.deepEqual([exit.code, exit.signal], [137, 'SIGKILL'])
    })

    scenario('what cannot be started is reported with the reason', async harness => {
      harness.driver.start(harness.task('a', 'cannot start'))
      const failure = await harness.event('start-failed', 'a')
      assert.equal(failure.run, 1)
      assert.match(failure.reason, /command not found: no-such-program/)
    })

    scenario('a signal for a task that does not run is answered absent', async harness => {
      harness.driver.signal('a', 'SIGTERM')
      await harness.event('absent', 'a')
    })

    scenario('a run that runs already is answered started', async harness => {
      harness.driver.start(harness.task('a', 'sleeps'))
      await harness.event('started', 'a')
      harness.driver.start(harness.task('a', 'sleeps'))
      assert.equal((await harness.event('started', 'a')).run, 1)
    })

    scenario('a task can run again after it has ended', async harness => {
      harness.driver.start(harness.task('a', 'exits with 3'))
      assert.equal((await harness.event('started', 'a')).run, 1)
      await harness.event('exited', 'a')
      harness.driver.start(harness.task('a', 'sleeps', 2))
      assert.equal((await harness.event('started', 'a')).run, 2)
      harness.driver.kill('a')
      assert.equal((await harness.event('exited', 'a')).run, 2)
    })

    scenario('the next life of the node adopts what runs and can stop it', async harness => {
      harness.driver.start(harness.task('a', 'sleeps'))
      const { startedAtMs } = await harness.event('started', 'a')
      await harness.restart()
      harness.driver.adopt()
      const { tasks } = await harness.event('adopted')
      const ports = harness.task('a', 'sleeps').ports
      const identity = { taskId: 'a', service: 'web', namespace: 'default', run: 1 }
      assert.deepEqual(tasks, [{ ...identity, ports, startedAtMs, exit: null }])
      harness.driver.signal('a', 'SIGTERM')
      assert.equal((await harness.event('exited', 'a')).exit.code, 143)
    })

    scenario('the next life of the node learns how a task has ended', async harness => {
      harness.driver.start(harness.task('a', 'exits with 3'))
      await harness.event('exited', 'a')
      await harness.restart()
      harness.driver.adopt()
      const { tasks } = await harness.event('adopted')
      assert.deepEqual(
        tasks.map(task => [task.taskId, task.exit?.code]),
        [['a', 3]],
      )
    })

    scenario('a removed task is gone, also if it was running', async harness => {
      harness.driver.start(harness.task('a', 'sleeps'))
      await harness.event('started', 'a')
      harness.driver.remove('a')
      await harness.event('removed', 'a')
      await harness.restart()
      harness.driver.adopt()
      assert.deepEqual((await harness.event('adopted')).tasks, [])
    })
  })
}
