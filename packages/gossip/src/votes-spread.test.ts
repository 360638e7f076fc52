import assert from 'node:assert/strict'
import { it } from 'node:test'
import { seededRandom } from '@polis/base'
import { LAN } from './config.ts'
import { GossipMachine } from './machine.ts'
import type { Effect, OwnHealth } from './message.ts'
import type { HealthState } from './record.ts'
import { hashSignatures } from './simulation/virtual-cluster.ts'
import { voteKey } from './votes.ts'

const NAMES = ['a', 'b', 'c']
const KEY = voteKey('t', 'up')

/** Three machines; what one publishes the others take at once. `a` runs the task `t`. */
class Trio {
  readonly told: { peer: string; endpointId: string; state: HealthState }[] = []
  #nowMs = 0
  readonly #machines = new Map(
    NAMES.map(peer => {
      const self = { peer, name: peer, bootCount: 1 }
      const about = { clusterId: 'c', config: LAN, random: seededRandom(1), nowMs: 0 }
      return [peer, new GossipMachine({ self, ...about, signatures: hashSignatures(peer) })]
    }),
  )

  constructor() {
    const address = { host: '127.0.0.1', port: 1 }
    const members = NAMES.map(peer => ({ peer, name: peer, address }))
    for (const peer of NAMES) {
      this.machine(peer).step({ kind: 'members', members }, 0)
      this.#take(peer, this.machine(peer).ready())
    }
  }

  machine(peer: string): GossipMachine {
    return this.#machines.get(peer)!
  }

  says(peer: string, ...records: [string, HealthState][]): void {
    const about = { weight: 1, output: '' }
    const own: OwnHealth[] = records.map(([endpointId, state]) => ({ endpointId, state, ...about }))
    const machine = this.machine(peer)
    machine.step({ kind: 'set-health', records: own, wallMs: 1 }, this.#nowMs)
    this.#nowMs += LAN.deltaBatchMs
    machine.tick(this.#nowMs)
    this.#take(peer, machine.ready())
  }

  claims(about: string, state: 'dead' | 'alive'): void {
    const reason = state === 'dead' ? 'silent' : 'self'
    const incarnation = this.machine('c').view.members()[0]!.incarnation + 1
    const claim = { peer: about, state, incarnation, by: about, reason } as const
    const records = { incarnation: 0, version: 0 }
    const message = { kind: 'claims', claims: [claim], records } as const
    this.machine('a').step({ kind: 'message', from: 'b', message }, this.#nowMs)
    this.#take('a', this.machine('a').ready())
  }

  verdict(peer: string): HealthState | undefined {
    return this.machine(peer).view.health('t')?.state
  }

  #take(from: string, effects: readonly Effect[]): void {
    for (const effect of effects) {
      if (effect.kind === 'records-changed') {
        const changed = effect.event.changed.map(({ endpointId, state }) => ({ endpointId, state }))
        this.told.push(...changed.map(one => ({ peer: from, ...one })))
      }
      if (effect.kind !== 'publish' || effect.publication.kind !== 'delta') continue
      for (const peer of NAMES.filter(name => name !== from)) {
        const machine = this.machine(peer)
        machine.step({ kind: 'publication', publication: effect.publication }, this.#nowMs)
        this.#take(peer, machine.ready())
      }
    }
  }
}

it('everybody comes to the same verdict, and is told of the endpoint when a vote changes', () => {
  const trio = new Trio()
  trio.says('a', ['t', 'passing'], [KEY, 'passing'])
  trio.says('b', [KEY, 'critical'])
  for (const peer of NAMES) assert.equal(trio.verdict(peer), 'warning', peer)
  trio.told.length = 0
  trio.says('c', [KEY, 'critical'])
  for (const peer of NAMES) {
    assert.equal(trio.verdict(peer), 'critical', peer)
    const own = trio.told.filter(one => one.peer === peer)
    assert.deepEqual(own, [{ peer, endpointId: 't', state: 'critical' }])
  }
  trio.says('c')
  for (const peer of NAMES) assert.equal(trio.verdict(peer), 'warning', peer)
  const names = trio.machine('c').view.votes('t')
  assert.deepEqual(
    names.map(({ name, voter, state }) => `${name} ${voter} ${state}`),
    ['a owner passing', 'b observer critical'],
  )
  assert.equal([...trio.machine('c').view.healthRecords()].length, 1, 'a vote is no endpoint')
})

it('a dead observer has no vote, and those who route are told at once', () => {
  const trio = new Trio()
  trio.says('a', ['t', 'critical'], [KEY, 'critical'])
  trio.says('c', [KEY, 'passing'])
  assert.equal(trio.verdict('a'), 'warning')
  trio.told.length = 0
  trio.claims('c', 'dead')
  assert.equal(trio.verdict('a'), 'critical')
  assert.deepEqual(trio.told, [{ peer: 'a', endpointId: 't', state: 'critical' }])
})
