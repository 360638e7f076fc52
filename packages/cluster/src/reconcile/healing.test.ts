import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { DEFAULT_RESTART } from '@polis/runtime'
import { crashLoopOf } from '../crash-loop.ts'
import type { DisconnectSpec } from '../disconnect.ts'
import { parseManifest } from '../manifest/manifest.ts'
import {
  sampleDefinition,
  sampleDeploymentSpec,
  sampleServiceSpec,
  sampleStack,
  sampleWorkload,
} from '../sample.ts'
import { FakeCluster } from './fake-cluster.ts'

const DEFAULT: DisconnectSpec = { replaces: true, onReturn: 'replacement' }

function deployed(
  names: readonly string[],
  replicas: number,
  disconnect: Partial<DisconnectSpec> = {},
  command = 'server 1',
): FakeCluster {
  const cluster = new FakeCluster(names)
  deploy(cluster, replicas, disconnect, command)
  if (command.startsWith('server')) {
    cluster.runUntil('all serve', () => cluster.serving().length === replicas)
  }
  return cluster
}

function deploy(
  cluster: FakeCluster,
  replicas: number,
  disconnect: Partial<DisconnectSpec>,
  command: string,
): void {
  const definition = sampleDefinition('web', {
    replicas,
    spec: sampleServiceSpec({ checks: [{ type: 'http', path: '/up', port: 80 } as never] }),
    deployment: sampleDeploymentSpec({
      workload: sampleWorkload({
        command: command.split(' '),
        restart: { ...DEFAULT_RESTART, maxAttempts: 0 },
        stopGraceMs: 2_000,
      }),
      disconnect: { ...DEFAULT, ...disconnect },
      update: { monitorMs: 500, healthyDeadlineMs: 10_000 },
    }),
  })
  cluster.apply(sampleStack([definition], command.replaceAll(' ', '')))
}

const idsOf = (cluster: FakeCluster, node: string) =>
  cluster.state.tasksOfNode(`peer-${node}`).map(({ id }) => id)
const phaseOf = (cluster: FakeCluster, id: string) => cluster.state.tasks.get(id)?.observed.phase

describe('a node that cannot be reached', () => {
  it('keeps its tasks for as long as the service says', () => {
    const cluster = deployed(['n1', 'n2'], 2, { lostAfterMs: 60_000 })
    const before = [...cluster.state.tasks.keys()]
    cluster.cutOff('n2')
    cluster.run(50_000)
    assert.deepEqual([...cluster.state.tasks.keys()], before)
    cluster.run(12_000)
    assert.equal(cluster.serving().length, 2)
  })

  it('keeps them until it is back or removed, where nothing may replace them', () => {
    const cluster = deployed(['n1', 'n2'], 2, { replaces: false })
    const [kept] = idsOf(cluster, 'n2')
    cluster.cutOff('n2')
    cluster.run(600_000)
    assert.equal(cluster.state.tasks.size, 2)
    cluster.revive('n2', false)
    cluster.run(1_000)
    assert.equal(phaseOf(cluster, kept!), 'running')
    cluster.kill('n2')
    cluster.nodes.delete('peer-n2')
    cluster.state.applyMember(cluster.state.index + 1, { kind: 'remove', id: 'peer-n2' })
    cluster.runUntil('two serve on n1', () => cluster.serving().length === 2)
  })

  it('is given the time to stop a task by itself before another one runs elsewhere', () => {
    const cluster = deployed(['n1', 'n2'], 1, { stopAfterMs: 20_000 })
    const [task] = cluster.serving()
    const home = task!.nodeId.replace('peer-', '')
    cluster.cutOff(home)
    // Twenty seconds, two to stop, ten for what the node does not notice at once.
    cluster.run(31_800)
    assert.equal(cluster.state.tasks.size, 1, 'no second writer yet')
    cluster.run(2_000)
    assert.equal(cluster.serving().length, 1)
  })

  it('gets its task back, and the replacement goes, where the original is to win', () => {
    const cluster = deployed(['n1', 'n2', 'n3'], 2, { onReturn: 'original' })
    const [original] = idsOf(cluster, 'n2')
    cluster.cutOff('n2')
    cluster.runUntil('it is replaced', () => cluster.serving().length === 2, 10_000)
    assert.notEqual(phaseOf(cluster, original!), 'lost')
    cluster.run(30_000)
    cluster.tookOfficeMs = cluster.nowMs
    cluster.run(3_000)
    assert.equal(cluster.serving().length, 2, 'a new leader stops neither of them')
    cluster.run(30_000)
    cluster.revive('n2', false)
    cluster.runUntil('one is left in each slot', () => cluster.state.tasks.size === 2, 5_000)
    assert.equal(cluster.state.tasks.get(original!)?.desired, 'running')
  })

  it('that comes back without the task leaves the replacement in its place', () => {
    const cluster = deployed(['n1', 'n2', 'n3'], 2, { onReturn: 'original' })
    const [original] = idsOf(cluster, 'n2')
    cluster.kill('n2')
    cluster.run(20_000)
    cluster.revive('n2')
    cluster.run(20_000)
    assert.equal(cluster.serving().length, 2)
    assert.equal(new Set(cluster.slots()).size, 2)
    assert.ok(cluster.slots().length === 2, `${original} and its replacement are not both kept`)
  })

  it('brings no version back that was replaced meanwhile, found by seed 8919', () => {
    const cluster = deployed(['n1', 'n2', 'n3'], 3, { onReturn: 'original' })
    const slot = cluster.state.tasksOfNode('peer-n2')[0]!.slot
    cluster.cutOff('n2')
    cluster.runUntil('it is replaced', () => cluster.serving().length === 3, 10_000)
    deploy(cluster, 3, { onReturn: 'original' }, 'server 2')
    const state = () => cluster.state.sorted('deployment')[0]!.rollout.state
    cluster.runUntil('the update is over', () => state() === 'complete', 30_000)
    const { id, nodeId } = cluster.serving().find(task => task.slot === slot)!
    cluster.crash(nodeId, id)
    cluster.revive('n2', false)
    cluster.run(20_000)
    assert.deepEqual(cluster.commands(), ['server 2', 'server 2', 'server 2'])
    assert.equal(cluster.state.tasks.size, 3)
  })

  it('gives up a task that may return after an hour', () => {
    const cluster = deployed(['n1', 'n2'], 1, { onReturn: 'original' })
    const home = cluster.serving()[0]!.nodeId.replace('peer-', '')
    const [original] = idsOf(cluster, home)
    cluster.cutOff(home)
    cluster.run(3_605_000)
    assert.equal(phaseOf(cluster, original!), 'lost')
  })
})

describe('draining with a deadline', () => {
  const drain = (cluster: FakeCluster, deadlineMs?: number | null) =>
    cluster.apply({
      ...{ op: 'member.availability', id: 'peer-n1', availability: 'draining' },
      ...(deadlineMs === undefined ? {} : { deadlineMs }),
    })

  it('stops what still runs when the time is over, although nothing could replace it', () => {
    const cluster = deployed(['n1'], 2)
    drain(cluster, 10_000)
    cluster.run(9_000)
    assert.equal(cluster.serving().length, 2)
    cluster.runUntil('n1 is empty', () => idsOf(cluster, 'n1').length === 0, 4_000)
    assert.match(cluster.state.tasksOfNode('')[0]!.pendingReason, /1 node is draining/)
  })

  it('can be given another deadline, which counts from then, and have it taken back', () => {
    const cluster = deployed(['n1'], 2)
    const deadline = () => cluster.state.members.get('peer-n1')!.drain?.deadlineMs
    drain(cluster, 10_000)
    cluster.run(8_000)
    drain(cluster)
    assert.equal(deadline(), 10_000, 'said again without one it keeps its own')
    drain(cluster, 15_000)
    cluster.run(14_000)
    assert.equal(cluster.serving().length, 2)
    drain(cluster, null)
    assert.equal(deadline(), undefined)
    cluster.run(60_000)
    assert.equal(cluster.serving().length, 2, 'what nothing can replace runs on')
    cluster.apply({ op: 'member.availability', id: 'peer-n1', availability: 'ready' })
    cluster.run(5_000)
    assert.equal(idsOf(cluster, 'n1').length, 2)
  })

  it('does not hurry where there is room elsewhere', () => {
    const cluster = deployed(['n1', 'n2'], 4)
    cluster.servingMin = Number.POSITIVE_INFINITY
    drain(cluster, 60_000)
    cluster.runUntil('n1 is empty', () => idsOf(cluster, 'n1').length === 0)
    assert.equal(cluster.servingMin, 4)
    cluster.apply({ op: 'member.availability', id: 'peer-n1', availability: 'ready' })
    assert.equal(cluster.state.members.get('peer-n1')!.drain, undefined)
  })
})

it('a slot that fails again and again is said to be in a crash loop', () => {
  const cluster = deployed(['n1', 'n2'], 1, {}, 'crash 1')
  cluster.run(1_500)
  const words = () => cluster.state.sorted('task').map(task => crashLoopOf(cluster.state, task))
  assert.deepEqual(new Set(words()), new Set(['']))
  cluster.run(30_000)
  assert.match(words().join(), /crash loop: failed \d times within 10 min, last on n\d/)
})

describe('x-disconnect in a manifest', () => {
  const read = (text: string) => {
    const { services, errors } = parseManifest(`services: {web: {image: x, ${text}}}`)
    const { disconnect } = services[0]!.deployment
    return { disconnect, errors: errors.map(({ message }) => message) }
  }

  it('is read with its defaults', () => {
    assert.deepEqual(read('x-disconnect: {lostAfter: 1m, stopAfter: 30s}'), {
      errors: [],
      disconnect: { ...DEFAULT, lostAfterMs: 60_000, stopAfterMs: 30_000 },
    })
    const kept = read('x-disconnect: {replace: false}').disconnect
    assert.deepEqual(kept, { ...DEFAULT, replaces: false })
  })

  it('what cannot come true is refused', () => {
    const first = (text: string) => read(text).errors[0] ?? 'no error'
    const both = 'x-disconnect: {stopAfter: 5s, onReturn: original}'
    assert.match(first(both), /onReturn: what was stopped \('stopAfter'\) does not return/)
    assert.match(first('x-disconnect: {replace: false, onReturn: original}'), /nothing takes its/)
    const job = 'deploy: {mode: replicated-job}, x-disconnect: {onReturn: original}'
    assert.match(first(job), /a task of a job that was replaced does not return/)
  })
})
