import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { OwnHealth } from '../message.ts'
import { VirtualCluster, type VirtualClusterOptions } from './virtual-cluster.ts'

/** A cluster whose members have all met. */
function settled(options: VirtualClusterOptions): VirtualCluster {
  const cluster = new VirtualCluster(options)
  cluster.run(3_000)
  return cluster
}

function indexes(cluster: VirtualCluster, ...without: number[]): number[] {
  const all = cluster
    .machine(0)
    .view.members()
    .map((_, index) => index)
  return all.filter(index => !without.includes(index))
}

/** True if all of `observers` see `about` as `liveness`. */
function agree(
  cluster: VirtualCluster,
  observers: readonly number[],
  about: number,
  liveness: string,
): boolean {
  return observers.every(observer => cluster.liveness(observer, about) === liveness)
}

/** Declarations of death, by whom they are about. */
function deaths(cluster: VirtualCluster): number[] {
  return cluster.sightings
    .filter(({ event }) => event.liveness === 'dead')
    .map(({ event }) => Number(event.name.slice(1)))
}

function health(endpointId: string, state: OwnHealth['state']): OwnHealth {
  return { endpointId, state, weight: 1, output: '' }
}

describe('crashes', () => {
  for (const nodes of [2, 3, 8, 32]) {
    test(`of one of ${nodes} are known everywhere within a second, by refused dials`, () => {
      for (let seed = 1; seed <= 5; seed++) {
        const cluster = settled({ seed, nodes })
        const others = indexes(cluster, 1)
        cluster.crash(1)
        const tookMs = cluster.runUntil(() => agree(cluster, others, 1, 'dead'), 1_000)
        assert.ok(tookMs !== undefined, `seed ${seed}: not known within a second`)
        assert.deepEqual([...new Set(deaths(cluster))], [1])
      }
    })
  }

  test('are known within a second while a tenth of all messages is lost', () => {
    const cluster = settled({ seed: 4, nodes: 8, loss: 0.1 })
    cluster.crash(2)
    const isKnown = () => agree(cluster, indexes(cluster, 2), 2, 'dead')
    assert.ok(cluster.runUntil(isKnown, 1_000) !== undefined)
  })

  test('of two of three at once are known to the third, which has nobody to ask', () => {
    const cluster = settled({ seed: 5, nodes: 3 })
    cluster.crash(1)
    cluster.crash(2)
    const isKnown = () => agree(cluster, [0], 1, 'dead') && agree(cluster, [0], 2, 'dead')
    assert.ok(cluster.runUntil(isKnown, 1_000) !== undefined)
  })

  test('end with a restart: the higher boot count outranks every old claim', () => {
    const cluster = settled({ seed: 6, nodes: 5 })
    cluster.crash(3)
    cluster.run(2_000)
    cluster.restart(3)
    const isBack = () => agree(cluster, indexes(cluster), 3, 'alive')
    assert.ok(cluster.runUntil(isBack, 1_000) !== undefined)
    cluster.run(20_000)
    assert.ok(isBack(), 'an old claim came back')
  })

  test('right after a restart was announced are no deaths for 30 seconds, then they are', () => {
    const cluster = settled({ seed: 7, nodes: 4 })
    const others = indexes(cluster, 2)
    cluster.step(2, { kind: 'announce', state: 'restarting' })
    cluster.run(50)
    cluster.crash(2)
    cluster.run(29_000)
    assert.ok(agree(cluster, others, 2, 'restarting'))
    cluster.run(2_000)
    assert.ok(agree(cluster, others, 2, 'dead'))
  })

  test('of a node that has left change nothing: it stays left', () => {
    const cluster = settled({ seed: 8, nodes: 4 })
    cluster.step(2, { kind: 'announce', state: 'left' })
    cluster.run(50)
    cluster.crash(2)
    cluster.run(20_000)
    assert.ok(agree(cluster, indexes(cluster, 2), 2, 'left'))
  })
})

describe('hangs', () => {
  test('are found by probes, known everywhere within 8 seconds, and end with a refutation', () => {
    for (let seed = 1; seed <= 10; seed++) {
      const cluster = settled({ seed, nodes: 8 })
      const others = indexes(cluster, 5)
      cluster.pause(5)
      const tookMs = cluster.runUntil(() => agree(cluster, others, 5, 'dead'), 8_000)
      assert.ok(tookMs !== undefined, `seed ${seed}: not found in time`)
      assert.deepEqual([...new Set(deaths(cluster))], [5])
      cluster.resume(5)
      const isBack = () => agree(cluster, indexes(cluster), 5, 'alive')
      assert.ok(cluster.runUntil(isBack, 4_000) !== undefined, `seed ${seed}: did not come back`)
    }
  })

  test('of three seconds kill nobody, neither the paused nor anybody it would accuse', () => {
    for (let seed = 1; seed <= 20; seed++) {
      const cluster = settled({ seed, nodes: 2 + (seed % 8) })
      cluster.run(seed * 53)
      cluster.pause(1)
      cluster.run(3_000)
      cluster.resume(1)
      cluster.run(10_000)
      assert.deepEqual(deaths(cluster), [], `seed ${seed}`)
      const isWell = indexes(cluster).every(i => agree(cluster, indexes(cluster), i, 'alive'))
      assert.ok(isWell, `seed ${seed}: views differ`)
    }
  })

  test('that come and go in three members (Lifeguard §V) kill no healthy one', () => {
    for (let seed = 1; seed <= 5; seed++) {
      const cluster = settled({ seed, nodes: 12 })
      for (let round = 0; round < 6; round++) {
        for (const victim of [1, 2, 3]) cluster.pause(victim)
        cluster.run(4_096)
        for (const victim of [1, 2, 3]) cluster.resume(victim)
        cluster.run(64)
      }
      assert.deepEqual(
        deaths(cluster).filter(about => about > 3 || about === 0),
        [],
        `seed ${seed}`,
      )
    }
  })
})

describe('loss', () => {
  test('of a tenth of all messages kills nobody in a minute, though some are suspected', () => {
    for (let seed = 1; seed <= 5; seed++) {
      const cluster = settled({ seed, nodes: 10, loss: 0.1 })
      cluster.run(60_000)
      assert.deepEqual(deaths(cluster), [], `seed ${seed}`)
    }
  })

  test('of three tenths delays refutations, and still kills nobody', () => {
    for (let seed = 1; seed <= 3; seed++) {
      const cluster = settled({ seed, nodes: 6, loss: 0.3 })
      cluster.run(60_000)
      const suspected = cluster.sightings.some(({ event }) => event.liveness === 'suspect')
      assert.ok(suspected, `seed ${seed}: the loss had no effect`)
      assert.deepEqual(deaths(cluster), [], `seed ${seed}`)
    }
  })

  test('of every publication leaves the truth to comparisons, which bring it everywhere', () => {
    const cluster = settled({ seed: 11, nodes: 6, isPubSubDead: true })
    cluster.step(2, { kind: 'set-health', records: [health('a', 'passing')], wallMs: 5_000 })
    cluster.step(4, { kind: 'set-metadata', value: { load: 0.25 } })
    const isSeen = () =>
      indexes(cluster).every(
        i =>
          cluster.machine(i).view.health('a')?.state === 'passing' &&
          cluster
            .machine(i)
            .view.members()
            .some(({ metadata }) => metadata['load'] === 0.25),
      )
    assert.ok(cluster.runUntil(isSeen, 40_000) !== undefined)
  })
})

describe('partitions', () => {
  test('end in equal views within ten seconds, and the cut-off part buries nobody', () => {
    for (let seed = 1; seed <= 10; seed++) {
      const cluster = settled({ seed, nodes: 7 })
      cluster.partition(index => (index < 2 ? 1 : 0))
      cluster.run(20_000)
      assert.ok(agree(cluster, [3, 4, 5, 6], 0, 'dead'), `seed ${seed}: the cut was not seen`)
      const healedAt = cluster.sightings.length
      cluster.heal()
      const all = indexes(cluster)
      const isWell = () => all.every(about => agree(cluster, all, about, 'alive'))
      assert.ok(cluster.runUntil(isWell, 10_000) !== undefined, `seed ${seed}: views differ`)
      const late = cluster.sightings
        .slice(healedAt)
        .filter(({ event }) => event.liveness === 'dead' && event.previous === 'alive')
      assert.deepEqual(late, [], `seed ${seed}: buried after healing`)
    }
  })

  test('that only break connections kill nobody: the dial is accepted', () => {
    const cluster = settled({ seed: 3, nodes: 5 })
    for (let round = 0; round < 20; round++) {
      cluster.breakLink(round % 5, (round + 1) % 5)
      cluster.run(300)
    }
    assert.deepEqual(deaths(cluster), [])
  })

  test('of a starved member whose connections all break for seconds kill nobody', () => {
    for (let seed = 1; seed <= 20; seed++) {
      const cluster = settled({ seed, nodes: 3 })
      cluster.starve(1, 400)
      for (let round = 0; round < 8; round++) {
        for (const other of [0, 2]) cluster.breakLink(other, 1, 1_500)
        cluster.run(2_500)
      }
      assert.deepEqual(deaths(cluster), [], `seed ${seed}`)
      cluster.resume(1)
      const all = indexes(cluster)
      const isWell = () => all.every(about => agree(cluster, all, about, 'alive'))
      assert.ok(cluster.runUntil(isWell, 2_000) !== undefined, `seed ${seed}: views differ`)
    }
  })

  test('hide changes of health that are seen everywhere within ten seconds of healing', () => {
    for (let seed = 1; seed <= 5; seed++) {
      const cluster = settled({ seed, nodes: 5 })
      cluster.partition(index => index % 2)
      cluster.run(5_000)
      for (const owner of [0, 1]) {
        const records = [health(`of-${owner}`, 'critical')]
        cluster.step(owner, { kind: 'set-health', records, wallMs: 0 })
      }
      cluster.run(1_000)
      assert.equal(cluster.machine(1).view.health('of-0'), undefined)
      cluster.heal()
      const isSeen = () =>
        indexes(cluster).every(i =>
          [0, 1].every(
            owner => cluster.machine(i).view.health(`of-${owner}`)?.state === 'critical',
          ),
        )
      assert.ok(cluster.runUntil(isSeen, 10_000) !== undefined, `seed ${seed}`)
    }
  })
})

describe('records', () => {
  test('reach every member within 200 ms, and a turn to critical within 60', () => {
    const cluster = settled({ seed: 1, nodes: 8 })
    const isSeen = (state: string) => () =>
      indexes(cluster).every(i => cluster.machine(i).view.health('a')?.state === state)
    const set = (state: OwnHealth['state']) =>
      cluster.step(0, { kind: 'set-health', records: [health('a', state)], wallMs: 0 })
    set('passing')
    assert.ok(cluster.runUntil(isSeen('passing'), 200) !== undefined)
    cluster.run(1_000)
    set('critical')
    assert.ok(cluster.runUntil(isSeen('critical'), 60) !== undefined)
  })

  test('never go backwards under loss, restarts and broken connections, and converge', () => {
    for (let seed = 1; seed <= 8; seed++) {
      const cluster = settled({ seed, nodes: 5, loss: 0.2 })
      for (let round = 1; round <= 40; round++) {
        const owner = round % 3
        const count = 1 + ((round * 7) % 5)
        const records = Array.from({ length: count }, (_, i) => {
          return { ...health(`e${owner}-${i}`, 'passing'), output: `${round}` }
        })
        cluster.step(owner, { kind: 'set-health', records, wallMs: round })
        cluster.run(150)
        if (round % 13 === 0) {
          cluster.crash(owner)
          cluster.run(500)
          cluster.restart(owner)
          cluster.step(owner, { kind: 'set-health', records: [], wallMs: round })
          cluster.run(500)
        }
        if (round % 5 === 0) cluster.breakLink(3, owner)
      }
      assertNeverBackwards(cluster, seed)
      cluster.loss = 0
      const views = () =>
        indexes(cluster).map(i => {
          const records = [...cluster.machine(i).view.healthRecords()]
          return JSON.stringify(records.sort((a, b) => (a.endpointId < b.endpointId ? -1 : 1)))
        })
      const isEqual = () => new Set(views()).size === 1
      assert.ok(cluster.runUntil(isEqual, 60_000) !== undefined, `seed ${seed}: views differ`)
      assert.ok(views()[0]!.length > 2, 'nothing was left to compare')
    }
  })

  test('of a restarted owner that has none any more disappear everywhere', () => {
    const cluster = settled({ seed: 2, nodes: 4 })
    cluster.step(1, { kind: 'set-health', records: [health('old', 'passing')], wallMs: 0 })
    cluster.run(500)
    assert.ok(cluster.machine(3).view.health('old') !== undefined)
    cluster.crash(1)
    cluster.run(1_000)
    assert.ok(cluster.machine(3).view.health('old') !== undefined, 'a dead owner keeps its records')
    cluster.restart(1)
    cluster.step(1, { kind: 'set-health', records: [], wallMs: 0 })
    const isGone = () =>
      indexes(cluster).every(i => cluster.machine(i).view.health('old') === undefined)
    assert.ok(cluster.runUntil(isGone, 1_000) !== undefined)
  })
})

test('the times between members are predicted, also by those who do not measure them', () => {
  const cluster = settled({ seed: 5, nodes: 6, delayMsMax: 40 })
  cluster.run(120_000)
  const { view } = cluster.machine(0)
  for (const [a, b] of [
    [1, 2],
    [3, 4],
    [2, 5],
  ] as const) {
    const predictedMs = view.distanceMs(cluster.peer(a), cluster.peer(b))
    // Two ways of 20 ms each on average, and the wait for the tick that handles an ack.
    assert.ok(predictedMs! > 15 && predictedMs! < 100, `${predictedMs} ms`)
  }
})

test('one seed gives one history', () => {
  const run = () => {
    const cluster = settled({ seed: 42, nodes: 6, loss: 0.2 })
    cluster.crash(4)
    cluster.run(10_000)
    return JSON.stringify([cluster.sent, cluster.sightings])
  }
  assert.equal(run(), run())
})

/** Within one boot of an observer, the incarnation and version of each record only rise. */
function assertNeverBackwards(cluster: VirtualCluster, seed: number): void {
  const seen = new Map<string, { incarnation: number; version: number }>()
  for (const { observer, bootCount, event } of cluster.records) {
    for (const record of event.changed) {
      const key = `${observer} in boot ${bootCount}: ${record.endpointId}`
      const before = seen.get(key)
      const isOlder =
        before !== undefined &&
        (record.incarnation < before.incarnation ||
          (record.incarnation === before.incarnation && record.version <= before.version))
      assert.ok(!isOlder, `seed ${seed}: ${key} went backwards`)
      seen.set(key, record)
    }
  }
}
