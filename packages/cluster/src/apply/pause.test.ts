import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { PAUSE_MS_MAX } from '../config.ts'
import { FakeCluster } from '../reconcile/fake-cluster.ts'
import { sampleDefinition, sampleServiceSpec, sampleStack } from '../sample.ts'
import { ClusterState } from '../state.ts'
import { routeTable } from '../view/route-table.ts'

const PORTS = [{ name: 'http', target: 80, published: 8_080, protocol: 'tcp' as const }]
const definition = (version: string) =>
  sampleDefinition('web', { spec: sampleServiceSpec({ ports: PORTS, version }) })

const pause = (durationMs: number | null, name = 'web') =>
  ({ op: 'service.pause', namespace: 'default', name, durationMs, reason: 'by hand' }) as const

function cluster(): FakeCluster {
  const made = new FakeCluster(['n1'])
  made.apply({ op: 'cluster.init', clusterId: 'c1', adminTokenHash: 'h' })
  made.apply(sampleStack([definition('1')], 'a'))
  return made
}

const untilMs = ({ state }: FakeCluster) => state.sorted('service')[0]!.pausedUntilMs
const view = { health: () => 'unknown', liveness: () => 'alive' } as never

describe('the pause of a service', () => {
  it('is told to every balancer with its end, and goes with unpause', () => {
    const made = cluster()
    made.apply(pause(30_000))
    assert.equal(untilMs(made), made.nowMs + 30_000)
    const services = () => routeTable(made.state, view, '0.0.0.0').listeners[0]!.services
    assert.equal(services()[0]!.pausedUntilMs, made.nowMs + 30_000)
    made.apply(pause(null))
    assert.equal(untilMs(made), undefined)
    assert.equal('pausedUntilMs' in services()[0]!, false)
  })

  it('is an event, begun, prolonged and ended', () => {
    const made = cluster()
    made.apply(pause(30_000))
    made.nowMs += 10_000
    made.apply(pause(30_000))
    made.apply(pause(null))
    made.apply(pause(null))
    const since = made.state.eventsSince(null)
    assert.equal(since.kind, 'events')
    const events = since.events.filter(({ details }) => 'pausedUntilMs' in details)
    assert.deepEqual(
      events.map(({ details }) => details['pausedUntilMs']),
      [made.nowMs + 20_000, made.nowMs + 30_000, null],
    )
  })

  it('outlives a deployment, and what the state is restored from', () => {
    const made = cluster()
    made.apply(pause(30_000))
    made.apply(sampleStack([definition('2')], 'b'))
    assert.equal(made.state.sorted('service')[0]!.spec.version, '2')
    assert.equal(untilMs(made), made.nowMs + 30_000)
    const restored = new ClusterState()
    restored.restoreAll(made.state.snapshot())
    assert.equal(restored.sorted('service')[0]!.pausedUntilMs, made.nowMs + 30_000)
  })

  it('is tidied up by the leader when its time is over', () => {
    const made = cluster()
    made.apply(pause(5_000))
    made.run(4_000)
    assert.notEqual(untilMs(made), undefined)
    made.run(2_000)
    assert.equal(untilMs(made), undefined)
  })

  it('is refused for no service, no time and too much of it', () => {
    const made = cluster()
    for (const operation of [pause(5, 'none'), pause(0), pause(PAUSE_MS_MAX + 1)]) {
      assert.equal(made.apply(operation)[0]!.kind, 'refused')
    }
    assert.equal(untilMs(made), undefined)
  })
})
