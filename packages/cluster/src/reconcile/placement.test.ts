import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parseManifest } from '../manifest/manifest.ts'
import type { Deployment } from '../objects.ts'
import type { PlacementSpec } from '../placement-spec.ts'
import { planStack } from '../plan.ts'
import { sampleDefinition, sampleDeploymentSpec, sampleStack, sampleWorkload } from '../sample.ts'
import { FakeCluster } from './fake-cluster.ts'

const GIB = 1024 ** 3

function service(name: string, replicas: number, placement: PlacementSpec, gib = 0) {
  const reservations = { cpuMillicores: 0, memoryBytes: gib * GIB }
  return sampleDefinition(name, {
    replicas,
    deployment: sampleDeploymentSpec({
      workload: sampleWorkload({ command: ['server'], reservations }),
      placement,
      update: { monitorMs: 500 },
    }),
  })
}

let seeds = 0

function deploy(cluster: FakeCluster, ...services: ReturnType<typeof service>[]): void {
  const stack = { stack: services[0]!.name, prune: false }
  const [result] = cluster.apply(sampleStack(services, `p${seeds++}`, stack))
  assert.equal(result?.kind, 'done', JSON.stringify(result))
}

const nodesOf = (cluster: FakeCluster, name: string) =>
  cluster.state
    .sorted('task')
    .filter(task => task.name.startsWith(`${name}.`) && task.desired === 'running')
    .map(task => task.nodeId.replace('peer-', ''))
    .sort()
const waiting = (cluster: FakeCluster, name: string) =>
  cluster.state.tasksOfNode('').filter(task => task.name.startsWith(`${name}.`))

describe('x-placement in a cluster', () => {
  it('packs, and keeps services together or apart by their names', () => {
    const cluster = new FakeCluster(['n1', 'n2', 'n3'])
    deploy(cluster, service('batch', 3, { strategy: 'binpack' }, 2))
    cluster.run(2_000)
    assert.deepEqual(nodesOf(cluster, 'batch'), ['n1', 'n1', 'n1'])
    const beside = { service: 'batch', isAnti: false, isRequired: true }
    deploy(cluster, service('agent', 2, { affinities: [beside] }))
    deploy(cluster, service('quiet', 2, { affinities: [{ ...beside, isAnti: true }] }))
    cluster.run(2_000)
    assert.deepEqual(nodesOf(cluster, 'agent'), ['n1', 'n1'])
    assert.deepEqual(nodesOf(cluster, 'quiet'), ['n2', 'n3'])
  })

  it('a decision that is applied twice takes no more than a node has (simulator, seed 344)', () => {
    const cluster = new FakeCluster(['n1'])
    const { memoryBytes } = cluster.state.members.get('peer-n1')!
    const half = memoryBytes / GIB / 2
    deploy(cluster, service('web', 1, {}, half))
    cluster.run(1_000)
    const [{ id: deploymentId, specRevision }] = cluster.state.sorted('deployment') as [Deployment]
    const late = (id: string, nodeId: string) => ({
      ...{ op: 'task.create' as const },
      task: {
        ...{ id, deploymentId, slot: 1, specRevision, nodeId },
        ...{ pendingReason: '', placementReasons: [] },
      },
    })
    const onto = { op: 'task.place', id: 't3', nodeId: 'peer-n1', reasons: [] } as const
    const results = cluster.apply(
      late('t1', 'peer-n1'),
      late('t2', 'peer-n1'),
      late('t3', ''),
      onto,
    )
    assert.deepEqual(
      results.map(result => (result.kind === 'done' ? 'done' : result.message)),
      ['done', "node 'n1' has no memory left", 'done', "node 'n1' has no memory left"],
    )
  })

  it('a task waits for the service that it must be beside, and is placed when that runs', () => {
    const cluster = new FakeCluster(['n1', 'n2'])
    const beside = { service: 'db', isAnti: false, isRequired: true }
    deploy(cluster, service('web', 1, { affinities: [beside] }))
    cluster.run(1_000)
    assert.match(waiting(cluster, 'web')[0]!.pendingReason, /2 nodes run no 'db'/)
    deploy(cluster, service('db', 1, {}))
    cluster.run(2_000)
    assert.deepEqual(nodesOf(cluster, 'web'), nodesOf(cluster, 'db'))
  })

  it('a plan knows the services of its own manifest, whichever comes first', () => {
    const cluster = new FakeCluster(['n1', 'n2'])
    const beside = { service: 'db', isAnti: false, isRequired: true }
    const services = [service('web', 1, { affinities: [beside] }), service('db', 1, {})]
    const view = { liveness: () => 'alive' as const }
    const plan = planStack(cluster.state, view, 'app', 'default', services)
    assert.ok(plan.canApply, JSON.stringify(plan.services))
    const [web, db] = plan.services.map(({ placements }) => placements)
    assert.deepEqual(web, db)
    const alone = planStack(cluster.state, view, 'app', 'default', services.slice(0, 1))
    assert.match(alone.services[0]!.unplaced.reasons[0]!, /2 nodes run no 'db'/)
  })

  it('a more important service makes less important tasks give way, and they wait', () => {
    const cluster = new FakeCluster(['n1'])
    deploy(cluster, service('low', 2, { priority: 20 }, 4))
    cluster.run(2_000)
    deploy(cluster, service('idle', 1, { priority: 90 }, 4))
    cluster.run(2_000)
    assert.equal(waiting(cluster, 'idle').length, 1, 'priority alone stops nothing')
    cluster.apply({ op: 'service.remove', namespace: 'default', name: 'idle' })
    deploy(cluster, service('vip', 1, { priority: 80, preempts: true }, 4))
    cluster.runUntil('vip has a node', () => nodesOf(cluster, 'vip')[0] === 'n1', 5_000)
    assert.equal(nodesOf(cluster, 'low').filter(node => node === 'n1').length, 1)
    assert.match(waiting(cluster, 'low')[0]!.pendingReason, /1 node lacks memory/)
    const stopped = cluster.state.eventsSince(null)
    const reasons = stopped.kind === 'events' ? stopped.events.map(({ reason }) => reason) : []
    assert.ok(reasons.some(reason => reason.includes('makes room for vip.1 of priority 80')))
    cluster.join('n2')
    cluster.runUntil('everything runs', () => cluster.state.tasksOfNode('').length === 0)
  })

  it('memory that is in use by something else is no room', () => {
    const cluster = new FakeCluster(['n1', 'n2'])
    cluster.used.set('peer-n1', { cpuMillicores: 0, memoryBytes: 7 * GIB })
    deploy(cluster, service('web', 2, {}, 2))
    cluster.run(2_000)
    assert.deepEqual(nodesOf(cluster, 'web'), ['n2', 'n2'])
  })
})

describe('x-placement in a manifest', () => {
  const read = (text: string) => {
    const { services, errors } = parseManifest(`services: {web: {image: x, x-placement: ${text}}}`)
    return { placement: services[0]!.deployment.placement, errors: errors.map(e => e.message) }
  }

  it('is read as it is written', () => {
    const text =
      '{strategy: binpack, priority: 70, preempt: true, affinity: [db], ' +
      'antiAffinity: [{service: web, required: true}]}'
    assert.deepEqual(read(text), {
      errors: [],
      placement: {
        strategy: 'binpack',
        affinities: [
          { service: 'db', isAnti: false, isRequired: false },
          { service: 'web', isAnti: true, isRequired: true },
        ],
        priority: 70,
        preempts: true,
      },
    })
  })

  it('what is wrong in it is told with its place', () => {
    assert.match(
      read('{strategy: pack}').errors[0]!,
      /strategy: 'pack' should be one of spread, binpack/,
    )
    assert.match(read('{priority: 101}').errors[0]!, /from 0 to 100/)
    assert.match(read('{affinity: [Not_A_Name]}').errors[0]!, /x-placement\.affinity\[0\]/)
    assert.match(read('{affinity: [{required: true}]}').errors[0]!, /affinity\[0\]/)
  })
})
