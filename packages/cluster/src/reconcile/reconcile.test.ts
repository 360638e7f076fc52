import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { seededRandom } from '@polis/base'
import { DEFAULT_RESTART } from '@polis/runtime'
import type { ServiceDefinition } from '../commands.ts'
import type { Deployment, UpdateSpec } from '../objects.ts'
import { planRebalance, rebalanceOperations } from '../rebalance.ts'
import {
  sampleDefinition,
  sampleDeploymentSpec,
  sampleServiceSpec,
  sampleStack,
  sampleWorkload,
} from '../sample.ts'
import { rendezvous } from './endpoint-owners.ts'
import { FakeCluster } from './fake-cluster.ts'

const CHECK = { type: 'http', path: '/up', port: 80 } as never

/** One try on a node, so that the leader has to replace a crashed task. */
const NO_RESTART = { ...DEFAULT_RESTART, maxAttempts: 0 }

let seeds = 0

function web(
  command: string,
  replicas: number,
  update: Partial<UpdateSpec> = {},
  fields: Partial<Parameters<typeof sampleWorkload>[0]> & { maxPerNode?: number } = {},
): ServiceDefinition {
  const { maxPerNode = null, ...workload } = fields
  return sampleDefinition('web', {
    replicas,
    spec: sampleServiceSpec({ checks: [CHECK] }),
    deployment: sampleDeploymentSpec({
      workload: sampleWorkload({ command: command.split(' '), restart: NO_RESTART, ...workload }),
      maxPerNode,
      update: { monitorMs: 1_000, healthyDeadlineMs: 10_000, ...update },
    }),
  })
}

function deploy(cluster: FakeCluster, definition: ServiceDefinition): void {
  seeds++
  const [result] = cluster.apply(sampleStack([definition], `x${seeds}`))
  assert.equal(result?.kind, 'done', JSON.stringify(result))
}

function deployment(cluster: FakeCluster): Deployment {
  return cluster.state.sorted('deployment')[0]!
}

function settle(cluster: FakeCluster, state = 'complete'): void {
  const isSettled = () => deployment(cluster).rollout.state === state
  cluster.runUntil(`the rollout is ${state}`, isSettled)
}

function deployed(names: string[], definition: ServiceDefinition): FakeCluster {
  const cluster = new FakeCluster(names)
  deploy(cluster, definition)
  settle(cluster)
  return cluster
}

function scale(cluster: FakeCluster, replicas: number): void {
  cluster.apply({
    op: 'service.scale',
    namespace: 'default',
    name: 'web',
    replicas,
    cause: 'manual',
    reason: '',
    details: {},
    expectedReplicas: null,
  })
}

function setAvailability(cluster: FakeCluster, name: string, availability: 'ready' | 'draining') {
  cluster.apply({ op: 'member.availability', id: `peer-${name}`, availability })
}

function nodesOf(cluster: FakeCluster): string[] {
  return cluster
    .serving()
    .map(task => task.nodeId)
    .sort()
}

const N3 = ['n1', 'n2', 'n3']

describe('keeping the count', () => {
  it('a first deployment is complete when all replicas are healthy, spread over the nodes', () => {
    const cluster = deployed(N3, web('server 1', 3))
    assert.deepEqual(nodesOf(cluster), ['peer-n1', 'peer-n2', 'peer-n3'])
    assert.deepEqual(deployment(cluster).stable?.specRevision, deployment(cluster).specRevision)
    assert.ok(cluster.nowMs < 2_000, `${cluster.nowMs}`)
  })

  it('scales up and down, dropping the highest slots, and removes what has stopped', () => {
    const cluster = deployed(N3, web('server 1', 3))
    scale(cluster, 5)
    cluster.runUntil('five serve', () => cluster.serving().length === 5)
    scale(cluster, 2)
    cluster.runUntil('two are left', () => cluster.state.tasks.size === 2)
    assert.deepEqual(cluster.slots(), [1, 2])
  })

  it('when scaling down, a task that does not serve goes before one that does', () => {
    const cluster = deployed(N3, web('server 1', 3))
    cluster.kill('n1')
    const slot = cluster.state.tasksOfNode('peer-n1')[0]!.slot
    scale(cluster, 2)
    cluster.decide()
    assert.ok(!cluster.slots().includes(slot))
  })

  it('a task that cannot be placed says why, and is placed once something changes', () => {
    const cluster = new FakeCluster(['n1'])
    deploy(cluster, web('server 1', 2, {}, { maxPerNode: 1 }))
    cluster.run(1_000)
    const waiting = cluster.state.tasksOfNode('')
    assert.equal(waiting.length, 1)
    assert.match(waiting[0]!.pendingReason, /1 node already has 1 of this service/)
    assert.match(deployment(cluster).rollout.reason, /web\.2 waits for a node/)
    cluster.join('n2')
    settle(cluster)
    assert.equal(deployment(cluster).rollout.reason, '')
  })

  it('removing a service stops its tasks and leaves nothing behind', () => {
    const cluster = deployed(N3, web('server 1', 3))
    cluster.apply({ op: 'service.remove', namespace: 'default', name: 'web' })
    cluster.runUntil('all tasks are gone', () => cluster.state.tasks.size === 0)
  })

  it('a crashed task is replaced after a back-off that doubles', () => {
    const cluster = new FakeCluster(N3)
    deploy(cluster, web('crash', 1))
    cluster.run(60_000)
    const { name } = deployment(cluster)
    const failures = cluster.state.failuresOf(deployment(cluster).id)
    assert.equal(name, 'web')
    const gaps = failures.slice(1).map((failure, i) => failure.atMs - failures[i]!.atMs)
    assert.ok(failures.length >= 4 && failures.length <= 8, `${failures.length} tries in a minute`)
    for (let i = 1; i < gaps.length; i++) assert.ok(gaps[i]! > gaps[i - 1]! * 1.5, `${gaps}`)
  })

  it('a task that has done its work is not run again', () => {
    const cluster = new FakeCluster(['n1'])
    const restart = { ...NO_RESTART, policy: 'never' as const }
    deploy(cluster, web('crash', 1, {}, { restart }))
    cluster.run(10_000)
    assert.equal(cluster.state.failuresOf(deployment(cluster).id).length, 1)
    assert.equal(cluster.state.tasks.size, 1)
  })
})

describe('node loss', () => {
  it('tasks of a dead node run elsewhere after lostAfter, one in each slot', () => {
    const cluster = deployed(N3, web('server 1', 3))
    const diedMs = cluster.nowMs
    cluster.kill('n2')
    cluster.run(4_900)
    assert.equal(cluster.serving().length, 2, 'nothing moves before 5 s')
    cluster.runUntil('three serve again', () => cluster.serving().length === 3)
    assert.ok(cluster.nowMs - diedMs < 6_500, `${cluster.nowMs - diedMs} ms`)
    assert.deepEqual(cluster.slots(), [1, 2, 3])
    assert.ok(!nodesOf(cluster).includes('peer-n2'))
  })

  it('a node that was only cut off stops what was replaced when it is back', () => {
    const cluster = deployed(N3, web('server 1', 3))
    cluster.cutOff('n2')
    cluster.run(8_000)
    cluster.revive('n2', false)
    cluster.runUntil('the lost task is gone', () => cluster.state.tasks.size === 3)
    cluster.step()
    assert.deepEqual(cluster.slots(), [1, 2, 3])
    assert.equal(cluster.nodes.get('peer-n2')!.tasks.size, 0)
  })

  it('a node that comes back in time keeps its tasks', () => {
    const cluster = deployed(N3, web('server 1', 3))
    const before = [...cluster.state.tasks.keys()]
    cluster.cutOff('n2')
    cluster.run(4_000)
    cluster.revive('n2', false)
    cluster.run(10_000)
    assert.deepEqual([...cluster.state.tasks.keys()], before)
  })

  it('a restarting node keeps its tasks for 30 s', () => {
    const cluster = deployed(N3, web('server 1', 3))
    const before = [...cluster.state.tasks.keys()]
    cluster.restarting('n2')
    cluster.run(29_000)
    assert.deepEqual([...cluster.state.tasks.keys()], before)
    cluster.run(3_000)
    assert.equal(cluster.serving().length, 3)
  })

  it('a new leader gives dead nodes their full grace again', () => {
    const cluster = deployed(N3, web('server 1', 3))
    cluster.hasLeader = false
    cluster.cutOff('n2')
    cluster.run(20_000)
    cluster.hasLeader = true
    cluster.tookOfficeMs = cluster.nowMs
    cluster.revive('n2', false)
    cluster.run(1_000)
    assert.ok(cluster.state.sorted('task').every(task => task.observed.phase === 'running'))
  })

  it('tasks of a removed member are gone at once', () => {
    const cluster = deployed(N3, web('server 1', 3))
    cluster.kill('n2')
    cluster.nodes.delete('peer-n2')
    cluster.state.applyMember(cluster.state.index + 1, { kind: 'remove', id: 'peer-n2' })
    cluster.runUntil('three serve', () => cluster.serving().length === 3, 2_000)
    assert.equal(cluster.state.tasks.size, 3)
  })

  it('draining moves tasks start-first and never below the count', () => {
    const cluster = deployed(N3, web('server 1', 6))
    cluster.servingMin = Number.POSITIVE_INFINITY
    setAvailability(cluster, 'n1', 'draining')
    cluster.runUntil('n1 is empty', () => cluster.state.tasksOfNode('peer-n1').length === 0)
    assert.equal(cluster.servingMin, 6)
    assert.deepEqual(cluster.slots(), [1, 2, 3, 4, 5, 6])
    setAvailability(cluster, 'n1', 'ready')
    cluster.run(2_000)
    assert.deepEqual(cluster.slots(), [1, 2, 3, 4, 5, 6])
  })

  it('a plan to rebalance moves tasks to a node that came back, and never below the count', () => {
    const cluster = deployed(N3, web('server 1', 6))
    cluster.kill('n1')
    cluster.run(10_000)
    cluster.revive('n1')
    cluster.run(1_000)
    const view = { liveness: () => 'alive' as const }
    const plan = planRebalance(cluster.state, view)
    assert.deepEqual(
      [plan.before, plan.after],
      [
        { most: 3, least: 0 },
        { most: 2, least: 2 },
      ],
    )
    assert.deepEqual(
      plan.moves.map(({ to }) => to),
      ['n1', 'n1'],
    )
    // Two moves one after the other: ten seconds to be healthy, thirty to drain, ten to stop.
    assert.deepEqual(plan.cost, { moves: 2, durationMsMax: 100_000 })
    cluster.servingMin = Number.POSITIVE_INFINITY
    for (const result of cluster.apply(...rebalanceOperations(plan))) {
      assert.equal(result.kind, 'done')
    }
    cluster.runUntil('n1 has its share', () => cluster.state.tasksOfNode('peer-n1').length === 2)
    cluster.run(3_000)
    assert.equal(cluster.servingMin, 6)
    assert.deepEqual(cluster.slots(), [1, 2, 3, 4, 5, 6])
    assert.deepEqual(planRebalance(cluster.state, view).moves, [])
  })

  it('draining the only node that fits leaves the task where it is and says why', () => {
    const cluster = deployed(['n1'], web('server 1', 1))
    setAvailability(cluster, 'n1', 'draining')
    cluster.run(5_000)
    assert.equal(cluster.serving().length, 1)
    assert.match(cluster.state.tasksOfNode('')[0]!.pendingReason, /draining/)
    setAvailability(cluster, 'n1', 'ready')
    cluster.run(1_000)
    assert.equal(cluster.state.tasks.size, 1)
  })
})

describe('rolling updates', () => {
  it('start-first replaces every task and never serves with fewer than the replicas', () => {
    const cluster = deployed(N3, web('server 1', 4))
    cluster.servingMin = Number.POSITIVE_INFINITY
    deploy(cluster, web('server 2', 4, { parallelism: 2 }))
    settle(cluster)
    assert.equal(cluster.servingMin, 4)
    assert.deepEqual(
      cluster.commands(),
      Array.from({ length: 4 }, () => 'server 2'),
    )
    cluster.runUntil('old tasks are gone', () => cluster.state.tasks.size === 4)
  })

  it('stop-first never runs more than the replicas, and loses at most the parallelism', () => {
    const cluster = deployed(N3, web('server 1', 4))
    cluster.servingMin = Number.POSITIVE_INFINITY
    deploy(cluster, web('server 2', 4, { order: 'stop-first' }))
    let most = 0
    cluster.runUntil('it is complete', () => {
      most = Math.max(most, cluster.state.tasks.size)
      return deployment(cluster).rollout.state === 'complete'
    })
    assert.equal(most, 4)
    assert.equal(cluster.servingMin, 3)
    assert.deepEqual(
      cluster.commands(),
      Array.from({ length: 4 }, () => 'server 2'),
    )
  })

  it('start-first goes on where every node is full to the bound per node', () => {
    const cluster = deployed(N3, web('server 1', 3, {}, { maxPerNode: 1 }))
    deploy(cluster, web('server 2', 3, {}, { maxPerNode: 1 }))
    settle(cluster)
    assert.deepEqual(nodesOf(cluster), ['peer-n1', 'peer-n2', 'peer-n3'])
  })

  it('waits for the delay between slots', () => {
    const cluster = deployed(N3, web('server 1', 3))
    const startMs = cluster.nowMs
    deploy(cluster, web('server 2', 3, { delayMs: 5_000 }))
    settle(cluster)
    assert.ok(cluster.nowMs - startMs > 13_000, `${cluster.nowMs - startMs}`)
  })

  it('a version that crashes is rolled back, and the old one serves throughout', () => {
    const cluster = deployed(N3, web('server 1', 3))
    const stable = deployment(cluster).stable!
    cluster.servingMin = Number.POSITIVE_INFINITY
    deploy(cluster, web('crash', 3))
    settle(cluster, 'rolled-back')
    assert.equal(cluster.servingMin, 3)
    assert.equal(deployment(cluster).specRevision, stable.specRevision)
    assert.match(deployment(cluster).rollout.reason, /web\.\d \(t\d+\) on n\d: exit code 1/)
    cluster.run(10_000)
    assert.deepEqual(
      cluster.commands(),
      Array.from({ length: 3 }, () => 'server 1'),
    )
    assert.equal(cluster.state.tasks.size, 3)
  })

  it('a version that is never healthy is rolled back at its deadline', () => {
    const cluster = deployed(N3, web('server 1', 3))
    const startMs = cluster.nowMs
    deploy(cluster, web('sick', 3))
    settle(cluster, 'rolled-back')
    assert.ok(cluster.nowMs - startMs < 12_000)
    assert.match(
      deployment(cluster).rollout.reason,
      /not ready after 10 s: running but not healthy: HTTP 503$/,
    )
  })

  it('a stop-first update that fails goes back to the stable version where it went', () => {
    const cluster = deployed(N3, web('server 1', 3))
    deploy(cluster, web('crash', 3, { order: 'stop-first' }))
    settle(cluster, 'rolled-back')
    cluster.run(1_000)
    assert.deepEqual(
      cluster.commands(),
      Array.from({ length: 3 }, () => 'server 1'),
    )
  })

  it('pauses instead of rolling back when it is told to, and goes on when deployed again', () => {
    const cluster = deployed(N3, web('server 1', 3))
    deploy(cluster, web('sick', 3, { failureAction: 'pause' }))
    settle(cluster, 'paused')
    cluster.run(20_000)
    assert.equal(cluster.commands().length, 3)
    deploy(cluster, web('server 2', 3))
    settle(cluster)
    assert.deepEqual(
      cluster.commands(),
      Array.from({ length: 3 }, () => 'server 2'),
    )
  })

  it('what waits for a node in a version that is no more makes way, found by seed 25', () => {
    const cluster = deployed(N3, web('server 1', 2))
    const tooLarge = { reservations: { cpuMillicores: 0, memoryBytes: 2 ** 60 } }
    const stopFirst = { order: 'stop-first', parallelism: 0 } as const
    deploy(cluster, web('server 2', 2, stopFirst, tooLarge))
    cluster.runUntil('both wait', () => cluster.state.tasksOfNode('').length === 2)
    deploy(cluster, web('crash', 2, { parallelism: 1, failureAction: 'pause' }))
    settle(cluster, 'paused')
    cluster.run(20_000)
    assert.deepEqual(cluster.state.tasksOfNode(''), [])
    assert.deepEqual(cluster.commands(), ['server 1'], 'in the slot that was not reached')
  })

  it('continues over failures when it is told to, and ends as failed', () => {
    const cluster = deployed(N3, web('server 1', 3))
    deploy(cluster, web('crash', 3, { failureAction: 'continue' }))
    settle(cluster, 'failed')
    assert.match(deployment(cluster).rollout.reason, /3 of 3 slots failed/)
    assert.deepEqual(
      cluster.commands(),
      Array.from({ length: 3 }, () => 'server 1'),
    )
  })

  it('goes on trying a version that failed, beside the old tasks, until one works', () => {
    const cluster = deployed(N3, web('server 1', 1))
    deploy(cluster, web('crash', 1, { failureAction: 'continue' }))
    settle(cluster, 'failed')
    const tries = () => cluster.state.failuresOf(deployment(cluster).id).length
    const before = tries()
    cluster.runUntil('it was tried again', () => tries() > before)
    assert.deepEqual(cluster.commands(), ['server 1'])
    assert.equal(cluster.state.tasks.size, 2, 'the old task, and the last try')
    cluster.isMended = true
    settle(cluster)
    assert.deepEqual(cluster.commands(), ['crash'])
    cluster.runUntil('the old task is gone', () => cluster.state.tasks.size === 1)
  })

  it('a first deployment that fails is failed with its reasons, and heals if it can', () => {
    const cluster = new FakeCluster(N3)
    deploy(cluster, web('sick', 2))
    settle(cluster, 'failed')
    assert.equal(deployment(cluster).rollout.failures.length, 2)
    deploy(cluster, web('server 2', 2))
    settle(cluster)
  })

  it('a crash loop under its node fails a rollout without waiting for the deadline', () => {
    const cluster = deployed(N3, web('server 1', 2))
    const startMs = cluster.nowMs
    deploy(cluster, web('crash', 2, {}, { restart: DEFAULT_RESTART }))
    settle(cluster, 'rolled-back')
    assert.ok(cluster.nowMs - startMs < 5_000)
  })

  it('a new version can be deployed in the middle of a rollout', () => {
    const cluster = deployed(N3, web('server 1', 4))
    deploy(cluster, web('server 2', 4))
    cluster.run(2_000)
    deploy(cluster, web('server 3', 4))
    settle(cluster)
    assert.deepEqual(
      cluster.commands(),
      Array.from({ length: 4 }, () => 'server 3'),
    )
  })

  it('a node lost in the middle of a rollout does not stop it', () => {
    const cluster = deployed(N3, web('server 1', 4))
    deploy(cluster, web('server 2', 4))
    cluster.run(1_500)
    cluster.kill('n1')
    settle(cluster)
    cluster.runUntil('four serve', () => cluster.serving().length === 4)
    assert.deepEqual(
      cluster.commands(),
      Array.from({ length: 4 }, () => 'server 2'),
    )
  })
})

describe('everything at once', () => {
  it('converges after random deployments, scalings, losses and drains', () => {
    for (let seed = 1; seed <= 40; seed++) {
      const random = seededRandom(seed)
      const cluster = new FakeCluster(['n1', 'n2', 'n3', 'n4'])
      deploy(cluster, web('server 0', 3))
      for (let i = 0; i < 12; i++) {
        shake(cluster, random.int, i)
        cluster.run(random.int(40) * 100)
      }
      for (const name of ['n1', 'n2', 'n3', 'n4']) {
        if (cluster.nodes.get(`peer-${name}`)!.liveness !== 'alive') cluster.revive(name)
        setAvailability(cluster, name, 'ready')
      }
      deploy(cluster, web('server 99', 3))
      cluster.runUntil(`seed ${seed} converges`, () => {
        const { rollout } = deployment(cluster)
        return rollout.state === 'complete' && cluster.state.tasks.size === 3
      })
      assert.deepEqual(
        cluster.commands(),
        Array.from({ length: 3 }, () => 'server 99'),
      )
      assert.equal(new Set(cluster.slots()).size, 3, `seed ${seed}: one task in each slot`)
    }
  })

  it('endpoints are owned by living nodes, and few move when one is lost', () => {
    const cluster = new FakeCluster(N3)
    const spec = sampleServiceSpec()
    const put = { op: 'service.put', namespace: 'default', name: 'db', spec, id: 'db' } as const
    cluster.apply({ ...put, expectedRevision: null })
    for (let i = 0; i < 30; i++) {
      const endpoint = { namespace: 'default', service: 'db', id: `e${i}`, address: 'h', port: 1 }
      cluster.apply({ op: 'endpoint.put', ...endpoint, weight: 1, tags: [], labels: {} })
    }
    cluster.decide()
    const owners = () => cluster.state.sorted('endpoint').map(endpoint => endpoint.ownerNodeId)
    const before = owners()
    assert.equal(new Set(before).size, 3)
    cluster.kill('n1')
    cluster.decide()
    owners().forEach((owner, i) => {
      if (before[i] !== 'peer-n1') assert.equal(owner, before[i])
      else assert.notEqual(owner, 'peer-n1')
    })
    assert.equal(rendezvous('x', []), undefined)
  })
})

function shake(cluster: FakeCluster, int: (bound: number) => number, i: number): void {
  const name = `n${int(4) + 1}`
  const isAlive = cluster.nodes.get(`peer-${name}`)!.liveness === 'alive'
  const versions = ['server', 'server', 'sick', 'crash']
  const orders = ['start-first', 'stop-first'] as const
  const actions: (() => void)[] = [
    () => scale(cluster, int(6)),
    () => {
      const update = { order: orders[int(2)]!, parallelism: int(3), healthyDeadlineMs: 3_000 }
      deploy(cluster, web(`${versions[int(4)]} ${i}`, 1 + int(5), update))
    },
    () => (isAlive ? cluster.kill(name) : cluster.revive(name)),
    () => (isAlive ? cluster.cutOff(name) : cluster.revive(name, false)),
    () => (isAlive ? cluster.restarting(name) : cluster.revive(name)),
    () => setAvailability(cluster, name, int(2) === 0 ? 'ready' : 'draining'),
  ]
  actions[int(actions.length)]!()
}
