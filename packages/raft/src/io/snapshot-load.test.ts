/**
 * A large snapshot on its way to a learner in another process, over the real transport: heartbeats
 * keep their time meanwhile, and neither end holds it in memory.
 *
 *     this process: leader ──heartbeats, snapshot──► child: learner (this file with an argument)
 *                         ◄──heartbeat responses──
 */

import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import test, { type TestContext } from 'node:test'
import { crc32c, quietLogger, systemClock, systemRandom } from '@polis/base'
import { createIdentity, createLibp2pTransport, type Libp2pTransport } from '@polis/transport'
import { DEFAULT_RAFT_CONFIG, type RaftConfig } from '../config.ts'
import type { RaftId, SnapshotData } from '../message.ts'
import type { StateMachine } from '../state-machine.ts'
import { decodeFrame } from '../wire.ts'
import { RaftNode } from './raft-node.ts'
import { changeOf, until } from './test-cluster.ts'

const SNAPSHOT_BYTES = process.env['POLIS_TEST_SIZE'] === 'full' ? 200 << 20 : 24 << 20
const CHUNK_BYTES = 64 << 10
/** The goal, on a machine that is not busy otherwise. */
const HEARTBEAT_P99_MS = 50
/** With this the test fails anywhere: followers would campaign. */
const ELECTION_MS = DEFAULT_RAFT_CONFIG.electionTicks * DEFAULT_RAFT_CONFIG.tickMs
/** What may be in memory of it at either end; a copy of the whole would be more. */
const MEMORY_BYTES = 100 << 20
/** How long heartbeats are measured for comparison. */
const IDLE_MS = 1_000
const CONFIG: Partial<RaftConfig> = { snapshotEntries: 5, trailingEntries: 0, blockBytesMax: 1000 }

type Child = { readonly self: string; readonly host: string; readonly port: number }
type Received = { readonly crc32c: number; readonly memoryBytes: number }

/** A state of `SNAPSHOT_BYTES` that is made of nothing, so that memory shows what Raft holds. */
class LargeMachine implements StateMachine {
  applied = 0
  onRestored: (crc: number) => void = () => {}

  apply(): void {
    this.applied++
  }

  applyConfChange(): void {}

  snapshot(): SnapshotData {
    function* chunks() {
      for (let i = 0; i < SNAPSHOT_BYTES / CHUNK_BYTES; i++) {
        yield new Uint8Array(CHUNK_BYTES).fill(i)
      }
    }
    return { [Symbol.iterator]: chunks }
  }

  checksum(): number {
    let crc = 0
    for (const chunk of this.snapshot()) crc = crc32c(chunk, crc)
    return crc
  }

  restore() {
    let crc = 0
    return {
      add: (chunk: Uint8Array) => {
        crc = crc32c(chunk, crc)
      },
      finish: () => this.onRestored(crc),
    }
  }
}

const leader = process.argv[2]
if (leader === undefined) registerTest()
else await learn(JSON.parse(leader))

function registerTest(): void {
  test('heartbeats keep their time while a large snapshot is sent', {
    timeout: 200_000,
  }, async t => {
    const transport = await createTransport(t)
    const measured = measureHeartbeats(transport)
    const { child, address, received } = await spawnLearner(t, transport)
    const peers = new Map<RaftId, string>([[2, address.self]])
    const machine = new LargeMachine()
    const node = await openNode(t, 1, transport, machine, id => peers.get(id), [1])
    node.start()
    transport.setAddress(address.self, address)
    await until('they are connected', () => transport.connected().includes(address.self), 40_000)
    await until('it leads', () => node.status().role === 'leader', 40_000)
    for (let i = 0; i < 8; i++) {
      node.propose(new Uint8Array([i]))
      await until('it is applied', () => machine.applied === i + 1, 40_000)
    }
    await until('the log is compacted', () => node.status().firstIndex > 1, 60_000)
    const [startedMs, memoryBefore] = [performance.now(), memoryInUse()]
    let memoryMax = 0
    const sampler = setInterval(() => {
      memoryMax = Math.max(memoryMax, memoryInUse())
    }, 50)
    t.after(() => clearInterval(sampler))
    measured.length = 0
    node.proposeConfChange(changeOf('add-learner', 2))
    const { crc32c: crc, memoryBytes } = await received
    const tookMs = performance.now() - startedMs
    const during = measured.splice(0)
    await new Promise(resolve => setTimeout(resolve, IDLE_MS))
    const p99 = quantile(during, 0.99)
    const idleP99 = quantile(measured, 0.99)
    t.diagnostic(
      `${SNAPSHOT_BYTES >> 20} MiB in ${Math.round(tookMs)} ms; ${during.length} heartbeats there ` +
        `and back: p50 ${quantile(during, 0.5).toFixed(1)}, p99 ${p99.toFixed(1)} ms of ` +
        `${HEARTBEAT_P99_MS} (${idleP99.toFixed(1)} when nothing is sent); memory grew by ` +
        `${mebibytes(memoryMax - memoryBefore)} and ${mebibytes(memoryBytes)} MiB`,
    )
    assert.equal(crc, machine.checksum())
    assert.ok(during.length > 3, 'heartbeats went on')
    assert.ok(p99 < ELECTION_MS, `${p99} ms`)
    if (SNAPSHOT_BYTES > MEMORY_BYTES) {
      assert.ok(memoryMax - memoryBefore < MEMORY_BYTES && memoryBytes < MEMORY_BYTES)
    }
    child.kill()
  })
}

/** The child: takes the snapshot, says what it was, and stays until it is killed. */
async function learn(from: Child): Promise<void> {
  const transport = await createTransport()
  const { self, address } = transport
  process.stdout.write(`${JSON.stringify({ self, ...address })}\n`)
  const memoryBefore = memoryInUse()
  let memoryMax = 0
  setInterval(() => {
    memoryMax = Math.max(memoryMax, memoryInUse())
  }, 50)
  const machine = new LargeMachine()
  machine.onRestored = crc => {
    const said: Received = { crc32c: crc, memoryBytes: memoryMax - memoryBefore }
    process.stdout.write(`${JSON.stringify(said)}\n`)
  }
  transport.setAddress(from.self, from)
  const node = await openNode(undefined, 2, transport, machine, id => (id === 1 ? from.self : self))
  node.start()
}

async function spawnLearner(t: TestContext, transport: Libp2pTransport) {
  const own: Child = { self: transport.self, ...transport.address }
  const child: ChildProcess = spawn(
    process.execPath,
    [import.meta.filename, JSON.stringify(own)],
    // Not a test of its own, whatever runs this one.
    { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, NODE_TEST_CONTEXT: '' } },
  )
  t.after(() => child.kill('SIGKILL'))
  const lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]()
  const address: Child = JSON.parse((await lines.next()).value!)
  const received = lines.next().then(({ value }): Received => JSON.parse(value!))
  return { child, address, received }
}

/** How long each heartbeat to the learner and its answer took, in ms. */
function measureHeartbeats(transport: Libp2pTransport): number[] {
  const measured: number[] = []
  const sent: number[] = []
  const types = (bytes: Uint8Array) =>
    decodeFrame(bytes, DEFAULT_RAFT_CONFIG).envelopes.map(({ message }) => message.type)
  const [send, receive] = [transport.send.bind(transport), transport.receive.bind(transport)]
  transport.send = (peer, channel, bytes) => {
    const isSent = send(peer, channel, bytes)
    if (isSent && types(bytes).includes('heartbeat')) sent.push(performance.now())
    return isSent
  }
  transport.receive = (channel, handler) =>
    receive(channel, (bytes, from) => {
      if (types(bytes).includes('heartbeat-response') && sent.length > 0) {
        // Some are lost while the peers connect: the first since the last answer is measured.
        measured.push(performance.now() - sent[0]!)
        sent.length = 0
      }
      handler(bytes, from)
    })
  return measured
}

async function createTransport(t?: TestContext): Promise<Libp2pTransport> {
  const { privateKey } = await createIdentity()
  const listen = { host: '127.0.0.1', port: 0 }
  const transport = await createLibp2pTransport({ privateKey, listen, authorize: () => true })
  await transport.start()
  t?.after(() => transport.stop())
  return transport
}

async function openNode(
  t: TestContext | undefined,
  raftId: RaftId,
  transport: Libp2pTransport,
  stateMachine: StateMachine,
  peerOf: (id: RaftId) => string | undefined,
  founders: readonly RaftId[] = [],
): Promise<RaftNode> {
  const dataDir = mkdtempSync(join(tmpdir(), 'polis-load-'))
  const remove = () => rmSync(dataDir, { recursive: true, force: true })
  process.on('exit', remove)
  process.on('SIGTERM', () => process.exit(0))
  const node = await RaftNode.open({
    ...{ dataDir, raftId, stateMachine, transport, peerOf },
    bootstrap: founders.map(id => changeOf('add-voter', id)),
    ...{ clock: systemClock, random: systemRandom(), logger: quietLogger, config: CONFIG },
  })
  t?.after(() => node.stop())
  return node
}

function mebibytes(bytes: number): number {
  return Math.round(bytes / (1 << 20))
}

/** What JavaScript holds, on its heap and outside; LevelDB maps its tables into the rest. */
function memoryInUse(): number {
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

function quantile(values: readonly number[], q: number): number {
  return values.toSorted((a, b) => a - b)[Math.ceil(q * values.length) - 1] ?? Infinity
}
