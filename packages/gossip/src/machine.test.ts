import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { seededRandom } from '@polis/base'
import type { Claim } from './claim.ts'
import { LAN } from './config.ts'
import { GossipMachine } from './machine.ts'
import type { Effect, Input, ProbeKind } from './message.ts'
import { hashSignatures } from './simulation/virtual-cluster.ts'

const BOOT = 2 ** 20
const NO_RECORDS = { incarnation: 0, version: 0 }

/** A machine called `a` among `others`, all connected, driven by hand. */
function rig(others: readonly string[]) {
  let nowMs = 0
  const machine = new GossipMachine({
    self: { peer: 'a', name: 'a', bootCount: 1 },
    clusterId: 'c',
    config: LAN,
    random: seededRandom(1),
    signatures: hashSignatures('a'),
    nowMs,
  })
  const step = (input: Input): Effect[] => {
    machine.step(input, nowMs)
    return machine.ready()
  }
  const address = { host: '127.0.0.1', port: 1 }
  step({ kind: 'members', members: others.map(peer => ({ peer, name: peer, address })) })
  for (const peer of others) step({ kind: 'link', peer, isUp: true })
  return {
    machine,
    step,
    hear: (from: string, message: ProbeKind, ...claims: Claim[]): Effect[] =>
      step({ kind: 'message', from, message: { ...message, claims, records: NO_RECORDS } }),
    /** Lets time pass in ticks; answers what was wanted meanwhile. */
    pass: (durationMs: number): Effect[] => {
      const effects: Effect[] = []
      for (const untilMs = nowMs + durationMs; nowMs < untilMs; ) {
        nowMs += LAN.tickMs
        machine.tick(nowMs)
        effects.push(...machine.ready())
      }
      return effects
    },
    /** Lets time pass without ticks, as for a stopped process. */
    sleep: (durationMs: number): Effect[] => {
      nowMs += durationMs
      machine.tick(nowMs)
      return machine.ready()
    },
    liveness: (peer: string) => machine.view.liveness(peer),
  }
}

function claim(peer: string, state: Claim['state'], more: Partial<Claim> = {}): Claim {
  return { peer, state, incarnation: 0, by: 'b', reason: 'silent', ...more }
}

function sends(effects: readonly Effect[], kind: ProbeKind['kind'], to?: string) {
  return effects.filter(
    (effect): effect is Effect & { kind: 'send' } =>
      effect.kind === 'send' &&
      effect.message.kind === kind &&
      (to === undefined || effect.to === to),
  )
}

/** The claims that `effects` announce about `peer`. */
function announced(effects: readonly Effect[], peer: string): Claim[] {
  return effects.flatMap(effect =>
    effect.kind === 'publish' && effect.publication.kind === 'claims'
      ? effect.publication.batch.claims.filter(about => about.peer === peer)
      : [],
  )
}

describe('probes', () => {
  test('every member is pinged once a round, before any is pinged twice (SWIM §4.3)', () => {
    const { pass, hear } = rig(['b', 'c', 'd'])
    const targets: string[] = []
    while (targets.length < 9) {
      for (const ping of sends(pass(50), 'ping')) {
        targets.push(ping.to)
        const { message } = ping
        assert.ok(message.kind === 'ping')
        hear(ping.to, { kind: 'ack', sequence: message.sequence })
      }
    }
    for (let round = 0; round < 3; round++) {
      assert.deepEqual(targets.slice(round * 3, round * 3 + 3).sort(), ['b', 'c', 'd'])
    }
  })

  test('a ping is acknowledged with our own claim first', () => {
    const { hear } = rig(['b'])
    const [ack] = sends(hear('b', { kind: 'ping', sequence: 77 }), 'ack', 'b')
    assert.ok(ack?.message.kind === 'ack' && ack.message.sequence === 77)
    assert.deepEqual(ack.message.claims[0]?.peer, 'a')
  })

  test('without an ack three others are asked and the member is dialled anew', () => {
    const { pass } = rig(['b', 'c', 'd', 'e', 'f'])
    const [first] = sends(pass(50), 'ping')
    const later = pass(250)
    assert.equal(sends(later, 'ping-request').length, 3)
    assert.ok(sends(later, 'ping-request').every(request => request.to !== first!.to))
    assert.ok(later.some(effect => effect.kind === 'probe-dial' && effect.peer === first!.to))
  })

  test('an ack through a helper saves the member', () => {
    const { pass, hear, liveness } = rig(['b', 'c'])
    const [first] = sends(pass(50), 'ping')
    const [request] = sends(pass(250), 'ping-request')
    assert.ok(request?.message.kind === 'ping-request')
    hear(request.to, { kind: 'ack', sequence: request.message.sequence })
    pass(800)
    assert.equal(liveness(first!.to), 'alive')
  })

  test('silence makes a suspect, announced to all and told to the suspect', () => {
    const { pass, liveness } = rig(['b', 'c'])
    const [first] = sends(pass(50), 'ping')
    const effects = pass(1_100)
    const target = first!.to
    assert.equal(liveness(target), 'suspect')
    assert.equal(announced(effects, target)[0]?.state, 'suspect')
    const told = sends(effects, 'claims', target)
    assert.ok(told.some(({ message }) => message.claims.some(about => about.peer === target)))
  })

  test('a ping for somebody else is relayed, answered with an ack, or with a nack in time', () => {
    const { hear, pass } = rig(['b', 'c'])
    const [ping] = sends(hear('b', { kind: 'ping-request', sequence: 5, target: 'c' }), 'ping', 'c')
    assert.ok(ping?.message.kind === 'ping')
    const [ack] = sends(hear('c', { kind: 'ack', sequence: ping.message.sequence }), 'ack', 'b')
    assert.ok(ack?.message.kind === 'ack' && ack.message.sequence === 5)
    hear('b', { kind: 'ping-request', sequence: 6, target: 'c' })
    const [nack] = sends(pass(LAN.nackAfterMs + 50), 'nack', 'b')
    assert.ok(nack?.message.kind === 'nack' && nack.message.sequence === 6)
  })

  test('missing nacks count against ourselves and stretch the probe interval', () => {
    const { machine, pass } = rig(['b', 'c', 'd', 'e'])
    pass(1_100)
    assert.ok(machine.localHealthScore >= 3)
  })

  test('round-trip times come from direct acks', () => {
    const { machine, pass, hear } = rig(['b'])
    const [ping] = sends(pass(50), 'ping')
    assert.ok(ping?.message.kind === 'ping')
    pass(100)
    hear('b', { kind: 'ack', sequence: ping.message.sequence })
    assert.equal(machine.view.members()[1]?.rttMs, 100)
  })
})

describe('suspicion and refutation', () => {
  test('an unrefuted suspicion ends in death, a refuted one never does', () => {
    const { hear, pass, liveness } = rig(['b', 'c', 'd'])
    hear('b', { kind: 'claims' }, claim('c', 'suspect'), claim('d', 'suspect'))
    hear('d', { kind: 'claims' }, claim('d', 'alive', { by: 'd', incarnation: 1, reason: 'self' }))
    pass(20_000)
    assert.equal(liveness('c'), 'dead')
    const refuted = hear('b', { kind: 'claims' }, claim('d', 'suspect'), claim('d', 'dead'))
    assert.deepEqual(announced(refuted, 'd'), [])
  })

  test('a suspicion against this node is refuted at once with a higher incarnation', () => {
    const { machine, hear } = rig(['b'])
    const effects = hear('b', { kind: 'claims' }, claim('a', 'suspect', { incarnation: BOOT }))
    const [refutation] = announced(effects, 'a')
    assert.equal(refutation?.state, 'alive')
    assert.equal(refutation?.incarnation, BOOT + 1)
    assert.equal(machine.localHealthScore, 1, 'a refuted suspicion says that we may be slow')
  })

  test('an accusation of an older incarnation needs no refutation', () => {
    const { hear } = rig(['b'])
    const effects = hear('b', { kind: 'claims' }, claim('a', 'dead', { incarnation: BOOT - 1 }))
    assert.deepEqual(announced(effects, 'a'), [])
  })

  test('accusations by a member that is dead here are ignored', () => {
    const { hear, step, liveness } = rig(['b', 'c', 'd'])
    step({ kind: 'link', peer: 'b', isUp: false })
    hear('c', { kind: 'claims' }, claim('b', 'dead', { by: 'c' }))
    assert.equal(liveness('b'), 'dead')
    hear('b', { kind: 'claims' }, claim('d', 'suspect', { by: 'b' }))
    assert.equal(liveness('d'), 'alive')
  })

  test('a death that others declare is only a suspicion while we are in touch', () => {
    const { hear, liveness } = rig(['b', 'c'])
    hear('b', { kind: 'claims' }, claim('c', 'dead'))
    assert.equal(liveness('c'), 'suspect')
  })

  test('who speaks to us is not declared dead, and is told of the suspicion', () => {
    const { hear, pass, liveness } = rig(['b', 'c', 'd', 'e'])
    hear('b', { kind: 'claims' }, claim('c', 'suspect'))
    hear('d', { kind: 'claims' }, claim('c', 'suspect', { by: 'd' }))
    hear('e', { kind: 'claims' }, claim('c', 'suspect', { by: 'e' }))
    for (let i = 0; i < 10; i++) {
      pass(450)
      const [ack] = sends(hear('c', { kind: 'ping', sequence: i }), 'ack', 'c')
      assert.ok(ack?.message.claims.some(({ peer, state }) => peer === 'c' && state === 'suspect'))
    }
    assert.equal(liveness('c'), 'suspect')
  })

  test('dead members are pinged with their death, and rejoin when they refute it', () => {
    const { step, hear, pass, liveness } = rig(['b', 'c'])
    step({ kind: 'link', peer: 'c', isUp: false })
    hear('b', { kind: 'claims' }, claim('c', 'dead'))
    assert.equal(liveness('c'), 'dead')
    const pings = sends(pass(2 * LAN.deadProbeIntervalMs), 'ping', 'c')
    assert.ok(pings.length > 0)
    assert.ok(pings[0]!.message.claims.some(({ peer, state }) => peer === 'c' && state === 'dead'))
    hear('c', { kind: 'claims' }, claim('c', 'alive', { by: 'c', incarnation: 1, reason: 'self' }))
    assert.equal(liveness('c'), 'alive')
  })
})

describe('the fast path for crashes', () => {
  const refused = (peer: string, by: string) => claim(peer, 'suspect', { by, reason: 'refused' })

  test('a closed connection is followed by a dial at once', () => {
    const { step } = rig(['b', 'c'])
    const effects = step({ kind: 'link', peer: 'b', isUp: false })
    assert.ok(effects.some(effect => effect.kind === 'probe-dial' && effect.peer === 'b'))
  })

  test('a refused dial alone makes a suspect, a second observer makes it dead', () => {
    const { step, hear, liveness } = rig(['b', 'c'])
    step({ kind: 'link', peer: 'b', isUp: false })
    const effects = step({ kind: 'dial-result', peer: 'b', outcome: 'refused' })
    assert.equal(liveness('b'), 'suspect')
    assert.equal(announced(effects, 'b')[0]?.reason, 'refused')
    hear('c', { kind: 'claims' }, refused('b', 'c'))
    assert.equal(liveness('b'), 'dead')
  })

  test('with nobody else left to observe, one refused dial is enough', () => {
    const { step, liveness } = rig(['b'])
    step({ kind: 'link', peer: 'b', isUp: false })
    step({ kind: 'dial-result', peer: 'b', outcome: 'refused' })
    assert.equal(liveness('b'), 'dead')
  })

  test('who is alone trusts only a dial that was refused just now', () => {
    const { step, pass, liveness } = rig(['b', 'c'])
    const refuse = (peer: string) => step({ kind: 'dial-result', peer, outcome: 'refused' })
    step({ kind: 'link', peer: 'b', isUp: false })
    refuse('b')
    pass(1_000)
    step({ kind: 'link', peer: 'c', isUp: false })
    refuse('c')
    assert.equal(liveness('c'), 'dead')
    const effects = pass(500)
    assert.equal(liveness('b'), 'suspect', 'b may have been started meanwhile')
    const later = [...effects, ...pass(2_000)]
    assert.ok(later.some(effect => effect.kind === 'probe-dial' && effect.peer === 'b'))
    refuse('b')
    assert.equal(liveness('b'), 'dead')
  })

  test('a connection that is back takes a refused dial back', () => {
    const { step, hear, liveness } = rig(['b', 'c'])
    step({ kind: 'link', peer: 'b', isUp: false })
    step({ kind: 'dial-result', peer: 'b', outcome: 'refused' })
    step({ kind: 'link', peer: 'b', isUp: true })
    hear('c', { kind: 'claims' }, refused('b', 'c'))
    assert.equal(liveness('b'), 'suspect')
  })

  test("somebody else's refused dial is verified by a dial of our own", () => {
    const { step, hear } = rig(['b', 'c', 'd'])
    step({ kind: 'link', peer: 'b', isUp: true })
    const effects = hear('c', { kind: 'claims' }, refused('b', 'c'))
    assert.ok(effects.some(effect => effect.kind === 'probe-dial' && effect.peer === 'b'))
  })

  test('an accepted dial accuses nobody and probes', () => {
    const { step, liveness } = rig(['b', 'c'])
    step({ kind: 'link', peer: 'b', isUp: false })
    const effects = step({ kind: 'dial-result', peer: 'b', outcome: 'accepted' })
    assert.equal(liveness('b'), 'alive')
    assert.equal(sends(effects, 'ping', 'b').length, 1)
  })

  test('a member that said it restarts or leaves is not dialled', () => {
    const { step, hear, liveness } = rig(['b', 'c', 'd'])
    const own = { incarnation: 1, reason: 'self' } as const
    hear('b', { kind: 'claims' }, claim('b', 'restarting', { ...own, by: 'b' }))
    hear('c', { kind: 'claims' }, claim('c', 'left', { ...own, by: 'c' }))
    for (const peer of ['b', 'c']) {
      const effects = step({ kind: 'link', peer, isUp: false })
      assert.ok(!effects.some(effect => effect.kind === 'probe-dial'))
    }
    hear('d', { kind: 'claims' }, { ...refused('b', 'd'), incarnation: 1 })
    assert.equal(liveness('b'), 'restarting')
  })

  test('a refused dial while the connection is back proves nothing', () => {
    const { step, liveness } = rig(['b'])
    step({ kind: 'link', peer: 'b', isUp: false })
    step({ kind: 'link', peer: 'b', isUp: true })
    step({ kind: 'dial-result', peer: 'b', outcome: 'refused' })
    assert.equal(liveness('b'), 'alive')
  })
})

describe('a pause of this node', () => {
  test('cancels the probes under way and accuses nobody for an interval', () => {
    const { pass, sleep, liveness } = rig(['b', 'c'])
    pass(500)
    sleep(5_000)
    pass(LAN.probeIntervalMs - 50)
    assert.deepEqual([liveness('b'), liveness('c')], ['alive', 'alive'])
  })

  test('does not count for suspicions that were running', () => {
    const { hear, pass, sleep, liveness } = rig(['b', 'c', 'd'])
    hear('b', { kind: 'claims' }, claim('c', 'suspect'))
    hear('d', { kind: 'claims' }, claim('c', 'suspect', { by: 'd' }))
    pass(1_000)
    sleep(10_000)
    pass(900)
    assert.equal(liveness('c'), 'suspect')
  })

  test('or a lag of its event loop keeps it from accusing who did not answer', () => {
    const { step, pass, liveness } = rig(['b', 'c'])
    pass(900)
    step({ kind: 'lag', lagMs: 300 })
    pass(LAN.probeIntervalMs - 100)
    assert.deepEqual([liveness('b'), liveness('c')], ['alive', 'alive'])
    pass(2 * LAN.probeIntervalMs * 8)
    assert.ok(liveness('b') !== 'alive' || liveness('c') !== 'alive', 'it accuses again')
  })

  test('raises the local health score, as do a lagging event loop and a sleeping machine', () => {
    const { machine, step, pass, sleep } = rig([])
    pass(100)
    sleep(5_000)
    assert.equal(machine.localHealthScore, 1)
    step({ kind: 'lag', lagMs: 150 })
    assert.equal(machine.localHealthScore, 2)
    step({ kind: 'clock-jump', jumpMs: 60_000 })
    assert.equal(machine.localHealthScore, 3)
    step({ kind: 'lag', lagMs: 20 })
    assert.equal(machine.localHealthScore, 2)
    assert.equal(machine.counts.pauses, 2)
  })
})

describe('members', () => {
  test('who is not in the membership is ignored, whatever it says', () => {
    const { hear, liveness, machine } = rig(['b'])
    assert.deepEqual(hear('stranger', { kind: 'ping', sequence: 1 }), [])
    hear('b', { kind: 'claims' }, claim('stranger', 'alive'))
    assert.equal(liveness('stranger'), undefined)
    assert.equal(machine.view.members().length, 2)
  })

  test('names and addresses that several have are reported, and who is away speaks for itself', () => {
    const { machine, step, hear, liveness } = rig(['b', 'c', 'd'])
    const at = (port: number) => ({ host: '10.0.0.1', port })
    const members = [
      { peer: 'b', name: 'one', address: at(1) },
      { peer: 'c', name: 'one', address: at(2) },
      { peer: 'd', name: 'two', address: at(2) },
    ]
    step({ kind: 'members', members })
    assert.deepEqual(machine.view.conflicts(), [
      { kind: 'name', value: 'one', members: ['b', 'c'] },
      { kind: 'address', value: '10.0.0.1:2', members: ['c', 'd'] },
    ])
    // Whoever answers at the address is not c: an accepted dial says nothing of c.
    step({ kind: 'link', peer: 'c', isUp: false })
    step({ kind: 'dial-result', peer: 'c', outcome: 'accepted' })
    hear('d', { kind: 'ping', sequence: 1 })
    assert.equal(liveness('d'), 'alive')
    const own = { by: 'c', incarnation: 1, reason: 'self' } as const
    hear('b', { kind: 'claims' }, claim('c', 'left', own))
    assert.deepEqual(machine.view.conflicts(), [])
  })

  test('a removed member is forgotten with its suspicion and its records', () => {
    const { step, hear, liveness } = rig(['b', 'c'])
    hear('b', { kind: 'claims' }, claim('c', 'suspect'))
    const address = { host: '127.0.0.1', port: 1 }
    const effects = step({ kind: 'members', members: [{ peer: 'b', name: 'b', address }] })
    assert.equal(liveness('c'), undefined)
    const removed = effects.find(effect => effect.kind === 'member-changed')
    assert.ok(removed?.kind === 'member-changed' && removed.event.liveness === 'removed')
  })

  test('a restart among a thousand costs few comparisons, one among eight costs all', () => {
    const compared = (count: number) => {
      const others = Array.from({ length: count - 1 }, (_, i) => `b${i}`)
      const { step, pass } = rig(others)
      let comparisons = 0
      for (let round = 0; round < 20; round++) {
        const asked = pass(50).filter(effect => effect.kind === 'sync' && effect.request.digest)
        for (const effect of asked) {
          comparisons++
          if (effect.kind === 'sync') step({ kind: 'sync-failed', to: effect.to })
        }
      }
      return comparisons
    }
    assert.equal(compared(8), 7)
    const many = compared(1_000)
    assert.ok(many >= 1 && many <= 30, `${many} comparisons`)
  })

  test('a comparison follows a new connection, asked for by the lower id', () => {
    const { step, pass } = rig(['b'])
    pass(100)
    step({ kind: 'link', peer: 'b', isUp: false })
    step({ kind: 'link', peer: 'b', isUp: true })
    assert.ok(pass(100).some(effect => effect.kind === 'sync' && effect.to === 'b'))
  })

  test('a random member is compared with every ten seconds, give or take a fifth', () => {
    const { pass, hear } = rig(['0'])
    let comparisons = 0
    for (let round = 0; round < 120; round++) {
      const effects = pass(500)
      for (const { message } of sends(effects, 'ping')) {
        if (message.kind === 'ping') hear('0', { kind: 'ack', sequence: message.sequence })
      }
      const compared = effects.filter(effect => effect.kind === 'sync' && effect.request.digest)
      comparisons += compared.length
    }
    assert.ok(comparisons >= 5 && comparisons <= 7, `${comparisons} in a minute`)
  })

  test('after a farewell nothing is probed and nothing refuted', () => {
    const { step, hear, pass } = rig(['b'])
    const [left] = announced(step({ kind: 'announce', state: 'left' }), 'a')
    assert.equal(left?.state, 'left')
    assert.equal(left?.incarnation, BOOT + 1)
    assert.deepEqual(sends(pass(3_000), 'ping'), [])
    const effects = hear('b', { kind: 'claims' }, claim('a', 'dead', { incarnation: BOOT + 1 }))
    assert.deepEqual(announced(effects, 'a'), [])
  })
})

describe('publications', () => {
  test('of a stranger are ignored, forged ones are held against the relay, good ones go on', () => {
    const { machine } = rig(['b'])
    const other = new GossipMachine({
      self: { peer: 'b', name: 'b', bootCount: 1 },
      clusterId: 'c',
      config: LAN,
      random: seededRandom(2),
      signatures: hashSignatures('b'),
      nowMs: 0,
    })
    const published = other.ready().find(effect => effect.kind === 'publish')
    assert.ok(published?.kind === 'publish' && published.publication.kind === 'claims')
    const { batch } = published.publication
    assert.equal(machine.judge({ kind: 'claims', batch }, 0), 'accept')
    const forged = { ...batch, claims: [claim('c', 'dead')] }
    assert.equal(machine.judge({ kind: 'claims', batch: forged }, 0), 'reject')
    const stranger = { ...batch, sender: 'stranger' }
    assert.equal(machine.judge({ kind: 'claims', batch: stranger }, 0), 'ignore')
    assert.equal(machine.counts.claimsForged, 1)
  })
})
