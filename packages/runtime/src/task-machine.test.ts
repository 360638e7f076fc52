import assert from 'node:assert/strict'
import { test } from 'node:test'
import { seededRandom } from '@polis/base'
import fc from 'fast-check'
import { DEFAULT_RUNTIME_CONFIG } from './config.ts'
import { type FakeBehaviour, FakeDriver, STEADY } from './fake-driver.ts'
import { exitFromCode, type TaskPlacement } from './task.ts'
import { type TaskEffect, TaskMachine, type TaskReport } from './task-machine.ts'
import { DEFAULT_RESTART, type WorkloadSpec, workload } from './workload.ts'

const PORTS = [{ target: 80, port: 20_001 }]

function placement(parts: Partial<WorkloadSpec> = {}): TaskPlacement {
  const spec = workload({
    driver: 'process',
    command: ['server'],
    ports: [{ name: 'http', target: 80, protocol: 'tcp' }],
    ...parts,
  })
  const where = { node: 'n1', host: '127.0.0.1', dns: null }
  return { taskId: 'a', service: 'web', namespace: 'default', workload: spec, ...where }
}

function machineFor(parts: Partial<WorkloadSpec> = {}): TaskMachine {
  return new TaskMachine(placement(parts), DEFAULT_RUNTIME_CONFIG, seededRandom(1))
}

/** A machine with the fake driver under it; ports are there at once. */
class Node {
  readonly machine: TaskMachine
  readonly reports: TaskReport[] = []
  readonly orders: string[] = []
  driver: FakeDriver
  nowMs = 0

  constructor(behaviour: FakeBehaviour | ((run: number) => FakeBehaviour), machine: TaskMachine) {
    this.machine = machine
    this.driver = new FakeDriver(task =>
      typeof behaviour === 'function' ? behaviour(task.run) : behaviour,
    )
    this.driver.onEvent(event => {
      this.machine.step({ kind: 'driver', event }, this.nowMs)
      this.#carryOut()
    })
  }

  desire(desired: 'running' | 'stopped' | 'removed'): void {
    this.machine.step({ kind: 'desire', desired }, this.nowMs)
    this.#carryOut()
  }

  /** Runs on, event by event, for `forMs`. */
  run(forMs: number): void {
    const endMs = this.nowMs + forMs
    for (;;) {
      const nextMs = Math.min(this.driver.nextDueMs(), this.machine.deadlineMs)
      if (nextMs > endMs) break
      this.nowMs = Math.max(this.nowMs, nextMs)
      this.driver.tick(this.nowMs)
      this.machine.tick(this.nowMs)
      this.#carryOut()
    }
    this.nowMs = endMs
    this.driver.tick(endMs)
  }

  #carryOut(): void {
    for (const effect of this.machine.ready()) {
      if (effect.kind === 'report') this.reports.push(effect.report)
      else this.orders.push(effect.kind)
      this.#perform(effect)
    }
  }

  #perform(effect: TaskEffect): void {
    if (effect.kind === 'start') this.driver.start(effect.task)
    else if (effect.kind === 'signal') this.driver.signal(effect.taskId, effect.signal)
    else if (effect.kind === 'kill') this.driver.kill(effect.taskId)
    else if (effect.kind === 'remove') this.driver.remove(effect.taskId)
    else if (effect.kind === 'allocate-ports') {
      this.machine.step({ kind: 'ports', ports: PORTS }, this.nowMs)
      this.#carryOut()
    }
  }

  get phases(): string[] {
    return this.reports.map(report => report.phase)
  }
}

test('a task gets its ports, starts, runs, stops on its signal and is removed', () => {
  const node = new Node(STEADY, machineFor())
  node.desire('running')
  node.run(1_000)
  assert.deepEqual(node.machine.report.ports, PORTS)
  node.desire('removed')
  node.run(1_000)
  const life = ['pending', 'starting', 'running', 'stopping', 'exited', 'removed']
  assert.deepEqual(node.phases, life)
  assert.deepEqual(node.orders, ['allocate-ports', 'start', 'signal', 'release-ports', 'remove'])
  assert.equal(node.reports[4]!.reason, 'stopped')
  assert.equal(node.reports[4]!.isFailed, false)
})

test('a task that ignores its signal is killed after its grace', () => {
  const node = new Node({ ...STEADY, stopMs: null }, machineFor({ stopGraceMs: 2_000 }))
  node.desire('running')
  node.run(100)
  node.desire('stopped')
  node.run(1_999)
  assert.equal(node.machine.report.phase, 'stopping')
  node.run(10)
  assert.equal(node.machine.report.phase, 'exited')
  assert.equal(node.machine.report.exit?.signal, 'SIGKILL')
})

test('a task that survives SIGKILL is never reported as ended, and is killed again', () => {
  const machine = machineFor({ ports: [], stopGraceMs: 0 })
  machine.step({ kind: 'desire', desired: 'running' }, 0)
  const event = { kind: 'started', taskId: 'a', run: 1, startedAtMs: 5 } as const
  machine.step({ kind: 'driver', event }, 5)
  machine.step({ kind: 'desire', desired: 'stopped' }, 10)
  let kills = 0
  for (let nowMs = 10; nowMs <= 30_010; nowMs += 100) {
    machine.tick(nowMs)
    kills += machine.ready().filter(effect => effect.kind === 'kill').length
    assert.equal(machine.report.phase, 'stopping')
  }
  assert.equal(kills, 7)
  assert.match(machine.report.reason, /killing it/)
})

test('restarts back off exponentially, and the reason names a crash loop', () => {
  const crash = { ...STEADY, exitAfterMs: 100, exitCode: 7 }
  const node = new Node(crash, machineFor())
  node.desire('running')
  node.run(20_000)
  const waits = node.reports.filter(report => report.phase === 'waiting')
  const delays = waits.map(report => Number(/restart in ([\d.]+) s/.exec(report.reason)![1]))
  assert.equal(delays.length, 6)
  const expected = [0.5, 1, 2, 4, 8, 16]
  for (const [index, delay] of delays.entries()) {
    assert(delay >= expected[index]! && delay <= expected[index]! * 1.1 + 0.05, String(delay))
  }
  assert.match(waits[0]!.reason, /^exit code 7; restart/)
  assert.match(waits[2]!.reason, /^crash loop: ended 3 times in a row, exit code 7; restart/)
})

test('a run that lasted ends the row of failures', () => {
  const behave = (run: number) => ({ ...STEADY, exitAfterMs: run % 2 ? 31_000 : 10, exitCode: 1 })
  const node = new Node(behave, machineFor())
  node.desire('running')
  node.run(200_000)
  const waits = node.reports.filter(report => report.phase === 'waiting')
  assert(waits.length > 6)
  assert(!waits.some(report => report.reason.includes('crash loop')))
})

test('after the last attempt a task has failed for good', () => {
  const restart = { ...DEFAULT_RESTART, maxAttempts: 2 }
  const node = new Node({ ...STEADY, exitAfterMs: 1, exitCode: 1 }, machineFor({ restart }))
  node.desire('running')
  node.run(60_000)
  assert.equal(node.orders.filter(order => order === 'start').length, 3)
  assert.equal(node.machine.report.phase, 'exited')
  assert.equal(node.machine.report.isFailed, true)
  node.desire('running')
  assert.equal(node.machine.report.phase, 'exited')
})

test('on-failure restarts a failed run and leaves a clean one alone', () => {
  const restart = { ...DEFAULT_RESTART, policy: 'on-failure' } as const
  const behave = (run: number) => ({ ...STEADY, exitAfterMs: 5, exitCode: run === 1 ? 1 : 0 })
  const node = new Node(behave, machineFor({ restart }))
  node.desire('running')
  node.run(60_000)
  const { phase, isFailed, run, reason } = node.machine.report
  assert.deepEqual([phase, isFailed, run, reason], ['exited', false, 2, 'exit code 0'])
})

test('a start that fails counts as a failure, with its reason', () => {
  const startFailure = 'command not found: server'
  const node = new Node({ ...STEADY, startFailure }, machineFor())
  node.desire('running')
  node.run(100)
  assert.equal(node.machine.report.phase, 'waiting')
  assert.match(node.machine.report.reason, /^command not found: server; restart in/)
})

test('a start without an answer is killed, and tried again once the driver says it is gone', () => {
  const machine = machineFor({ ports: [] })
  machine.step({ kind: 'desire', desired: 'running' }, 0)
  machine.tick(DEFAULT_RUNTIME_CONFIG.startTimeoutMs)
  assert(machine.ready().some(effect => effect.kind === 'kill'))
  assert.equal(machine.report.reason, 'did not start within 30 s')
  machine.step({ kind: 'driver', event: { kind: 'absent', taskId: 'a' } }, 30_001)
  assert.equal(machine.report.phase, 'waiting')
})

test('ports that do not come are a failure with a reason', () => {
  const machine = machineFor()
  machine.step({ kind: 'desire', desired: 'running' }, 0)
  machine.tick(DEFAULT_RUNTIME_CONFIG.portsTimeoutMs)
  assert.match(machine.report.reason, /^no port within 10 s; restart/)
  machine.step({ kind: 'ports', ports: PORTS }, 10_001)
  assert(machine.ready().some(effect => effect.kind === 'release-ports'))
})

test('words about an earlier run are not taken for the current one', () => {
  const machine = machineFor({ ports: [] })
  machine.step({ kind: 'desire', desired: 'running' }, 0)
  const exit = exitFromCode(1, 0)
  machine.step({ kind: 'driver', event: { kind: 'exited', taskId: 'a', run: 1, exit } }, 1)
  machine.tick(10_000)
  assert.equal(machine.report.run, 2)
  machine.step({ kind: 'driver', event: { kind: 'exited', taskId: 'a', run: 1, exit } }, 10_001)
  assert.equal(machine.report.phase, 'starting')
})

test('an adopted task goes on under its run and ports', () => {
  const machine = machineFor()
  const task = { taskId: 'a', service: 'web', namespace: 'default', run: 4, ports: PORTS }
  machine.step({ kind: 'adopted', task: { ...task, startedAtMs: 99, exit: null } }, 0)
  machine.step({ kind: 'desire', desired: 'running' }, 0)
  const { phase, run, ports, startedAtMs } = machine.report
  assert.deepEqual([phase, run, ports, startedAtMs], ['running', 4, PORTS, 99])
  machine.step({ kind: 'desire', desired: 'stopped' }, 1)
  assert.deepEqual(
    machine.ready().map(effect => effect.kind),
    ['report', 'report', 'signal'],
  )
})

test('a task that ended while the node was away is started again', () => {
  const machine = machineFor({ ports: [] })
  const task = { taskId: 'a', service: 'web', namespace: 'default', run: 4, ports: [] }
  machine.step({ kind: 'adopted', task: { ...task, startedAtMs: 9, exit: exitFromCode(1, 50) } }, 0)
  assert.equal(machine.report.phase, 'waiting')
  machine.tick(1_000)
  assert.equal(machine.report.run, 5)
})

test('a stop that is taken back starts the task anew at once', () => {
  const node = new Node(STEADY, machineFor())
  node.desire('running')
  node.run(100)
  node.desire('stopped')
  node.desire('running')
  node.run(100)
  const { phase, run } = node.machine.report
  assert.deepEqual([phase, run], ['running', 2])
})

test('whatever is desired and however tasks behave, the machine gets there', () => {
  const behaviour = fc.record({
    startMs: fc.nat(2_000),
    startFailure: fc.constantFrom(null, null, 'no such image'),
    exitAfterMs: fc.option(fc.nat(5_000)),
    exitCode: fc.constantFrom(0, 1),
    stopMs: fc.option(fc.nat(3_000)),
  })
  const desires = fc.array(
    fc.tuple(fc.constantFrom('running', 'stopped'), fc.nat(4_000)) as fc.Arbitrary<
      ['running' | 'stopped', number]
    >,
    { maxLength: 8 },
  )
  fc.assert(
    fc.property(fc.array(behaviour, { minLength: 1, maxLength: 4 }), desires, (list, steps) => {
      const behave = (run: number) => list[run % list.length]!
      const node = new Node(behave, machineFor({ stopGraceMs: 1_000 }))
      for (const [desired, forMs] of steps) {
        node.desire(desired)
        node.run(forMs)
        assert(node.driver.running().length <= 1)
      }
      node.desire('removed')
      node.run(60_000)
      assert.equal(node.machine.report.phase, 'removed')
      assert.deepEqual(node.driver.running(), [])
    }),
    { numRuns: 200 },
  )
})

test('progress of a start moves its deadline and is reported', () => {
  const machine = machineFor()
  machine.step({ kind: 'desire', desired: 'running' }, 0)
  machine.step({ kind: 'ports', ports: PORTS }, 0)
  const progress = { kind: 'progress', taskId: 'a', run: 1, reason: 'pulling' } as const
  machine.step({ kind: 'driver', event: progress }, 20_000)
  assert.deepEqual([machine.report.phase, machine.report.reason], ['starting', 'pulling'])
  assert.equal(machine.deadlineMs, 20_000 + DEFAULT_RUNTIME_CONFIG.startTimeoutMs)
  machine.step({ kind: 'driver', event: { ...progress, run: 2, reason: 'another' } }, 20_000)
  assert.equal(machine.report.reason, 'pulling')
})

test('a workload whose own check fails is stopped, and started again as after a crash', () => {
  const node = new Node(STEADY, machineFor())
  node.desire('running')
  node.run(1_000)
  const event = { kind: 'unhealthy', taskId: 'a', run: 1, reason: 'its check fails' } as const
  node.machine.step({ kind: 'driver', event }, node.nowMs)
  node.desire('running')
  node.run(100)
  const { phase, reason, exit } = node.machine.report
  assert.deepEqual([phase, exit?.code, exit?.reason], ['waiting', null, 'its check fails'])
  assert.match(reason, /^its check fails; restart in/)
  assert.ok(node.orders.includes('signal'))
  node.run(5_000)
  assert.deepEqual([node.machine.report.phase, node.machine.report.run], ['running', 2])
})

test('a long healthy run begins the row of failures anew, also if its check ends it', () => {
  const node = new Node(STEADY, machineFor())
  node.desire('running')
  for (let run = 1; run <= 4; run++) {
    node.run(120_000)
    const event = { kind: 'unhealthy', taskId: 'a', run, reason: 'sick' } as const
    node.machine.step({ kind: 'driver', event }, node.nowMs)
    node.desire('running')
    node.run(100)
    assert.match(node.machine.report.reason, /^sick; restart in 0\.5/)
  }
})
