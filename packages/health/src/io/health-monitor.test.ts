import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { hasCode, ManualClock } from '@polis/base'
import { type CheckOptions, HealthCheck } from '../health-check.ts'
import { reportMarkdown } from '../report.ts'
import { type HealthChange, HealthMonitor } from './health-monitor.ts'

test('a monitor works alone: it checks, tells of changes and sums up', async context => {
  let status = 200
  const server = createServer((_, answer) => answer.writeHead(status).end('hello'))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const monitor = new HealthMonitor()
  context.after(() => {
    server.close()
    server.closeAllConnections()
    return monitor.stop()
  })
  const http = { type: 'http', path: '/health', expectedStatus: 200, port } as const
  const quick = (check: HealthCheck) => check.withInterval(100).withTimeout('1s').withRetries(2)
  await monitor.registerCheck(
    quick(new HealthCheck('web', 'Web', 'service', 'web-1', http)).withLabel('app', 'web'),
  )
  await monitor.registerCheck(
    quick(new HealthCheck('db', 'Database', 'service', 'db-1', { type: 'tcp', port })),
  )
  assert.deepEqual(await monitor.getHealthSummary(), {
    overallStatus: 'unknown',
    totalChecks: 2,
    healthyChecks: 0,
    warningChecks: 0,
    criticalChecks: 0,
    unknownChecks: 2,
    uptime: { lastHour: null, lastDay: null, lastWeek: null },
    responseTimeMs: { p50: null, p95: null, p99: null },
    lastOutput: '',
  })

  const until = async (id: string, state: string): Promise<HealthChange> => {
    const signal = AbortSignal.timeout(5_000)
    for (;;) {
      const [change] = await once(monitor, 'change', { signal })
      if (change.check.id === id && change.state === state) return change
    }
  }
  const passing = until('web', 'passing')
  await monitor.start()
  assert.equal((await passing).output, 'HTTP 200: hello')
  status = 500
  const critical = await until('web', 'critical')
  assert.deepEqual([critical.previous, critical.output], ['warning', 'HTTP 500: hello'])
  assert.equal(critical.cause, '2 failures in a row: HTTP 500: hello')
  const summary = await monitor.getHealthSummary()
  assert.deepEqual([summary.overallStatus, summary.healthyChecks], ['critical', 1])
  assert.equal(summary.lastOutput, 'HTTP 500: hello')
  assert(summary.responseTimeMs.p99! < 1_000)
  assert(summary.uptime.lastWeek! > 0 && summary.uptime.lastWeek! <= 1)
  assert.equal((await monitor.getHealthSummary('db-1')).overallStatus, 'passing')
  assert(monitor.getStatistics('web').responseTimeMsP50! < 1_000)
  assert.equal(monitor.getHistory('web').at(-1)?.outcome, 'fail')
})

test('a check can be run at once, replaced and removed', async () => {
  const monitor = new HealthMonitor({
    probe: async () => ({ outcome: 'pass', output: 'fine', responseTimeMs: 1 }),
  })
  const check = new HealthCheck('c', 'C', 'node', 'n1', { type: 'tcp', port: 80 })
  await monitor.registerCheck(check)
  assert.equal((await monitor.executeCheck('c')).state, 'passing')
  assert.equal(monitor.getCheckStatus('c').state, 'passing')
  await monitor.registerCheck(check.withSuccesses(2))
  assert.equal((await monitor.executeCheck('c')).state, 'unknown')
  assert.equal(await monitor.unregisterCheck('c'), true)
  assert.equal(await monitor.unregisterCheck('c'), false)
  await assert.rejects(monitor.executeCheck('c'), error => hasCode(error, 'health/unknown-check'))
  assert.deepEqual(monitor.listChecks(), [])
})

test('a check that is not well formed is refused', async () => {
  const monitor = new HealthMonitor()
  const check = new HealthCheck('c', 'C', 'node', 'n1', 'tcp')
  await assert.rejects(monitor.registerCheck(check), error => hasCode(error, 'health/bad-check'))
  const slow = check.withPort(80).withInterval('soon')
  await assert.rejects(monitor.registerCheck(slow), {
    message: /interval 'soon' is not a duration/,
  })
})

test('every type of check can be registered, with what it is told', async context => {
  const monitor = new HealthMonitor()
  context.after(() => monitor.stop())
  const check = (id: string, options: CheckOptions) =>
    new HealthCheck(id, id, 'service', 'x', options)
  const command = { type: 'command', command: 'sh', args: ['-c', 'echo fine'] } as const
  monitor.registerCustom('even', ({ options }) => Number(options['n']) % 2 === 0)
  await monitor.registerCheck(check('command', command))
  await monitor.registerCheck(check('file', { type: 'file', path: '/proc/self/stat' }))
  await monitor.registerCheck(check('custom', { type: 'custom', use: 'even', options: { n: 3 } }))
  await monitor.registerCheck(check('ttl', 'ttl').withInterval('30s'))
  await monitor.registerCheck(check('alias', { type: 'alias', check: 'ttl' }))
  monitor.report('ttl', 'pass', 'I am here')
  const found = new Map<string, string>()
  for (const id of ['command', 'file', 'custom', 'alias']) {
    found.set(id, (await monitor.executeCheck(id)).outcome)
  }
  const expected = { command: 'pass', file: 'pass', custom: 'fail', alias: 'pass' }
  assert.deepEqual(Object.fromEntries(found), expected)
  assert.equal(monitor.getCheckStatus('ttl').output, 'I am here')
  assert.throws(() => monitor.report('file', 'pass'), /'file' is not of type ttl/)
  const report = await monitor.getHealthReport('x')
  assert.equal(report.checks.length, 5)
  assert.match(reportMarkdown(report, 'now'), /4 of 5 checks are healthy/)
})

test('a check that is critical for too long is taken away', async () => {
  const clock = new ManualClock(1_000_000)
  const monitor = new HealthMonitor({
    clock,
    probe: async () => ({ outcome: 'fail', output: 'gone', responseTimeMs: 1 }),
  })
  const check = new HealthCheck('c', 'C', 'node', 'n1', { type: 'tcp', port: 80 }).withRetries(1)
  await monitor.registerCheck(check.withDeregisterAfter('1m'))
  const gone: string[] = []
  monitor.on('deregistered', ({ id }) => gone.push(id))
  for (const afterMs of [20_000, 50_000]) {
    clock.advance(afterMs)
    await monitor.executeCheck('c')
    assert.deepEqual(gone, [])
  }
  clock.advance(10_000)
  await monitor.executeCheck('c')
  assert.deepEqual(gone, ['c'])
  assert.deepEqual(monitor.listChecks(), [])
})

test('a listener may remove the check whose result it is told', async () => {
  const monitor = new HealthMonitor({
    clock: new ManualClock(1_000_000),
    probe: async () => ({ outcome: 'fail', output: 'gone', responseTimeMs: 1 }),
  })
  await monitor.registerCheck(new HealthCheck('c', 'C', 'node', 'n1', { type: 'tcp', port: 80 }))
  monitor.on('result', ({ id }) => void monitor.unregisterCheck(id))
  await monitor.executeCheck('c')
  assert.deepEqual(monitor.listChecks(), [])
})
