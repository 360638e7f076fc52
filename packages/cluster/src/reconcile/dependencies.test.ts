import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { DEFAULT_RESTART } from '@polis/runtime'
import { needsRollout } from '../apply/stack.ts'
import type { ServiceDefinition } from '../commands.ts'
import type { Dependency } from '../dependency.ts'
import {
  sampleDefinition,
  sampleDeploymentSpec,
  sampleServiceSpec,
  sampleStack,
  sampleWorkload,
} from '../sample.ts'
import { FakeCluster } from './fake-cluster.ts'

const CHECK = { type: 'http', path: '/up', port: 80 } as never

function service(
  name: string,
  command: string,
  dependsOn: readonly Dependency[] = [],
  replicas = 1,
): ServiceDefinition {
  return sampleDefinition(name, {
    replicas,
    spec: sampleServiceSpec({ checks: [CHECK], ports: [] }),
    deployment: sampleDeploymentSpec({
      workload: sampleWorkload({
        command: [command],
        ports: [],
        restart: { ...DEFAULT_RESTART, policy: 'never', maxAttempts: 0 },
      }),
      ...(dependsOn.length === 0 ? {} : { dependsOn }),
    }),
  })
}

function deployed(...definitions: ServiceDefinition[]): FakeCluster {
  const cluster = new FakeCluster(['a', 'b'])
  const [result] = cluster.apply(sampleStack(definitions, 'x'))
  assert.equal(result?.kind, 'done', JSON.stringify(result))
  return cluster
}

function tasksOf(cluster: FakeCluster, name: string) {
  return cluster.state.sorted('task').filter(task => task.name.startsWith(`${name}.`))
}

function reasonOf(cluster: FakeCluster, name: string): string {
  return cluster.state.sorted('deployment').find(one => one.name === name)!.rollout.reason
}

describe('a service that depends on another', () => {
  it('starts once as many tasks as it has are healthy, and says so until then', () => {
    const waits = service('web', 'server', [{ service: 'db', condition: 'service_healthy' }])
    const cluster = deployed(service('db', 'server', [], 2), waits)
    cluster.step()
    assert.equal(tasksOf(cluster, 'web').length, 0)
    assert.equal(reasonOf(cluster, 'web'), 'waits for db to be healthy (0 of 2)')
    cluster.runUntil('web has a task', () => tasksOf(cluster, 'web').length === 1)
    const healthy = tasksOf(cluster, 'db').filter(task => cluster.health(task.id) === 'passing')
    assert.equal(healthy.length, 2)
    cluster.runUntil('web is deployed', () =>
      cluster.state.sorted('deployment').every(({ rollout }) => rollout.state === 'complete'),
    )
  })

  it('starts once one task runs, healthy or not, if that is enough', () => {
    const cluster = deployed(
      service('db', 'sick'),
      service('web', 'server', [{ service: 'db', condition: 'service_started' }]),
      service('late', 'server', [{ service: 'db', condition: 'service_healthy' }]),
    )
    cluster.runUntil('web has a task', () => tasksOf(cluster, 'web').length === 1)
    cluster.run(60_000)
    assert.equal(reasonOf(cluster, 'late'), 'waits for db to be healthy (0 of 1)')
    assert.equal(tasksOf(cluster, 'late').length, 0)
  })

  it('does not start after one that must end with success and failed', () => {
    const needs: Dependency[] = [{ service: 'setup', condition: 'service_completed_successfully' }]
    const cluster = deployed(service('setup', 'crash'), service('web', 'server', needs))
    cluster.run(10_000)
    assert.equal(tasksOf(cluster, 'web').length, 0)
    assert.match(reasonOf(cluster, 'web'), /^waits for setup to complete \(0 of 1\)/)
  })

  it('starts once a task has ended with success', () => {
    const needs: Dependency[] = [{ service: 'setup', condition: 'service_completed_successfully' }]
    const cluster = deployed(service('setup', 'server'), service('web', 'server', needs))
    cluster.run(2_000)
    assert.equal(tasksOf(cluster, 'web').length, 0)
    const setup = tasksOf(cluster, 'setup')[0]!
    cluster.apply({
      op: 'task.observe',
      nodeId: setup.nodeId,
      bootCount: 1,
      reports: [
        { taskId: setup.id, observed: { ...setup.observed, phase: 'exited', exitCode: 0 } },
      ],
    })
    cluster.decide()
    assert.equal(tasksOf(cluster, 'web').length, 1)
  })

  it('waits for one that is not there, and no longer once it ran', () => {
    const cluster = deployed(
      service('web', 'server', [{ service: 'gone', condition: 'service_started' }]),
    )
    cluster.run(1_000)
    assert.equal(reasonOf(cluster, 'web'), 'waits for gone, which does not exist')
    const started = deployed(
      service('db', 'server'),
      service('web', 'server', [{ service: 'db', condition: 'service_healthy' }]),
    )
    started.runUntil('web runs', () => tasksOf(started, 'web')[0]?.observed.phase === 'running')
    started.apply({ op: 'service.remove', namespace: 'default', name: 'db' })
    started.run(5_000)
    assert.equal(tasksOf(started, 'web').length, 1)
  })

  it('is not rolled out again because of what it depends on', () => {
    const { deployment } = service('web', 'server')
    const needs: Dependency[] = [{ service: 'db', condition: 'service_started' }]
    assert.equal(needsRollout(deployment, { ...deployment, dependsOn: needs }), false)
  })
})
