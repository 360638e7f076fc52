import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { HttpOptions } from '@polis/balancer'
import { hasCode } from '@polis/base'
import type { Operation, OperationResult, ServiceDefinition } from './commands.ts'
import type { ServiceSpec } from './objects.ts'
import {
  applyDone,
  applyNext,
  sampleDefinition,
  sampleDeploymentSpec,
  sampleMember,
  sampleReport,
  sampleServiceSpec,
  sampleStack,
  sampleWorkload,
} from './sample.ts'
import { ClusterState } from './state.ts'

const POLICY = {
  min: 2,
  max: 4,
  custom: [],
  scaleUpCooldownMs: 0,
  scaleDownCooldownMs: 0,
  tolerance: 0.1,
  stabilizationUpMs: 0,
  stabilizationDownMs: 0,
}

function founded(): ClusterState {
  const state = new ClusterState()
  state.applyMember(1, { kind: 'add', member: sampleMember('n1') })
  applyDone(state, { op: 'cluster.init', clusterId: 'c1', adminTokenHash: 'h' })
  return state
}

function deployed(...services: ServiceDefinition[]): ClusterState {
  const state = founded()
  applyDone(state, sampleStack(services, 'a'))
  return state
}

function scale(
  replicas: number,
  fields: Partial<Extract<Operation, { op: 'service.scale' }>> = {},
) {
  return {
    op: 'service.scale',
    namespace: 'default',
    name: 'web',
    replicas,
    cause: 'manual',
    reason: 'asked',
    details: {},
    expectedReplicas: null,
    ...fields,
  } as const
}

function create(state: ClusterState, id: string, nodeId = 'peer-n1', slot = 1): void {
  const deployment = state.sorted('deployment')[0]!
  const task = {
    id,
    deploymentId: deployment.id,
    slot,
    specRevision: deployment.specRevision,
    nodeId,
    pendingReason: nodeId === '' ? 'no node' : '',
    placementReasons: [],
  }
  applyDone(state, { op: 'task.create', task })
}

function observe(state: ClusterState, report: ReturnType<typeof sampleReport>, bootCount = 1) {
  applyDone(state, { op: 'task.observe', nodeId: 'peer-n1', bootCount, reports: [report] })
}

function refusal(results: readonly OperationResult[]) {
  const result = results[0]!
  assert.equal(result.kind, 'refused')
  return result as Extract<OperationResult, { kind: 'refused' }>
}

function port(published: number, target = 80) {
  return { name: `p${target}`, target, published, protocol: 'tcp' as const }
}

describe('commands', () => {
  it('the same request id answers the same again and changes nothing', () => {
    const state = founded()
    const put = { op: 'kv.put', key: 'a', value: new Uint8Array(1), expectedRevision: 0 } as const
    const first = state.apply(3, { requestId: 'r1', timeMs: 5, operations: [put] })
    const again = state.apply(4, { requestId: 'r1', timeMs: 6, operations: [put] })
    assert.deepEqual(again, first)
    assert.equal(state.kv.get('a')?.revision, 3)
  })

  it('a refused operation of a command leaves the others in force', () => {
    const state = founded()
    const results = applyNext(state, [
      { op: 'kv.put', key: 'a', value: new Uint8Array(1), expectedRevision: null },
      { op: 'kv.put', key: '', value: new Uint8Array(1), expectedRevision: null },
      { op: 'kv.put', key: 'b', value: new Uint8Array(1), expectedRevision: null },
    ])
    assert.deepEqual(
      results.map(({ kind }) => kind),
      ['done', 'refused', 'done'],
    )
    assert.deepEqual([...state.kv.keys()], ['a', 'b'])
  })

  it('time in the log never goes back', () => {
    const state = founded()
    applyDone(
      state,
      { op: 'kv.put', key: 'a', value: new Uint8Array(0), expectedRevision: null },
      100,
    )
    applyDone(
      state,
      { op: 'kv.put', key: 'a', value: new Uint8Array(0), expectedRevision: null },
      40,
    )
    assert.equal(state.lastTimeMs, 100)
  })

  it('an identity is written once', () => {
    const state = founded()
    const again = { op: 'cluster.init', clusterId: 'c2', adminTokenHash: 'x' } as const
    assert.equal(refusal(applyNext(state, [again])).code, 'conflict')
    assert.equal(state.clusterId, 'c1')
    assert.equal(state.adminTokenHash, 'h')
  })
})

describe('stacks', () => {
  it('a deployed service has a deployment with a running rollout, under one index', () => {
    const state = deployed(sampleDefinition('web', { replicas: 3 }))
    const service = state.serviceByName('default', 'web')!
    const deployment = state.deployments.get(service.deploymentId!)!
    assert.equal(deployment.replicas, 3)
    assert.equal(deployment.specRevision, state.index)
    assert.equal(deployment.rollout.state, 'running')
    assert.equal(deployment.stable, null)
  })

  it('a service that did not change is left alone', () => {
    const state = deployed(sampleDefinition('web'), sampleDefinition('api'))
    const before = state.serviceByName('default', 'web')
    const changed = sampleDefinition('api', { replicas: 2 })
    applyDone(state, sampleStack([sampleDefinition('web'), changed], 'b'))
    assert.equal(state.serviceByName('default', 'web'), before)
    const api = state.serviceByName('default', 'api')!
    assert.equal(state.deployments.get(api.deploymentId!)!.replicas, 2)
  })

  it('a changed workload starts a rollout under a new revision; a changed count does not', () => {
    const state = deployed(sampleDefinition('web'))
    const id = state.sorted('deployment')[0]!.id
    const first = state.deployments.get(id)!
    applyDone(state, sampleStack([sampleDefinition('web', { replicas: 5 })], 'b'))
    assert.equal(state.deployments.get(id)!.specRevision, first.specRevision)
    assert.equal(state.deployments.get(id)!.rollout.id, first.rollout.id)
    const deployment = sampleDeploymentSpec({ workload: sampleWorkload({ command: ['v2'] }) })
    applyDone(state, sampleStack([sampleDefinition('web', { deployment })], 'c'))
    assert.equal(state.deployments.get(id)!.specRevision, state.index)
    assert.notEqual(state.deployments.get(id)!.rollout.id, first.rollout.id)
  })

  it('prune removes what the manifest no longer names, and only in its own stack', () => {
    const state = deployed(sampleDefinition('web'), sampleDefinition('api'))
    applyDone(state, sampleStack([sampleDefinition('other')], 'b', { stack: 'second' }))
    applyDone(state, sampleStack([sampleDefinition('web')], 'c'))
    assert.deepEqual(
      state
        .sorted('service')
        .map(({ name }) => name)
        .sort(),
      ['other', 'web'],
    )
    assert.equal(state.deployments.size, 2)
  })

  it('a published TCP port belongs to one service, and the refusal names the owner', () => {
    const tcp = sampleServiceSpec({
      ports: [port(8080)],
      lb: { ...sampleServiceSpec().lb, protocol: 'tcp' },
    })
    const state = deployed(sampleDefinition('web', { spec: tcp }))
    const hash = state.hash()
    const second = sampleStack([sampleDefinition('db', { spec: tcp })], 'b', { stack: 'second' })
    const { code, message } = refusal(applyNext(state, [second]))
    assert.equal(code, 'conflict')
    assert.match(message, /port 8080 of 'db' is taken: service 'web'/)
    assert.deepEqual(
      [...state.services.values()].map(({ name }) => name),
      ['web'],
    )
    assert.notEqual(state.hash(), hash, 'the index is part of the state')
  })

  it('HTTP services share a published port if a request can tell them apart', () => {
    const at = (host: string | null, path: string) =>
      sampleServiceSpec({
        ports: [port(8080)],
        lb: { ...sampleServiceSpec().lb, host, path },
      })
    const state = deployed(
      sampleDefinition('a', { spec: at(null, '/') }),
      sampleDefinition('b', { spec: at('b.example', '/') }),
      sampleDefinition('c', { spec: at(null, '/c') }),
    )
    const same = sampleDefinition('d', { spec: at('b.example', '/') })
    const { message } = refusal(applyNext(state, [sampleStack([same], 'b', { stack: 'x' })]))
    assert.match(message, /service 'b' .* has it for b\.example and path \//)
  })

  it('a port speaks TLS to all services on it, or to none', () => {
    const pair = { certificate: { file: '/c.pem' }, key: { file: '/k.pem' } }
    const at = (protocol: 'http' | 'https' | 'grpc', host: string, http?: HttpOptions) =>
      sampleServiceSpec({
        ports: [port(8443)],
        lb: { ...sampleServiceSpec().lb, protocol, host, ...(http && { http }) },
      })
    const tls = { certificates: [pair] }
    const state = deployed(
      sampleDefinition('a', { spec: at('https', 'a.example', tls) }),
      sampleDefinition('b', { spec: at('grpc', 'b.example', tls) }),
    )
    const refusalOf = (spec: ServiceSpec) => {
      const stack = sampleStack([sampleDefinition('d', { spec })], 'b', { stack: 'x' })
      return refusal(applyNext(state, [stack])).message
    }
    assert.match(refusalOf(at('http', 'd.example')), /service 'a' .* has it for HTTPS/)
    const routes = [{ host: 'e.example', path: '/e' }]
    const once = sampleDefinition('e', { spec: at('https', 'x', { ...tls, routes }) })
    applyDone(state, sampleStack([once], 'c', { stack: 'e' }))
    assert.match(
      refusalOf(at('https', 'y', { ...tls, routes })),
      /service 'e' .* has it for e\.example\/e/,
    )
  })

  it('two services of one stack may exchange their ports', () => {
    const on = (published: number) => sampleServiceSpec({ ports: [port(published)] })
    const state = deployed(
      sampleDefinition('a', { spec: on(8080) }),
      sampleDefinition('b', { spec: on(8081) }),
    )
    const exchanged = [
      sampleDefinition('a', { spec: on(8081) }),
      sampleDefinition('b', { spec: on(8080) }),
    ]
    applyDone(state, sampleStack(exchanged, 'b'))
  })

  it('a plan that is out of date is refused as stale', () => {
    const state = deployed(sampleDefinition('web'))
    const planIndex = state.index
    applyDone(state, scale(2))
    const stale = sampleStack([sampleDefinition('web')], 'b', { planIndex })
    assert.equal(refusal(applyNext(state, [stale])).code, 'stale')
    applyDone(state, sampleStack([sampleDefinition('web')], 'c', { planIndex: state.index }))
  })

  it('a service of another stack is not taken over', () => {
    const state = deployed(sampleDefinition('web'))
    const other = sampleStack([sampleDefinition('web')], 'b', { stack: 'second' })
    assert.match(refusal(applyNext(state, [other])).message, /belongs to stack 'app'/)
  })

  it('reserved and malformed names are refused', () => {
    const state = founded()
    for (const name of ['tasks', 'Web', 'a.b', '-a', '']) {
      const refused = refusal(applyNext(state, [sampleStack([sampleDefinition(name)], 'b')]))
      assert.equal(refused.code, 'invalid')
    }
  })

  it('deploying a failed rollout again tries it again', () => {
    const state = deployed(sampleDefinition('web'))
    const deployment = state.sorted('deployment')[0]!
    const rolloutId = deployment.rollout.id
    const failed = { state: 'failed', reason: 'no', failure: 'x' } as const
    applyDone(state, { op: 'rollout.set', deploymentId: deployment.id, rolloutId, ...failed })
    applyDone(state, sampleStack([sampleDefinition('web')], 'b'))
    const after = state.deployments.get(deployment.id)!
    assert.equal(after.rollout.state, 'running')
    assert.equal(after.specRevision, deployment.specRevision)
    assert.notEqual(after.rollout.id, rolloutId)
  })
})

describe('scaling', () => {
  it('sets the count and says who asked', () => {
    const state = deployed(sampleDefinition('web'))
    applyDone(state, scale(5))
    assert.equal(state.sorted('deployment')[0]!.replicas, 5)
    const events = state.eventsSince(`${state.index - 1}`)
    assert.equal(events.kind, 'events')
    const details = events.kind === 'events' ? events.events[0]!.details : {}
    assert.deepEqual(details, { cause: 'manual', from: 1, to: 5 })
  })

  it('is refused outside the bounds of the policy, which are named', () => {
    const state = deployed(sampleDefinition('web', { autoscale: POLICY }))
    assert.equal(state.sorted('deployment')[0]!.replicas, 2, 'the count at creation is clamped')
    assert.match(refusal(applyNext(state, [scale(9)])).message, /between 2 and 4/)
    applyDone(state, scale(3), 77)
    assert.equal(state.sorted('policy')[0]!.lastScaledUpMs, 77)
  })

  it('may reach what any schedule of the policy allows, whatever the time', () => {
    const schedule = { name: 'day', cron: '0 8 * * *', durationMs: 1_000, max: 8 }
    const autoscale = { ...POLICY, schedules: [schedule] }
    const web = sampleDefinition('web', { autoscale })
    const state = deployed(web)
    assert.match(refusal(applyNext(state, [scale(9)])).message, /between 2 and 8/)
    applyDone(state, scale(8))
    const changed = { ...web, autoscale: { ...autoscale, cpu: 50 } }
    applyDone(state, sampleStack([changed], 'b'))
    assert.equal(state.sorted('deployment')[0]!.replicas, 8, 'a new policy does not cut it down')
  })

  it('with a policy the manifest sets the count at creation only', () => {
    const web = sampleDefinition('web', { autoscale: POLICY, replicas: 2 })
    const state = deployed(web)
    applyDone(state, scale(4))
    applyDone(state, sampleStack([{ ...web, spec: sampleServiceSpec({ version: '2' }) }], 'b'))
    assert.equal(state.sorted('deployment')[0]!.replicas, 4)
  })

  it('is refused if the count is no longer the expected one', () => {
    const state = deployed(sampleDefinition('web'))
    assert.equal(refusal(applyNext(state, [scale(3, { expectedReplicas: 2 })])).code, 'stale')
  })
})

describe('tasks', () => {
  it('carries the workload of its revision and is named after its slot', () => {
    const state = deployed(sampleDefinition('web'))
    create(state, 't1')
    const task = state.tasks.get('t1')!
    assert.equal(task.name, 'web.1')
    assert.deepEqual(task.workload.command, ['server'])
    assert.deepEqual(state.tasksOfNode('peer-n1'), [task])
  })

  it('a stopped task is withdrawn at the index of the decision, with its drain time', () => {
    const state = deployed(sampleDefinition('web'))
    create(state, 't1')
    applyDone(state, { op: 'task.stop', id: 't1', reason: 'surplus' })
    const task = state.tasks.get('t1')!
    assert.equal(task.withdrawnIndex, state.index)
    assert.equal(task.drainMs, 30_000)
    assert.equal(task.desired, 'stopped')
  })

  it('reports of an older boot are ignored', () => {
    const state = deployed(sampleDefinition('web'))
    create(state, 't1')
    observe(state, sampleReport('t1'), 2)
    observe(state, sampleReport('t1', { phase: 'failed' }), 1)
    assert.equal(state.tasks.get('t1')!.observed.phase, 'running')
  })

  it('a lost task is never revived; the one thing believed is that it ended', () => {
    const state = deployed(sampleDefinition('web'))
    create(state, 't1')
    observe(state, sampleReport('t1'), 1)
    applyDone(state, { op: 'task.lost', id: 't1', bootCount: 1, reason: 'n1 is dead' })
    observe(state, sampleReport('t1'), 1)
    observe(state, sampleReport('t1'), 2)
    assert.equal(state.tasks.get('t1')!.observed.phase, 'lost')
    assert.equal(state.tasks.get('t1')!.desired, 'stopped')
    observe(state, sampleReport('t1', { phase: 'exited', exitCode: 0 }), 1)
    applyDone(state, { op: 'task.remove', id: 't1' })
    assert.equal(state.tasks.size, 0)
  })

  it('a repeated report changes nothing, not even the revision', () => {
    const state = deployed(sampleDefinition('web'))
    create(state, 't1')
    observe(state, sampleReport('t1'))
    const before = state.tasks.get('t1')
    observe(state, sampleReport('t1'))
    assert.equal(state.tasks.get('t1'), before)
  })

  it('healthySinceMs counts from the first healthy report of the current run', () => {
    const state = deployed(sampleDefinition('web'))
    create(state, 't1')
    const report = (fields: Parameters<typeof sampleReport>[1], timeMs: number) => {
      const reports = [sampleReport('t1', fields)]
      const operation = { op: 'task.observe', nodeId: 'peer-n1', bootCount: 1, reports } as const
      applyDone(state, operation, timeMs)
      return state.tasks.get('t1')!.observed.healthySinceMs
    }
    assert.equal(report({ wasHealthy: false }, 10), null)
    assert.equal(report({ wasHealthy: true }, 20), 20)
    assert.equal(report({ wasHealthy: true, reason: 'x' }, 30), 20)
    assert.equal(report({ phase: 'backoff', wasHealthy: true }, 40), null)
    assert.equal(report({ restarts: 1, wasHealthy: true }, 50), 50)
  })

  it('a crash is remembered with its node, slot and revision', () => {
    const state = deployed(sampleDefinition('web'))
    create(state, 't1')
    observe(state, sampleReport('t1', { restarts: 1 }))
    observe(state, sampleReport('t1', { phase: 'failed', restarts: 1, exitCode: 1 }))
    const [deployment] = state.sorted('deployment')
    const failures = state.failuresOf(deployment!.id)
    assert.deepEqual(
      failures.map(({ nodeId, slot }) => [nodeId, slot]),
      [
        ['peer-n1', 1],
        ['peer-n1', 1],
      ],
    )
  })

  it('removing a service withdraws its tasks and frees its name at once', () => {
    const state = deployed(sampleDefinition('web'))
    create(state, 't1')
    create(state, 't2', '', 2)
    applyDone(state, { op: 'service.remove', namespace: 'default', name: 'web' })
    assert.equal(state.services.size + state.deployments.size, 0)
    assert.deepEqual([...state.tasks.keys()], ['t1'])
    assert.equal(state.tasks.get('t1')!.desired, 'stopped')
    assert.equal(state.tasks.get('t1')!.drainMs, 30_000)
    applyDone(state, sampleStack([sampleDefinition('web')], 'b'))
  })
})

describe('rollouts', () => {
  it('a complete rollout is stable, and a rollback goes back to it with its service', () => {
    const state = deployed(sampleDefinition('web'))
    const first = state.sorted('deployment')[0]!
    const set = { op: 'rollout.set', deploymentId: first.id, reason: '', failure: null } as const
    applyDone(state, { ...set, rolloutId: first.rollout.id, state: 'complete' })
    const deployment = sampleDeploymentSpec({ workload: sampleWorkload({ command: ['v2'] }) })
    const spec = sampleServiceSpec({ version: '2' })
    applyDone(state, sampleStack([sampleDefinition('web', { deployment, spec })], 'b'))
    applyDone(state, { op: 'rollout.rollback', deploymentId: first.id, reason: 'bad' })
    const after = state.deployments.get(first.id)!
    assert.equal(after.specRevision, first.specRevision)
    assert.equal(after.rollout.state, 'rolling-back')
    assert.equal(state.serviceByName('default', 'web')!.spec.version, '1')
  })

  it('the first version cannot be rolled back', () => {
    const state = deployed(sampleDefinition('web'))
    const deploymentId = state.sorted('deployment')[0]!.id
    const rollback = { op: 'rollout.rollback', deploymentId, reason: '' } as const
    assert.equal(refusal(applyNext(state, [rollback])).code, 'invalid')
  })
})

describe('key-value store', () => {
  it('writes by compare-and-set, 0 meaning that the key must not exist', () => {
    const state = founded()
    const put = (expectedRevision: number | null) =>
      applyNext(state, [
        { op: 'kv.put', key: 'k', value: new Uint8Array([1]), expectedRevision },
      ])[0]!
    const first = put(0)
    assert.equal(first.kind, 'done')
    assert.equal(put(0).kind, 'refused')
    assert.equal(put(state.kv.get('k')!.revision).kind, 'done')
    assert.deepEqual([...state.kv.get('k')!.value], [1])
  })

  it('a value over 512 KiB is refused', () => {
    const state = founded()
    const value = new Uint8Array(512 * 1024 + 1)
    const put = { op: 'kv.put', key: 'k', value, expectedRevision: null } as const
    assert.equal(refusal(applyNext(state, [put])).code, 'invalid')
  })
})

describe('members and endpoints', () => {
  it('the founder votes, others learn until promoted, and Raft ids are never reused', () => {
    const state = founded()
    state.applyMember(3, { kind: 'add', member: sampleMember('n2', { raftId: 2 }) })
    assert.equal(state.members.get('peer-n1')!.isVoter, true)
    assert.equal(state.members.get('peer-n2')!.isVoter, false)
    state.applyMember(4, { kind: 'promote', id: 'peer-n2' })
    assert.equal(state.members.get('peer-n2')!.isVoter, true)
    const reason = 'a voter leaves the cluster'
    const ids = { promoted: ['peer-n1', 'gone'], demoted: ['peer-n2'] }
    const events: string[] = []
    const stop = state.onApplied((_, __, emitted) => events.push(...emitted.map(e => e.reason)))
    state.applyMember(5, { kind: 'voters', ...ids, reason })
    stop()
    assert.equal(state.members.get('peer-n2')!.isVoter, false)
    assert.deepEqual(events, ['became a learner: a voter leaves the cluster'])
    state.applyMember(6, { kind: 'remove', id: 'peer-n2' })
    assert.equal(state.nextRaftId, 3)
  })

  it('endpoints of different services may have the same name', () => {
    const state = founded()
    for (const name of ['db', 'cache']) {
      applyDone(state, {
        op: 'service.put',
        namespace: 'default',
        name,
        spec: sampleServiceSpec(),
        id: `id-${name}`,
        expectedRevision: null,
      })
      applyDone(state, {
        op: 'endpoint.put',
        namespace: 'default',
        service: name,
        id: 'one',
        address: '10.0.0.1',
        port: 5432,
        weight: 1,
        tags: [],
        labels: {},
      })
    }
    assert.deepEqual(
      state.sorted('endpoint').map(({ id }) => id),
      ['id-cache.one', 'id-db.one'],
    )
  })
})

describe('watching', () => {
  it('listeners are told of every change, with what was before', () => {
    const state = deployed(sampleDefinition('web'))
    const seen: string[] = []
    const stop = state.onApplied(changes => {
      for (const { kind, id, before, after } of changes) {
        seen.push(`${kind} ${id} ${before === undefined} ${after === undefined}`)
      }
    })
    create(state, 't1')
    applyNext(state, [{ op: 'task.place', id: 't9', nodeId: 'x', reasons: [] }])
    stop()
    assert.deepEqual(seen, ['task t1 true false'])
  })

  it('events and changes resume after an index; what a snapshot covers is gone', () => {
    const state = deployed(sampleDefinition('web'))
    const at = state.index
    create(state, 't1')
    const events = state.eventsSince(`${at}`)
    assert.deepEqual(events.kind === 'events' && events.events.map(({ id }) => id), [`${at + 1}.0`])
    const changes = state.changesSince(at)
    assert.equal(changes.kind === 'changes' && changes.changes.length, 1)
    const copy = new ClusterState()
    copy.restoreAll(state.snapshot())
    assert.deepEqual(copy.eventsSince(`${at}`), { kind: 'gone', oldest: `${at + 1}` })
    assert.deepEqual(copy.changesSince(at), { kind: 'gone', oldest: at + 1 })
  })

  it('a damaged snapshot is refused and changes nothing', () => {
    const state = deployed(sampleDefinition('web'))
    const bytes = Buffer.concat([...state.snapshot()])
    const copy = founded()
    const hash = copy.hash()
    for (let at = 0; at < bytes.length; at += 7) {
      const damaged = Buffer.from(bytes)
      damaged[at]! ^= 1 << (at % 8)
      assert.throws(
        () => copy.restoreAll([damaged]),
        error =>
          hasCode(error, 'cluster/damaged-snapshot') || hasCode(error, 'cluster/unknown-version'),
        `byte ${at}`,
      )
      assert.throws(
        () => copy.restoreAll([bytes.subarray(0, at)]),
        error => hasCode(error, 'cluster/damaged-snapshot'),
        `cut at ${at}`,
      )
    }
    assert.equal(copy.hash(), hash)
  })

  it('a snapshot is of one index, whatever is applied while it is made', () => {
    const state = deployed(sampleDefinition('web'))
    for (let i = 0; i < 600; i++) create(state, `t${i}`)
    const then = state.hash()
    const chunks = state.snapshot()
    const made: Uint8Array[] = []
    for (const chunk of chunks) {
      made.push(chunk)
      create(state, `later${made.length}`)
    }
    assert.ok(made.length > 2)
    assert.notEqual(state.hash(), then)
    const copy = new ClusterState()
    copy.restoreAll(made)
    assert.equal(copy.hash(), then)
    assert.deepEqual(Buffer.concat([...chunks]), Buffer.concat(made), 'and it can be made again')
  })
})
