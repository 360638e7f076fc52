import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { checkRouteTable } from '@polis/balancer'
import type { LoadBalancerSpec } from '../objects.ts'
import type { LivenessState } from '../reconcile/turn.ts'
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
import type { DerivedView } from './derived-view.ts'
import { routeTable } from './route-table.ts'

/** Service `web` with a task on each of six nodes; zones a, b, c, a, b, c; odd ones have a disk. */
function running(lb: Partial<LoadBalancerSpec>): ClusterState {
  const state = new ClusterState()
  const ports = [{ name: 'http', target: 80, published: 8080, protocol: 'tcp' as const }]
  const spec = sampleServiceSpec({ ports })
  const workload = sampleWorkload({ ports: [{ name: 'http', target: 80, protocol: 'tcp' }] })
  const numbers = [1, 2, 3, 4, 5, 6]
  for (const i of numbers) {
    const labels = { zone: 'abc'[(i - 1) % 3]!, ...(i % 2 === 1 ? { disk: 'ssd' } : {}) }
    const member = sampleMember(`n${i}`, { raftId: i, host: `127.0.0.${i}`, labels })
    state.applyMember(state.index + 1, { kind: 'add', member })
  }
  const definition = sampleDefinition('web', {
    spec: { ...spec, lb: { ...spec.lb, ...lb } },
    deployment: sampleDeploymentSpec({ workload }),
  })
  applyDone(state, sampleStack([definition], 'a'))
  const { id: deploymentId, specRevision } = state.sorted('deployment')[0]!
  for (const i of numbers) {
    const reasons = { pendingReason: '', placementReasons: [] }
    const task = { id: `t${i}`, deploymentId, slot: i, specRevision, nodeId: `peer-n${i}` }
    applyDone(state, { op: 'task.create', task: { ...task, ...reasons } })
    const reports = [
      sampleReport(`t${i}`, { ports: [{ name: 'http', target: 80, port: 20_000 + i }] }),
    ]
    applyDone(state, { op: 'task.observe', nodeId: `peer-n${i}`, bootCount: 1, reports })
  }
  return state
}

/** The route of `web` as node `n` derives it, with these nodes dead. */
function routeFrom(state: ClusterState, n: number | undefined, dead: readonly number[] = []) {
  const view: DerivedView = {
    ...(n === undefined ? {} : { self: `peer-n${n}` }),
    liveness: (nodeId): LivenessState =>
      dead.some(i => nodeId === `peer-n${i}`) ? 'dead' : 'alive',
    health: () => undefined,
    addressOf: host => host,
  }
  const table = routeTable(state, view, '0.0.0.0')
  checkRouteTable(table)
  const { endpoints, zone } = table.listeners[0]!.services[0]!
  return { ids: endpoints.map(({ id }) => id), zones: endpoints.map(one => one.zone), zone }
}

describe('zones in a route table', () => {
  it('are the node’s own and the numbers of endpoints, those of dead nodes included', () => {
    const state = running({ preferZone: true })
    const { zone, zones } = routeFrom(state, 2)
    assert.deepEqual(zone, { own: 'b', near: 2, far: 4 })
    assert.deepEqual(zones, ['a', 'b', 'c', 'a', 'b', 'c'])
    const after = routeFrom(state, 2, [5])
    assert.deepEqual(after.zone, { own: 'b', near: 2, far: 4 })
    assert.equal(after.ids.includes('t5'), false)
  })

  it('make no difference unless they are asked for, or to a node without one', () => {
    assert.equal(routeFrom(running({}), 2).zone, undefined)
    assert.equal(routeFrom(running({ preferZone: true }), undefined).zone, undefined)
  })
})

describe('subsets in a route table', () => {
  it('hold what carries the labels, those of nodes among them', () => {
    const bySsd = running({ subset: { labels: { 'node.labels.disk': 'ssd' } } })
    assert.deepEqual(routeFrom(bySsd, 1).ids, ['t1', 't3', 't5'])
    const none = running({ subset: { labels: { 'node.labels.disk': 'tape' } } })
    assert.deepEqual(routeFrom(none, 1).ids, [])
    const any = running({ subset: { labels: { tier: 'gold' }, fallback: 'any' } })
    assert.equal(routeFrom(any, 1).ids.length, 6)
  })

  it('of a size differ between nodes, cover all endpoints, and stay when a node dies', () => {
    const state = running({ subset: { size: 2 } })
    const parts = [1, 2, 3, 4, 5, 6].map(n => routeFrom(state, n).ids)
    for (const part of parts) assert.equal(part.length, 2)
    assert.equal(new Set(parts.flat()).size, 6)
    const alive = parts[0]!.filter(id => id !== 't6')
    assert.deepEqual(routeFrom(state, 1, [6]).ids, alive)
  })
})

describe('what else a service asks of its balancers', () => {
  it('is in the route table as it was stored', () => {
    const state = running({
      algorithm: 'maglev',
      hashBy: 'path',
      stickyCookie: 'c',
      stickyMaxAgeMs: 60_000,
      policy: { boundedLoad: 1.25 },
    })
    const view: DerivedView = {
      liveness: () => 'alive',
      health: () => undefined,
      addressOf: host => host,
    }
    const service = routeTable(state, view, '0.0.0.0').listeners[0]!.services[0]!
    assert.equal(service.hashBy, 'path')
    assert.equal(service.sticky?.maxAgeMs, 60_000)
    assert.deepEqual(service.policy, { boundedLoad: 1.25 })
  })
})
