import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { checkRouteTable } from '@polis/balancer'
import { Catalog } from '@polis/discovery'
import type { ServiceSpec, Task } from '../objects.ts'
import type { HealthStatus, LivenessState } from '../reconcile/turn.ts'
import {
  applyDone,
  sampleDefinition,
  sampleDeploymentSpec,
  sampleMember,
  sampleReport,
  sampleServiceSpec,
  sampleStack,
  sampleWorkload,
} from '../sample.ts'
import { ClusterState } from '../state.ts'
import { catalogEntries, checksOf } from './catalog-entries.ts'
import type { DerivedView } from './derived-view.ts'
import { routable, withPanic } from './routable.ts'
import { routeTable } from './route-table.ts'
import { balancerEndpointIds } from './service-endpoints.ts'

const CHECK = { id: 'http:/up', name: 'up', type: 'http' } as never

class FakeView implements DerivedView {
  readonly livenessOf = new Map<string, LivenessState>()
  readonly healthOf = new Map<string, HealthStatus>()
  liveness(nodeId: string): LivenessState {
    return this.livenessOf.get(nodeId) ?? 'alive'
  }
  health(id: string): HealthStatus | undefined {
    return this.healthOf.get(id)
  }
  addressOf(host: string): string | null {
    return host
  }
}

/** Service `web` with `count` running tasks `t1…`, one on each node; target 80 on 20001, …. */
function running(count: number, fields: Partial<ServiceSpec> = {}): ClusterState {
  const state = new ClusterState()
  const ports = [{ name: 'http', target: 80, published: 8080, protocol: 'tcp' as const }]
  const spec = sampleServiceSpec({ ports, checks: [CHECK], ...fields })
  const workload = sampleWorkload({
    ports: spec.ports.map(({ name, target, protocol }) => ({ name, target, protocol })),
  })
  for (let i = 1; i <= count; i++) {
    const member = sampleMember(`n${i}`, { raftId: i, host: `127.0.0.${i}` })
    state.applyMember(state.index + 1, { kind: 'add', member })
  }
  const deployment = sampleDeploymentSpec({ workload })
  applyDone(state, sampleStack([sampleDefinition('web', { spec, deployment })], 'a'))
  const { id: deploymentId, specRevision } = state.sorted('deployment')[0]!
  for (let i = 1; i <= count; i++) {
    const task = { id: `t${i}`, deploymentId, slot: i, specRevision, nodeId: `peer-n${i}` }
    const reasons = { pendingReason: '', placementReasons: [] }
    applyDone(state, { op: 'task.create', task: { ...task, ...reasons } })
    const ports = spec.ports.map(({ name, target }, p) => ({
      name,
      target,
      port: 20_000 + i + p * 100,
    }))
    const reports = [sampleReport(`t${i}`, { ports, wasHealthy: true })]
    applyDone(state, { op: 'task.observe', nodeId: `peer-n${i}`, bootCount: 1, reports })
  }
  return state
}

function endpointsIn(state: ClusterState, view: DerivedView) {
  const table = routeTable(state, view, '0.0.0.0')
  checkRouteTable(table)
  const service = table.listeners[0]!.services[0]!
  return { ids: service.endpoints.map(({ id }) => id), isPanic: service.isPanic }
}

describe('routable (design.md §2)', () => {
  const task = running(1).tasks.get('t1')!
  const withPhase = (
    phase: Task['observed']['phase'],
    wasHealthy: boolean | null = true,
  ): Task => ({
    ...task,
    observed: { ...task.observed, phase, wasHealthy },
  })

  it('is a running task of a node that is alive, suspect or restarting', () => {
    for (const liveness of ['alive', 'suspect', 'restarting'] as const) {
      assert.equal(routable(task, true, 'passing', liveness), true, liveness)
    }
    for (const liveness of ['dead', 'left', 'unknown'] as const) {
      assert.equal(routable(task, true, 'passing', liveness), false, liveness)
    }
    assert.equal(routable(withPhase('backoff'), true, 'passing', 'alive'), false)
  })

  it('passes or warns; without checks it need only run', () => {
    assert.equal(routable(task, true, 'warning', 'alive'), true)
    assert.equal(routable(task, true, 'critical', 'alive'), false)
    assert.equal(routable(task, false, 'unknown', 'alive'), true)
  })

  it('without a record, was last seen healthy by the log', () => {
    assert.equal(routable(withPhase('running', true), true, 'unknown', 'alive'), true)
    assert.equal(routable(withPhase('running', false), true, 'unknown', 'alive'), false)
    assert.equal(routable(withPhase('running', null), true, 'unknown', 'alive'), false)
  })

  it('is not withdrawn', () => {
    const withdrawn: Task = { ...task, desired: 'stopped', withdrawnIndex: 9 }
    assert.equal(routable(withdrawn, true, 'passing', 'alive'), false)
  })
})

describe('route table', () => {
  it('has a listener for each published port with the routable endpoints', () => {
    const state = running(3)
    const table = routeTable(state, new FakeView(), '127.0.0.1')
    assert.equal(table.version, state.index)
    const [listener] = table.listeners
    assert.deepEqual(
      [listener!.host, listener!.port, listener!.protocol],
      ['127.0.0.1', 8080, 'http'],
    )
    assert.deepEqual(
      listener!.services[0]!.endpoints.map(({ address, port }) => `${address}:${port}`),
      ['127.0.0.1:20001', '127.0.0.2:20002', '127.0.0.3:20003'],
    )
  })

  it('drops what is withdrawn, sick, or on a dead node', () => {
    const state = running(5)
    const view = new FakeView()
    applyDone(state, { op: 'task.stop', id: 't1', reason: '' })
    view.healthOf.set('t2', 'critical')
    view.livenessOf.set('peer-n3', 'dead')
    assert.deepEqual(endpointsIn(state, view), { ids: ['t4', 't5'], isPanic: false })
  })

  it('below half passing it panics and uses every endpoint that is up', () => {
    const state = running(5)
    const view = new FakeView()
    for (const id of ['t1', 't2', 't3']) view.healthOf.set(id, 'critical')
    view.livenessOf.set('peer-n1', 'dead')
    assert.deepEqual(endpointsIn(state, view), { ids: ['t4', 't5'], isPanic: false }, 'half')
    view.healthOf.set('t4', 'critical')
    assert.deepEqual(endpointsIn(state, view), { ids: ['t2', 't3', 't4', 't5'], isPanic: true })
  })

  it('a task that was never healthy is no reason to panic', () => {
    const young = { isUp: true, isRoutable: false, wasHealthy: false }
    const good = { isUp: true, isRoutable: true, wasHealthy: true }
    assert.deepEqual(withPanic([good, young, young]), { endpoints: [good], isPanic: false })
    assert.deepEqual(withPanic([young]), { endpoints: [], isPanic: false })
  })

  it('what a service asks of HTTP goes to its balancers as it stands', () => {
    const sample = sampleServiceSpec({})
    const file = (name: string) => ({ file: `/etc/tls/${name}.pem` })
    const http = {
      certificates: [{ certificate: file('cert'), key: file('key') }],
      forwarded: 'append' as const,
      timeouts: { connectMs: 1_000, idleMs: 2_000 },
    }
    const lb = { ...sample.lb, protocol: 'https' as const, host: 'a.example', http }
    const table = routeTable(running(1, { lb }), new FakeView(), '0.0.0.0')
    checkRouteTable(table)
    const [listener] = table.listeners
    const [service] = listener!.services
    assert.equal(listener!.protocol, 'https')
    assert.deepEqual(service!.http, http)
    assert.equal(service!.host, 'a.example')
    assert.deepEqual(
      [service!.forwarded, service!.connectTimeoutMs, service!.idleTimeoutMs],
      ['append', 1_000, 2_000],
    )
  })

  it('a task with two published ports has an endpoint id for each', () => {
    const ports = [
      { name: 'http', target: 80, published: 8080, protocol: 'tcp' as const },
      { name: 'admin', target: 81, published: 8081, protocol: 'tcp' as const },
    ]
    const state = running(1, { ports })
    const table = routeTable(state, new FakeView(), '0.0.0.0')
    checkRouteTable(table)
    const ids = table.listeners.map(listener => listener.services[0]!.endpoints[0]!.id)
    assert.deepEqual(ids, ['t1', 't1:81'])
    assert.deepEqual(balancerEndpointIds(state.tasks.get('t1')!), ids)
  })
})

describe('route table below HTTP', () => {
  const base = sampleServiceSpec()

  it('has a port for TCP and one for UDP under one number, with ids of their own', () => {
    const ports = [
      { name: 'web', target: 80, published: 80, protocol: 'tcp' as const },
      { name: 'dns', target: 53, published: 53, protocol: 'tcp' as const },
      { name: 'dns', target: 53, published: 53, protocol: 'udp' as const },
    ]
    const lb = { ...base.lb, protocol: 'udp' as const, udpIdleMs: 1_000 }
    const table = routeTable(running(1, { ports, lb }), new FakeView(), '0.0.0.0')
    checkRouteTable(table)
    assert.deepEqual(
      table.listeners.map(({ port, protocol, services }) => [port, protocol, services.length]),
      [
        [53, 'tcp', 1],
        [53, 'udp', 1],
        [80, 'tcp', 1],
      ],
    )
    const services = table.listeners.flatMap(listener => listener.services)
    assert.equal(new Set(services.map(({ id }) => id)).size, 3)
    assert.ok(services.every(({ udpIdleMs }) => udpIdleMs === 1_000))
  })

  it('gives TLS services their host and no path', () => {
    const lb = { ...base.lb, protocol: 'tls' as const, host: 'a.example' }
    const [listener] = routeTable(running(1, { lb }), new FakeView(), '0.0.0.0').listeners
    const { host, path, protocol } = listener!.services[0]!
    assert.deepEqual([host, path, protocol], ['a.example', undefined, 'tls'])
  })
})

describe('catalog entries', () => {
  it('fill a catalog that resolves to the healthy endpoints', () => {
    const state = running(2)
    const view = new FakeView()
    view.healthOf.set('t1', 'critical')
    const { services, endpoints, nodes } = catalogEntries(state, view)
    const catalog = new Catalog()
    for (const service of services) catalog.upsertService(service)
    for (const endpoint of endpoints) catalog.upsertEndpoint(endpoint)
    assert.deepEqual(
      nodes.map(({ name }) => name),
      ['n1', 'n2'],
    )
    const healthy = catalog.resolve('web', 'default', { healthyOnly: true })
    assert.deepEqual(
      healthy?.map(({ id, port, node }) => [id, port, node]),
      [['t2', 20_002, 'n2']],
    )
    assert.equal(catalog.resolve('web', 'default', {})?.length, 2)
  })

  it('a task of the version before says so while the next one is rolled out', () => {
    const state = running(1, { version: '1' })
    const deploymentId = state.sorted('deployment')[0]!.id
    const rolloutId = state.sorted('deployment')[0]!.rollout.id
    const rollout = { deploymentId, rolloutId, reason: '', failure: null }
    applyDone(state, { op: 'rollout.set', ...rollout, state: 'complete' })
    const { spec } = state.sorted('service')[0]!
    const workload = sampleWorkload({ environment: { NEW: '1' } })
    const next = { spec: { ...spec, version: '2' }, deployment: sampleDeploymentSpec({ workload }) }
    const versions = () => {
      const { endpoints } = catalogEntries(state, new FakeView())
      return endpoints.map(({ id, version }) => [id, version])
    }
    assert.deepEqual(versions(), [['t1', '1']])
    applyDone(state, sampleStack([sampleDefinition('web', next)], 'b'))
    assert.deepEqual(versions(), [['t1', '1']])
  })

  it('a registered endpoint is routable once a living node owns it and its checks pass', () => {
    const state = running(1)
    const id = `${state.sorted('service')[0]!.id}.ext`
    const endpoint = {
      namespace: 'default',
      service: 'web',
      id: 'ext',
      address: '10.0.0.9',
      port: 90,
    }
    applyDone(state, { op: 'endpoint.put', ...endpoint, weight: 2, tags: ['x'], labels: {} })
    const view = new FakeView()
    const isRoutable = () =>
      catalogEntries(state, view).endpoints.find(e => e.id === id)!.isRoutable
    view.healthOf.set(id, 'passing')
    assert.equal(isRoutable(), false)
    applyDone(state, { op: 'endpoint.assign', id, ownerNodeId: 'peer-n1' })
    assert.equal(isRoutable(), true)
    view.livenessOf.set('peer-n1', 'dead')
    assert.equal(isRoutable(), false)
  })

  it('a check is listed under its service with an id of its own', () => {
    const [check] = checksOf(running(1))
    assert.match(check!.id, /^as0\.http:\/up$/)
    assert.equal(check!.name, 'up')
  })
})
