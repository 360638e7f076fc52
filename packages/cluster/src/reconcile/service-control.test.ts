import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { ServiceAction } from '../commands.ts'
import { planStack } from '../plan.ts'
import { sampleDefinition, sampleDeploymentSpec, sampleStack } from '../sample.ts'
import { FakeCluster } from './fake-cluster.ts'
import {
  control,
  count,
  deploy,
  deployed,
  deployment,
  rollout,
  scale,
  settle,
} from './fake-rollouts.ts'

let rollouts = 0

/** Does that to the service `web`; answers `done` or why not. */
function act(cluster: FakeCluster, action: ServiceAction, name = 'web'): string {
  const rolloutId = `c${rollouts++}`
  const [result] = cluster.apply({
    ...{ op: 'service.control', namespace: 'default', name, action, rolloutId },
  })
  return result!.kind === 'done' ? 'done' : result!.message
}

const lastReason = (cluster: FakeCluster) => {
  const since = cluster.state.eventsSince(null)
  assert.ok(since.kind === 'events')
  return since.events.findLast(({ topic }) => topic === 'deployment')!.reason
}

describe('stopping and starting a service', () => {
  it('its tasks go, its definition stays, and it starts with as many as it had', () => {
    const cluster = deployed(3)
    assert.equal(act(cluster, 'stop'), 'done')
    assert.equal(lastReason(cluster), 'stopped by hand; it had 3')
    assert.equal(act(cluster, 'stop'), 'done', 'twice is once')
    cluster.run(5_000)
    assert.equal(cluster.state.tasks.size, 0)
    assert.equal(deployment(cluster).replicas, 0)
    assert.equal(act(cluster, 'start'), 'done')
    assert.equal(lastReason(cluster), 'started by hand with 3')
    cluster.run(5_000)
    assert.equal(count(cluster, 'server 1'), 3)
    assert.equal(rollout(cluster).state, 'complete')
  })

  it('while it is stopped nothing scales or restarts it, and its nodes may come and go', () => {
    const cluster = deployed(2)
    act(cluster, 'stop')
    cluster.run(2_000)
    assert.throws(() => scale(cluster, 4))
    assert.equal(act(cluster, 'restart'), "service 'web' is stopped")
    cluster.kill('n1')
    cluster.run(10_000)
    assert.equal(cluster.state.tasks.size, 0)
  })

  it('a rollout in the middle waits for the start, and proves nothing meanwhile', () => {
    const cluster = deployed(3)
    deploy(cluster, 'server 2', 3, { parallelism: 1 })
    cluster.run(500)
    act(cluster, 'stop')
    cluster.run(30_000)
    assert.equal(rollout(cluster).state, 'running')
    assert.equal(deployment(cluster).stable!.spec.workload.command[1], '1')
    act(cluster, 'start')
    settle(cluster, 'complete')
    assert.equal(count(cluster, 'server 2'), 3)
  })

  it('a global service is stopped on every node, one that joins included', () => {
    const cluster = new FakeCluster(['n1', 'n2'])
    const spec = sampleDeploymentSpec({ mode: { kind: 'global' }, update: { monitorMs: 500 } })
    const definition = sampleDefinition('web', { replicas: 0, deployment: spec })
    cluster.apply(sampleStack([definition], 'g'))
    settle(cluster, 'complete')
    act(cluster, 'stop')
    cluster.join('n3')
    cluster.run(5_000)
    assert.equal(cluster.state.tasks.size, 0)
    act(cluster, 'start')
    cluster.run(5_000)
    assert.equal(deployment(cluster).replicas, 3)
    assert.equal(cluster.state.tasks.size, 3)
  })

  it('deploying its manifest starts it, as the plan shows', () => {
    const cluster = deployed(2)
    act(cluster, 'stop')
    cluster.run(2_000)
    const { state } = cluster
    const { spec, id } = deployment(cluster)
    const service = [...state.services.values()].find(({ deploymentId }) => deploymentId === id)!
    const wanted = { name: 'web', spec: service.spec, deployment: spec, replicas: 2 }
    const alive = { liveness: () => 'alive' as const }
    const services = [{ ...wanted, autoscale: null }]
    const [planned] = planStack(state, alive, 'app', 'default', services).services
    assert.deepEqual(planned!.replicas, { from: 0, to: 2 })
    deploy(cluster, 'server 1', 2)
    cluster.run(5_000)
    assert.equal(count(cluster, 'server 1'), 2)
    assert.equal(deployment(cluster).stopped, undefined)
  })

  it('what does not run, or ends by itself, is refused in words', () => {
    const cluster = deployed(1)
    assert.match(act(cluster, 'stop', 'nothing'), /there is no service 'nothing'/)
    const cron = { schedule: '@daily', timezone: 'UTC', concurrency: 'forbid', history: 1 } as const
    const job = { kind: 'job', isGlobal: false, parallelism: 0, attempts: 1 } as const
    const mode = { ...job, deadlineMs: null, cron }
    const definition = sampleDefinition('nightly', { deployment: sampleDeploymentSpec({ mode }) })
    cluster.apply(sampleStack([definition], 'j', { stack: 'jobs' }))
    assert.equal(act(cluster, 'stop', 'nightly'), "'nightly' is a job, which ends by itself")
    assert.equal(act(cluster, 'restart', 'nightly'), "'nightly' is run by its schedule, @daily")
  })
})

describe('restarting a service', () => {
  it('replaces every task at the pace of its updates, and serves all the while', () => {
    const cluster = deployed(3)
    const before = cluster.serving().map(({ id }) => id)
    cluster.servingMin = Number.POSITIVE_INFINITY
    assert.equal(act(cluster, 'restart'), 'done')
    assert.equal(lastReason(cluster), 'rollout running: restarted by hand')
    settle(cluster, 'complete')
    const after = cluster.serving().map(({ id }) => id)
    assert.equal(after.length, 3)
    assert.deepEqual(
      after.filter(id => before.includes(id)),
      [],
    )
    assert.equal(cluster.servingMin, 3)
  })

  it('goes through no stages, for there is nothing new to try', () => {
    const cluster = deployed(2)
    const strategy = { kind: 'blue-green', promote: 'manual', keepMs: 0 } as const
    deploy(cluster, 'server 2', 2, { strategy })
    cluster.run(10_000)
    assert.match(act(cluster, 'restart'), /is running, and replaces its tasks already/)
    control(cluster, 'promote')
    settle(cluster, 'complete')
    act(cluster, 'restart')
    settle(cluster, 'complete')
    assert.equal(count(cluster, 'server 2'), 2)
  })

  it('that fails goes back to the tasks that it had, and one that succeeds is no other version', () => {
    const cluster = deployed(2)
    deploy(cluster, 'server 2', 2)
    settle(cluster, 'complete')
    act(cluster, 'restart')
    settle(cluster, 'complete')
    const versions = deployment(cluster).versions!
    assert.deepEqual(
      versions.map(({ spec }) => spec.workload.command[1]),
      ['1', '2'],
    )
    const before = cluster.serving().map(({ id }) => id)
    act(cluster, 'restart')
    const { specRevision } = deployment(cluster)
    const fresh = () => cluster.state.sorted('task').find(one => one.specRevision === specRevision)
    cluster.runUntil('a new task runs', () => fresh()?.observed.phase === 'running')
    cluster.crash(fresh()!.nodeId, fresh()!.id)
    settle(cluster, 'rolled-back')
    assert.match(rollout(cluster).reason, /exit code 1/)
    cluster.run(2_000)
    assert.deepEqual(
      cluster.serving().map(({ id }) => id),
      before,
    )
  })
})
