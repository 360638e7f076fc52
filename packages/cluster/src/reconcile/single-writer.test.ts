import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parseManifest } from '../manifest/manifest.ts'
import type { Task } from '../objects.ts'
import { hasEnded } from '../task-phase.ts'
import { FakeCluster } from './fake-cluster.ts'

const manifest = (version: number) => `services:
  db:
    image: db
    command: [server, "${version}"]
    volumes: [data:/data]
    deploy: {update_config: {monitor: 500ms}}
volumes: {data: {x-single-writer: true}}`

/** A cluster in which no two tasks ever have the volume, whatever is done to it. */
class Watched extends FakeCluster {
  override step(): void {
    super.step()
    const writers = this.state.sorted('task').filter(task => task.nodeId !== '' && !hasEnded(task))
    assert.ok(writers.length <= 1, `at ${this.nowMs}: ${writers.map(({ id }) => id)}`)
  }

  deploy(version: number): void {
    const { services } = parseManifest(manifest(version))
    const ids = ['s', 'd', 'r', 'p'].map(kind => `${kind}${version}`)
    const stack = { stack: 'app', namespace: 'default', services, prune: true, ids }
    const [result] = this.apply({ op: 'stack.apply', ...stack, planIndex: null })
    assert.equal(result!.kind, 'done', JSON.stringify(result))
  }

  get node(): string {
    return this.serving()[0]!.nodeId.replace('peer-', '')
  }

  get waiting(): Task {
    return this.state.tasksOfNode('')[0]!
  }

  until(what: string, version: number): void {
    this.runUntil(what, () => this.commands().join() === `server ${version}`)
  }
}

function deployed(): Watched {
  const cluster = new Watched([])
  for (const name of ['n1', 'n2', 'n3']) cluster.join(name, { drivers: ['docker'] })
  cluster.deploy(1)
  cluster.until('it serves', 1)
  return cluster
}

describe('the only writer of a volume', () => {
  it('is stopped before its next version starts, on the same node', () => {
    const cluster = deployed()
    const before = cluster.node
    cluster.deploy(2)
    cluster.until('the new version serves', 2)
    assert.equal(cluster.node, before)
  })

  it('comes back where its volume is when it crashed, though other nodes have nothing to do', () => {
    const cluster = deployed()
    const [task] = cluster.serving()
    cluster.crash(task!.nodeId, task!.id)
    cluster.runUntil('it serves again', () => {
      const [now] = cluster.serving()
      return now !== undefined && now.id !== task!.id
    })
    assert.equal(cluster.serving()[0]?.nodeId, task!.nodeId)
  })

  it('is not replaced while its node is gone, and says why', () => {
    const cluster = deployed()
    const { node } = cluster
    cluster.cutOff(node)
    cluster.run(3_600_000)
    assert.match(
      cluster.waiting.pendingReason,
      new RegExp(`^volume 'data' has a single writer, and db\\.1 on ${node} is lost but may still`),
    )
    assert.match(cluster.waiting.pendingReason, new RegExp(`polis node rm ${node}`))
    cluster.revive(node, false)
    cluster.runUntil('the next one serves', () => cluster.serving().length === 1)
    assert.equal(cluster.node, node)
  })

  it('starts elsewhere once the node is a member no more', () => {
    const cluster = deployed()
    const { node } = cluster
    cluster.kill(node)
    cluster.run(60_000)
    assert.equal(cluster.serving().length, 0)
    cluster.nodes.delete(`peer-${node}`)
    cluster.state.applyMember(cluster.state.index + 1, { kind: 'remove', id: `peer-${node}` })
    cluster.runUntil('another node has it', () => cluster.serving().length === 1)
    assert.notEqual(cluster.node, node)
  })

  it('is stopped on a node that is drained, and waits for it', () => {
    const cluster = deployed()
    const { node } = cluster
    const id = `peer-${node}`
    cluster.apply({ op: 'member.availability', id, availability: 'draining' })
    cluster.run(10_000)
    assert.match(cluster.waiting.pendingReason, /1 node is draining: n\d; 2 nodes do not have the/)
    cluster.apply({ op: 'member.availability', id, availability: 'ready' })
    cluster.until('it is back', 1)
    assert.equal(cluster.node, node)
  })

  it('finds its volume again after it was removed and deployed anew', () => {
    const cluster = deployed()
    const { node } = cluster
    cluster.apply({ op: 'service.remove', namespace: 'default', name: 'db' })
    cluster.run(5_000)
    assert.equal(cluster.state.tasks.size, 0)
    cluster.deploy(2)
    cluster.until('it serves again', 2)
    assert.equal(cluster.node, node)
  })

  it('cannot be scaled to two', () => {
    const cluster = deployed()
    const [result] = cluster.apply({
      ...{ op: 'service.scale', namespace: 'default', name: 'db', replicas: 2 },
      ...{ cause: 'manual', reason: 'more', details: {}, expectedReplicas: null },
    })
    assert.match(JSON.stringify(result), /writes to volume 'data', which has a single writer/)
  })
})

describe('the log', () => {
  it('refuses a second writer, on any node, and the volume on another node', () => {
    const cluster = deployed()
    const [task] = cluster.serving()
    const create = (id: string, nodeId: string) =>
      cluster.apply({
        op: 'task.create',
        task: {
          ...{ id, deploymentId: task!.deploymentId, slot: 2, specRevision: task!.specRevision },
          ...{ nodeId, pendingReason: '', placementReasons: [] },
        },
      })[0]
    assert.match(JSON.stringify(create('x', task!.nodeId)), /stale.*has not ended yet/)
    cluster.apply({ op: 'task.stop', id: task!.id, reason: 'test' })
    report(cluster, task!, 1)
    const other = ['peer-n1', 'peer-n2', 'peer-n3'].find(id => id !== task!.nodeId)!
    assert.match(JSON.stringify(create('y', other)), /volume 'data' is on node/)
    assert.equal(create('z', task!.nodeId)!.kind, 'done')
  })

  it('does not take the word of an earlier boot that the writer has ended', () => {
    const cluster = deployed()
    const [task] = cluster.serving()
    cluster.apply({ op: 'task.lost', id: task!.id, bootCount: 2, reason: 'gone' })
    report(cluster, task!, 1)
    assert.equal(cluster.state.tasks.get(task!.id)!.observed.phase, 'lost')
    assert.match(
      JSON.stringify(cluster.apply({ op: 'task.remove', id: task!.id })),
      /has not ended/,
    )
    report(cluster, task!, 2)
    assert.equal(cluster.state.tasks.get(task!.id)!.observed.phase, 'exited')
  })
})

function report(cluster: FakeCluster, { id: taskId, nodeId, observed }: Task, bootCount: number) {
  const { sinceMs: _, healthySinceMs: __, ...rest } = observed
  const reports = [{ taskId, observed: { ...rest, phase: 'exited' as const, bootCount } }]
  cluster.apply({ op: 'task.observe', nodeId, bootCount, reports })
}
