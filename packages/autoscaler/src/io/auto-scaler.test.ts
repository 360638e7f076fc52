import assert from 'node:assert/strict'
import { once } from 'node:events'
import { describe, it } from 'node:test'
import { hasCode, ManualClock } from '@polis/base'
import fc from 'fast-check'
import {
  AutoScaler,
  type AutoScalerOptions,
  Deployment,
  type PolicySpec,
  ScalingPolicy,
  type ScalingRecord,
  simulate,
  traceOf,
} from '../index.ts'

async function webScaler(options: AutoScalerOptions = {}) {
  const clock = new ManualClock(1_000_000)
  const scaler = new AutoScaler({ clock, ...options })
  const policy = new ScalingPolicy('p1', 'web-scaling', 'web', 2, 10)
    .withTargetCpuUtilization(70)
    .withTargetMemoryUtilization(80)
    .withScaleUpCooldown('30s')
    .withScaleDownCooldown('60s')
    .withScaleDownStabilization('10s')
  const deployment = new Deployment('web', 'web', 'default', 'web:1')
    .withReplicas(3)
    .withResourceLimits({ cpu: '500m', memory: '512Mi' })
    .withResourceRequests({ cpu: '250m', memory: '256Mi' })
  await scaler.registerPolicy(policy)
  await scaler.createDeployment(deployment)
  const load = (cpuUtilization: number) =>
    scaler.collectMetrics('web', {
      timestamp: clock.wallMs(),
      cpuUtilization,
      memoryUtilization: 40,
    })
  return { clock, scaler, policy, deployment, load }
}

describe('builders', () => {
  it('answer new values and leave the old ones as they were', () => {
    const before = new ScalingPolicy('p', 'p', 'd', 1, 2)
    const after = before.withTargetRequestsPerSecond(5).withCustomMetric('queue', 30)
    assert.equal(before.spec.rps, undefined)
    assert.deepEqual([after.spec.rps, after.spec.custom.length, after.spec.max], [5, 1, 2])
    const deployment = new Deployment('d', 'd', 'default', 'i')
    assert.equal(deployment.withReplicas(4).replicas, 4)
    assert.equal(deployment.replicas, 1)
    const { limits } = deployment.withResourceLimits({ cpu: '500m', memory: '512Mi' })
    assert.deepEqual(limits, { cpuMillicores: 500, memoryBytes: 512 * 1024 ** 2 })
  })
})

describe('AutoScaler', () => {
  it('grows under load, waits for the cooldown, and shrinks when the load is gone', async () => {
    const { clock, scaler, load } = await webScaler()
    await load(140)
    assert.deepEqual(
      (await scaler.evaluatePolicies()).map(one => one.to),
      [6],
    )
    assert.equal(scaler.getDeployment('web')?.replicas, 6)
    clock.advance(15_000)
    await load(140)
    const [held] = await scaler.evaluatePolicies()
    assert.match(held!.reason, /cooldown, 15000 ms left/)
    for (let i = 0; i < 8; i++) {
      clock.advance(5_000)
      await load(5)
      await scaler.evaluatePolicies()
    }
    assert.equal(scaler.getDeployment('web')?.replicas, 6)
    clock.advance(5_000)
    await load(5)
    await scaler.evaluatePolicies()
    assert.equal(scaler.getDeployment('web')?.replicas, 3)
    const changes = scaler.getHistory('web').filter(record => record.kind === 'scale')
    assert.deepEqual(
      changes.map(({ from, to }) => [from, to]),
      [
        [6, 3],
        [3, 6],
      ],
    )
  })

  it('holds when the metrics fall silent', async () => {
    const { clock, scaler, load } = await webScaler()
    await load(140)
    clock.advance(20_000)
    const [record] = await scaler.evaluatePolicies()
    assert.equal(record?.kind, 'hold')
    assert.match(record!.reason, /cpu: not measured/)
  })

  it('emits an event for each change and each crossing of a target', async () => {
    const { scaler, load } = await webScaler()
    const seen: string[] = []
    scaler.on('threshold-crossed', ({ metric, isAbove }) => seen.push(`${metric} ${isAbove}`))
    scaler.on('scaled', ({ from, to }) => seen.push(`${from}->${to}`))
    await load(140)
    await scaler.evaluatePolicies()
    assert.deepEqual(seen, ['cpu true', '3->6'])
  })

  it('records a step that could not be carried out, and tries again', async () => {
    let isBroken = true
    const { scaler, load } = await webScaler({
      scale: async () => {
        if (isBroken) throw new Error('no room')
      },
    })
    await load(140)
    const [failed] = await scaler.evaluatePolicies()
    assert.equal(failed?.error, 'no room')
    assert.equal(scaler.getDeployment('web')?.status, 'failed')
    assert.equal(scaler.getDeployment('web')?.replicas, 3)
    isBroken = false
    assert.equal((await scaler.evaluatePolicies())[0]?.error, undefined)
    assert.equal(scaler.getDeployment('web')?.replicas, 6)
  })

  it('starts the cooldown when someone scales by hand', async () => {
    const { scaler, load } = await webScaler()
    await scaler.scaleDeployment('web', 4)
    await load(140)
    assert.match((await scaler.evaluatePolicies())[0]!.reason, /cooldown/)
  })

  it('answers averages and samples, with late reports at their own time', async () => {
    const { clock, scaler } = await webScaler()
    const nowMs = clock.wallMs()
    await scaler.collectMetrics('web', { timestamp: nowMs - 2_000, requestsPerSecond: 10 })
    await scaler.collectMetrics('web', { requestsPerSecond: 30, custom: { queue_depth: 7 } })
    assert.deepEqual(scaler.getAverages('web', '10s'), { queue_depth: 7, rps: 20 })
    assert.deepEqual(scaler.getPercentiles('web', 95, '10s'), { queue_depth: 7, rps: 30 })
    assert.deepEqual(scaler.getMetrics('web', 'rps', '1s'), [{ atMs: nowMs, value: 30 }])
  })

  it('refuses bad policies, bad metrics and unknown deployments', async () => {
    const { scaler } = await webScaler()
    const upsideDown = new ScalingPolicy('p', 'p', 'web', 5, 2)
    await assert.rejects(scaler.registerPolicy(upsideDown), error =>
      hasCode(error, 'autoscaler/bad-policy'),
    )
    for (const metrics of [
      { cpuUtilization: -1 },
      { errorRate: Number.NaN },
      { custom: { cpu: 1 } },
    ]) {
      await assert.rejects(scaler.collectMetrics('web', metrics), error =>
        hasCode(error, 'autoscaler/bad-metrics'),
      )
    }
    await assert.rejects(scaler.collectMetrics('db', {}), error =>
      hasCode(error, 'autoscaler/unknown-deployment'),
    )
    await assert.rejects(scaler.removePolicy('p9'), error =>
      hasCode(error, 'autoscaler/unknown-policy'),
    )
  })

  it('evaluates by itself between start and stop', async () => {
    const { scaler, load } = await webScaler({ evaluationInterval: 5 })
    await load(140)
    const scaled = once(scaler, 'scaled', { signal: AbortSignal.timeout(5_000) })
    scaler.start()
    await scaled
    await scaler.stop()
    assert.equal(scaler.getDeployment('web')?.replicas, 6)
  })
})

describe('a backtest', () => {
  it('decides bit for bit what the live autoscaler decides on the same inputs', async () => {
    const anyLoads = fc.array(fc.integer({ min: 0, max: 500 }), { minLength: 2, maxLength: 60 })
    const anyPolicy = fc.record({
      rps: fc.integer({ min: 5, max: 80 }),
      tolerance: fc.constantFrom(0, 0.1),
      scaleUpCooldownMs: fc.constantFrom(0, 30_000),
      scaleDownCooldownMs: fc.constantFrom(0, 60_000),
      stabilizationDownMs: fc.constantFrom(0, 45_000, 300_000),
      predict: fc.option(fc.constant({ quantile: 0.7 }), { nil: undefined }),
    })
    await fc.assert(
      fc.asyncProperty(anyPolicy, anyLoads, fc.constantFrom(15_000, 300_000), replaysAlike),
      { numRuns: 40 },
    )
  })
})

/** Runs one policy both ways over `loads`, one value an evaluation. */
async function replaysAlike(
  { predict, ...rest }: Partial<PolicySpec>,
  loads: number[],
  intervalMs: number,
): Promise<void> {
  const predicts = predict === undefined ? {} : { predict }
  const policy = new ScalingPolicy('p', 'p', 'web', 1, 20, { ...rest, ...predicts })
  const clock = new ManualClock(0)
  const scaler = new AutoScaler({ clock })
  await scaler.registerPolicy(policy)
  await scaler.createDeployment(new Deployment('web', 'web', 'default', 'web:1').withReplicas(4))
  const live: unknown[] = []
  for (const load of loads) {
    clock.advance(intervalMs)
    await scaler.collectMetrics('web', { requestsPerSecond: load })
    const [{ policyId, deploymentId, timestamp, ...decision }] =
      (await scaler.evaluatePolicies()) as [ScalingRecord]
    live.push(decision)
  }
  const points = loads.map((load, i) => ({ atMs: i * intervalMs, load }))
  const replayed: unknown[] = []
  const model = { capacity: 1, startupMs: 0, intervalMs, lagMs: 0 }
  simulate(policy.spec, traceOf(points), model, 4, decision => replayed.push(decision))
  assert.deepEqual(replayed, live)
}
