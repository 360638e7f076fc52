import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parseManifest } from './manifest.ts'

function web(...lines: string[]) {
  const own = lines.map(line => `      ${line}`).join('\n')
  return parseManifest(`services:\n  web:\n    image: a\n    x-autoscale:\n${own}\n`)
}

function errorsOf(...lines: string[]): string[] {
  return web(...lines).errors.map(({ line, message }) => `${line}: ${message}`)
}

describe('x-autoscale', () => {
  it('is refused on counters of what the kernel forwards, which nobody counts', () => {
    const of = (target: string) =>
      parseManifest(
        `services: {a: {image: x, ports: ["9000:1"], x-lb: {protocol: tcp, mode: kernel}, x-autoscale: {min: 0, max: 3, ${target}}}}`,
      ).errors.map(({ message }) => message)
    assert.deepEqual(of('cpu: 70'), [])
    assert.match(of('rps: 10').join(), /x-autoscale\.rps needs x-lb\.mode user/)
  })

  it('names every target, rate, tolerance and the pause of a policy', () => {
    const manifest = web(
      ...['min: 0', 'max: 9', 'responseTime: 200ms', 'inflight: 20', 'errorRate: 0.02'],
      ...['toleranceUp: 0.05', 'toleranceDown: 0.2', 'paused: true', 'predict: {quantile: 0.8}'],
      'custom: [{metric: queue_depth, target: 30}, {metric: lag, target: 5, type: signal}]',
      'scaleUp: {policies: [{percent: 100, period: 15s}, {replicas: 4, period: 15s}]}',
      'scaleDown: {select: disabled}',
    )
    assert.deepEqual(manifest.errors, [])
    const { stabilizationDownMs, ...policy } = manifest.services[0]!.autoscale!
    assert.equal(stabilizationDownMs, 300_000)
    assert.deepEqual(policy, {
      ...{ min: 0, max: 9, responseTimeMs: 200, inflight: 20, errorRate: 0.02 },
      ...{ tolerance: 0.1, toleranceUp: 0.05, toleranceDown: 0.2, isPaused: true },
      predict: { quantile: 0.8 },
      ...{ scaleUpCooldownMs: 30_000, scaleDownCooldownMs: 300_000, stabilizationUpMs: 0 },
      custom: [
        { metric: 'queue_depth', target: 30 },
        { metric: 'lag', target: 5, type: 'signal' },
      ],
      scaleUp: {
        select: 'max',
        policies: [
          { type: 'percent', value: 100, periodMs: 15_000 },
          { type: 'replicas', value: 4, periodMs: 15_000 },
        ],
      },
      scaleDown: { select: 'disabled', policies: [] },
    })
  })

  it('holds requests where it may scale to zero, as x-lb says or for half a minute', () => {
    const holdOf = (policy: string, lb = '') => {
      const text = `services: {a: {image: x, ports: ["80:80"], ${lb}x-autoscale: {${policy}}}}`
      return parseManifest(text).services[0]?.spec.lb.hold
    }
    assert.deepEqual(holdOf('min: 0, max: 3, rps: 9'), { timeoutMs: 30_000, max: 1_000 })
    const own = 'x-lb: {hold: {timeout: 5s, max: 7}}, '
    assert.deepEqual(holdOf('min: 0, max: 3, rps: 9', own), { timeoutMs: 5_000, max: 7 })
    assert.equal(holdOf('min: 1, max: 3, rps: 9'), undefined)
  })

  it('reads a metric from a Prometheus server by its query', () => {
    const read = web(
      'min: 1',
      'max: 3',
      'custom: [{metric: q, target: 3, prometheus: {query: sum(q)}}]',
    )
    assert.deepEqual(read.errors, [])
    const { custom } = read.services[0]!.autoscale!
    assert.deepEqual(custom, [{ metric: 'q', target: 3, query: 'sum(q)' }])
    const bad = errorsOf(
      'min: 1',
      'max: 3',
      'custom: [{metric: q, target: 3, prometheus: {url: x}}]',
    )
    assert.match(bad.join(), /prometheus needs a query/)
    assert.match(
      errorsOf(
        ...['min: 1', 'max: 3', 'scrape: {}'],
        'custom: [{metric: q, target: 3, prometheus: {query: q}}]',
      ).join(),
      /scrape/,
    )
  })

  it('predicts with the usual margin where it only says so', () => {
    const manifest = web('min: 1', 'max: 3', 'predict: true')
    assert.deepEqual(manifest.errors, [])
    assert.deepEqual(manifest.services[0]!.autoscale?.predict, { quantile: 0.65 })
    assert.equal(
      web('min: 1', 'max: 3', 'predict: false').services[0]!.autoscale?.predict,
      undefined,
    )
  })

  it('reports a bad value by its name and its own line', () => {
    const bounds = ['min: 1', 'max: 3']
    const cases: [string, RegExp][] = [
      ['errorRate: 2', /^7: .*errorRate is 2; it is a fraction up to 1/],
      ['responseTime: 0', /^7: .*: responseTime has the target 0/],
      ['stabilizationUp: 2h', /^7: .*stabilizationUp is 7200000/],
      ['toleranceDown: 1', /^7: .*toleranceDown is 1; it is from 0 to below 1/],
      ['scaleUp: {}', /^7: .*scaleUp needs policies/],
      ['scaleUp: {policies: [{replicas: 1}]}', /^7: .*policies\[0\] needs a period/],
      ['scaleUp: {policies: [{replicas: 0, period: 1s}]}', /^7: .*0 replicas is not an integer/],
      [
        'scaleDown: {select: most, policies: [{replicas: 1, period: 1s}]}',
        /^7: .*'most' should be one of max, min, disabled/,
      ],
      ['custom: [{metric: a, target: 1, type: sum}]', /^7: .*'sum' should be/],
      ['paused: maybe', /^7: .*paused: 'maybe' should be/],
      ['predict: {quantile: 1}', /^7: .*predict: 1 is no quantile/],
      ['predict: soon', /^7: .*predict should be a map of keys/],
      ['rsp: 3', /^7: .*did you mean 'rps'/],
    ]
    for (const [line, expected] of cases) assert.match(errorsOf(...bounds, line)[0] ?? '', expected)
  })

  it('has schedules, in a time zone', () => {
    const manifest = web(
      ...['min: 1', 'max: 3'],
      'schedules: [{cron: "0 8 * * 1-5", duration: 10h, timezone: Europe/Berlin, min: 2}]',
    )
    assert.deepEqual(manifest.errors, [])
    assert.deepEqual(manifest.services[0]!.autoscale!.schedules, [
      {
        ...{ name: '0 8 * * 1-5', cron: '0 8 * * 1-5', durationMs: 36_000_000 },
        ...{ timeZone: 'Europe/Berlin', min: 2 },
      },
    ])
    const bounds = ['min: 1', 'max: 3']
    const cases: [string, RegExp][] = [
      ['schedules: [{cron: "0 8 * * *", min: 2}]', /^7: .*schedules\[0\] needs cron and duration/],
      [
        'schedules: [{cron: "x", duration: 1h, min: 2}]',
        /^7: .*schedules: 'x' has no cron pattern/,
      ],
      ['schedules: [{cron: "0 8 * * *", duration: 1h, min: 9}]', /^7: .*min \(9\) above max \(3\)/],
    ]
    for (const [line, expected] of cases) assert.match(errorsOf(...bounds, line)[0] ?? '', expected)
  })

  it('says where replicas offer their own metrics', () => {
    const ports = (line: string) =>
      parseManifest(
        `services:\n  web:\n    image: a\n    ports: ["80:3000"]\n    x-autoscale:\n` +
          `      min: 1\n      max: 3\n      custom: [{metric: 'depth{q="a"}', target: 3}]\n      ${line}\n`,
      )
    const { errors, services } = ports('scrape: {port: 3000}')
    assert.deepEqual(errors, [])
    assert.deepEqual(services[0]!.autoscale!.scrape, {
      ...{ port: 3000, path: '/metrics', intervalMs: 5_000 },
    })
    const cases: [string, RegExp][] = [
      ['scrape: {port: 3001}', /^9: .*scrape.port is a target port of the service \(3000\)/],
      ['scrape: {path: metrics}', /^9: .*scrape: 'metrics' is no path/],
      ['scrape: {interval: 1m}', /^9: .*interval of 60000 ms is not from 1000 to 7000/],
    ]
    for (const [line, expected] of cases) {
      const [error] = ports(line).errors
      assert.match(`${error?.line}: ${error?.message}`, expected)
    }
    assert.match(errorsOf('min: 1', 'max: 3', 'scrape: {}').join(), /has no custom metric to read/)
  })
})
