/** What a member that lies, repeats itself or floods can do: be counted. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { seededRandom } from '@polis/base'
import { LAN } from './config.ts'
import { GossipMachine } from './machine.ts'
import type { Effect, SyncRequest } from './message.ts'
import type { Delta } from './record.ts'
import { hashSignatures } from './simulation/virtual-cluster.ts'

const PEERS = ['a', 'b', 'c'] as const

/** A machine whose signatures are those of `signer`. */
function machineOf(peer: string, clusterId = 'one', signer = peer): GossipMachine {
  const machine = new GossipMachine({
    self: { peer, name: peer, bootCount: 1 },
    ...{ clusterId, config: LAN, random: seededRandom(1), nowMs: 0 },
    signatures: hashSignatures(signer),
  })
  const address = { host: '127.0.0.1', port: 1 }
  machine.step({ kind: 'members', members: PEERS.map(name => ({ peer: name, name, address })) }, 0)
  for (const other of PEERS) {
    if (other !== peer) machine.step({ kind: 'link', peer: other, isUp: true }, 0)
  }
  machine.ready()
  return machine
}

/** What `machine` publishes after it has set the health of `endpointId`. */
function deltaOf(machine: GossipMachine, endpointId: string, nowMs: number): Delta {
  const state = nowMs % 400 === 0 ? 'passing' : 'warning'
  const records = [{ endpointId, state, weight: 1, output: `${nowMs}` } as const]
  machine.step({ kind: 'set-health', records, wallMs: nowMs }, nowMs)
  machine.tick(nowMs + 100)
  for (const effect of machine.ready()) {
    if (effect.kind === 'publish' && effect.publication.kind === 'delta') {
      return effect.publication.delta
    }
  }
  assert.fail('a delta is published')
}

function sync(deltas: readonly Delta[]): SyncRequest {
  return { claims: [], digest: undefined, pulls: [], deltas }
}

const acks = (effects: readonly Effect[], to: string) =>
  effects.filter(
    effect => effect.kind === 'send' && effect.to === to && effect.message.kind === 'ack',
  ).length

function ping(machine: GossipMachine, from: string, sequence: number, nowMs: number): Effect[] {
  const records = { incarnation: 0, version: 0 }
  const message = { kind: 'ping', sequence, claims: [], records } as const
  machine.step({ kind: 'message', from, message }, nowMs)
  return machine.ready()
}

test("a member that writes another's records is rejected, and counted", () => {
  const machine = machineOf('a')
  const lie = deltaOf(machineOf('c', 'one', 'b'), 'web', 0)
  assert.equal(machine.judge({ kind: 'delta', delta: lie }, 0), 'reject')
  machine.answer('b', sync([lie]), 0)
  assert.equal(machine.view.health('web'), undefined)
  assert.equal(machine.counts.deltas.forged, 2)
})

test('a comparison is not read on after the first forgery in it', () => {
  const machine = machineOf('a')
  const lie = deltaOf(machineOf('c', 'one', 'b'), 'web', 0)
  const truth = deltaOf(machineOf('b'), 'api', 0)
  machine.answer('b', sync([...Array.from({ length: 1_000 }, () => lie), truth]), 0)
  assert.equal(machine.counts.deltas.forged, 1)
  assert.equal(machine.view.health('api'), undefined)
  machine.answer('b', sync([truth]), 0)
  assert.equal(machine.view.health('api')?.owner, 'b')
})

test('a delta that a relay has changed is rejected', () => {
  const machine = machineOf('a')
  const delta = deltaOf(machineOf('b'), 'web', 0)
  const changed = { ...delta, records: delta.records.map(record => ({ ...record, key: 'api' })) }
  machine.answer('c', sync([changed]), 0)
  assert.equal(machine.view.health('api'), undefined)
  assert.equal(machine.counts.deltas.forged, 1)
})

test('what is replayed is old: it changes nothing and goes no further', () => {
  const machine = machineOf('a')
  const owner = machineOf('b')
  const [first, second] = [deltaOf(owner, 'web', 0), deltaOf(owner, 'web', 1_000)]
  for (const delta of [first, second]) {
    assert.equal(machine.judge({ kind: 'delta', delta }, 0), 'accept')
    machine.step({ kind: 'publication', publication: { kind: 'delta', delta } }, 0)
  }
  assert.equal(machine.judge({ kind: 'delta', delta: first }, 0), 'ignore')
  machine.answer('c', sync([first]), 0)
  assert.equal(machine.view.health('web')?.output, '1000')
})

test('signatures of another cluster are forgeries here', () => {
  const machine = machineOf('a', 'one')
  const delta = deltaOf(machineOf('b', 'two'), 'web', 0)
  assert.equal(machine.judge({ kind: 'delta', delta }, 0), 'reject')
})

test('a member that floods is answered up to the rate, and the others as ever', () => {
  const machine = machineOf('a')
  let answered = 0
  for (let i = 0; i < 20_000; i++) answered += acks(ping(machine, 'b', i, i / 20), 'b')
  const { perSecond, burst } = LAN.messageRate
  assert.ok(answered <= burst + perSecond + 1, `${answered} were answered`)
  assert.equal(machine.counts.refused, 20_000 - answered)
  assert.equal(acks(ping(machine, 'c', 1, 1_000), 'c'), 1)
})

test('a flood of comparisons is refused with an error that may be tried again', () => {
  const machine = machineOf('a')
  for (let i = 0; i < LAN.syncRate.burst; i++) machine.answer('b', sync([]), 0)
  assert.throws(() => machine.answer('b', sync([]), 0), { code: 'gossip/overloaded' })
  machine.answer('c', sync([]), 0)
})

test('a flood of signed publications is ignored beyond the rate, and no relay is blamed', () => {
  const machine = machineOf('a')
  const owner = machineOf('b')
  const verdicts = Array.from({ length: LAN.publicationRate.burst + 100 }, (_, i) => {
    const publication = { kind: 'delta', delta: deltaOf(owner, 'web', i * 200) } as const
    const verdict = machine.judge(publication, 0)
    if (verdict === 'accept') machine.step({ kind: 'publication', publication }, 0)
    return verdict
  })
  const accepted = verdicts.filter(verdict => verdict === 'accept').length
  assert.equal(accepted, LAN.publicationRate.burst)
  assert.ok(!verdicts.includes('reject'))
})

test('claims about strangers, and by them, leave nothing behind', () => {
  const machine = machineOf('a')
  const records = { incarnation: 9, version: 9 }
  const claims = Array.from({ length: 4_000 }, (_, i) => {
    const peer = `stranger-${i}`
    return { peer, state: 'alive', incarnation: i, by: peer, reason: 'self' } as const
  })
  for (const from of ['b', 'stranger-1']) {
    machine.step({ kind: 'message', from, message: { kind: 'claims', claims, records } }, 0)
  }
  assert.equal(machine.view.members().length, PEERS.length)
  const told = machine.ready().filter(effect => effect.kind === 'send')
  assert.ok(!JSON.stringify(told).includes('stranger'))
})
