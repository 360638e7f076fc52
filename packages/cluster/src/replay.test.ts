import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { Command, Operation } from './commands.ts'
import {
  sampleDefinition,
  sampleDeploymentSpec,
  sampleMember,
  sampleReport,
  sampleServiceSpec,
  sampleStack,
  sampleWorkload,
} from './sample.ts'
import { ClusterState } from './state.ts'
import type { Change } from './store.ts'
import { decodeCommand, encodeCommand, type MemberChange } from './wire.ts'

const name = fc.constantFrom('web', 'api', 'db')
const node = fc.constantFrom('peer-n1', 'peer-n2')
const task = fc.integer({ min: 1, max: 6 }).map(i => `t${i}`)
const namespace = fc.constant('default')
const nullable = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null })

const definition = fc
  .record({
    name,
    replicas: fc.nat(4),
    version: fc.nat(3),
    published: fc.integer({ min: 80, max: 82 }),
  })
  .map(({ name, replicas, version, published }) =>
    sampleDefinition(name, {
      replicas,
      spec: sampleServiceSpec({
        ports: [{ name: 'p', target: 1, published, protocol: 'tcp' }],
      }),
      deployment: sampleDeploymentSpec({ workload: sampleWorkload({ command: [`v${version}`] }) }),
    }),
  )

/** Any operation, many of them refused: ids and names are few, so that they often meet. */
const operation: fc.Arbitrary<Operation> = fc.oneof(
  fc
    .record({
      services: fc.array(definition, { maxLength: 3 }),
      seed: fc.nat(1000),
      prune: fc.boolean(),
    })
    .map(({ services, seed, prune }) => sampleStack(services, `x${seed}`, { prune })),
  fc.record({ op: fc.constant('service.remove' as const), namespace, name }),
  fc.record({
    op: fc.constant('service.scale' as const),
    namespace,
    name,
    replicas: fc.nat(5),
    cause: fc.constantFrom('manual' as const, 'autoscaler' as const),
    reason: fc.constant(''),
    details: fc.constant({}),
    expectedReplicas: nullable(fc.nat(3)),
  }),
  fc.record({ op: fc.constant('task.stop' as const), id: task, reason: fc.string() }),
  fc.record({ op: fc.constant('task.remove' as const), id: task }),
  fc.record({
    op: fc.constant('task.lost' as const),
    id: task,
    bootCount: fc.nat(3),
    reason: fc.string(),
  }),
  fc.record({
    op: fc.constant('task.place' as const),
    id: task,
    nodeId: node,
    reasons: fc.constant([]),
  }),
  fc.record({
    op: fc.constant('task.observe' as const),
    nodeId: node,
    bootCount: fc.nat(3),
    reports: fc.array(
      fc
        .tuple(task, fc.constantFrom('running' as const, 'exited' as const, 'failed' as const))
        .map(([id, phase]) => sampleReport(id, { phase })),
    ),
  }),
  fc.record({
    op: fc.constant('kv.put' as const),
    key: fc.constantFrom('a', 'b'),
    value: fc.uint8Array(),
    expectedRevision: nullable(fc.nat(30)),
  }),
  fc.record({
    op: fc.constant('member.availability' as const),
    id: node,
    availability: fc.constantFrom('ready' as const, 'draining' as const),
  }),
)

type Entry = Command | MemberChange

const entry: fc.Arbitrary<Entry> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({
      requestId: fc.constantFrom('', '', 'r1', 'r2', 'r3'),
      timeMs: fc.nat(10_000),
      operations: fc.array(operation, { minLength: 1, maxLength: 4 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom<MemberChange>(
      { kind: 'add', member: sampleMember('n2', { raftId: 2 }) },
      { kind: 'promote', id: 'peer-n2' },
      { kind: 'voters', promoted: ['peer-n2'], demoted: ['peer-n1'], reason: 'spread over zones' },
      { kind: 'remove', id: 'peer-n2' },
    ),
  },
)

const log = fc.array(entry, { maxLength: 25 })

/** Creates tasks for whatever deployments there are, as a leader would. */
function taskOperations(state: ClusterState): Operation[] {
  return state.sorted('deployment').flatMap(({ id, specRevision }, i) =>
    [1, 2].map(n => ({
      op: 'task.create' as const,
      task: {
        id: `t${i * 2 + n}`,
        deploymentId: id,
        slot: n,
        specRevision,
        nodeId: n === 1 ? 'peer-n1' : '',
        pendingReason: '',
        placementReasons: [],
      },
    })),
  )
}

/** Applies one entry of the log; commands pass through their bytes. */
function applyEntry(state: ClusterState, one: Entry): void {
  const index = state.index + 1
  if ('kind' in one) state.applyMember(index, one)
  else state.apply(index, decodeCommand(encodeCommand(one)))
  const operations = taskOperations(state)
  state.apply(index + 1, { requestId: '', timeMs: 0, operations })
}

function founded(): ClusterState {
  const state = new ClusterState()
  state.applyMember(1, { kind: 'add', member: sampleMember('n1') })
  return state
}

describe('any log', () => {
  it('leads to the same state on every node, also on one that starts from a snapshot', () => {
    fc.assert(
      fc.property(log, fc.nat(25), (entries, cut) => {
        const one = founded()
        const other = founded()
        let third: ClusterState | undefined
        entries.forEach((one_, i) => {
          if (i === Math.min(cut, entries.length - 1)) {
            third = new ClusterState()
            third.restoreAll(one.snapshot())
            assert.equal(third.hash(), one.hash())
          }
          for (const state of [one, other, third]) if (state !== undefined) applyEntry(state, one_)
        })
        assert.equal(other.hash(), one.hash())
        if (third !== undefined) assert.equal(third.hash(), one.hash())
      }),
      { numRuns: 60 },
    )
  })

  it('keeps the indexes true, and tells listeners exactly what changed', () => {
    fc.assert(
      fc.property(log, entries => {
        const state = founded()
        const mirror = new Map<string, unknown>()
        const { members } = state
        for (const member of members.values()) mirror.set(`member ${member.id}`, member)
        state.onApplied(changes => {
          for (const change of changes) mirrorChange(mirror, change)
        })
        for (const one of entries) applyEntry(state, one)
        const kinds = [
          'member',
          'service',
          'deployment',
          'policy',
          'task',
          'endpoint',
          'kv',
        ] as const
        const all = kinds.flatMap(kind =>
          state.sorted(kind).map(o => [`${kind} ${'key' in o ? o.key : o.id}`, o] as const),
        )
        assert.deepEqual(new Map(all.toSorted()), new Map([...mirror].toSorted()))
        for (const { id, nodeId, deploymentId, serviceId } of state.tasks.values()) {
          const has = (tasks: readonly { id: string }[]) => tasks.some(one => one.id === id)
          assert.ok(has(state.tasksOfNode(nodeId)))
          assert.ok(has(state.tasksOfDeployment(deploymentId)))
          assert.ok(has(state.tasksOfService(serviceId)))
        }
        for (const service of state.services.values()) {
          assert.equal(state.serviceByName(service.namespace, service.name), service)
        }
      }),
      { numRuns: 60 },
    )
  })
})

function mirrorChange(mirror: Map<string, unknown>, { kind, id, before, after }: Change): void {
  const key = `${kind} ${id}`
  assert.deepEqual(mirror.get(key), before, 'before is what listeners were told last')
  if (after === undefined) mirror.delete(key)
  else mirror.set(key, after)
}
