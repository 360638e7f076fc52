/**
 * Bytes that are almost right: real messages, cut, spliced and flipped by a seeded hand.
 *
 * Whatever decodes is stepped through a machine, so what lies behind the decoders is tried, too.
 */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hasCode, type Random, seededRandom } from '@polis/base'
import { LAN } from './config.ts'
import { GossipMachine } from './machine.ts'
import { type Dispatch, hashSignatures, VirtualCluster } from './simulation/virtual-cluster.ts'
import { decodeProbe, decodePublication, decodeSyncAnswer, decodeSyncRequest } from './wire.ts'

const SIZES: Readonly<Record<string, number>> = { full: 1_000_000, long: 5_000_000 }
const ROUNDS = SIZES[process.env['POLIS_TEST_SIZE'] ?? ''] ?? 20_000
const MUTATIONS_MAX = 4
/** Far more than the state of a dozen members takes, far less than what a leak would leave. */
const GROWTH_BYTES_MAX = 50 << 20

type Sample = { readonly kind: Dispatch['kind']; readonly bytes: Uint8Array }

/** Everything that a cluster says to each other while members come, go and change. */
function samples(): Sample[] {
  const taken: Sample[] = []
  const meter = ({ kind, encode }: Dispatch) => {
    if (taken.length < 2_000) taken.push({ kind, bytes: encode() })
  }
  const cluster = new VirtualCluster({ seed: 1, nodes: 6, loss: 0.1, meter })
  for (let round = 0; round < 10; round++) {
    const records = [
      { endpointId: `e${round}`, state: 'passing', weight: 1, output: 'ok' } as const,
    ]
    cluster.step(0, { kind: 'set-health', records, wallMs: round })
    cluster.step(1, { kind: 'set-metadata', value: { load: round } })
    cluster.run(1_000)
  }
  cluster.crash(3)
  cluster.run(3_000)
  return taken
}

function mutate(bytes: Uint8Array, other: Uint8Array, random: Random): Uint8Array {
  let changed = Buffer.from(bytes)
  for (let left = 1 + random.int(MUTATIONS_MAX); left > 0; left--) {
    const at = random.int(changed.length + 1)
    const how = random.int(5)
    if (how === 0) changed = changed.subarray(0, at)
    else if (how === 1 && at < changed.length) changed[at] = random.int(256)
    else if (how === 2 && at < changed.length) changed[at]! ^= 1 << random.int(8)
    else if (how === 3) changed = Buffer.concat([changed.subarray(0, at), other.subarray(at)])
    else {
      const noise = Buffer.from(Array.from({ length: random.int(12) }, () => random.int(256)))
      changed = Buffer.concat([changed.subarray(0, at), noise, changed.subarray(at)])
    }
  }
  return changed
}

test(`${ROUNDS} damaged messages are refused or understood, and the machine lives on`, t => {
  const random = seededRandom(Number(process.env['POLIS_FUZZ_SEED'] ?? 1))
  const pool = samples()
  assert.ok(new Set(pool.map(({ kind }) => kind)).size === 4, 'every kind of message was heard')
  const machine = new GossipMachine({
    self: { peer: 'node-0009', name: 'n9', bootCount: 1 },
    ...{ clusterId: 'virtual', config: LAN, random: seededRandom(2), nowMs: 0 },
    signatures: hashSignatures('node-0009'),
  })
  const address = { host: '10.0.0.1', port: 1 }
  const members = Array.from({ length: 10 }, (_, i) => `node-000${i}`).map(peer => {
    return { peer, name: peer, address }
  })
  machine.step({ kind: 'members', members }, 0)
  const outcomes = { understood: 0, refused: 0 }
  const from = 'node-0001'
  const take = ({ kind, bytes }: Sample, nowMs: number) => {
    if (kind === 'send') {
      machine.step({ kind: 'message', from, message: decodeProbe(bytes, LAN) }, nowMs)
    } else if (kind === 'publish') {
      const publication = decodePublication(bytes, LAN)
      if (machine.judge(publication, nowMs) === 'accept') {
        machine.step({ kind: 'publication', publication }, nowMs)
      }
    } else if (kind === 'sync') machine.answer(from, decodeSyncRequest(bytes, LAN), nowMs)
    else machine.step({ kind: 'sync-answer', from, answer: decodeSyncAnswer(bytes, LAN) }, nowMs)
  }
  const beforeBytes = process.memoryUsage().heapUsed
  for (let round = 0; round < ROUNDS; round++) {
    const sample = pool[random.int(pool.length)]!
    const bytes = mutate(sample.bytes, pool[random.int(pool.length)]!.bytes, random)
    const nowMs = round * 20
    try {
      take({ kind: sample.kind, bytes }, nowMs)
      outcomes.understood++
    } catch (error) {
      const isExpected =
        hasCode(error, 'gossip/malformed') || hasCode(error, 'gossip/future-format')
      if (!isExpected && !hasCode(error, 'gossip/overloaded')) throw error
      outcomes.refused++
    }
    machine.tick(nowMs)
    machine.ready()
  }
  const { understood, refused } = outcomes
  const grownBytes = process.memoryUsage().heapUsed - beforeBytes
  t.diagnostic(`${understood} understood, ${refused} refused, ${grownBytes >> 10} KiB more heap`)
  assert.ok(understood > ROUNDS / 100 && refused > ROUNDS / 10)
  assert.ok(grownBytes < GROWTH_BYTES_MAX, `${grownBytes} bytes`)
  assert.equal(machine.view.members().length, members.length)
  const kept = [...machine.view.healthRecords()]
  assert.ok(kept.length <= 10, `${kept.length} records of ten that were ever signed`)
})
