/**
 * Auto scaling by itself, in one process: a policy, a deployment, metrics, decisions with their
 * reasons, cooldowns, prediction, and a backtest of the same policy on a day that is over.
 *
 *     npm run example -- auto-scaling
 */

import {
  AutoScaler,
  capacityFor,
  compare,
  Deployment,
  ScalingPolicy,
  summaryOf,
  tableOf,
  traceOf,
} from '@polis/autoscaler'
import { ManualClock } from '@polis/base'

// A clock of our own, so that ten minutes pass in no time.
const clock = new ManualClock(0)
const autoScaler = new AutoScaler({
  clock,
  scale: async (deployment, replicas) => {
    console.log(`  carried out: ${deployment.name} ${deployment.replicas} -> ${replicas} replicas`)
  },
})
autoScaler.on('threshold-crossed', ({ metric, value, target, isAbove }) => {
  console.log(`  event: ${metric} is ${isAbove ? 'above' : 'back below'} ${target} (${value})`)
})

console.log('A deployment, and a policy for it.')
const deployment = new Deployment('web-deployment', 'web', 'default', 'web:1.0')
  .withReplicas(3)
  .withResourceLimits({ cpu: '500m', memory: '512Mi' })
  .withResourceRequests({ cpu: '250m', memory: '256Mi' })
const policy = new ScalingPolicy('web-policy', 'web-scaling', deployment.id, 2, 10)
  .withTargetCpuUtilization(70)
  .withTargetMemoryUtilization(80)
  .withScaleUpCooldown('300s')
  .withScaleDownCooldown('600s')
  .withScaleUpRate({
    select: 'max',
    policies: [{ type: 'replicas', value: 4, periodMs: 60_000 }],
  })
await autoScaler.createDeployment(deployment)
await autoScaler.registerPolicy(policy)
console.log(`  ${policy.name}: ${policy.spec.min} to ${policy.spec.max} replicas`)

async function evaluate(what: string, cpuUtilization: number): Promise<void> {
  await autoScaler.collectMetrics(deployment.id, {
    timestamp: clock.wallMs(),
    cpuUtilization,
    memoryUtilization: cpuUtilization < 50 ? 30 : 75,
    requestsPerSecond: 150,
    responseTimeMs: 200,
    errorRate: 0.02,
    activeConnections: 100,
  })
  const [decision] = await autoScaler.evaluatePolicies()
  console.log(`  ${what}: ${decision?.kind}, ${decision?.reason}`)
}

console.log('Load comes: it grows by as much as its rate allows, then its cooldown holds it.')
await evaluate('85 % CPU', 85)
clock.advance(60_000)
await evaluate('a minute later, 140 %', 140)
clock.advance(240_000)
await evaluate('after the cooldown, 140 %', 140)

console.log('Load goes: nothing shrinks before it has been low for five minutes, and cooled down.')
for (const minutes of [1, 5, 10]) {
  clock.advance((minutes === 1 ? 1 : 5) * 60_000)
  await evaluate(`${minutes} min later, 20 %`, 20)
}

console.log('No metrics are no reason to shrink.')
clock.advance(600_000)
const [silent] = await autoScaler.evaluatePolicies()
console.log(`  ${silent?.kind}, ${silent?.reason}`)

console.log('The history keeps every evaluation; these changed something:')
for (const { from, to, reason } of autoScaler.getHistory(deployment.id).reverse()) {
  if (from !== to) console.log(`  ${from} -> ${to}: ${reason}`)
}

console.log('The same decisions on a recorded day, beside Kubernetes’ HPA:')
const day = traceOf(
  Array.from({ length: 288 }, (_, i) => ({
    atMs: i * 300_000,
    load: 100 - 60 * Math.cos((i / 288) * 2 * Math.PI) + ((i * 7_919) % 23),
  })),
)
const world = { capacity: capacityFor(day), startupMs: 30_000, lagMs: 5_000 }
console.log(tableOf(compare(day, world).map(summaryOf)).replaceAll(/^/gm, '  '))
