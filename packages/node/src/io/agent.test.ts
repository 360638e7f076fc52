import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { quietLogger, seededRandom } from '@polis/base'
import type { ClusterState, Operation, Task } from '@polis/cluster'
import { FakeDriver, workload } from '@polis/runtime'
import { Agent, type AgentDependencies, type Driver } from './agent.ts'

const BOOT = 7

/** Time of all drivers, one after the other. */
let nowMs = 0

function pass(driver: FakeDriver): void {
  nowMs += 1_000
  driver.tick(nowMs)
}

/** An agent with one task in its state, whose reports and starts are looked at. */
function agentWith(parts: {
  readonly isSingleWriter: boolean
  readonly observed?: Partial<Task['observed']>
  readonly driver?: FakeDriver
}) {
  const { isSingleWriter, observed, driver = new FakeDriver() } = parts
  const mount = { kind: 'volume', source: 'data', target: '/data', isReadOnly: false } as const
  let task = {
    ...{ id: 't1', name: 'db.1', namespace: 'default', serviceId: 's', desired: 'running' },
    workload: workload({
      driver: 'process',
      container: { mounts: [{ ...mount, isSingleWriter }] },
    }),
    observed: { phase: 'pending', bootCount: 0, wasHealthy: null, ...observed },
  } as unknown as Task
  const tasks = new Map([['t1', task]])
  const state = {
    tasks,
    services: new Map(),
    tasksOfNode: () => [...tasks.values()],
  } as unknown as ClusterState
  const reports: Operation[] = []
  const agent = new Agent({
    ...{ self: 'n', nodeName: 'n', bootCount: BOOT, host: '127.0.0.1', dns: () => null, state },
    drivers: new Map([['process', driver as unknown as Driver]]),
    ports: { adopt: () => {}, release: () => {} },
    execute: async (operations: readonly Operation[]) => reports.push(...operations),
    ...{
      values: { keepOnly: async () => {} },
      onChange: () => {},
      onSilent: () => {},
      random: seededRandom(1),
    },
    logger: quietLogger,
  } as unknown as AgentDependencies)
  agent.start()
  pass(driver)
  agent.caughtUp()
  pass(driver)
  const become = (fields: Partial<Task['observed']>) => {
    task = { ...task, observed: { ...task.observed, ...fields } }
    tasks.set('t1', task)
    agent.sync()
    pass(driver)
  }
  return { agent, driver, reports, become }
}

/** A driver whose node is started again: `t1` has run in the life before. */
function driverOfNextLife(hasEnded: boolean): FakeDriver {
  const { agent, driver } = agentWith({ isSingleWriter: false })
  agent.stop()
  if (hasEnded) driver.crash('t1', 1)
  pass(driver)
  return driver.restart()
}

describe('the agent', () => {
  it('starts the only writer of a volume once the log has its word, others at once', async () => {
    const other = agentWith({ isSingleWriter: false })
    assert.deepEqual(other.driver.running(), ['t1'])
    other.agent.stop()
    const { agent, driver, reports, become } = agentWith({ isSingleWriter: true })
    assert.deepEqual(driver.running(), [])
    while (reports.length === 0) await new Promise(resolve => setImmediate(resolve))
    assert.match(JSON.stringify(reports), /"phase":"pending".*"bootCount":7/)
    become({ bootCount: BOOT - 1 })
    assert.deepEqual(driver.running(), [])
    become({ bootCount: BOOT })
    assert.deepEqual(driver.running(), ['t1'])
    agent.stop()
  })

  it('goes on with a writer that has run on without it', () => {
    const driver = driverOfNextLife(false)
    const { agent } = agentWith({ isSingleWriter: true, observed: { bootCount: 6 }, driver })
    assert.deepEqual(driver.running(), ['t1'])
    agent.stop()
  })

  it('does not start a writer again that has ended without it', () => {
    const driver = driverOfNextLife(true)
    const { agent } = agentWith({ isSingleWriter: true, observed: { bootCount: 6 }, driver })
    assert.equal(agent.isBusy, false)
    agent.stop()
  })

  it('does not start again what has ended as far as the log knows', () => {
    for (const driver of [new FakeDriver(), driverOfNextLife(true)]) {
      const ended = { phase: 'failed', bootCount: 6 } as const
      const { agent } = agentWith({ isSingleWriter: false, observed: ended, driver })
      assert.deepEqual([agent.isBusy, driver.running()], [false, []])
      agent.stop()
    }
  })
})
