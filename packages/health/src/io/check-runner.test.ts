import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ManualClock, seededRandom, systemClock } from '@polis/base'
import type { CheckSpec, HealthState, ProbeOutcome, ProbeResult } from '../check.ts'
import { DEFAULT_RUNNER_CONFIG } from '../config.ts'
import { healthcheckSpec } from '../healthcheck.ts'
import { parseCheck } from '../parse-check.ts'
import { CheckRunner } from './check-runner.ts'
import type { CheckTarget, EndpointHealth } from './check-target.ts'
import type { ProbeTarget } from './prober.ts'

function spec(fields: object = {}): CheckSpec {
  const parsed = parseCheck({ type: 'tcp', interval: '1s', ...fields })
  assert(parsed.kind === 'ok', JSON.stringify(parsed))
  return parsed.check
}

function target(key: string, checks: CheckSpec[] = [spec()], startedAtMs = 0): CheckTarget {
  const ports = [{ target: 3000, port: 20_001 }]
  return { key, endpointId: key, address: '10.0.0.1', ports, checks, startedAtMs }
}

/** A runner in virtual time, whose probes answer at once with `outcomes`, or hang. */
class Fixture {
  readonly clock = new ManualClock(1_000_000)
  readonly changes: string[] = []
  readonly probed: ProbeTarget[] = []
  outcomeOf: (check: CheckSpec) => ProbeOutcome | 'hang' = () => 'pass'
  readonly runner = new CheckRunner({
    clock: this.clock,
    random: seededRandom(2),
    probe: (check, where, signal) => {
      this.probed.push(where)
      const outcome = this.outcomeOf(check)
      return new Promise<ProbeResult>(resolve => {
        const finish = (found: ProbeOutcome) =>
          resolve({ outcome: found, output: `it did ${found}`, responseTimeMs: 1 })
        if (outcome === 'hang') signal.addEventListener('abort', () => finish('fail'))
        else finish(outcome)
      })
    },
  })

  constructor() {
    this.runner.onChange(({ key, state }) => this.changes.push(`${key} ${state}`))
  }

  async run(forMs: number): Promise<void> {
    for (let ms = 0; ms < forMs; ms += 50) {
      this.clock.advance(50)
      this.runner.tick()
      await new Promise(resolve => setImmediate(resolve))
    }
  }
}

test('an endpoint turns passing, warning, critical, and passing again', async () => {
  const fixture = new Fixture()
  fixture.runner.setTargets([target('a')])
  await fixture.run(200)
  fixture.outcomeOf = () => 'fail'
  await fixture.run(5_000)
  fixture.outcomeOf = () => 'pass'
  await fixture.run(2_000)
  const expected = ['a passing', 'a warning', 'a critical', 'a passing']
  assert.deepEqual(fixture.changes, expected)
  assert.deepEqual(fixture.probed[0], { host: '10.0.0.1', port: 20_001 })
})

test('the worst check decides, and is named', async () => {
  const fixture = new Fixture()
  fixture.outcomeOf = check => (check.id === 'bad' ? 'fail' : 'pass')
  const checks = [spec({ id: 'good' }), spec({ id: 'bad', retries: 1 })]
  fixture.runner.setTargets([target('a', checks)])
  await fixture.run(3_000)
  const { state, failingCheck, output } = fixture.runner.endpoint('a')!
  assert.deepEqual([state, failingCheck, output], ['critical', 'bad', 'it did fail'])
  assert.deepEqual(
    fixture.runner.checks('a').map(status => [status.checkId, status.state]),
    [
      ['good', 'passing'],
      ['bad', 'critical'],
    ],
  )
})

test('an endpoint without checks is passing, one without the port is critical', async () => {
  const fixture = new Fixture()
  const wrongPort = spec({ port: 8080, retries: 1, interval: 100 })
  fixture.runner.setTargets([target('plain', []), target('odd', [wrongPort])])
  await fixture.run(1_000)
  assert.deepEqual(fixture.changes, ['plain passing', 'odd critical'])
  assert.equal(fixture.runner.endpoint('odd')!.output, 'the endpoint has no port for 8080')
  assert.equal(fixture.probed.length, 0)
})

test('a check that hangs delays no other', async () => {
  const fixture = new Fixture()
  fixture.outcomeOf = check => (check.id === 'slow' ? 'hang' : 'pass')
  fixture.runner.setTargets([target('slow', [spec({ id: 'slow' })]), target('quick')])
  await fixture.run(10_000)
  const history = fixture.runner.history('quick', 'tcp')!
  assert(history.length >= 9 && history.length <= 12, String(history.length))
  assert.equal(fixture.runner.endpoint('slow')!.state, 'unknown')
})

test('unchanged targets keep their state, a new start begins anew', async () => {
  const fixture = new Fixture()
  fixture.runner.setTargets([target('a'), target('b')])
  await fixture.run(200)
  fixture.runner.setTargets([target('a'), target('b', [spec()], 500)])
  const states = fixture.runner.endpoints().map(({ key, state }) => `${key} ${state}`)
  assert.deepEqual(states, ['a passing', 'b unknown'])
  assert.deepEqual(fixture.changes.slice().sort(), ['a passing', 'b passing', 'b unknown'])
  fixture.runner.setTargets([])
  fixture.changes.length = 0
  const probed = fixture.probed.length
  await fixture.run(3_000)
  assert.deepEqual([fixture.changes, fixture.probed.length], [[], probed])
})

test('targets that come one by one are spread out, too', async () => {
  const fixture = new Fixture()
  for (let i = 0; i < 1_000; i++) fixture.runner.setTarget(target(`t${i}`))
  await fixture.run(250)
  const early = fixture.probed.length
  assert(early > 50 && early < 700, String(early))
  await fixture.run(1_000)
  assert(fixture.runner.endpoints().every(({ state }) => state === 'passing'))
  assert.equal(fixture.runner.removeTarget('t7'), true)
  assert.equal(fixture.runner.removeTarget('t7'), false)
  assert.equal(fixture.runner.endpoints().length, 999)
})

test('a new endpoint is probed often until the first conclusion', async () => {
  const fixture = new Fixture()
  fixture.outcomeOf = () => 'fail'
  const check = spec({ interval: '10s', startPeriod: '1m' })
  fixture.runner.setTargets([target('a', [check], fixture.clock.wallMs())])
  await fixture.run(5_000)
  assert(fixture.probed.length >= 9, String(fixture.probed.length))
  fixture.outcomeOf = () => 'pass'
  await fixture.run(1_000)
  const probed = fixture.probed.length
  await fixture.run(9_000)
  assert(fixture.probed.length - probed <= 1)
})

test('its first probes follow one another quickest, for what has just been started', async () => {
  const fixture = new Fixture()
  fixture.outcomeOf = () => 'fail'
  const check = spec({ startPeriod: '1m', interval: '10s' })
  fixture.runner.setTargets([target('a', [check], fixture.clock.wallMs())])
  await fixture.run(1_000)
  const early = fixture.probed.length
  assert.ok(early >= 6 && early <= 10, `${early} in the first second`)
  await fixture.run(5_000)
  const later = fixture.probed.length - early
  assert.ok(later >= 8 && later <= 13, `${later} in the next five`)
  fixture.outcomeOf = () => 'pass'
  await fixture.run(600)
  assert.deepEqual(fixture.changes, ['a passing'])
})

test('the start interval is the check’s own, and an initial state is told at once', async () => {
  const fixture = new Fixture()
  fixture.outcomeOf = () => 'fail'
  const check = spec({
    interval: '10s',
    startInterval: '2s',
    startPeriod: '1m',
    initial: 'passing',
  })
  fixture.runner.setTargets([target('a', [check], fixture.clock.wallMs())])
  assert.deepEqual(fixture.changes, ['a passing'])
  await fixture.run(10_000)
  const { length } = fixture.probed
  assert(length >= 4 && length <= 6, String(length))
  assert.equal(fixture.runner.endpoint('a')!.state, 'passing')
})

test('a change of a check is told with its cause', async () => {
  const fixture = new Fixture()
  const causes: string[] = []
  fixture.runner.onResult((_, __, change) => {
    if (change !== undefined) causes.push(`${change.previous} ${change.state}: ${change.cause}`)
  })
  fixture.runner.setTargets([target('a')])
  await fixture.run(200)
  fixture.outcomeOf = () => 'fail'
  await fixture.run(5_000)
  assert.deepEqual(causes, [
    'unknown passing: it did pass',
    'passing warning: a failure: it did fail',
    'warning critical: 3 failures in a row: it did fail',
  ])
})

test('results older than their bound are not kept', async () => {
  const fixture = new Fixture()
  fixture.runner.setTargets([target('a', [spec({ interval: '1m' })])])
  await fixture.run(1_000)
  assert.equal(fixture.runner.history('a', 'tcp')!.length, 1)
  fixture.clock.advance(DEFAULT_RUNNER_CONFIG.historyAgeMs + 1_000)
  assert.deepEqual(fixture.runner.history('a', 'tcp'), [])
})

test('results are kept, and statistics follow from them', async () => {
  const fixture = new Fixture()
  fixture.runner.setTargets([target('a')])
  await fixture.run(120_000)
  const history = fixture.runner.history('a', 'tcp')!
  assert.equal(history.length, DEFAULT_RUNNER_CONFIG.historyMax)
  const statistics = fixture.runner.statistics('a', 'tcp')!
  assert(statistics.results > 100)
  assert.equal(statistics.uptimeLastHour, 1)
  assert.equal(fixture.runner.history('a', 'other'), undefined)
})

test('a check that was stopped with its probe under way runs again after a start', async () => {
  const fixture = new Fixture()
  fixture.outcomeOf = () => 'hang'
  fixture.runner.setTargets([target('a')])
  await fixture.run(200)
  fixture.runner.stop()
  fixture.outcomeOf = () => 'pass'
  await fixture.run(2_000)
  assert.deepEqual(fixture.changes, ['a passing'])
  assert.equal(fixture.runner.history('a', 'tcp')![0]!.outcome, 'pass')
})

test('failures of a time in which the node itself was paused are not believed', async context => {
  const results: ((outcome: ProbeOutcome) => void)[] = []
  const runner = new CheckRunner({
    clock: systemClock,
    random: seededRandom(1),
    config: { ...DEFAULT_RUNNER_CONFIG, beatMs: 10, pauseMs: 100 },
    probe: () =>
      new Promise(resolve => {
        results.push(outcome => resolve({ outcome, output: '', responseTimeMs: 1 }))
      }),
  })
  context.after(() => runner.stop())
  const changes: EndpointHealth[] = []
  runner.onChange(change => changes.push(change))
  const until = async (count: number) => {
    const endMs = systemClock.nowMs() + 5_000
    while (results.length < count && systemClock.nowMs() < endMs) {
      await new Promise(resolve => setTimeout(resolve, 5))
    }
    assert.equal(results.length, count)
  }
  runner.setTargets([target('a', [spec({ retries: 1, interval: 100 })])])
  runner.start()
  await until(1)
  results[0]!('pass')
  await until(2)
  assert.equal(changes.at(-1)?.state, 'passing')

  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300)
  results[1]!('fail')
  await until(3)
  assert.equal(runner.endpoint('a')!.state, 'passing')

  results[2]!('fail')
  await until(4)
  assert.equal(runner.endpoint('a')!.state, 'critical')
})

test('a node that is paused for 5 s again and again raises no false alarm', async context => {
  let pausedMs = 0
  const clock = {
    nowMs: () => systemClock.nowMs() + pausedMs,
    wallMs: () => systemClock.wallMs() + pausedMs,
  }
  let lost = 0
  const runner = new CheckRunner({
    ...{ clock, random: seededRandom(3) },
    probe: async () => {
      const before = pausedMs
      await new Promise(resolve => setTimeout(resolve, 4))
      // Its deadline passed while nobody here could read the answer.
      const isLost = pausedMs !== before
      if (isLost) lost++
      return { outcome: isLost ? 'fail' : 'pass', output: '', responseTimeMs: 1 }
    },
  })
  context.after(() => runner.stop())
  const states = new Set<HealthState>()
  runner.onChange(({ state }) => states.add(state))
  const keys = Array.from({ length: 60 }, (_, i) => `t${i}`)
  runner.setTargets(keys.map(key => target(key, [spec({ retries: 1, interval: 100 })])))
  runner.start()
  await new Promise(resolve => setTimeout(resolve, 150))
  assert(states.has('passing'))
  for (let pause = 0; pause < 8; pause++) {
    pausedMs += 5_000
    await new Promise(resolve => setTimeout(resolve, 25 + pause))
  }
  assert(lost > 0, 'probes were under way in a pause')
  assert.deepEqual([...states], ['passing'])
})

test('who reports by itself is not asked: an early look finds what it said last', async () => {
  const fixture = new Fixture()
  const { runner } = fixture
  runner.setTargets([target('a', [spec({ type: 'ttl', interval: '2s' })])])
  assert.equal((await runner.probeNow('a', 'ttl'))?.output, 'no report yet')
  assert.equal(runner.endpoint('a')?.state, 'unknown')
  runner.report('a', 'ttl', 'pass', 'fine')
  assert.equal((await runner.probeNow('a', 'ttl'))?.output, 'fine')
  assert.equal(runner.endpoint('a')?.state, 'passing')
  assert.equal(runner.history('a', 'ttl')?.length, 1)
})

test('an application that reports in time passes, a silent one is critical', async () => {
  const fixture = new Fixture()
  const { runner } = fixture
  const check = spec({ type: 'ttl', interval: '2s' })
  runner.setTargets([target('a', [check], fixture.clock.wallMs())])
  await fixture.run(1_000)
  assert.equal(runner.report('a', 'ttl', 'pass', 'all is\nwell'), true)
  assert.equal(runner.endpoint('a')!.output, 'all is well')
  await fixture.run(1_500)
  runner.report('a', 'ttl', 'warn', 'nearly full')
  await fixture.run(1_800)
  assert.deepEqual(fixture.changes, ['a passing', 'a warning'])
  await fixture.run(400)
  assert.equal(fixture.changes.at(-1), 'a critical')
  assert.equal(runner.endpoint('a')!.output, 'no report within 2 s')
  runner.report('a', 'ttl', 'pass', 'back')
  assert.equal(fixture.changes.at(-1), 'a passing')
  assert.equal(runner.report('a', 'tcp', 'pass', ''), false)
  assert.equal(fixture.probed.length, 0)
})

test('silence while this node was paused itself is not held against anybody', async context => {
  const clock = new ManualClock(1_000_000)
  const config = { ...DEFAULT_RUNNER_CONFIG, beatMs: 5 }
  const runner = new CheckRunner({ clock, random: seededRandom(1), config })
  context.after(() => runner.stop())
  const check = spec({ type: 'ttl', interval: '2s' })
  runner.setTargets([target('a', [check], clock.wallMs())])
  runner.start()
  runner.report('a', 'ttl', 'pass', '')
  const beats = (count: number) => new Promise(resolve => setTimeout(resolve, 20 * count))
  await beats(1)
  clock.advance(5_000)
  await beats(2)
  assert.equal(runner.endpoint('a')!.state, 'passing')
  for (let i = 0; i < 6; i++) {
    clock.advance(400)
    await beats(1)
  }
  assert.equal(runner.endpoint('a')!.state, 'critical')
})

test('an alias is as the other check, or as the service, is', async () => {
  const fixture = new Fixture()
  const services = new Map<string, HealthState>([['db', 'passing']])
  const runner = new CheckRunner({
    clock: fixture.clock,
    random: seededRandom(1),
    probe: async check => ({
      outcome: fixture.outcomeOf(check) as ProbeOutcome,
      output: '',
      responseTimeMs: 1,
    }),
    serviceState: name => services.get(name),
  })
  const alias = { type: 'alias', interval: 100 }
  runner.setTarget(
    target('web', [spec({ interval: 100, retries: 1 }), spec({ ...alias, check: 'tcp' })]),
  )
  runner.setTarget(target('app', [spec({ ...alias, service: 'db' })]))
  runner.setTarget(target('odd', [spec({ ...alias, service: 'none' })]))
  const run = async () => {
    for (let i = 0; i < 20; i++) {
      fixture.clock.advance(50)
      runner.tick()
      await new Promise(resolve => setImmediate(resolve))
    }
  }
  await run()
  const states = () => ['web', 'app', 'odd'].map(key => runner.checks(key).at(-1)!.state)
  assert.deepEqual(states(), ['passing', 'passing', 'critical'])
  assert.equal(runner.endpoint('odd')!.output, "there is no 'none' here")
  fixture.outcomeOf = () => 'fail'
  services.set('db', 'critical')
  await run()
  assert.deepEqual(states(), ['critical', 'critical', 'critical'])
  assert.equal(runner.endpoint('app')!.output, 'db is critical')
})

test('a liveness check says nothing to balancers, and tells when it is critical', async () => {
  const fixture = new Fixture()
  const failures: string[] = []
  fixture.runner.onLivenessFailure(({ key, checkId, cause }) =>
    failures.push(`${key} ${checkId} ${cause}`),
  )
  const live = spec({ purpose: 'liveness', retries: 2 })
  fixture.runner.setTargets([target('a', [spec({ id: 'ready' }), live])])
  await fixture.run(2_000)
  fixture.outcomeOf = check => (check.purpose === 'liveness' ? 'fail' : 'pass')
  await fixture.run(6_000)
  assert.deepEqual(fixture.changes, ['a passing'])
  assert.deepEqual(failures, ['a tcp:liveness 2 failures in a row: it did fail'])
})

test('an endpoint with liveness checks alone is passing', async () => {
  const fixture = new Fixture()
  fixture.outcomeOf = () => 'fail'
  fixture.runner.setTargets([target('a', [spec({ purpose: 'liveness' })])])
  await fixture.run(10_000)
  assert.deepEqual(fixture.changes, ['a passing'])
})

test('another host is dialled at the port that the check names, and is foreign', async () => {
  const fixture = new Fixture()
  fixture.runner.setTargets([target('a', [spec({ host: 'db.example', port: 5_432 })])])
  await fixture.run(500)
  assert.deepEqual(fixture.probed[0], { host: 'db.example', port: 5_432, isForeign: true })
})

test('checks that came together never fire together, at the start and afterwards', async () => {
  const fixture = new Fixture()
  const check = spec({ interval: '10s' })
  fixture.runner.setTargets(Array.from({ length: 2_000 }, (_, i) => target(`t${i}`, [check])))
  const perTick: number[] = []
  for (let i = 0; i < 700; i++) {
    const before = fixture.probed.length
    await fixture.run(50)
    // The first probes take a second for every thousand checks, so that new ones are used soon.
    if (i > 240) perTick.push(fixture.probed.length - before)
  }
  // 50 came at a time; spread evenly it would be 10.
  const most = Math.max(...perTick)
  assert(most < 30, String(most))
})

test('a check that others run is told by them, state and all, and never probed', async () => {
  const fixture = new Fixture()
  const { runner } = fixture
  const timing = { intervalMs: 200, timeoutMs: 100, retries: 3, startPeriodMs: 0 }
  const own = healthcheckSpec([], timing)
  runner.setTargets([target('a', [spec(), own])])
  const tell = (outcome: ProbeOutcome, atMs: number, state: HealthState) =>
    runner.tell(
      'a',
      own.id,
      { outcome, output: `it\nis ${outcome}`, responseTimeMs: 4 },
      atMs,
      state,
    )
  await fixture.run(2_000)
  assert.equal(runner.endpoint('a')!.state, 'unknown')
  assert.equal(fixture.probed.length > 0, true)
  tell('pass', 5_000, 'passing')
  tell('fail', 6_000, 'warning')
  assert.equal((await runner.probeNow('a', own.id))?.output, 'it is fail')
  tell('fail', 7_000, 'critical')
  const { state, failingCheck, output } = runner.endpoint('a')!
  assert.deepEqual([state, failingCheck, output], ['critical', own.id, 'it is fail'])
  assert.deepEqual(
    runner.history('a', own.id)!.map(({ atMs, state }) => [atMs, state]),
    [
      [5_000, 'passing'],
      [6_000, 'warning'],
      [7_000, 'critical'],
    ],
  )
  const status = runner.checks('a').find(({ checkId }) => checkId === own.id)!
  assert.deepEqual([status.type, status.failures], ['healthcheck', 2])
  assert.equal(status.cause, '2 failures in a row: it is fail')
  assert.equal(
    runner.tell('a', 'tcp', { outcome: 'fail', output: '', responseTimeMs: 0 }, 1, 'critical'),
    false,
  )
  assert.deepEqual(fixture.changes.slice(-3), ['a passing', 'a warning', 'a critical'])
})
