/**
 * `npm run example -- health-monitor`: health monitoring by itself, in one process.
 *
 * A web server that breaks and is mended, a port, a UDP service, a command, a file, an application
 * that reports, custom code that hangs: each is a check of one `HealthMonitor`. It shows the events
 * as they come, a summary, and a report. Everything it prints it has measured.
 */

import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { HealthCheck, HealthMonitor, reportMarkdown } from '@polis/health'

let status = 200
const web = createServer((_, response) => response.writeHead(status).end(`status ${status}`))
const udp = createSocket('udp4')
udp.on('message', (_, { port, address }) => udp.send('pong', port, address))
const monitor = new HealthMonitor()

try {
  await main()
} finally {
  await monitor.stop()
  web.close()
  web.closeAllConnections()
  udp.close()
}

async function main(): Promise<void> {
  web.listen(0, '127.0.0.1')
  udp.bind(0, '127.0.0.1')
  await Promise.all([once(web, 'listening'), once(udp, 'listening')])
  monitor.on('change', ({ check, previous, state, cause }) => {
    console.log(`  ${check.name.padEnd(8)} ${previous} → ${state}: ${cause}`)
  })
  await register((web.address() as AddressInfo).port, udp.address().port)
  console.log('\nEvery check begins as unknown:\n')
  await monitor.start()
  monitor.report('worker', 'pass', 'queue is empty')
  await until('hang', 'critical')
  await showFailure()
  await showSummary()
}

/** One check of each kind that needs nothing but this machine. */
async function register(webPort: number, udpPort: number): Promise<void> {
  const checkOf = (id: string, options: ConstructorParameters<typeof HealthCheck>[4]) =>
    new HealthCheck(id, id, 'service', id === 'web' ? 'web-1' : 'rest', options)
      .withInterval('200ms')
      .withTimeout('2s')
      .withRetries(2)
      .withLabel('app', 'example')
  monitor.registerCustom('hangs', () => {
    for (;;);
  })
  const checks = [
    checkOf('web', { type: 'http', path: '/health', expectedStatus: 200, port: webPort }),
    checkOf('port', { type: 'tcp', port: webPort }),
    checkOf('udp', { type: 'udp', port: udpPort, send: 'ping', expect: 'pong' }),
    checkOf('command', { type: 'command', command: 'uname', args: ['-sr'] }).withInterval('1s'),
    checkOf('file', { type: 'file', path: import.meta.filename, contains: 'HealthMonitor' }),
    checkOf('worker', 'ttl').withInterval('30s'),
    checkOf('alias', { type: 'alias', check: 'web' }),
    checkOf('hang', { type: 'custom', use: 'hangs' }).withTimeout('200ms'),
  ]
  for (const check of checks) await monitor.registerCheck(check)
}

/** Resolves once a check is in `state`. */
async function until(checkId: string, state: string): Promise<void> {
  const signal = AbortSignal.timeout(20_000)
  while (monitor.getCheckStatus(checkId).state !== state) {
    await once(monitor, 'change', { signal })
  }
}

async function showFailure(): Promise<void> {
  console.log('\nThe web server breaks; whose alias it is follows:\n')
  status = 503
  await until('alias', 'critical')
  console.log('\nand is mended:\n')
  status = 200
  await until('alias', 'passing')
}

async function showSummary(): Promise<void> {
  const summary = await monitor.getHealthSummary('web-1')
  const { overallStatus, totalChecks, healthyChecks, uptime, responseTimeMs, lastOutput } = summary
  console.log(`\nThe target web-1: ${overallStatus}, ${healthyChecks} of ${totalChecks} healthy`)
  console.log(`  uptime of the last hour ${(100 * (uptime.lastHour ?? 0)).toFixed(1)} %`)
  console.log(
    `  p50 ${responseTimeMs.p50?.toFixed(2)} ms, p99 ${responseTimeMs.p99?.toFixed(2)} ms`,
  )
  console.log(`  last output: ${lastOutput}`)
  const last = monitor.getHistory('web').slice(-3)
  console.log(
    `  last results: ${last.map(({ outcome, state }) => `${outcome} (${state})`).join(', ')}`,
  )
  const report = await monitor.getHealthReport()
  console.log(`\n${reportMarkdown(report, new Date(report.atMs).toISOString())}`)
}
