import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Catalog } from '@polis/discovery'
import fc from 'fast-check'
import type { Operation } from '../commands.ts'
import type { HealthStatus, LivenessState } from '../reconcile/turn.ts'
import {
  applyNext,
  sampleDefinition,
  sampleDeploymentSpec,
  sampleMember,
  sampleReport,
  sampleServiceSpec,
  sampleStack,
  sampleWorkload,
} from '../sample.ts'
import { ClusterState } from '../state.ts'
import { catalogEntries } from './catalog-entries.ts'
import { CatalogFollower } from './catalog-follower.ts'
import type { DerivedView } from './derived-view.ts'

const NODES = ['n1', 'n2', 'n3']
const PORTS = [{ name: 'http', target: 80, published: null, protocol: 'tcp' as const }]

/** A cluster whose every change is told to a follower. */
class Followed implements DerivedView {
  readonly state = new ClusterState()
  readonly catalog = new Catalog()
  readonly follower = new CatalogFollower(this.state, this.catalog)
  readonly livenessOf = new Map<string, LivenessState>()
  readonly healthOf = new Map<string, HealthStatus>()
  /** Objects that changed without an event. */
  readonly untold: string[] = []

  constructor() {
    this.state.onApplied(changes => this.follower.applied(changes))
    this.state.onRestored(() => this.follower.allChanged())
    this.state.onApplied((changes, _, events) => {
      const told = new Set(events.map(({ objectId }) => objectId))
      for (const { kind, id } of changes) if (!told.has(id)) this.untold.push(`${kind} ${id}`)
    })
    for (const [i, name] of NODES.entries()) {
      const member = sampleMember(name, { raftId: i + 1, host: `127.0.0.${i + 1}` })
      this.state.applyMember(this.state.index + 1, { kind: 'add', member })
    }
  }

  liveness = (nodeId: string) => this.livenessOf.get(nodeId) ?? 'alive'
  health = (id: string) => this.healthOf.get(id)
  addressOf = (host: string) => host

  apply(...operations: Operation[]): void {
    applyNext(this.state, operations)
  }

  derive(): number {
    return this.follower.derive(this)
  }
}

const anyNode = fc.constantFrom(...NODES).map(name => `peer-${name}`)
const anyTask = fc.constantFrom('t1', 't2', 't3', 't4')
const anyService = fc.constantFrom('web', 'db')
const anyStep = fc.oneof(
  fc.record({
    kind: fc.constant('stack' as const),
    names: fc.subarray(['web', 'db']),
    tags: fc.subarray(['x', 'y']),
    hasChecks: fc.boolean(),
  }),
  fc.record({
    kind: fc.constant('task' as const),
    id: anyTask,
    node: anyNode,
    service: anyService,
  }),
  fc.record({
    kind: fc.constant('observe' as const),
    id: anyTask,
    node: anyNode,
    phase: fc.constantFrom('running' as const, 'backoff' as const, 'exited' as const),
  }),
  fc.record({ kind: fc.constantFrom('stop' as const, 'gone' as const), id: anyTask }),
  fc.record({
    kind: fc.constant('put' as const),
    service: anyService,
    id: fc.constantFrom('e1', 'e2'),
    port: fc.constantFrom(1, 2),
    ttlMs: fc.option(fc.constant(5_000), { nil: undefined }),
  }),
  fc.record({
    kind: fc.constant('assign' as const),
    service: anyService,
    id: fc.constantFrom('e1', 'e2'),
    node: anyNode,
  }),
  fc.record({
    kind: fc.constant('unput' as const),
    service: anyService,
    id: fc.constantFrom('e1', 'e2'),
  }),
  fc.record({ kind: fc.constant('service' as const), name: fc.constantFrom('ext', 'web') }),
  fc.record({ kind: fc.constant('no-service' as const), name: anyService }),
  fc.record({
    kind: fc.constant('health' as const),
    id: anyTask,
    state: fc.constantFrom('passing' as const, 'critical' as const, 'unknown' as const),
  }),
  fc.record({
    kind: fc.constant('liveness' as const),
    node: anyNode,
    state: fc.constantFrom('alive' as const, 'dead' as const, 'suspect' as const),
  }),
  fc.record({
    kind: fc.constant('member' as const),
    node: anyNode,
    host: fc.constantFrom('127.0.0.8', '127.0.0.9'),
    zone: fc.constantFrom('a', 'b'),
  }),
  fc.record({ kind: fc.constant('member-gone' as const), node: anyNode }),
  fc.record({ kind: fc.constantFrom('restore' as const, 'derive' as const) }),
)
type AnyStep = typeof anyStep extends fc.Arbitrary<infer T> ? T : never

const CHECK = { id: 'http:/up', name: 'up', type: 'http' } as never
const NAMESPACE = 'default'

/** What is proposed in a step; undefined if it is no proposal, or one of nothing. */
function operationOf({ state }: Followed, step: AnyStep): Operation | undefined {
  const namespace = NAMESPACE
  switch (step.kind) {
    case 'stack': {
      const checks = step.hasChecks ? [CHECK] : []
      const version = `v${step.tags.length}`
      const spec = sampleServiceSpec({ ports: PORTS, tags: step.tags, checks, version })
      const workload = sampleWorkload({ environment: { VERSION: version } })
      const deployment = sampleDeploymentSpec({ workload })
      const services = step.names.map(name => sampleDefinition(name, { spec, deployment }))
      return sampleStack(services, `s${state.index}`)
    }
    case 'task': {
      const deployment = state.sorted('deployment').find(({ name }) => name === step.service)
      if (deployment === undefined || state.tasks.has(step.id)) return undefined
      const { id: deploymentId, specRevision } = deployment
      const fields = { deploymentId, slot: 1, specRevision, nodeId: step.node }
      const reasons = { pendingReason: '', placementReasons: [] }
      return { op: 'task.create', task: { id: step.id, ...fields, ...reasons } }
    }
    case 'observe': {
      const ports = [{ name: 'http', target: 80, port: 20_001 }]
      const reports = [sampleReport(step.id, { phase: step.phase, ports, wasHealthy: true })]
      return { op: 'task.observe', nodeId: step.node, bootCount: 1, reports }
    }
    case 'stop':
      return { op: 'task.stop', id: step.id, reason: '' }
    case 'gone':
      return { op: 'task.remove', id: step.id }
    case 'put': {
      const { service, id, port, ttlMs } = step
      const rest = { weight: 1, tags: [], labels: {}, ...(ttlMs === undefined ? {} : { ttlMs }) }
      return { op: 'endpoint.put', namespace, service, id, address: '10.0.0.1', port, ...rest }
    }
    case 'assign': {
      const service = state.serviceByName(namespace, step.service)
      return { op: 'endpoint.assign', id: `${service?.id}.${step.id}`, ownerNodeId: step.node }
    }
    case 'unput':
      return { op: 'endpoint.remove', namespace, service: step.service, id: step.id }
    case 'service': {
      const spec = sampleServiceSpec({ ports: PORTS })
      const id = `x${state.index}`
      return { op: 'service.put', namespace, name: step.name, id, spec, expectedRevision: null }
    }
    case 'no-service':
      return { op: 'service.remove', namespace, name: step.name }
    default:
      return undefined
  }
}

function take(cluster: Followed, step: AnyStep): void {
  const { state, follower } = cluster
  const operation = operationOf(cluster, step)
  if (operation !== undefined) cluster.apply(operation)
  else if (step.kind === 'health') {
    cluster.healthOf.set(step.id, step.state)
    follower.healthChanged([step.id])
  } else if (step.kind === 'liveness') {
    cluster.livenessOf.set(step.node, step.state)
    follower.livenessChanged(step.node)
  } else if (step.kind === 'member') {
    const { apiAddress, clusterPort, drivers, cpuMillicores, memoryBytes } = sampleMember('x')
    const rest = { apiAddress, clusterPort, drivers, cpuMillicores, memoryBytes }
    const { node: id, host, zone } = step
    cluster.apply({ op: 'member.update', id, host, labels: { zone }, ...rest })
  } else if (step.kind === 'member-gone' && state.members.has(step.node)) {
    state.applyMember(state.index + 1, { kind: 'remove', id: step.node })
  } else if (step.kind === 'restore') state.restoreAll([...state.snapshot()])
  else if (step.kind === 'derive') cluster.derive()
}

describe('a catalog that follows the state', () => {
  it('equals one built from nothing after any changes, each of which has its event', () => {
    fc.assert(
      fc.property(fc.array(anyStep, { maxLength: 60 }), steps => {
        const cluster = new Followed()
        const seed: AnyStep = { kind: 'stack', names: ['web', 'db'], tags: [], hasChecks: true }
        for (const step of [seed, ...steps]) take(cluster, step)
        cluster.derive()
        const { services, endpoints, nodes } = cluster.catalog.snapshot()
        const rebuilt = new Catalog()
        const entries = catalogEntries(cluster.state, cluster)
        for (const one of entries.services) rebuilt.upsertService(one)
        for (const one of entries.endpoints) rebuilt.upsertEndpoint(one)
        for (const one of entries.nodes) rebuilt.upsertNode(one)
        const expected = rebuilt.snapshot()
        assert.deepEqual(
          { services, endpoints, nodes },
          { services: expected.services, endpoints: expected.endpoints, nodes: expected.nodes },
        )
        assert.equal(cluster.follower.isStale, false)
        assert.deepEqual(cluster.untold, [], 'every change has its event')
      }),
      { numRuns: 300 },
    )
  })

  it('derives what changed, not the catalog', () => {
    const cluster = new Followed()
    const spec = sampleServiceSpec({ ports: PORTS, checks: [CHECK] })
    cluster.apply(sampleStack([sampleDefinition('web', { spec, replicas: 100 })], 's'))
    const { id: deploymentId, specRevision } = cluster.state.sorted('deployment')[0]!
    const reasons = { pendingReason: '', placementReasons: [] }
    for (let i = 0; i < 100; i++) {
      const nodeId = `peer-${NODES[i % 3]!}`
      const task = { id: `t${i}`, deploymentId, slot: i, specRevision, nodeId, ...reasons }
      cluster.apply({ op: 'task.create', task })
      const ports = [{ name: 'http', target: 80, port: 20_000 + i }]
      const reports = [sampleReport(`t${i}`, { ports, wasHealthy: true })]
      cluster.apply({ op: 'task.observe', nodeId, bootCount: 1, reports })
    }
    assert.equal(cluster.derive(), 100, 'the first time everything')
    assert.equal(cluster.derive(), 0)
    cluster.healthOf.set('t7', 'critical')
    cluster.follower.healthChanged(['t7'])
    assert.equal(cluster.derive(), 1)
    assert.equal(cluster.catalog.endpoint('t7')?.isRoutable, false)
    cluster.livenessOf.set('peer-n1', 'dead')
    cluster.follower.livenessChanged('peer-n1')
    assert.equal(cluster.derive(), 34, 'those of the node')
    cluster.apply({ op: 'kv.put', key: 'a', value: new Uint8Array(1), expectedRevision: null })
    assert.equal(cluster.follower.isStale, false)
  })
})
