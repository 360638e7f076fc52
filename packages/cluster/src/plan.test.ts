import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { planStack } from './plan.ts'
import { FakeCluster } from './reconcile/fake-cluster.ts'
import {
  sampleDefinition,
  sampleDeploymentSpec,
  sampleServiceSpec,
  sampleStack,
  sampleWorkload,
} from './sample.ts'

const ALIVE = { liveness: () => 'alive' as const }

function cluster(): FakeCluster {
  const fake = new FakeCluster(['n1', 'n2'])
  fake.apply(sampleStack([sampleDefinition('web', { replicas: 2 }), sampleDefinition('db')], 'a'))
  fake.run(2_000)
  return fake
}

function plan(fake: FakeCluster, ...services: ReturnType<typeof sampleDefinition>[]) {
  return planStack(fake.state, ALIVE, 'app', 'default', services)
}

describe('plan', () => {
  it('of what is deployed already changes nothing', () => {
    const { summary, services, canApply } = plan(
      cluster(),
      sampleDefinition('web', { replicas: 2 }),
      sampleDefinition('db'),
    )
    assert.deepEqual(summary, { add: 0, change: 0, remove: 0 })
    assert.deepEqual(
      services.map(({ action, placements }) => [action, placements]),
      [
        ['none', []],
        ['none', []],
      ],
    )
    assert.equal(canApply, true)
  })

  it('gives what may stop less important tasks their place, and no other', () => {
    const fake = new FakeCluster(['n1'])
    const { memoryBytes } = fake.state.sorted('member')[0]!
    const big = (priority: number, preempts: boolean) =>
      sampleDeploymentSpec({
        workload: sampleWorkload({
          reservations: { cpuMillicores: 0, memoryBytes: memoryBytes * 0.75 },
        }),
        placement: { priority, preempts },
      })
    const low = sampleDefinition('low', { deployment: big(10, false) })
    fake.apply(sampleStack([low], 'a'))
    fake.run(2_000)
    for (const [preempts, placed] of [
      [true, [{ node: 'n1', tasks: 1 }]],
      [false, []],
    ] as const) {
      const urgent = sampleDefinition('urgent', { deployment: big(80, preempts) })
      const { services, canApply } = plan(fake, low, urgent)
      assert.deepEqual(services.find(({ name }) => name === 'urgent')!.placements, placed)
      assert.equal(canApply, preempts)
    }
  })

  it('names changed fields, new and removed services, and where new tasks would run', () => {
    const fake = cluster()
    const deployment = sampleDeploymentSpec({ workload: sampleWorkload({ command: ['v2'] }) })
    const { summary, services } = plan(
      fake,
      sampleDefinition('web', { replicas: 4, deployment }),
      sampleDefinition('new', { replicas: 2 }),
    )
    assert.deepEqual(summary, { add: 1, change: 1, remove: 1 })
    const [web, added, db] = services
    assert.deepEqual(web!.changes, [
      { path: 'workload.command[0]', from: 'server', to: 'v2' },
      { path: 'replicas', from: 2, to: 4 },
    ])
    assert.equal(web!.isRollout, true)
    assert.deepEqual(web!.placements, [
      { node: 'n1', tasks: 2 },
      { node: 'n2', tasks: 2 },
    ])
    assert.equal(added!.placements.length, 2)
    assert.deepEqual([db!.name, db!.action, db!.replicas], ['db', 'remove', { from: 1, to: 0 }])
  })

  it('says why tasks could not be placed', () => {
    const deployment = sampleDeploymentSpec({ constraints: ['node.labels.zone == mars'] })
    const { services, canApply } = plan(
      cluster(),
      sampleDefinition('far', { replicas: 3, deployment }),
    )
    assert.equal(canApply, false)
    assert.equal(services[0]!.unplaced.tasks, 3)
    assert.match(services[0]!.unplaced.reasons.join(), /zone == mars/)
  })

  it('names the owner of a port or of a service that is taken, also within the manifest', () => {
    const fake = new FakeCluster(['n1'])
    const ports = [{ name: 'http', target: 80, published: 8080, protocol: 'tcp' as const }]
    const spec = sampleServiceSpec({ ports })
    fake.apply(sampleStack([sampleDefinition('web', { spec })], 'a', { stack: 'other' }))
    const taken = plan(fake, sampleDefinition('api', { spec }), sampleDefinition('web'))
    assert.match(taken.services[0]!.conflicts.join(), /port 8080 is taken: service 'web'/)
    assert.match(taken.services[1]!.conflicts.join(), /belongs to stack 'other'/)
    const both = planStack(fake.state, ALIVE, 'x', 'second', [
      sampleDefinition('a', {
        spec: sampleServiceSpec({ ports: [{ ...ports[0]!, published: 9 }] }),
      }),
      sampleDefinition('b', {
        spec: sampleServiceSpec({ ports: [{ ...ports[0]!, published: 9 }] }),
      }),
    ])
    assert.match(both.services[0]!.conflicts.join(), /service 'b'/)
  })
})
